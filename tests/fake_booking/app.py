"""The service's socket: what a client reads of the booking API, and Keycloak's token endpoint.

Every answer is compared with `schema.json`; what does not fit is a violation, on which tests fail.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import jsonschema
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from tests.fake_booking.service import ROLES, Account, BookingService
from tests.fake_node.node import Row

TOKEN_PATH = "/realms/fake/protocol/openid-connect/token"
PROVISIONER = ("meeting-provisioner-user",)
SCHEMA = json.loads(Path(__file__).with_name("schema.json").read_text("utf-8"))


class AnswerError(Exception):
    """An answer other than 200."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status, self.text = status, text


def find_faults(name: str, body: Any) -> list[str]:
    """What in *body* does not fit the schema of that *name*."""
    return [f"{name}: {error.message}" for error in _validator(name).iter_errors(body)]


@cache
def _validator(name: str) -> jsonschema.Draft202012Validator:
    wanted = {"$ref": f"#/$defs/{name}", "$defs": SCHEMA["$defs"]}
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    return jsonschema.Draft202012Validator(wanted, format_checker=checker)


def booking_app(service: BookingService) -> ASGIApp:
    """The web server of the service."""

    def answer(
        name: str, body: Any, status: int = 200, media: str = "application/json"
    ) -> Response:
        service.violations += find_faults(name, body)
        return JSONResponse(body, status, media_type=media)

    async def token(request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        with service.lock:
            status, body = service.grant(form)
            service.log.append(("POST", TOKEN_PATH, status))
        return answer("token" if status == 200 else "token-error", body, status)

    def route(path: str, roles: Iterable[str], name: str, act: Callable[..., Any]) -> Route:
        """A route that only *roles* may use; *act* returns what fits the schema of that name."""

        async def serve(request: Request) -> Response:
            with service.lock:
                response = _serve(request)
                service.log.append(("GET", request.url.path, response.status_code))
            return response

        def _serve(request: Request) -> Response:
            try:
                found = act(service, _admit(service, request, frozenset(roles)), request)
            except AnswerError as error:
                return answer("detailedError", _describe(error, request.url.path), error.status)
            media = "application/hal+json"
            if isinstance(found, list) and service.is_hal_page:
                link = {"self": {"href": str(request.url)}}
                page = {"_embedded": {"items": found}, "_links": link}
                return answer("hal-page", page, media=media)
            return answer(name, found, media=media)

        return Route(path, serve)

    routes = [
        Route(TOKEN_PATH, token, methods=["POST"]),
        route("/v2/info", ROLES, "info", lambda *_: {"info": []}),
        route("/v2/scheduling-templates", ROLES, "scheduling-templates", _list_templates),
        route("/v2/pool", ROLES, "pool", _list_pool),
        route("/v2/scheduling-info-provision", PROVISIONER, "scheduling-infos", _list_waiting),
    ]
    return Starlette(routes=routes)


def _admit(service: BookingService, request: Request, roles: frozenset[str]) -> Account:
    if service.status:
        raise AnswerError(service.status, "An unexpected error occurred")
    account = service.admit(request.headers.get("authorization", ""))
    if account is None or not account.roles & roles:
        raise AnswerError(401, "The role of the user may not use the request")  # (A)
    if account.organisation not in service.organisations:
        told = "The organisation of the user has not been created in the Video API"
        raise AnswerError(403, told)
    return account


def _describe(error: AnswerError, path: str) -> Row:
    return {
        "timestamp": "2026-11-24T12:00:00.000+00:00",
        "status": error.status,
        "error": HTTPStatus(error.status).phrase,
        "path": path,
        "detailed_error": error.text,
        # (A) the description says a text of digits: its enum has numbers, its type is string.
        "detailed_error_code": "11",
    }


def _list_templates(service: BookingService, account: Account, request: Request) -> list[Row]:
    return [_show(row, request, "templates") for row in service.templates_of(account.organisation)]


def _list_pool(service: BookingService, _account: Account, request: Request) -> list[Row]:
    """Every organisation with a pool, each with its pool template or else its default one (V)."""
    pools = []
    for code, size in service.organisations.items():
        if not size:
            continue
        rows = service.templates_of(code)
        chosen = [
            row for flag in ("isPoolTemplate", "isDefaultTemplate") for row in rows if row[flag]
        ]
        rooms = [row for row in service.pool_of(code) if row["provisionStatus"] == "PROVISIONED_OK"]
        pool = {
            "organisationId": code,
            "desiredPoolSize": size,
            "availablePoolSize": len(rooms),
        }
        if service.lists_pooled_rooms:  # (A) described; the published source leaves it out
            pool["schedulingInfoList"] = [_show(row, request, "info") for row in rooms]
        template = {"schedulingTemplate": _show(chosen[0], request, "templates")} if chosen else {}
        pools.append(pool | template)
    return pools


def _list_waiting(service: BookingService, _account: Account, request: Request) -> list[Row]:
    rows = service.rooms.values()
    due = [row for row in rows if row["provisionStatus"] == "AWAITS_PROVISION"]
    return [_show(row, request, "info") for row in due]


def _show(row: Row, request: Request, kind: str) -> Row:
    """A row as the API shows it, with the address of itself."""
    known = {key: value for key, value in row.items() if key not in {"pooled", "organisation"}}
    key = row.get("id", row.get("uuid"))
    base = f"{request.url.scheme}://{request.headers['host']}/v2/scheduling-{kind}/{key}"
    return known | {"_links": {"self": {"href": base}}}
