"""The node's sockets: the management API, the token endpoint and the conferencing nodes."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.fake_node import queries, status
from tests.fake_node.auth import Guard
from tests.fake_node.node import Node, RefusedError, Row
from tests.fake_node.schemas import ROOT, STATUS, render_schema

LIST_WIPERS = {"DELETE", "PUT"}


class CutOffError(Exception):
    """The connection is to end without an answer."""


def make_management_app(node: Node, guard: Guard) -> ASGIApp:
    """The management node's web server."""

    async def token(request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        own = f"{request.url.scheme}://{request.headers['host']}/oauth/token/"
        with node.lock:
            bought = guard.issue_token(form, own, node.clock.now())
        # The body of a refusal is unknown; a third-party test invents this one.
        return JSONResponse(bought or {"error": "invalid_client"}, 200 if bought else 400)

    async def api(request: Request) -> Response:
        body = await request.body()
        with node.lock:
            response = _answer(node, guard, request, body)
            node.log.append((request.method, request.url.path, response.status_code))
        return response

    return _Cutting(
        Starlette(
            routes=[
                Route("/oauth/token/", token, methods=["POST"]),
                Route("/{rest:path}", api, methods=["GET", "POST", "PUT", "PATCH", "DELETE"]),
            ]
        )
    )


def make_conferencing_app(node: Node, name: str) -> ASGIApp:
    """A conferencing node's web server: branding files, and the way into a meeting."""

    async def branding(request: Request) -> Response:
        if node.faults.busy_on == name:
            return Response("<html>", 503)
        with node.lock:
            data = node.find_branding_file(
                name, request.path_params["slug"], request.path_params["file"]
            )
            node.log.append(("GET", f"{name}:{request.url.path}", 404 if data is None else 200))
        return Response(data, 404 if data is None else 200)

    async def request_token(request: Request) -> Response:
        with node.lock:
            chat = node.has_chat(name, request.path_params["alias"])
        if chat is None:
            return JSONResponse({"status": "failed", "result": "Neither conference nor…"}, 404)
        said = {"token": "a-participant-token", "expires": "120", "chat_enabled": chat}
        return JSONResponse({"status": "success", "result": said})

    async def release_token(_: Request) -> Response:
        return JSONResponse({"status": "success", "result": True})

    async def theme(request: Request) -> Response:
        # (T) Android SDK: with the token; the answer of a refusal is (S).
        if not request.headers.get("token"):
            return JSONResponse({"status": "failed", "result": "Invalid token"}, 403)
        with node.lock:
            screens = node.find_meeting_screens(name, request.path_params["alias"])
        if screens is None:  # (T) Pexip's client takes it for a meeting without screens
            return Response(status_code=204)
        return JSONResponse({"status": "success", "result": screens})

    async def web_app(request: Request) -> Response:
        with node.lock:
            data = node.find_app_file(
                name, request.path_params["slug"], request.path_params["file"]
            )
            node.log.append(("GET", f"{name}:{request.url.path}", 404 if data is None else 200))
        if isinstance(data, str):
            return RedirectResponse(data)
        return Response(data, 404 if data is None else 200)

    client = "/api/client/v2/conferences/{alias}"
    return Starlette(
        routes=[
            Route("/{slug}/branding/{file:path}", branding),
            Route(f"{client}/request_token", request_token, methods=["POST"]),
            Route(f"{client}/release_token", release_token, methods=["POST"]),
            Route(f"{client}/theme/", theme),
            Route("/{slug}/{file:path}", web_app),
        ]
    )


class _Cutting:
    """Cuts the connection when an answer is to be lost."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_or_cut(message: Any) -> None:
            headers = dict(message.get("headers", ()))
            if message["type"] == "http.response.start" and b"x-cut" in headers:
                # The server's own cycle object holds the socket; a fake may reach for it.
                send.__self__.transport.abort()  # type: ignore[attr-defined]
                raise CutOffError
            await send(message)

        try:
            await self.app(scope, receive, send_or_cut)
        except CutOffError:
            return


def _answer(node: Node, guard: Guard, request: Request, body: bytes) -> Response:
    method, path, faults = request.method, request.url.path, node.faults
    for hook in list(faults.before):
        hook(method, path)
    if not guard.admits(request.headers.get("authorization", ""), node.clock.now()):
        # (F) an empty 401; the header asks for a name and password.
        return Response(status_code=401, headers={"WWW-Authenticate": 'Basic Realm="Pexip"'})
    if faults.hits("rate_limited", method, path) or node.exceeds_quota():
        wait = {} if faults.retry_after is None else {"Retry-After": str(faults.retry_after)}
        return Response(status_code=429, headers=wait)
    if faults.hits("unavailable", method, path):
        return Response(b"<html>bad gateway</html>", faults.unavailable_status)
    if faults.redirect_to and method == "GET":
        return RedirectResponse(faults.redirect_to + path)
    try:
        response = _dispatch(node, request, body)
    except RefusedError as refused:
        if refused.body is None:
            return Response(status_code=refused.status)
        return JSONResponse(refused.body, refused.status)
    lost = (method == "POST" and faults.hits("lost_replies", method, path)) or (
        method == "PATCH" and faults.hits("lost_patches", method, path)
    )
    if lost:
        return Response(headers={"X-Cut": "1"})
    if method != "GET" and faults.hits("broken_after_write", method, path):
        return Response(status_code=502)
    return response


def _dispatch(node: Node, request: Request, body: bytes) -> Response:
    path = request.url.path
    if path.startswith(STATUS) and request.method == "GET":
        return JSONResponse(status.answer(node, path, dict(request.query_params)))
    # (S) what a real node does without the slash is unknown; a client must never rely on it.
    if not path.startswith(ROOT) or not path.endswith("/"):
        raise RefusedError(404)
    parts = path.removeprefix(ROOT).strip("/").split("/")
    match parts:
        case [""] if request.method == "GET":
            return JSONResponse(
                {
                    name: {"list_endpoint": f"{ROOT}{name}/", "schema": f"{ROOT}{name}/schema/"}
                    for name in node.resources
                }
            )
        case [resource, *_] if resource not in node.resources:
            raise RefusedError(404)
        case [resource, *_] if resource in node.faults.forbidden:
            raise RefusedError(403)
        case [resource, "schema"]:
            return JSONResponse(render_schema(node.resources[resource]))
        case [resource]:
            return _list(node, resource, request, body)
        case [resource, key]:
            return _answer_detail(node, resource, key, request, body)
        # (S) one third party says that it is there, no schema does.
        case ["webapp_branding", key, "download"] if node.faults.download and key in node.zips:
            return Response(node.zips[key], media_type="application/zip")
        # (S) nobody says that themes can be fetched back; the admin pages can.
        case ["ivr_theme", key, "download"] if node.faults.download:
            if data := node.zips.get(f"theme-{key}"):
                return Response(data, media_type="application/zip")
    raise RefusedError(404)


def _list(node: Node, resource: str, request: Request, body: bytes) -> Response:
    spec = node.resources[resource]
    if request.method in LIST_WIPERS:  # (F) a real node would do it
        node.note_violation(
            f"{request.method} on the list of {resource}: that wipes the collection"
        )
        raise RefusedError(500)
    if request.method.lower() not in spec.list_methods or request.method == "PATCH":
        raise RefusedError(405)
    if request.method == "GET":
        return JSONResponse(queries.make_page(node, resource, dict(request.query_params)))
    values, upload = _read_payload(node, resource, request, body)
    row = node.create(resource, values, upload)
    key = row[spec.key]
    location = node.make_uri(resource, key)
    if node.faults.location_absolute:
        location = f"{request.url.scheme}://{request.headers['host']}{location}"
    elif node.faults.location_bare:
        location = location.strip("/")
    return _answer_write(node, 201, resource, row, {"Location": location})


def _answer_detail(node: Node, resource: str, key: str, request: Request, body: bytes) -> Response:
    spec = node.resources[resource]
    if key not in node.rows[resource]:
        raise RefusedError(404)
    if request.method == "POST":
        raise RefusedError(501)  # (T) an integrator saw it; the framework's `post_detail`
    if request.method.lower() not in spec.detail_methods:
        raise RefusedError(405)
    if request.method == "GET":
        return JSONResponse(node.render_row(resource, node.rows[resource][key]))
    if request.method == "DELETE":  # (T) 204
        node.remove(resource, key)
        return Response(status_code=204)
    values, upload = _read_payload(node, resource, request, body)
    row = node.change(resource, key, values, upload)
    return _answer_write(node, 202 if request.method == "PATCH" else 204, resource, row, {})


def _answer_write(
    node: Node, status: int, resource: str, row: Row, headers: dict[str, str]
) -> Response:
    # (T) 201 and 202 without a body, `Location` on a new object; (F) 204 for PUT.
    if node.faults.body_on_write and status != 204:
        return JSONResponse(node.render_row(resource, row), status, headers=headers)
    return Response(status_code=status, headers=headers)


def _read_payload(
    node: Node, resource: str, request: Request, body: bytes
) -> tuple[Row, bytes | None]:
    kind = request.headers.get("content-type", "")
    if kind.startswith("multipart/form-data"):
        return _parse_multipart(kind, body, node.resources[resource].file_field)
    try:
        values = json.loads(body)
    except ValueError:
        raise RefusedError(400, {"error": "Malformed JSON."}) from None
    if not isinstance(values, dict):
        raise RefusedError(400, {"error": "Expected an object."})
    return values, None


def _parse_multipart(kind: str, body: bytes, file_field: str) -> tuple[Row, bytes | None]:
    boundary = kind.partition("boundary=")[2].strip('"').encode()
    values: Row = {}
    upload = None
    for part in body.split(b"--" + boundary)[1:-1]:
        head, data = part.removeprefix(b"\r\n").removesuffix(b"\r\n").split(b"\r\n\r\n", 1)
        names = dict(re.findall(r'(name|filename)="([^"]*)"', head.decode()))
        if names["name"] == file_field and "filename" in names:
            upload = data
        else:
            values[names["name"]] = data.decode()
    return values, upload
