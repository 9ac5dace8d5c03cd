"""``themebuilder publish``."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import click

from themebuilder.cli.connection import (
    confirmed,
    deployment_options,
    exit_code,
    finish,
    packages_option,
    reach,
    read_packages,
    retire_option,
    to_know,
)
from themebuilder.cli.workspace import Workspace


@click.command("publish")
@deployment_options
@packages_option
@retire_option
@click.option(
    "--plan",
    "saved",
    type=click.Path(exists=True, dir_okay=False),
    help="Do exactly this saved plan, or nothing when the node has changed.",
)
@click.option("--allow-live", is_flag=True, help="Also what everybody meets: the default path.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def command(
    workspace: Workspace,
    name: str,
    folder: str,
    retired: tuple[str, ...],
    saved: str | None,
    *,
    as_json: bool,
    verbose: bool,
    allow_live: bool,
    yes: bool,
) -> None:
    """Publish the built packages, and verify them on every conferencing node.

    Uploads beside what is there, waits, points the paths at the new, and compares the bytes. The
    old packages stay for `rollback`. When it is killed, run it again: it goes on.

    A theme that is no longer defined stays published until --retire names it.
    """
    from themebuilder.publishing.cleanup import confirm_retirements
    from themebuilder.publishing.plan import from_json, to_json
    from themebuilder.publishing.plan_format import render
    from themebuilder.publishing.planning import plan_publishing
    from themebuilder.publishing.publish import check_plan, publish_plan

    with reach(workspace, name, "publish", verbose=verbose, as_json=as_json) as connection:
        built = read_packages(folder)
        is_done = False
        if saved:
            plan = confirm_retirements(from_json(Path(saved).read_bytes(), saved), retired)
            is_done = check_plan(connection, plan)
        else:
            plan = to_know(workspace, folder, built, plan_publishing(connection, built))
            plan = confirm_retirements(plan, retired)
        if is_done:
            plan = replace(plan, steps=())
        if not as_json:
            done = "Nothing to do: this plan has been carried out."
            click.echo(done if is_done else render(plan))
        if not plan.is_empty:
            confirmed("Publish this?", yes=yes)
        applied = publish_plan(connection, built, plan, allow_live=allow_live)
    extra = {"plan": to_json(plan), "seen": [str(one) for one in applied.seen]}
    finish(workspace, "publish", applied.problems, as_json=as_json, extra=extra)
    if not as_json:
        for one in applied.seen:
            click.echo(str(one))
    sys.exit(exit_code(applied.problems))
