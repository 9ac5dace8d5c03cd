"""The events of a room as a ``text/event-stream``."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from themebuilder.preview.events import Event
from themebuilder.preview.session import Room

_BREATH = 10.0
"""Seconds after which a silent stream says that it is there."""


async def stream(room: Room, message: Callable[[Event], str]) -> AsyncIterator[str]:
    """The *message* of every event of *room* until it closes; an empty one is left out."""
    with room.listening() as heard:
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
