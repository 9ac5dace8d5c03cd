"""The themes of a workspace, made when they are asked for and again when their source changes.

Every method may be called from any thread. What is slow is done without the lock. When the source
changes meanwhile, a running build ends at its next step, and what it made is thrown away.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

from themebuilder.build.assets import check_assets
from themebuilder.build.checking import apply_exceptions, check_theme
from themebuilder.build.pipeline import ThemeBuild, build_theme
from themebuilder.checks.base import Context
from themebuilder.core.cache import Cache
from themebuilder.core.problems import Place, Problem
from themebuilder.core.rules import Severity
from themebuilder.definitions.loader import DocumentCache
from themebuilder.definitions.model import Theme
from themebuilder.preview.events import Built, Event, Failed, changes, digest
from themebuilder.preview.theme_state import Snapshot, ThemeState, inputs, names_asset, read

_ASSETS = "brand_assets"


class OvertakenError(Exception):
    """The source has changed since the build began."""


class Rebuilder:
    """The themes of the workspace at *root*, laid on the *shipped* ones."""

    def __init__(self, root: Path, shipped: Path, cache: Cache) -> None:
        """Read the workspace; nothing is made yet."""
        self._roots = (root, shipped)
        self._cache = cache
        self._kept: DocumentCache = {}
        self._lock = threading.Lock()
        self._snapshot_lock = threading.Lock()
        self._states: Mapping[str, ThemeState] = {}
        self._users: dict[Place, set[str]] = {}
        self.snapshot: Snapshot
        self.read(())

    @property
    def roots(self) -> tuple[Path, Path]:
        """The folders of the workspace and of the shipped definitions."""
        return self._roots

    def names(self) -> tuple[str, ...]:
        """The workspace's own themes, then the shipped ones."""
        return tuple(sorted(self._states, key=lambda name: (self._states[name].is_shipped, name)))

    def state(self, name: str) -> ThemeState | None:
        """How it stands with the theme called *name*, or None where there is none."""
        return self._states.get(name)

    def users(self, place: Place) -> tuple[str, ...]:
        """The themes whose texts were set at *place*."""
        with self._lock:
            return tuple(sorted(self._users.get(place, ())))

    def read(self, changed: Collection[Path]) -> list[Event]:
        """Read the workspace again, of which *changed* is known; what can be told of it at once."""
        with self._snapshot_lock:
            for path in changed:
                # Two saves within one tick of the file system's clock may look alike.
                self._kept.pop(path, None)
            snapshot = read(*self._roots, self._cache, self._kept)
            assets = _below_assets(changed, self._roots)
            with self._lock:
                before = self._states
                self.snapshot = snapshot
                self._states = {
                    name: _read_again(before.get(name, ThemeState(name)), snapshot, assets)
                    for name in snapshot.names
                }
                for name in before.keys() - self._states.keys():
                    self._index(name, None)
                return list(_told(before, self._states))

    def make(self, name: str) -> list[Event]:
        """Make the theme's packages where they are not of the newest source; what came of it."""
        snapshot, state = self.snapshot, self._states.get(name)
        if state is None or state.outline is None or state.unread or not state.is_stale:
            return []

        def step() -> None:
            if snapshot is not self.snapshot:
                raise OvertakenError

        try:
            made = build_theme(
                snapshot.library, state.outline, snapshot.platform, self._cache, step
            )
        except OvertakenError:
            return []
        with self._lock:
            state = self._states.get(name)
            if snapshot is not self.snapshot or state is None:
                return []
            after = _made(state, made)
            self._replace(after, made.theme)
        return list(_between(state, after))

    def examine(self, name: str) -> bool:
        """Ask all that can be asked without making the packages; whether that told anything new."""
        snapshot, state = self.snapshot, self._states.get(name)
        if state is None or state.outline is None or state.unread or state.is_examined:
            return False
        theme, problems = check_theme(state.outline, Context(snapshot.library, snapshot.platform))
        if theme is not None:
            problems += check_assets(theme, snapshot.library)
        told = tuple(apply_exceptions(problems, state.outline, is_everything=False))
        errors = _errors(told)
        with self._lock:
            state = self._states.get(name)
            if snapshot is not self.snapshot or state is None or state.is_examined:
                return False
            told = state.told if errors and state.served else told
            after = replace(state, told=told, failure=errors, is_examined=True)
            self._replace(after, theme)
        return (state.found, state.failure) != (after.found, after.failure)

    def _replace(self, after: ThemeState, theme: Theme | None) -> None:
        self._states = {**self._states, after.name: replace(after, theme=theme or after.theme)}
        if theme is not None:
            self._index(after.name, theme)

    def _index(self, name: str, theme: Theme | None) -> None:
        """Remember at which places the theme's words were set."""
        for users in self._users.values():
            users.discard(name)
        for place in _places(theme) if theme else ():
            self._users.setdefault(place, set()).add(name)


def _read_again(
    state: ThemeState, snapshot: Snapshot, assets: Collection[PurePosixPath]
) -> ThemeState:
    outlined = snapshot.outlines.get(state.name)
    unread = snapshot.concerning(state.name)
    if outlined is None or unread:
        is_stale = state.is_stale or bool(assets)
        return replace(state, outline=state.outline or outlined, unread=unread, is_stale=is_stale)
    made_from = inputs(outlined, snapshot.library)
    is_touched = made_from != state.inputs or any(names_asset(outlined, one) for one in assets)
    return replace(
        state,
        outline=outlined,
        inputs=made_from,
        between=snapshot.between.get(state.name, ()),
        unread=(),
        is_stale=state.is_stale or is_touched,
        is_examined=state.is_examined and not is_touched,
    )


def _made(state: ThemeState, made: ThemeBuild) -> ThemeState:
    """*stand* after its newest source was made: what was good before stays until there is better."""
    errors = _errors(made.problems)
    is_whole = len(made.packages) == 2
    was_good = state.served is not None and state.served.is_good
    is_served = is_whole and (not errors or not was_good)
    return replace(
        state,
        served=made if is_served else state.served,
        told=made.problems if is_served or state.served is None else state.told,
        failure=errors,
        is_stale=False,
        is_examined=True,
    )


def _between(before: ThemeState, after: ThemeState) -> Iterator[Event]:
    """What is told of the step from *before* to *after*."""
    changed = changes(before.served, after.served)
    if before.served is None and after.served and not before.failure:
        # Whoever asked has waited for it: what they show needs no change.
        changed = ("problems",)
    mended = before.failure and not after.failure
    if changed or mended or (not after.failure and before.found != after.found):
        yield Built(after.name, changed or (() if mended else ("problems",)), digest(after.served))
    if after.failure and after.failure != before.failure:
        yield Failed(after.name, after.trouble)


def _told(before: Mapping[str, ThemeState], after: Mapping[str, ThemeState]) -> Iterator[Event]:
    """Themes that came or went, and sources that cannot be read or can be read again."""
    if not before:
        return
    for name in sorted(before.keys() ^ after.keys()):
        yield Built(name, ("themes",), "")
    for name in sorted(after):
        old, new = before.get(name, ThemeState(name)), after[name]
        if new.unread and new.unread != old.unread:
            yield Failed(name, new.trouble)
        elif old.unread and not new.unread:
            # A page of a theme that never was built shows the default brand until it is loaded again.
            yield Built(name, () if new.served else ("pictures", "settings"), digest(new.served))
            if new.failure and not new.is_stale:
                yield Failed(name, new.trouble)


def _below_assets(changed: Iterable[Path], roots: Iterable[Path]) -> list[PurePosixPath]:
    folders = [root / _ASSETS for root in roots]
    return [
        PurePosixPath(path.relative_to(folder).as_posix())
        for path in changed
        for folder in folders
        if path.is_relative_to(folder)
    ]


def _places(theme: Theme) -> Iterator[Place]:
    for texts in theme.texts.values():
        yield from (words.place for words in texts.values())
    for languages in theme.messages.values():
        yield from (message.title.place for message in languages.values())
    yield from (node.place for node in theme.meeting.map("screens").entries.values())


def _errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(found for found in problems if found.severity is Severity.ERROR)
