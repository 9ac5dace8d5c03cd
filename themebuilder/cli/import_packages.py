"""``themebuilder import``."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import click

from themebuilder.cli.active_content import print_acceptance, print_items
from themebuilder.cli.init import make_workspace
from themebuilder.cli.options import INPUT, Name, json_option, output_option, parse_slug
from themebuilder.cli.output import (
    EXIT_FINDINGS,
    print_json,
    print_list,
    print_problems,
    read_all,
    report_write_errors,
    stop,
    write_files,
)
from themebuilder.cli.workspace import Workspace
from themebuilder.core.files import lock_folder, remove_leftovers_once
from themebuilder.core.messages import N_, _
from themebuilder.core.problems import ThemeError, suggest_name
from themebuilder.core.slugs import make_slug
from themebuilder.definitions.library import Library, find_workspace
from themebuilder.importing.draft import Remedy
from themebuilder.importing.grouping import pair_packages
from themebuilder.importing.importer import ImportedTheme, ImportPlan, plan_import
from themebuilder.importing.match_library import drop_imported
from themebuilder.importing.package_reader import read_package
from themebuilder.packages.model import ForeignPackage

_MOST_SHOWN = 12
_RENAME = N_("Choose another name with --name.")
_BROKEN: Mapping[Remedy, str] = {
    "fix": N_("  Rules that the package breaks, fix before you build: {count}"),
    "accept": N_("  Rules that the package breaks, accepted for now: {count}"),
    "style": N_("  House style that the package doesn't follow, accepted: {count}"),
}


@click.command("import")
@click.argument("packages", nargs=-1, required=True, metavar="PACKAGE...", type=INPUT)
@output_option("The workspace to write to. Default: the current one, or else the current folder.")
@click.option(
    "--init",
    "is_new",
    is_flag=True,
    help="Make the folder a workspace with schemas for your editor, as `init` does.",
)
@click.option(
    "--name",
    type=parse_slug,
    metavar="NAME",
    help="The theme's name. With several themes: the name of their common parent.",
)
@click.option(
    "--organisation",
    metavar="NAME",
    type=Name("organisation"),
    help="The organisation that owns the themes.",
)
@json_option
@click.pass_obj
def import_packages(
    workspace: Workspace,
    packages: tuple[str, ...],
    output: str | None,
    name: str | None,
    organisation: str | None,
    *,
    is_new: bool,
    as_json: bool,
) -> None:
    """Create definitions from packages: Webapp3, Webapp 2 or service themes, as zip or folder.

    Writes a definition that builds an equivalent package, and lists any differences. A Webapp3
    branding and a service theme with the same name become one theme. A Webapp 2 branding becomes a
    new theme. Outside of a workspace, the folder becomes one. Overwrites nothing. If it's interrupted,
    run it again: it continues.
    """
    workspace = workspace.at(Path(output or "."), is_new=is_new)
    root = workspace.root
    read = _read_packages(packages)
    pairs = pair_packages(read, name or "")
    parent = name or "common"
    names = {pair.name for pair in pairs} | ({parent} if len(pairs) > 1 else set())

    def plan(library: Library) -> ImportPlan:
        owner = _choose_owner(library, organisation)
        with report_write_errors("TMPDIR"):
            return plan_import(
                pairs, library, workspace.platform, organisation=owner, parent=parent
            )

    with _lock_target(root):
        remove_leftovers_once(root)
        missing = _list_missing(root, whole=is_new)
        try:
            # Files from an interrupted run of the same import are no obstacle.
            remaining = drop_imported(workspace.library, names - {organisation})
            _refuse_taken(names, remaining)
            planned = plan(remaining)
            whole = (*planned.files, *missing)
            if _find_other_files(root, planned) or all((root / path).exists() for path in whole):
                _refuse_taken(names, workspace.library)
                planned = plan(workspace.library)
        except ThemeError as error:
            print_problems(error.problems, files=len(packages))
            click.echo(_("Nothing was written."), err=True)
            sys.exit(EXIT_FINDINGS)
        if others := _find_other_files(root, planned):
            stop(_("{file} already exists.", file=others[0]), _(_RENAME))
        files = {**planned.files, **missing}
        created = [path for path in files if not (root / path).exists()]
        write_files(root, files)
    if as_json:
        themes = [_make_entry(theme) for theme in planned.themes]
        print_json({"folder": str(root), "themes": themes, "files": list(files)})
        return
    click.echo(_("Workspace: {folder}", folder=root))
    for file in created:
        click.echo(_("  created  {file}  ({size:,} bytes)", file=file, size=len(files[file])))
    _print(planned, [note.message for package in read for note in package.notes])
    path = os.path.relpath(root, workspace.came_from)
    where = "" if path == "." else f" -C {shlex.quote(path)}"
    command = f"themebuilder{where} check && themebuilder{where} build"
    click.echo(_("\nNext: {command}", command=command))


@contextmanager
def _lock_target(root: Path) -> Iterator[None]:
    """Let one import at a time write to *root*; remove it again if it is new and stayed empty."""
    is_new = not root.exists()
    message = _("Another command writes to {folder}. Waiting for it …", folder=root)
    with ExitStack() as stack:
        with report_write_errors(root):
            stack.enter_context(lock_folder(root, lambda: click.echo(message, err=True)))
        try:
            yield
        finally:
            if is_new:
                with suppress(OSError):
                    root.rmdir()


def _list_missing(root: Path, *, whole: bool) -> Mapping[str, bytes]:
    """Return the workspace's own files that *root* lacks; a workspace lacks some only if asked."""
    if not whole and find_workspace(root):
        return {}
    new = make_workspace(make_slug(root.name) or "my-organisation", whole=whole)
    return {path: data for path, data in new.items() if not (root / path).exists()}


def _read_packages(paths: Sequence[str]) -> list[ForeignPackage]:
    """Read all packages; report the problems of all that can't be read, and exit."""
    read = read_all(paths, lambda path: read_package(Path(path), path))
    return [other for package in read for other in (package, *package.others)]


def _refuse_taken(names: set[str], library: Library) -> None:
    if taken := sorted(names & set(library.names("theme"))):
        stop(_("Theme `{theme}` already exists.", theme=taken[0]), _(_RENAME))


def _find_other_files(root: Path, planned: ImportPlan) -> list[str]:
    """The files that are there below *root* and are not what would be written."""
    return [path for path, data in planned.files.items() if not _is_free(root / path, data)]


def _is_free(file: Path, data: bytes) -> bool:
    try:
        return not file.exists() or file.read_bytes() == data
    except OSError:
        return False


def _choose_owner(library: Library, asked: str | None) -> str:
    """The organisation: the one asked for, or the top of the workspace's own, or of the shipped."""
    known = library.names("organisation")
    if asked is not None:
        if asked not in known:
            stop(_("No organisation is named `{name}`.", name=asked), suggest_name(asked, known))
        return asked
    own = library.own.get("organisation", {})
    tops = [name for name, document in own.items() if document.tree.text("part_of") not in own]
    if len(tops) == 1:
        return tops[0]
    return "faelles" if "faelles" in known else ""


def _print(planned: ImportPlan, notes: list[str]) -> None:
    for note in notes:
        click.echo(_("  repaired {note}", note=note))
    for theme in planned.themes:
        click.echo(_("\n{theme}, from {files}", theme=theme.name, files=", ".join(theme.sources)))
        if theme.is_migration:
            click.echo(_("  A new theme, because Webapp3 can't show everything that Webapp 2 had."))
        elif theme.left:
            click.echo(_("  Built and compared. Differences from the package:"))
            for change in theme.left[:_MOST_SHOWN]:
                click.echo(f"    {change}")
        else:
            click.echo(_("  Built and compared: equivalent to the package."))
        _print_items(N_("  Kept unchanged: {count}"), theme.passed)
        _print_items(N_("  Not imported: {count}"), theme.lost)
        _print_items(N_("  Imported differently: {count}"), theme.changed)
        for way, heading in _BROKEN.items():
            _print_items(heading, theme.broken.get(way, ()))
        print_items(theme.active)
        if unaccepted := [item.to_json() for item in theme.active if item.accepted is None]:
            message = _("  Not accepted by importing it. To publish it, accept it.")
            keys = ["accept"] if {"accept", "style"} & theme.broken.keys() else []
            print_acceptance(message, unaccepted, f"themes/{theme.name}.yaml", keys)
        todo = f"themes/{theme.name}.todo.md"
        if todo in planned.files:
            click.echo(_("  What is left for you to do: {file}", file=todo))


def _print_items(heading: str, items: Sequence[str]) -> None:
    if items:
        click.echo(_(heading, count=len(items)))
        print_list(items, _MOST_SHOWN, "    ")


def _make_entry(theme: ImportedTheme) -> dict[str, Any]:
    return {
        "theme": theme.name,
        "sources": list(theme.sources),
        "is_migration": theme.is_migration,
        "differences": [f"{change.section}, {change.name}" for change in theme.left],
        "passed_on": list(theme.passed),
        "not_carried_over": list(theme.lost),
        "accepted": [*theme.broken.get("accept", ()), *theme.broken.get("style", ())],
        "to_fix": list(theme.broken.get("fix", ())),
        "changed": list(theme.changed),
        "to_decide": list(theme.open),
        "active": [item.to_json() for item in theme.active],
    }
