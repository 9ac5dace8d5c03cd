"""``themebuilder import``."""

from __future__ import annotations

import json
import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from themebuilder.cli.workspace import FOUND, Workspace, stop, writing
from themebuilder.core.problems import ThemeError

if TYPE_CHECKING:
    from themebuilder.definitions.library import Library
    from themebuilder.importing.importer import ImportPlan

_SHOWN = 12
_RENAME = "Give another name with --name."


@click.command("import")
@click.argument("packages", nargs=-1, required=True, metavar="PACKAGE...")
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(file_okay=False),
    help="The workspace to write to. Default: the current one.",
)
@click.option("--name", help="The theme's name; of several themes, that of their common parent.")
@click.option("--organisation", metavar="NAME", help="The organisation that owns the themes.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def command(
    workspace: Workspace,
    packages: tuple[str, ...],
    folder: str | None,
    name: str | None,
    organisation: str | None,
    *,
    as_json: bool,
) -> None:
    """Make definitions of packages that exist: Webapp3, Webapp 2, service themes; zip or folder.

    A definition and its files are written that build to a package of the same meaning; what stays
    other is listed. A Webapp3 branding and a service theme of one name become one theme. A Webapp 2
    branding becomes a new theme. Nothing that is there is overwritten. When it is killed, run it
    again: it goes on.
    """
    from themebuilder.cli.packages import read_all, tell
    from themebuilder.core.files import replace_all, sweep_once
    from themebuilder.importing.draft import make_slug
    from themebuilder.importing.grouping import pair_packages
    from themebuilder.importing.importer import plan_import
    from themebuilder.importing.match_library import drop_imported

    if folder:
        workspace = workspace.at(Path(folder))
    form = "json" if as_json else "text"
    if name and make_slug(name) != name:
        stop(f"`{name}` is not a name of a-z, 0-9 and single hyphens.", f"Try `{make_slug(name)}`.")
    root = workspace.root
    sweep_once(root)
    read = read_all(workspace, packages, "import", form)
    made = pair_packages(read, name or "")
    parent = name or "common"
    names = {look.name for look in made} | ({parent} if len(made) > 1 else set())

    def planned_in(library: Library) -> ImportPlan:
        owner = _owner(library, organisation)
        with writing("TMPDIR, the folder for temporary files,"):
            return plan_import(made, library, workspace.platform, organisation=owner, parent=parent)

    try:
        # What the same import wrote before it was killed is no obstacle.
        left = drop_imported(workspace.library, names - {organisation})
        _refuse_taken(names, left)
        planned = planned_in(left)
        if _others(root, planned) or all((root / path).exists() for path in planned.files):
            _refuse_taken(names, workspace.library)
            planned = planned_in(workspace.library)
    except ThemeError as error:
        tell(workspace, error.problems, command="import", form=form, files=len(packages))
        click.echo("Nothing was written.", err=True)
        sys.exit(FOUND)
    if there := _others(root, planned):
        stop(f"{there[0]} is there already.", _RENAME, FOUND)
    with writing(root):
        replace_all(root, planned.files)
    if as_json:
        themes = [_entry(theme) for theme in planned.themes]
        envelope = {"schema": 1, "command": "import", "ok": True, "themes": themes}
        click.echo(json.dumps(envelope | {"files": list(planned.files)}, indent=2))
        return
    _print(planned, [note.message for package in read for note in package.notes])
    way = shlex.quote(os.path.relpath(root, workspace.came_from))
    where = "" if way == "." else f" -C {way}"
    click.echo(f"\nNext: themebuilder{where} check && themebuilder{where} build")


def _refuse_taken(names: set[str], library: Library) -> None:
    if taken := sorted(names & set(library.names("theme"))):
        stop(f"There is a theme `{taken[0]}` already.", _RENAME, FOUND)


def _others(root: Path, planned: ImportPlan) -> list[str]:
    """The files that are there below *root* and are not what would be written."""
    return [path for path, data in planned.files.items() if not _is_free(root / path, data)]


def _is_free(file: Path, data: bytes) -> bool:
    try:
        return not file.exists() or file.read_bytes() == data
    except OSError:
        return False


def _owner(library: Library, asked: str | None) -> str:
    """The organisation: the one asked for, or the top of the workspace's own, or of the shipped."""
    known = library.names("organisation")
    if asked is not None:
        if asked not in known:
            stop(f"No organisation is named `{asked}`.", f"Known: {', '.join(known)}.")
        return asked
    own = library.own.get("organisation", {})
    tops = [name for name, one in own.items() if one.tree.text("part_of") not in own]
    if len(tops) == 1:
        return tops[0]
    return "faelles" if "faelles" in known else ""


def _print(planned: ImportPlan, notes: list[str]) -> None:
    for path, data in planned.files.items():
        click.echo(f"  made   {path}  ({len(data):,} bytes)")
    for note in notes:
        click.echo(f"  mended {note}")
    for theme in planned.themes:
        click.echo(f"\n{theme.name}, from {', '.join(theme.sources)}")
        if theme.is_migration:
            click.echo("  a new theme: Webapp 2 has no counterpart for everything")
        elif theme.left:
            click.echo("  built and compared; this is other than in the package:")
            for change in theme.left[:_SHOWN]:
                click.echo(f"    {change.section}, {change.name}")
        else:
            click.echo("  built and compared: no difference in meaning")
        _print_list("passed on as it is", theme.passed)
        _print_list("not carried over", theme.lost)
        _print_list("accepted for now, as the package breaks it", theme.accepted)
        if f"themes/{theme.name}.todo.md" in planned.files:
            click.echo(f"  what is left to you: themes/{theme.name}.todo.md")


def _print_list(heading: str, items: tuple[str, ...]) -> None:
    if items:
        click.echo(f"  {heading}: {len(items)}")
        for item in items[:_SHOWN]:
            click.echo(f"    {item}")
        if len(items) > _SHOWN:
            click.echo(f"    and {len(items) - _SHOWN} more")


def _entry(theme: Any) -> dict[str, Any]:  # noqa: ANN401 - loaded late
    return {
        "theme": theme.name,
        "sources": list(theme.sources),
        "is_migration": theme.is_migration,
        "differences": [f"{change.section}, {change.name}" for change in theme.left],
        "passed_on": list(theme.passed),
        "not_carried_over": list(theme.lost),
        "accepted": list(theme.accepted),
    }
