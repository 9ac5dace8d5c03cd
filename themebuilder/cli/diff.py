"""``themebuilder diff``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from themebuilder.cli.options import exit_code_option, file_output_option, json_option
from themebuilder.cli.output import (
    EXIT_FINDINGS,
    print_json,
    stop,
    stop_on_error,
    write_output,
)
from themebuilder.cli.workspace import Workspace
from themebuilder.core.messages import _
from themebuilder.definitions.library import shipped_root
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

LIVE = "deployment:"


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
    with stop_on_error():
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
            write_output(output, diff_report.render_page(compared, before, after).encode())
    if as_code and count:
        sys.exit(EXIT_FINDINGS)


def _read_sides(
    workspace: Workspace, before: str, after: str
) -> tuple[ComparisonSide, ComparisonSide]:
    """Read both sides, local ones first, so that no node is asked in vain."""
    given = (before, after)
    local = {name: _read_local(workspace, name) for name in given if not name.startswith(LIVE)}
    sides = {name: side for name, (_, side) in local.items()}
    themes = {name: local[name][0] if name in local else name.partition("/")[2] for name in given}
    for one, other in (given, given[::-1]):
        if one in local:
            if themes[one] and other in local and not themes[other]:
                sides[other] = select_theme(sides[other], themes[one])
            continue
        theme = themes[one] or themes[other]
        if not theme:
            stop(
                _("`{given}` needs a theme.", given=one),
                _("Name one: {name}/THEME.", name=one.rstrip("/")),
            )
        if other in sides:
            sides[other] = select_theme(sides[other], theme)
        sides[one] = read_live(workspace, one, theme, sides.get(other))
    return sides[before], sides[after]


def read_live(
    workspace: Workspace, given: str, theme: str, other: ComparisonSide | None
) -> ComparisonSide:
    """Read what a deployment shows of a theme, in the kinds of packages that *other* has."""
    # Imported here: only this needs the dependencies for publishing.
    from themebuilder.cli.connection import connect
    from themebuilder.publishing.live_packages import read_live_theme
    from themebuilder.publishing.node.objects import PackageKind

    here = list(other.packages.values()) if other else []
    kinds = [
        kind for kind in PackageKind if not here or kind.value in {package.kind for package in here}
    ]
    name = given.removeprefix(LIVE).partition("/")[0]
    with connect(workspace, name) as session:
        found = read_live_theme(session, theme, kinds, [package.files for package in here])
        for kind in kinds:
            if kind not in {package.kind for package in found}:
                message = _(
                    "Deployment `{name}` uses no {kind} package of theme `{theme}`.",
                    name=name,
                    kind=kind.value,
                    theme=theme,
                )
                click.echo(message, err=True)
        return make_side(given, {package.name: files for package, files in found.items()})


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
