"""``themebuilder screenshots``."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from themebuilder.cli.options import complete_themes
from themebuilder.cli.preview import NEEDED, read_page
from themebuilder.cli.workspace import FOUND, Workspace, stop, writing
from themebuilder.core.problems import Problem
from themebuilder.definitions.library import shipped_root
from themebuilder.preview.page import SCREENS, VIEWPORTS


@click.command("screenshots")
@click.argument("themes", nargs=-1, metavar="[THEME]...", shell_complete=complete_themes)
@click.option(
    "-o",
    "--output",
    "folder",
    required=True,
    type=click.Path(file_okay=False),
    help="The folder for the pictures: THEME/SCREEN.LANGUAGE.VIEWPORT.png.",
)
@click.option(
    "--against",
    type=click.Path(file_okay=False),
    metavar="OLD",
    help="Compare with the pictures of an earlier run in this folder; report.html shows what changed.",
)
@click.option(
    "--screen",
    "screens",
    multiple=True,
    type=click.Choice(SCREENS),
    metavar="NAME",
    help=f"Only this screen; may be given again. NAME is one of: {', '.join(SCREENS)}.",
)
@click.option(
    "--language",
    "languages",
    multiple=True,
    metavar="CODE",
    help="Only this language; may be given again.",
)
@click.option(
    "--viewport",
    "viewports",
    multiple=True,
    type=click.Choice([viewport.name for viewport in VIEWPORTS]),
    help="Only this window; may be given again.",
)
@click.option(
    "--exit-code",
    is_flag=True,
    help="End with 1 when a picture changed, is new or is gone. Without it a change is no fault.",
)
@click.option(
    "--chromium",
    "program",
    type=click.Path(exists=True, dir_okay=False),
    help="The browser. Default: chromium, google-chrome or chromium-browser.",
)
@click.pass_obj
def command(
    workspace: Workspace,
    *,
    themes: tuple[str, ...],
    folder: str,
    against: str | None,
    screens: tuple[str, ...],
    languages: tuple[str, ...],
    viewports: tuple[str, ...],
    exit_code: bool,
    program: str | None,
) -> None:
    """Take pictures of every screen, in every language, through every window.

    The same package gives the same pictures on the same machine. With --against, each is compared
    with its earlier one, pixel by pixel.
    """
    needed = [name for name in (*NEEDED, "playwright") if find_spec(name) is None]
    if needed:
        stop(
            f"Screenshots need {', '.join(needed)}.",
            "Install them with: pip install 'themebuilder[screenshots]'",
        )
    from themebuilder.preview.app import create_app
    from themebuilder.preview.screenshot_set import (
        LIST,
        REPORT,
        Selection,
        read_list,
        write_list,
        write_pictures,
    )
    from themebuilder.preview.screenshots import BrowserMissingError, chromium, photograph
    from themebuilder.preview.server import serving

    target, old = Path(folder), Path(against) if against else None
    if old and not old.is_dir():
        stop(f"There is no folder {old} to compare with.")
    bundle = read_page()
    names = [outline.name for outline in workspace.choose(themes)]
    preview, offered = _made(workspace, names)
    choice = Selection(
        screens or SCREENS,
        languages,
        [one for one in VIEWPORTS if not viewports or one.name in viewports],
    )
    views = choice.views(offered)
    if not views:
        stop("Nothing is meant: no theme offers such a language.")
    expected = [one for one in read_list(old) if choice.includes(one, names)] if old else []
    try:
        with (
            writing(target),
            serving(create_app(preview, bundle), stopping=preview.close) as at,
            chromium(program) as browser,
            # Closed before the browser, also when a picture cannot be written.
            closing(photograph(at, views, browser)) as taken,
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
    with writing(target):
        write_list(target, compared, is_against=old is not None)
    pictures = f"{len(views)} picture{'' if len(views) == 1 else 's'}"
    click.echo(f"{pictures}, listed in {target / LIST}")
    if old is None:
        return
    with writing(target):
        _write_report(target / REPORT, compared, old)
    if exit_code and any(one.difference.state != "same" for one in compared):
        sys.exit(FOUND)


def _made(workspace: Workspace, names: Sequence[str]) -> tuple[Any, dict[str, tuple[str, ...]]]:
    """The themes, made, and their languages; exits with 1 and what is wrong where one cannot be."""
    from themebuilder.preview.rebuilder import Rebuilder
    from themebuilder.preview.session import PreviewSession

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
        workspace.tell(problems, command="screenshots")
        sys.exit(FOUND)
    return PreviewSession(rebuilder), offered


def _write_report(file: Path, compared: Sequence[Any], old: Path) -> None:
    from themebuilder.core.files import write_whole
    from themebuilder.preview.screenshot_set import render_report

    write_whole(file, render_report(compared, f"Screens compared with {old.name}").encode())
    counted = Counter(one.difference.state for one in compared)
    for one in sorted(compared, key=lambda one: (-one.difference.share, one.file)):
        if one.difference.state != "same":
            share = f"{one.difference.pixels:,} pixels ({one.difference.share:.2%})"
            click.echo(f"  {one.difference.state:<8} {one.file}  {share}")
    states = ", ".join(f"{counted[state]} {state}" for state in ("changed", "new", "gone", "same"))
    click.echo(f"{states}: {file}")
