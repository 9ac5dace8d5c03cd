"""``themebuilder verify``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from themebuilder.cli.connection import (
    deployment_options,
    exit_code,
    finish,
    packages_option,
    reach,
    read_packages,
)
from themebuilder.cli.workspace import Workspace
from themebuilder.settings import Declaration, Where, find_fields


@click.command("verify")
@deployment_options
@packages_option
@click.pass_obj
def command(workspace: Workspace, name: str, folder: str, *, as_json: bool, verbose: bool) -> None:
    """Read everything back: packages byte for byte on every conferencing node, and settings.

    With a build folder the node is compared with it as well. Where the deployment names an alias to
    ask at, a meeting there says whether it has chat.
    """
    from themebuilder.publishing.build_output import CATALOGUE
    from themebuilder.publishing.verify import verify

    with reach(workspace, name, "verify", verbose=verbose, as_json=as_json) as connection:
        built = read_packages(folder) if (Path(folder) / CATALOGUE).is_file() else None
        found = verify(connection, built)
    seen = [str(one) for one in found.seen]
    extra = {
        "seen": seen,
        "meetings": {name: dict(told) for name, told in found.meetings.items()},
        "compared_with_build": built is not None,
    }
    finish(workspace, "verify", found.problems, as_json=as_json, extra=extra)
    if not as_json:
        for line in seen:
            click.echo(line)
        for organisation, told in found.meetings.items():
            for setting, field in find_fields(Where.MEETING):
                if field.name in told:
                    click.echo(f"{organisation}: the meeting {_said(setting, told[field.name])}")
        if connection.deployment.rooms:
            click.echo(
                "Service themes: conferencing nodes show no files of them; which room uses which "
                "was read back from the management node."
            )
        if built is None:
            click.echo(f"There is no build in {folder}/: only what is live was looked at.")
    sys.exit(exit_code(found.problems))


def _said(setting: Declaration, is_on: bool | None) -> str:  # noqa: FBT001 - what a meeting tells
    if is_on is None:
        return "could not be asked"
    return f"has {setting.title.en.lower()} {'on' if is_on else 'off'}"
