"""Themes being edited, on an event loop: what is asked for is built at once, listeners hear of it."""

from __future__ import annotations

import asyncio
import contextlib
import gc
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Collection,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from pathlib import Path

from themebuilder.definitions.model import Files
from themebuilder.packages.model import WEBAPP3_FOLDER
from themebuilder.preview.baseline import Baseline
from themebuilder.preview.comparison import Side, compare
from themebuilder.preview.description import JsonObject, PromptText, describe, summarize
from themebuilder.preview.events import (
    BuildEvent,
    ColorEvent,
    ConnectionEvent,
    Event,
    ServerMessage,
    SketchEvent,
)
from themebuilder.preview.rebuilder import Rebuilder
from themebuilder.preview.stand_ins import find_learnt_texts
from themebuilder.preview.theme_state import (
    Overlay,
    Snapshot,
    ThemeState,
    compute_content_digest,
    make_node_json,
    package_files,
)
from themebuilder.preview.watching import watch_file, watch_saves

_MOST_ON_SCREEN = 4
"""How many of the themes last asked for are made again at once; a comparison shows two."""
_IDLE = 0.4
"""Seconds without a save or a question after which themes that nobody looks at are examined."""

OnEvent = Callable[[Event], None]


class PreviewSession:
    """Themes being edited, the packages to compare them with, and the listeners."""

    def __init__(
        self,
        rebuilder: Rebuilder,
        baselines: Sequence[Baseline] = (),
        prompt_text: PromptText = lambda _file, _language, _platform: "",
        on_event: OnEvent = lambda _event: None,
    ) -> None:
        """*on_event* gets every event too, in the event loop's thread."""
        self.rebuilder = rebuilder
        self._baselines = {baseline.id: baseline for baseline in baselines}
        self._prompt_text = prompt_text
        self._on_event = on_event
        self.before_reading: Callable[[], Awaitable[Collection[Path]]] = _change_nothing
        """What moves unsaved edits onto saved files; it gives the files that look different then."""
        self.draft: Path | None = None
        """The file of the unsaved edits, which another preview may change."""
        self._listeners: set[asyncio.Queue[Event | None]] = set()
        self._on_screen: list[str] = []
        self._announced: dict[str, int] = {}
        """Theme -> number of the newest edit that was announced."""
        self._making: dict[str, tuple[Snapshot, asyncio.Task[None]]] = {}
        self._busy = asyncio.Event()
        self._is_closed = False

    def themes(self) -> JsonObject:
        """Return the list of themes."""
        states = (self.rebuilder.state(name) for name in self.rebuilder.names())
        revision = self.rebuilder.revision
        return {"themes": [summarize(state) for state in states if state], "revision": revision}

    async def theme(self, name: str) -> JsonObject | None:
        """Return the description of a theme, or None."""
        await self._build_shown(name)
        return await asyncio.to_thread(
            describe, name, self.rebuilder, self._baselines.values(), self._prompt_text
        )

    def is_known(self, name: str) -> bool:
        """Whether the theme can be described without building it."""
        state = self.rebuilder.state(name)
        return state is not None and not state.is_stale

    async def node(self, name: str) -> JsonObject | None:
        """Return what a node would say of a room with the theme, or None."""
        seq = self.rebuilder.snapshot.seq
        state = await self._build_shown(name)
        if state is None or state.served is None:
            return None
        return {
            "digest": compute_content_digest(state.served),
            "seq": seq,
            **make_node_json(state.served),
            "stand_ins": find_learnt_texts(self.rebuilder.snapshot.platform),
        }

    def digest(self, origin: str, name: str) -> str:
        """Return the digest of what is served of a theme; empty for another origin."""
        state = self.rebuilder.state(name) if origin == "themes" else None
        return compute_content_digest(state.served) if state else ""

    def has_packages(self, origin: str, name: str) -> bool:
        """Whether there is a theme, or a baseline (*origin* is ``packages``), of that name."""
        if origin == "themes":
            return self.rebuilder.state(name) is not None
        return origin == "packages" and name in self._baselines

    async def page_files(self, origin: str, name: str, kind: str) -> Files:
        """Return the files of a theme's or a baseline's package by their path below the guest page's folder of it."""
        start = WEBAPP3_FOLDER if kind == "webapp3" else ""
        files = await self._collect_files(origin, name, kind)
        return {
            path.removeprefix(start): data for path, data in files.items() if path.startswith(start)
        }

    async def _collect_files(self, origin: str, name: str, kind: str) -> Files:
        """Return the files of a package; empty where there is none."""
        if not kind or not self.has_packages(origin, name):
            return {}
        if origin == "themes":
            state = await self._build_shown(name)
            return package_files(state.served, kind) if state else {}
        return self._baselines[name].packages.get(kind, {})

    async def compare(self, left: tuple[str, str], right: tuple[str, str]) -> JsonObject | None:
        """Return what differs between two packages, each an origin and a name; None where one is missing."""
        if not (self.has_packages(*left) and self.has_packages(*right)):
            return None
        sides = await self._read_side(*left), await self._read_side(*right)
        return await asyncio.to_thread(compare, *sides, self.rebuilder.snapshot)

    async def _read_side(self, origin: str, name: str) -> Side:
        packages = {
            kind: await self._collect_files(origin, name, kind)
            for kind in ("webapp3", "service-theme")
        }
        state = self.rebuilder.state(name) if origin == "themes" else None
        return Side(packages, state.visible_outline if state else None)

    def theme_at(self, path: str) -> str:
        """Return the theme whose web app path that is, or an empty text."""
        for name in self.rebuilder.names():
            state = self.rebuilder.state(name)
            if state and state.visible_outline and state.visible_outline.path == path:
                return name
        return ""

    @contextlib.asynccontextmanager
    async def follow_edits(self, *, follow: bool = True, theme: str = "") -> AsyncIterator[None]:
        """Take in what is saved, for as long as the application runs.

        *theme* is built already while the browser starts.
        """
        work = [self._take_saves(), self._follow_draft(), self.examine_idle()] if follow else []
        if theme:
            work.append(self._build_once(theme))
        tasks = [asyncio.create_task(task) for task in work]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _take_saves(self) -> None:
        running: set[asyncio.Task[None]] = set()
        async for files in watch_saves(self.rebuilder.roots, self.rebuilder.read_since):
            # Not awaited: the next save may overtake it.
            task = asyncio.create_task(self.take_changes(files))
            running.add(task)
            task.add_done_callback(running.discard)

    async def take_changes(self, files: Iterable[Path]) -> None:
        """Take in saved *files*: rebuild what is on the screen, the rest on demand."""
        if changed := {*files, *await self.before_reading()}:
            await self._read(changed)

    async def _follow_draft(self) -> None:
        """Show what another preview of the workspace changed in the draft."""
        if self.draft:
            async for _changed in watch_file(self.draft):
                await self.take_changes(())

    async def _read(self, files: Iterable[Path]) -> None:
        self._busy.set()
        self.notify(await asyncio.to_thread(self.rebuilder.read, frozenset(files)))
        for name in tuple(self._on_screen):
            await self._build_once(name)

    async def set_overlay(self, files: Mapping[str, bytes | None], seq: int) -> None:
        """Lay *files*, by path in the workspace, on those of the disk in place of earlier ones.

        Rebuilds what is on the screen and announces it with *seq*, the number of the newest edit in
        *files*; themes that nobody looks at are built on demand. A call with a lower number than an
        earlier one is ignored. Call it in the order of the edits; it needs no awaiting.
        """
        changed = self.rebuilder.replace_overlay(Overlay(files, seq))
        if changed is None:
            return
        await self._read(changed)
        # A page that painted the edit by itself waits for its number, also where no byte changed.
        behind = [name for name in self._on_screen if self._announced.get(name, 0) < seq]
        self.notify(event for name in behind for event in self.rebuilder.confirm(name, seq))

    async def examine_idle(self) -> None:
        """Check the themes that nobody looks at while nothing else happens; never returns."""
        while True:
            self._busy.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._busy.wait(), _IDLE)
                continue
            is_changed = False
            for name in self.rebuilder.names():
                if self._busy.is_set():
                    break
                is_changed |= await asyncio.to_thread(self.rebuilder.examine, name)
            if is_changed:
                self.notify([BuildEvent("", ("problems",), "")])
            if not self._busy.is_set():
                _collect_garbage()
            await self._busy.wait()

    @contextlib.contextmanager
    def listen(self) -> Iterator[asyncio.Queue[Event | None]]:
        """Yield a queue of the events from now on; None when the session closes."""
        queue: asyncio.Queue[Event | None] = asyncio.Queue()
        self._listeners.add(queue)
        if self._is_closed:
            queue.put_nowait(None)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)

    def close(self) -> None:
        """End all event streams."""
        self._is_closed = True
        for queue in self._listeners:
            queue.put_nowait(None)

    async def _build_shown(self, name: str) -> ThemeState | None:
        """Mark a theme as on the screen and build it; its state, or None."""
        if self.rebuilder.state(name) is None:
            return None
        self._busy.set()
        if self._on_screen[:1] != [name]:
            others = [shown_name for shown_name in self._on_screen if shown_name != name]
            self._on_screen = [name, *others][:_MOST_ON_SCREEN]
        await self._build_once(name)
        return self.rebuilder.state(name)

    async def _build_once(self, name: str) -> None:
        """Build a theme if it is stale: once for all who wait, again when the source changes."""
        while (state := self.rebuilder.state(name)) and state.is_stale and not state.unread:
            snapshot = self.rebuilder.snapshot
            source, task = self._making.get(name, (None, None))
            if task is None or source is not snapshot:
                task = asyncio.create_task(self._build(name))
                self._making[name] = (snapshot, task)
            # A cancelled request must not cancel the build for the others.
            await asyncio.shield(task)
            if snapshot is self.rebuilder.snapshot:
                return

    async def _build(self, name: str) -> None:
        loop = asyncio.get_running_loop()

        def announce(event: Event) -> None:
            loop.call_soon_threadsafe(self.notify, (event,))

        self.notify(await asyncio.to_thread(self.rebuilder.make, name, announce))

    def notify(self, events: Iterable[Event]) -> None:
        """Send *events* to all listeners."""
        for event in events:
            if not isinstance(event, ColorEvent | SketchEvent):
                self._announced[event.theme] = event.seq
            self._on_event(event)
            for queue in self._listeners:
                queue.put_nowait(event)


async def _change_nothing() -> Collection[Path]:
    return ()


def _collect_garbage() -> None:
    """Collect while nobody waits, not between a save and its picture.

    Freezing keeps the definitions out of later collections.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


_KEEP_ALIVE = 10.0
"""Seconds after which a silent stream sends a comment."""


async def stream_events(
    session: PreviewSession, message: Callable[[ServerMessage], str]
) -> AsyncIterator[str]:
    """Yield the *message* of every event of *session* until it closes, first of `ConnectionEvent`; if it isn't empty."""
    with session.listen() as events:
        yield f"retry: 1000\n\n{message(ConnectionEvent(session.rebuilder.newest_edit))}"
        while True:
            try:
                async with asyncio.timeout(_KEEP_ALIVE):
                    event = await events.get()
            except TimeoutError:
                yield ":\n\n"
                continue
            if event is None:
                return
            if line := message(event):
                yield line
