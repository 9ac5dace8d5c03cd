"""A conferencing node behind the proxy: how headers change on the way, and web sockets."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import re
import ssl
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from starlette.responses import Response
from starlette.types import Scope
from starlette.websockets import WebSocket
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.typing import Subprotocol

from themebuilder.core.certificates import Certificates

Header = tuple[bytes, bytes]

_HOP_BY_HOP = frozenset(
    b"connection keep-alive proxy-authenticate proxy-authorization proxy-connection te trailer"
    b" transfer-encoding upgrade".split()
)
"""RFC 9110, 7.6.1: these speak of one connection."""
_NOT_SENT = _HOP_BY_HOP | {b"host", b"cookie", b"origin", b"referer", b"expect", b"forwarded"}
_PREFIXES_NOT_SENT = (b"x-forwarded-", b"sec-websocket-", b"x-themebuilder-")
_NOT_RETURNED = _HOP_BY_HOP | {
    b"set-cookie",
    # They would bind this machine's address to what holds for the node.
    b"strict-transport-security",
    b"alt-svc",
    b"expect-ct",
    b"public-key-pins",
    # Reports of what a designer tries are no business of the node's owner.
    b"content-security-policy-report-only",
    b"report-to",
    b"reporting-endpoints",
    b"nel",
    # Ours is stricter.
    b"referrer-policy",
}
_ADDRESSES = frozenset(
    {b"location", b"content-location", b"refresh", b"link", b"access-control-allow-origin"}
)
_DROPPED_DIRECTIVES = frozenset(
    {"upgrade-insecure-requests", "block-all-mixed-content", "report-uri", "report-to"}
)
_DROPPED_ATTRIBUTES = frozenset({"domain", "secure", "samesite", "partitioned"})
"""Of a cookie: for another host, or impossible without TLS."""


def find_origin(url: str) -> str:
    """Return the origin of a node's address; `ValueError` for one with more in it than scheme and host."""
    parts = urlsplit(url)
    host, port = parts.hostname, parts.port
    has_more = parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc
    if parts.scheme not in {"https", "http"} or not host or has_more:
        raise ValueError(url)
    name = f"[{host}]" if ":" in host else host
    is_usual = port in {None, 443 if parts.scheme == "https" else 80}
    return f"{parts.scheme}://{name}" if is_usual else f"{parts.scheme}://{name}:{port}"


@dataclass(frozen=True)
class ConferencingNode:
    """A node by its *origin*, such as ``https://node.example``, shown at *own*, our origin.

    One that *is_insecure* may show any certificate; the others one that the *authorities* of a PEM
    file vouch for, or without a file those that this machine trusts. *warn* gets what is wrong with
    a certificate that is trusted all the same.
    """

    origin: str
    own: str
    is_insecure: bool = False
    authorities: str | None = None
    warn: Callable[[str], None] = lambda _line: None

    @property
    def host(self) -> str:
        """Host and port, as the ``Host`` header has them."""
        return urlsplit(self.origin).netloc

    @property
    def socket_origin(self) -> str:
        """The origin with the scheme of web sockets."""
        return re.sub("^http", "ws", self.origin)

    @cached_property
    def cookie_prefix(self) -> str:
        """What the node's cookies begin with in the browser.

        Browsers send the cookies of all ports of a machine; the node gets back only its own, and
        no other node gets them.
        """
        return f"node-{hashlib.sha256(self.origin.encode()).hexdigest()[:8]}-"

    def certificates(self) -> Certificates:
        """Return what connections to the node trust; `OSError` where the authorities cannot be read."""
        certificates = Certificates(self.authorities or "", self.warn, is_insecure=self.is_insecure)
        certificates.context.set_alpn_protocols(["http/1.1"])
        return certificates

    def request_headers(self, headers: Iterable[Header]) -> Iterator[Header]:
        """Yield a browser's request headers as the node gets them, without the page's address."""
        headers = [(name.lower(), value) for name, value in headers]
        dropped = _NOT_SENT | _find_connection_headers(headers)
        yield b"host", self.host.encode()
        for name, value in headers:
            if name == b"origin":
                yield name, self._to_node(value)
            elif name not in dropped and not name.startswith(_PREFIXES_NOT_SENT):
                yield name, value
        if cookies := self._select_node_cookies(headers):
            yield b"cookie", cookies

    def response_headers(self, headers: Iterable[Header]) -> Iterator[Header]:
        """Yield the node's response headers as the browser gets them."""
        headers = [(name.lower(), value) for name, value in headers]
        dropped = _NOT_RETURNED | _find_connection_headers(headers)
        for name, value in headers:
            if name == b"set-cookie":
                yield name, self._rewrite_cookie(value)
            elif name == b"content-security-policy":
                yield name, self._rewrite_policy(value)
            elif name in _ADDRESSES and name not in dropped:
                yield name, self._to_us(value)
            elif name not in dropped:
                yield name, value

    def _to_node(self, origin: bytes) -> bytes:
        # A page of another origin was let in to something public, and stays what it is.
        return self.origin.encode() if origin == self.own.encode() else b"null"

    def _to_us(self, value: bytes) -> bytes:
        text = value.decode("latin-1")
        for theirs, ours in self._list_origins():
            # The port or a longer name would make it another host.
            text = re.sub(rf"{re.escape(theirs)}(?![\w.:@-])", ours, text, flags=re.IGNORECASE)
        return text.encode("latin-1")

    def _list_origins(self) -> Iterator[tuple[str, str]]:
        own_socket = re.sub("^http", "ws", self.own)
        for theirs, ours in ((self.origin, self.own), (self.socket_origin, own_socket)):
            yield theirs, ours
            scheme, host = theirs.split("://")
            default = {"https": 443, "wss": 443, "http": 80, "ws": 80}[scheme]
            if ":" not in host.rpartition("]")[2]:
                yield f"{theirs}:{default}", ours

    def _select_node_cookies(self, headers: Iterable[Header]) -> bytes:
        pairs = [
            pair.strip()
            for name, value in headers
            if name == b"cookie"
            for pair in value.split(b";")
        ]
        prefix = self.cookie_prefix.encode()
        return b"; ".join(pair[len(prefix) :] for pair in pairs if pair.startswith(prefix))

    def _rewrite_cookie(self, value: bytes) -> bytes:
        pair, *attributes = value.split(b";")
        kept = [
            attribute
            for attribute in attributes
            if attribute.split(b"=")[0].strip().lower().decode("latin-1") not in _DROPPED_ATTRIBUTES
        ]
        return b";".join([self.cookie_prefix.encode() + pair.strip(), *kept])

    def _rewrite_policy(self, value: bytes) -> bytes:
        text = self._to_us(value).decode("latin-1")
        kept = [
            directive.strip()
            for directive in text.split(";")
            if directive.split() and directive.split()[0].lower() not in _DROPPED_DIRECTIVES
        ]
        return "; ".join(kept).encode("latin-1")


def _find_connection_headers(headers: Iterable[Header]) -> set[bytes]:
    return {
        name.strip().lower()
        for header, value in headers
        if header == b"connection"
        for name in value.split(b",")
    }


MAX_FRAME = 64 * 1024 * 1024
"""Bytes of the largest frame that is passed on."""
_GOING_AWAY, _NOT_SAID, _INTERNAL = 1001, 1005, 1011
_SENDABLE = frozenset({1000, 1001, 1002, 1003, *range(1007, 1015), *range(3000, 5000)})
"""Close codes that may be written; the others only say how a connection ended."""


class _Connection(connect):
    """A connection that follows no redirect: it may lead to another host."""

    def process_redirect(self, exc: Exception) -> Exception:
        return exc


async def pass_socket(
    node: ConferencingNode, certificates: Certificates, target: bytes, socket: WebSocket
) -> None:
    """Open the same web socket at the *node*, and pass frames until one side closes."""
    await socket.receive()
    try:
        upstream = await _open_with_excuse(node, certificates, target, socket.scope)
    except (OSError, InvalidHandshake, TimeoutError) as error:
        await socket.send_denial_response(Response(status_code=_find_status(error)))
        return
    await socket.accept(upstream.subprotocol, list(_rewrite_cookies(node, upstream)))
    to_node = asyncio.create_task(_pass_to_node(upstream, socket))
    to_browser = asyncio.create_task(_pass_to_browser(upstream, socket))
    try:
        await asyncio.wait({to_node, to_browser}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (to_node, to_browser):
            task.cancel()
        await asyncio.gather(to_node, to_browser, return_exceptions=True)
        await upstream.close()


async def _open_with_excuse(
    node: ConferencingNode, certificates: Certificates, target: bytes, scope: Scope
) -> ClientConnection:
    try:
        return await _open(node, certificates.context, target, scope)
    except ssl.SSLError as error:
        if not certificates.relax_check(error):
            raise
    return await _open(node, certificates.context, target, scope)


async def _open(
    node: ConferencingNode, context: ssl.SSLContext, target: bytes, scope: Scope
) -> ClientConnection:
    headers = [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, value in node.request_headers(scope["headers"])
        if name not in {b"host", b"content-length"}
    ]
    is_secure = node.socket_origin.startswith("wss:")
    return await _Connection(
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


def _find_status(error: Exception) -> int:
    """Return what the browser is told when the node did not open the socket: the same, but no redirect."""
    status = error.response.status_code if isinstance(error, InvalidStatus) else 502
    return 502 if status < 400 else status


def _rewrite_cookies(node: ConferencingNode, upstream: ClientConnection) -> Iterator[Header]:
    headers = upstream.response.headers.raw_items() if upstream.response else ()
    set_here = [
        (name.encode(), value.encode("latin-1"))
        for name, value in headers
        if name.lower() == "set-cookie"
    ]
    yield from node.response_headers(set_here)


async def _pass_to_node(upstream: ClientConnection, socket: WebSocket) -> None:
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


async def _pass_to_browser(upstream: ClientConnection, socket: WebSocket) -> None:
    with contextlib.suppress(ConnectionClosed):
        while True:
            frame = await upstream.recv()
            if isinstance(frame, str):
                await socket.send_text(frame)
            else:
                await socket.send_bytes(frame)
    code = upstream.close_code or _INTERNAL
    await socket.close(code if code in _SENDABLE else _INTERNAL, upstream.close_reason)
