"""Options that many commands share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from themebuilder.core.problems import ThemeError
from themebuilder.definitions.library import Library, find_workspace, shipped_root
from themebuilder.definitions.loader import read_library
from themebuilder.reports.formats import FORMATS
from themebuilder.reports.visible import escape_hidden

_MOST_NAMED = 12


class Day(click.DateTime):
    """A day, as 2027-01-31."""

    name = "day"

    def __init__(self) -> None:
        """Take the one way of writing a day that cannot be read in two ways."""
        super().__init__(["%Y-%m-%d"])

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """The day; a value that is none is answered with what one looks like."""
        try:
            found: datetime = super().convert(value, param, ctx)
        except click.BadParameter:
            said = (
                f"`{escape_hidden(str(value))}` is not a day. Write year, month, day: 2027-01-31."
            )
            self.fail(said, param, ctx)
        return found


class Name(click.types.StringParamType):
    """A name; where it is missing, *help_with* says which there are."""

    def __init__(self, help_with: Callable[[click.Context], str]) -> None:
        """Ask *help_with* only when it is needed."""
        self._help_with = help_with

    def get_missing_message(self, param: click.Parameter, ctx: click.Context | None) -> str | None:
        """What stands after "Missing argument"."""
        return escape_hidden(self._help_with(ctx)) if ctx else None


def theme_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options that say which themes are meant."""
    for option in (
        click.option(
            "--date",
            "day",
            type=Day(),
            metavar="D",
            help="Only themes in use on this day, as 2027-01-01.",
        ),
        click.option("--all", "everything", is_flag=True, help="The shipped themes too."),
        click.option(
            "--organisation",
            "organisations",
            multiple=True,
            metavar="NAME",
            help="Themes of this organisation and of those below it.",
        ),
        click.argument("themes", nargs=-1, metavar="[THEME]...", shell_complete=complete_themes),
    ):
        command = option(command)
    return command


def problem_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options that say which problems are told, and how."""
    for option in (
        click.option("--strict", is_flag=True, help="Warnings fail too."),
        click.option(
            "--ignore",
            "ignored",
            multiple=True,
            metavar="RULE",
            help="Leave this rule out; `name*` works.",
        ),
        click.option(
            "--select",
            "only",
            multiple=True,
            metavar="RULE",
            help="Tell only this rule; `name*` works.",
        ),
        click.option("--json", "form", flag_value="json", help="The same as --format json."),
        click.option(
            "--format",
            "form",
            type=click.Choice(list(FORMATS)),
            default="text",
            help="How problems are told.",
        ),
    ):
        command = option(command)
    return command


def complete_themes(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Theme names for the shell."""
    library = _library(ctx)
    names = library.names("theme") if library else ()
    return [name for name in names if name.startswith(incomplete)]


def complete_deployments(
    ctx: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[str]:
    """Names of deployments for the shell."""
    library = _library(ctx)
    names = library.names("deployment") if library else ()
    return [name for name in names if name.startswith(incomplete)]


def own_themes(ctx: click.Context) -> str:
    """Which themes one could have meant."""
    library = _library(ctx)
    own = sorted(library.own.get("theme", {})) if library else []
    listed = f"Yours: {', '.join(own[:_MOST_NAMED])}. " if 0 < len(own) <= _MOST_NAMED else ""
    return f"{listed}`themebuilder list` prints all."


def own_deployments(ctx: click.Context) -> str:
    """Which deployments one could have meant."""
    library = _library(ctx)
    return f"There are: {deployments_listed(library.names('deployment') if library else ())}."


def deployments_listed(names: Sequence[str]) -> str:
    """The *names* of all deployments, or how to have one."""
    return ", ".join(names) or "none; make themes/deployments/NAME.yaml"


def _library(ctx: click.Context) -> Library | None:
    """What can be named in the workspace that is meant; None where it cannot be read."""
    try:
        # While a shell completes a line, -C was read and not yet carried out.
        start = Path((ctx.find_root().params or {}).get("workspace") or ".")
        root = find_workspace(start.resolve()) or shipped_root()
        return read_library(root, shipped_root())
    except (OSError, ThemeError):
        return None
