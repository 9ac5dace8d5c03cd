"""What the client cannot be made to do, and what it makes of the node's answers, whatever they are."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import threading
from itertools import count
from time import sleep

import pytest
import urllib3
from hypothesis import given
from hypothesis import strategies as st

from tests.certificates import Authority
from tests.fake_node import Node, make_guard, make_self_signed, run_node
from tests.publishing.kit import PASSWORD, Look, World, expect_refusal, parse_deployment, publish
from themebuilder.core.problems import ThemeError
from themebuilder.publishing.apply.served import read_meeting
from themebuilder.publishing.node.objects import GLOBAL, Ref, Resource, find_key, has_values
from themebuilder.publishing.node.replies import Reply, describe_error
from themebuilder.publishing.node.transport import (
    BrokenOffError,
    Clock,
    EndlessError,
    RequestLog,
    Transport,
    UnsentError,
)


@pytest.fixture
def direct() -> None:
    """The connection is what these tests are about."""


@pytest.mark.parametrize("key", ["", "/", "..", "schema", "1/", "?", "a b", "%2e", "1?x=1", "-"])
def test_no_object_can_be_named_without_a_key(key):
    with pytest.raises(ThemeError):
        Ref(Resource.BRANDING, key)


def test_the_global_settings_cannot_be_deleted(world):
    with world.session() as session, pytest.raises(ValueError, match="cannot be deleted"):
        session.node.delete(GLOBAL)


def test_nothing_but_the_changed_keys_is_sent(world):
    room = world.node.add_room("Rum", tag="x", pin="1234")
    with world.session() as session:
        bodies = []
        once = session.node._transport._send_once

        def note_request(method, path, headers, body):
            bodies.append((method, body))
            return once(method, path, headers, body)

        session.node._transport._send_once = note_request
        session.node.change(Ref(Resource.ROOM, str(room["id"])), {"enable_chat": "no"})
    assert [body for method, body in bodies if method == "PATCH"] == [b'{"enable_chat": "no"}']


def test_a_field_that_the_node_ignores_is_noticed(world):
    path = world.node.add_path("nord")
    with world.session() as session, expect_refusal("write-unresolved"):
        session.node.change(Ref(Resource.PATH, str(path["id"])), {"webapp_branding": "x"})


def test_all_pages_are_read(world, monkeypatch):
    monkeypatch.setattr("themebuilder.publishing.node.node.PAGE", 20)
    for number in range(45):
        world.node.add_room(f"Rum {number}", tag="x")
    with world.session() as session:
        assert len(session.node.all(Resource.ROOM, tag="x")) == 45


@pytest.mark.parametrize("reads", [1, 99])
def test_pages_between_which_a_room_goes_are_read_again(world, monkeypatch, reads):
    monkeypatch.setattr("themebuilder.publishing.node.node.PAGE", 20)
    numbers = [world.node.add_room(f"Rum {number}")["id"] for number in range(45)]
    pages = []

    def delete_first(_method, path):
        pages.append(path)
        if len(pages) % 3 == 2 and len(pages) <= 3 * reads:
            del world.node.rows["conference"][str(numbers.pop(0))]

    world.node.faults.before.append(delete_first)
    with world.session() as session:
        if reads == 1:
            assert [room["id"] for room in session.node.all(Resource.ROOM)] == numbers
        else:
            with expect_refusal("node-broken"):
                session.node.all(Resource.ROOM)


@pytest.mark.parametrize("address", ["https://elsewhere.example", "https://[elsewhere.example"])
def test_a_next_page_elsewhere_is_not_followed(world, monkeypatch, address):
    monkeypatch.setattr("themebuilder.publishing.node.node.PAGE", 1)
    world.node.faults.foreign_next = address
    with world.session() as session, pytest.raises(ThemeError, match=r"elsewhere\.example"):
        session.node.all(Resource.PATH)


def test_a_redirect_is_not_followed(world):
    world.node.faults.redirect_to = world.up.conferencing["conf-a"]
    with world.session() as session, pytest.raises(ThemeError, match="is redirected"):
        session.node.all(Resource.PATH)
    assert not any(path.startswith("conf-a:") for _, path, _ in world.node.log)


def test_an_upload_whose_answer_is_lost_is_looked_for_and_not_sent_again(world):
    world.node.faults.lost_replies = 1
    world.publish(Look("nord", path="nord"))
    posts = [path for method, path, _ in world.node.log if method == "POST"]
    assert len([path for path in posts if path.endswith("webapp_branding/")]) == 1


def test_an_upload_that_was_not_done_is_not_sent_again_either(world):
    world.node.faults.unavailable, world.node.faults.only = 1, "POST *"
    with expect_refusal("write-unresolved", "changes-unfinished") as error:
        world.publish(Look("nord"))
    assert "502 bad gateway" in error.value.problems[0].message
    world.publish(Look("nord"))
    assert world.node.find_live_package("nord").startswith("nord ")


def test_a_write_that_was_refused_for_its_rate_is_sent_again(world):
    world.node.faults.rate_limited, world.node.faults.only = 2, "POST *"
    world.node.faults.retry_after = 7
    world.publish(Look("nord"))
    assert world.clock.slept.count(7) == 2


def test_an_upload_that_came_while_the_node_was_unavailable_is_sent_again(world):
    world.node.faults.unavailable, world.node.faults.only = 2, "POST *"
    world.node.faults.unavailable_status = 503
    world.publish(Look("nord"))
    assert world.node.find_live_package("nord").startswith("nord ")


def test_a_token_that_is_refused_for_a_while_is_asked_for_again(world):
    guard = world.up.guard
    world.use_oauth()
    with world.session() as session:
        answers = iter([Reply(503, {}, b""), Reply(429, {"retry-after": "4"}, b"")])
        once = session.node._transport._send_once

        def answer_busy(method, path, headers, body):
            busy = next(answers, None) if path == "/oauth/token/" else None
            return busy or once(method, path, headers, body)

        session.node._transport._send_once = answer_busy
        assert "webapp_alias" in session.node.index()
    assert guard.issued == 1


@pytest.mark.parametrize("skew", [-100, 100])
def test_a_clock_that_is_off_by_a_minute_keeps_nobody_out(world, monkeypatch, skew):
    world.use_oauth()
    token, now = world.up.guard.issue_token, world.clock.now
    monkeypatch.setattr(world.up.guard, "issue_token", lambda *form: token(*form[:2], now() + skew))
    with world.session() as session:
        assert "webapp_alias" in session.node.index()


def test_a_token_that_lives_for_minutes_serves_several_requests(world, monkeypatch):
    world.use_oauth()
    monkeypatch.setattr(world.up.guard, "lifetime", 240)
    with world.session() as session:
        session.node.index()
        session.node.index()
        world.clock.sleep(130)
        session.node.index()
    assert world.up.guard.issued == 2


def test_a_wrong_client_is_reported(world):
    world.use_oauth("somebody-else")
    with world.session() as session, pytest.raises(ThemeError, match="invalid_client") as error:
        session.node.index()
    assert error.value.problems[0].rule.name == "not-admitted"


@pytest.mark.parametrize(
    "bought",
    [
        {"access_token": "a-token"},
        {"access_token": "a-token", "expires_in": 10**400},
        {"access_token": "a-token\nX-Header: x", "expires_in": 3600},
        {"access_token": "æ-token", "expires_in": 3600},
    ],
)
def test_a_token_that_is_none_is_reported_and_not_shown(world, bought):
    world.use_oauth()
    with world.session() as session:
        session.node._transport._send_once = lambda *_: Reply(200, {}, json.dumps(bought).encode())
        with pytest.raises(ThemeError, match="gave the OAuth2 client no usable token") as error:
            session.node.index()
    assert "-token" not in str(error.value)


@pytest.mark.parametrize(
    "key", ["nonsense", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"]
)
def test_a_key_that_is_none_is_reported_and_not_shown(world, key):
    (world.folder / "key.pem").write_text(key)
    world.auth = "{client: x, key: {file: key.pem}}"
    with pytest.raises(ThemeError) as error, world.session():
        pass
    assert error.value.problems[0].rule.name == "secret-missing"
    assert "AAAA" not in str(error.value)
    assert "nonsense" not in str(error.value)


def test_many_rooms_are_got_through_within_the_nodes_quota(world):
    world.node.faults.quota = 100
    world.more = "organisations: {nord: {tag: nord}}"
    for number in range(90):
        world.node.add_room(f"Rum {number}", tag="nord")
    world.publish(Look("nord", settings={"chat": "disabled"}))
    assert {row["enable_chat"] for row in world.node.rows["conference"].values()} == {"no"}


def test_never_more_than_five_requests_are_in_flight(world, monkeypatch):
    now, most, lock = 0, 0, threading.Lock()
    once = Transport._send_once

    def count_requests(*request):
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        try:
            return once(*request)
        finally:
            with lock:
                now -= 1

    monkeypatch.setattr(Transport, "_send_once", count_requests)
    world.publish(*(Look(f"theme-{number}") for number in range(12)))
    assert 1 < most <= 5


@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_a_write_that_never_arrived_is_sent_again(world, method):
    with world.session() as session:
        once, failing = session.node._transport._send_once, [method]

        def fail_first(asked, path, headers, body):
            if asked in failing:
                failing.remove(asked)
                raise UnsentError("no connection")
            return once(asked, path, headers, body)

        session.node._transport._send_once = fail_first
        _, applied = publish(session, world.build(Look("nord")))
        _, applied = publish(session, world.build(Look("nord", leave="Farvel")))
    assert (applied.problems, failing) == ((), [])


@pytest.mark.parametrize(
    ("error", "pauses"),
    [
        (UnsentError("no connection", is_refused=True), [1]),
        (UnsentError("no connection"), [1, 2]),
        (BrokenOffError("no connection"), [1, 2]),
    ],
)
def test_the_first_contact_is_given_up_sooner_where_nothing_listens(world, error, pauses):
    def fail(*_):
        raise error

    start = len(world.clock.slept)
    with world.session() as session:
        session.node._transport._send_once = fail
        with pytest.raises(ThemeError):
            session.node.all(Resource.PATH)
    assert world.clock.slept[start:] == pauses
    assert world.warned == [
        f"{world.up.address}: no connection. Next try in {pause} s." for pause in pauses
    ]


@pytest.mark.parametrize("host", ["127.0.0.1:1", "no-such-host.invalid"])
def test_a_closed_port_and_an_unknown_name_are_where_nothing_listens(world, host):
    name, _, port = host.partition(":")
    with world.session() as session:
        pool = session.node._transport._pool
        pool.host = pool._dns_host = name
        pool.port = int(port or 80)
        with pytest.raises(UnsentError) as error:
            session.node.send("GET", "/")
    assert error.value.most_first_pauses == 1


@contextlib.contextmanager
def serve_answer(answer):
    """A port that answers every request with those bytes, and then ends the connection."""

    def serve():
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with connection:
                    connection.recv(65536)
                    connection.sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        yield f"127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)
    thread.join()


def test_a_slow_upload_may_take_longer_than_a_connection(monkeypatch):
    timeout = urllib3.Timeout(connect=0.2, read=5)
    monkeypatch.setattr("themebuilder.publishing.node.transport.TIMEOUT", timeout)
    body, received = bytes(8_000_000), []

    def read_slowly():
        connection, _ = listener.accept()
        with connection, contextlib.suppress(ConnectionError):
            while sum(received) < len(body):
                received.append(len(connection.recv(65_536)))
                sleep(0.005)
            connection.sendall(b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=read_slowly, daemon=True)
        thread.start()
        place = f"http://127.0.0.1:{listener.getsockname()[1]}"
        transport = Transport(place, RequestLog(), Clock(), "", is_insecure=False)
        with contextlib.closing(transport):
            assert transport.send("POST", "/", {}, body).status == 201
        thread.join(5)


BROKEN = {
    # what answers: the scheme, the answer, the error, the pauses before it is given up
    "ends early": (
        *("http", b'HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n{"half":'),
        *(BrokenOffError, r"the connection broke off \(IncompleteRead\)$", [1, 2]),
    ),
    "never ends": (
        *("http", b"HTTP/1.1 200 OK\r\n\r\n["),
        *(EndlessError, "the answer to `/` didn't end within 5 minutes", []),
    ),
    "no encryption": (
        *("https", b"HTTP/1.1 400 Bad Request\r\n\r\n"),
        *(UnsentError, "this port isn't one for https", []),
    ),
    "perhaps encryption": (
        *("http", b"\x15\x03\x03\x00\x02\x02\x46"),
        *(BrokenOffError, "perhaps this port is one for https", [1, 2]),
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_answers_otherwise_than_a_node_is_named(case):
    scheme, answer, error, message, pauses = BROKEN[case]
    slept, time = [], count(0, 301 if case == "never ends" else 0)
    clock = Clock(now=time.__next__, sleep=slept.append)
    with serve_answer(answer) as place:
        transport = Transport(f"{scheme}://{place}", RequestLog(), clock, "", is_insecure=False)
        with contextlib.closing(transport), pytest.raises(error, match=message):
            transport.get("/", {})
    assert slept == pauses


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)", UnsentError),
        ("[SSL] record layer failure (_ssl.c:1033)", UnsentError),
        ("[SSL: TLSV1_ALERT_INTERNAL_ERROR] internal error (_ssl.c:1006)", BrokenOffError),
    ],
)
def test_every_openssl_is_understood_where_nothing_is_encrypted(world, text, kind):
    def fail(*_):
        raise urllib3.exceptions.SSLError(ssl.SSLError(1, text))

    with world.session() as session:
        session.node._transport._open = fail
        with pytest.raises(kind):
            session.node.send("GET", "/")


@pytest.mark.parametrize("fault", ["unavailable", "rate_limited"])
@pytest.mark.parametrize("method", ["GET", "PATCH", "POST"])
def test_every_wait_for_a_busy_node_is_said(world, fault, method):
    world.more = "organisations: {nord: {tag: nord}}"
    world.node.add_room("Rum", tag="nord")
    setattr(world.node.faults, fault, 1)
    world.node.faults.only = f"{method} *"
    with contextlib.suppress(ThemeError):
        world.publish(Look("nord", settings={"chat": "disabled"}))
    assert "Next try in" in world.warned[0]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "400 bad request"),
        (b"<html>", "400 bad request"),
        (b"[]", "400 bad request"),
        (b"{}", "400 bad request"),
        (b'{"error": "Invalid limit"}', "Invalid limit"),
        (b'{"error_message": "Sorry"}', "Sorry"),
        (b'{"conference": {"name": ["taken"]}}', "name: taken"),
        (
            b'{"branding_file": ["No branding files found"]}',
            "branding_file: No branding files found",
        ),
        (b'{"a": ["x", "y"], "b": ["z"]}', "a: x y; b: z"),
        (b'{"error": "a\\u0000\\nb\\u001b[31m"}', "a b [31m"),
    ],
)
def test_what_a_node_says_in_an_error_is_found(body, said):
    assert describe_error(400, body) == said


@pytest.mark.parametrize(
    ("related", "key"),
    [
        ("/api/admin/configuration/v1/webapp_alias/3/", "3"),
        ("https://node.example/api/admin/configuration/v1/ivr_theme/99/", "99"),
        ({"id": 2, "uuid": "defaultplushash", "name": "x"}, "2"),
        (
            {"uuid": "12345678-1234-1234-1234-123456789012", "name": "x"},
            "12345678-1234-1234-1234-123456789012",
        ),
        (None, ""),
    ],
)
def test_a_related_object_is_known_however_it_is_written(related, key):
    assert find_key(related) == key


def test_true_is_not_one():
    assert not has_values({"enable_chat": 1}, {"enable_chat": True})


@pytest.fixture(scope="module")
def secure(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    with run_node(Node(), make_guard(password=PASSWORD), make_self_signed(folder)) as up:
        yield World(up, folder)


def test_a_certificate_that_is_not_trusted_stops_everything(secure):
    before = secure.clock.now()
    with secure.session() as session, pytest.raises(ThemeError, match="file in `ca_bundle`"):
        session.node.index()
    assert secure.clock.now() == before  # waiting would not help


@pytest.fixture(scope="module")
def old(tmp_path_factory):
    """A node whose certificate is by an authority from before RFC 5280 was checked."""
    folder = tmp_path_factory.mktemp("old")
    files = Authority(folder, has_identifiers=False).issue_certificate("127.0.0.1")
    pem = folder / "node.pem"
    pem.write_bytes(b"".join(file.read_bytes() for file in files.values()))
    with run_node(Node(), make_guard(password=PASSWORD), pem) as up:
        yield World(up, folder)


def test_an_old_authority_that_is_named_is_trusted_with_one_warning(old, monkeypatch):
    monkeypatch.setattr(old, "more", "ca_bundle: authority.pem")
    with old.session() as session:
        session.node.index()
        session.node.index()
    [line] = old.warned
    assert line.startswith(f"{old.up.address}: The node's certificate fails the strict check")
    assert "(Missing Authority Key Identifier)" in line
    assert "authority.pem" in line


def test_an_old_authority_of_the_system_is_refused_with_the_way_out(old, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(old.folder / "authority.pem"))
    with (
        old.session() as session,
        pytest.raises(ThemeError, match=r"Missing Authority Key Identifier\).*`ca_bundle`\."),
    ):
        session.node.index()


@pytest.mark.parametrize(
    "address",
    [
        "http://manager.example",
        "http://127.0.0.1.example.com",
        "http://localhost",
        "https://manager.example:99999",
    ],
)
def test_an_address_that_is_not_secure_is_refused(address):
    with pytest.raises(ThemeError, match="isn't an https address"):
        parse_deployment(
            f"deployment: prod\nnode: {address}\nauth: {{user: a, password: {{env: A}}}}\n"
        )


def test_nonsense_about_a_meeting_says_nothing_of_its_chat(world):
    with world.session() as session:
        transport = session.node._transport
        transport._send_once = lambda *_: Reply(200, {}, b"[" * 100_000)
        assert read_meeting(transport, "room@example.org", ["chat_enabled"]) == {
            "chat_enabled": None
        }


LARGE = (b"[" * 100_000, b'"' + b"x" * 100_000 + b'"')


@given(st.integers(100, 599), st.binary(max_size=30) | st.sampled_from(LARGE))
def test_any_error_is_reported_in_one_line(status, body):
    said = describe_error(status, body)
    assert said
    assert "\n" not in said
    assert len(said) <= 500


def test_an_object_that_comes_without_its_key_has_the_one_it_was_asked_for_by(world):
    with world.session() as session:
        session.node._transport._send_once = lambda *_: Reply(200, {}, b'{"slug": "nord"}')
        assert session.node.get(Ref(Resource.PATH, "7")) == {"id": "7", "slug": "nord"}
