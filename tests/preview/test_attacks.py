"""What other pages, other users and other machines try in order to change somebody's files."""

from __future__ import annotations

import json
import logging

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from tests.preview.edit_kit import LEAVE, EditingPage
from tests.preview.kit import BUNDLE, FILES, HERE
from themebuilder.preview.app import create_app
from themebuilder.preview.guard import Admission

OWN = {
    "origin": HERE,
    "sec-fetch-site": "same-origin",
    "sec-fetch-mode": "cors",
    "content-type": "application/json",
    "x-themebuilder-edit": "edit-secret",
}
"""What the shell's own page sends."""
WRITABLE = Admission(token="link-secret", port=8756, for_edits=True, edit_token="edit-secret")
OPEN = Admission(token="link-secret", port=8756)
READ_ONLY = Admission()
PATH = "/api/edit/save"


@pytest.fixture
def written() -> list[bytes]:
    """What reached the files."""
    return []


@pytest.fixture
def ask(session, written):
    """Ask the preview of that admission; its edits only note what reaches them."""

    async def save(request: Request) -> PlainTextResponse:
        written.append(await request.body())
        return PlainTextResponse("saved")

    def send(method, headers, admission=WRITABLE, path=PATH):
        routes = [Route(PATH, save, methods=["GET", "POST", "PUT"])]
        app = create_app(session, BUNDLE, admission, edit_routes=routes)
        kept = {name: value for name, value in headers.items() if value is not None}
        client = TestClient(app, base_url=HERE)
        return client.request(method, path, headers=kept, content=b"{}")

    return send


@pytest.mark.parametrize(
    "media_type", ["application/json", "application/json; charset=utf-8", "image/png", "IMAGE/JPEG"]
)
def test_the_shells_own_page_writes(ask, written, media_type):
    answer = ask("POST", {**OWN, "content-type": media_type})
    assert (answer.status_code, written) == (200, [b"{}"])


ATTACKS = {
    "another website": ("POST", {"origin": "https://evil.example"}, 403),
    "another website, as a form": (
        "POST",
        {
            "origin": "https://evil.example",
            "sec-fetch-site": "cross-site",
            "sec-fetch-mode": "navigate",
            "sec-fetch-dest": "document",
            "content-type": "text/plain",
        },
        403,
    ),
    "another website asks first": (
        "OPTIONS",
        {"origin": "https://evil.example", "access-control-request-method": "POST"},
        403,
    ),
    "another port of this machine": ("POST", {"origin": "http://127.0.0.1:3000"}, 403),
    "a guest page": (
        "POST",
        {"origin": "http://127.0.0.1:8757", "sec-fetch-site": "same-site"},
        403,
    ),
    "a sandboxed frame": ("POST", {"origin": "null"}, 403),
    "no origin": ("POST", {"origin": None}, 403),
    "two origins": ("POST", {"origin": f"{HERE}, {HERE}"}, 403),
    "https in place of http": ("POST", {"origin": HERE.replace("http", "https")}, 403),
    "a browser that says cross-site": ("POST", {"sec-fetch-site": "cross-site"}, 403),
    "a browser that says nothing": ("POST", {"sec-fetch-site": None}, 403),
    "typed by hand": ("POST", {"sec-fetch-site": "none"}, 403),
    "a name that points here": ("POST", {"host": "evil.example:8756"}, 403),
    "no token": ("POST", {"x-themebuilder-edit": None}, 403),
    "a wrong token": ("PUT", {"x-themebuilder-edit": "edit-secreu"}, 403),
    "the link's token": ("POST", {"x-themebuilder-edit": "link-secret"}, 403),
    "plain text": ("POST", {"content-type": "text/plain"}, 415),
    "a form's type": ("POST", {"content-type": "multipart/form-data; boundary=x"}, 415),
    "no type": ("PUT", {"content-type": None}, 415),
    "a size that isn't told": ("POST", {"transfer-encoding": "chunked"}, 411),
    "an edit as large as a picture": ("POST", {"content-length": "65537"}, 413),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_refused_in_one_line_and_changes_nothing(
    own_workspace, tmp_path, caplog, attack
):
    method, changed, code = ATTACKS[attack]
    names = ("check", "edits", "undo", "redo", "discard", "save")
    page = EditingPage(own_workspace, tmp_path / "cache")
    page.edit(LEAVE, "Gå ud af mødet")
    before = page.state, (own_workspace / FILES["ward"]).read_bytes()
    headers = {name: value for name, value in {**OWN, **changed}.items() if value is not None}
    attacker = TestClient(page.client.app, base_url=HERE)
    content = json.dumps({"seq": page.state["seq"], "edits": [], "base": {}, "ids": []})
    with caplog.at_level(logging.WARNING):
        answers = [
            attacker.request(method, f"/api/edit/{name}", headers=headers, content=content)
            for name in names
        ]
    lines = [
        record.getMessage() for record in caplog.records if record.name.startswith("themebuilder")
    ]
    assert ({answer.status_code for answer in answers}, len(lines)) == ({code}, len(names))
    assert not [line for line in lines if "secret" in line]
    told = [
        name for answer in answers for name in answer.headers if name.startswith("access-control")
    ]
    assert told == []
    assert (page.state, (own_workspace / FILES["ward"]).read_bytes()) == before


@pytest.mark.parametrize("admission", [OPEN, READ_ONLY], ids=["--host", "--read-only"])
@pytest.mark.parametrize(("method", "code"), [("POST", 403), ("PUT", 403), ("GET", 404)])
def test_a_preview_that_is_read_only_has_no_edits(ask, written, admission, method, code):
    cookie = {"cookie": "themebuilder-8756=link-secret"}
    answer = ask(method, {**OWN, **cookie}, admission)
    assert (answer.status_code, written) == (code, [])


def test_the_line_leaves_out_the_query_which_may_hold_the_token(ask, caplog):
    with caplog.at_level(logging.WARNING):
        ask("POST", {**OWN, "origin": "null"}, path=f"{PATH}?preview-token=link-secret")
    assert "secret" not in caplog.text


# Who gets the token for edits


@pytest.mark.parametrize(
    ("path", "headers", "is_given"),
    [
        ("/?preview-token=link-secret", {}, True),
        ("/", {"cookie": "themebuilder-8756=link-secret"}, True),
        ("/", {}, False),
        ("/?preview-token=wrong", {}, False),
        ("/", {"cookie": "themebuilder-8757=link-secret"}, False),
    ],
)
def test_only_who_has_the_printed_link_gets_the_token_for_edits(ask, path, headers, is_given):
    answer = ask("GET", headers, path=path)
    assert answer.status_code == 200
    assert ('<meta name="themebuilder-edit" content="edit-secret" />' in answer.text) is is_given


@pytest.mark.parametrize("path", ["/api/themes", "/assets/index-1a2b.js"])
def test_no_other_answer_holds_the_token_for_edits(ask, path):
    answer = ask("GET", {"cookie": "themebuilder-8756=link-secret"}, path=path)
    assert answer.status_code == 200
    assert "edit-secret" not in answer.text + str(answer.headers)


@pytest.mark.parametrize("admission", [OPEN, READ_ONLY], ids=["--host", "--read-only"])
def test_a_page_that_is_read_only_holds_no_token_for_edits(ask, admission):
    answer = ask("GET", {"cookie": "themebuilder-8756=link-secret"}, admission, path="/")
    assert "themebuilder-edit" not in answer.text
