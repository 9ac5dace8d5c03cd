"""``themebuilder policy``."""

from __future__ import annotations

from pathlib import Path

import click

from themebuilder.cli.deployment import deployment_option, packages_option, read_deployment
from themebuilder.cli.options import file_output_option
from themebuilder.cli.output import report_write_errors, stop, warn
from themebuilder.cli.workspace import Workspace
from themebuilder.core.files import write_whole
from themebuilder.core.messages import _
from themebuilder.core.problems import ThemeError
from themebuilder.publishing.build_output import read_build_output
from themebuilder.publishing.plan.policy_script import write_policy


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
    try:
        deployment = read_deployment(workspace, name)
        built = read_build_output(Path(folder))
    except ThemeError as error:
        workspace.stop_with(error.problems)
    if not built.is_complete:
        stop(
            _(
                "{folder}/ has only some of the workspace's themes. A script from it would leave out "
                "organisations.",
                folder=folder,
            ),
            _("Run `themebuilder build` first."),
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
        with report_write_errors(output):
            write_whole(Path(output), script.text.encode())
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
