"""Access to the preview, and the headers of its answers.

Any page in the same browser can send requests here, and a DNS name that points to 127.0.0.1 makes
such a page look like ours (DNS rebinding). So the guard checks the host and the origin.
"""

from __future__ import annotations

import hmac
import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOKEN = "preview-token"  # noqa: S105 - its name
"""The parameter of the first address that carries the token; no node has one of that name."""
_HOST = re.compile(r"(?:\[(?P<number>[0-9a-f:.]+)\]|(?P<name>[a-z0-9_.-]+?)\.?)(?::[0-9]{1,5})?")
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Admission:
    """The host *names* that requests may use, and the *token* that they need.

    Without a token, only names of this machine. *is_public*: paths that pages without an origin
    (sandboxed frames) may load.
    """

    names: frozenset[str] = LOOPBACK
    token: str = ""
    port: int = 0
    is_public: Callable[[str], bool] = lambda _path: False

    @property
    def cookie(self) -> str:
        """The cookie that carries the token; browsers keep cookies of all ports together."""
        return f"themebuilder-{self.port}"


class Guard:
    """Passes on what `Admission` allows; refuses the rest with 400 or 403."""

    def __init__(self, app: ASGIApp, admission: Admission) -> None:
        self._app = app
        self._admission = admission

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on or refuse one request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        refused = _refusal(scope, self._admission)
        if refused is None:
            if self._admission.token and _has_token_in_address(scope, self._admission):
                send = _with_cookie(send, self._admission)
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": refused[1]})
        else:
            code, why = refused
            await PlainTextResponse(f"{why}\n", code)(scope, receive, send)


def _refusal(scope: Scope, admission: Admission) -> tuple[int, str] | None:
    headers = Headers(scope=scope)
    hosts = headers.getlist("host")
    if len(hosts) != 1:
        return 400, "The request names no host, or several."
    if not _is_known(hosts[0], admission):
        return 403, "The preview does not answer to this name. Use the address that it printed."
    origins = headers.getlist("origin")
    secure = scope["scheme"] in {"https", "wss"}
    own = f"{'https' if secure else 'http'}://{hosts[0].lower()}"
    is_public = scope.get("method") in {"GET", "HEAD"} and admission.is_public(scope["path"])
    if not is_public and any(origin.lower() != own for origin in origins):
        return 403, "The request comes from another page."
    if not is_public and _is_foreign(headers, scope):
        return 403, "The request comes from another page."
    if admission.token and not _has_token(scope, headers, admission):
        return 403, "The address lacks its token. Use the one that `themebuilder preview` printed."
    return None


def _is_known(host: str, admission: Admission) -> bool:
    found = _HOST.fullmatch(host.lower())
    if found is None:
        return False
    name = found["number"] or found["name"]
    # An IP address cannot be rebound by DNS; the token decides.
    return name in admission.names or (bool(admission.token) and _is_number(name))


def _is_number(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _is_foreign(headers: Mapping[str, str], scope: Scope) -> bool:
    """Whether the browser says that another page sends this, and it is not a link to us."""
    if headers.get("sec-fetch-site", "none") in {"none", "same-origin"}:
        return False
    is_visit = headers.get("sec-fetch-mode") == "navigate"
    is_page = headers.get("sec-fetch-dest") == "document"
    return not (is_visit and is_page and scope.get("method") == "GET")


def _has_token(scope: Scope, headers: Headers, admission: Admission) -> bool:
    if _has_token_in_address(scope, admission):
        return True
    shown = ""
    for line in headers.getlist("cookie"):
        try:
            morsel = SimpleCookie(line).get(admission.cookie)
        except CookieError:
            continue
        shown = morsel.value if morsel else shown
    return _is_same(shown, admission.token)


def _has_token_in_address(scope: Scope, admission: Admission) -> bool:
    asked = parse_qs(scope["query_string"].decode("latin-1"))
    return any(_is_same(token, admission.token) for token in asked.get(TOKEN, ()))


def _is_same(shown: str, token: str) -> bool:
    return hmac.compare_digest(shown.encode(), token.encode())


def _with_cookie(send: Send, admission: Admission) -> Send:
    cookie = f"{admission.cookie}={admission.token}; Path=/; HttpOnly; SameSite=Strict"

    async def send_cookie(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {
                **message,
                "headers": [*message["headers"], (b"set-cookie", cookie.encode())],
            }
        await send(message)

    return send_cookie


PAGE_HEADERS: Mapping[str, str] = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
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

_TYPES = {
    "css": "text/css; charset=utf-8",
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


def content_type(name: str) -> str:
    """The media type of a file, by its suffix."""
    return _TYPES.get(name.rpartition(".")[2].lower(), "application/octet-stream")
