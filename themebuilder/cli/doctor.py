"""``themebuilder doctor``."""

from __future__ import annotations

import sys
from dataclasses import asdict

import click

from themebuilder.cli.connection import confirmed, deployment_options, finish, reach
from themebuilder.cli.workspace import FOUND, Workspace


@click.command("doctor")
@deployment_options
@click.option(
    "--probe", "is_probe", is_flag=True, help="On a lab only: try out what no document says."
)
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def command(
    workspace: Workspace, name: str, *, as_json: bool, verbose: bool, is_probe: bool, yes: bool
) -> None:
    """Ask a node whether it is as we believe: its schemas and versions. Changes nothing.

    With --probe it tries out the rest with throw-away objects, and removes them afterwards. Only a
    deployment with `lab: true` is probed.
    """
    from themebuilder.publishing.doctor import examine, probe

    with reach(workspace, name, "doctor", verbose=verbose, as_json=as_json) as connection:
        found = examine(connection)
        if is_probe and connection.deployment.is_lab and sys.stdin.isatty():
            confirmed(f"Write throw-away objects to {found.origin}?", yes=yes)
        probed = probe(connection) if is_probe else ()
    if as_json:
        extra = {"node": asdict(found), "probed": [asdict(one) for one in probed]}
        finish(workspace, "doctor", (), as_json=True, extra=extra)
    else:
        click.echo(f"{found.origin}, deployment {found.deployment_uuid or 'without a uuid'}")
        for line in (*found.versions, *found.conferencing):
            click.echo(f"  {line}")
        for resource in found.missing:
            click.echo(f"  missing: {resource}, which we need")
        for fact in found.facts:
            click.echo(f"  {fact.answer.value + ':':<14} {fact.what}  ({fact.source})")
        for one in probed:
            click.echo(f"  {one.question}\n    {one.answer}")
    if found.missing or found.contradicted:
        sys.exit(FOUND)
