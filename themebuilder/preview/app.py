"""The preview's own pages: the shell, the guest pages, the files of finished packages, the events."""

from __future__ import annotations

import contextlib
import html
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from themebuilder.core.messages import get_language
from themebuilder.definitions.model import Files
from themebuilder.preview.description import JsonObject
from themebuilder.preview.events import BuildEvent, ColorEvent, ServerMessage, as_line
from themebuilder.preview.guard import (
    EDIT_TOKEN,
    FOREVER,
    PACKAGE_HEADERS,
    PAGE_HEADERS,
    VERSION,
    Admission,
    Guard,
    guess_content_type,
)
from themebuilder.preview.node import ConferencingNode
from themebuilder.preview.page import POLICY, SHELL, VIEW, compress_asset
from themebuilder.preview.proxy import Proxy, is_branding, make_reload_routes
from themebuilder.preview.session import PreviewSession, stream_events
from themebuilder.preview.sketches import FOLDER

_VIEW = re.compile("/([^/]+)/([^/]+)/view/")
_KINDS = {"branding": "webapp3", "service-theme": "service-theme"}


def create_app(
    session: PreviewSession,
    bundle: Files,
    admission: Admission | None = None,
    *,
    guest_port: int = 0,
    follow: bool = False,
    theme: str = "",
    edit_routes: Sequence[BaseRoute] = (),
) -> ASGIApp:
    """Return the preview's application: the page in *bundle*, fed by *session*, which may *follow* edits.

    *theme* is built before somebody asks for it. What guests see comes from another origin, at *guest_port*: scripts of a package don't reach the
    shell. *edit_routes* are left out where *admission* has no token for them; the guard checks what
    they get.
    """
    admission = admission or Admission()
    pages = _Pages(session, bundle, guest_port)

    async def page(request: Request) -> Response:
        language = f'lang="{get_language()}"'.encode()
        data = bundle[SHELL].replace(b'lang="da"', language, 1)
        data = _add_meta(data, "themebuilder-guests", str(guest_port))
        if admission.may_edit(request):
            data = _add_meta(data, EDIT_TOKEN, admission.edit_token)
        answers = pages.shell_answers(request.query_params.get("theme", ""))
        policy = f"frame-src {_name_origin(request, guest_port)}; {_NO_FRAME}"
        return _make_page_response(data, answers, pages.policy(policy))

    shell = Starlette(
        routes=[
            *(edit_routes if admission.edit_token else ()),
            Route("/", page),
            Route("/assets/{path:path}", pages.asset),
            Route("/api/themes", pages.themes),
            Route("/api/themes/{name}", pages.theme),
            Route("/api/compare", pages.compare),
            Route("/api/events", pages.events),
            Route("/{origin}/{name}/view/{kind}/{path:path}", pages.medium),
        ],
        middleware=[
            Middleware(
                Guard,
                admission=replace(admission, is_public=lambda path: path.startswith("/assets/")),
                headers=pages.headers(_NO_FRAME),
            ),
            _COMPRESSION,
        ],
        lifespan=lambda _app: session.follow_edits(follow=follow, theme=theme),
    )
    guests = create_guest_app(session, bundle, admission)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        is_guest = scope["type"] != "lifespan" and scope["server"][1] == guest_port
        await (guests if is_guest else shell)(scope, receive, send)

    return app


def create_guest_app(
    session: PreviewSession, bundle: Files, admission: Admission | None = None
) -> Starlette:
    """Return what guests see, alone or in frames of the shell at the port of *admission*.

    Nothing here changes anything, and it holds no token for edits.
    """
    pages = _Pages(session, bundle)
    admission = admission or Admission()
    token = "" if admission.for_edits else admission.token
    shell_port = admission.port

    async def page(request: Request) -> Response:
        if not session.has_packages(**request.path_params):
            return _make_file_response(None, VIEW)
        data, ancestors = bundle[VIEW], _NO_FRAME
        if shell_port:
            data = _add_meta(data, "themebuilder-shell", str(shell_port))
            ancestors = f"frame-ancestors {_name_origin(request, shell_port)}"
        policy = pages.policy(ancestors)
        shell = _name_origin(request, shell_port)
        # The same fonts from the same address are loaded once for both; without the token's cookie.
        if shell_port and not token and shell != _ANY_HOST:
            data = data.replace(b'href="/assets/', b'href="%s/assets/' % shell.encode())
            policy = _allow_styles(policy, shell)
        return _make_page_response(data, pages.guest_answers(**request.path_params), policy)

    return Starlette(
        routes=[
            Route("/assets/{path:path}", pages.asset),
            Route("/api/events", pages.builds),
            Route("/{origin}/{name}/view/", page),
            Route("/themes/{name}/view/node.json", pages.node),
            Route(f"/themes/{{name}}/view/{FOLDER}/{{digest}}", pages.sketch),
            Route("/{origin}/{name}/view/{kind}/{path:path}", pages.package_file),
        ],
        middleware=[
            Middleware(
                Guard,
                admission=replace(
                    admission, token=token, for_edits=False, edit_token="", is_framed=True
                ),
                headers=pages.headers(_NO_FRAME),
            ),
            _COMPRESSION,
        ],
    )


def create_proxy_app(
    session: PreviewSession,
    node: ConferencingNode,
    theme: str,
    *,
    admission: Admission | None = None,
    follow: bool = False,
) -> Starlette:
    """Return the proxy's application: *node* with our brandings in place of its own.

    A web app path shows the theme with that path, else *theme*. Pages reload when their branding
    changes.
    """

    def theme_at(path: str) -> str:
        return session.theme_at(path) or theme

    async def branding(path: str, file: str) -> bytes | None:
        return (await session.page_files("themes", theme_at(path), "webapp3")).get(file)

    proxy = Proxy(node, branding)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with session.follow_edits(follow=follow), contextlib.aclosing(proxy):
            yield

    return Starlette(
        routes=[*make_reload_routes(session, theme_at), Mount("/", app=proxy)],
        middleware=[
            Middleware(
                Guard,
                admission=admission or Admission(is_public=is_branding, passes_writes=True),
                headers={"referrer-policy": PAGE_HEADERS["referrer-policy"]},
            )
        ],
        lifespan=lifespan,
    )


class _Pages:
    """The answers."""

    def __init__(self, session: PreviewSession, bundle: Files, guest_port: int = 0) -> None:
        self._guest_port = guest_port
        self._session = session
        self._bundle = bundle

    def policy(self, more: str) -> dict[str, str]:
        """Return the page's content security policy with *more* directives."""
        return {"content-security-policy": f"{self._bundle[POLICY].decode().strip()}; {more}"}

    def headers(self, more: str) -> dict[str, str]:
        """Return the headers of every answer."""
        return {**PAGE_HEADERS, **self.policy(more)}

    async def asset(self, request: Request) -> Response:
        name = f"assets/{request.path_params['path']}"
        headers = dict(FOREVER)
        if self._guest_port:
            headers["access-control-allow-origin"] = _name_origin(request, self._guest_port)
        data = self._bundle.get(name)
        if data and name.endswith((".js", ".css")):
            headers["vary"] = "accept-encoding"
            if "gzip" in request.headers.get("accept-encoding", ""):
                headers["content-encoding"] = "gzip"
                data = compress_asset(data)
        return _make_file_response(data, name, headers)

    async def themes(self, _request: Request) -> Response:
        return _make_json_response(self._session.themes())

    async def theme(self, request: Request) -> Response:
        return _make_json_response(await self._session.theme(request.path_params["name"]))

    async def compare(self, request: Request) -> Response:
        """Return what differs between the packages of two guest pages, whose addresses the query has."""

        def read(side: str) -> tuple[str, str]:
            found = _VIEW.fullmatch(request.query_params.get(side, ""))
            return (found[1], found[2]) if found else ("", "")

        return _make_json_response(await self._session.compare(read("left"), read("right")))

    async def shell_answers(self, asked: str) -> AsyncIterator[bytes]:
        """Yield the answers that the shell begins with; what has to be built first isn't waited for."""
        yield _add_answer("/api/themes", _make_json_response(self._session.themes()).body)
        names = self._session.rebuilder.names()
        name = asked if asked in names else next(iter(names), "")
        if self._session.is_known(name):
            theme = await self._session.theme(name)
            yield _add_answer(f"/api/themes/{name}", _make_json_response(theme).body)

    async def guest_answers(self, origin: str, name: str) -> AsyncIterator[bytes]:
        """Yield the answers that the guest page begins with."""
        view = f"/{origin}/{name}/view/"
        # First, as its digest must not be newer than the files.
        if origin == "themes" and (node := await self._session.node(name)):
            yield _add_answer(f"{view}node.json", _make_json_response(node).body)
        for folder, kind in _KINDS.items():
            for path, data in (await self._session.page_files(origin, name, kind)).items():
                if path.endswith(".json"):
                    yield _add_answer(f"{view}{folder}/{path}", data)

    async def events(self, _request: Request) -> Response:
        def line(event: ServerMessage) -> str:
            return as_line(event, self._session.rebuilder.revision)

        return StreamingResponse(stream_events(self._session, line), media_type="text/event-stream")

    async def builds(self, _request: Request) -> Response:
        def line(event: ServerMessage) -> str:
            return as_line(event) if isinstance(event, BuildEvent | ColorEvent) else ""

        return StreamingResponse(stream_events(self._session, line), media_type="text/event-stream")

    async def node(self, request: Request) -> Response:
        return _make_json_response(await self._session.node(request.path_params["name"]))

    async def sketch(self, request: Request) -> Response:
        found = self._session.rebuilder.find_sketch(**request.path_params)
        headers = {**PACKAGE_HEADERS, **VERSION}
        return _make_file_response(found, ".jpg", headers if found else {})

    async def package_file(self, request: Request) -> Response:
        asked = request.path_params
        package = asked["origin"], asked["name"]
        # The package may be built anew meanwhile.
        digests = {request.query_params.get("v", ""), self._session.digest(*package)}
        files = await self._session.page_files(*package, _KINDS.get(asked["kind"], ""))
        digests.add(self._session.digest(*package))
        headers = {**PACKAGE_HEADERS, **(VERSION if digests != {""} and len(digests) == 1 else {})}
        return _make_file_response(files.get(asked["path"]), asked["path"], headers)

    async def medium(self, request: Request) -> Response:
        """Return a picture or recording of a package; the shell gets nothing else of it."""
        is_medium = guess_content_type(request.path_params["path"]).startswith(("image/", "audio/"))
        return await self.package_file(request) if is_medium else _make_file_response(None, "")


_COMPRESSION = Middleware(GZipMiddleware, compresslevel=2)
"""For texts that are made for an answer; fonts, photographs and events go as they are."""


_END = b"</body>"
_ANY_HOST = "http:"
_NO_FRAME = "frame-ancestors 'none'"


def _name_origin(request: Request, port: int) -> str:
    """Return the origin at *port* of the host that *request* names, for a policy."""
    host = request.url.hostname or ""
    # Policies can't name addresses of IPv6.
    return _ANY_HOST if ":" in host else f"http://{host}:{port}"


def _allow_styles(policy: Mapping[str, str], origin: str) -> dict[str, str]:
    """*policy* with style sheets and fonts of *origin* too."""
    name = "content-security-policy"
    styles = policy[name].replace("style-src 'self'", f"style-src 'self' {origin}", 1)
    return {name: f"{styles}; font-src 'self' {origin}"}


def _add_meta(page: bytes, name: str, content: str) -> bytes:
    tag = b'<meta name="%s" content="%s" />' % (name.encode(), content.encode())
    return page.replace(b"<title>", tag + b"<title>", 1)


def _add_answer(path: str, answer: bytes | memoryview) -> bytes:
    """Return an element with what a request for *path* would give now. No script: nothing in it is run."""
    text = bytes(answer).decode("utf-8-sig", "replace").replace("<", "\\u003c")
    name = html.escape(path)
    return f'<script type="application/json" data-answers="{name}">{text}</script>\n'.encode()


def _make_page_response(
    data: bytes, answers: AsyncIterator[bytes], headers: Mapping[str, str]
) -> Response:
    """Return the page *data* with *answers*, which the browser needn't wait for to load the scripts."""

    async def parts() -> AsyncIterator[bytes]:
        start, end, rest = data.partition(_END)
        yield start
        async for answer in answers:
            yield answer
        yield end + rest

    return StreamingResponse(parts(), headers=dict(headers), media_type=guess_content_type(SHELL))


def _make_file_response(
    data: bytes | None, name: str, headers: Mapping[str, str] | None = None
) -> Response:
    if data is None:
        return Response("Not found\n", 404, media_type="text/plain")
    return Response(data, headers=dict(headers or {}), media_type=guess_content_type(name))


def _make_json_response(value: JsonObject | None) -> Response:
    return _make_file_response(None, "") if value is None else JSONResponse(value)
