"""Builds the themes of a workspace on demand, and again when their source changes.

Every method may be called from any thread; slow work runs without the lock. When the source changes
during a build, the build stops at its next step and its result is dropped.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

from themebuilder.build.assets import check_assets
from themebuilder.build.checking import apply_exceptions, check_theme
from themebuilder.build.pipeline import ThemeBuild, build_theme, prevents_build
from themebuilder.checks.base import Context
from themebuilder.core.cache import Cache
from themebuilder.core.problems import Place
from themebuilder.definitions.loader import DocumentCache
from themebuilder.definitions.model import Theme
from themebuilder.preview.events import (
    BuildEvent,
    ChangeKind,
    ColorEvent,
    Event,
    FailureEvent,
    SketchEvent,
    find_changes,
)
from themebuilder.preview.sketches import Sketches, draw_sketches
from themebuilder.preview.theme_state import (
    Overlay,
    Snapshot,
    ThemeState,
    compute_content_digest,
    list_inputs,
    read_workspace,
    uses_asset,
)

_ASSETS = "brand_assets"


class OvertakenError(Exception):
    """The source changed after the build began."""


class Rebuilder:
    """The themes of the workspace at *root*, laid on the *shipped* ones."""

    def __init__(self, root: Path, shipped: Path, cache: Cache) -> None:
        """Read the workspace; nothing is built yet."""
        self.roots = (root, shipped)
        """The folders of the workspace and of the shipped definitions."""
        self._cache = cache
        self._kept: DocumentCache = {}
        self._lock = threading.Lock()
        self._snapshot_lock = threading.Lock()
        self._states: Mapping[str, ThemeState] = {}
        self._users: dict[Place, set[str]] = {}
        self._overlay = Overlay()
        self._colors: dict[str, tuple[tuple[str, ...], str]] = {}
        """Theme -> the colours that were announced last, of a build that was perhaps overtaken."""
        self._sketches: dict[str, Sketches] = {}
        self.revision = time.time_ns() // 1_000_000
        """Another number after each change of what is known of a theme, and after a restart.

        It changes after what it counts: read it first, so that an answer is never older than it says.
        """
        self.snapshot: Snapshot
        self.read_since = time.time()
        """When the first reading began: what is saved later may not be in it."""
        self.read(())

    def names(self) -> tuple[str, ...]:
        """Return the workspace's own themes, then the shipped ones."""
        return tuple(sorted(self._states, key=lambda name: (self._states[name].is_shipped, name)))

    def state(self, name: str) -> ThemeState | None:
        """Return the state of the theme called *name*, or None."""
        return self._states.get(name)

    def find_sketch(self, name: str, digest: str) -> bytes | None:
        """Return the sketch of a theme's new picture, or None."""
        return self._sketches.get(name, Sketches()).find(digest)

    def users(self, place: Place) -> tuple[str, ...]:
        """Return the themes whose texts come from *place*."""
        with self._lock:
            return tuple(sorted(self._users.get(place, ())))

    def read(self, changed: Collection[Path]) -> list[Event]:
        """Read the workspace again after *changed* files; the events that are known without a build."""
        with self._snapshot_lock:
            for path in changed:
                # Two saves within one tick of the file system's clock may look alike.
                self._kept.pop(path, None)
            snapshot = read_workspace(*self.roots, self._cache, self._kept, self._overlay)
            assets = _list_assets(changed, self.roots)
            with self._lock:
                before = self._states
                self.snapshot = snapshot
                self._states = {
                    name: _update_state(before.get(name, ThemeState(name)), snapshot, assets)
                    for name in snapshot.names
                }
                self.revision += 1
                for name in before.keys() - self._states.keys():
                    self._index_theme(name, None)
                return list(_compare_states(before, self._states, snapshot.seq))

    def read_with(self, files: Mapping[str, bytes | None]) -> Snapshot:
        """Read the workspace with other content of *files*; what is served stays as it is."""
        with self._snapshot_lock:
            return read_workspace(*self.roots, self._cache, self._kept, Overlay(files))

    @property
    def newest_edit(self) -> int:
        """The number of the newest edit that is shown."""
        return self._overlay.seq

    def replace_overlay(self, overlay: Overlay) -> frozenset[Path] | None:
        """Lay *overlay* on the disk from the next reading on; the files that it changes.

        None if it is older than the present one, which then stays.
        """
        with self._lock:
            before, root = self._overlay, self.roots[0]
            if overlay.seq < before.seq:
                return None
            self._overlay = overlay
        names = before.files.keys() | overlay.files.keys()
        return frozenset(
            root / name for name in names if before.files.get(name) != overlay.files.get(name)
        )

    def make(
        self, name: str, announce: Callable[[Event], None] = lambda _event: None
    ) -> list[Event]:
        """Build the theme if its packages are stale; the events that follow.

        *announce* gets the theme's colours and sketches of its pictures as soon as they are known,
        where they changed.
        """
        snapshot, state = self._get_newest(name)
        if state is None or state.outline is None or state.unread or not state.is_stale:
            return []

        is_begun = False

        def step(theme: Theme) -> None:
            nonlocal is_begun
            colors = theme.brand.palette, theme.brand.background_color
            with self._lock:
                if snapshot is not self.snapshot:
                    raise OvertakenError
                before = self._colors.get(name, colors)
                self._colors[name] = colors
            if before != colors:
                announce(ColorEvent(name, *colors, snapshot.seq))
            if not is_begun:
                is_begun = True
                known, is_new = draw_sketches(theme, snapshot.library, self._sketches.get(name))
                with self._lock:
                    if snapshot is not self.snapshot:
                        raise OvertakenError
                    self._sketches[name] = known
                if is_new:
                    announce(SketchEvent(name, known.addresses, snapshot.seq))

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
            after = _add_build(state, made)
            self._replace(after, made.theme)
            known = self._sketches.get(name, Sketches())
            self._sketches[name] = replace(known, is_shown=False)
        events = list(_compare_builds(state, after, snapshot.seq))
        if known.is_shown and not any(
            "pictures" in event.changed for event in events if isinstance(event, BuildEvent)
        ):
            events.append(SketchEvent(name, {}, snapshot.seq))
        return events

    def find_checked_edit(self, state: ThemeState) -> int:
        """Return the number of the newest edit that the problems of *state* are of; 0 while newer are awaited."""
        with self._lock:
            is_newest = self._states.get(state.name) is state
            return self.snapshot.seq if is_newest and (state.unread or not state.is_stale) else 0

    def confirm(self, name: str, seq: int) -> list[Event]:
        """Return the event that edit *seq* left the packages as they were, if that is so."""
        with self._lock:
            state = self._states.get(name)
            if state is None or state.is_stale or state.unread or self.snapshot.seq != seq:
                return []
        digest = compute_content_digest(state.served)
        return [BuildEvent(name, (), digest, digest, seq, state.errors)]

    def examine(self, name: str) -> bool:
        """Run the checks that need no packages; whether the problems changed."""
        snapshot, state = self._get_newest(name)
        if state is None or state.outline is None or state.unread or state.is_examined:
            return False
        theme, problems = check_theme(state.outline, Context(snapshot.library, snapshot.platform))
        missing = check_assets(theme, snapshot.library) if theme else problems
        if theme is not None:
            problems += missing
        found = tuple(apply_exceptions(problems, state.outline, None))
        with self._lock:
            state = self._states.get(name)
            if snapshot is not self.snapshot or state is None or state.is_examined:
                return False
            failure = tuple(filter(prevents_build, missing))
            after = replace(state, own_problems=found, failure=failure, is_examined=True)
            self._replace(after, theme)
        return (state.problems, state.failure) != (after.problems, after.failure)

    def _get_newest(self, name: str) -> tuple[Snapshot, ThemeState | None]:
        """Return the newest reading, and the theme's state after it, not after the one before."""
        with self._lock:
            return self.snapshot, self._states.get(name)

    def _replace(self, after: ThemeState, theme: Theme | None) -> None:
        self._states = {**self._states, after.name: replace(after, theme=theme or after.theme)}
        self.revision += 1
        if theme is not None:
            self._index_theme(after.name, theme)

    def _index_theme(self, name: str, theme: Theme | None) -> None:
        """Remember the places that the theme's texts come from."""
        for users in self._users.values():
            users.discard(name)
        for place in _list_text_places(theme) if theme else ():
            self._users.setdefault(place, set()).add(name)


def _update_state(
    state: ThemeState, snapshot: Snapshot, assets: Collection[PurePosixPath]
) -> ThemeState:
    outline = snapshot.outlines.get(state.name)
    unread = snapshot.find_blockers(state.name)
    if outline is None or unread:
        is_stale = state.is_stale or bool(assets)
        return replace(state, outline=state.outline or outline, unread=unread, is_stale=is_stale)
    made_from = list_inputs(outline, snapshot.library)
    is_touched = made_from != state.inputs or any(uses_asset(outline, asset) for asset in assets)
    return replace(
        state,
        outline=outline,
        inputs=made_from,
        shared_problems=snapshot.shared_problems.get(state.name, ()),
        unread=(),
        is_stale=state.is_stale or is_touched,
        is_examined=state.is_examined and not is_touched,
    )


def _add_build(state: ThemeState, made: ThemeBuild) -> ThemeState:
    """*state* after a build of its newest source, which is shown although checks fail."""
    return replace(
        state,
        served=made if made.is_whole else state.served,
        own_problems=made.problems,
        failure=() if made.is_whole else tuple(filter(prevents_build, made.problems)),
        is_stale=False,
        is_examined=True,
    )


def _compare_builds(before: ThemeState, after: ThemeState, seq: int) -> Iterator[Event]:
    """Yield the events of a build."""
    changed = find_changes(before.served, after.served)
    if before.served is None and after.served and not before.failure:
        # The page that asked waited for this build, so it already shows it.
        changed = ("problems",)
    is_fixed = before.failure and not after.failure
    if changed or is_fixed or (not after.failure and before.problems != after.problems):
        changed = changed or (() if is_fixed else ("problems",))
        digests = compute_content_digest(after.served), compute_content_digest(before.served)
        yield BuildEvent(after.name, changed, *digests, seq, () if after.failure else after.errors)
    if after.failure and after.failure != before.failure:
        yield FailureEvent(after.name, after.blockers, seq)


def _compare_states(
    before: Mapping[str, ThemeState], after: Mapping[str, ThemeState], seq: int
) -> Iterator[Event]:
    """Yield the events of reading again: themes added or removed, sources unreadable or readable again."""
    if not before:
        return
    for name in sorted(before.keys() ^ after.keys()):
        yield BuildEvent(name, ("themes",), "", seq=seq)
    for name in sorted(after):
        old, new = before.get(name, ThemeState(name)), after[name]
        if new.unread and new.unread != old.unread:
            yield FailureEvent(name, new.blockers, seq)
        elif old.unread and not new.unread:
            # A page opened before the first build shows the default brand until it reloads.
            digest = compute_content_digest(new.served)
            changed: tuple[ChangeKind, ...] = () if new.served else ("pictures", "settings")
            yield BuildEvent(name, changed, digest, digest, seq)
            if new.failure and not new.is_stale:
                yield FailureEvent(name, new.blockers, seq)


def _list_assets(changed: Iterable[Path], roots: Iterable[Path]) -> list[PurePosixPath]:
    folders = [root / _ASSETS for root in roots]
    return [
        PurePosixPath(path.relative_to(folder).as_posix())
        for path in changed
        for folder in folders
        if path.is_relative_to(folder)
    ]


def _list_text_places(theme: Theme) -> Iterator[Place]:
    for texts in theme.texts.values():
        yield from (words.place for words in texts.values())
    for languages in theme.messages.values():
        yield from (message.title.place for message in languages.values())
    yield from (node.place for node in theme.meeting.map("screens").entries.values())
