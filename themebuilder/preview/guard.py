"""Access to the preview, and the headers of its answers.

Any page in the same browser can send requests here, and a DNS name that points to 127.0.0.1 makes
such a page look like ours (DNS rebinding). So the guard checks the host and the origin. Requests that
change something must also carry what only the shell's own page can send.
"""

from __future__ import annotations

import contextlib
import hmac
import ipaddress
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, HTTPConnection
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from themebuilder.core.messages import _

TOKEN = "preview-token"  # noqa: S105 - its name
"""The query parameter that carries the token; nodes have none of that name."""
EDIT_HEADER = "x-themebuilder-edit"
"""The header that carries `Admission.edit_token`."""
EDIT_TOKEN = "themebuilder-edit"  # noqa: S105 - its name
"""The meta element that holds `Admission.edit_token`, in the shell's page alone."""
LARGEST_BODY: Mapping[str, int] = {
    "application/json": 64 * 1024,
    "image/svg+xml": 1024 * 1024,
    "image/png": 30 * 1024 * 1024,
    "image/jpeg": 30 * 1024 * 1024,
}
"""The media types that a request may bring, and their largest sizes in bytes.

None of them can be sent by a page of another origin without asking first.
"""
_COOKIE_DAYS = 30
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
PAGE_HEADERS: Mapping[str, str] = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}
"""For every answer; the content security policy of the pages comes with the bundle."""
PACKAGE_HEADERS: Mapping[str, str] = {
    "content-security-policy": (
        "sandbox allow-forms; default-src 'none'; img-src 'self' data:; "
        "style-src 'self' 'unsafe-inline'; font-src 'self' data:; frame-ancestors 'self'"
    ),
}
"""For the files of a package: they run no script here."""
FOREVER = {"cache-control": "public, max-age=31536000, immutable"}
"""For files whose names change with their content."""
VERSION = {"cache-control": "private, max-age=31536000, immutable"}
"""For files of a package that are asked for by its digest."""
_LOG = logging.getLogger(__name__)
_HOST = re.compile(r"(?:\[(?P<ip>[0-9a-f:.]+)\]|(?P<name>[a-z0-9_.-]+?)\.?)(?::[0-9]{1,5})?")


@dataclass(frozen=True, slots=True)
class Admission:
    """The host *names* that requests may use, and the *token* that they need.

    The token comes with the printed link; a cookie keeps it. Where it is only *for_edits*, everyone
    on this machine may look. *is_public*: paths that pages without an origin (sandboxed frames) may
    load. *edit_token*: what requests that change something must carry in `EDIT_HEADER`; without one
    they are refused. *passes_writes*: they are passed on unchecked, since they concern a node.
    *is_framed*: other pages of the same host may ask for a page to show it in a frame; the policy
    says which of them do.
    """

    names: frozenset[str] = LOOPBACK
    token: str = ""
    port: int = 0
    is_public: Callable[[str], bool] = lambda _path: False
    for_edits: bool = False
    edit_token: str = ""
    passes_writes: bool = False
    is_framed: bool = False

    @property
    def cookie(self) -> str:
        """The cookie that carries the token; browsers keep cookies of all ports together."""
        return f"themebuilder-{self.port}"

    @property
    def set_cookie(self) -> str:
        """The header that sets the cookie; on this machine it outlives the browser."""
        age = f"; Max-Age={_COOKIE_DAYS * 86_400}" if self.for_edits else ""
        return f"{self.cookie}={self.token}; Path=/; HttpOnly; SameSite=Strict{age}"

    def has_token(self, request: HTTPConnection) -> bool:
        """Whether *request* brings the token, in its address or as a cookie."""
        return _has_token_in_address(request, self) or _is_same(
            request.cookies.get(self.cookie, ""), self.token
        )

    def may_edit(self, request: HTTPConnection) -> bool:
        """Whether the page that *request* asks for gets the token for edits."""
        return bool(self.edit_token) and (not self.token or self.has_token(request))


class Guard:
    """Passes on what `Admission` allows; refuses the rest with 400 or 403.

    Every answer gets *headers*, unless it has them.
    """

    def __init__(
        self, app: ASGIApp, admission: Admission, headers: Mapping[str, str] | None = None
    ) -> None:
        self._app = app
        self._admission = admission
        self._headers = headers or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on or refuse one request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        request, admission = HTTPConnection(scope), self._admission
        refusal = _find_refusal(request, admission)

        async def send_changed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                if (
                    refusal is None
                    and admission.token
                    and _has_token_in_address(request, admission)
                ):
                    headers.append("set-cookie", admission.set_cookie)
            await send(message)

        if refusal is None:
            app = self._app
            is_read = scope.get("method") == "GET"
            if admission.passes_writes and is_read and _has_token_in_address(request, admission):
                app = _leave_token_out(request)
            # A browser that goes away while it sends is no fault of ours.
            with contextlib.suppress(ClientDisconnect):
                await app(scope, receive, send_changed)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": refusal[1]})
        else:
            code, reason = refusal
            # Without the query, which may hold the token.
            path = scope.get("raw_path", b"")[:80].decode("ascii", "backslashreplace")
            _LOG.warning("%s %s: %s", scope.get("method", ""), path, reason)
            await PlainTextResponse(f"{reason}\n", code)(scope, receive, send_changed)


def parse_ip(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """*text* as an IP address, or None."""
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _find_refusal(request: HTTPConnection, admission: Admission) -> tuple[int, str] | None:
    headers, scope = request.headers, request.scope
    hosts = headers.getlist("host")
    if len(hosts) != 1:
        return 400, _("The request must name one host.")
    if not _is_known(hosts[0], admission):
        return 403, _("The preview isn't available under this name. Use the address it printed.")
    is_secure = scope["scheme"] in {"https", "wss"}
    own = f"{'https' if is_secure else 'http'}://{hosts[0].lower()}"
    if not (scope.get("method") in {"GET", "HEAD"} and admission.is_public(scope["path"])):
        is_foreign = any(origin.lower() != own for origin in headers.getlist("origin"))
        if is_foreign or _is_from_another_page(headers, scope, admission):
            return 403, _("The request comes from another page.")
    if admission.token and not (admission.for_edits or admission.has_token(request)):
        return 403, _("The token is missing. Use the address that `themebuilder preview` printed.")
    if admission.passes_writes or scope.get("method", "GET") in {"GET", "HEAD", "OPTIONS"}:
        return None
    return _find_write_refusal(headers, own, admission.edit_token)


def _find_write_refusal(
    headers: Mapping[str, str], own: str, edit_token: str
) -> tuple[int, str] | None:
    """Why a request may not change anything, or None."""
    if not edit_token:
        return 403, _("The preview is read-only.")
    if headers.get("origin", "").lower() != own or headers.get("sec-fetch-site") != "same-origin":
        return 403, _("The request comes from another page.")
    if not _is_same(headers.get(EDIT_HEADER, ""), edit_token):
        return 403, _("The page is older than the preview. Load it again.")
    limit = LARGEST_BODY.get(headers.get("content-type", "").partition(";")[0].strip().lower())
    if limit is None:
        return 415, _("The request must bring JSON or a picture (JPEG, PNG, SVG).")
    size = headers.get("content-length", "")
    if not size.isdecimal() or "transfer-encoding" in headers:
        return 411, _("The request must name its size.")
    # The server reads no more than the size that was named.
    return (413, _("The request is too large.")) if int(size) > limit else None


def _is_known(host: str, admission: Admission) -> bool:
    found = _HOST.fullmatch(host.lower())
    if found is None:
        return False
    name = found["ip"] or found["name"]
    # An IP address cannot be rebound by DNS; the token decides.
    is_open = bool(admission.token) and not admission.for_edits
    return name in admission.names or (is_open and parse_ip(name) is not None)


def _is_from_another_page(headers: Mapping[str, str], scope: Scope, admission: Admission) -> bool:
    """Whether the browser says that another page sends this, and it may not."""
    site, target = headers.get("sec-fetch-site", "none"), headers.get("sec-fetch-dest")
    if site in {"none", "same-origin"}:
        return False
    is_visit = headers.get("sec-fetch-mode") == "navigate" and scope.get("method") == "GET"
    is_frame = admission.is_framed and site == "same-site" and target == "iframe"
    return not (is_visit and (target == "document" or is_frame))


def remove_token(query: bytes) -> bytes:
    """Return a query without our token, however its name is encoded; the rest stays as it is."""
    parts = query.split(b"&")
    kept = [part for part in parts if unquote_to_bytes(_name_of(part)) != TOKEN.encode()]
    return b"&".join(kept)


def _name_of(parameter: bytes) -> bytes:
    return parameter.partition(b"=")[0].replace(b"+", b" ")


def _leave_token_out(request: HTTPConnection) -> ASGIApp:
    """Return a page that goes on to the same address without the token, which scripts of a node could read.

    A redirect would be part of the visit: from a link on another site, it would lack the cookie.
    """
    scope = request.scope
    query = remove_token(scope["query_string"])
    address = scope["raw_path"] + (b"?" + query if query else b"")
    own = f"http://{request.headers['host']}"
    return Response(headers={**PAGE_HEADERS, "refresh": f"0;url={own}{address.decode('latin-1')}"})


def _has_token_in_address(request: HTTPConnection, admission: Admission) -> bool:
    return any(_is_same(token, admission.token) for token in request.query_params.getlist(TOKEN))


def _is_same(given: str, token: str) -> bool:
    return hmac.compare_digest(given.encode(), token.encode())


_TYPES = {
    "css": "text/css; charset=utf-8",
    "flac": "audio/flac",
    "html": "text/html; charset=utf-8",
    "ico": "image/x-icon",
    "jpg": "image/jpeg",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "png": "image/png",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
    "wasm": "application/wasm",
    "wav": "audio/wav",
    "webp": "image/webp",
    "woff2": "font/woff2",
}


def guess_content_type(name: str) -> str:
    """Return the media type of a file, by its suffix."""
    return _TYPES.get(name.rpartition(".")[2].lower(), "application/octet-stream")
