"""``themebuilder accessibility``."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

import click

from themebuilder.build.pipeline import ThemeBuild
from themebuilder.cli.options import Day, complete_themes
from themebuilder.cli.workspace import FOUND, Workspace, stop, writing
from themebuilder.definitions.model import Files
from themebuilder.definitions.outline import Outline
from themebuilder.reports.accessibility_report import (
    LANGUAGES,
    AccessibilityReport,
    FaintText,
    Outcome,
    Overflow,
    Phrases,
    ToolFindings,
)

Look = Callable[[ThemeBuild], tuple[tuple[Overflow, ...], tuple[FaintText, ...]]]
HTML, MARKDOWN, JSON = "html", "markdown", "json"


@click.command("accessibility")
@click.argument("themes", nargs=-1, metavar="[THEME]...", shell_complete=complete_themes)
@click.option("--all", "everything", is_flag=True, help="The shipped themes too.")
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(file_okay=False),
    help="The folder for the reports. Default: dist/accessibility/ in the workspace.",
)
@click.option("--html", "form", flag_value=HTML, help="Write the HTML page only.")
@click.option("--markdown", "form", flag_value=MARKDOWN, help="Write the Markdown page only.")
@click.option(
    "--json", "form", flag_value=JSON, help="Print what was found as JSON, write nothing."
)
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default="da",
    show_default=True,
    help="The language of the report.",
)
@click.option(
    "--date",
    "day",
    type=Day(),
    metavar="D",
    help="Print this day in the report, as 2027-01-01. Without it the content's digest dates it.",
)
@click.option(
    "--browser",
    "in_browser",
    is_flag=True,
    help="Look at the page in Chromium too: 200 % zoom, 320 points wide, wide spacing, contrast.",
)
@click.pass_obj
def command(
    workspace: Workspace,
    themes: tuple[str, ...],
    folder: str | None,
    form: str | None,
    language: str,
    day: datetime | None,
    *,
    everything: bool,
    in_browser: bool,
) -> None:
    """Write one page for each theme on who can read, see and use it, by the criteria of WCAG 2.1.

    The page may be attached to an accessibility statement. Without THEME: all themes of the
    workspace. Ends with 1 when something that was looked at is a fault.
    """
    from themebuilder.reports import accessibility_report as page

    chosen = workspace.choose(themes, everything=everything)
    if not chosen:
        workspace.tell(workspace.library.problems, command="accessibility")
        sys.exit(FOUND)
    words, date = Phrases(language), day.date().isoformat() if day else ""
    with _looker() if in_browser else nullcontext() as look:
        reports = list(_reports(workspace, chosen, look))
    is_good = all(report.is_good for report in reports)
    if form == JSON:
        found = [page.as_json(report, words) for report in reports]
        document = {"schema": 1, "command": "accessibility", "ok": is_good, "themes": found}
        click.echo(json.dumps(document, indent=2, ensure_ascii=False))
    else:
        files: dict[str, bytes] = {}
        for report in reports:
            files |= page.render_files(
                report, language, date, html=form != MARKDOWN, md=form != HTML
            )
        target = Path(folder) if folder else workspace.root / "dist" / "accessibility"
        _write(files, target)
        for report in reports:
            _print(report, words)
        click.echo(f"{len(files)} files in {target}")
    if not is_good:
        sys.exit(FOUND)


def _reports(
    workspace: Workspace, chosen: Sequence[Outline], look: Look | None
) -> Iterator[AccessibilityReport]:
    from themebuilder.build.checking import check_collection
    from themebuilder.build.pipeline import build_theme
    from themebuilder.media.pictures import PictureError
    from themebuilder.reports.accessibility import assess_theme
    from themebuilder.reports.page_in_browser import BrowserError

    together = check_collection(workspace.library, workspace.platform, workspace.outlines, chosen)
    for outline in chosen:
        made = build_theme(workspace.library, outline, workspace.platform, workspace.cache)
        if made.theme is None or len(made.packages) != 2:
            workspace.tell([*workspace.library.problems, *made.problems], command="accessibility")
            sys.exit(FOUND)
        files = {document.file for document in (*outline.line, *outline.organisations)}
        found = [*made.problems, *(one for one in together if one.place.file in files)]
        broken = frozenset(one.rule.name for one in found)
        try:
            yield assess_theme(made, workspace.outlines, broken, _beyond(made, look))
        except (BrowserError, PictureError) as error:
            stop(f"{outline.name} cannot be looked at: {error}", code=FOUND)


def _beyond(made: ThemeBuild, look: Look | None) -> ToolFindings:
    """What a reader of pictures reads on this machine, and what a browser shows where it was asked."""
    from themebuilder.checks.picture_contrast import list_given_pictures
    from themebuilder.reports.accessibility import subjects
    from themebuilder.reports.accessibility_pictures import read_words

    words = read_words(
        {
            name: package.files[name]
            for package in subjects(made)
            for name in list_given_pictures(package)
        }
    )
    overflows, faint = look(made) if look else (None, None)
    return ToolFindings(overflows, faint, words)


@contextmanager
def _looker() -> Iterator[Look]:
    """What looks at a theme in Chromium; exits where there is no page to look at, or no Chromium."""
    if find_spec("playwright") is None:
        stop("--browser needs playwright.", "pip install 'themebuilder[screenshots]'")
    from themebuilder.preview.page import HOW_TO_BUILD, BundleMissingError, read_bundle
    from themebuilder.preview.screenshots import BrowserMissingError, chromium
    from themebuilder.reports.page_in_browser import find_faint_texts, find_overflows

    try:
        bundle = read_bundle()
        with chromium() as browser:

            def looked(made: ThemeBuild) -> tuple[tuple[Overflow, ...], tuple[FaintText, ...]]:
                files: dict[str, Files] = {one.kind: one.files for one in made.packages}
                languages = made.theme.languages if made.theme else ()
                overflows = find_overflows(browser, files, bundle, languages)
                return overflows, find_faint_texts(browser, files, bundle, languages[0])

            yield looked
    except BundleMissingError:
        stop("The preview's page was not built.", HOW_TO_BUILD)
    except BrowserMissingError as error:
        stop(f"Chromium cannot be started: {error}", "Without --browser the rest is looked at.")


def _write(files: Files, target: Path) -> None:
    from themebuilder.core.files import replace_all

    with writing(target):
        replace_all(target, files)


def _print(report: AccessibilityReport, words: Phrases) -> None:
    counts = ", ".join(
        f"{count} {words.name('outcomes', outcome).lower()}"
        for outcome in Outcome
        if (count := report.count(outcome))
    )
    click.echo(f"{report.theme}: {counts}")
    for item in report.items:
        if item.outcome in (Outcome.FAULT, Outcome.LOOK):
            asked = words.name("items", item.key)
            click.echo(
                click.wrap_text(f"{item.criterion} {asked}: {words.said(item)}", 98, "  ", "    ")
            )
