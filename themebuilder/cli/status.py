"""``themebuilder status``."""

from __future__ import annotations

import click

from themebuilder.cli.connection import deployment_options, finish, reach
from themebuilder.cli.workspace import Workspace


@click.command("status")
@deployment_options
@click.pass_obj
def command(workspace: Workspace, name: str, *, as_json: bool, verbose: bool) -> None:
    """Say what each path and room shows now, and which packages of ours are spare."""
    from themebuilder.publishing.node_state import read_node_state
    from themebuilder.publishing.references import read_status

    with reach(workspace, name, "status", verbose=verbose, as_json=as_json) as connection:
        found = read_status(read_node_state(connection.node, connection.deployment))
    if as_json:
        places = [
            {
                "label": place.label,
                "kind": place.kind.value,
                "package": place.package.name if place.package else None,
                "ours": place.is_ours,
                "on": place.is_on,
            }
            for place in found.places
        ]
        spare = [package.name for package in found.spare]
        extra = {"places": places, "spare": spare, "twins": list(found.duplicates)}
        finish(workspace, "status", (), as_json=True, extra=extra)
        return
    for place in found.places:
        click.echo(str(place))
    if found.spare:
        click.echo("\nOurs, and not in use:")
        for package in found.spare:
            click.echo(f"  {package.name}  ({package.kind.value}, {package.last_updated})")
    for name_ in found.duplicates:
        click.echo(f"Twice on the node: {name_}. `themebuilder prune` clears it up.")
