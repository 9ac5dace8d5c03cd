"""``themebuilder diff``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from themebuilder.cli.connection import reach
from themebuilder.cli.workspace import FOUND, Workspace, stop, writing
from themebuilder.core.problems import ThemeError

_LIVE = "deployment:"


@click.command("diff")
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option("--json", "form", flag_value="json", help="As JSON.")
@click.option("--markdown", "form", flag_value="markdown", help="As Markdown, for a pull request.")
@click.option(
    "--html", "file", type=click.Path(dir_okay=False), help="Also write one page with pictures."
)
@click.option("--exit-code", is_flag=True, help="Exit with 1 where they differ.")
@click.pass_obj
def command(
    workspace: Workspace,
    before: str,
    after: str,
    form: str | None,
    file: str | None,
    *,
    exit_code: bool,
) -> None:
    """Say how A and B differ in meaning: texts, colours, pictures, screens, recordings, settings.

    A and B are packages (zip or folder), folders with packages, themes by name, themes as they were
    at a git revision (`diff HEAD~1:borger borger`), or what a deployment shows now (`diff
    deployment:prod borger`; where the other side is no theme, `deployment:prod/borger`).
    """
    from themebuilder.cli.packages import tell
    from themebuilder.importing import diff_report
    from themebuilder.importing.compare_inputs import compare_sides

    try:
        compared = compare_sides(*_sides(workspace, before, after, as_json=form == "json"))
        if form == "json":
            envelope: dict[str, Any] = {"schema": 1, "command": "diff", "ok": True}
            envelope |= {"before": before, "after": after}
            envelope |= {"differences": diff_report.count_differences(compared)}
            envelope |= {"packages": diff_report.format_values(compared)}
            click.echo(json.dumps(envelope, indent=2))
        elif form == "markdown":
            click.echo(diff_report.format_markdown(compared, before, after), nl=False)
        else:
            click.echo(diff_report.format_text(compared, before, after), nl=False)
        if file:
            from themebuilder.core.files import write_whole
            from themebuilder.importing.diff_report import render_page

            with writing(file):
                write_whole(Path(file), render_page(compared, before, after).encode())
    except ThemeError as error:
        tell(workspace, error.problems, command="diff", form="json" if form == "json" else "text")
        sys.exit(FOUND)
    if exit_code and diff_report.count_differences(compared):
        sys.exit(FOUND)


def _sides(workspace: Workspace, before: str, after: str, *, as_json: bool) -> tuple[Any, Any]:
    """Both sides; what is here is read first, so that no node is asked in vain."""
    from themebuilder.importing.compare_inputs import select_theme

    given = (before, after)
    read = {one: _here(workspace, one) for one in given if not one.startswith(_LIVE)}
    themes = {one: theme for one, (theme, _) in read.items()}
    themes |= {one: one.partition("/")[2] for one in given if one not in read}
    sides = {one: side for one, (_, side) in read.items()}
    for one, other in (given, given[::-1]):
        if one in read:
            continue
        theme = themes[one] or themes[other]
        if not theme:
            stop(f"Which theme of {one} is meant?", f"Say it: {one.rstrip('/')}/THEME.")
        if other in sides:
            sides[other] = select_theme(sides[other], theme)
        sides[one] = _live(workspace, one, theme, sides.get(other), as_json=as_json)
    return sides[before], sides[after]


def _live(workspace: Workspace, given: str, theme: str, other: Any, *, as_json: bool) -> Any:  # noqa: ANN401 - loaded late
    """What a deployment shows of a theme, as far as the other side has something to compare."""
    from themebuilder.importing.compare_inputs import make_side
    from themebuilder.publishing.packages import Kind
    from themebuilder.publishing.references import read_live_theme

    here = list(other.packages.values()) if other else []
    kinds = [kind for kind in Kind if not here or kind.value in {one.kind for one in here}]
    name = given.removeprefix(_LIVE).partition("/")[0]
    with reach(workspace, name, "diff", verbose=False, as_json=as_json) as connection:
        found = read_live_theme(connection, theme, kinds, [one.files for one in here])
        for kind in kinds:
            if kind not in {one.package.kind for one in found}:
                click.echo(f"No {kind.value} package of {theme} is in use at {name}.", err=True)
        return make_side(given, {one.package.name: one.files for one in found})


def _here(workspace: Workspace, given: str) -> tuple[str, Any]:
    """The name of the theme, empty for packages; and the side."""
    from themebuilder.definitions.library import shipped_root
    from themebuilder.importing.compare_inputs import (
        build_theme_side,
        read_package_side,
        read_revision,
    )

    library = workspace.any_library
    if given in library.names("theme"):
        side = build_theme_side(library, given, workspace.any_platform, workspace.cache, given)
        return given, side
    path = Path(given)
    if path.exists():
        return "", read_package_side(path, given)
    commit, colon, theme = given.rpartition(":")
    if not colon or not commit:
        hint = (
            "Give a package, a folder, a theme's name, a revision as HEAD~1:borger, or "
            "deployment:NAME."
        )
        stop(f"There is no package and no theme `{given}`.", hint)
    with read_revision(workspace.root, commit, Path(shipped_root()), workspace.cache) as then:
        if theme not in then.names("theme"):
            stop(f"There is no theme `{theme}` at {commit}.")
        return theme, build_theme_side(then, theme, workspace.platform, workspace.cache, given)
