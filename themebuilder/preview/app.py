"""The preview's own pages: the shell, the guest pages, the files of finished packages, the events."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from themebuilder.definitions.model import Files
from themebuilder.preview import proxy_reload
from themebuilder.preview.bundle import POLICY, SHELL, VIEW
from themebuilder.preview.description import Json
from themebuilder.preview.events import as_line
from themebuilder.preview.guard import Admission, Guard
from themebuilder.preview.headers import FOREVER, PACKAGE_HEADERS, PAGE_HEADERS, content_type
from themebuilder.preview.node import Node
from themebuilder.preview.proxy import Proxy, is_branding
from themebuilder.preview.session import Room
from themebuilder.preview.stream import stream

Saves = Callable[[], AsyncIterator[frozenset[Path]]]
"""Gives the files that were saved, a burst at a time."""
_KINDS = {"branding": "webapp3", "service-theme": "service-theme"}


def create_app(
    room: Room, bundle: Files, admission: Admission | None = None, saves: Saves | None = None
) -> Starlette:
    """The application that shows *room* with the page in *bundle*; *saves* makes it follow edits."""
    pages = _Pages(room, bundle)
    policy = bundle[POLICY].decode().strip()
    return Starlette(
        routes=[
            Route("/", pages.shell),
            Route("/assets/{path:path}", pages.asset),
            Route("/api/themes", pages.themes),
            Route("/api/themes/{name}", pages.theme),
            Route("/api/events", pages.events),
            Route("/themes/{name}/view/", pages.theme_page),
            Route("/themes/{name}/view/node.json", pages.node),
            Route("/themes/{name}/view/{kind}/{path:path}", pages.theme_file),
            Route("/packages/{name}/view/", pages.other_page),
            Route("/packages/{name}/view/{kind}/{path:path}", pages.other_file),
        ],
        middleware=[
            Middleware(_Headers, headers={**PAGE_HEADERS, "content-security-policy": policy}),
            Middleware(Guard, admission=admission or Admission()),
        ],
        lifespan=lambda _app: following(room, saves),
    )


def create_proxy_app(
    room: Room,
    node: Node,
    theme: str,
    *,
    admission: Admission | None = None,
    saves: Saves | None = None,
) -> Starlette:
    """The application that shows *node* with our brandings in place of its own.

    The branding below a web app path is that of the theme with that path, else that of *theme*. Its
    pages are loaded again when it changes.
    """

    def theme_at(path: str) -> str:
        return room.theme_at(path) or theme

    async def branding(path: str, file: str) -> bytes | None:
        return await room.theme_file(theme_at(path), "webapp3", file)

    proxy = Proxy(node, branding)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with following(room, saves), contextlib.aclosing(proxy):
            yield

    return Starlette(
        routes=[*proxy_reload.routes(room, theme_at), Mount("/", app=proxy)],
        middleware=[Middleware(Guard, admission=admission or Admission(is_public=is_branding))],
        lifespan=lifespan,
    )


@contextlib.asynccontextmanager
async def following(room: Room, saves: Saves | None) -> AsyncIterator[None]:
    """Follow edits for as long as the application runs."""
    if saves is None:
        yield
        return
    tasks = [
        asyncio.create_task(_follow(room, saves)),
        asyncio.create_task(room.examine_the_rest()),
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _follow(room: Room, saves: Saves) -> None:
    running: set[asyncio.Task[None]] = set()
    async for files in saves():
        # Not waited for: the next burst overtakes it.
        task = asyncio.create_task(room.changed(files))
        running.add(task)
        task.add_done_callback(running.discard)


class _Pages:
    """The answers."""

    def __init__(self, room: Room, bundle: Files) -> None:
        self._room = room
        self._bundle = bundle

    async def shell(self, _request: Request) -> Response:
        return _file(self._bundle[SHELL], SHELL)

    async def asset(self, request: Request) -> Response:
        name = f"assets/{request.path_params['path']}"
        return _file(self._bundle.get(name), name, FOREVER)

    async def themes(self, _request: Request) -> Response:
        return _json(self._room.themes())

    async def theme(self, request: Request) -> Response:
        return _json(await self._room.theme(request.path_params["name"]))

    async def events(self, _request: Request) -> Response:
        return StreamingResponse(stream(self._room, as_line), media_type="text/event-stream")

    async def theme_page(self, request: Request) -> Response:
        known = self._room.has_theme(request.path_params["name"])
        return _file(self._bundle[VIEW] if known else None, VIEW)

    async def node(self, request: Request) -> Response:
        return _json(await self._room.node(request.path_params["name"]))

    async def theme_file(self, request: Request) -> Response:
        name, kind, path = _asked(request)
        data = await self._room.theme_file(name, kind, path) if kind else None
        return _file(data, path, PACKAGE_HEADERS)

    async def other_page(self, request: Request) -> Response:
        known = self._room.has_other(request.path_params["name"])
        return _file(self._bundle[VIEW] if known else None, VIEW)

    async def other_file(self, request: Request) -> Response:
        name, kind, path = _asked(request)
        data = self._room.other_file(name, kind, path) if kind else None
        return _file(data, path, PACKAGE_HEADERS)


def _asked(request: Request) -> tuple[str, str, str]:
    asked = request.path_params
    return asked["name"], _KINDS.get(asked["kind"], ""), asked["path"]


def _file(data: bytes | None, name: str, headers: Mapping[str, str] | None = None) -> Response:
    if data is None:
        return Response("Not found\n", 404, media_type="text/plain")
    return Response(data, headers=dict(headers or {}), media_type=content_type(name))


def _json(value: Json | None) -> Response:
    return _file(None, "") if value is None else JSONResponse(value)


class _Headers:
    """Adds headers to every answer that does not have them."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self._app = app
        self._headers = [(name.encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = {name.lower() for name, _ in message["headers"]}
                more = [(name, value) for name, value in self._headers if name not in own]
                message = {**message, "headers": [*message["headers"], *more]}
            await send(message)

        await self._app(scope, receive, sent)
