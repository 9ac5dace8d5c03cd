"""Options that several commands share; a name means the same in every command."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from fnmatch import filter as match_names
from fnmatch import fnmatchcase
from functools import partial, wraps
from pathlib import Path
from typing import Any, NamedTuple

import click
from click.shell_completion import CompletionItem

from themebuilder.cli.workspace import ThemeSelection
from themebuilder.core.messages import N_, _, _n
from themebuilder.core.problems import Problem, ThemeError, suggest_name
from themebuilder.core.rules import load_rules
from themebuilder.core.slugs import make_slug
from themebuilder.definitions.library import Library, find_workspace, shipped_root
from themebuilder.definitions.loader import read_library
from themebuilder.reports.findings import escape_hidden
from themebuilder.reports.formats import FORMATS

_MOST_NAMED, _MOST_SUGGESTED = 12, 5
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")

_NO_CODE = N_("`{code}` isn't a language code, such as da, en or pt-BR.")
Command = Callable[..., Any]
INPUT = click.Path(exists=True)
"""A file or folder that a command reads."""
INPUT_FILE = click.Path(exists=True, dir_okay=False)


class Day(click.DateTime):
    """A date, as 2027-01-31."""

    name = "day"

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Return the date, or fail with an example."""
        try:
            found: datetime = super().convert(value, param, ctx)
        except click.BadParameter:
            given = escape_hidden(str(value))
            message = _("`{day}` isn't a date. Write it as 2027-01-31.", day=given)
            self.fail(message, param, ctx)
        return found


class Name(click.types.StringParamType):
    """The name of a definition, a language or a rule, which the shell completes."""

    def __init__(self, kind: str) -> None:
        self._kind = kind

    def get_missing_message(self, param: click.Parameter, ctx: click.Context | None) -> str | None:
        """Return the hint after "Missing argument"."""
        if ctx is None or self._kind == "language":
            return None
        return escape_hidden(list_own(self._kind, _read_library(ctx)))

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Complete a name of the workspace, or of what is shipped."""
        return [
            CompletionItem(name)
            for name in _list_names(self._kind, ctx)
            if name.startswith(incomplete)
        ]


class Rules(Name):
    """The name of a rule, or a pattern that at least one name matches."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the pattern, or fail with the nearest name where it matches none."""
        if not match_names(load_rules(), value):
            message = _("No rule is named `{name}`.", name=escape_hidden(value))
            self.fail(f"{message} {suggest_rules(value)}", param, ctx)
        return value


class LanguageCode(Name):
    """The code of a language, also of one without texts."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the code, or fail where it isn't one."""
        if not LANGUAGE.fullmatch(value):
            self.fail(_(_NO_CODE, code=escape_hidden(value)), param, ctx)
        return value


class Slug(click.types.StringParamType):
    """The name of a new definition."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name, or fail with the nearest valid one."""
        if value != (slug := make_slug(value)):
            given = escape_hidden(value)
            message = _(
                "`{name}` isn't a valid name: use a-z, 0-9 and single hyphens. Try `{slug}`.",
                name=given,
                slug=slug,
            )
            self.fail(message, param, ctx)
        return value


class ReportOptions(NamedTuple):
    """Which problems are reported, and whether warnings fail."""

    only: Sequence[str]
    ignored: Sequence[str]
    strict: bool

    def filter(self, problems: Iterable[Problem]) -> list[Problem]:
        """Return the problems whose rules are selected and not ignored."""

        def matches(name: str, patterns: Sequence[str]) -> bool:
            return any(fnmatchcase(name, pattern) for pattern in patterns)

        every = list(problems)
        chosen = [
            found
            for found in every
            if (not self.only or matches(found.rule.name, self.only))
            and not matches(found.rule.name, self.ignored)
        ]
        if hidden := len(every) - len(chosen):
            # Silence must not look like success.
            message = _n(
                "{count} problem is hidden by --select or --ignore.",
                "{count} problems are hidden by --select or --ignore.",
                hidden,
            )
            click.echo(message, err=True)
        return chosen


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
yes_option = click.option("-y", "--yes", is_flag=True, help="Don't ask for confirmation.")
exit_code_option = click.option(
    "--exit-code", "as_code", is_flag=True, help="Exit with 1 if there are differences."
)
allow_live_option = click.option(
    "--allow-live",
    is_flag=True,
    help="Include the default path, which all guests use, and paths that change their web app.",
)
themes_argument = click.argument("themes", nargs=-1, metavar="[THEME]...", type=Name("theme"))


def output_option(help_text: str, **settings: Any) -> Callable[[Command], Command]:  # noqa: ANN401 - click's
    """Return the option ``-o``, the place that a command writes to: a folder, unless *settings* differ."""
    settings = {"type": click.Path(file_okay=False), "metavar": "DIR", **settings}
    return click.option("-o", "--output", help=help_text, **settings)


file_output_option = partial(output_option, type=click.Path(dir_okay=False), metavar="FILE")


def guest_language_option(help_text: str, **settings: Any) -> Callable[[Command], Command]:  # noqa: ANN401 - click's
    """Return the option for languages that guests read."""
    return click.option(
        "--guest-language",
        "languages",
        multiple=True,
        type=LanguageCode("language"),
        metavar="CODE",
        help=f"{help_text} Repeatable.",
        **settings,
    )


organisations_option = click.option(
    "--organisation",
    "organisations",
    multiple=True,
    metavar="NAME",
    type=Name("organisation"),
    help="Only themes of this organisation and those below it. Repeatable.",
)
shipped_option = click.option(
    "--all", "everything", is_flag=True, help="Include the shipped themes."
)
chromium_option = click.option(
    "--chromium",
    "program",
    type=click.Path(exists=True, dir_okay=False),
    metavar="FILE",
    help="The Chromium to use. Default: chromium, google-chrome or chromium-browser.",
)


def theme_options(command: Command) -> Command:
    """Add the options that select themes; the command takes them as `selection`."""

    @themes_argument
    @organisations_option
    @shipped_option
    @click.option(
        "--date", "day", type=Day(), metavar="DATE", help="Only themes in use on this date."
    )
    @wraps(command)
    def select(
        *arguments: Any,  # noqa: ANN401 - the command's
        themes: tuple[str, ...],
        organisations: tuple[str, ...],
        everything: bool,
        day: datetime | None,
        **options: Any,  # noqa: ANN401 - the command's
    ) -> object:
        selection = ThemeSelection(themes, organisations, everything, day.date() if day else None)
        return command(*arguments, selection=selection, **options)

    return select


def report_options(command: Command) -> Command:
    """Add the options for reports of problems; the command takes them as `options`."""

    @click.option(
        "--format",
        "form",
        type=click.Choice(list(FORMATS)),
        default="text",
        help="The format of the report.",
    )
    @click.option("--json", "form", flag_value="json", help="Short for --format json.")
    @click.option(
        "--select",
        "only",
        multiple=True,
        metavar="RULE",
        type=Rules("rule"),
        help="Report only this rule, or a pattern: `text-*`. Repeatable.",
    )
    @click.option(
        "--ignore",
        "ignored",
        multiple=True,
        metavar="RULE",
        type=Rules("rule"),
        help="Ignore this rule, or a pattern: `text-*`. Repeatable.",
    )
    @click.option("--strict", is_flag=True, help="Treat warnings as errors.")
    @wraps(command)
    def collect(
        *arguments: Any,  # noqa: ANN401 - the command's
        form: str,  # noqa: ARG001 - see `output.get_format`
        only: tuple[str, ...],
        ignored: tuple[str, ...],
        strict: bool,
        **options: Any,  # noqa: ANN401 - the command's
    ) -> object:
        chosen = ReportOptions(only, ignored, strict)
        return command(*arguments, options=chosen, **options)

    return collect


def suggest_rules(given: str) -> str:
    """Suggest the rules with the given word in their name, or else the nearest one."""
    similar = [name for name in load_rules() if given and given in name][:_MOST_SUGGESTED]
    if similar:
        return _("Similar rules: {names}.", names=", ".join(similar))
    return suggest_name(given, load_rules(), _("`themebuilder rules` lists all rules."))


def list_own(kind: str, library: Library | None) -> str:
    """Name the definitions of a *kind* that the workspace has."""
    own = sorted(library.own.get(kind, {})) if library else []
    shown = ", ".join(own[:_MOST_NAMED]) + ", …" * (len(own) > _MOST_NAMED)
    if own:
        return _("Defined here: {names}.", names=shown)
    return _("This workspace has none yet.")


def _list_names(kind: str, ctx: click.Context) -> Iterable[str]:
    if kind == "rule":
        return load_rules()
    library = _read_library(ctx)
    if library is None:
        return ()
    if kind != "language":
        return library.names(kind)
    from themebuilder.translation.rows import list_languages

    return list_languages(library)


def _read_library(ctx: click.Context) -> Library | None:
    """Return the definitions of the workspace in question; None where they can't be read."""
    try:
        # While a shell completes a line, -C was read and not yet carried out.
        start = Path((ctx.find_root().params or {}).get("workspace") or ".")
        root = find_workspace(start.resolve()) or shipped_root()
        return read_library(root, shipped_root())
    except (OSError, ThemeError):
        return None
