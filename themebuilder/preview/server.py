"""The preview's sockets: where it listens, what it shows there, and how it stops."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from types import FrameType
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from themebuilder.definitions.model import Files
from themebuilder.editing.draft import Draft
from themebuilder.preview.app import create_app, create_proxy_app
from themebuilder.preview.connections import BACKLOG, Connection
from themebuilder.preview.edit_api import EditApi
from themebuilder.preview.guard import LOOPBACK, TOKEN, Admission, parse_ip
from themebuilder.preview.keys import EditKey
from themebuilder.preview.node import MAX_FRAME, ConferencingNode
from themebuilder.preview.proxy import is_branding
from themebuilder.preview.session import PreviewSession

DEFAULT_PORT = 8756
_GRACE = 2
"""Seconds for open answers to end when the server stops."""


def listen(host: str, port: int | None) -> socket.socket:
    """Return a socket listening at *host* on *port*; without a port on the default or a free one.

    Raises `OSError`.
    """
    try:
        return _open_socket(host, DEFAULT_PORT if port is None else port)
    except OSError as error:
        if port is not None or error.errno != errno.EADDRINUSE:
            raise
        return _open_socket(host, 0)


def listen_beside(first: socket.socket, host: str) -> socket.socket:
    """Return a socket at *host* for the guests' pages: on the port after that of *first*, else a free one.

    Raises `OSError`.
    """
    port = first.getsockname()[1] + 1
    try:
        return _open_socket(host, port)
    except (OSError, OverflowError):
        return _open_socket(host, 0)


def address(listening: socket.socket, host: str) -> str:
    """Return the address under which *host* is reached, ending in a slash."""
    port = listening.getsockname()[1]
    if host in {"", "0.0.0.0", "::"}:  # noqa: S104 - not bound here
        host = socket.gethostname()
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens at *host*."""
    ip = parse_ip(host)
    return host == "localhost" or (ip is not None and ip.is_loopback)


def serve(
    app: ASGIApp,
    *listening: socket.socket,
    ready: Callable[[], None] = lambda: None,
    stopping: Callable[[], None] = lambda: None,
) -> None:
    """Serve *app* until a signal comes; it is raised again afterwards.

    *ready* is called once requests are answered, *stopping* when endless streams must end.
    """
    _Server(_make_config(app), ready, stopping).run(sockets=[*listening])


@contextlib.contextmanager
def run_server(
    app: ASGIApp,
    *listening: socket.socket,
    stopping: Callable[[], None] = lambda: None,
    **settings: Any,  # noqa: ANN401 - uvicorn's own
) -> Iterator[str]:
    """Serve *app* in a thread, without sockets on a free local port; yields the first address."""
    listening = listening or (listen("127.0.0.1", 0),)
    is_ready = threading.Event()
    server = _Server(_make_config(app, **settings), is_ready.set, stopping)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [*listening]}, daemon=True)
    thread.start()
    try:
        if not is_ready.wait(30):
            raise TimeoutError("The server did not start.")
        yield address(listening[0], "127.0.0.1")
    finally:
        server.stop()
        thread.join(30)


def _open_socket(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=BACKLOG)


def _make_config(app: ASGIApp, **settings: Any) -> uvicorn.Config:  # noqa: ANN401 - uvicorn's own
    return uvicorn.Config(
        app,
        **settings,
        http=Connection,
        backlog=BACKLOG,
        log_config=None,
        access_log=False,
        lifespan="on",
        ws="websockets-sansio",
        ws_max_size=MAX_FRAME,
        ws_ping_interval=None,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_GRACE,
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
        # Those whose answers took longer than the grace.
        for connection in self.server_state.connections:
            connection.transport.abort()
        await asyncio.sleep(0)

    def stop(self) -> None:
        self.should_exit = True

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        # One ^C is enough, even while an answer is being sent.
        self.force_exit = self.should_exit
        super().handle_exit(sig, frame)


@dataclass(frozen=True, slots=True)
class ServerSocket:
    """A listening socket, and the *host* as the user named it."""

    listening: socket.socket
    host: str

    @property
    def is_open(self) -> bool:
        """Whether other machines can reach it."""
        return not is_loopback(self.host)

    @property
    def address(self) -> str:
        """The address for the browser."""
        return address(self.listening, self.host)

    def admission(self, key: EditKey | None = None) -> Admission:
        """Return the admission of this server; other machines need a new token.

        A *key* admits edits on this machine, from pages that the link opened: other users of the
        machine reach the server too.
        """
        names = frozenset({*LOOPBACK, self.host.lower()})
        port = self.listening.getsockname()[1]
        if self.is_open:
            names |= {socket.gethostname().lower()}
            return Admission(names, secrets.token_urlsafe(24), port)
        if key is None:
            return Admission(names, port=port)
        return Admission(names, key.link_token, port, for_edits=True, edit_token=key.edit_token)


def show(
    session: PreviewSession,
    server: ServerSocket,
    bundle: Files,
    theme: str,
    ready: Callable[[str], None],
    *,
    key: EditKey | None = None,
    draft: Draft | None = None,
) -> None:
    """Serve the preview with the page in *bundle* until a signal comes; *ready* gets the address.

    Without a *key*, which admits edits of the *draft*, it is read-only.
    """
    admission = server.admission(key)
    routes = EditApi(session, draft).routes() if draft else ()
    start = f"{server.address}?theme={theme}" if theme else server.address
    with listen_beside(server.listening, server.host) as guests:
        guest_port = guests.getsockname()[1]
        app = create_app(
            session,
            bundle,
            admission,
            guest_port=guest_port,
            follow=True,
            theme=theme or next(iter(session.rebuilder.names()), ""),
            edit_routes=routes,
        )
        serve(
            app,
            server.listening,
            guests,
            ready=lambda: ready(_add_token(start, admission)),
            stopping=session.close,
        )


def show_node(
    session: PreviewSession,
    server: ServerSocket,
    origin: str,
    theme: str,
    ready: Callable[[str], None],
    *,
    warn: Callable[[str], None],
    is_insecure: bool,
    authorities: str | None,
) -> None:
    """Serve the web app of the node at *origin* until a signal comes.

    *authorities* is a PEM file to check its certificate with; `OSError` if it cannot be read.
    *warn* gets the faults of a certificate that is accepted anyway.
    """
    admission = replace(server.admission(), is_public=is_branding, passes_writes=True)
    node = ConferencingNode(origin, server.address.rstrip("/"), is_insecure, authorities, warn)
    app = create_proxy_app(session, node, theme, admission=admission, follow=True)
    start = _add_token(f"{server.address}webapp3/", admission)
    serve(app, server.listening, ready=lambda: ready(start), stopping=session.close)


def _add_token(start: str, admission: Admission) -> str:
    if not admission.token:
        return start
    return f"{start}{'&' if '?' in start else '?'}{TOKEN}={admission.token}"
