"""A conferencing node that is shown through the preview, and how headers change on the way.

Whatever belongs to the node's own origin is rewritten to ours and back. Whatever belongs to another
host is left alone, and never gets anything from here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from themebuilder.core.certificates import Certificates

Header = tuple[bytes, bytes]

_HOP_BY_HOP = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
)
"""RFC 9110, 7.6.1: these speak of one connection."""
_NOT_FORTH = _HOP_BY_HOP | {b"host", b"cookie", b"origin", b"referer", b"expect", b"forwarded"}
_NOT_BACK = _HOP_BY_HOP | {
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
}
_ADDRESSES = frozenset(
    {b"location", b"content-location", b"refresh", b"link", b"access-control-allow-origin"}
)
_DROPPED_DIRECTIVES = frozenset(
    {"upgrade-insecure-requests", "block-all-mixed-content", "report-uri", "report-to"}
)
_DROPPED_ATTRIBUTES = frozenset({"domain", "secure", "samesite", "partitioned"})
"""Of a cookie: for another host, or impossible without TLS."""


def origin_of(url: str) -> str:
    """The origin of a node's address; `ValueError` for one with more in it than scheme and host."""
    parts = urlsplit(url)
    host, port = parts.hostname, parts.port
    has_more = parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc
    if parts.scheme not in {"https", "http"} or not host or has_more:
        raise ValueError(url)
    name = f"[{host}]" if ":" in host else host
    is_usual = port in {None, 443 if parts.scheme == "https" else 80}
    return f"{parts.scheme}://{name}" if is_usual else f"{parts.scheme}://{name}:{port}"


@dataclass(frozen=True)
class Node:
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
        """What connections to the node trust; `OSError` where the authorities cannot be read."""
        certificates = Certificates(self.authorities or "", self.warn, is_insecure=self.is_insecure)
        certificates.context.set_alpn_protocols(["http/1.1"])
        return certificates

    def forth(self, headers: Iterable[Header]) -> Iterator[Header]:
        """A browser's request headers as the node gets them."""
        headers = [(name.lower(), value) for name, value in headers]
        dropped = _NOT_FORTH | _named_in_connection(headers)
        yield b"host", self.host.encode()
        for name, value in headers:
            if name in {b"origin", b"referer"}:
                yield name, self._to_node(value)
            elif name not in dropped and not name.startswith((b"x-forwarded-", b"sec-websocket-")):
                yield name, value
        if cookies := self._cookies_forth(headers):
            yield b"cookie", cookies

    def back(self, headers: Iterable[Header]) -> Iterator[Header]:
        """The node's response headers as the browser gets them."""
        headers = [(name.lower(), value) for name, value in headers]
        dropped = _NOT_BACK | _named_in_connection(headers)
        for name, value in headers:
            if name == b"set-cookie":
                yield name, self._cookie_back(value)
            elif name == b"content-security-policy":
                yield name, self._policy_back(value)
            elif name in _ADDRESSES and name not in dropped:
                yield name, self._to_us(value)
            elif name not in dropped:
                yield name, value

    def _to_node(self, address: bytes) -> bytes:
        own = self.own.encode()
        if address == own or address.startswith(own + b"/"):
            return self.origin.encode() + address[len(own) :]
        # A page of another origin was let in to something public, and stays what it is.
        return b"null"

    def _to_us(self, value: bytes) -> bytes:
        text = value.decode("latin-1")
        for theirs, ours in self._origins():
            # The port or a longer name would make it another host.
            text = re.sub(rf"{re.escape(theirs)}(?![\w.:@-])", ours, text, flags=re.IGNORECASE)
        return text.encode("latin-1")

    def _origins(self) -> Iterator[tuple[str, str]]:
        own_socket = re.sub("^http", "ws", self.own)
        for theirs, ours in ((self.origin, self.own), (self.socket_origin, own_socket)):
            yield theirs, ours
            scheme, host = theirs.split("://")
            default = {"https": 443, "wss": 443, "http": 80, "ws": 80}[scheme]
            if ":" not in host.rpartition("]")[2]:
                yield f"{theirs}:{default}", ours

    def _cookies_forth(self, headers: Iterable[Header]) -> bytes:
        pairs = [
            pair.strip()
            for name, value in headers
            if name == b"cookie"
            for pair in value.split(b";")
        ]
        prefix = self.cookie_prefix.encode()
        return b"; ".join(pair[len(prefix) :] for pair in pairs if pair.startswith(prefix))

    def _cookie_back(self, value: bytes) -> bytes:
        pair, *attributes = value.split(b";")
        kept = [
            attribute
            for attribute in attributes
            if attribute.split(b"=")[0].strip().lower().decode("latin-1") not in _DROPPED_ATTRIBUTES
        ]
        return b";".join([self.cookie_prefix.encode() + pair.strip(), *kept])

    def _policy_back(self, value: bytes) -> bytes:
        text = self._to_us(value).decode("latin-1")
        kept = [
            directive.strip()
            for directive in text.split(";")
            if directive.split() and directive.split()[0].lower() not in _DROPPED_DIRECTIVES
        ]
        return "; ".join(kept).encode("latin-1")


def _named_in_connection(headers: Iterable[Header]) -> set[bytes]:
    return {
        name.strip().lower()
        for header, value in headers
        if header == b"connection"
        for name in value.split(b",")
    }
