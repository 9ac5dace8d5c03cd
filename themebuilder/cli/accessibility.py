"""``themebuilder accessibility``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

import click

from themebuilder.build.checking import check_collection
from themebuilder.build.pipeline import ThemeBuild, build_theme
from themebuilder.checks.picture_contrast import list_given_pictures
from themebuilder.cli.options import json_option, output_option, theme_options
from themebuilder.cli.output import EXIT_FINDINGS, print_text, stop, write_files
from themebuilder.cli.workspace import ThemeSelection, Workspace
from themebuilder.core.messages import _, _n
from themebuilder.definitions.model import Files
from themebuilder.definitions.outline import Outline
from themebuilder.media.model import MediaError
from themebuilder.reports.accessibility import assess_theme, package_subjects
from themebuilder.reports.accessibility_pictures import read_words
from themebuilder.reports.accessibility_report import (
    AccessibilityReport,
    FaintText,
    Outcome,
    Overflow,
    ToolFindings,
    render_files,
)
from themebuilder.reports.accessibility_report import report_json as format_values
from themebuilder.reports.page_in_browser import BrowserError, find_faint_texts, find_overflows

Examine = Callable[[ThemeBuild], tuple[tuple[Overflow, ...], tuple[FaintText, ...]]]
"""Finds on a theme's pages, in a browser, what overflows and what is too faint."""


@click.command("accessibility")
@theme_options
@output_option("The folder for the reports. Default: dist/accessibility/ in the workspace.")
@json_option
@click.option(
    "--browser",
    "in_browser",
    is_flag=True,
    help="Also check pages in Chromium: 200 % zoom, 320 points wide, wide spacing, contrast.",
)
@click.pass_obj
def accessibility(
    workspace: Workspace,
    *,
    selection: ThemeSelection,
    output: str | None,
    as_json: bool,
    in_browser: bool,
) -> None:
    """Write an accessibility report for each theme: how it meets the criteria of WCAG 2.1.

    You can attach the report to an accessibility statement. Exits with 1 if a theme fails a
    criterion. With --json, writes no files.
    """
    chosen = workspace.choose(selection)
    if not chosen:
        workspace.stop_with(workspace.library.problems)
    date = selection.day.isoformat() if selection.day else ""
    with _open_browser() if in_browser else nullcontext() as examine:
        reports = list(_assess(workspace, chosen, examine))
    is_good = all(report.is_good for report in reports)
    # A theme whose file can't be read has no report.
    unread = workspace.library.problems
    if as_json:
        themes = [format_values(report) for report in reports]
        workspace.finish(unread, {"themes": themes, **({} if is_good else {"ok": False})})
    else:
        files: dict[str, bytes] = {}
        for report in reports:
            files |= render_files(report, date)
        target = Path(output) if output else workspace.root / "dist" / "accessibility"
        write_files(target, files)
        for report in reports:
            _print(report)
        click.echo(
            _n("{count} file in {folder}", "{count} files in {folder}", len(files), folder=target)
        )
        workspace.finish(unread, {})
    if not is_good:
        sys.exit(EXIT_FINDINGS)


def _assess(
    workspace: Workspace, chosen: Sequence[Outline], examine: Examine | None
) -> Iterator[AccessibilityReport]:
    library, platform = workspace.library, workspace.platform
    together = check_collection(library, platform, workspace.outlines, chosen)
    for outline in chosen:
        build = build_theme(library, outline, platform, workspace.cache)
        if build.theme is None or not build.is_whole:
            workspace.stop_with([*library.problems, *build.problems])
        files = {document.file for document in (*outline.lineage, *outline.organisations)}
        found = [*build.problems, *(problem for problem in together if problem.place.file in files)]
        broken = frozenset(problem.rule.name for problem in found)
        try:
            findings = _find_with_tools(build, examine)
            yield assess_theme(build, workspace.outlines, broken, findings)
        except (BrowserError, MediaError) as error:
            message = _(
                "Theme `{theme}` can't be checked: {error}", theme=outline.name, error=error
            )
            stop(message, code=EXIT_FINDINGS)


def _find_with_tools(build: ThemeBuild, examine: Examine | None) -> ToolFindings:
    """Read the words in pictures if this machine can, and examine the pages if asked to."""
    pictures = {
        name: package.files[name]
        for package in package_subjects(build)
        for name in list_given_pictures(package)
    }
    overflows, faint = examine(build) if examine else (None, None)
    return ToolFindings(overflows, faint, read_words(pictures))


@contextmanager
def _open_browser() -> Iterator[Examine]:
    """Open Chromium to examine pages in; exit where there is no Chromium, or no built page."""
    # Imported here: only this needs playwright, and a built page.
    from themebuilder.cli.preview import read_page
    from themebuilder.cli.screenshots import stop_without_browser
    from themebuilder.preview.screenshots import launch_chromium

    bundle = read_page()
    with (
        stop_without_browser(_("Leave out --browser to check the rest.")),
        launch_chromium() as browser,
    ):

        def examine(build: ThemeBuild) -> tuple[tuple[Overflow, ...], tuple[FaintText, ...]]:
            files: dict[str, Files] = {package.kind: package.files for package in build.packages}
            languages = build.theme.languages if build.theme else ()
            overflows = find_overflows(browser, files, bundle, languages)
            return overflows, find_faint_texts(browser, files, bundle, languages[0])

        yield examine


def _print(report: AccessibilityReport) -> None:
    counts = ", ".join(
        f"{count} {outcome.label.lower()}"
        for outcome in Outcome
        if (count := report.count(outcome))
    )
    click.echo(f"{report.theme}: {counts}")
    for item in report.items:
        if item.outcome in (Outcome.FAULT, Outcome.LOOK):
            line = f"{item.outcome.label}: {item.criterion} {item.question}: {item.said}"
            print_text(line, "  ", "    ")
