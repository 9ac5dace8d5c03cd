"""Themes being edited, on an event loop: what is asked for is built at once, listeners hear of it."""

from __future__ import annotations

import asyncio
import contextlib
import gc
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from pathlib import Path

from themebuilder.packages.webapp3 import FOLDER
from themebuilder.preview.baseline import Baseline
from themebuilder.preview.description import Json, Says, detail, summary
from themebuilder.preview.events import Built, Event, node_json, package
from themebuilder.preview.rebuilder import Rebuilder
from themebuilder.preview.theme_state import Snapshot, ThemeState

_ON_SCREEN = 4
"""How many of the themes last asked for are made again at once; a comparison shows two."""
_CALM = 0.4
"""Seconds without a save or a question after which themes that nobody looks at are examined."""

Told = Callable[[Event], None]


class PreviewSession:
    """Themes being edited, the packages to compare them with, and whoever listens."""

    def __init__(
        self,
        rebuilder: Rebuilder,
        others: Sequence[Baseline] = (),
        says: Says = lambda _file, _language, _platform: "",
        told: Told = lambda _event: None,
    ) -> None:
        """*told* hears of every event too, in the event loop's thread."""
        self.rebuilder = rebuilder
        self._baselines = {other.id: other for other in others}
        self._says = says
        self._told = told
        self._listeners: set[asyncio.Queue[Event | None]] = set()
        self._asked: list[str] = []
        self._making: dict[str, tuple[Snapshot, asyncio.Task[None]]] = {}
        self._busy = asyncio.Event()
        self._is_closed = False

    # What is asked

    def themes(self) -> Json:
        """The list of themes."""
        states = (self.rebuilder.state(name) for name in self.rebuilder.names())
        return {"themes": [summary(state) for state in states if state]}

    async def theme(self, name: str) -> Json | None:
        """The description of a theme, or None where there is none."""
        state = await self._asked_for(name)
        if state is None:
            return None
        return await asyncio.to_thread(
            detail, state, self.rebuilder, self._baselines.values(), self._says
        )

    async def theme_file(self, name: str, kind: str, path: str) -> bytes | None:
        """A file of a theme's finished package, or None; a branding's are below its folder."""
        state = await self._asked_for(name)
        return package(state.served, kind).get(_inside(kind, path)) if state else None

    async def node(self, name: str) -> Json | None:
        """What a node would say of a room with the theme, or None."""
        state = await self._asked_for(name)
        return node_json(state.served) if state and state.served else None

    def has_theme(self, name: str) -> bool:
        """Whether there is a theme of that name."""
        return self.rebuilder.state(name) is not None

    def has_baseline(self, id_: str) -> bool:
        """Whether there is a package to compare with under that name."""
        return id_ in self._baselines

    def baseline_file(self, id_: str, kind: str, path: str) -> bytes | None:
        """A file of a package to compare with, or None."""
        other = self._baselines.get(id_)
        if other is None:
            return None
        files = other.webapp3 if kind == "webapp3" else other.service_theme
        return files.get(_inside(kind, path))

    def theme_at(self, path: str) -> str:
        """The theme whose web app path that is, or an empty text."""
        for name in self.rebuilder.names():
            state = self.rebuilder.state(name)
            if state and state.shown and state.shown.path == path:
                return name
        return ""

    # What changes

    async def changed(self, files: Iterable[Path]) -> None:
        """Take in saved *files*: what is on the screen is made again, the rest when asked for."""
        self._busy.set()
        self._tell(await asyncio.to_thread(self.rebuilder.read, frozenset(files)))
        for name in tuple(self._asked):
            await self._made(name)

    async def examine_the_rest(self) -> None:
        """Examine the themes that nobody looks at, whenever it is calm; never returns."""
        while True:
            self._busy.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._busy.wait(), _CALM)
                continue
            told = False
            for name in self.rebuilder.names():
                if self._busy.is_set():
                    break
                told |= await asyncio.to_thread(self.rebuilder.examine, name)
            if told:
                self._tell([Built("", ("problems",), "")])
            if not self._busy.is_set():
                _look_for_garbage()
            await self._busy.wait()

    # Who listens

    @contextlib.contextmanager
    def listening(self) -> Iterator[asyncio.Queue[Event | None]]:
        """What happens from now on; None when the session closes."""
        queue: asyncio.Queue[Event | None] = asyncio.Queue()
        self._listeners.add(queue)
        if self._is_closed:
            queue.put_nowait(None)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)

    def close(self) -> None:
        """Let all listeners go."""
        self._is_closed = True
        for queue in self._listeners:
            queue.put_nowait(None)

    async def _asked_for(self, name: str) -> ThemeState | None:
        """How it stands with a theme, after its packages are made."""
        if self.rebuilder.state(name) is None:
            return None
        self._busy.set()
        if self._asked[:1] != [name]:
            others = [one for one in self._asked if one != name]
            self._asked = [name, *others][:_ON_SCREEN]
        await self._made(name)
        return self.rebuilder.state(name)

    async def _made(self, name: str) -> None:
        """Make a theme where it is stale, once for all who wait, and again when it is overtaken."""
        while (state := self.rebuilder.state(name)) and state.is_stale and not state.unread:
            snapshot = self.rebuilder.snapshot
            source, task = self._making.get(name, (None, None))
            if task is None or source is not snapshot:
                task = asyncio.create_task(self._make(name))
                self._making[name] = (snapshot, task)
            # Whoever goes away must not take the work of the others along.
            await asyncio.shield(task)
            if snapshot is self.rebuilder.snapshot:
                return

    async def _make(self, name: str) -> None:
        self._tell(await asyncio.to_thread(self.rebuilder.make, name))

    def _tell(self, events: Iterable[Event]) -> None:
        for event in events:
            self._told(event)
            for queue in self._listeners:
                queue.put_nowait(event)


def _inside(kind: str, path: str) -> str:
    return f"{FOLDER}{path}" if kind == "webapp3" else path


def _look_for_garbage() -> None:
    """Collect now, while nobody waits, so that it is not done between a save and its picture.

    What is left, the definitions above all, is not looked at again before the next time.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


_BREATH = 10.0
"""Seconds after which a silent stream says that it is there."""


async def stream(session: PreviewSession, message: Callable[[Event], str]) -> AsyncIterator[str]:
    """The *message* of every event of *session* until it closes; an empty one is left out."""
    with session.listening() as heard:
        yield "retry: 1000\n\n"
        while True:
            try:
                async with asyncio.timeout(_BREATH):
                    event = await heard.get()
            except TimeoutError:
                yield ":\n\n"
                continue
            if event is None:
                return
            if said := message(event):
                yield said
