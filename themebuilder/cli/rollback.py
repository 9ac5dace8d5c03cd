"""``themebuilder rollback``."""

from __future__ import annotations

import sys
from typing import Any

import click

from themebuilder.cli.connection import confirmed, deployment_options, exit_code, finish, reach
from themebuilder.cli.workspace import Workspace, stop
from themebuilder.core.problems import suggest_name


@click.command("rollback")
@deployment_options
@click.option(
    "--to", default="", metavar="DIGEST", help="Go to this package: twelve digits or more."
)
@click.option("--allow-live", is_flag=True, help="Also what everybody meets: the default path.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@click.argument("themes", nargs=-1, metavar="[THEME]...")
@click.pass_obj
def command(
    workspace: Workspace,
    name: str,
    themes: tuple[str, ...],
    to: str,
    *,
    as_json: bool,
    verbose: bool,
    allow_live: bool,
    yes: bool,
) -> None:
    """Go back to what was live before the last publish, or before that of THEME.

    Nothing is uploaded when the old packages are still on the node, so it takes seconds until
    conferencing nodes begin to follow. Settings on the server stay as they are.
    """
    from themebuilder.publishing.plan import to_json
    from themebuilder.publishing.plan_format import render
    from themebuilder.publishing.rollback import plan_rollback, roll_back

    with reach(workspace, name, "rollback", verbose=verbose, as_json=as_json) as connection:
        _known(workspace, connection, themes)
        way = plan_rollback(connection, themes, to)
        if not as_json:
            click.echo(render(way.plan))
        confirmed("Go back?", yes=yes)
        applied = roll_back(connection, way, allow_live=allow_live)
    extra = {"plan": to_json(way.plan), "seen": [str(one) for one in applied.seen]}
    finish(workspace, "rollback", applied.problems, as_json=as_json, extra=extra)
    if not as_json:
        for one in applied.seen:
            click.echo(str(one))
    sys.exit(exit_code(applied.problems))


def _known(workspace: Workspace, connection: Any, themes: tuple[str, ...]) -> None:  # noqa: ANN401 - loaded late
    """Exit with 2 for a theme that neither the definitions nor the node's packages name."""
    from themebuilder.publishing.node_state import read_packages

    known = {*workspace.library.names("theme"), *workspace.library.broken}
    if known.issuperset(themes):
        return
    known |= {package.mark.theme for package in read_packages(connection.node) if package.mark}
    for theme in themes:
        if theme not in known:
            stop(f"No theme matches `{theme}`.", suggest_name(theme, sorted(known)))
