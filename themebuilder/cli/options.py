"""Options that several commands share; a name means the same in every command."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from fnmatch import filter as match_names
from fnmatch import fnmatchcase
from functools import partial, wraps
from pathlib import Path
from typing import Any, NamedTuple

import click
from click.shell_completion import CompletionItem

from themebuilder.cli.workspace import ThemeSelection
from themebuilder.core.messages import _, _n
from themebuilder.core.problems import Problem, ThemeError, suggest_name
from themebuilder.core.rules import load_rules
from themebuilder.core.slugs import make_slug
from themebuilder.definitions.library import Library, find_workspace, shipped_root
from themebuilder.definitions.loader import read_library
from themebuilder.platform.lookup import canonicalize_code
from themebuilder.reports.findings import escape_hidden
from themebuilder.reports.formats import FORMATS

_MOST_NAMED, _MOST_SUGGESTED = 12, 5
_BROWSER_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")

Command = Callable[..., Any]
INPUT = click.Path(exists=True)
"""A file or folder that a command reads."""
INPUT_FILE = click.Path(exists=True, dir_okay=False)


def parse_day(text: str) -> date:
    """Return the date that is written as 2027-01-31."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no time zone
    except ValueError:
        message = _("`{day}` isn't a date. Write it as 2027-01-31.", day=escape_hidden(text))
        raise click.BadParameter(message) from None


def parse_slug(text: str) -> str:
    """Return the name of a new definition."""
    if text == (slug := make_slug(text)):
        return text
    message = _(
        "`{name}` isn't a valid name: use a-z, 0-9 and single hyphens. Try `{slug}`.",
        name=escape_hidden(text),
        slug=slug,
    )
    raise click.BadParameter(message)


def parse_shard(text: str) -> slice:
    """Return which themes the shard I/N has: every Nth, beginning with theme I."""
    found = re.fullmatch(r"([0-9]{1,4})/([0-9]{1,4})", text)
    number, count = (int(part) for part in found.groups()) if found else (0, 0)
    if not 1 <= number <= count:
        message = _(
            "`{shard}` isn't I/N with I from 1 to N, such as 2/5.", shard=escape_hidden(text)
        )
        raise click.BadParameter(message)
    return slice(number - 1, None, count)


def parse_rule(text: str) -> str:
    """Return the name of a rule, or a pattern that at least one name matches."""
    if not match_names(load_rules(), text):
        message = _("No rule is named `{name}`.", name=escape_hidden(text))
        raise click.BadParameter(f"{message} {suggest_rules(text)}")
    return text


def parse_language(text: str) -> str:
    """Return the code of a language, also of one without texts."""
    return _match_code(LANGUAGE, text, text)


def parse_browser_language(text: str) -> str:
    """Return the code of a language as a browser sends it, in any case: ``da-DK``."""
    code = canonicalize_code(text)
    return _match_code(_BROWSER_LANGUAGE, code if "-" in code else code.lower(), text)


def _match_code(form: re.Pattern[str], code: str, given: str) -> str:
    if not form.fullmatch(code):
        message = _(
            "`{code}` isn't a language code, such as da, en or pt-BR.", code=escape_hidden(given)
        )
        raise click.BadParameter(message)
    return code


class Name(click.types.StringParamType):
    """The name of a definition, a language or a rule, which the shell completes."""

    def __init__(self, kind: str, parse: Callable[[str], str] = str) -> None:
        self._kind, self._parse = kind, parse

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name, or fail where there is none of that form."""
        return self._parse(value)

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


RULE = Name("rule", parse_rule)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
yes_option = click.option("-y", "--yes", is_flag=True, help="Don't ask for confirmation.")
shard_option = click.option(
    "--shard",
    type=parse_shard,
    metavar="I/N",
    help="Build every Nth theme, starting with theme I.",
)
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
        type=Name("language", parse_language),
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
        "--date", "day", type=parse_day, metavar="DATE", help="Only themes in use on this date."
    )
    @wraps(command)
    def select(
        *arguments: Any,  # noqa: ANN401 - the command's
        themes: tuple[str, ...],
        organisations: tuple[str, ...],
        everything: bool,
        day: date | None,
        **options: Any,  # noqa: ANN401 - the command's
    ) -> object:
        selection = ThemeSelection(themes, organisations, everything, day)
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
        type=RULE,
        help="Report only this rule, or a pattern: `text-*`. Repeatable.",
    )
    @click.option(
        "--ignore",
        "ignored",
        multiple=True,
        metavar="RULE",
        type=RULE,
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
