"""The fake booking service behaves as the published API says; every answer fits its schema."""

from __future__ import annotations

import contextlib
import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import urllib3

from tests.fake_booking import BookingService, run_booking
from tests.fake_booking.app import TOKEN_PATH, find_faults
from tests.fake_node import Node
from tests.publishing.kit import Look, parse_deployment, publish, write_built
from themebuilder.publishing.session import open_session

THEME = "nord (themebuilder)"


class Client:
    """Asks the service with an account's token."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.token = ""

    def log_in(self, client: str, secret: str, grant: str = "client_credentials") -> int:
        form = {"grant_type": grant, "client_id": client, "client_secret": secret}
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        reply = urllib3.request(
            "POST", self.address + TOKEN_PATH, body=urlencode(form), headers=headers
        )
        self.token = reply.json().get("access_token", "")
        return reply.status

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        reply = urllib3.request(
            method, self.address + path, headers=headers, body=json.dumps(body) if body else None
        )
        return reply.status, reply.json() if reply.data else None


@pytest.fixture
def service() -> BookingService:
    """Two organisations, one below the other, and a theme on the node."""
    service = BookingService(Node())
    service.add_organisation("region", "Region")
    service.add_organisation("ward", "Afsnit", above="region", pool_size=2)
    service.node.add("ivr_theme", name=THEME)
    return service


@pytest.fixture
def client(service) -> Iterator[Client]:
    with run_booking(service) as up:
        yield Client(up.address)
    assert service.violations == []


def log_in(service, client, organisation, *roles):
    account = service.add_account(organisation, *roles)
    assert client.log_in(account.client, account.secret) == 200


@pytest.mark.parametrize(
    ("form", "status"),
    [
        (("themebuilder", "s3cret-of-themebuilder", "client_credentials"), 200),
        (("themebuilder", "wrong", "client_credentials"), 401),
        (("nobody", "s3cret-of-themebuilder", "client_credentials"), 401),
        (("themebuilder", "s3cret-of-themebuilder", "password"), 400),
    ],
)
def test_a_token_takes_the_right_client_secret_and_grant(service, client, form, status):
    service.add_account("ward")
    assert client.log_in(*form) == status


ANSWERS = [
    # organisation, role, method, path, status
    ("ward", "meeting-user", "GET", "/v2/scheduling-templates", 200),
    ("ward", "meeting-user", "GET", "/v2/scheduling-templates/200", 200),
    ("ward", "meeting-user", "GET", "/v2/scheduling-templates/seven", 400),
    ("ward", "meeting-user", "GET", "/v2/scheduling-templates/7", 404),
    ("region", "meeting-user", "GET", "/v2/scheduling-templates/200", 404),
    ("ward", "meeting-user", "POST", "/v2/scheduling-templates", 401),
    ("ward", "meeting-admin", "POST", "/v2/scheduling-templates", 400),
    ("ward", "meeting-user", "DELETE", "/v2/scheduling-templates/200", 401),
    ("ward", "meeting-admin", "DELETE", "/v2/scheduling-templates/200", 204),
    ("ward", "meeting-user", "GET", "/v2/pool", 200),
    ("ward", "meeting-user", "GET", "/v2/info", 200),
    ("ward", "meeting-user", "GET", "/v2/scheduling-info-provision", 401),
    ("ward", "meeting-provisioner-user", "GET", "/v2/scheduling-info-provision", 200),
    ("gone", "meeting-user", "GET", "/v2/scheduling-templates", 403),
    ("ward", "unknown-role", "GET", "/v2/scheduling-templates", 401),
    ("ward", "meeting-admin", "GET", "/services/v2/organisationtree/region", 200),
    ("ward", "meeting-admin", "GET", "/services/v2/organisationtree?organisationCode=ward", 200),
    ("ward", "meeting-admin", "GET", "/services/v2/organisationtree?groupId=1", 200),
    ("ward", "meeting-admin", "GET", "/services/v2/organisationtree", 400),
    ("ward", "meeting-admin", "GET", "/services/v2/organisationtree/gone", 404),
    ("ward", "meeting-user", "GET", "/services/v2/organisationtree/region", 403),
    ("ward", "meeting-admin", "GET", "/services/v2/organisation/ward", 200),
    ("ward", "meeting-admin", "GET", "/services/v2/organisation/region/descendants", 200),
]


@pytest.mark.parametrize("row", ANSWERS, ids=lambda row: " ".join(map(str, row)))
def test_each_request_gets_the_status_of_the_published_api(service, client, row):
    organisation, role, method, path, status = row
    service.add_template("ward", service.find_theme_uri(THEME), isDefaultTemplate=True)
    log_in(service, client, organisation, role)
    assert client.ask(method, path)[0] == status


def test_without_a_good_token_there_is_a_401(service, client):
    log_in(service, client, "ward")
    service.expire()
    assert client.ask("GET", "/v2/scheduling-templates")[0] == 401


def test_an_account_sees_its_own_templates_and_the_pool_template_of_others(service, client):
    service.add_template("region", service.find_theme_uri(THEME))
    service.add_template("ward", service.find_theme_uri(THEME), isPoolTemplate=True)
    log_in(service, client, "region", "meeting-user")
    listed = client.ask("GET", "/v2/scheduling-templates")[1]
    pools = client.ask("GET", "/v2/pool")[1]
    assert [one["organisationId"] for one in listed] == ["region"]
    assert [pool["schedulingTemplate"]["organisationId"] for pool in pools] == ["ward"]


def test_a_put_replaces_the_template_and_the_default_flag_moves(service, client):
    first = service.add_template("ward", service.find_theme_uri(THEME), isDefaultTemplate=True)
    second = service.add_template("ward", service.find_theme_uri(THEME), enableOverlayText=False)
    log_in(service, client, "ward", "meeting-admin")
    body = {key: second[key] for key in ("conferencingSysId", "uriPrefix", "uriDomain",
            "hostPinRequired", "guestPinRequired", "uriNumberRangeLow", "uriNumberRangeHigh",
            "ivrTheme")} | {"isDefaultTemplate": True}  # fmt: skip
    status, shown = client.ask("PUT", f"/v2/scheduling-templates/{second['id']}", body)
    assert (status, shown["isDefaultTemplate"], shown["enableOverlayText"]) == (200, True, True)
    assert service.templates[first["id"]]["isDefaultTemplate"] is False


def test_a_pool_template_cannot_be_changed_while_it_stays_one(service, client):
    row = service.add_template("ward", service.find_theme_uri(THEME), isPoolTemplate=True)
    log_in(service, client, "ward", "meeting-admin")
    body = {key: value for key, value in row.items() if not key.startswith("created")}
    assert client.ask("PUT", f"/v2/scheduling-templates/{row['id']}", body)[0] == 406


def test_pooled_rooms_are_made_on_the_node_with_the_theme_of_the_template(service, client):
    service.add_template("ward", service.find_theme_uri(THEME), isPoolTemplate=True)
    service.lists_pooled_rooms = True
    service.fill_pools()
    log_in(service, client, "ward", "meeting-user")
    (pool,) = client.ask("GET", "/v2/pool")[1]
    assert (pool["availablePoolSize"], len(pool["schedulingInfoList"])) == (2, 2)
    (theme,) = service.node.find_rows("ivr_theme", THEME)
    rooms = service.node.rows["conference"].values()
    assert [str(room["ivr_theme"]) for room in rooms] == [str(theme["id"])] * 2


def test_a_room_with_a_theme_that_does_not_exist_is_refused_by_the_node(service):
    template = service.add_template("ward", "/api/admin/configuration/v1/ivr_theme/99/")
    service.book(template["id"])
    (room,) = service.provision()
    assert room["provisionStatus"] == "PROVISION_PROBLEMS"
    assert room["provisionStatusDescription"].startswith("400: ")
    assert service.node.rows["conference"] == {}


def test_the_organisation_of_a_meeting_is_found_by_its_address(service, client):
    template = service.add_template("ward", service.find_theme_uri(THEME))
    room = service.book(template["id"])
    log_in(service, client, "ward", "meeting-admin")
    path = "/services/v2/organisation/uri"
    found = client.ask("POST", path, [room["uriWithDomain"], "nobody@fake.example"])[1]
    assert [(one["code"], one["booked"]) for one in found] == [("ward", True)]


def test_the_schema_notices_a_field_that_the_api_does_not_have():
    assert find_faults("organisation-simple", {"code": "ward", "color": "red"}) != []


def test_started_by_hand_its_deployment_can_be_published_to(tmp_path):
    command = [sys.executable, "-u", "-m", "tests.fake_booking", "--port", "0", "--node-port", "0"]
    root = Path(__file__).parents[2]
    started = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True)
    with started, contextlib.ExitStack() as stack:
        stack.callback(started.send_signal, signal.SIGINT)
        printed = "".join(iter(started.stdout.readline, "END\n"))
        secrets, _, definition = printed.partition("cat > themes/deployments/fake.yaml <<'END'\n")
        environment = dict(re.findall(r"(\w+)=(\S+)", secrets))
        deployment, built = parse_deployment(definition), write_built(tmp_path, [Look("nord")])
        with open_session(
            deployment, environment=environment, root=tmp_path, store=tmp_path / "store"
        ) as session:
            _, applied = publish(session, built)
    assert applied.problems == ()
