"""The deployment and the build folder that a command is given; nothing here needs a connection."""

from __future__ import annotations

import os

import click

from themebuilder.cli.options import Command, Name, list_own
from themebuilder.cli.output import get_command, stop
from themebuilder.cli.workspace import Workspace
from themebuilder.core.messages import _
from themebuilder.core.problems import ThemeError
from themebuilder.publishing.deployment import Deployment, find_unknown_names

_NEEDS_NAMES = frozenset({"plan", "policy", "publish", "verify"})
"""Commands that use the names in a deployment; the others work with unknown ones."""

deployment_option = click.option(
    "-d",
    "--deployment",
    "name",
    required=True,
    metavar="NAME",
    type=Name("deployment"),
    help="The deployment: the name of a file in themes/deployments/.",
)


def _find_packages(ctx: click.Context, _parameter: click.Parameter, given: str | None) -> str:
    if given or ctx.obj is None:  # a command line that is only parsed, not run
        return given or "dist"
    workspace: Workspace = ctx.obj
    return os.path.relpath(workspace.root / "dist")


def packages_option(command: Command) -> Command:
    """Add the option for the folder with the built packages."""
    return click.option(
        "--packages",
        "folder",
        type=click.Path(file_okay=False),
        metavar="DIR",
        callback=_find_packages,
        help="The folder with the built packages. Default: dist/ in the workspace.",
    )(command)


def read_deployment(workspace: Workspace, name: str) -> Deployment:
    """Return the deployment *name*; raise `ThemeError` if its definition is wrong, exit if there is none."""
    library = workspace.library
    if faults := library.faults("deployment", name):
        raise ThemeError(faults)
    document = library.get("deployment", name)
    if document is None:
        if name in library.broken:
            raise ThemeError(library.problems)
        stop(_("No deployment is named `{name}`.", name=name), list_own("deployment", library))
    deployment = Deployment.from_tree(document.tree)
    if get_command() in _NEEDS_NAMES and (
        problems := find_unknown_names(document.tree, *workspace.known_names)
    ):
        raise ThemeError(problems)
    return deployment
