"""The command line: arguments, printing, exit codes. One file for each command.

Commands are loaded when they are called, so that ``--help`` costs no more than click itself.
"""

from __future__ import annotations

from contextlib import chdir
from importlib import import_module
from pathlib import Path

import click

from themebuilder import __version__

COMMANDS = {
    "init": "Make a workspace for themes of your own.",
    "build": "Build packages.",
    "check": "Say what is wrong, without building.",
    "preview": "Show themes as guests see them, while they are edited.",
    "screenshots": "Take pictures of every screen, and say what changed.",
    "accessibility": "Write a page on who can read, see and use a theme.",
    "show": "Print a theme with the place of each value.",
    "list": "List the themes.",
    "where": "List each place where a message is read or heard.",
    "script": "Print the recording script for a speaker.",
    "texts": "Texts for translators: status, export, import.",
    "terms": "Glossaries: find words that sound alike.",
    "import": "Make definitions from packages that exist.",
    "diff": "Say how two packages or themes differ.",
    "ls": "List what is in a package.",
    "plan": "Say what publishing would change on a node, and why.",
    "publish": "Bring themes to a node, and see that they arrived.",
    "status": "Say what is live on a node.",
    "verify": "Compare what guests get with what was built.",
    "rollback": "Go back to what was live before.",
    "prune": "Remove old packages of ours from a node.",
    "doctor": "Compare a node with what we know of the platform.",
    "platform": "Learn from your own deployment; compare a new version.",
    "schema": "Print the JSON Schema of a kind of file.",
    "explain": "Print a rule's manual page.",
    "rules": "List all rules.",
}
"""Every command and the line that the overview shows for it; each lives in the module of its name."""

SECTIONS = {
    "Make themes": ("init", "build", "check", "show", "list"),
    "See them": ("preview", "screenshots", "accessibility"),
    "Words and voices": ("where", "script", "texts", "terms"),
    "Packages that exist": ("import", "diff", "ls", "platform"),
    "On a node": ("plan", "publish", "status", "verify", "rollback", "prune", "doctor"),
    "Look things up": ("schema", "explain", "rules"),
}
"""How the overview groups the commands."""

_MODULES = {"import": "import_packages", "list": "list_themes"}
"""Modules whose names differ from their commands'."""

EPILOG = """\b
Exit codes:
  0    all is well
  1    something was found
  2    wrong usage, or nothing to do it to: no such theme, no workspace
  3    the other side refused, or cannot be reached
  4    published, and not verified
  70   a fault of themebuilder itself
  130  interrupted
"""


class _Commands(click.Group):
    """A group that knows its commands by name and loads one when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"themebuilder.cli.{_MODULES.get(cmd_name, cmd_name)}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches

            nearest = get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean {nearest[0]}?" if nearest else ""
            raise click.UsageError(error.message + hint, ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for heading, names in SECTIONS.items():
            with formatter.section(heading):
                formatter.write_dl([(name, COMMANDS[name]) for name in names if name in COMMANDS])


@click.group(
    cls=_Commands,
    context_settings={
        "help_option_names": ["-h", "--help"],
        "auto_envvar_prefix": "THEMEBUILDER",
        "max_content_width": 100,
    },
    epilog=EPILOG,
)
@click.version_option(__version__, "--version", message="themebuilder %(version)s")
@click.option(
    "-C",
    "--workspace",
    type=click.Path(exists=True, file_okay=False),
    metavar="DIR",
    help="Work in this folder instead of the current one; all paths are taken from there.",
)
@click.option("--no-cache", is_flag=True, help="Neither use nor keep rendered pictures.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto")
@click.pass_context
def main(ctx: click.Context, workspace: str | None, *, no_cache: bool, color: str) -> None:
    """Build, check, preview and publish themes for Pexip meetings.

    One YAML definition for each theme in; a Webapp3 branding and a service theme out.
    """
    from themebuilder.cli.workspace import Workspace, stop

    try:
        came_from = Path.cwd()
        if workspace:
            ctx.with_resource(chdir(workspace))
    except FileNotFoundError:
        stop("The folder that you are in is gone.", "Change into another one.")
    ctx.obj = Workspace(came_from, no_cache=no_cache, color=color)
