"""``themebuilder screenshots``, and ``themebuilder preview --export``: the site for reviewers."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import click

from themebuilder.cli.options import (
    chromium_option,
    exit_code_option,
    guest_language_option,
    output_option,
    theme_options,
)
from themebuilder.cli.output import EXIT_FINDINGS, report_write_errors, stop
from themebuilder.cli.preview import read_page
from themebuilder.cli.workspace import ThemeSelection, Workspace
from themebuilder.core.files import write_whole
from themebuilder.core.messages import N_, _, _n
from themebuilder.core.problems import Problem
from themebuilder.definitions.library import shipped_root
from themebuilder.preview.app import create_guest_app
from themebuilder.preview.baseline import Baseline
from themebuilder.preview.page import HOW_TO_BUILD, SCREENS, VIEWPORTS
from themebuilder.preview.picture_comparison import (
    ComparisonState,
    PictureComparison,
    render_report,
    sort_touched,
)
from themebuilder.preview.rebuilder import Rebuilder
from themebuilder.preview.screen_content import OldPageError
from themebuilder.preview.screenshots import (
    LIST,
    REPORT,
    BrowserMissingError,
    ViewSelection,
    launch_chromium,
    read_list,
    take_screenshots,
    write_list,
    write_pictures,
)
from themebuilder.preview.server import run_server
from themebuilder.preview.session import PreviewSession
from themebuilder.preview.theme_state import ThemeState, compute_content_digest
from themebuilder.releases.review_site import INDEX, write_site
from themebuilder.releases.reviewed_theme import ReviewedTheme
from themebuilder.reviews.review_files import read_reviews
from themebuilder.translation.recording_rows import find_prompt_text

_STATES: dict[ComparisonState, str] = {
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
    rebuilder, states = _build_themes(workspace, names)
    session = PreviewSession(rebuilder)
    offered = {state.name: state.served.outline.languages for state in states if state.served}
    windows = [viewport for viewport in VIEWPORTS if not viewports or viewport.name in viewports]
    choice = ViewSelection(screens or SCREENS, languages, windows)
    views = choice.views(offered)
    if not views:
        stop(_("None of these themes offers that language."))
    earlier = read_list(old) if old else []
    expected = [name for name in earlier if choice.includes(name, names)]
    compared: list[PictureComparison] = []
    with (
        _show_progress(target) as show_progress,
        run_server(create_guest_app(session, bundle), stopping=session.close) as address,
        launch_chromium(program) as browser,
        # Closed before the browser, also when a picture cannot be written.
        closing(take_screenshots(address, views, browser)) as taken,
    ):
        for comparison in write_pictures(taken, target, old, expected):
            compared.append(comparison)
            show_progress(len(compared), len(views))
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
    if as_code and any(comparison.state != "same" for comparison in compared):
        sys.exit(EXIT_FINDINGS)


def _build_themes(workspace: Workspace, names: Iterable[str]) -> tuple[Rebuilder, list[ThemeState]]:
    """Build themes as the preview serves them; exit if one has errors."""
    rebuilder = Rebuilder(workspace.root, shipped_root(), workspace.cache)
    problems: list[Problem] = []
    built: list[ThemeState] = []
    for name in names:
        rebuilder.make(name)
        state = rebuilder.state(name)
        if state is None or state.errors or state.served is None:
            problems += state.errors if state else ()
        else:
            built.append(state)
    if problems or not built:
        workspace.stop_with(problems)
    return rebuilder, built


@contextmanager
def _show_progress(target: Path) -> Iterator[Callable[[int, int], None]]:
    """Show how many pictures are taken; exit where there is no Chromium, or *target* can't be written."""
    with (
        report_write_errors(target),
        stop_without_browser(_("Install it, or name one with --chromium.")),
        click.progressbar(
            length=1, label=_("Pictures"), file=sys.stderr, hidden=not sys.stderr.isatty()
        ) as progress,
    ):

        def show(done: int, every: int) -> None:
            progress.length, progress.pos = every, done
            progress.update(0)

        yield show


@contextmanager
def stop_without_browser(hint: str) -> Iterator[None]:
    """Exit with 2 where Chromium can't be started."""
    try:
        yield
    except BrowserMissingError as error:
        stop(_("Chromium can't be started: {error}", error=error), hint)


def _write_report(file: Path, compared: Sequence[PictureComparison], old: Path) -> None:
    title = _("Screens compared with {folder}", folder=old.name)
    write_whole(file, render_report(compared, title).encode())
    counts = Counter(comparison.state for comparison in compared)
    for comparison in sort_touched(compared):
        share = _(
            "{pixels:,} pixels ({share:.2f} %)",
            pixels=comparison.pixels,
            share=100 * comparison.share,
        )
        click.echo(f"  {_(_STATES[comparison.state]):<8} {comparison.file}  {share}")
    summary = _(
        "{changed} changed, {new} new, {gone} gone, {same} same: {file}",
        **{state: counts[state] for state in _STATES},
        file=file,
    )
    click.echo(summary)


def export_site(
    workspace: Workspace,
    target: Path,
    theme: str | None,
    baselines: Sequence[Baseline],
    program: str | None,
) -> None:
    """Write the site of *theme*, or of all own themes, into the new folder *target*."""
    if target.is_dir() and any(target.iterdir()):
        stop(
            _("{folder} isn't empty. A site for reviewers is never overwritten.", folder=target),
            _("Choose another folder, or delete this one."),
        )
    bundle = read_page()
    outlines = workspace.choose(ThemeSelection([theme] if theme else []))
    if not outlines:
        workspace.stop_with(workspace.library.problems)
    rebuilder, states = _build_themes(workspace, [outline.name for outline in outlines])
    try:
        with workspace.stop_on_error(), _show_progress(target) as show_progress:
            themes = [_read_theme(workspace, state, baselines) for state in states]
            session = PreviewSession(rebuilder, baselines)
            write_site(target, themes, session, bundle, program=program, on_progress=show_progress)
    except OldPageError:
        stop(_("The preview's page is of another version."), _(HOW_TO_BUILD))
    click.echo(
        _n(
            "{count} theme in {file}. Send the whole folder to the reviewers.",
            "{count} themes in {file}. Send the whole folder to the reviewers.",
            len(themes),
            file=target / INDEX,
        )
    )
    click.echo(_("Take in what they save with `themebuilder reviews import FILE`."))


def _read_theme(
    workspace: Workspace, state: ThemeState, baselines: Sequence[Baseline]
) -> ReviewedTheme:
    build = state.served
    assert build is not None  # noqa: S101 - the caller checked it
    assert build.theme is not None  # noqa: S101 - as it is built
    language = build.theme.meeting_language
    recordings = build.theme.meeting.map("prompts").entries
    return ReviewedTheme(
        build,
        compute_content_digest(build),
        next((baseline for baseline in baselines if baseline.theme == state.name), None),
        read_reviews(workspace.root, state.name),
        {name: find_prompt_text(name, language, workspace.platform) for name in recordings},
    )
