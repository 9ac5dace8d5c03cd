"""The service's socket: the booking API, the organisation API and Keycloak's token endpoint.

Every answer is compared with `schema.json`; what does not fit is a violation, on which tests fail.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
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

from tests.fake_booking.service import REQUIRED, ROLES, Account, BookingService, Organisation
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
    return [f"{name}: {error.message}" for error in _make_validator(name).iter_errors(body)]


@cache
def _make_validator(name: str) -> jsonschema.Draft202012Validator:
    wanted = {"$ref": f"#/$defs/{name}", "$defs": SCHEMA["$defs"]}
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    return jsonschema.Draft202012Validator(wanted, format_checker=checker)


@dataclass(frozen=True)
class Call:
    """A request of an account that may make it; each method returns what is answered."""

    service: BookingService
    account: Account
    request: Request
    body: Any

    # -- templates

    def list_templates(self) -> list[Row]:
        rows = self.service.list_templates(self.account.organisation)
        return [self._show(row, "templates") for row in rows]

    def read_template(self) -> Row:
        return self._show(self._find_template(), "templates")

    def add_template(self) -> Row:
        self._check_template()
        return self._write_template(self.service.take_number())

    def replace_template(self) -> Row:
        number = self._find_template()["id"]
        self._check_template()
        return self._write_template(number)

    def delete_template(self) -> None:
        del self.service.templates[self._find_template()["id"]]

    def _write_template(self, number: int) -> Row:
        row = self.service.write(self.account.organisation, number, self.body)
        return self._show(row, "templates")

    def _find_template(self) -> Row:
        number = self.request.path_params["id"]
        if not number.isdecimal():
            raise AnswerError(400, "Input validation error.", 10)
        row = self.service.templates.get(int(number))
        # (V) another organisation's template is not found.
        if row is None or row["organisationId"] != self.account.organisation:
            raise AnswerError(404, f"Scheduling template {number} not found.", 26)
        return row

    def _check_template(self) -> None:
        self._check_body("schedulingTemplateRequest")
        if any(self.body.get(name) is None for name in REQUIRED):
            raise AnswerError(400, "Input validation error.", 10)
        # (V) it counts itself too: a pool template can't be changed while it stays one.
        rows = self.service.list_templates(self.account.organisation)
        if self.body.get("isPoolTemplate") and any(row["isPoolTemplate"] for row in rows):
            told = "Create or update of pool template failed due to only one pool template allowed"
            raise AnswerError(406, told, 18)

    def _check_body(self, schema: str) -> None:
        if not isinstance(self.body, dict) or find_faults(schema, self.body):
            raise AnswerError(400, "Input validation error.", 10)

    # -- rooms

    def list_pool(self) -> list[Row]:
        """Every organisation with a pool, each with its pool template or else its default one (V)."""
        service, pools = self.service, []
        for code, organisation in service.organisations.items():
            if not organisation.pool_size:
                continue
            rows = service.list_templates(code)
            chosen = [
                row for flag in ("isPoolTemplate", "isDefaultTemplate") for row in rows if row[flag]
            ]
            rooms = [
                row for row in service.list_pool(code) if row["provisionStatus"] == "PROVISIONED_OK"
            ]
            pool = {
                "organisationId": code,
                "desiredPoolSize": organisation.pool_size,
                "availablePoolSize": len(rooms),
            }
            if service.lists_pooled_rooms:  # (A) described; the published source leaves it out
                pool["schedulingInfoList"] = [self._show(row, "info") for row in rooms]
            if chosen:
                pool["schedulingTemplate"] = self._show(chosen[0], "templates")
            pools.append(pool)
        return pools

    def list_waiting(self) -> list[Row]:
        rows = self.service.rooms.values()
        due = [row for row in rows if row["provisionStatus"] == "AWAITS_PROVISION"]
        return [self._show(row, "info") for row in due]

    def add_room(self) -> Row:
        self._check_body("create-scheduling-info")
        number = self.body["schedulingTemplateId"]
        template = self.service.templates.get(number)
        if template is None or template["organisationId"] != self.body["organizationId"]:
            raise AnswerError(400, f"Scheduling template {number} not found.", 26)
        return self._show(self.service.book(number, is_pooled=True), "info")

    def read_room(self) -> Row:
        row = self.service.rooms.get(self.request.path_params["uuid"])
        if row is None:
            raise AnswerError(404, "The uuid being requested has never existed")
        is_own = row["organisation"] == self.account.organisation
        if not is_own and not self.account.roles & {*PROVISIONER}:
            told = "The meeting requested does not belong the organisation of the user"
            raise AnswerError(403, told)
        return self._show(row, "info")

    def update_room(self) -> Row:
        self.read_room()
        self._check_body("update-scheduling-info")
        row = self.service.rooms[self.request.path_params["uuid"]]
        row.update(self.body)
        return self._show(row, "info")

    def _show(self, row: Row, kind: str) -> Row:
        """A row as the API shows it, with the address of itself."""
        known = {key: value for key, value in row.items() if key not in {"pooled", "organisation"}}
        host, key = self.request.headers["host"], row.get("id", row.get("uuid"))
        base = f"{self.request.url.scheme}://{host}/v2/scheduling-{kind}/{key}"
        return known | {"_links": {"self": {"href": base}}}

    # -- organisations

    def read_organisation(self) -> Row:
        found = self._find(self.request.path_params["code"])
        return {
            "groupId": self._group(found.code),
            "code": found.code,
            "name": found.name,
            "poolSize": found.pool_size,
            "policyServerEnabled": found.has_policy,
        }

    def read_tree(self) -> Row:
        return self._render_tree(self.request.path_params["code"])

    def query_tree(self) -> Row:
        asked = self.request.query_params
        if ("organisationCode" in asked) == ("groupId" in asked):
            raise AnswerError(400, "Both organisationCode and groupId are either missing or set")
        codes = {str(self._group(code)): code for code in self.service.organisations}
        return self._render_tree(asked.get("organisationCode") or codes.get(asked["groupId"], ""))

    def list_below(self) -> list[Row]:
        def walk(node: Row) -> list[Row]:
            below = [one for child in node["children"] for one in walk(child)]
            return [{"code": node["code"]}, *below]

        return walk(self.read_tree())

    def find_organisations(self) -> list[Row]:
        if not isinstance(self.body, list) or not all(isinstance(uri, str) for uri in self.body):
            raise AnswerError(400, "One of the required parameters/properties are missing")
        owners = {row["uriWithDomain"]: row for row in self.service.rooms.values()}
        return [
            {
                "code": found.code,
                "name": found.name,
                "groupId": self._group(found.code),
                "uri": uri,
                "booked": not owners[uri]["pooled"],
            }
            for uri in self.body
            if uri in owners
            for found in [self._find(owners[uri]["organisation"])]
        ]

    def _render_tree(self, code: str) -> Row:
        found = self._find(code)
        below = [
            organisation.code
            for organisation in self.service.organisations.values()
            if organisation.above == code
        ]
        return {
            "code": code,
            "name": found.name,
            "poolSize": found.pool_size,
            "groupId": self._group(code),
            "children": [self._render_tree(child) for child in below],
        }

    def _find(self, code: str) -> Organisation:
        if code not in self.service.organisations:
            told = "The organisation requested has been deleted or has never existed"
            raise AnswerError(404, told)
        return self.service.organisations[code]

    def _group(self, code: str) -> int:
        return list(self.service.organisations).index(code) + 1


def make_booking_app(service: BookingService) -> ASGIApp:
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

    def make_route(
        path: str, method: str, roles: Iterable[str], name: str, act: Callable[[Call], Any]
    ) -> Route:
        """A route that only *roles* may use; *act* returns what fits the schema of that name."""
        is_booking = path.startswith("/v2/")

        async def serve(request: Request) -> Response:
            body = await request.body()
            with service.lock:
                response = _serve(request, body)
                service.log.append((method, request.url.path, response.status_code))
            return response

        def _serve(request: Request, body: bytes) -> Response:
            try:
                account = _admit(service, request, frozenset(roles), is_booking=is_booking)
                found = act(Call(service, account, request, _read(body)))
            except AnswerError as error:
                said = _describe(error, request.url.path, is_booking=is_booking)
                return answer("detailedError" if is_booking else "basic-error", said, error.status)
            if found is None:
                return Response(status_code=204)
            if isinstance(found, list) and is_booking and service.is_hal_page:
                links = {"self": {"href": str(request.url)}}
                page = {"_embedded": {"items": found}, "_links": links}
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
        make_route("/v2/info", "GET", ROLES, "info", lambda _: {"info": []}),
        make_route(templates, "GET", ROLES, "scheduling-templates", Call.list_templates),
        make_route(templates, "POST", ADMIN, "scheduling-template", Call.add_template),
        make_route(one, "GET", ROLES, "scheduling-template", Call.read_template),
        make_route(one, "PUT", ADMIN, "scheduling-template", Call.replace_template),
        make_route(one, "DELETE", ADMIN, "nothing", Call.delete_template),
        make_route("/v2/pool", "GET", ROLES, "pool", Call.list_pool),
        make_route(info + "-provision", "GET", PROVISIONER, "scheduling-infos", Call.list_waiting),
        make_route(info, "POST", PROVISIONER, "scheduling-info", Call.add_room),
        make_route(info + "/{uuid}", "GET", ROLES, "scheduling-info", Call.read_room),
        make_route(info + "/{uuid}", "PUT", PROVISIONER, "scheduling-info", Call.update_room),
        make_route(
            organisation + "/uri", "POST", ADMIN, "organisation-uri", Call.find_organisations
        ),
        make_route(
            organisation + "/{code}", "GET", ADMIN, "organisation-response", Call.read_organisation
        ),
        make_route(
            organisation + "/{code}/descendants",
            "GET",
            ADMIN,
            "organisation-simples",
            Call.list_below,
        ),
        make_route(tree + "/{code}", "GET", ADMIN, "organisationtree", Call.read_tree),
        make_route(tree, "GET", ADMIN, "organisationtree", Call.query_tree),
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
