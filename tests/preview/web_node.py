"""A node that serves a small web app, and remembers what it was asked."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

PAGE = "<title>Meet</title><script src=app.js></script>"
APP = """\
fetch('branding/manifest.json')
  .then(answer => answer.json())
  .then(manifest => document.title = manifest.meta.baseColor);
"""
"""Shows the colour of the branding as the page's title."""


@dataclass
class WebNode:
    """The node; *asked* holds the headers and the raw address of every request, in order."""

    elsewhere: str = "http://192.0.2.1/"
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    gone: threading.Event = field(default_factory=threading.Event)

    def app(self) -> Starlette:
        """The application."""
        return Starlette(
            routes=[
                Route("/webapp3/", self.page),
                Route("/webapp3/app.js", self.script),
                Route("/{path}/branding/{file:path}", self.own_branding),
                Route("/redirect/{where}", self.redirect),
                Route("/cookies", self.cookies),
                Route("/policy", self.policy),
                Route("/upload", self.upload, methods=["POST", "PUT"]),
                Route("/drip", self.drip),
                Route("/events", self.events),
                Route("/broken", self.broken),
                Route("/echo/{rest:path}", self.page, methods=["GET", "DELETE", "PATCH"]),
                WebSocketRoute("/socket", self.socket),
                WebSocketRoute("/locked", self.locked),
                WebSocketRoute("/moved", self.moved),
            ]
        )

    async def page(self, request: Request) -> Response:
        self._note(request)
        headers = {
            "connection": "x-hop",
            "x-hop": "1",
            "content-security-policy": "default-src 'self'",
        }
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return Response(PAGE, media_type="text/html", headers=headers)
        packed = gzip.compress(PAGE.encode())
        return Response(
            packed, media_type="text/html", headers={**headers, "content-encoding": "gzip"}
        )

    async def script(self, request: Request) -> Response:
        self._note(request)
        return Response(APP, media_type="text/javascript")

    async def own_branding(self, request: Request) -> Response:
        self._note(request)
        return PlainTextResponse("the node's own branding")

    async def redirect(self, request: Request) -> Response:
        self._note(request)
        own = str(request.base_url)
        near = own.rstrip("/")
        to = {
            "home": f"{own}webapp3/",
            "relative": "/webapp3/",
            "elsewhere": self.elsewhere,
            "lookalike": f"{near}.evil.example/",
            "other-port": f"{near}9/",
            "user": f"{near}@evil.example/",
        }
        return RedirectResponse(to[request.path_params["where"]], 302)

    async def cookies(self, request: Request) -> Response:
        self._note(request)
        response = PlainTextResponse("cookies")
        for cookie in (
            "session=1; Domain=node.example; Path=/; Secure; HttpOnly; SameSite=None",
            "__Host-id=2; Secure; Path=/; Max-Age=60; Partitioned",
        ):
            response.headers.append("set-cookie", cookie)
        return response

    async def policy(self, request: Request) -> Response:
        self._note(request)
        own = str(request.base_url).rstrip("/")
        socket = own.replace("http", "ws", 1)
        return PlainTextResponse(
            "policy",
            headers={
                "content-security-policy": (
                    f"default-src 'self' {own}; connect-src {socket} https://other.example; "
                    "upgrade-insecure-requests; report-uri /reports"
                ),
                "content-security-policy-report-only": "default-src 'none'; report-uri /reports",
                "strict-transport-security": "max-age=31536000",
                "alt-svc": 'h3=":443"',
                "access-control-allow-origin": own,
                "x-frame-options": "SAMEORIGIN",
            },
        )

    async def upload(self, request: Request) -> Response:
        self._note(request)
        seen, size = hashlib.sha256(), 0
        async for chunk in request.stream():
            seen.update(chunk)
            size += len(chunk)
        return PlainTextResponse(f"{size} {seen.hexdigest()}")

    async def drip(self, request: Request) -> Response:
        self._note(request)

        async def stream_pieces() -> AsyncIterator[bytes]:
            for piece in (b"one ", b"two ", b"three"):
                yield piece
                await asyncio.sleep(0.05)

        return StreamingResponse(stream_pieces(), media_type="text/plain")

    async def events(self, request: Request) -> Response:
        self._note(request)

        async def stream_forever() -> AsyncIterator[bytes]:
            try:
                yield b"data: hello\n\n"
                await asyncio.sleep(600)
            finally:
                self.gone.set()

        return StreamingResponse(stream_forever(), media_type="text/event-stream")

    async def broken(self, request: Request) -> Response:
        self._note(request)

        async def stream_half() -> AsyncIterator[bytes]:
            yield b"half of "
            raise ConnectionError

        return StreamingResponse(stream_half(), headers={"content-length": "1000"})

    async def socket(self, socket: WebSocket) -> None:
        self._note(socket)
        wanted = socket.scope["subprotocols"]
        await socket.accept(wanted[-1] if wanted else None)
        while (message := await socket.receive())["type"] == "websocket.receive":
            text = message.get("text")
            if text == "bye":
                await socket.close(4001, "as you wish")
                return
            if text is not None:
                await socket.send_text(text)
            else:
                await socket.send_bytes(message["bytes"])

    async def locked(self, socket: WebSocket) -> None:
        self._note(socket)
        await socket.send_denial_response(PlainTextResponse("no", 401))

    async def moved(self, socket: WebSocket) -> None:
        self._note(socket)
        address = self.elsewhere.replace("http", "ws", 1)
        await socket.send_denial_response(RedirectResponse(address, 302))

    def _note(self, asked: Request | WebSocket) -> None:
        address = asked.scope["raw_path"] + b"?" + asked.scope["query_string"]
        self.asked.append((address.decode().rstrip("?"), dict(asked.headers)))
