"""The workspace that a command works in: its definitions, its themes, its platform."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

import click
from platformdirs import user_cache_path

from themebuilder import __version__
from themebuilder.cli.output import (
    EXIT_FINDINGS,
    get_command,
    get_exit_code,
    get_format,
    print_report,
    print_text,
    stop,
)
from themebuilder.core.cache import Cache
from themebuilder.core.messages import N_, _
from themebuilder.core.problems import Problem, ThemeError, shorten, suggest_name
from themebuilder.core.reading import TooLargeError, read_file
from themebuilder.definitions.library import WORKSPACE_FILE, Library, find_workspace, shipped_root
from themebuilder.definitions.loader import list_definition_files, read_library
from themebuilder.definitions.outline import Outline, outline_themes
from themebuilder.definitions.redaction import may_hold_secrets
from themebuilder.platform.errors import PlatformError
from themebuilder.platform.learnt_file import read_learnt
from themebuilder.platform.tables import LATEST, list_lines
from themebuilder.reports.findings import Report, escape_hidden
from themebuilder.translation.unspoken import describe_unspoken

if TYPE_CHECKING:
    from themebuilder.definitions.model import Theme
    from themebuilder.platform.probes import ProbeOutcome
    from themebuilder.platform.target import Platform

_MAX_SOURCE_BYTES = 4 * 1024 * 1024
"""No source lines are shown of larger files."""


LIST_HINT = N_("`themebuilder list` lists all themes, your own and the shipped ones.")


def refuse_missing_file(name: str) -> None:
    """Exit with 2 for the name of a package that isn't there; names of themes have no such form."""
    if ("/" in name or name.endswith(".zip")) and not Path(name).exists():
        stop(_("There is no file or folder `{name}`.", name=name))


class ThemeSelection(NamedTuple):
    """Which themes a command works on: matching a pattern, in use on a day, …."""

    patterns: Sequence[str] = ()
    organisations: Sequence[str] = ()
    everything: bool = False
    """With the shipped themes; otherwise, without patterns, only the workspace's own."""
    day: date | None = None


class Workspace:
    """A workspace, read as far as the running command needs it."""

    def __init__(self, came_from: Path, *, no_cache: bool, start: Path | None = None) -> None:
        self.came_from = came_from
        """The folder that the user is in; with -C the current folder is another."""
        self._start = start or Path.cwd()
        self._no_cache = no_cache

    @cached_property
    def root(self) -> Path:
        """The workspace's folder; exits with 2 where there is none."""
        found = find_workspace(self._start.resolve())
        if found is None:
            stop(
                _(
                    "{folder} isn't in a workspace: neither it nor a folder above has {file}.",
                    folder=self._start,
                    file=WORKSPACE_FILE,
                ),
                _("Create one with `themebuilder init`."),
            )
        return found

    @cached_property
    def library(self) -> Library:
        """All definitions of the workspace."""
        return read_library(self.root, shipped_root(), self.cache)

    @property
    def has_root(self) -> bool:
        """Whether the command runs in a workspace."""
        return find_workspace(self._start.resolve()) is not None

    @cached_property
    def any_library(self) -> Library:
        """The workspace's definitions, or the shipped ones where there is no workspace."""
        if self.has_root:
            return self.library
        return read_library(shipped_root(), shipped_root(), self.cache)

    @cached_property
    def outlines(self) -> list[Outline]:
        """All themes of the library."""
        return outline_themes(self.library)

    @property
    def known_names(self) -> tuple[set[str], set[str]]:
        """The names of all themes and organisations, broken ones included."""
        themes, organisations = (
            {*self.library.names(kind), *self.library.broken} for kind in ("theme", "organisation")
        )
        return themes, organisations

    @property
    def cache(self) -> Cache:
        """Results that are kept between runs: pictures, recordings, verdicts on texts and themes."""
        return Cache(None if self._no_cache else find_cache_folder())

    @property
    def target(self) -> str:
        """The component version that the packages are for; exits with 2 for an unknown one."""
        target = self.library.workspace.text("target") or LATEST
        if target not in list_lines():
            place = self.library.workspace.place_of("target")
            stop(
                _("{place}: Unknown target `{target}`.", place=place, target=shorten(target)),
                _("Known targets: {names}.", names=", ".join(list_lines())),
            )
        return target

    @cached_property
    def platform(self) -> Platform:
        """The facts about the workspace's target; exits with 1 when the learnt ones are broken."""
        return _load_platform(self.root, self.target)

    @property
    def probes(self) -> Mapping[str, ProbeOutcome]:
        """What a stage node answered; nothing where there is no workspace, or its file is broken."""
        root = find_workspace(self._start.resolve())
        try:
            learnt = read_learnt(root) if root else None
        except ThemeError:
            learnt = None
        return learnt.probes if learnt else {}

    @cached_property
    def any_platform(self) -> Platform:
        """The facts about the workspace's target, or the newest one where there is no workspace."""
        target = self.any_library.workspace.text("target")
        return _load_platform(self.any_library.root, target if target in list_lines() else LATEST)

    def at(self, folder: Path, *, is_new: bool = False) -> Workspace:
        """Return the workspace that *folder* belongs to, or that it becomes.

        It becomes one if it *is_new* or neither it nor a folder above is one. A folder ``themes`` means
        the workspace around it.
        """
        start = folder.resolve()
        if start.name == "themes" and not (start / WORKSPACE_FILE).exists():
            start = start.parent
        found = Workspace(self.came_from, no_cache=self._no_cache, start=start)
        if is_new or find_workspace(start) is None:
            found.root = start
        return found

    def choose(self, selection: ThemeSelection, *, may_be_none: bool = False) -> list[Outline]:
        """Return the selected themes; exit with 2 when there is none, unless there *may_be_none*.

        An organisation includes those below it. Broken themes are never missing: their problems
        are reported instead.
        """
        for pattern in selection.patterns:
            refuse_missing_file(pattern)
        names = [outline.name for outline in self.outlines]
        broken = self.library.broken
        for pattern in selection.patterns:
            if not any(fnmatchcase(name, pattern) for name in (*names, *broken)):
                hint = suggest_name(pattern, names, _(LIST_HINT))
                if pattern in self.library.names("organisation"):
                    hint = _("It's an organisation. Use --organisation {name}.", name=pattern)
                stop(_("No theme matches `{name}`.", name=pattern), hint)
        known = self.library.names("organisation")
        for name in selection.organisations:
            if name not in {*known, *broken}:
                stop(_("No organisation is named `{name}`.", name=name), suggest_name(name, known))
        chosen = [outline for outline in self.outlines if self._is_chosen(outline, selection)]
        if not chosen and not may_be_none and not self.library.problems:
            if selection.day:
                stop(_("No theme is in use on {day}.", day=selection.day))
            stop(_("No theme matches."), _(LIST_HINT))
        return chosen

    def resolve(
        self, selection: ThemeSelection
    ) -> tuple[list[tuple[Outline, Theme]], list[Problem]]:
        """Return the selected themes that are sound, and every problem of the definitions."""
        from themebuilder.definitions.resolver import resolve_theme

        themes: list[tuple[Outline, Theme]] = []
        problems = list(self.library.problems)
        for outline in self.choose(selection):
            try:
                themes.append((outline, resolve_theme(self.library, outline)))
            except ThemeError as error:
                problems += error.problems
        return themes, problems

    def finish(self, problems: Iterable[Problem], data: Mapping[str, Any]) -> None:
        """Print the problems, with ``--json`` the *data* too; exit unless all are harmless."""
        found = tuple(problems)
        if found or get_format() == "json":
            print_report(self.make_report(found), data)
        if code := get_exit_code(found):
            sys.exit(code)

    def stop_with(self, problems: Iterable[Problem]) -> NoReturn:
        """Print problems of this workspace, and exit."""
        self.finish(problems, {})
        sys.exit(EXIT_FINDINGS)

    @contextmanager
    def stop_on_error(self) -> Iterator[None]:
        """Print the problems of a `ThemeError`, and exit."""
        try:
            yield
        except ThemeError as error:
            self.stop_with(error.problems)

    def _is_chosen(self, outline: Outline, selection: ThemeSelection) -> bool:
        patterns, organisations, day = selection.patterns, selection.organisations, selection.day
        is_own = outline.name in self.library.own.get("theme", {})
        return (
            (selection.everything or bool(patterns or organisations) or is_own)
            and (not patterns or any(fnmatchcase(outline.name, pattern) for pattern in patterns))
            and (not organisations or bool({*organisations} & {*outline.organisation_names}))
            and (day is None or outline.valid.covers(day))
        )

    def make_report(self, problems: Iterable[Problem], *, strict: bool = False) -> Report:
        """Return a report of problems in this workspace, for `output.print_report`."""
        return Report(
            tuple(problems),
            command=get_command(),
            sources=self._read_source,
            files=sum(1 for _ in list_definition_files(self.root)),
            strict=strict,
            folder=_find_path_in_repository(self.root),
            version=__version__,
        )

    def describe_unspoken(self, outlines: Sequence[Outline]) -> str:
        """Describe in how many of the themes the platform's own voice asks callers to wait."""
        return describe_unspoken(outlines, lambda: self.any_platform, self.any_library.workspace)

    def print_unspoken(self, outlines: Sequence[Outline]) -> None:
        """Print what `describe_unspoken` returns on standard error, when output is text."""
        if get_format() == "text" and outlines and (notice := self.describe_unspoken(outlines)):
            print_text(_("Note: {note}", note=notice), err=True)

    def _read_source(self, file: str) -> str | None:
        path = Path(file)
        base = self.root
        if path.parts[:1] == ("shipped",):
            base, path = self.library.shipped_root, Path(*path.parts[1:])
        try:
            text = read_file(base / path, _MAX_SOURCE_BYTES).decode("utf-8", "replace")
        except (OSError, ValueError, TooLargeError):
            return None
        return None if may_hold_secrets(file, text) else text.removeprefix("\ufeff")


def find_cache_folder() -> Path:
    """Return this user's cache folder."""
    return user_cache_path("themebuilder", appauthor=False)


@contextmanager
def stop_on_platform_error() -> Iterator[None]:
    """Report a file of learnt facts that can't be used, and end the command."""
    try:
        yield
    except PlatformError as error:
        for found in error.problems:
            line = escape_hidden(f"{found.place}: {found.message} [{found.rule.name}]")
            click.echo(line, err=True)
        stop(
            _("The facts from your own deployment can't be used."),
            error.problems[0].hint,
            EXIT_FINDINGS,
        )


def _load_platform(root: Path, target: str) -> Platform:
    from themebuilder.platform.target import load_workspace_platform

    with stop_on_platform_error():
        return load_workspace_platform(root, target)


def _find_path_in_repository(root: Path) -> str:
    """Return the path from the top of the git repository, where CI servers start paths."""
    for folder in (root, *root.parents):
        if (folder / ".git").exists():
            return root.relative_to(folder).as_posix().removeprefix(".")
    return ""
