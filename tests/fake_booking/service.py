"""The service itself: organisations, templates, and the rooms that it makes on a node.

The marks say where a behaviour comes from: (A) the published description of the API (`schema.json`
names it), (V) the service's published source or its tests, (K) Keycloak's documentation and RFC 6749,
(S) synthetic, because nobody knows.
"""

from __future__ import annotations

import itertools
import secrets
import threading
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.fake_node.node import Node, RefusedError, Row
from tests.fake_node.schemas import ROOT

ROLES = (
    "meeting-admin",
    "meeting-user",
    "meeting-planner",
    "meeting-provisioner",
    "meeting-provisioner-user",
)
"""The values of the user role claim (A)."""
DEFAULTS: Row = {
    "vMRAvailableBefore": 0,
    "maxParticipants": 0,
    "endMeetingOnEndTime": False,
    "isDefaultTemplate": False,
    "isPoolTemplate": False,
    "vmrType": "conference",
    "hostView": "one_main_seven_pips",
    "guestView": "one_main_seven_pips",
    "vmrQuality": "hd",
    "enableOverlayText": True,
    "guestsCanPresent": True,
    "forcePresenterIntoMain": True,
    "forceEncryption": False,
    "muteAllGuests": False,
    "directMedia": "never",
    "breakoutRooms": False,
}
"""What a template gets for fields that are not sent: the defaults of reservations and requests (A)."""
REQUIRED = (
    "conferencingSysId", "uriPrefix", "uriDomain", "hostPinRequired", "guestPinRequired",
    "uriNumberRangeLow", "uriNumberRangeHigh", "ivrTheme",
)  # fmt: skip
"""The description requires all but `ivrTheme`; the service's own entity requires that as well (V)."""
COPIED = (
    "vmrType", "hostView", "guestView", "vmrQuality", "enableOverlayText", "guestsCanPresent",
    "forcePresenterIntoMain", "forceEncryption", "muteAllGuests", "customPortalGuest",
    "customPortalHost", "returnUrl", "directMedia", "breakoutRooms", "ivrTheme",
)  # fmt: skip
"""What a room takes from its template when it is booked or pooled, and keeps (V)."""


@dataclass(frozen=True)
class Account:
    """An OAuth2 client; its token carries organisation, e-mail and user roles (A)."""

    client: str
    secret: str
    organisation: str
    roles: frozenset[str] = frozenset({"meeting-user"})
    email: str = "service@fake.example"


@dataclass
class Organisation:
    """An organisation of the tree."""

    code: str
    name: str
    above: str = ""
    pool_size: int = 0
    has_policy: bool = False


@dataclass
class BookingService:
    """A booking service in front of *node*, which makes the rooms."""

    node: Node
    lifetime: int = 300
    """Seconds that a token is good for (K: Keycloak's default is 5 minutes)."""
    is_hal_page: bool = False
    """Whether lists are HAL pages; published are plain lists (A)."""
    lists_pooled_rooms: bool = False
    """Whether the pool lists its rooms one by one."""
    status: int = 0
    """Answer each request for data with this status instead."""
    accounts: dict[str, Account] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    templates: dict[int, Row] = field(default_factory=dict)
    rooms: dict[str, Row] = field(default_factory=dict)
    """Scheduling information by uuid."""
    log: list[tuple[str, str, int]] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lock = threading.RLock()
        self._tokens: dict[str, tuple[Account, float]] = {}
        self._numbers = itertools.count(200)

    # -- what tests set up ---------------------------------------------------------------------

    def add_account(self, organisation: str, *roles: str, client: str = "themebuilder") -> Account:
        """A new client of that organisation."""
        account = Account(client, "s3cret-of-" + client, organisation, frozenset(roles or ROLES))
        self.accounts[client] = account
        return account

    def add_organisation(
        self, code: str, name: str = "", above: str = "", pool_size: int = 0
    ) -> None:
        """A new organisation."""
        self.organisations[code] = Organisation(code, name or code, above, pool_size)

    def add_template(self, organisation: str, theme: str, **values: Any) -> Row:
        """A new template of the organisation."""
        sent = {
            "conferencingSysId": 1,
            "uriPrefix": "",
            "uriDomain": "fake.example",
            "hostPinRequired": True,
            "guestPinRequired": True,
            "hostPinRangeLow": 1000,
            "hostPinRangeHigh": 9999,
            "guestPinRangeLow": 1000,
            "guestPinRangeHigh": 9999,
            "uriNumberRangeLow": 1000,
            "uriNumberRangeHigh": 9999,
            "ivrTheme": theme,
            **values,
        }
        return self.write(organisation, next(self._numbers), sent)

    def find_theme_uri(self, name: str) -> str:
        """The address of the node's service theme of that name, as templates hold it (V)."""
        (row,) = self.node.find_rows("ivr_theme", name)
        return f"{ROOT}ivr_theme/{row['id']}/"

    def expire(self) -> None:
        """End every token now."""
        self._tokens.clear()

    # -- tokens --------------------------------------------------------------------------------

    def grant(self, form: dict[str, str]) -> tuple[int, Row]:
        """Status and body of the token endpoint (K)."""
        if form.get("grant_type") != "client_credentials":
            return 400, {"error": "unsupported_grant_type"}
        account = self.accounts.get(form.get("client_id", ""))
        if account is None or not secrets.compare_digest(
            account.secret, form.get("client_secret", "")
        ):
            said = "Invalid client or Invalid client credentials"
            return 401, {"error": "unauthorized_client", "error_description": said}
        token = secrets.token_urlsafe(32)
        self._tokens[token] = account, self.node.clock.now() + self.lifetime
        return 200, {
            "access_token": token,
            "expires_in": self.lifetime,
            "refresh_expires_in": 0,
            "token_type": "Bearer",
            "not-before-policy": 0,
            "scope": "email profile",
        }

    def admit(self, header: str) -> Account | None:
        """Whose token it is, if it is still good."""
        account, until = self._tokens.get(header.removeprefix("Bearer "), (None, 0.0))
        return account if self.node.clock.now() < until else None

    # -- templates -----------------------------------------------------------------------------

    def write(self, organisation: str, number: int, sent: Row) -> Row:
        """Put a template in place of what was there; flags move within the organisation (A)."""
        known = {key: value for key, value in sent.items() if value is not None}
        row = {
            **DEFAULTS,
            **known,
            "id": number,
            "organisationId": organisation,
            "createdTime": self._format_now(),
            "createdBy": {"organisationId": organisation, "email": "service@fake.example"},
        }
        for other in self.list_templates(organisation):
            if row["isDefaultTemplate"] and other["id"] != number:
                other["isDefaultTemplate"] = False
        self.templates[number] = row
        return row

    def take_number(self) -> int:
        """The number of the next template."""
        return next(self._numbers)

    def list_templates(self, organisation: str) -> list[Row]:
        """The templates of one organisation: nobody sees those of others (A)."""
        return [row for row in self.templates.values() if row["organisationId"] == organisation]

    # -- rooms ---------------------------------------------------------------------------------

    def book(self, template: int, *, is_pooled: bool = False) -> Row:
        """A meeting, or a room for the pool: it copies the template, and waits for its room (V)."""
        made = self.templates[template]
        number = made["uriNumberRangeLow"] + len(self.rooms)
        row = {
            "uuid": str(uuid.uuid4()),
            "hostPin": 1000 + len(self.rooms),
            "guestPin": 2000 + len(self.rooms),
            "vmrAvailableBefore": made["vMRAvailableBefore"],
            "maxParticipants": made["maxParticipants"],
            "endMeetingOnEndTime": made["endMeetingOnEndTime"],
            "uriWithDomain": f"{made['uriPrefix']}{number}@{made['uriDomain']}",
            "uriWithoutDomain": f"{made['uriPrefix']}{number}",
            "provisionStatus": "AWAITS_PROVISION",
            "createdBy": made["createdBy"],
            "createdTime": self._format_now(),
            "pooled": is_pooled,
            "organisation": made["organisationId"],
            **{name: made[name] for name in COPIED if name in made},
        }
        self.rooms[row["uuid"]] = row
        return row

    def provision(self) -> list[Row]:
        """Make the rooms that wait on the node, as the provisioner does every few minutes."""
        due = [row for row in self.rooms.values() if row["provisionStatus"] == "AWAITS_PROVISION"]
        for row in due:
            values = {
                "name": row["uriWithDomain"],
                "service_type": row["vmrType"],
                "ivr_theme": row["ivrTheme"],  # (V) an address; what else works is unknown
                "enable_overlay_text": row["enableOverlayText"],
                "guests_can_present": row["guestsCanPresent"],
                "mute_all_guests": row["muteAllGuests"],
                "pin": str(row["hostPin"]),
                "guest_pin": str(row["guestPin"]),
            }
            try:
                with self.node.lock:
                    made = self.node.create("conference", values, None)
                    alias = {"alias": row["uriWithDomain"], "conference": made["id"]}
                    self.node.add("conference_alias", **alias)
            except RefusedError as refused:
                row["provisionStatus"] = "PROVISION_PROBLEMS"
                row["provisionStatusDescription"] = f"{refused.status}: {refused.body}"[:200]
            else:
                row |= {"provisionStatus": "PROVISIONED_OK", "provisionVmrId": str(made["id"])}
        return due

    def fill_pools(self) -> None:
        """Book and provision rooms until each organisation with a pool template has enough."""
        for template in [row for row in self.templates.values() if row["isPoolTemplate"]]:
            code = template["organisationId"]
            wanted = self.organisations[code].pool_size if code in self.organisations else 0
            for _ in range(wanted - len(self.list_pool(code))):
                self.book(template["id"], is_pooled=True)
        self.provision()

    def list_pool(self, code: str) -> list[Row]:
        """The pooled rooms of an organisation."""
        rooms = self.rooms.values()
        return [row for row in rooms if row["pooled"] and row["organisation"] == code]

    def _format_now(self) -> str:
        now = datetime.fromtimestamp(self.node.clock.now(), UTC)
        return now.strftime("%Y-%m-%dT%H:%M:%SZ")
