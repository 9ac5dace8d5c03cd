"""The themes of a workspace, made when they are asked for and again when their source changes.

Every method may be called from any thread. What is slow is done without the lock. When the source
changes meanwhile, a running build ends at its next step, and what it made is thrown away.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

from themebuilder.build.assets import inspect
from themebuilder.build.exceptions import settled
from themebuilder.build.pipeline import Made, examine, make
from themebuilder.checks.base import Context
from themebuilder.core.cache import Cache
from themebuilder.core.problems import Place, Problem
from themebuilder.core.rules import Severity
from themebuilder.definitions.loader import Kept
from themebuilder.definitions.model import Theme
from themebuilder.preview.changes import changes, digest
from themebuilder.preview.events import Built, Event, Failed
from themebuilder.preview.theme_state import Stand, inputs, names_asset
from themebuilder.preview.workspace_state import Reading, read

_ASSETS = "brand_assets"


class OvertakenError(Exception):
    """The source has changed since the build began."""


class Workshop:
    """The themes of the workspace at *root*, laid on the *shipped* ones."""

    def __init__(self, root: Path, shipped: Path, cache: Cache) -> None:
        """Read the workspace; nothing is made yet."""
        self._roots = (root, shipped)
        self._cache = cache
        self._kept: Kept = {}
        self._lock = threading.Lock()
        self._reading_lock = threading.Lock()
        self._stands: Mapping[str, Stand] = {}
        self._users: dict[Place, set[str]] = {}
        self.reading: Reading
        self.read(())

    @property
    def roots(self) -> tuple[Path, Path]:
        """The folders of the workspace and of the shipped definitions."""
        return self._roots

    def names(self) -> tuple[str, ...]:
        """The workspace's own themes, then the shipped ones."""
        return tuple(sorted(self._stands, key=lambda name: (self._stands[name].is_shipped, name)))

    def stand(self, name: str) -> Stand | None:
        """How it stands with the theme called *name*, or None where there is none."""
        return self._stands.get(name)

    def users(self, place: Place) -> tuple[str, ...]:
        """The themes whose texts were set at *place*."""
        with self._lock:
            return tuple(sorted(self._users.get(place, ())))

    def read(self, changed: Collection[Path]) -> list[Event]:
        """Read the workspace again, of which *changed* is known; what can be told of it at once."""
        with self._reading_lock:
            for path in changed:
                # Two saves within one tick of the file system's clock may look alike.
                self._kept.pop(path, None)
            reading = read(*self._roots, self._cache, self._kept)
            assets = _below_assets(changed, self._roots)
            with self._lock:
                before = self._stands
                self.reading = reading
                self._stands = {
                    name: _read_again(before.get(name, Stand(name)), reading, assets)
                    for name in reading.names
                }
                for name in before.keys() - self._stands.keys():
                    self._index(name, None)
                return list(_told(before, self._stands))

    def make(self, name: str) -> list[Event]:
        """Make the theme's packages where they are not of the newest source; what came of it."""
        reading, stand = self.reading, self._stands.get(name)
        if stand is None or stand.outline is None or stand.unread or not stand.is_stale:
            return []

        def step() -> None:
            if reading is not self.reading:
                raise OvertakenError

        try:
            made = make(reading.library, stand.outline, reading.platform, self._cache, step)
        except OvertakenError:
            return []
        with self._lock:
            stand = self._stands.get(name)
            if reading is not self.reading or stand is None:
                return []
            after = _made(stand, made)
            self._replace(after, made.theme)
        return list(_between(stand, after))

    def examine(self, name: str) -> bool:
        """Ask all that can be asked without making the packages; whether that told anything new."""
        reading, stand = self.reading, self._stands.get(name)
        if stand is None or stand.outline is None or stand.unread or stand.is_examined:
            return False
        theme, problems = examine(stand.outline, Context(reading.library, reading.platform))
        if theme is not None:
            problems += inspect(theme, reading.library)
        told = tuple(settled(problems, stand.outline, is_everything=False))
        errors = _errors(told)
        with self._lock:
            stand = self._stands.get(name)
            if reading is not self.reading or stand is None or stand.is_examined:
                return False
            told = stand.told if errors and stand.served else told
            after = replace(stand, told=told, failure=errors, is_examined=True)
            self._replace(after, theme)
        return (stand.found, stand.failure) != (after.found, after.failure)

    def _replace(self, after: Stand, theme: Theme | None) -> None:
        self._stands = {**self._stands, after.name: replace(after, theme=theme or after.theme)}
        if theme is not None:
            self._index(after.name, theme)

    def _index(self, name: str, theme: Theme | None) -> None:
        """Remember at which places the theme's words were set."""
        for users in self._users.values():
            users.discard(name)
        for place in _places(theme) if theme else ():
            self._users.setdefault(place, set()).add(name)


def _read_again(stand: Stand, reading: Reading, assets: Collection[PurePosixPath]) -> Stand:
    outlined = reading.outlines.get(stand.name)
    unread = reading.concerning(stand.name)
    if outlined is None or unread:
        is_stale = stand.is_stale or bool(assets)
        return replace(stand, outline=stand.outline or outlined, unread=unread, is_stale=is_stale)
    made_from = inputs(outlined, reading.library)
    is_touched = made_from != stand.inputs or any(names_asset(outlined, one) for one in assets)
    return replace(
        stand,
        outline=outlined,
        inputs=made_from,
        between=reading.between.get(stand.name, ()),
        unread=(),
        is_stale=stand.is_stale or is_touched,
        is_examined=stand.is_examined and not is_touched,
    )


def _made(stand: Stand, made: Made) -> Stand:
    """*stand* after its newest source was made: what was good before stays until there is better."""
    errors = _errors(made.problems)
    is_whole = len(made.packages) == 2
    was_good = stand.served is not None and stand.served.is_good
    is_served = is_whole and (not errors or not was_good)
    return replace(
        stand,
        served=made if is_served else stand.served,
        told=made.problems if is_served or stand.served is None else stand.told,
        failure=errors,
        is_stale=False,
        is_examined=True,
    )


def _between(before: Stand, after: Stand) -> Iterator[Event]:
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


def _told(before: Mapping[str, Stand], after: Mapping[str, Stand]) -> Iterator[Event]:
    """Themes that came or went, and sources that cannot be read or can be read again."""
    if not before:
        return
    for name in sorted(before.keys() ^ after.keys()):
        yield Built(name, ("themes",), "")
    for name in sorted(after):
        old, new = before.get(name, Stand(name)), after[name]
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
