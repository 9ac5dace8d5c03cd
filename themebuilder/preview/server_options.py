"""A room put on a socket: the preview's own page, or a node's web app with our brandings."""

from __future__ import annotations

import secrets
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

from themebuilder.definitions.model import Files
from themebuilder.preview.app import create_app, create_proxy_app
from themebuilder.preview.guard import LOOPBACK, TOKEN, Admission
from themebuilder.preview.node import Node
from themebuilder.preview.proxy import is_branding
from themebuilder.preview.server import address, is_loopback, serve
from themebuilder.preview.session import Room
from themebuilder.preview.watching import saves


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a room is shown: a socket, and the *host* that it was asked to listen at."""

    listening: socket.socket
    host: str

    @property
    def is_open(self) -> bool:
        """Whether other machines can reach it."""
        return not is_loopback(self.host)

    @property
    def address(self) -> str:
        """Where it is reached."""
        return address(self.listening, self.host)

    def admission(self, is_public: Callable[[str], bool] = lambda _path: False) -> Admission:
        """Who may ask here; from other machines only with a new token."""
        names = {*LOOPBACK, self.host.lower()}
        if self.is_open:
            names.add(socket.gethostname().lower())
        return Admission(
            names=frozenset(names),
            token=secrets.token_urlsafe(24) if self.is_open else "",
            port=self.listening.getsockname()[1],
            is_public=is_public,
        )


def show(room: Room, stage: Stage, bundle: Files, theme: str, ready: Callable[[str], None]) -> None:
    """Show *room* with the page in *bundle* until a signal comes; *ready* gets the first address."""
    admission = stage.admission()
    app = create_app(room, bundle, admission, _edits(room))
    start = f"{stage.address}?theme={theme}" if theme else stage.address
    serve(
        app,
        stage.listening,
        ready=lambda: ready(_with_token(start, admission)),
        stopping=room.close,
    )


def show_node(
    room: Room,
    stage: Stage,
    origin: str,
    theme: str,
    ready: Callable[[str], None],
    *,
    warn: Callable[[str], None],
    is_insecure: bool,
    authorities: str | None,
) -> None:
    """Show the web app of the node at *origin* until a signal comes.

    Its certificate is one that the *authorities* of a PEM file vouch for; `OSError` for a file that
    cannot be read. *warn* gets what is wrong with one that is trusted all the same.
    """
    admission = stage.admission(is_branding)
    node = Node(origin, stage.address.rstrip("/"), is_insecure, authorities, warn)
    app = create_proxy_app(room, node, theme, admission=admission, saves=_edits(room))
    start = _with_token(f"{stage.address}webapp3/", admission)
    serve(app, stage.listening, ready=lambda: ready(start), stopping=room.close)


def _edits(room: Room) -> Callable[[], AsyncIterator[frozenset[Path]]]:
    return lambda: saves(room.workshop.roots)


def _with_token(start: str, admission: Admission) -> str:
    if not admission.token:
        return start
    return f"{start}{'&' if '?' in start else '?'}{TOKEN}={admission.token}"
