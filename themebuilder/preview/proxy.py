"""A node's web app with our branding.

Requests for branding files are answered here, everything else passes to the node unchanged. It uses
no redirects, no proxy settings and no ``.netrc``. A page gets one script of ours at its end, which
reloads it after an edit; where the node's policy forbids scripts, people reload by hand.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx2
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from themebuilder.core.certificates import find_fault
from themebuilder.core.messages import _
from themebuilder.preview.events import BuildEvent, ServerMessage
from themebuilder.preview.guard import guess_content_type, remove_token
from themebuilder.preview.node import ConferencingNode, Header, pass_socket
from themebuilder.preview.session import PreviewSession, stream_events

Branding = Callable[[str, str], Awaitable[bytes | None]]
"""(web app path, file below its ``branding/``) -> the file of our package, or None."""

_BRANDING = re.compile(r"/(?P<path>[^/]+)/branding/(?P<file>.+)")
_CONNECT = 10.0
"""Seconds for connecting; there is no limit for answers."""


def parse_branding_path(path: str) -> tuple[str, str] | None:
    """Return the web app path and the branding file of an address, or None."""
    found = _BRANDING.fullmatch(path)
    return (found["path"], found["file"]) if found else None


def is_branding(path: str) -> bool:
    """Whether an address is a branding file; those are public on a node too."""
    return parse_branding_path(path) is not None


class Proxy:
    """The application that shows *node* with *branding*."""

    def __init__(self, node: ConferencingNode, branding: Branding) -> None:
        """Connections open with the first request."""
        self._node = node
        self._branding = branding
        self._certificates = node.certificates()
        self._transport = httpx2.AsyncHTTPTransport(
            verify=self._certificates.context,
            trust_env=False,
            limits=httpx2.Limits(max_connections=None, max_keepalive_connections=20),
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, web sockets included."""
        if scope["type"] == "websocket":
            socket = WebSocket(scope, receive, send)
            await pass_socket(self._node, self._certificates, _make_target(scope), socket)
            return
        file = parse_branding_path(scope["path"])
        if file and scope["method"] in {"GET", "HEAD"}:
            response = _make_branding_response(await self._branding(*file), file[1])
            await response(scope, receive, send)
            return
        await self._pass_on(Request(scope, receive), receive, send)

    async def aclose(self) -> None:
        """Close the connections to the node."""
        await self._transport.aclose()

    async def _pass_on(self, request: Request, receive: Receive, send: Send) -> None:
        is_page = is_visit(request.method, request.scope["headers"])
        try:
            response = await self._answer(self._request(request, is_page=is_page))
        except ClientDisconnect:
            return
        except httpx2.TransportError as error:
            await PlainTextResponse(self._explain_failure(error), 502)(request.scope, receive, send)
            return
        headers = list(self._node.response_headers(response.headers.raw))
        more = TAG if is_page and is_extensible(response.status_code, headers) else b""
        if more:
            headers = [header for header in headers if header[0] != b"content-length"]
        async with contextlib.aclosing(response):
            answer = _NodeResponse(_read_body(response, more), response.status_code)
            answer.raw_headers = headers
            await answer(request.scope, receive, send)

    async def _answer(self, request: httpx2.Request) -> httpx2.Response:
        try:
            return await self._transport.handle_async_request(request)
        except httpx2.ConnectError as error:
            if not self._certificates.relax_check(error):
                raise
        return await self._transport.handle_async_request(request)

    def _explain_failure(self, error: httpx2.TransportError) -> str:
        node = self._node
        if find_fault(error):
            host = node.host.rpartition(":")[0] or node.host
            advice = self._certificates.advise(error, "--ca-bundle")
            lines = (
                _(
                    "{node} has a certificate that this machine doesn't trust: {error}",
                    node=node.host,
                    error=error,
                ),
                f"{advice}." if advice else "",
                _("If you trust it, restart with `--insecure {host}`.", host=host),
            )
            return "".join(f"{line}\n" for line in lines if line)
        reason = str(error) or type(error).__name__
        return _("{node} can't be reached: {error}", node=node.origin, error=reason) + "\n"

    def _request(self, request: Request, *, is_page: bool) -> httpx2.Request:
        headers = list(self._node.request_headers(request.scope["headers"]))
        if is_page:
            # The script cannot be added to a compressed page.
            headers = [header for header in headers if header[0] != b"accept-encoding"]
        has_body = "content-length" in request.headers or "transfer-encoding" in request.headers
        return httpx2.Request(
            request.method,
            f"{self._node.origin}/",
            headers=headers,
            content=_stream_body(request) if has_body else None,
            extensions={
                "target": _make_target(request.scope),
                "timeout": {"connect": _CONNECT, "read": None, "write": None, "pool": None},
            },
        )


def _make_target(scope: Scope) -> bytes:
    """Return the path and query as the browser sent them, without our token."""
    query = remove_token(scope["query_string"])
    path: bytes = scope["raw_path"]
    return path + (b"?" + query if query else b"")


async def _stream_body(request: Request) -> AsyncIterator[bytes]:
    async for chunk in request.stream():
        if chunk:
            yield chunk


async def _read_body(response: httpx2.Response, more: bytes) -> AsyncIterator[bytes]:
    async for chunk in response.aiter_raw():
        yield chunk
    yield more


class _NodeResponse(StreamingResponse):
    """An answer that ends when the browser goes away: some never end by themselves."""

    async def stream_response(self, send: Send) -> None:
        # Where the node breaks off, uvicorn cuts the unfinished answer off too: it does not look whole.
        with contextlib.suppress(httpx2.TransportError):
            await super().stream_response(send)


def _make_branding_response(data: bytes | None, name: str) -> Response:
    if data is None:
        return PlainTextResponse(_("The package has no such file.") + "\n", 404)
    return Response(
        data, media_type=guess_content_type(name), headers={"cache-control": "no-store"}
    )


_FOLDER = "/__themebuilder__/"
"""Below it a node has nothing."""
_SCRIPT = f"""\
const path = encodeURIComponent(location.pathname.split('/')[1]);
new EventSource(`{_FOLDER}events?path=${{path}}`).onmessage = () => location.reload();
"""
TAG = f'<script src="{_FOLDER}reload.js"></script>'.encode()
"""Added after the page's end; browsers read it as the end of the body."""
_INVISIBLE = frozenset({"problems", "themes", "screens", "prompts"})
"""Changes that a node's page does not show."""


def is_visit(method: str, headers: list[Header]) -> bool:
    """Whether a browser loads a page into a window."""
    return method == "GET" and (b"sec-fetch-dest", b"document") in headers


def is_extensible(status: int, headers: list[Header]) -> bool:
    """Whether the answer is a page that the script can be added to."""
    values = dict(headers)
    is_page = values.get(b"content-type", b"").partition(b";")[0].strip().lower() == b"text/html"
    return status == 200 and is_page and b"content-encoding" not in values


def make_reload_routes(session: PreviewSession, theme_at: Callable[[str], str]) -> list[BaseRoute]:
    """Return the script, and the stream of events for its web app path."""

    async def script(_request: Request) -> Response:
        return Response(
            _SCRIPT, media_type="text/javascript", headers={"cache-control": "no-store"}
        )

    async def events(request: Request) -> Response:
        theme = theme_at(request.query_params.get("path", ""))

        def line(event: ServerMessage) -> str:
            is_page = (
                isinstance(event, BuildEvent)
                and event.theme == theme
                and not _INVISIBLE.issuperset(event.changed)
            )
            return "data: reload\n\n" if is_page else ""

        return StreamingResponse(stream_events(session, line), media_type="text/event-stream")

    return [Route(f"{_FOLDER}reload.js", script), Route(f"{_FOLDER}events", events)]
