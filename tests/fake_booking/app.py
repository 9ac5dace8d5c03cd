"""The service's socket: the booking API, the organisation API and Keycloak's token endpoint.

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

from tests.fake_booking.service import REQUIRED, ROLES, Account, BookingService
from tests.fake_node.node import Row

TOKEN_PATH = "/realms/fake/protocol/openid-connect/token"
ADMIN = ("meeting-admin",)
PROVISIONER = ("meeting-provisioner-user",)
SCHEMA = json.loads(Path(__file__).with_name("schema.json").read_text("utf-8"))


class AnswerError(Exception):
    """An answer other than 200; *code* is the number of the service's own list of errors."""

    def __init__(self, status: int, text: str, code: int = 11) -> None:
        super().__init__(text)
        self.status, self.text, self.code = status, text, code


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

    def route(
        path: str, method: str, roles: Iterable[str], name: str, act: Callable[..., Any]
    ) -> Route:
        """A route that only *roles* may use; *act* returns what fits the schema of that name."""

        async def serve(request: Request) -> Response:
            body = await request.body()
            with service.lock:
                response = _serve(request, body)
                service.log.append((method, request.url.path, response.status_code))
            return response

        def _serve(request: Request, body: bytes) -> Response:
            is_booking = request.url.path.startswith("/v2/")
            try:
                account = _admit(service, request, frozenset(roles), is_booking=is_booking)
                found = act(service, account, request, _read(body))
            except AnswerError as error:
                return answer(
                    "detailedError" if is_booking else "basic-error",
                    _describe(error, request.url.path, is_booking=is_booking),
                    error.status,
                )
            if found is None:
                return Response(status_code=204)
            listed = isinstance(found, list) and is_booking and service.is_hal_page
            if listed:
                page = {
                    "_embedded": {"items": found},
                    "_links": {"self": {"href": str(request.url)}},
                }
                return answer("hal-page", page, media="application/hal+json")
            media = "application/hal+json" if is_booking else "application/json"
            return answer(name, found, media=media)

        return Route(path, serve, methods=[method])

    templates, one = "/v2/scheduling-templates", "/v2/scheduling-templates/{id}"
    info, tree = "/v2/scheduling-info", "/services/v2/organisationtree"
    organisation = "/services/v2/organisation"
    # Uri before the code, which would match it too.
    routes = [
        Route(TOKEN_PATH, token, methods=["POST"]),
        route("/v2/info", "GET", ROLES, "info", lambda *_: {"info": []}),
        route(templates, "GET", ROLES, "scheduling-templates", _list_templates),
        route(templates, "POST", ADMIN, "scheduling-template", _add_template),
        route(one, "GET", ROLES, "scheduling-template", _read_template),
        route(one, "PUT", ADMIN, "scheduling-template", _replace_template),
        route(one, "DELETE", ADMIN, "nothing", _delete_template),
        route("/v2/pool", "GET", ROLES, "pool", _list_pool),
        route(info + "-provision", "GET", PROVISIONER, "scheduling-infos", _list_waiting),
        route(info, "POST", PROVISIONER, "scheduling-info", _add_room),
        route(info + "/{uuid}", "GET", ROLES, "scheduling-info", _read_room),
        route(info + "/{uuid}", "PUT", PROVISIONER, "scheduling-info", _update_room),
        route(organisation + "/uri", "POST", ADMIN, "organisation-uri", _find_organisations),
        route(organisation + "/{code}", "GET", ADMIN, "organisation-response", _read_organisation),
        route(
            organisation + "/{code}/descendants", "GET", ADMIN, "organisation-simples", _list_below
        ),
        route(tree + "/{code}", "GET", ADMIN, "organisationtree", _read_tree),
        route(tree, "GET", ADMIN, "organisationtree", _query_tree),
    ]
    return Starlette(routes=routes)


def _admit(
    service: BookingService, request: Request, roles: frozenset[str], *, is_booking: bool
) -> Account:
    if service.status:
        raise AnswerError(service.status, "An unexpected error occurred")
    account = service.admit(request.headers.get("authorization", ""))
    if account is None or not account.roles & roles:
        # (A) the booking API answers 401 to a wrong role, the organisation API 403.
        status = 403 if account and not is_booking else 401
        raise AnswerError(status, "The role of the user may not use the request")
    if account.organisation not in service.organisations:
        told = "The organisation of the user has not been created in the Video API"
        raise AnswerError(403, told)
    return account


def _read(body: bytes) -> Any:
    try:
        return json.loads(body) if body else None
    except ValueError:
        raise AnswerError(400, "Input validation error.", 10) from None


def _describe(error: AnswerError, path: str, *, is_booking: bool) -> Row:
    phrase = HTTPStatus(error.status).phrase
    body = {
        "timestamp": "2026-11-24T12:00:00.000+00:00",
        "status": error.status,
        "error": phrase if is_booking else error.text,
        "path": path,
    }
    # (A) the description says a text of digits: its enum has numbers, its type is string.
    more = {"detailed_error": error.text, "detailed_error_code": str(error.code)}
    return body | (more if is_booking else {"status_text": phrase})


# -- templates: (service, account, request, body) -> what is answered


def _list_templates(
    service: BookingService, account: Account, request: Request, _body: Any
) -> list[Row]:
    return [_show(row, request, "templates") for row in service.templates_of(account.organisation)]


def _read_template(service: BookingService, account: Account, request: Request, _body: Any) -> Row:
    return _show(_find_template(service, account, request), request, "templates")


def _add_template(service: BookingService, account: Account, request: Request, body: Any) -> Row:
    _check_template(service, account, body)
    row = service.write(account.organisation, service.next_number(), body)
    return _show(row, request, "templates")


def _replace_template(
    service: BookingService, account: Account, request: Request, body: Any
) -> Row:
    number = _find_template(service, account, request)["id"]
    _check_template(service, account, body)
    return _show(service.write(account.organisation, number, body), request, "templates")


def _delete_template(
    service: BookingService, account: Account, request: Request, _body: Any
) -> None:
    del service.templates[_find_template(service, account, request)["id"]]


def _find_template(service: BookingService, account: Account, request: Request) -> Row:
    number = request.path_params["id"]
    if not number.isdecimal():
        raise AnswerError(400, "Input validation error.", 10)
    row = service.templates.get(int(number))
    # (V) another organisation's template is not found.
    if row is None or row["organisationId"] != account.organisation:
        raise AnswerError(404, f"Scheduling template {number} not found.", 26)
    return row


def _check_template(service: BookingService, account: Account, body: Any) -> None:
    if not isinstance(body, dict) or find_faults("schedulingTemplateRequest", body):
        raise AnswerError(400, "Input validation error.", 10)
    if any(body.get(name) is None for name in REQUIRED):
        raise AnswerError(400, "Input validation error.", 10)
    # (V) it counts itself too: a pool template can't be changed while it stays one.
    rows = service.templates_of(account.organisation)
    if body.get("isPoolTemplate") and any(row["isPoolTemplate"] for row in rows):
        told = "Create or update of pool template failed due to only one pool template allowed"
        raise AnswerError(406, told, 18)


# -- rooms


def _list_pool(
    service: BookingService, _account: Account, request: Request, _body: Any
) -> list[Row]:
    """Every organisation with a pool, each with its pool template or else its default one (V)."""
    pools = []
    for code, organisation in service.organisations.items():
        if not organisation.pool_size:
            continue
        rows = service.templates_of(code)
        chosen = [
            row for flag in ("isPoolTemplate", "isDefaultTemplate") for row in rows if row[flag]
        ]
        rooms = [row for row in service.pool_of(code) if row["provisionStatus"] == "PROVISIONED_OK"]
        pool = {
            "organisationId": code,
            "desiredPoolSize": organisation.pool_size,
            "availablePoolSize": len(rooms),
        }
        if service.lists_pooled_rooms:  # (A) described; the published source leaves it out
            pool["schedulingInfoList"] = [_show(row, request, "info") for row in rooms]
        template = {"schedulingTemplate": _show(chosen[0], request, "templates")} if chosen else {}
        pools.append(pool | template)
    return pools


def _list_waiting(
    service: BookingService, _account: Account, request: Request, _body: Any
) -> list[Row]:
    rows = service.rooms.values()
    due = [row for row in rows if row["provisionStatus"] == "AWAITS_PROVISION"]
    return [_show(row, request, "info") for row in due]


def _add_room(service: BookingService, _account: Account, request: Request, body: Any) -> Row:
    if not isinstance(body, dict) or find_faults("create-scheduling-info", body):
        raise AnswerError(400, "Input validation error.", 10)
    template = service.templates.get(body["schedulingTemplateId"])
    if template is None or template["organisationId"] != body["organizationId"]:
        told = f"Scheduling template {body['schedulingTemplateId']} not found."
        raise AnswerError(400, told, 26)
    return _show(service.book(template["id"], is_pooled=True), request, "info")


def _read_room(service: BookingService, account: Account, request: Request, _body: Any) -> Row:
    row = service.rooms.get(request.path_params["uuid"])
    if row is None:
        raise AnswerError(404, "The uuid being requested has never existed")
    if row["organisation"] != account.organisation and not account.roles & {*PROVISIONER}:
        raise AnswerError(403, "The meeting requested does not belong the organisation of the user")
    return _show(row, request, "info")


def _update_room(service: BookingService, account: Account, request: Request, body: Any) -> Row:
    _read_room(service, account, request, None)
    if not isinstance(body, dict) or find_faults("update-scheduling-info", body):
        raise AnswerError(400, "Input validation error.", 10)
    row = service.rooms[request.path_params["uuid"]]
    row.update(body)
    return _show(row, request, "info")


def _show(row: Row, request: Request, kind: str) -> Row:
    """A row as the API shows it, with the address of itself."""
    known = {key: value for key, value in row.items() if key not in {"pooled", "organisation"}}
    key = row.get("id", row.get("uuid"))
    base = f"{request.url.scheme}://{request.headers['host']}/v2/scheduling-{kind}/{key}"
    return known | {"_links": {"self": {"href": base}}}


# -- organisations


def _read_organisation(
    service: BookingService, _account: Account, request: Request, _body: Any
) -> Row:
    found = _find(service, request.path_params["code"])
    return {
        "groupId": _group(service, found.code),
        "code": found.code,
        "name": found.name,
        "poolSize": found.pool_size,
        "policyServerEnabled": found.has_policy,
    }


def _read_tree(service: BookingService, _account: Account, request: Request, _body: Any) -> Row:
    return _grow(service, request.path_params["code"])


def _query_tree(service: BookingService, _account: Account, request: Request, _body: Any) -> Row:
    asked = request.query_params
    if ("organisationCode" in asked) == ("groupId" in asked):
        raise AnswerError(400, "Both organisationCode and groupId are either missing or set")
    codes = {str(_group(service, code)): code for code in service.organisations}
    code = asked.get("organisationCode") or codes.get(asked["groupId"], "")
    return _grow(service, code)


def _list_below(
    service: BookingService, _account: Account, request: Request, _body: Any
) -> list[Row]:
    def walk(node: Row) -> list[Row]:
        return [{"code": node["code"]}, *(one for child in node["children"] for one in walk(child))]

    return walk(_grow(service, request.path_params["code"]))


def _find_organisations(
    service: BookingService, _account: Account, _request: Request, body: Any
) -> list[Row]:
    if not isinstance(body, list) or not all(isinstance(uri, str) for uri in body):
        raise AnswerError(400, "One of the required parameters/properties are missing")
    owners = {row["uriWithDomain"]: row for row in service.rooms.values()}
    return [
        {
            "code": found.code,
            "name": found.name,
            "groupId": _group(service, found.code),
            "uri": uri,
            "booked": not owners[uri]["pooled"],
        }
        for uri in body
        if uri in owners
        for found in [_find(service, owners[uri]["organisation"])]
    ]


def _grow(service: BookingService, code: str) -> Row:
    found = _find(service, code)
    below = [one.code for one in service.organisations.values() if one.above == code]
    return {
        "code": code,
        "name": found.name,
        "poolSize": found.pool_size,
        "groupId": _group(service, code),
        "children": [_grow(service, child) for child in below],
    }


def _find(service: BookingService, code: str) -> Any:
    if code not in service.organisations:
        raise AnswerError(404, "The organisation requested has been deleted or has never existed")
    return service.organisations[code]


def _group(service: BookingService, code: str) -> int:
    return list(service.organisations).index(code) + 1
