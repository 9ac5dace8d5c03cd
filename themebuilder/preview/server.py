"""The preview's socket: where it listens, and how it stops."""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import socket
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from themebuilder.preview.proxy_socket import MAX_FRAME

DEFAULT_PORT = 8756
_PATIENCE = 2
"""Seconds that open answers have for their end when the server stops."""


def listen(host: str, port: int | None) -> socket.socket:
    """A socket that listens at *host*: on *port*, or else on the default one or any that is free.

    Raises `OSError` where it cannot.
    """
    try:
        return _listening(host, DEFAULT_PORT if port is None else port)
    except OSError as error:
        if port is not None or error.errno != errno.EADDRINUSE:
            raise
        return _listening(host, 0)


def address(listening: socket.socket, host: str) -> str:
    """The address under which *host* is reached, ending in a slash."""
    port = listening.getsockname()[1]
    if host in {"", "0.0.0.0", "::"}:  # noqa: S104 - not bound here
        host = socket.gethostname()
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens at *host*."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def serve(
    app: ASGIApp,
    listening: socket.socket,
    *,
    ready: Callable[[], None] = lambda: None,
    stopping: Callable[[], None] = lambda: None,
) -> None:
    """Serve *app* until a signal comes, which is raised again after the end.

    *ready* is called when questions are answered; *stopping* when they no longer should: streams
    that never end by themselves must end then.
    """
    _Server(_config(app), ready, stopping).run(sockets=[listening])


@contextlib.contextmanager
def serving(
    app: ASGIApp,
    listening: socket.socket | None = None,
    *,
    stopping: Callable[[], None] = lambda: None,
    **settings: Any,  # noqa: ANN401 - uvicorn's own
) -> Iterator[str]:
    """Serve *app* on this machine in a thread of its own, on a free port; gives the address."""
    listening = listening or listen("127.0.0.1", 0)
    is_ready = threading.Event()
    server = _Server(_config(app, **settings), is_ready.set, stopping)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        if not is_ready.wait(30):
            raise TimeoutError("The server did not start.")
        yield address(listening, "127.0.0.1")
    finally:
        server.stop()
        thread.join(30)


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=256)


def _config(app: ASGIApp, **settings: Any) -> uvicorn.Config:  # noqa: ANN401 - uvicorn's own
    return uvicorn.Config(
        app,
        **settings,
        log_config=None,
        access_log=False,
        lifespan="on",
        ws="websockets-sansio",
        ws_max_size=MAX_FRAME,
        ws_ping_interval=None,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_PATIENCE,
    )


class _Server(uvicorn.Server):
    def __init__(
        self, config: uvicorn.Config, ready: Callable[[], None], stopping: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._ready = ready
        self._stopping = stopping

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._stopping()
        await super().shutdown(sockets)

    def stop(self) -> None:
        self.should_exit = True

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        # One ^C is enough, also while an answer is still on its way.
        self.force_exit = self.should_exit
        super().handle_exit(sig, frame)
