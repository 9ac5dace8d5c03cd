"""The booking service, read only: nothing here can send more than GET, and the POST for a token.

Source: KvalitetsIT/medcom-video-api, ``video-api-v2.yaml``: OAuth2 client credentials against
Keycloak; every user role may read the templates and the pool of its own organisation.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from themebuilder.core.json_text import Json
from themebuilder.core.messages import N_, Message, _
from themebuilder.core.problems import ThemeError
from themebuilder.publishing.bookings.booking_templates import (
    Bookings,
    Template,
    list_room_themes,
    parse_pools,
    parse_templates,
    read_exported,
)
from themebuilder.publishing.deployment import Booking, split_address
from themebuilder.publishing.node.auth import Secret, read_secret, read_token, request_token
from themebuilder.publishing.node.objects import UNREADABLE, fail
from themebuilder.publishing.node.replies import Reply, describe_error
from themebuilder.publishing.node.transport import NoAnswerError, Transport

TEMPLATES, POOL = "/v2/scheduling-templates", "/v2/pool"
WAITING = "/v2/scheduling-info-provision"
KEPT = 10.0
"""Seconds. A plan asks several times in a row; a prune asks again after the user's answer."""
NOT_SHOWN = {400, 401, 403, 404}
_SENTENCES = {
    POOL: N_("{service} doesn't show its pooled rooms to this account ({reason})."),
    WAITING: N_(
        "{service} doesn't show booked meetings that wait for their room to this account "
        "({reason}). It takes the role meeting-provisioner-user."
    ),
}
"""What the report can do without -> the sentence where the account may not read it."""
_ACCOUNT = N_("Check `client`, `secret` and the client's roles: see `booking` in the deployment.")
_TOKEN_ADDRESS = N_("Check `token_address`: see `booking` in the deployment.")


class BookingService:
    """A booking service with an account; its transports stay hidden behind two functions."""

    def __init__(
        self, booking: Booking, connect: Callable[[str], Transport], secret: Secret
    ) -> None:
        self.address = booking.address
        origin, self._base = split_address(booking.address)
        token_origin, token_path = split_address(booking.token_address)
        transport, tokens = connect(origin), connect(token_origin)
        self._log = transport.log
        self._log.hide(secret.reveal())
        self._get = transport.get
        self._request_token = partial(request_token, tokens, token_path or "/")
        self._token_address = booking.token_address
        self._token = self._read_token(booking.client, secret)

    def read(self) -> Bookings:
        """Return what the service shows to the account; `ThemeError` without its templates."""
        unread: list[str] = []
        own: tuple[Template, ...] = self._parse(
            TEMPLATES, lambda data: parse_templates(data, self.address)
        )
        pools: Bookings = (
            self._parse(POOL, lambda data: parse_pools(data, self.address), unread) or Bookings()
        )
        waiting: tuple[str, ...] = self._parse(WAITING, list_room_themes, unread)
        templates = {template.id: template for template in (*pools.templates, *own)}
        every = tuple(templates[number] for number in sorted(templates))
        return Bookings(every, pools.pools, pools.pooled, waiting, tuple(unread))

    def _parse(
        self, path: str, parse: Callable[[Json], Any], unread: list[str] | None = None
    ) -> Any:  # noqa: ANN401 - what *parse* returns
        """GET *path* and parse it; with *unread*, a refusal is noted there and gives nothing."""
        headers = {
            "Accept": "application/hal+json, application/json",
            "Authorization": f"Bearer {self._token.reveal()}",
        }
        try:
            reply = self._get(self._base + path, headers)
        except NoAnswerError as error:
            self._fail_without_answer(self.address, error)
        if reply.status in NOT_SHOWN and unread is not None:
            reason = self._describe_with_status(reply)
            unread.append(_(_SENTENCES[path], service=self.address, reason=reason))
            return ()
        if reply.status != 200:
            message = _(
                "{address} answers `{path}` with {answer}.",
                address=self.address,
                path=path,
                answer=self._describe_with_status(reply),
            )
            self._fail(message, _ACCOUNT if reply.status in {401, 403} else "")
        try:
            return parse(json.loads(reply.body))
        except UNREADABLE:
            message = _(
                "{address} answers to `{path}` with something else than the published API.",
                address=self.address,
                path=path,
            )
            self._fail(message)

    def _read_token(self, client: str, secret: Secret) -> Secret:
        where = self._token_address
        try:
            reply = self._request_token(
                lambda: {"client_id": client, "client_secret": secret.reveal()}
            )
            return read_token(reply, self._log)
        except NoAnswerError as error:
            self._fail_without_answer(where, error)
        except UNREADABLE:
            message = _(
                "{address} gave the client no usable token: {answer}.",
                address=where,
                answer=self._describe(reply),
            )
            self._fail(message, _ACCOUNT if 400 <= reply.status < 500 else _TOKEN_ADDRESS)

    def _describe(self, reply: Reply) -> str:
        """Return the service's own sentence, in one line and without secrets."""
        try:
            answer = json.loads(reply.body)
            detail = answer["detailed_error"] if isinstance(answer, dict) else None
        except (LookupError, RecursionError, ValueError):
            detail = None
        body = json.dumps({"error": detail}).encode() if detail else reply.body
        return self._log.redact(describe_error(reply.status, body)).rstrip(".")

    def _describe_with_status(self, reply: Reply) -> str:
        answer, status = self._describe(reply), str(reply.status)
        return answer if answer.startswith(status) else f"{status}: {answer}"

    def _fail_without_answer(self, address: str, error: NoAnswerError) -> NoReturn:
        self._fail(
            _("{address} gives no usable answer: {reason}.", address=address, reason=error.reason)
        )

    def _fail(self, message: Message, hint: str = "") -> NoReturn:
        fail("booking-not-read", message, self.address, _(hint) if hint else "")


@dataclass
class BookingReader:
    """Reads the bookings when called; calls in quick succession get the same answer or error."""

    read: Callable[[], Bookings]
    now: Callable[[], float]
    _read_at: float = float("-inf")
    _found: Bookings | ThemeError = field(default_factory=Bookings)

    def __call__(self) -> Bookings:
        """Return the bookings, at most `KEPT` seconds old."""
        if self.now() - self._read_at > KEPT:
            try:
                self._found = self.read()
            except ThemeError as error:
                self._found = error
            self._read_at = self.now()
        if isinstance(self._found, ThemeError):
            raise self._found
        return self._found


def read_bookings(
    bookings: Sequence[Booking],
    connect: Callable[[str], Transport],
    environment: Mapping[str, str],
    root: Path,
) -> Bookings:
    """Read every service and file; `ThemeError` for the first that can't be read."""
    found = Bookings()
    for booking in bookings:
        if booking.secret is None:
            file = root / Path(booking.file).expanduser()
            found += Bookings(read_exported(file, booking.file, booking.place))
        else:
            secret = read_secret(booking.secret, environment, root)
            found += BookingService(booking, connect, secret).read()
    return found
