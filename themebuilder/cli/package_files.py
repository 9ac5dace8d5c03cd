"""What commands do with a finished package: check it, show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import click

from themebuilder.build import catalogue
from themebuilder.cli.active_content import print_items
from themebuilder.cli.diff import LIVE, read_live
from themebuilder.cli.output import (
    print_json,
    print_table,
    stop,
    stop_on_error,
)
from themebuilder.cli.workspace import ThemeSelection, Workspace
from themebuilder.core.messages import _, _n
from themebuilder.core.problems import Problem, ThemeError
from themebuilder.importing.file_descriptions import list_package
from themebuilder.importing.package_reader import looks_like_package, read_package
from themebuilder.packages import zip_writer
from themebuilder.packages.active_content import find_active_content
from themebuilder.packages.active_item import Accepted
from themebuilder.packages.model import PACKAGE_TITLES, ForeignPackage


def split_packages(selection: ThemeSelection) -> tuple[list[str], ThemeSelection]:
    """Return the packages among the patterns, and the selection without them."""
    paths = [
        given
        for given in selection.patterns
        if given.startswith(LIVE) or looks_like_package(Path(given))
    ]
    others = [given for given in selection.patterns if given not in paths]
    return paths, selection._replace(patterns=others)


def check_packages(
    workspace: Workspace, paths: Sequence[str], sources: dict[str, str]
) -> list[Problem]:
    """Return the problems of packages; add the JSON that they are about to *sources*, by its place."""
    from themebuilder.checks.base import Context
    from themebuilder.checks.foreign_packages import check_package, classify

    context = Context(workspace.any_library, workspace.any_platform)
    problems: list[Problem] = []
    for path in paths:
        try:
            for package in read_packages(workspace, path):
                folder = workspace.root / "dist" if path.startswith(LIVE) else Path(path).parent
                problems += check_package(package, context, read_accepted(folder, package))
                sources |= {
                    package.place(name).file: data.decode("utf-8", "replace")
                    for name, data in package.files.items()
                    if name.endswith(".json")
                }
        except ThemeError as error:
            problems += map(classify, error.problems)
    return problems


def read_packages(workspace: Workspace, given: str) -> Iterable[ForeignPackage]:
    """Return the package at a path, or the packages of a theme that a deployment uses."""
    if not given.startswith(LIVE):
        package = read_package(Path(given), given)
        return [package, *package.others]
    theme = given.partition("/")[2]
    if not theme:
        hint = _("Name one: {name}/THEME.", name=given.rstrip("/"))
        stop(_("`{given}` needs a theme.", given=given), hint)
    return read_live(workspace, given, theme, None).packages.values()


def read_accepted(folder: Path, package: ForeignPackage) -> Mapping[tuple[str, str], Accepted]:
    """Return who accepted what in a *package*, by the catalogue in a *folder*; by name and kind.

    Empty if the catalogue lists no package with exactly these files.
    """
    digest = zip_writer.compute_digest(package.files)
    for entry in catalogue.read(folder).values():
        for file in entry["files"]:
            if file["digest"] == digest:
                return {
                    (item["name"], item["kind"]): item["accepted"]
                    for item in file.get("active", ())
                    if item["accepted"]
                }
    return {}


def show_package(workspace: Workspace, path: Path, name: str, *, as_json: bool) -> None:
    """Print the files of a package, its size, its active content and its notes."""
    with stop_on_error():
        package = read_package(path, name)
    listed = list_package(package, workspace.any_platform.prompts)
    accepted = read_accepted(path.parent, package)
    active = [
        replace(one, accepted=accepted.get((one.name, one.kind)))
        for one in find_active_content(package.kind, package.files)
    ]
    budget = int(workspace.any_library.workspace.text("budgets", "package", default="0"))
    notes = [note.message for note in package.notes]
    if as_json:
        data = {"package": name, "kind": package.kind, **asdict(listed)}
        data["active"] = [one.to_json() for one in active]
        print_json({**data, "budget": budget, "notes": notes})
        return
    click.echo(f"{name}: {_(PACKAGE_TITLES[package.kind])}")
    rows = [(file.name, file.what, file.use, f"{file.size:,}") for file in listed.files]
    print_table([_("FILE"), _("CONTENT"), _("USED BY"), _("BYTES")], rows, numbers=1)
    summary = _n(
        "\n{count} file, {size:,} bytes",
        "\n{count} files, {size:,} bytes",
        len(listed.files),
        size=listed.size,
    )
    click.echo(summary)
    if budget:
        message = _(
            "Without recordings: {size:,} bytes, {percent:.0f} % of the budget of {budget:,}",
            size=listed.weight,
            percent=100 * listed.weight / budget,
            budget=budget,
        )
        click.echo(message)
    click.echo(_("Content digest: {digest}", digest=listed.digest))
    print_items(active)
    for note in notes:
        click.echo(_("Note: {note}", note=note))
