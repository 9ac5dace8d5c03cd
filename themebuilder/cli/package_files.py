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
    print_text,
    stop,
    stop_on_error,
)
from themebuilder.cli.texts_output import print_guest_language
from themebuilder.cli.workspace import Workspace
from themebuilder.core.messages import _, _n
from themebuilder.core.problems import Problem, ThemeError
from themebuilder.importing.file_descriptions import list_package
from themebuilder.importing.guest_languages import GuestLanguage, find_guest_language
from themebuilder.importing.package_reader import read_package
from themebuilder.packages import zip_writer
from themebuilder.packages.active_content import find_active_content
from themebuilder.packages.active_item import Accepted
from themebuilder.packages.model import PACKAGE_TITLES, ForeignPackage
from themebuilder.platform.learnt_file import read_learnt


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
            for package in _read_packages(workspace, path):
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


def _read_packages(workspace: Workspace, given: str) -> Iterable[ForeignPackage]:
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


def show_package(
    workspace: Workspace, path: Path, name: str, asked: Sequence[str], *, as_json: bool
) -> None:
    """Print the files of a package, its size, its active content and its notes."""
    with stop_on_error():
        package = read_package(path, name)
    if asked and package.kind == "webapp2":
        stop(_("--browser-language works with Webapp3 brandings, not with those for Webapp 2."))
    if asked and not as_json:
        print_package_language(workspace, package, asked)
        return
    listed = list_package(package, workspace.any_platform.prompts)
    accepted = read_accepted(path.parent, package)
    active = [
        replace(item, accepted=accepted.get((item.name, item.kind)))
        for item in find_active_content(package.kind, package.files)
    ]
    budget = int(workspace.any_library.workspace.text("budgets", "package", default="0"))
    notes = [note.message for note in package.notes]
    if as_json:
        data = {"package": name, "kind": package.kind, **asdict(listed)}
        data["active"] = [item.to_json() for item in active]
        guest = make_guest_entry(workspace, package, asked) if asked else {}
        print_json({**data, "budget": budget, "notes": notes, **guest})
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


def _find_guest_language(
    workspace: Workspace, package: ForeignPackage, asked: Sequence[str]
) -> GuestLanguage | None:
    """Return what a guest gets from a branding; None for a service theme, the same for all guests."""
    found = None
    if package.kind != "service-theme":
        learnt = read_learnt(workspace.any_library.root)
        texts = learnt.translated if learnt else {}
        with stop_on_error():
            found = find_guest_language(package, asked, workspace.any_platform, texts)
    return found


def make_guest_entry(
    workspace: Workspace, package: ForeignPackage, asked: Sequence[str]
) -> dict[str, object]:
    """Return what a guest gets from a branding, as JSON."""
    found = _find_guest_language(workspace, package, asked)
    return {"guest": asdict(found) if found else None}


def print_package_language(
    workspace: Workspace, package: ForeignPackage, asked: Sequence[str]
) -> None:
    """Print what a guest gets from a branding."""
    found = _find_guest_language(workspace, package, asked)
    if found:
        print_guest_language(package.name, found)
    else:
        print_text(
            _(
                "{package} is a service theme. Its screens and recordings have one language, whatever "
                "a guest's browser asks for.",
                package=package.name,
            )
        )
