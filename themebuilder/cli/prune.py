"""``themebuilder prune``."""

from __future__ import annotations

import click

from themebuilder.cli.connection import confirmed, deployment_options, finish, reach
from themebuilder.cli.workspace import Workspace


@click.command("prune")
@deployment_options
@click.option(
    "--keep",
    type=click.IntRange(0),
    default=3,
    show_default=True,
    help="So many unused packages of each theme stay for `rollback`.",
)
@click.option(
    "--max-deletes",
    type=click.IntRange(0),
    help="The most that may be deleted. Default: the deployment's limit, which is 0 if not set.",
)
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def command(
    workspace: Workspace,
    name: str,
    keep: int,
    max_deletes: int | None,
    *,
    as_json: bool,
    verbose: bool,
    yes: bool,
) -> None:
    """Delete old packages of ours that nothing uses.

    Never what something points at, what is built in, what is not ours, or the way back from what is
    live. More than may be deleted means that nothing is.
    """
    from themebuilder.publishing.cleanup import plan_pruning, prune

    with reach(workspace, name, "prune", verbose=verbose, as_json=as_json) as connection:
        pruning = plan_pruning(connection.node, keep)
        for package, reason in pruning.kept:
            if package.mark:
                click.echo(f"stays: {package.name} ({package.kind.value}): {reason}", err=as_json)
        for package in pruning.deletes:
            click.echo(f"goes:  {package.name} ({package.kind.value})", err=as_json)
        limit = connection.deployment.max_deletes if max_deletes is None else max_deletes
        if pruning.deletes and len(pruning.deletes) <= limit:
            confirmed(f"Delete {len(pruning.deletes)} packages for good?", yes=yes)
        done = prune(connection, pruning, limit)
    if not done and not as_json:
        click.echo("There is nothing to clear up.")
    deleted = [package.name for package in done]
    finish(workspace, "prune", (), as_json=as_json, extra={"deleted": deleted})
