"""What commands share: the workspace they work in, the themes they mean, how they tell problems."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from themebuilder import __version__
from themebuilder.core.cache import Cache
from themebuilder.core.problems import Problem, ThemeError, shorten, suggest_name
from themebuilder.core.reading import TooLargeError, read_file
from themebuilder.definitions.library import WORKSPACE_FILE, Library, find_workspace, shipped_root
from themebuilder.definitions.loader import list_definition_files, read_library
from themebuilder.definitions.outline import Outline, outline_themes
from themebuilder.definitions.redaction import may_hold_secrets
from themebuilder.platform.shipped import LATEST, list_lines
from themebuilder.reports.formats import FORMATS
from themebuilder.reports.visible import escape_hidden

if TYPE_CHECKING:
    from themebuilder.platform.target import Platform
    from themebuilder.reports.findings import Report

FOUND, USAGE = 1, 2
_REMEDIES = {
    errno.ENOSPC: "Make room there",
    errno.EDQUOT: "Make room there",
    errno.EFBIG: "Allow larger files (`ulimit -f`)",
    errno.EROFS: "Name a place that can be written",
    errno.EACCES: "Ask for the right to write there, or name another place",
    errno.EPERM: "Ask for the right to write there, or name another place",
    errno.ENOTDIR: "Move the file that is in the way, or name another place",
    errno.EEXIST: "Move the file that is in the way, or name another place",
    errno.EISDIR: "Move the folder that is in the way, or name another place",
}
_MOST_OF_A_SOURCE = 4 * 1024 * 1024
"""Bytes: no line is shown of a larger file."""


class Workspace:
    """One run of the command line."""

    def __init__(
        self, came_from: Path, *, no_cache: bool, color: str, start: Path | None = None
    ) -> None:
        """Remember what was asked; nothing is read before a command needs it."""
        self.came_from = came_from
        """Where the user is: with -C the current folder is another."""
        self._start = start or Path.cwd()
        self._no_cache = no_cache
        self._color = color

    @cached_property
    def root(self) -> Path:
        """The workspace's folder; exits with 2 where there is none."""
        found = find_workspace(self._start.resolve())
        if found is None:
            stop(
                f"There is no workspace here: no {WORKSPACE_FILE} in {self._start} or above it.",
                "`themebuilder init` makes one.",
            )
        return found

    @cached_property
    def library(self) -> Library:
        """All definitions of the workspace."""
        return read_library(self.root, shipped_root(), self.cache)

    @cached_property
    def any_library(self) -> Library:
        """The workspace's definitions, or the shipped ones where there is no workspace."""
        found = find_workspace(self._start.resolve())
        return read_library(found or shipped_root(), shipped_root())

    @cached_property
    def outlines(self) -> list[Outline]:
        """All themes of the library."""
        return outline_themes(self.library)

    @property
    def cache(self) -> Cache:
        """Where rendered pictures are kept between runs."""
        return Cache(None if self._no_cache else cache_folder())

    @property
    def target(self) -> str:
        """The component version line that the workspace's packages are for; exits with 2 else."""
        target = self.library.workspace.text("target") or LATEST
        if target not in list_lines():
            place = self.library.workspace.place_of("target")
            stop(
                f"{place}: the target `{shorten(target)}` is not known.",
                f"Known: {', '.join(list_lines())}.",
            )
        return target

    @cached_property
    def platform(self) -> Platform:
        """What is known of the workspace's target; exits with 1 where what was learnt is broken."""
        return _platform(self.root, self.target)

    @cached_property
    def any_platform(self) -> Platform:
        """What is known of the workspace's target, or of the newest one where there is no workspace."""
        target = self.any_library.workspace.text("target")
        return _platform(self.any_library.root, target if target in list_lines() else LATEST)

    def at(self, folder: Path) -> Workspace:
        """The same run in the workspace that *folder* belongs to."""
        return Workspace(
            self.came_from, no_cache=self._no_cache, color=self._color, start=folder.resolve()
        )

    def choose(
        self,
        patterns: Sequence[str],
        *,
        organisations: Sequence[str] = (),
        everything: bool = False,
        day: date | None = None,
        may_be_none: bool = False,
    ) -> list[Outline]:
        """The themes that a command means; exits with 2 for a pattern that matches none.

        Without a pattern: the workspace's own themes. An organisation stands for itself and every
        organisation below it. Exits with 2 where no theme is meant, unless there *may_be_none*.
        """
        own = self.library.own.get("theme", {})
        names = [outline.name for outline in self.outlines]
        # What is there and cannot be used is answered with its faults, not as if it were missing.
        broken = self.library.broken
        for pattern in patterns:
            if not any(fnmatchcase(name, pattern) for name in (*names, *broken)):
                stop(f"No theme matches `{pattern}`.", self._meant(pattern, names))
        known = self.library.names("organisation")
        for organisation in organisations:
            if organisation not in {*known, *broken}:
                stop(
                    f"No organisation is named `{organisation}`.",
                    suggest_name(organisation, known),
                )
        chosen = [
            outline
            for outline in self.outlines
            if (everything or organisations or patterns or outline.name in own)
            and (not patterns or any(fnmatchcase(outline.name, one) for one in patterns))
            and (not organisations or set(organisations) & set(outline.organisation_names))
            and (day is None or outline.valid.covers(day))
        ]
        if not chosen and not may_be_none and not self.library.problems:
            if day:
                stop(f"None of the themes is in use on {day}.")
            stop("No theme is meant.", "`themebuilder list` prints all themes; --all builds them.")
        return chosen

    def tell(
        self,
        problems: Iterable[Problem],
        *,
        command: str,
        form: str = "text",
        strict: bool = False,
        extra: dict[str, Any] | None = None,
        output: str | None = None,
    ) -> bool:
        """Tell the problems in the format that was asked for; whether the command succeeded."""
        from themebuilder.reports.findings import Report

        report = Report(
            tuple(problems),
            command=command,
            sources=self._source,
            files=sum(1 for _ in list_definition_files(self.root)),
            strict=strict,
            folder=_below_repository(self.root),
            version=__version__,
        )
        return self.write(report, form, extra, output)

    def write(
        self,
        report: Report,
        form: str,
        extra: dict[str, Any] | None = None,
        output: str | None = None,
    ) -> bool:
        """Print a report, or write it to the file *output*; whether the command succeeded."""
        if form == "json":
            from themebuilder.reports.envelope import render as enveloped

            text = enveloped(report, extra)
        elif form == "text":
            from themebuilder.reports.text import render

            text = render(report, color=self.is_colored(sys.stdout), width=_width())
        else:
            text = FORMATS[form](report)
        if output:
            from themebuilder.core.files import write_whole

            with writing(output):
                write_whole(Path(output), text.encode())
        else:
            click.echo(text, nl=False)
        return report.ok

    def is_colored(self, stream: Any) -> bool:  # noqa: ANN401 - any text stream
        """Whether *stream* wants colours: a terminal does, unless NO_COLOR or TERM say otherwise."""
        if self._color != "auto":
            return self._color == "always"
        plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        return bool(stream.isatty() and not plain)

    def _source(self, file: str) -> str | None:
        shown = Path(file)
        base = self.library.shipped_root if shown.parts[:1] == ("shipped",) else self.root
        path = base.joinpath(*shown.parts[1:]) if shown.parts[:1] == ("shipped",) else base / shown
        try:
            text = read_file(path, _MOST_OF_A_SOURCE).decode("utf-8", "replace")
        except (OSError, ValueError, TooLargeError):
            return None
        return None if may_hold_secrets(file, text) else text

    def _meant(self, pattern: str, names: Iterable[str]) -> str:
        if pattern in self.library.names("organisation"):
            return f"`{pattern}` is an organisation: say --organisation {pattern}."
        return suggest_name(pattern, names)


def stop(message: str, hint: str = "", code: int = USAGE) -> NoReturn:
    """Say on standard error why nothing was done, and exit.

    Who asked for JSON gets an envelope on standard output as well: `stopped` says why.
    """
    click.echo(f"themebuilder: {escape_hidden(message)}", err=True)
    if hint:
        click.echo(f"  help: {escape_hidden(hint)}", err=True)
    context = click.get_current_context(silent=True)
    if context and (context.params.get("as_json") or context.params.get("form") == "json"):
        command = context.command_path.partition(" ")[2]
        from themebuilder.reports.envelope import render as enveloped
        from themebuilder.reports.findings import Report

        report = Report((), command=command, files=0, version=__version__)
        why = {"message": message, "hint": hint}
        click.echo(enveloped(report, {"ok": False, "stopped": why}), nl=False)
    sys.exit(code)


@contextmanager
def writing(target: Path | str) -> Iterator[None]:
    """Write *target* within it; what the machine refuses ends the command with what to do."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        remedy = _REMEDIES.get(error.errno or 0, "Mend that")
        again = f"{remedy}, and run it again. No file is half written."
        stop(f"{target} cannot be written: {error.strerror or error}.", again, FOUND)


def _platform(root: Path, target: str) -> Platform:
    from themebuilder.platform.target import load_workspace_platform

    try:
        return load_workspace_platform(root, target)
    except ThemeError as error:
        for found in error.problems:
            click.echo(
                escape_hidden(f"{found.place}: {found.message} [{found.rule.name}]"), err=True
            )
        stop("What was learnt of the platform cannot be used.", error.problems[0].hint, FOUND)


def cache_folder() -> Path:
    """Where this user's machine keeps what can be made again."""
    from platformdirs import user_cache_path

    return user_cache_path("themebuilder", appauthor=False)


def select(
    problems: Iterable[Problem], only: Sequence[str], ignored: Sequence[str]
) -> list[Problem]:
    """The problems whose rules were asked for; a rule name may end in `*`."""

    def matches(name: str, patterns: Sequence[str]) -> bool:
        return any(fnmatchcase(name, pattern) for pattern in patterns)

    every = list(problems)
    told = [
        found
        for found in every
        if (not only or matches(found.rule.name, only)) and not matches(found.rule.name, ignored)
    ]
    if len(told) < len(every):
        # Nobody takes silence for health.
        click.echo(f"{len(every) - len(told)} left out by --select or --ignore.", err=True)
    return told


def _below_repository(root: Path) -> str:
    """The way from the top of the git repository to the workspace, for servers that count from there."""
    for folder in (root, *root.parents):
        if (folder / ".git").exists():
            return root.relative_to(folder).as_posix().removeprefix(".")
    return ""


def _width() -> int:
    import shutil

    # Off a terminal the width is fixed, so that a report is the same wherever it is written.
    return min(shutil.get_terminal_size().columns, 120) if sys.stdout.isatty() else 100
