"""``themebuilder plan``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from themebuilder.cli.connection import (
    deployment_options,
    finish,
    packages_option,
    reach,
    read_packages,
    retire_option,
    to_know,
)
from themebuilder.cli.workspace import FOUND, Workspace, writing


@click.command("plan")
@deployment_options
@packages_option
@retire_option
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="Save the plan to a file.")
@click.option(
    "--exit-code", "as_code", is_flag=True, help="End with 1 when there is something to do."
)
@click.option("--all", "everything", is_flag=True, help="Cut no long list.")
@click.pass_obj
def command(
    workspace: Workspace,
    name: str,
    folder: str,
    retired: tuple[str, ...],
    output: str | None,
    *,
    as_json: bool,
    verbose: bool,
    as_code: bool,
    everything: bool,
) -> None:
    """Say what publishing would change on a node, and why. Changes nothing.

    A saved plan can be published exactly: `publish --plan FILE` refuses when the node has changed.

    A theme that is published and no longer defined is listed. It is retired only with --retire, here
    or when publishing.
    """
    from themebuilder.core.files import write_whole
    from themebuilder.publishing.cleanup import confirm_retirements
    from themebuilder.publishing.plan import to_json
    from themebuilder.publishing.plan_format import render
    from themebuilder.publishing.planning import plan_publishing

    with reach(workspace, name, "plan", verbose=verbose, as_json=as_json) as connection:
        built = read_packages(folder)
        plan = to_know(workspace, folder, built, plan_publishing(connection, built))
        plan = confirm_retirements(plan, retired)
    said = to_json(plan)
    if output:
        with writing(output):
            write_whole(Path(output), (json.dumps(said, indent=2) + "\n").encode())
    if as_json:
        finish(workspace, "plan", (), as_json=True, extra={"plan": said})
    else:
        click.echo(render(plan, every_line=everything), nl=False)
    if as_code and (plan.retirements or not plan.is_empty):
        sys.exit(FOUND)
