"""The fake node behaves as the sources say that a real one does."""

from __future__ import annotations

import base64
import contextlib
import json
import random
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import urllib3

from tests.fake_node import Node, make_guard, run_node
from tests.publishing.kit import PASSWORD, Look, parse_deployment
from themebuilder.packages import zip_writer
from themebuilder.publishing.node.auth import ASSERTION, Secret, _encode, _make_signer

ROOT = "/api/admin/configuration/v1/"
BASIC = "Basic " + base64.b64encode(f"admin:{PASSWORD}".encode()).decode()


@pytest.fixture(scope="module", params=["v40", "v41"])
def server(request):
    with run_node(Node(profile=request.param), make_guard(password=PASSWORD)) as up:
        yield up


@pytest.fixture
def up(server):
    server.node.reset()
    return server


@pytest.fixture
def ask(up):
    with urllib3.PoolManager() as pool:

        def ask(method, path, data=None, fields=None, **headers):
            address = up.address + (path if path.startswith("/") else ROOT + path)
            return pool.request(
                method,
                address,
                fields=fields,
                body=None if data is None else json.dumps(data),
                headers={"Authorization": BASIC, **headers},
                retries=False,
                redirect=False,
            )

        yield ask


def upload(ask, name="nord 1", data=None, kind="webapp3"):
    data = zip_writer.pack(Look("nord").make_webapp()) if data is None else data
    file = ("x.zip", data, "application/octet-stream")
    fields = {"name": name, "description": "", "webapp_type": kind, "branding_file": file}
    return ask("POST", "webapp_branding/", fields=fields)


def test_without_a_name_the_answer_is_empty_and_asks_for_one(ask):
    reply = ask("GET", "webapp_alias/", Authorization="Bearer none")
    assert (reply.status, reply.data) == (401, b"")
    assert reply.headers["WWW-Authenticate"].startswith("Basic")


@pytest.mark.parametrize(
    ("change", "is_given"),
    [
        ({}, True),
        ({"aud": "https://m.example/oauth/token"}, False),
        ({"exp": None}, False),
        ({"jti": None}, False),
        ({"iat": 1}, False),
        ({"exp": 0}, False),
    ],
)
def test_a_token_takes_six_claims_and_the_slash_at_the_end(change, is_given):
    guard = make_guard()
    address = "https://m.example/oauth/token/"
    claims = {"iss": guard.client_id, "sub": guard.client_id, "aud": address}
    claims |= {"iat": 0, "exp": 3600, "jti": "1", **change}
    claims = {name: value for name, value in claims.items() if value is not None}
    head = _encode(b'{"alg": "ES256"}') + "." + _encode(json.dumps(claims).encode())
    signature = _make_signer(Secret(guard.export_key()), "")(head.encode())
    form = {"grant_type": "client_credentials", "client_assertion_type": ASSERTION}
    form["client_assertion"] = f"{head}.{_encode(signature)}"
    assert (guard.issue_token(form, address, 0) is not None) is is_given


def test_the_index_and_the_schemas_are_there(up, ask):
    index = ask("GET", "").json()
    schema = ask("GET", index["webapp_alias"]["schema"] + "?format=json").json()
    assert schema["fields"]["branding"]["related_type"] == "to_one"
    assert ("is_default" in schema["fields"]) == (up.node.profile == "v41")
    room = ask("GET", "conference/schema/").json()["fields"]["enable_chat"]
    assert room["valid_choices"] == ["default", "yes", "no"]


@pytest.mark.parametrize(
    ("query", "status", "count"),
    [
        ("name=Rum A", 200, 1),
        ("name__icontains=rum", 200, 2),
        ("nonsense=1", 200, 2),
        ("description=x", 400, 0),
        ("limit=x", 400, 0),
        ("order_by=-name", 200, 2),
    ],
)
def test_filters_follow_the_framework(up, ask, query, status, count):
    up.node.add_room("Rum A")
    up.node.add_room("Rum B")
    reply = ask("GET", "conference/?" + query.replace(" ", "%20"))
    assert reply.status == status
    assert len(reply.json().get("objects", [])) == count


def test_writes_answer_with_codes_and_no_body(ask):
    made = ask("POST", "webapp_alias/", {"slug": "nord", "webapp_type": "webapp3"})
    assert (made.status, made.data) == (201, b"")
    detail = made.headers["Location"]
    assert detail == ROOT + "webapp_alias/4/"
    assert ask("GET", detail).json()["is_enabled"] is False
    changed = ask("PATCH", detail, {"is_enabled": True})
    assert (changed.status, changed.data) == (202, b"")
    assert ask("POST", detail, {}).status == 501
    assert ask("DELETE", detail).status == 204
    assert ask("GET", detail).status == 404


BRANDING = {"name": "x", "webapp_type": "webapp3"}
NOWHERE = ROOT + "webapp_branding/12345678-1234-1234-1234-123456789012/"
REFUSED = [
    ("GET", "webapp_alias", None, 404, ""),
    ("POST", "webapp_branding/", BRANDING, 400, "required"),
    ("PATCH", "webapp_alias/3/", {"branding": NOWHERE}, 400, "Could not find"),
    ("POST", "webapp_alias/", {"slug": "webapp3", "webapp_type": "webapp3"}, 400, '"slug"'),
    ("POST", "ivr_theme/", {"name": "x", "uuid": ""}, 400, "uuid"),
    ("POST", "global/", {}, 405, ""),
    ("PATCH", "global/", {}, 405, ""),
]


@pytest.mark.parametrize("row", REFUSED)
def test_what_is_wrong_is_refused(ask, row):
    method, path, data, status, said = row
    reply = ask(method, path, data)
    assert (reply.status, said in reply.data.decode()) == (status, True)


@pytest.mark.parametrize(
    ("files", "kind"),
    [
        ({"readme.txt": b"x"}, "webapp3"),
        (Look("x").make_meeting(), "webapp3"),
        (Look("x").make_webapp(), "webapp2"),
    ],
)
def test_an_upload_of_another_kind_is_refused_in_known_words(ask, files, kind):
    reply = upload(ask, data=zip_writer.pack(files), kind=kind)
    assert reply.json() == {"webapp_branding": {"branding_file": ["No branding files found"]}}


def test_a_branding_in_the_place_of_a_theme_is_refused(ask):
    package = ("x.zip", zip_writer.pack(Look("x").make_webapp()))
    assert ask("POST", "ivr_theme/", fields={"name": "x", "package": package}).status == 400


def test_an_upload_keeps_its_bytes_and_never_shows_them(up, ask):
    data = zip_writer.pack(
        {**Look("nord").make_webapp(), "webapp3/branding/x": random.Random(1).randbytes(999)}
    )
    key = upload(ask, data=data).headers["Location"].split("/")[-2]
    assert up.node.zips[key] == data
    assert "branding_file" not in ask("GET", f"webapp_branding/{key}/").json()


def test_the_seed_is_as_recorded(ask):
    themes = ask("GET", "ivr_theme/").json()["objects"]
    assert {t["uuid"] for t in themes} >= {"defaultplushash", "defaultplustones"}
    paths = ask("GET", "webapp_alias/").json()["objects"]
    assert [path["slug"] for path in paths] == ["webapp", "webapp2", "webapp3"]
    settings = ask("GET", "global/").json()["objects"][0]
    assert settings["default_webapp_alias"] == ROOT + "webapp_alias/3/"


def test_a_page_names_the_one_before_and_the_one_after(up, ask):
    for number in range(5):
        up.node.add_room(f"Rum {number}")
    meta = ask("GET", "conference/?limit=2&offset=2").json()["meta"]
    assert meta == {
        "limit": 2,
        "offset": 2,
        "total_count": 5,
        "next": ROOT + "conference/?limit=2&offset=4",
        "previous": ROOT + "conference/?limit=2&offset=0",
    }
    assert ask("GET", "conference/?limit=2&offset=1").json()["meta"]["previous"] is None


@pytest.mark.parametrize("out_of_step", [False, True])
def test_the_default_path_is_where_webapp_redirects_to(up, ask, out_of_step):
    up.node.faults.default_out_of_step = out_of_step
    ask("PATCH", "global/1/", {"default_webapp_alias": ROOT + "webapp_alias/2/"})
    up.node.settle()
    shown = [path.get("is_default") for path in ask("GET", "webapp_alias/").json()["objects"]]
    in_step = [False, not out_of_step, False]
    assert shown == (in_step if up.node.profile == "v41" else [None] * 3)
    address = up.conferencing["conf-a"] + "/webapp/branding/manifest.json"
    assert urllib3.request("GET", address).json() == {"brandingID": "0"}  # Webapp 2's


@pytest.mark.parametrize(
    ("unlike", "status", "served"),
    [("default", 202, 200), ("nothing", 202, 404), ("refused", 400, 200)],
)
def test_a_path_with_a_branding_of_another_type_is_a_profile(up, ask, unlike, status, served):
    up.node.faults.unlike = unlike
    old = up.node.add_branding("old", "webapp2")
    reply = ask("PATCH", "webapp_alias/3/", {"branding": old["resource_uri"]})
    up.node.settle()
    address = up.conferencing["conf-a"] + "/webapp3/branding/manifest.json"
    assert (reply.status, urllib3.request("GET", address).status) == (status, served)
    assert up.node.violations == ["a path was given a branding of another web app type"]


def test_the_conferencing_nodes_tell_what_they_run(up, ask):
    index = ask("GET", "/api/admin/status/v1/").json()
    listed = ask("GET", index["worker_vm"]["list_endpoint"]).json()
    assert [one["name"] for one in listed["objects"]] == ["conf-a", "conf-b"]
    first = listed["objects"][0]
    assert ask("GET", first["resource_uri"]).json() == first
    assert set(first) == set(ask("GET", index["worker_vm"]["schema"]).json()["fields"])


@pytest.mark.parametrize(
    ("method", "path", "data"),
    [
        ("DELETE", "webapp_branding/", None),
        ("PUT", "conference/", {"objects": []}),
        ("PATCH", "global/1/", {"default_theme": {"name": ROOT + "ivr_theme/1/"}}),
        ("PATCH", "webapp_alias/3/", {"slug": "renamed"}),
    ],
)
def test_what_a_client_must_never_do_is_noted(up, ask, method, path, data):
    ask(method, path, data)
    assert len(up.node.violations) == 1


def test_what_is_in_use_is_not_deleted(up, ask):
    uri = upload(ask).headers["Location"]
    ask("PATCH", "webapp_alias/3/", {"branding": uri})
    assert ask("DELETE", uri).status == 400
    assert ask("GET", uri).status == 200


def test_started_by_hand_it_prints_a_deployment_that_the_tool_takes():
    started = subprocess.Popen(
        [sys.executable, "-u", "-m", "tests.fake_node", "--port", "0", "--replication", "3"],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        text=True,
    )
    with started, contextlib.ExitStack() as stack:
        stack.callback(started.send_signal, signal.SIGINT)
        printed = "".join(iter(started.stdout.readline, "END\n"))
        definition = printed.partition("<<'END'\n")[2]
        found = parse_deployment(definition)
        assert urllib3.request("GET", found.node + "/").status == 401
    assert (found.name, len(found.conferencing_nodes)) == ("fake", 2)


def test_started_on_a_port_that_is_taken_it_says_what_to_do():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        started = subprocess.run(
            [sys.executable, "-m", "tests.fake_node", "--port", port],
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=False,
        )
    assert (started.returncode, "use --port N" in started.stderr) == (2, True)
