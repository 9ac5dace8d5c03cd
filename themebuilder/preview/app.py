"""The preview's own pages: the shell, the guest pages, the files of finished packages, the events."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route

from themebuilder.core.messages import get_language
from themebuilder.definitions.model import Files
from themebuilder.preview.description import JsonObject
from themebuilder.preview.events import as_line
from themebuilder.preview.guard import (
    EDIT_TOKEN,
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
from themebuilder.preview.session import PreviewSession, stream_events

_KINDS = {"branding": "webapp3", "service-theme": "service-theme"}


def create_app(
    session: PreviewSession,
    bundle: Files,
    admission: Admission | None = None,
    *,
    follow: bool = False,
    edit_routes: Sequence[BaseRoute] = (),
) -> Starlette:
    """The preview's application: the page in *bundle*, fed by *session*, which may *follow* edits.

    *edit_routes* are left out where *admission* has no token for them; the guard checks what they
    get.
    """
    admission = admission or Admission()
    pages = _Pages(session, bundle, admission)
    policy = bundle[POLICY].decode().strip()
    return Starlette(
        routes=[
            *(edit_routes if admission.edit_token else ()),
            Route("/", pages.shell),
            Route("/assets/{path:path}", pages.asset),
            Route("/api/themes", pages.themes),
            Route("/api/themes/{name}", pages.theme),
            Route("/api/events", pages.events),
            Route("/{origin}/{name}/view/", pages.guest_page),
            Route("/themes/{name}/view/node.json", pages.node),
            Route("/{origin}/{name}/view/{kind}/{path:path}", pages.package_file),
        ],
        middleware=[
            Middleware(
                Guard,
                admission=admission,
                headers={**PAGE_HEADERS, "content-security-policy": policy},
            ),
        ],
        lifespan=lambda _app: session.follow_edits(follow=follow),
    )


def create_proxy_app(
    session: PreviewSession,
    node: ConferencingNode,
    theme: str,
    *,
    admission: Admission | None = None,
    follow: bool = False,
) -> Starlette:
    """The proxy's application: *node* with our brandings in place of its own.

    A web app path shows the theme with that path, else *theme*. Pages reload when their branding
    changes.
    """

    def theme_at(path: str) -> str:
        return session.theme_at(path) or theme

    async def branding(path: str, file: str) -> bytes | None:
        return await session.theme_file(theme_at(path), "webapp3", file)

    proxy = Proxy(node, branding)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with session.follow_edits(follow=follow), contextlib.aclosing(proxy):
            yield

    return Starlette(
        routes=[*reload_routes(session, theme_at), Mount("/", app=proxy)],
        middleware=[
            Middleware(
                Guard,
                admission=admission or Admission(is_public=is_branding, passes_writes=True),
            )
        ],
        lifespan=lifespan,
    )


class _Pages:
    """The answers."""

    def __init__(self, session: PreviewSession, bundle: Files, admission: Admission) -> None:
        self._session = session
        self._bundle = bundle
        self._admission = admission

    async def shell(self, request: Request) -> Response:
        language = f'lang="{get_language()}"'.encode()
        page = self._bundle[SHELL].replace(b'lang="da"', language, 1)
        if self._admission.may_edit(request):
            page = _add_meta(page, EDIT_TOKEN, self._admission.edit_token)
        return _file(page, SHELL)

    async def asset(self, request: Request) -> Response:
        name = f"assets/{request.path_params['path']}"
        return _file(self._bundle.get(name), name, FOREVER)

    async def themes(self, _request: Request) -> Response:
        return _json(self._session.themes())

    async def theme(self, request: Request) -> Response:
        return _json(await self._session.theme(request.path_params["name"]))

    async def events(self, _request: Request) -> Response:
        return StreamingResponse(
            stream_events(self._session, as_line), media_type="text/event-stream"
        )

    async def guest_page(self, request: Request) -> Response:
        known = self._session.has_packages(**request.path_params)
        return _file(self._bundle[VIEW] if known else None, VIEW)

    async def node(self, request: Request) -> Response:
        return _json(await self._session.node(request.path_params["name"]))

    async def package_file(self, request: Request) -> Response:
        asked = {**request.path_params, "kind": _KINDS.get(request.path_params["kind"], "")}
        return _file(await self._session.package_file(**asked), asked["path"], PACKAGE_HEADERS)


def _add_meta(page: bytes, name: str, content: str) -> bytes:
    tag = b'<meta name="%s" content="%s" />' % (name.encode(), content.encode())
    return page.replace(b"<title>", tag + b"<title>", 1)


def _file(data: bytes | None, name: str, headers: Mapping[str, str] | None = None) -> Response:
    if data is None:
        return Response("Not found\n", 404, media_type="text/plain")
    return Response(data, headers=dict(headers or {}), media_type=content_type(name))


def _json(value: JsonObject | None) -> Response:
    return _file(None, "") if value is None else JSONResponse(value)
