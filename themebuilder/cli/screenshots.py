"""``themebuilder screenshots``."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

import click

from themebuilder.cli.options import (
    chromium_option,
    exit_code_option,
    guest_language_option,
    output_option,
    theme_options,
)
from themebuilder.cli.output import FOUND, report_write_errors, stop
from themebuilder.cli.preview import read_page
from themebuilder.cli.workspace import ThemeSelection, Workspace
from themebuilder.core.files import write_whole
from themebuilder.core.messages import N_, _, _n
from themebuilder.core.problems import Problem
from themebuilder.definitions.library import shipped_root
from themebuilder.preview.app import create_guest_app
from themebuilder.preview.page import SCREENS, VIEWPORTS
from themebuilder.preview.rebuilder import Rebuilder
from themebuilder.preview.screenshots import (
    LIST,
    REPORT,
    BrowserMissingError,
    Comparison,
    Selection,
    State,
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

_STATES: dict[State, str] = {
    "changed": N_("changed"),
    "new": N_("new"),
    "gone": N_("gone"),
    "same": N_("same"),
}


@click.command("screenshots")
@theme_options
@output_option("The folder for the pictures, THEME/SCREEN.LANGUAGE.VIEWPORT.png.", required=True)
@click.option(
    "--against",
    type=click.Path(exists=True, file_okay=False),
    metavar="OLD",
    help="Compare with an earlier run in this folder, and write the differences to report.html.",
)
@click.option(
    "--screen",
    "screens",
    multiple=True,
    type=click.Choice(SCREENS),
    metavar="NAME",
    help=f"Only this screen: {', '.join(SCREENS)}. Repeatable.",
)
@guest_language_option("Only this language.")
@click.option(
    "--viewport",
    "viewports",
    multiple=True,
    type=click.Choice([viewport.name for viewport in VIEWPORTS]),
    help="Only this window size. Repeatable.",
)
@exit_code_option
@chromium_option
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
    """Take pictures of every screen, in every language and window size.

    With --against, compares each picture with the earlier one, pixel by pixel. On the same machine,
    the same package always gives the same pictures.
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
        stop(_("None of these themes offers that language."))
    earlier = read_list(old) if old else []
    expected = [one for one in earlier if choice.includes(one, names)]
    try:
        with (
            report_write_errors(target),
            run_server(create_guest_app(session, bundle), stopping=session.close) as address,
            chromium(program) as browser,
            # Closed before the browser, also when a picture cannot be written.
            closing(take_screenshots(address, views, browser)) as taken,
            click.progressbar(
                length=len(views),
                label=_("Pictures"),
                file=sys.stderr,
                hidden=not sys.stderr.isatty(),
            ) as progress,
        ):
            compared = []
            for one in write_pictures(taken, target, old, expected):
                compared.append(one)
                progress.update(1)
    except BrowserMissingError as error:
        stop(
            _("Chromium can't be started: {error}", error=error),
            _("Install it, or name one with --chromium."),
        )
    with report_write_errors(target):
        write_list(target, compared, is_against=old is not None)
    message = _n(
        "{count} picture, listed in {file}",
        "{count} pictures, listed in {file}",
        len(views),
        file=target / LIST,
    )
    click.echo(message)
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
        if state is None or state.errors or state.served is None:
            problems += state.errors if state else ()
        else:
            offered[name] = state.served.outline.languages
    if problems:
        workspace.stop_with(problems)
    return PreviewSession(rebuilder), offered


def _write_report(file: Path, compared: Sequence[Comparison], old: Path) -> None:
    title = _("Screens compared with {folder}", folder=old.name)
    write_whole(file, render_report(compared, title).encode())
    counts = Counter(one.state for one in compared)
    for one in sort_touched(compared):
        share = _("{pixels:,} pixels ({share:.2f} %)", pixels=one.pixels, share=100 * one.share)
        click.echo(f"  {_(_STATES[one.state]):<8} {one.file}  {share}")
    summary = _(
        "{changed} changed, {new} new, {gone} gone, {same} same: {file}",
        **{state: counts[state] for state in _STATES},
        file=file,
    )
    click.echo(summary)
