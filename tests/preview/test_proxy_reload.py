"""A node's own web app in a browser, with our branding: it is loaded again when that changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Page, expect

from tests.preview.kit import FILES, WARD, make_rebuilder, make_workspace
from tests.preview.web_node import PAGE, WebNode
from themebuilder.preview.app import create_proxy_app
from themebuilder.preview.node import ConferencingNode, find_origin
from themebuilder.preview.page import VIEWPORTS
from themebuilder.preview.proxy import TAG
from themebuilder.preview.screenshots import open_page
from themebuilder.preview.server import address, listen, run_server
from themebuilder.preview.session import PreviewSession

pytestmark = pytest.mark.slow

VISIT = {"sec-fetch-dest": "document", "sec-fetch-mode": "navigate", "accept-encoding": "gzip"}


@pytest.fixture
def root(tmp_path) -> Path:
    return make_workspace(tmp_path / "own")


@pytest.fixture
def proxied(root) -> Iterator[str]:
    """The address of the preview in front of a node, which follows what is saved."""
    session = PreviewSession(make_rebuilder(root))
    listening = listen("127.0.0.1", 0)
    own = address(listening, "127.0.0.1").rstrip("/")
    with run_server(WebNode().app()) as at:
        node = ConferencingNode(find_origin(at), own)
        app = create_proxy_app(session, node, "ward", follow=True)
        with run_server(app, listening, stopping=session.close):
            yield own


@pytest.fixture
def checked_window(browser, proxied) -> Iterator[Page]:
    """The node's page; whatever goes wrong in it fails the test."""
    with open_page(browser, VIEWPORTS[3]) as opened:
        wrong: list[str] = []
        opened.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        opened.add_init_script("sessionStorage.loads = Number(sessionStorage.loads ?? 0) + 1")
        opened.goto(f"{proxied}/webapp3/?conference=ward#place")
        yield opened
        assert [said for said in wrong if "404" not in said] == []  # The node has no icon.


def test_a_saved_colour_is_seen_in_the_nodes_own_web_app_at_the_same_address(checked_window, root):
    expect(checked_window).to_have_title("#2b6a94")
    before = checked_window.url
    (root / FILES["ward"]).write_text(WARD.replace("#2b6a94", "#942b2b"), encoding="utf-8")
    expect(checked_window).to_have_title("#942b2b")
    assert checked_window.url == before


def test_a_page_stays_where_another_theme_changes(checked_window, proxied, root):
    expect(checked_window).to_have_title("#2b6a94")
    other = f"{proxied}/other/branding/manifest.json"
    for colour in ("#5b2b94", "#2b945b"):
        text = WARD.replace("ward", "other").replace("#2b6a94", colour)
        (root / FILES["other"]).write_text(text, encoding="utf-8")
        while colour not in httpx2.get(other, trust_env=False).text:
            checked_window.wait_for_timeout(20)
    (root / FILES["ward"]).write_text(WARD.replace("#2b6a94", "#942b2b"), encoding="utf-8")
    expect(checked_window).to_have_title("#942b2b")
    assert checked_window.evaluate("sessionStorage.loads") == "2"


def test_only_what_a_window_shows_has_our_script_at_its_end(proxied):
    visited = httpx2.get(f"{proxied}/webapp3/", headers=VISIT, trust_env=False)
    fetched = httpx2.get(f"{proxied}/webapp3/", trust_env=False)
    assert (visited.text, fetched.text) == (PAGE + TAG.decode(), PAGE)
