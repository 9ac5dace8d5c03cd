"""Connections to the preview: how many, how long they may wait, and what a malformed request gives."""

from __future__ import annotations

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

MOST = 200
"""Connections at once, those of all ports together."""
IDLE = 30.0
"""Seconds that a connection may wait for the browser: for a whole head, or for more of a body."""
BACKLOG = 32
"""Connections accepted in one go; few, so that those above `MOST` take few descriptors."""


class Connection(H11Protocol):
    """A connection that doesn't wait forever; a malformed request ends it without a traceback."""

    _timer: asyncio.TimerHandle | None = None
    _is_socket = False
    """Whether it has become a web socket."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait, or hang up on one too many."""
        super().connection_made(transport)
        if len(self.connections) > MOST:
            transport.abort()
        else:
            self._wait()

    def data_received(self, data: bytes) -> None:
        """Read on; what a head still lacks must come in the same time."""
        if self._is_in_body():
            self._stop_waiting()
        super().data_received(data)
        self._wait()

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        super().on_response_complete()
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._stop_waiting()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """Leave the connection to the web socket."""
        self._is_socket = True
        super().handle_websocket_upgrade(event)

    def send_400_response(self, msg: str) -> None:
        """Answer a malformed request, or hang up where an answer has begun."""
        try:
            super().send_400_response(msg)
        except h11.LocalProtocolError:
            self.transport.abort()

    def _is_in_request(self) -> bool:
        return bool(self.cycle) and not self.cycle.response_complete

    def _is_in_body(self) -> bool:
        return self._is_in_request() and self.cycle.more_body

    def _wait(self) -> None:
        is_answering = self._is_in_request() and not self.cycle.more_body
        if self._is_socket or is_answering or self.transport.is_closing():
            self._stop_waiting()
        elif self._timer is None:
            self._timer = self.loop.call_later(IDLE, self._give_up)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _give_up(self) -> None:
        self._timer = None
        if self.flow.read_paused:
            # We don't read: the browser isn't to blame.
            self._wait()
        else:
            self.transport.abort()
