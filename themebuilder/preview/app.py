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
from themebuilder.preview.description import Json
from themebuilder.preview.events import as_line
from themebuilder.preview.guard import (
    FOREVER,
    PACKAGE_HEADERS,
    PAGE_HEADERS,
    Admission,
    Guard,
    content_type,
)
from themebuilder.preview.node import ConferencingNode
from themebuilder.preview.page import POLICY, SHELL, VIEW
from themebuilder.preview.proxy import Proxy, is_branding, reload_routes
from themebuilder.preview.session import PreviewSession, stream

Saves = Callable[[], AsyncIterator[frozenset[Path]]]
"""Gives the files that were saved, a burst at a time."""
_KINDS = {"branding": "webapp3", "service-theme": "service-theme"}


def create_app(
    session: PreviewSession,
    bundle: Files,
    admission: Admission | None = None,
    saves: Saves | None = None,
) -> Starlette:
    """The application that shows *session* with the page in *bundle*; *saves* makes it follow edits."""
    pages = _Pages(session, bundle)
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
            Route("/packages/{name}/view/", pages.baseline_page),
            Route("/packages/{name}/view/{kind}/{path:path}", pages.baseline_file),
        ],
        middleware=[
            Middleware(_Headers, headers={**PAGE_HEADERS, "content-security-policy": policy}),
            Middleware(Guard, admission=admission or Admission()),
        ],
        lifespan=lambda _app: following(session, saves),
    )


def create_proxy_app(
    session: PreviewSession,
    node: ConferencingNode,
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
        return session.theme_at(path) or theme

    async def branding(path: str, file: str) -> bytes | None:
        return await session.theme_file(theme_at(path), "webapp3", file)

    proxy = Proxy(node, branding)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with following(session, saves), contextlib.aclosing(proxy):
            yield

    return Starlette(
        routes=[*reload_routes(session, theme_at), Mount("/", app=proxy)],
        middleware=[Middleware(Guard, admission=admission or Admission(is_public=is_branding))],
        lifespan=lifespan,
    )


@contextlib.asynccontextmanager
async def following(session: PreviewSession, saves: Saves | None) -> AsyncIterator[None]:
    """Follow edits for as long as the application runs."""
    if saves is None:
        yield
        return
    tasks = [
        asyncio.create_task(_follow(session, saves)),
        asyncio.create_task(session.examine_the_rest()),
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _follow(session: PreviewSession, saves: Saves) -> None:
    running: set[asyncio.Task[None]] = set()
    async for files in saves():
        # Not waited for: the next burst overtakes it.
        task = asyncio.create_task(session.changed(files))
        running.add(task)
        task.add_done_callback(running.discard)


class _Pages:
    """The answers."""

    def __init__(self, session: PreviewSession, bundle: Files) -> None:
        self._room = session
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

    async def baseline_page(self, request: Request) -> Response:
        known = self._room.has_baseline(request.path_params["name"])
        return _file(self._bundle[VIEW] if known else None, VIEW)

    async def baseline_file(self, request: Request) -> Response:
        name, kind, path = _asked(request)
        data = self._room.baseline_file(name, kind, path) if kind else None
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
