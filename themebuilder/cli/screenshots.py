"""``themebuilder screenshots``."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

import click

from themebuilder.cli.options import (
    exit_code_option,
    guest_language_option,
    output_option,
    theme_options,
)
from themebuilder.cli.output import FOUND, report_write_errors, stop
from themebuilder.cli.preview import read_page
from themebuilder.cli.workspace import ThemeSelection, Workspace
from themebuilder.core.files import write_whole
from themebuilder.core.problems import Problem
from themebuilder.definitions.library import shipped_root
from themebuilder.preview.app import create_app
from themebuilder.preview.page import SCREENS, VIEWPORTS
from themebuilder.preview.rebuilder import Rebuilder
from themebuilder.preview.screenshots import (
    LIST,
    REPORT,
    BrowserMissingError,
    Comparison,
    Selection,
    chromium,
    read_list,
    render_report,
    sort_touched,
    take_screenshots,
    write_list,
    write_pictures,
)
from themebuilder.preview.server import run_server
from themebuilder.preview.session import PreviewSession


@click.command("screenshots")
@theme_options
@output_option("The folder for the pictures: THEME/SCREEN.LANGUAGE.VIEWPORT.png.", required=True)
@click.option(
    "--against",
    type=click.Path(exists=True, file_okay=False),
    metavar="OLD",
    help="Compare with the pictures of an earlier run in this folder; report.html shows what changed.",
)
@click.option(
    "--screen",
    "screens",
    multiple=True,
    type=click.Choice(SCREENS),
    metavar="NAME",
    help=f"Only this screen. Repeatable. NAME is one of: {', '.join(SCREENS)}.",
)
@guest_language_option("Only this language.")
@click.option(
    "--viewport",
    "viewports",
    multiple=True,
    type=click.Choice([viewport.name for viewport in VIEWPORTS]),
    help="Only this window. Repeatable.",
)
@exit_code_option
@click.option(
    "--chromium",
    "program",
    type=click.Path(exists=True, dir_okay=False),
    help="The browser. Default: chromium, google-chrome or chromium-browser.",
)
@click.pass_obj
def screenshots(
    workspace: Workspace,
    *,
    selection: ThemeSelection,
    output: str,
    against: str | None,
    screens: tuple[str, ...],
    languages: tuple[str, ...],
    viewports: tuple[str, ...],
    as_code: bool,
    program: str | None,
) -> None:
    """Take pictures of every screen, in every language, through every window.

    The same package gives the same pictures on the same machine. With --against, each is compared
    with its earlier one, pixel by pixel.
    """
    target, old = Path(output), Path(against) if against else None
    bundle = read_page()
    names = [outline.name for outline in workspace.choose(selection)]
    if not names:
        workspace.stop_with(workspace.library.problems)
    session, offered = _build_themes(workspace, names)
    windows = [one for one in VIEWPORTS if not viewports or one.name in viewports]
    choice = Selection(screens or SCREENS, languages, windows)
    views = choice.views(offered)
    if not views:
        stop("No theme offers such a language.")
    earlier = read_list(old) if old else []
    expected = [one for one in earlier if choice.includes(one, names)]
    try:
        with (
            report_write_errors(target),
            run_server(create_app(session, bundle), stopping=session.close) as address,
            chromium(program) as browser,
            # Closed before the browser, also when a picture cannot be written.
            closing(take_screenshots(address, views, browser)) as taken,
            click.progressbar(
                length=len(views), label="Pictures", file=sys.stderr, hidden=not sys.stderr.isatty()
            ) as progress,
        ):
            compared = []
            for one in write_pictures(taken, target, old, expected):
                compared.append(one)
                progress.update(1)
    except BrowserMissingError as error:
        stop(f"Chromium cannot be started: {error}", "Install it, or name one with --chromium.")
    with report_write_errors(target):
        write_list(target, compared, is_against=old is not None)
    pictures = f"{len(views)} picture{'' if len(views) == 1 else 's'}"
    click.echo(f"{pictures}, listed in {target / LIST}")
    if old is None:
        return
    with report_write_errors(target):
        _write_report(target / REPORT, compared, old)
    if as_code and any(one.state != "same" for one in compared):
        sys.exit(FOUND)


def _build_themes(
    workspace: Workspace, names: Sequence[str]
) -> tuple[PreviewSession, Mapping[str, Sequence[str]]]:
    """Return a session with the built themes, and the languages of each; exit if one has errors."""
    rebuilder = Rebuilder(workspace.root, shipped_root(), workspace.cache)
    problems: list[Problem] = []
    offered: dict[str, tuple[str, ...]] = {}
    for name in names:
        rebuilder.make(name)
        state = rebuilder.state(name)
        if state is None or state.blockers or state.served is None:
            problems += state.blockers if state else ()
        else:
            offered[name] = state.served.outline.languages
    if problems:
        workspace.stop_with(problems)
    return PreviewSession(rebuilder), offered


def _write_report(file: Path, compared: Sequence[Comparison], old: Path) -> None:
    title = f"Screens compared with {old.name}"
    write_whole(file, render_report(compared, title).encode())
    counts = Counter(one.state for one in compared)
    for one in sort_touched(compared):
        share = f"{one.pixels:,} pixels ({one.share:.2%})"
        click.echo(f"  {one.state:<8} {one.file}  {share}")
    states = ", ".join(f"{counts[state]} {state}" for state in ("changed", "new", "gone", "same"))
    click.echo(f"{states}: {file}")
