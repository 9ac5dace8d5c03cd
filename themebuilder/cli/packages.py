"""``themebuilder import`` and ``diff``."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from themebuilder.cli.options import (
    INPUT,
    Name,
    Slug,
    exit_code_option,
    file_output_option,
    json_option,
    output_option,
)
from themebuilder.cli.output import (
    FOUND,
    print_json,
    print_list,
    print_problems,
    report_write_errors,
    stop,
    stop_with,
)
from themebuilder.cli.workspace import Workspace
from themebuilder.core.files import replace_all, sweep_once, write_whole
from themebuilder.core.messages import N_, _
from themebuilder.core.problems import Problem, ThemeError, suggest_name
from themebuilder.definitions.library import Library, shipped_root
from themebuilder.importing import diff_report
from themebuilder.importing.compare_inputs import (
    ComparisonSide,
    build_theme_side,
    compare_sides,
    make_side,
    read_package_side,
    read_revision,
    select_theme,
)
from themebuilder.importing.grouping import pair_packages
from themebuilder.importing.importer import ImportedTheme, ImportPlan, plan_import
from themebuilder.importing.match_library import drop_imported
from themebuilder.importing.package_reader import read_package
from themebuilder.packages.model import ForeignPackage

_MOST_SHOWN = 12
_RENAME = N_("Choose another name with --name.")


@click.command("import")
@click.argument("packages", nargs=-1, required=True, metavar="PACKAGE...", type=INPUT)
@output_option("The workspace to write to. Default: the current one.")
@click.option(
    "--name",
    type=Slug(),
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
    as_json: bool,
) -> None:
    """Create definitions from packages: Webapp3, Webapp 2 or service themes, as zip or folder.

    Writes a definition that builds an equivalent package, and lists any differences. A Webapp3
    branding and a service theme with the same name become one theme. A Webapp 2 branding becomes a
    new theme. Overwrites nothing. If it's interrupted, run it again: it continues.
    """
    if output:
        workspace = workspace.at(Path(output))
    root = workspace.root
    sweep_once(root)
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

    try:
        # Files from an interrupted run of the same import are no obstacle.
        remaining = drop_imported(workspace.library, names - {organisation})
        _refuse_taken(names, remaining)
        planned = plan(remaining)
        if _find_other_files(root, planned) or all(
            (root / path).exists() for path in planned.files
        ):
            _refuse_taken(names, workspace.library)
            planned = plan(workspace.library)
    except ThemeError as error:
        print_problems(error.problems, files=len(packages))
        click.echo(_("Nothing was written."), err=True)
        sys.exit(FOUND)
    if others := _find_other_files(root, planned):
        stop(_("{file} already exists.", file=others[0]), _(_RENAME), FOUND)
    with report_write_errors(root):
        replace_all(root, planned.files)
    if as_json:
        themes = [_entry(theme) for theme in planned.themes]
        print_json({"themes": themes, "files": list(planned.files)})
        return
    _print(planned, [note.message for package in read for note in package.notes])
    path = os.path.relpath(root, workspace.came_from)
    where = "" if path == "." else f" -C {shlex.quote(path)}"
    command = f"themebuilder{where} check && themebuilder{where} build"
    click.echo(_("\nNext: {command}", command=command))


def _read_packages(paths: Sequence[str]) -> list[ForeignPackage]:
    """Read all packages; report the problems of all that can't be read, and exit."""
    packages: list[ForeignPackage] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            packages.append(read_package(Path(path), path))
        except ThemeError as error:
            problems += error.problems
    if problems:
        stop_with(problems, files=len(paths))
    return packages


def _refuse_taken(names: set[str], library: Library) -> None:
    if taken := sorted(names & set(library.names("theme"))):
        stop(_("Theme `{theme}` already exists.", theme=taken[0]), _(_RENAME), FOUND)


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
    tops = [name for name, one in own.items() if one.tree.text("part_of") not in own]
    if len(tops) == 1:
        return tops[0]
    return "faelles" if "faelles" in known else ""


def _print(planned: ImportPlan, notes: list[str]) -> None:
    for path, data in planned.files.items():
        click.echo(_("  created  {file}  ({size:,} bytes)", file=path, size=len(data)))
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
        _print_items(
            N_("  Rules that the package breaks, accepted for now: {count}"), theme.accepted
        )
        todo = f"themes/{theme.name}.todo.md"
        if todo in planned.files:
            click.echo(_("  What is left for you to do: {file}", file=todo))


def _print_items(heading: str, items: Sequence[str]) -> None:
    if items:
        click.echo(_(heading, count=len(items)))
        print_list(items, _MOST_SHOWN, "    ")


def _entry(theme: ImportedTheme) -> dict[str, Any]:
    return {
        "theme": theme.name,
        "sources": list(theme.sources),
        "is_migration": theme.is_migration,
        "differences": [f"{change.section}, {change.name}" for change in theme.left],
        "passed_on": list(theme.passed),
        "not_carried_over": list(theme.lost),
        "accepted": list(theme.accepted),
    }


_LIVE = "deployment:"


@click.command("diff")
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@json_option
@click.option("--markdown", is_flag=True, help="Print Markdown, for a pull request.")
@file_output_option("Also write an HTML page with pictures.")
@exit_code_option
@click.pass_obj
def diff(
    workspace: Workspace,
    before: str,
    after: str,
    output: str | None,
    *,
    as_json: bool,
    markdown: bool,
    as_code: bool,
) -> None:
    """Compare A and B: texts, colours, pictures, screens, recordings and settings.

    A and B are each one of these: a package (zip or folder), a folder with packages, a theme's name,
    a theme at a git revision (`HEAD~1:borger`), or a theme as a deployment shows it now
    (`deployment:prod/borger`; `deployment:prod` if the other one is a theme).
    """
    try:
        compared = compare_sides(*_read_sides(workspace, before, after))
        count = diff_report.count_differences(compared)
        if as_json:
            packages = diff_report.format_values(compared)
            sides = {"before": before, "after": after}
            print_json({**sides, "differences": count, "packages": packages})
        elif markdown:
            click.echo(diff_report.format_markdown(compared, before, after), nl=False)
        else:
            click.echo(diff_report.format_text(compared, before, after), nl=False)
        if output:
            with report_write_errors(output):
                page = diff_report.render_page(compared, before, after)
                write_whole(Path(output), page.encode())
    except ThemeError as error:
        stop_with(error.problems)
    if as_code and count:
        sys.exit(FOUND)


def _read_sides(
    workspace: Workspace, before: str, after: str
) -> tuple[ComparisonSide, ComparisonSide]:
    """Read both sides, local ones first, so that no node is asked in vain."""
    given = (before, after)
    local = {one: _read_local(workspace, one) for one in given if not one.startswith(_LIVE)}
    sides = {one: side for one, (_, side) in local.items()}
    themes = {one: local[one][0] if one in local else one.partition("/")[2] for one in given}
    for one, other in (given, given[::-1]):
        if one in local:
            continue
        theme = themes[one] or themes[other]
        if not theme:
            stop(
                _("`{given}` needs a theme.", given=one),
                _("Name one: {name}/THEME.", name=one.rstrip("/")),
            )
        if other in sides:
            sides[other] = select_theme(sides[other], theme)
        sides[one] = _read_live(workspace, one, theme, sides.get(other))
    return sides[before], sides[after]


def _read_live(
    workspace: Workspace, given: str, theme: str, other: ComparisonSide | None
) -> ComparisonSide:
    """Read what a deployment shows of a theme, in the kinds of packages that *other* has."""
    # Imported here: only this needs the dependencies for publishing.
    from themebuilder.cli.connection import connect
    from themebuilder.publishing.objects import Kind
    from themebuilder.publishing.references import read_live_theme

    here = list(other.packages.values()) if other else []
    kinds = [kind for kind in Kind if not here or kind.value in {one.kind for one in here}]
    name = given.removeprefix(_LIVE).partition("/")[0]
    with connect(workspace, name) as session:
        found = read_live_theme(session, theme, kinds, [one.files for one in here])
        for kind in kinds:
            if kind not in {one.package.kind for one in found}:
                message = _(
                    "Deployment `{name}` uses no {kind} package of theme `{theme}`.",
                    name=name,
                    kind=kind.value,
                    theme=theme,
                )
                click.echo(message, err=True)
        return make_side(given, {one.package.name: one.files for one in found})


def _read_local(workspace: Workspace, given: str) -> tuple[str, ComparisonSide]:
    """Return the name of the theme, empty for packages, and the side."""
    library, cache = workspace.any_library, workspace.cache
    if given in library.names("theme"):
        return given, build_theme_side(library, given, workspace.any_platform, cache, given)
    path = Path(given)
    if path.exists():
        return "", read_package_side(path, given)
    commit, colon, theme = given.rpartition(":")
    if not colon or not commit:
        stop(
            _("`{given}` is neither a package nor a theme.", given=given),
            _(
                "Name a package, a folder, a theme, a theme at a revision (`HEAD~1:borger`) or "
                "`deployment:NAME`."
            ),
        )
    with read_revision(workspace.root, commit, Path(shipped_root()), cache) as then:
        if theme not in then.names("theme"):
            stop(_("Theme `{theme}` doesn't exist at {commit}.", theme=theme, commit=commit))
        return theme, build_theme_side(then, theme, workspace.platform, cache, given)
