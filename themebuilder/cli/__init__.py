"""The command line: arguments, output, exit codes.

`COMMANDS` says which module holds each command; it is loaded when the command is called, so that
``--help`` stays fast. What commands share: `workspace` (definitions and themes), `options`,
`output` (problems, tables, JSON), and for nodes `connection`.
"""

from __future__ import annotations

import os
from contextlib import chdir
from importlib import import_module
from inspect import cleandoc
from itertools import pairwise
from pathlib import Path

import click

from themebuilder import __version__
from themebuilder.core.messages import MESSAGE_LANGUAGES, N_, VARIABLE, Message, _, set_language

COMMANDS = {
    "init": ("init", N_("Create a workspace for your own themes.")),
    "build": ("build", N_("Build packages.")),
    "check": ("build", N_("Check themes without building them.")),
    "show": ("show", N_("Show what a theme sets and where, or the files of a package.")),
    "list": ("show", N_("List the themes.")),
    "preview": ("preview", N_("Show themes as guests see them, while you edit.")),
    "screenshots": ("screenshots", N_("Take pictures of every screen and compare them.")),
    "accessibility": ("accessibility", N_("Write an accessibility report for each theme.")),
    "where": ("where", N_("List every place where guests read or hear a message.")),
    "script": ("script", N_("Print the recording script for a speaker.")),
    "texts": ("texts", N_("Export and import texts for translators.")),
    "import": ("import_packages", N_("Create definitions from packages.")),
    "diff": ("diff", N_("Compare two packages or themes.")),
    "release": (
        "release",
        N_("Write what you hand over: packages, instructions, changes, drafts."),
    ),
    "reviews": ("reviews", N_("Take in what reviewers said, and list what they approved.")),
    "calendar": ("calendar", N_("Show what begins and ends when, and what isn't ready.")),
    "learn": ("learn", N_("Read facts from your own deployment.")),
    "plan": ("publish", N_("Show what `publish` would change on a node.")),
    "publish": ("publish", N_("Publish themes to a node and verify them.")),
    "policy": ("deployment", N_("Write a policy script for rooms that don't exist yet.")),
    "status": ("node", N_("Show what is live on a node.")),
    "verify": ("node", N_("Compare what guests get with what was published.")),
    "rollback": ("publish", N_("Roll back to the previous version.")),
    "prune": ("node", N_("Delete old, unused packages from a node.")),
    "doctor": ("node", N_("Compare a node's API with what themebuilder expects.")),
    "probe": ("probe", N_("Ask a stage node what nobody has published.")),
    "schema": ("reference", N_("Print the JSON Schema of a kind of file.")),
    "rules": ("reference", N_("List all rules, or print the manual page of one.")),
}
"""Each command's module, where it has its own name, and its line in the overview."""

SECTIONS = {
    N_("Create themes"): ("init", "build", "check", "show", "list"),
    N_("View themes"): ("preview", "screenshots", "accessibility"),
    N_("Texts and voices"): ("where", "script", "texts"),
    N_("Existing packages"): ("import", "diff", "learn"),
    N_("Hand over"): ("reviews", "release", "calendar"),
    N_("Work with a node"): (
        "plan",
        "publish",
        "policy",
        "status",
        "verify",
        "rollback",
        "prune",
        "doctor",
        "probe",
    ),
    N_("Reference"): ("schema", "rules"),
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

EPILOG = N_(
    """\b
Exit codes:
  0    success
  1    problems found
  2    wrong usage, or nothing to do: unknown theme, no workspace
  3    the node refused, or can't be reached
  4    published, but not verified
  70   a bug in themebuilder
  130  interrupted"""
)


class _LazyGroup(click.Group):
    """A group that loads a command when it is called."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        args = _put_language_first(args)
        # Before click shows help, which comes before any other option.
        chosen = (args[1] if args[:1] == ["--language"] else os.environ.get(VARIABLE, "")).lower()
        set_language(chosen if chosen in MESSAGE_LANGUAGES else None)
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
            extra = next(
                (extra_name for extra_name, modules in EXTRAS.items() if module in modules), "all"
            )
            stop(
                _("This command needs the Python package `{name}`.", name=name),
                _("Install it: pip install 'themebuilder[{extra}]'", extra=extra),
            )

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            name, command, rest = super().resolve_command(ctx, args)
        except click.UsageError as error:
            from themebuilder.core.problems import suggest_name

            hint = suggest_name(args[0], COMMANDS)
            raise click.UsageError(f"{error.message} {hint}".rstrip(), ctx) from None
        if command:
            _refuse_empty(rest, click.Context(command, ctx, name))
        return name, command, rest

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
        # Its first sentence in the list of commands; click would cut it off.
        below.short_help = (below.help or "").split("\n\n")[0].replace("\n", " ")


def _translate(text: str | None) -> str | None:
    # From Python 3.13 on, docstrings come without their indentation.
    return _(text.source if isinstance(text, Message) else cleandoc(text)) if text else text


def _put_language_first(args: list[str]) -> list[str]:
    """Move ``--language`` before the command: it has one meaning, so it may stand anywhere."""
    end = args.index("--") if "--" in args else len(args)
    for number, arg in enumerate(args[:end]):
        if arg.startswith("--language="):
            return ["--language", arg.partition("=")[2], *args[:number], *args[number + 1 :]]
        if arg == "--language" and number + 1 < end:
            return [*args[number : number + 2], *args[:number], *args[number + 2 :]]
    return args


def _refuse_empty(args: list[str], ctx: click.Context) -> None:
    """Raise for an empty argument: a script with an empty variable must not act on everything."""
    for before, arg in pairwise(["", *args]):
        if arg == "--":
            break
        if arg.startswith("--") and arg.find("=") == len(arg) - 1:
            before, arg = arg[:-1], ""  # noqa: PLW2901 - the same as two arguments
        if not arg:
            message = _("The argument after `{option}` is empty.", option=before)
            raise click.UsageError(message if before else _("The first argument is empty."), ctx)


@click.group(
    cls=_LazyGroup,
    context_settings={
        "help_option_names": ["-h", "--help"],
        "auto_envvar_prefix": "THEMEBUILDER",
        "max_content_width": 100,
    },
    epilog=EPILOG,
)
@click.option(
    "--language",
    type=click.Choice(MESSAGE_LANGUAGES, case_sensitive=False),
    envvar=VARIABLE,
    show_envvar=True,
    expose_value=False,
    help="The language of messages. Default: the language of your system.",
)
@click.version_option(__version__, "--version", message="themebuilder %(version)s")
@click.option(
    "-C",
    "--workspace",
    type=click.Path(exists=True, file_okay=False),
    metavar="DIR",
    help="Run as if started in this folder. Relative paths start there.",
)
@click.option(
    "--no-cache", is_flag=True, help="Render all pictures again, and keep none for later runs."
)
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    help="When to use colours. Default: on a terminal.",
)
@click.pass_context
def main(ctx: click.Context, workspace: str | None, *, no_cache: bool, color: str) -> None:
    """Build, check, preview and publish themes for Pexip meetings.

    Reads one YAML definition per theme; writes a Webapp3 branding and a service theme.
    """
    from themebuilder.cli.output import stop
    from themebuilder.cli.workspace import Workspace

    try:
        came_from = Path.cwd()
        if workspace:
            ctx.with_resource(chdir(workspace))
    except FileNotFoundError:
        stop(_("The current folder no longer exists."), _("Change to another folder."))
    # click strips the colours of every command's output unless this, or a terminal, wants them.
    is_plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    ctx.color = {"always": True, "never": False}.get(color, False if is_plain else None)
    ctx.obj = Workspace(came_from, no_cache=no_cache)
