"""Web sockets passed through to the node, frame by frame in both directions."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Iterator

from starlette.responses import Response
from starlette.types import Scope
from starlette.websockets import WebSocket
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.typing import Subprotocol

from themebuilder.core.certificates import Certificates
from themebuilder.preview.node import Header, Node

MAX_FRAME = 64 * 1024 * 1024
"""Bytes of the largest frame that is passed on."""
_GOING_AWAY, _NOT_SAID, _INTERNAL = 1001, 1005, 1011
_SENDABLE = frozenset({1000, 1001, 1002, 1003, *range(1007, 1015), *range(3000, 5000)})
"""Close codes that may be written; the others only say how a connection ended."""


class _Connect(connect):
    """A connection that follows no redirect: it may lead to another host."""

    def process_redirect(self, exc: Exception) -> Exception:
        return exc


async def pass_socket(
    node: Node, certificates: Certificates, target: bytes, socket: WebSocket
) -> None:
    """Open the same web socket at the *node*, and pass frames until one side closes."""
    await socket.receive()
    try:
        upstream = await _open_or_excuse(node, certificates, target, socket.scope)
    except (OSError, InvalidHandshake, TimeoutError) as error:
        await socket.send_denial_response(Response(status_code=_status(error)))
        return
    await socket.accept(upstream.subprotocol, list(_cookies(node, upstream)))
    forth = asyncio.create_task(_pass_forth(upstream, socket))
    back = asyncio.create_task(_pass_back(upstream, socket))
    try:
        await asyncio.wait({forth, back}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (forth, back):
            task.cancel()
        await asyncio.gather(forth, back, return_exceptions=True)
        await upstream.close()


async def _open_or_excuse(
    node: Node, certificates: Certificates, target: bytes, scope: Scope
) -> ClientConnection:
    try:
        return await _opened(node, certificates.context, target, scope)
    except ssl.SSLError as error:
        if not certificates.excuse(error):
            raise
    return await _opened(node, certificates.context, target, scope)


async def _opened(
    node: Node, context: ssl.SSLContext, target: bytes, scope: Scope
) -> ClientConnection:
    headers = [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, value in node.forth(scope["headers"])
        if name not in {b"host", b"content-length"}
    ]
    is_secure = node.socket_origin.startswith("wss:")
    return await _Connect(
        node.socket_origin + target.decode("latin-1"),
        additional_headers=headers,
        subprotocols=[Subprotocol(name) for name in scope["subprotocols"]] or None,
        user_agent_header=None,
        proxy=None,
        ssl=context if is_secure else None,
        # Frames are passed on as they are; both ends keep the line alive.
        max_size=MAX_FRAME,
        compression=None,
        ping_interval=None,
        open_timeout=10,
        close_timeout=2,
    )


def _status(error: Exception) -> int:
    """What the browser is told when the node did not open the socket: the same, but no redirect."""
    status = error.response.status_code if isinstance(error, InvalidStatus) else 502
    return 502 if status < 400 else status


def _cookies(node: Node, upstream: ClientConnection) -> Iterator[Header]:
    headers = upstream.response.headers.raw_items() if upstream.response else ()
    set_here = [
        (name.encode(), value.encode("latin-1"))
        for name, value in headers
        if name.lower() == "set-cookie"
    ]
    yield from node.back(set_here)


async def _pass_forth(upstream: ClientConnection, socket: WebSocket) -> None:
    while True:
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            code = message.get("code") or _NOT_SAID
            reason = message.get("reason") or ""
            await upstream.close(code if code in _SENDABLE else _GOING_AWAY, reason)
            return
        text = message.get("text")
        try:
            await upstream.send(text if text is not None else message["bytes"])
        except ConnectionClosed:
            return


async def _pass_back(upstream: ClientConnection, socket: WebSocket) -> None:
    with contextlib.suppress(ConnectionClosed):
        while True:
            frame = await upstream.recv()
            if isinstance(frame, str):
                await socket.send_text(frame)
            else:
                await socket.send_bytes(frame)
    code = upstream.close_code or _INTERNAL
    await socket.close(code if code in _SENDABLE else _INTERNAL, upstream.close_reason)
