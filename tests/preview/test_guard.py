"""Hostile requests: which are accepted, and how the others are refused."""

from __future__ import annotations

import asyncio

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from tests.preview.kit import BUNDLE, HERE
from themebuilder.preview.app import create_app
from themebuilder.preview.guard import Admission, Guard

OTHER = "https://evil.example"
CROSS = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"}
VISIT = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
FRAME = {**VISIT, "sec-fetch-dest": "iframe"}


@pytest.fixture
def shared(session) -> TestClient:
    """A browser on another machine."""
    admission = Admission(token="s3cret", port=8756)
    return TestClient(create_app(session, BUNDLE, admission), base_url="http://192.0.2.7:8756")


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8756", "localhost:8756", "LOCALHOST", "[::1]:8756", "localhost.:9000"]
)
def test_the_machine_answers_to_its_own_names(shared_client, host):
    assert shared_client.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8756",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "127.0.0.1:8756@evil.example",
        "192.0.2.7:8756",
        "0.0.0.0:8756",
        "",
        "[::1",
    ],
)
def test_a_name_that_somebody_else_points_here_is_refused(shared_client, host):
    assert shared_client.get("/api/themes", headers={"host": host}).status_code == 403


@pytest.mark.parametrize("hosts", [[], [b"localhost", b"localhost"]])
def test_no_host_and_two_hosts_are_refused(hosts):
    sent = []

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "headers": [(b"host", host) for host in hosts]}
    asyncio.run(Guard(None, Admission())(scope, None, send))
    assert sent[0]["status"] == 400


@pytest.mark.parametrize(
    ("method", "address", "headers", "code"),
    [
        ("GET", "/", {}, 200),
        ("GET", "/", VISIT, 200),
        ("GET", "/", {"origin": HERE, "sec-fetch-site": "same-origin"}, 200),
        ("GET", "/", FRAME, 403),
        ("GET", "/", {"origin": OTHER}, 403),
        ("GET", "/", {"origin": "null"}, 403),
        ("GET", "/", {"origin": "http://127.0.0.1:3000"}, 403),
        ("GET", "/", {"origin": "https://127.0.0.1:8756"}, 403),
        ("GET", "/api/themes", {"sec-fetch-site": "same-site", "sec-fetch-mode": "cors"}, 403),
        ("GET", "/api/events", {"origin": OTHER}, 403),
        ("GET", "/themes/ward/view/branding/logo.svg", CROSS, 403),
        ("POST", "/", {"origin": OTHER}, 403),
        ("POST", "/api/themes", VISIT, 403),
        ("POST", "/api/themes", {"origin": HERE}, 403),
        ("OPTIONS", "/api/themes", {"origin": OTHER}, 403),
    ],
)
def test_pages_of_other_origins_get_nothing(shared_client, method, address, headers, code):
    answer = shared_client.request(method, address, headers=headers)
    found = [name for name in answer.headers if name.startswith("access-control")]
    assert (answer.status_code, found) == (code, [])


def test_a_web_socket_from_another_origin_is_refused(shared_client):
    with (
        pytest.raises(WebSocketDisconnect),
        shared_client.websocket_connect("/", headers={"origin": OTHER}),
    ):
        pass


@pytest.mark.parametrize(
    "address",
    [
        "/assets/../index.html",
        "/assets/%2e%2e/index.html",
        "/assets/..%2f..%2fpyproject.toml",
        "/assets/%2fetc%2fpasswd",
        "//etc/passwd",
        "/assets/..\\..\\pyproject.toml",
        "/themes/ward/view/branding/../../../../themes/ward.yaml",
        "/themes/ward/view/branding/%2e%2e/%2e%2e/themes/ward.yaml",
        "/themes/ward/view/branding/..%2f..%2f..%2fworkspace.yaml",
        "/themes/ward/view/service-theme/%2e%2e%2fthemeconfig.json",
        "/themes/ward/view/branding/%00",
        "/themes/ward/view/branding/",
        "/themes/ward/view/themes/ward.yaml",
        "/themes/..%2fward/view/",
        "/themes/%2e%2e/view/branding/manifest.json",
        "/packages/../themes/ward/view/branding/manifest.json%00",
        "/themes/ward.yaml",
    ],
)
def test_no_path_leads_out_of_the_served_files(shared_client, address):
    request = shared_client.build_request("GET", HERE, extensions={"target": address.encode()})
    request.url = request.url.copy_with(raw_path=address.encode())
    assert shared_client.send(request).status_code == 404


@pytest.mark.parametrize("address", ["/", "/api/themes", "/?preview-token=wrong"])
def test_without_the_token_another_machine_gets_nothing(shared, address):
    assert shared.get(address).status_code == 403


def test_the_token_in_the_address_is_kept_as_a_cookie_that_no_script_reads(shared):
    cookie = shared.get("/?preview-token=s3cret").headers["set-cookie"]
    assert cookie == "themebuilder-8756=s3cret; Path=/; HttpOnly; SameSite=Strict"


def test_a_token_is_no_reason_to_answer_to_a_foreign_name(shared):
    headers = {"host": "evil.example"}
    assert shared.get("/?preview-token=s3cret", headers=headers).status_code == 403
