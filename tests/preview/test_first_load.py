"""What the page loads before it shows a theme, over the wire."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request
from starlette.responses import Response
from starlette.routing import Route

from tests.preview.edit_kit import run_editing_preview
from tests.preview.kit import make_rebuilder, make_workspace
from themebuilder.preview.page import VIEWPORTS
from themebuilder.preview.screenshots import open_page
from themebuilder.preview.session import PreviewSession

pytestmark = pytest.mark.slow

MOST_BYTES = 1_200_000
MOST_REQUESTS = 14


class Visit:
    """A first visit, with nothing in the browser's cache, of a page that may edit."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.at = page, address
        self.asked: list[Request] = []
        page.on("request", self._remember)
        page.goto(f"{address}?theme=ward&uiLanguage=da")
        page.frame_locator("iframe").first.locator("html[data-ready]").wait_for()
        page.wait_for_timeout(500)

    def break_stream(self) -> None:
        """End the stream of events; the browser asks for another one."""
        self.page.request.get(f"{self.at}break-stream")

    def _remember(self, request: Request) -> None:
        self.asked.append(request)

    @property
    def loaded(self) -> list[tuple[str, int]]:
        """Address and size, headers included, of each request that the browser's cache didn't answer."""
        sizes = [(request.url.partition("?")[0], _measure(request)) for request in self.asked]
        return [(address, size) for address, size in sizes if size]


def _measure(request: Request) -> int:
    if request.resource_type == "eventsource":
        # It doesn't end, so its size isn't known: a few lines.
        return 1000
    sizes = request.sizes()
    return sizes["responseBodySize"] + sizes["responseHeadersSize"]


@pytest.fixture(scope="module")
def visit(browser: Browser, tmp_path_factory) -> Iterator[Visit]:
    # The server begins with it before a browser has started.
    with _visit(browser, tmp_path_factory.mktemp("first-load"), made="ward") as visit:
        yield visit


@contextmanager
def _visit(browser: Browser, folder: Path, made: str = "") -> Iterator[Visit]:
    root = make_workspace(folder / "own")
    session = PreviewSession(make_rebuilder(root))
    make = session.rebuilder.make
    if made:
        make(made)

    def make_late(name: str, *more: Any) -> Any:
        while not session._listeners:
            time.sleep(0.01)
        return make(name, *more)

    # What is built before the page hears of it is asked for again.
    session.rebuilder.make = make_late  # type: ignore[method-assign]

    async def break_stream(_request: object) -> Response:
        for queue in session._listeners:
            queue.put_nowait(None)
        return Response()

    routes = [Route("/break-stream", break_stream)]
    with (
        open_page(browser, VIEWPORTS[3]) as page,
        run_editing_preview(root, folder / "cache", session=session, routes=routes) as at,
    ):
        yield Visit(page, at)
        page.goto("about:blank")


def test_a_first_visit_loads_little_in_few_requests(visit):
    loaded = visit.loaded
    assert sum(size for _, size in loaded) < MOST_BYTES, loaded
    assert len(loaded) <= MOST_REQUESTS, loaded


_NOTE_FIRST_DRAWING = """new MutationObserver(() => {
  const root = document.querySelector('#root');
  if (root?.firstChild) window.firstDrawing ??= root.textContent;
}).observe(document, {childList: true, subtree: true});"""


@pytest.mark.parametrize("asked", ["theme=ward", ""])
def test_the_first_thing_that_is_drawn_has_the_themes(visit, asked):
    with open_page(visit.page.context.browser, VIEWPORTS[3]) as page:
        page.add_init_script(_NOTE_FIRST_DRAWING)
        page.goto(f"{visit.at}?{asked}&uiLanguage=da")
        page.locator(".theme-list button").first.wait_for()
        drawn = page.evaluate("window.firstDrawing")
        assert "Ward" in drawn
        assert "Henter …" not in drawn


def test_where_the_theme_is_not_built_yet_one_request_more_is_made(browser, tmp_path):
    with _visit(browser, tmp_path) as visit:
        assert len(visit.loaded) <= MOST_REQUESTS + 1, visit.loaded


def test_nothing_is_loaded_twice(visit):
    counted = Counter(address for address, _ in visit.loaded)
    assert {one: times for one, times in counted.items() if times > 1} == {}


def test_what_edits_is_loaded_when_editing_starts(visit):
    before = {address for address, _ in visit.loaded}
    visit.page.get_by_role("button", name="Redigér").click()
    visit.page.get_by_role("heading", name="Dele på skærmen").wait_for()
    after = {address for address, _ in visit.loaded} - before
    assert any(one.endswith(".js") for one in after), after
    assert f"{visit.at}api/edit" in after


def test_the_stream_connected_again_asks_for_nothing_where_nothing_happened(visit):
    before = len(visit.asked)
    connected = visit.page.locator(".pulse.on")
    visit.break_stream()
    connected.wait_for(state="detached")
    connected.wait_for()
    visit.page.wait_for_timeout(500)
    assert {urlsplit(one.url).path for one in visit.asked[before:]} == {"/api/events"}


def test_the_gallery_loads_each_picture_of_a_theme_once(visit):
    before = len(visit.loaded)
    visit.page.get_by_role("radio", name="Galleri").check(force=True)
    tiles = visit.page.locator(".tile iframe")
    tiles.nth(3).content_frame.locator("html[data-ready]").wait_for()
    visit.page.wait_for_timeout(500)
    counted = Counter(address for address, _ in visit.loaded[before:])
    pages = [times for one, times in counted.items() if one.endswith("/themes/ward/view/")]
    assert sum(pages) >= 4
    assert {times for one, times in counted.items() if not one.endswith("/view/")} <= {1}
