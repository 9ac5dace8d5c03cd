"""``themebuilder policy``, and the deployment and build folder that a command is given. Needs no connection."""

from __future__ import annotations

import os
from pathlib import Path

import click

from themebuilder.cli.options import Command, Name, file_output_option, list_own
from themebuilder.cli.output import get_command, stop, warn, write_output
from themebuilder.cli.workspace import Workspace
from themebuilder.core.messages import _
from themebuilder.core.problems import ThemeError
from themebuilder.publishing.build_output import find_newer_source, read_build_output
from themebuilder.publishing.deployment import Deployment, find_unknown_names
from themebuilder.publishing.plan.policy_script import write_policy

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


@click.command("policy")
@deployment_option
@packages_option
@file_output_option("Write the script to a file. Default: print it.")
@click.pass_obj
def policy(workspace: Workspace, *, name: str, folder: str, output: str | None) -> None:
    """Write a local policy script, so that rooms that don't exist yet get the settings too.

    The script knows an organisation's rooms by what the deployment says under `organisations`: `tag`,
    `name_prefix`, `alias_prefix`, `alias_domain`. It sets only the settings that the build decides.

    Needs no node and no password. You install the script yourself; `plan` and `verify` compare it with
    the node.
    """
    with workspace.stop_on_error():
        deployment = read_deployment(workspace, name)
        built = read_build_output(Path(folder))
    if built.failed:
        stop(
            _(
                "The last build of {themes} failed. A script from {folder}/ could set what was decided "
                "before.",
                themes=", ".join(sorted(built.failed)),
                folder=folder,
            ),
            _("Run `themebuilder check`, correct what it lists, and build again."),
        )
    if not built.is_complete:
        stop(
            _(
                "{folder}/ has only some of the workspace's themes. A script from it would leave out "
                "organisations.",
                folder=folder,
            ),
            _("Run `themebuilder build` first."),
        )
    if newer := find_newer_source(workspace.root, Path(folder)):
        warn(
            _(
                "{file} changed after the build in {folder}/. The script sets what was built. To take "
                "the change in, build first.",
                file=newer,
                folder=folder,
            )
        )
    script = write_policy(deployment, built)
    if script.problems:
        workspace.stop_with(script.problems)
    for organisation in script.without_theme:
        warn(
            _(
                "{organisation} isn't in the script: the build folder has no theme of it, so its "
                "settings aren't known.",
                organisation=organisation,
            )
        )
    for organisation in script.without_key:
        warn(
            _(
                "{organisation} isn't in the script, because nothing tells its rooms apart. Add `tag`, "
                "`name_prefix`, `alias_prefix` or `alias_domain` to it in the deployment.",
                organisation=organisation,
            )
        )
    if not script.values:
        stop(
            _("There is nothing to set: no script was written."),
            _(
                "A script needs an organisation under `organisations` in the deployment whose file "
                "decides settings for the server."
            ),
        )
    if output:
        write_output(output, script.text.encode())
    else:
        click.echo(script.text, nl=False)
    profile = deployment.policy or _("a profile of your choice")
    click.echo(
        _(
            'To install it: Call control > Policy profiles > {profile}. Under "Service configuration '
            'policy", turn on "Apply local policy", and paste the script. Every system location must '
            "use the profile.\nIf the profile has a script already, follow the first lines of this one "
            "to merge them.\nUnconfirmed: the script was tried with an emulator of Pexip's documented "
            "filters, never on a node.",
            profile=profile,
        ),
        err=True,
    )
