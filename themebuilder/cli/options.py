"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from functools import wraps
from pathlib import Path
from typing import Any

import click

from themebuilder.cli.workspace import ThemeSelection
from themebuilder.core.problems import Problem, ThemeError
from themebuilder.definitions.library import Library, find_workspace, shipped_root
from themebuilder.definitions.loader import read_library
from themebuilder.reports.findings import escape_hidden
from themebuilder.reports.formats import FORMATS

_MOST_NAMED = 12

Command = Callable[..., Any]


class Day(click.DateTime):
    """A day, as 2027-01-31."""

    name = "day"

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Return the day; a wrong one is answered with what one looks like."""
        try:
            found: datetime = super().convert(value, param, ctx)
        except click.BadParameter:
            given = escape_hidden(str(value))
            message = f"`{given}` is not a day. Write year, month, day: 2027-01-31."
            self.fail(message, param, ctx)
        return found


class Name(click.types.StringParamType):
    """A name; where it is missing, *list_names* says which there are."""

    def __init__(self, list_names: Callable[[click.Context], str]) -> None:
        self._list_names = list_names

    def get_missing_message(self, param: click.Parameter, ctx: click.Context | None) -> str | None:
        """Return what stands after "Missing argument"."""
        return escape_hidden(self._list_names(ctx)) if ctx else None


@dataclass(frozen=True, slots=True)
class ReportOptions:
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
        if len(chosen) < len(every):
            # Silence must not look like success.
            click.echo(f"{len(every) - len(chosen)} left out by --select or --ignore.", err=True)
        return chosen


def complete_themes(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Complete names of themes in the shell."""
    return [name for name in _names(ctx, "theme") if name.startswith(incomplete)]


def complete_deployments(
    ctx: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[str]:
    """Complete names of deployments in the shell."""
    return [name for name in _names(ctx, "deployment") if name.startswith(incomplete)]


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
yes_option = click.option("-y", "--yes", is_flag=True, help="Do not ask.")
allow_live_option = click.option(
    "--allow-live", is_flag=True, help="Include the default path, which all guests use."
)
themes_argument = click.argument(
    "themes", nargs=-1, metavar="[THEME]...", shell_complete=complete_themes
)
day_option = click.option(
    "--date", "day", type=Day(), metavar="D", help="Only themes in use on this day, as 2027-01-01."
)


def output_option(default: str, **settings: Any) -> Callable[[Command], Command]:  # noqa: ANN401 - click's
    """Return the option ``-o`` for a folder; *default* is its help."""
    path = click.Path(file_okay=False)
    return click.option("-o", "--output", "folder", type=path, help=default, **settings)


def theme_options(command: Command) -> Command:
    """Add the options that select themes; the command takes them as `selection`."""

    @themes_argument
    @click.option(
        "--organisation",
        "organisations",
        multiple=True,
        metavar="NAME",
        help="Themes of this organisation and of those below it.",
    )
    @click.option("--all", "everything", is_flag=True, help="The shipped themes too.")
    @day_option
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
    @click.option("--json", "form", flag_value="json", help="The same as --format json.")
    @click.option(
        "--select",
        "only",
        multiple=True,
        metavar="RULE",
        help="Report only this rule; `name*` works.",
    )
    @click.option(
        "--ignore",
        "ignored",
        multiple=True,
        metavar="RULE",
        help="Leave this rule out; `name*` works.",
    )
    @click.option("--strict", is_flag=True, help="Warnings fail too.")
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


def list_own_themes(ctx: click.Context) -> str:
    """Say which themes the workspace has."""
    library = _read_library(ctx)
    own = sorted(library.own.get("theme", {})) if library else []
    listed = f"Yours: {', '.join(own)}. " if 0 < len(own) <= _MOST_NAMED else ""
    return f"{listed}`themebuilder list` prints all."


def list_own_deployments(ctx: click.Context) -> str:
    """Say which deployments the workspace has."""
    return f"There are: {list_deployments(_names(ctx, 'deployment'))}."


def list_deployments(names: Sequence[str]) -> str:
    """List the *names* of all deployments, or say how to add one."""
    return ", ".join(names) or "none; make themes/deployments/NAME.yaml"


def _names(ctx: click.Context, kind: str) -> Sequence[str]:
    library = _read_library(ctx)
    return library.names(kind) if library else ()


def _read_library(ctx: click.Context) -> Library | None:
    """Return the definitions of the workspace in question; None where they can't be read."""
    try:
        # While a shell completes a line, -C was read and not yet carried out.
        start = Path((ctx.find_root().params or {}).get("workspace") or ".")
        root = find_workspace(start.resolve()) or shipped_root()
        return read_library(root, shipped_root())
    except (OSError, ThemeError):
        return None
