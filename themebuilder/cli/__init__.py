"""The command line: arguments, output, exit codes.

`COMMANDS` says which module holds each command; it is loaded when the command is called, so that
``--help`` stays fast. What commands share: `workspace` (definitions and themes), `options`,
`output` (problems, tables, JSON), and for nodes `connection`.
"""

from __future__ import annotations

import os
from contextlib import chdir
from importlib import import_module
from pathlib import Path

import click

from themebuilder import __version__
from themebuilder.core.messages import LANGUAGES, VARIABLE, Message, _, set_language

COMMANDS = {
    "init": ("reference", "Make a workspace for themes of your own."),
    "build": ("build", "Build packages."),
    "check": ("build", "Report everything that a build would report."),
    "show": ("show", "Print a theme with the place of each value, or a package's files."),
    "list": ("show", "List the themes."),
    "preview": ("preview", "Show themes as guests see them, while you edit."),
    "screenshots": ("screenshots", "Take pictures of every screen, and show what changed."),
    "accessibility": ("accessibility", "Write a page on who can read, see and use a theme."),
    "where": ("where", "List each place where guests read or hear a message."),
    "script": ("speech", "Print the recording script for a speaker."),
    "texts": ("texts", "Texts for translators: status, export, import."),
    "import": ("packages", "Make definitions from packages."),
    "diff": ("packages", "Compare two packages or themes."),
    "learn": ("learn", "Learn facts from your own deployment."),
    "plan": ("publish", "Show what `publish` would change on a node."),
    "publish": ("publish", "Publish themes to a node and verify them."),
    "status": ("node", "Show what is live on a node."),
    "verify": ("node", "Compare what guests get with what was published."),
    "rollback": ("publish", "Roll back to the previous version."),
    "prune": ("node", "Delete old packages of ours from a node."),
    "doctor": ("node", "Compare a node with what we know of the platform."),
    "schema": ("reference", "Print the JSON Schema of a kind of file."),
    "rules": ("reference", "List all rules, or print a rule's manual page."),
}
"""Each command's module, where it has its own name, and its line in the overview."""

SECTIONS = {
    "Make themes": ("init", "build", "check", "show", "list"),
    "See them": ("preview", "screenshots", "accessibility"),
    "Words and voices": ("where", "script", "texts"),
    "Existing packages": ("import", "diff", "learn"),
    "On a node": ("plan", "publish", "status", "verify", "rollback", "prune", "doctor"),
    "Look things up": ("schema", "rules"),
}
"""The sections of the overview."""
EXTRAS = {
    "sound": ("numpy", "soundfile", "soxr"),
    "preview": ("httpx2", "starlette", "uvicorn", "watchfiles", "websockets"),
    "publish": ("cryptography", "urllib3"),
    "translators": ("openpyxl",),
    "screenshots": ("playwright",),
}
"""Each extra's modules, as in pyproject.toml."""
_NAMES = {"import": "import_packages", "list": "list_themes"}
"""Functions whose command's name is taken in Python."""

EPILOG = """\b
Exit codes:
  0    success
  1    problems were found
  2    wrong usage, or nothing to do: no such theme, no workspace
  3    the node refused, or cannot be reached
  4    published, but not verified
  70   a bug in themebuilder
  130  interrupted
"""


class _Commands(click.Group):
    """A group that loads a command when it is called."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        args = _put_language_first(args)
        # Before click shows help, which comes before any other option.
        chosen = args[1] if args[:1] == ["--language"] else os.environ.get(VARIABLE)
        set_language(chosen if chosen in LANGUAGES else None)
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"themebuilder.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, _NAMES.get(cmd_name, cmd_name))
        _translate_help(command)
        return command

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _translate_help(self)
        super().format_help(ctx, formatter)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except ModuleNotFoundError as error:
            name = error.name or "themebuilder"
            if name.partition(".")[0] == "themebuilder":
                raise
            from themebuilder.cli.output import stop

            module = name.partition(".")[0]
            extra = next((one for one, modules in EXTRAS.items() if module in modules), "all")
            stop(f"This needs {name}.", f"Install it with: pip install 'themebuilder[{extra}]'")

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
            with formatter.section(_(heading)):
                formatter.write_dl([(name, _(COMMANDS[name][1])) for name in names])


def _translate_help(command: click.Command) -> None:
    """Put a command's help into the language in use; click took it from the code."""
    command.help = _translate(command.help)
    command.epilog = _translate(command.epilog)
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            parameter.help = _translate(parameter.help)
    for below in getattr(command, "commands", {}).values():
        _translate_help(below)


def _translate(text: str | None) -> str | None:
    return _(text.source if isinstance(text, Message) else text) if text else text


def _put_language_first(args: list[str]) -> list[str]:
    """Move ``--language`` before the command: it has one meaning, so it may stand anywhere."""
    end = args.index("--") if "--" in args else len(args)
    for number, arg in enumerate(args[:end]):
        if arg.startswith("--language="):
            return ["--language", arg.partition("=")[2], *args[:number], *args[number + 1 :]]
        if arg == "--language" and number + 1 < end:
            return [*args[number : number + 2], *args[:number], *args[number + 2 :]]
    return args


@click.group(
    cls=_Commands,
    context_settings={
        "help_option_names": ["-h", "--help"],
        "auto_envvar_prefix": "THEMEBUILDER",
        "max_content_width": 100,
    },
    epilog=EPILOG,
)
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    envvar=VARIABLE,
    expose_value=False,
    help="The language of messages. Without it, that of the locale.",
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
    from themebuilder.cli.output import stop
    from themebuilder.cli.workspace import Workspace

    try:
        came_from = Path.cwd()
        if workspace:
            ctx.with_resource(chdir(workspace))
    except FileNotFoundError:
        stop("The folder that you are in is gone.", "Change into another one.")
    # click strips the colours of every command's output unless this, or a terminal, wants them.
    is_plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    ctx.color = {"always": True, "never": False}.get(color, False if is_plain else None)
    ctx.obj = Workspace(came_from, no_cache=no_cache)
