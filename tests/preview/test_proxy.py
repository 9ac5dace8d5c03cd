"""A node's own web app with our brandings: what is ours, what is passed on, and what never is."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator

import httpx2
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.certificates import Authority
from tests.preview.kit import make_rebuilder, make_workspace
from tests.preview.web_node import PAGE, WebNode
from themebuilder.preview.app import create_proxy_app
from themebuilder.preview.guard import Admission
from themebuilder.preview.node import ConferencingNode, find_origin
from themebuilder.preview.proxy import is_branding
from themebuilder.preview.server import address, listen, run_server
from themebuilder.preview.session import PreviewSession


@pytest.fixture(scope="module")
def other_host() -> Iterator[WebNode]:
    """Another host, to which nothing must ever be sent."""
    other = WebNode()
    with run_server(other.app()) as at:
        other.elsewhere = at
        yield other


@pytest.fixture(scope="module")
def authority(tmp_path_factory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module", params=["http", "https"])
def web_node(other_host, authority, request) -> Iterator[WebNode]:
    """A node, without encryption and with: everything holds for both."""
    node = WebNode(other_host.elsewhere)
    secured = authority.issue_certificate("127.0.0.1") if request.param == "https" else {}
    with run_server(node.app(), **secured) as at:
        node.at = at.replace("http", request.param, 1)
        yield node


@pytest.fixture(scope="module")
def session(tmp_path_factory) -> PreviewSession:
    return PreviewSession(
        make_rebuilder(make_workspace(tmp_path_factory.mktemp("proxied") / "own"))
    )


@pytest.fixture(scope="module")
def proxied(web_node, session, authority) -> Iterator[str]:
    """The address of the preview in front of the node."""
    yield from run_proxy(session, web_node.at, authorities=str(authority.file))


def run_proxy(session, node_address, **trust) -> Iterator[str]:
    listening = listen("127.0.0.1", 0)
    own = address(listening, "127.0.0.1").rstrip("/")
    node = ConferencingNode(find_origin(node_address), own, **trust)
    with run_server(create_proxy_app(session, node, "borger"), listening):
        yield own


@pytest.fixture
def client(proxied, web_node) -> Iterator[httpx2.Client]:
    web_node.asked.clear()
    # Without an encrypted address there is nothing to verify: to load the authorities takes time.
    with httpx2.Client(base_url=proxied, trust_env=False, timeout=20, verify=False) as client:
        yield client


def read_colour(answer) -> str:
    return answer.json()["meta"]["baseColor"]


# What is ours


def test_below_a_themes_own_path_its_branding_is_shown(client):
    assert read_colour(client.get("/ward/branding/manifest.json")) == "#2b6a94"


@pytest.mark.parametrize("path", ["webapp3", "some-other-path"])
def test_below_any_other_path_the_theme_that_was_named_is_shown(client, path):
    assert read_colour(client.get(f"/{path}/branding/manifest.json")) == "#2f7268"


def test_the_node_is_never_asked_for_a_branding(client, web_node):
    client.get("/webapp3/branding/no-such-file.png")
    assert web_node.asked == []


# What is passed on


def test_the_web_app_itself_is_the_nodes(client):
    assert client.get("/webapp3/").text == PAGE


@pytest.mark.parametrize(
    "asked", ["/echo/a%2Fb?x=%7E&token=abc", "/echo/%C3%A6?y", "/echo/a//b", "/echo/;p=1?a=b+c"]
)
def test_the_node_is_asked_for_just_what_the_browser_asked_for(client, web_node, asked):
    request = client.build_request("GET", "/", extensions={"target": asked.encode()})
    client.send(request)
    assert web_node.asked[0][0] == asked


@pytest.mark.parametrize("method", ["DELETE", "PATCH"])
def test_every_method_is_passed_on(client, method):
    assert client.request(method, "/echo/x").status_code == 200


@pytest.mark.parametrize("is_chunked", [False, True])
def test_a_large_upload_is_streamed_through(client, web_node, is_chunked):
    pieces = [bytes([number % 251]) * 65536 for number in range(320)]
    whole = b"".join(pieces)
    answer = client.post("/upload", content=iter(pieces) if is_chunked else whole)
    assert answer.text == f"{len(whole)} {hashlib.sha256(whole).hexdigest()}"
    assert ("content-length" in web_node.asked[0][1]) is not is_chunked


def test_a_chunked_answer_comes_piece_by_piece(client):
    with client.stream("GET", "/drip") as answer:
        pieces = list(answer.iter_raw())
    assert (b"".join(pieces), len(pieces) > 1) == (b"one two three", True)


def test_events_come_while_their_stream_is_open_and_its_end_reaches_the_node(client, web_node):
    with client.stream("GET", "/events") as answer:
        assert next(answer.iter_raw()) == b"data: hello\n\n"
    assert web_node.gone.wait(20)


def test_an_answer_that_breaks_off_is_not_made_whole(client):
    with pytest.raises(httpx2.RemoteProtocolError):
        client.get("/broken")


@pytest.mark.parametrize("frame", ["æøå", b"\x00\xff", "", "x" * 3_000_000])
def test_web_sockets_pass_frames_in_both_directions(proxied, frame):
    with connect(make_socket_address(proxied, "/socket"), proxy=None, max_size=None) as opened:
        opened.send(frame)
        assert opened.recv() == frame


def test_a_web_sockets_protocol_is_the_one_that_the_node_picks(proxied):
    with connect(
        make_socket_address(proxied, "/socket"), proxy=None, subprotocols=["a", "b"]
    ) as opened:
        assert opened.subprotocol == "b"


def test_a_web_socket_ends_as_the_node_ends_it(proxied):
    with connect(make_socket_address(proxied, "/socket"), proxy=None) as opened:
        opened.send("bye")
        with pytest.raises(Exception, match="as you wish"):
            opened.recv()
        assert opened.close_code == 4001


@pytest.mark.parametrize(("path", "status"), [("/locked", 401), ("/moved", 502), ("/none", 403)])
def test_a_web_socket_that_the_node_does_not_open_is_not_opened(proxied, path, status):
    with (
        pytest.raises(InvalidStatus) as refused,
        connect(make_socket_address(proxied, path), proxy=None),
    ):
        pass
    assert refused.value.response.status_code == status


def make_socket_address(proxied, path) -> str:
    return proxied.replace("http", "ws", 1) + path


# What is rewritten


def test_the_node_sees_itself_asked_and_nothing_of_us(client, web_node, proxied):
    client.get("/webapp3/", headers={"origin": proxied, "referer": f"{proxied}/webapp3/"})
    (_, seen), own = web_node.asked[0], web_node.at.rstrip("/")
    assert (seen["host"], seen["origin"]) == (own.partition("://")[2], own)
    assert "referer" not in seen
    assert proxied.removeprefix("http://") not in str(seen)


@pytest.mark.parametrize("path", ["/webapp3/", "/echo/x", "/ward/branding/manifest.json"])
def test_pages_send_their_address_nowhere(client, path):
    assert client.get(path).headers.get_list("referrer-policy") == ["no-referrer"]


@pytest.fixture
def shared(session, web_node, authority) -> Iterator[httpx2.Client]:
    """A browser on another machine, with the token in its address."""
    with listen("127.0.0.1", 0) as listening:
        own = address(listening, "127.0.0.1").rstrip("/")
        node = ConferencingNode(find_origin(web_node.at), own, authorities=str(authority.file))
        admission = Admission(token="s3cret", port=1, is_public=is_branding, passes_writes=True)
        app = create_proxy_app(session, node, "borger", admission=admission)
        web_node.asked.clear()
        with (
            run_server(app, listening),
            httpx2.Client(base_url=own, trust_env=False, timeout=20, verify=False) as client,
        ):
            yield client


@pytest.mark.parametrize("name", ["preview-token", "preview%2Dtoken"])
def test_the_token_never_reaches_the_node_or_its_scripts(shared, web_node, name):
    arrived = shared.get(f"/webapp3/?{name}=s3cret&conference=ward")
    assert web_node.asked == []
    target = arrived.headers["refresh"].removeprefix("0;url=")
    assert target == f"{shared.base_url}/webapp3/?conference=ward"

    shared.get(target, headers={"referer": f"{target}&{name}=s3cret"})
    shared.patch(f"/echo/x?{name}=s3cret", headers={"x-themebuilder-edit": "s3cret"})
    assert [one for one, _ in web_node.asked] == ["/webapp3/?conference=ward", "/echo/x"]
    assert "s3cret" not in str(web_node.asked)


def test_the_way_to_the_address_without_the_token_leads_to_no_other_host(shared):
    request = shared.build_request(
        "GET", "/", extensions={"target": b"//evil.example/?preview-token=s3cret"}
    )
    target = shared.send(request).headers["refresh"]
    assert target == f"0;url={shared.base_url}//evil.example/"


@pytest.mark.parametrize(
    ("where", "to"),
    [
        ("home", "{own}/webapp3/"),
        ("relative", "/webapp3/"),
        ("elsewhere", "{elsewhere}"),
        ("lookalike", "{node}.evil.example/"),
        ("other-port", "{node}9/"),
        ("user", "{node}@evil.example/"),
    ],
)
def test_redirects_within_the_node_stay_here_and_others_are_left_to_the_browser(
    client, web_node, other_host, where, to
):
    other_host.asked.clear()
    proxied = str(client.base_url).rstrip("/")
    location = client.get(f"/redirect/{where}").headers["location"]
    node = web_node.at.rstrip("/")
    assert location == to.format(own=proxied, node=node, elsewhere=other_host.elsewhere)
    assert other_host.asked == []


def test_cookies_lose_what_binds_them_to_the_node(client):
    first, second = client.get("/cookies").headers.get_list("set-cookie")
    assert first.partition("session")[2] == "=1; Path=/; HttpOnly"
    assert second.partition("__Host-id")[2] == "=2; Path=/; Max-Age=60"


def test_the_node_gets_its_own_cookies_back_and_no_others(client, web_node):
    client.cookies.set("other-service-of-this-machine", "secret")
    client.cookies.set("themebuilder-8756", "secret")
    client.cookies.set("node-00000000-session", "another node's")
    client.get("/cookies")
    client.get("/webapp3/")
    assert web_node.asked[1][1]["cookie"] == "session=1; __Host-id=2"


def test_credentials_reach_the_node_and_nobody_else(client, web_node, other_host):
    other_host.asked.clear()
    headers = {"authorization": "Bearer x"}
    client.get("/redirect/elsewhere", headers=headers)
    with pytest.raises(InvalidStatus):
        connect(make_socket_address(str(client.base_url).rstrip("/"), "/moved"), proxy=None)
    assert (web_node.asked[0][1]["authorization"], other_host.asked) == ("Bearer x", [])


def test_a_policy_is_that_of_the_node_with_us_in_its_place(client, proxied):
    policy = client.get("/policy").headers["content-security-policy"]
    socket_ = proxied.replace("http", "ws", 1)
    assert policy == (f"default-src 'self' {proxied}; connect-src {socket_} https://other.example")


@pytest.mark.parametrize(
    "name", ["strict-transport-security", "alt-svc", "content-security-policy-report-only"]
)
def test_what_would_outlast_the_preview_is_dropped(client, name):
    assert name not in client.get("/policy").headers


def test_what_speaks_of_one_connection_stays_on_it(client, web_node):
    answer = client.get("/webapp3/", headers={"connection": "x-mine", "x-mine": "1", "te": "x"})
    seen = web_node.asked[0][1]
    assert ("x-hop" in answer.headers, "x-mine" in seen, "te" in seen) == (False, False, False)


# Who is let in


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"host": "evil.example"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "cors"}, 403),
    ],
)
def test_pages_of_other_origins_do_not_reach_the_node(client, web_node, headers, code):
    assert (client.get("/webapp3/", headers=headers).status_code, web_node.asked) == (code, [])


def test_a_sandboxed_frame_may_load_the_files_of_a_branding(client):
    headers = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "origin": "null"}
    assert client.get("/ward/branding/logo.svg", headers=headers).status_code == 200


def test_a_web_socket_of_another_page_does_not_reach_the_node(proxied, web_node):
    web_node.asked.clear()
    with pytest.raises(InvalidStatus):
        connect(make_socket_address(proxied, "/socket"), proxy=None, origin="https://evil.example")
    assert web_node.asked == []


# TLS


@pytest.fixture(scope="module")
def doubtful(authority, request) -> Iterator[str]:
    """A node at 127.0.0.1 whose certificate is in doubt."""
    with run_server(WebNode().app(), **authority.issue_certificate(**request.param)) as at:
        yield at.replace("http", "https", 1)


SOUND = {"address": "127.0.0.1"}
OTHER_NAME = {"address": "192.0.2.1"}
EXPIRED = {"address": "127.0.0.1", "ago": dt.timedelta(days=2)}


@pytest.mark.parametrize(
    ("doubtful", "is_trusted", "why"),
    [
        (SOUND, False, "unable to get local issuer certificate"),
        (OTHER_NAME, True, "IP address mismatch"),
        (EXPIRED, True, "certificate has expired"),
    ],
    indirect=["doubtful"],
    ids=["unknown authority", "another name", "expired"],
)
def test_a_node_with_a_doubtful_certificate_is_refused_with_the_reason(
    session, doubtful, authority, is_trusted, why
):
    for own in run_proxy(
        session, doubtful, authorities=str(authority.file) if is_trusted else None
    ):
        answer = httpx2.get(f"{own}/webapp3/", trust_env=False)
        assert (answer.status_code, why in answer.text) == (502, True)
        assert "--insecure 127.0.0.1" in answer.text
        with (
            pytest.raises(InvalidStatus) as refused,
            connect(make_socket_address(own, "/socket"), proxy=None),
        ):
            pass
        assert refused.value.response.status_code == 502


@pytest.mark.parametrize("doubtful", [SOUND, OTHER_NAME, EXPIRED], indirect=True)
def test_a_node_that_was_named_insecure_is_let_through(session, doubtful):
    for own in run_proxy(session, doubtful, is_insecure=True):
        pass_page(own)
        pass_socket(own)


@pytest.fixture(scope="module")
def old_authority(tmp_path_factory) -> Authority:
    return Authority(tmp_path_factory.mktemp("old"), has_identifiers=False)


@pytest.fixture(scope="module")
def old_node(old_authority) -> Iterator[str]:
    with run_server(WebNode().app(), **old_authority.issue_certificate("127.0.0.1")) as at:
        yield at.replace("http", "https", 1)


def pass_page(own: str) -> None:
    assert httpx2.get(f"{own}/webapp3/", trust_env=False).text == PAGE


def pass_socket(own: str) -> None:
    with connect(make_socket_address(own, "/socket"), proxy=None) as opened:
        opened.send("x")
        assert opened.recv() == "x"


@pytest.mark.parametrize("passes", [pass_page, pass_socket])
def test_an_old_authority_that_is_named_is_trusted_with_a_warning(
    session, old_node, old_authority, passes
):
    lines: list[str] = []
    for own in run_proxy(session, old_node, authorities=str(old_authority.file), warn=lines.append):
        passes(own)
    assert ["Missing Authority Key Identifier" in line for line in lines] == [True]


def test_an_old_authority_of_the_system_is_refused_with_the_way_out(
    session, old_node, old_authority, monkeypatch
):
    monkeypatch.setenv("SSL_CERT_FILE", str(old_authority.file))
    for own in run_proxy(session, old_node):
        answer = httpx2.get(f"{own}/webapp3/", trust_env=False)
        assert (answer.status_code, "file in --ca-bundle." in answer.text) == (502, True)
        assert "Missing Authority Key Identifier" in answer.text


def test_a_node_that_is_not_there_is_reported_of(session):
    for own in run_proxy(session, "http://127.0.0.1:9"):
        answer = httpx2.get(f"{own}/webapp3/", trust_env=False)
        assert (answer.status_code, "can't be reached" in answer.text) == (502, True)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--proxy", "node.example"],
        ["--proxy", "ftp://node.example"],
        ["--proxy", "https://user@node.example"],
        ["--proxy", "https://node.example/webapp3"],
        ["--proxy", "https://node.example:x"],
        ["--proxy", "https://node.example", "--insecure", "other.example"],
        ["--proxy", "http://node.example", "--insecure", "node.example"],
        ["--insecure", "node.example"],
        ["--ca-bundle", "themes/workspace.yaml"],
        ["--proxy", "http://node.example", "--ca-bundle", "themes/workspace.yaml"],
        ["--proxy", "https://node.example", "--ca-bundle", "themes/workspace.yaml"],
        ["--proxy", "https://node.example", "--ca-bundle", "no-such.pem"],
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_2_and_says_why(run, arguments):
    result = run("preview", *arguments)
    assert (result.code, result.err.startswith("themebuilder: ")) == (2, True)
