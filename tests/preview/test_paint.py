"""What a designer sees of a draft in the browser: at once, though its checks fail, and never an old state."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.preview.edit_kit import run_editing_preview
from tests.preview.kit import FILES, WARD, make_rebuilder, make_workspace
from themebuilder.build import pipeline
from themebuilder.core.color import make_shades
from themebuilder.preview.events import BuildEvent, Event
from themebuilder.preview.session import PreviewSession

pytestmark = pytest.mark.slow

COLOR = "getComputedStyle(document.documentElement).getPropertyValue('--color-brand-500').trim()"


def make_ward(color: str) -> str:
    return WARD.replace("#2b6a94", color)


@pytest.fixture
def root(tmp_path) -> Path:
    return make_workspace(tmp_path / "own")


@pytest.fixture
def session(root) -> PreviewSession:
    return PreviewSession(make_rebuilder(root))


@pytest.fixture
def address(session, root) -> Iterator[str]:
    cache = root.parent / "cache"
    with run_editing_preview(root, cache, session=session, follow=True) as address:
        yield address


DRAFT = """async ([part, value]) => {
  const token = document.querySelector('meta[name=themebuilder-edit]').content;
  const headers = {'content-type': 'application/json', 'x-themebuilder-edit': token};
  const {seq} = await (await fetch('/api/edit')).json();
  const edits = [{theme: 'ward', part, scope: 'theme', value}];
  await fetch('/api/edit/edits', {method: 'POST', headers, body: JSON.stringify({seq, edits, base: {}})});
}"""


def draft(page: Page, part: str, value: object) -> None:
    """Edit a part of the ward as another window does; the answer comes before the packages are built."""
    page.evaluate(DRAFT, [part, value])


def wait_for_build(page: Page) -> None:
    """Wait until the edits are built and announced."""
    page.evaluate("fetch('/api/themes/ward/parts/color:color').then(answer => answer.text())")


@pytest.fixture
def open_ward(address, checked_window) -> Callable[..., Page]:
    def open_preview(screen: str = "landing") -> Page:
        checked_window.goto(f"{address}?theme=ward&uiLanguage=en&screen={screen}")
        checked_window.frame_locator("iframe").locator("html[data-ready]").wait_for()
        return checked_window

    return open_preview


def wait_for_color(page: Page, color: str) -> None:
    """Wait until the guest page shows *color* as its theme's."""
    shade = make_shades(color)[5].upper()
    page.frames[1].wait_for_function(f"() => {COLOR}.toUpperCase() === '{shade}'")


def test_a_colour_that_fails_the_checks_is_painted_and_marked_and_its_problems_are_counted(
    open_ward, root
):
    page = open_ward()
    tab = page.get_by_role("tab", name="Problems")
    tab.click()
    cards = page.get_by_role("tabpanel").locator("> article")
    entry = page.get_by_role("navigation").locator("button[aria-current]").first

    def expect_count(count: int) -> None:
        expect(cards).to_have_count(count)
        for one in (tab, entry):
            said = re.compile(rf"^\s*{count}\s+problem{'s' * (count > 1)}\s*$")
            expect(one.locator(".badge")).to_have_text(said)

    (root / FILES["ward"]).write_text(make_ward("#e8c95a"), encoding="utf-8")
    wait_for_color(page, "#e8c95a")
    expect_count(3)
    mark = page.get_by_test_id("unpublishable")
    expect(mark.get_by_role("status")).to_have_text("Cannot be published yet: 3 things to fix")
    mark.get_by_role("status").click()
    expect(mark.locator("article")).to_have_count(3)
    misspelt = WARD.replace("extends: borger", "extends: borgerr")
    (root / FILES["ward"]).write_text(misspelt, encoding="utf-8")
    expect_count(1)
    (root / FILES["ward"]).write_text(WARD, encoding="utf-8")
    expect(mark).to_be_hidden()


# Colours before pictures


def test_a_colour_is_painted_while_its_pictures_are_still_drawn_which_are_then_swapped(
    open_ward, monkeypatch
):
    is_seen, prepare = threading.Event(), pipeline.prepare_assets

    def prepare_later(*arguments):
        assert is_seen.wait(60)
        return prepare(*arguments)

    page = open_ward()
    guest = page.frames[1]
    before = guest.evaluate(f"() => {SHOWN}")
    guest.evaluate("() => { window.isSame = true; }")
    monkeypatch.setattr(pipeline, "prepare_assets", prepare_later)
    draft(page, "color:color", "#6a2b94")
    wait_for_color(page, "#6a2b94")
    is_seen.set()
    draft(page, "picture:background", {"draw": "hills"})
    guest.wait_for_function(f"before => {SHOWN} !== before", arg=before)
    assert guest.evaluate("() => window.isSame")


# Edits that the page paints by itself

PAINT = """draft => document.querySelector('iframe').contentWindow.postMessage(
  {to: 'guest', kind: 'draft', ...draft}, '*')"""


def test_an_edit_is_painted_without_the_server(open_ward):
    page = open_ward(screen="meeting")
    button = page.frame_locator("iframe").get_by_test_id("button-participants")
    expect(button).to_be_visible()
    page.evaluate(
        PAINT,
        {
            "seq": 1,
            "palette": list(make_shades("#6a2b94")),
            "texts": {"da": {"meeting.leave": "Gå bare ud"}},
            "hidden": ["button-participants"],
        },
    )
    wait_for_color(page, "#6a2b94")
    expect(page.frame_locator("iframe").get_by_text("Gå bare ud")).to_be_visible()
    expect(button).to_be_hidden()


def test_what_the_server_built_before_an_edit_is_not_painted_over_it(open_ward):
    page = open_ward()
    page.evaluate(PAINT, {"seq": 2, "palette": list(make_shades("#6a2b94"))})
    wait_for_color(page, "#6a2b94")
    page.frames[1].evaluate(WATCH_COLORS)
    for color in ("#12664f", "#6a2b94", "#2b6a94"):
        draft(page, "color:color", color)
        wait_for_build(page)
    wait_for_color(page, "#2b6a94")
    seen = page.frames[1].evaluate("() => window.colors")
    assert seen == [make_shades(color)[5].upper() for color in ("#6a2b94", "#2b6a94")]


WATCH_COLORS = f"""() => {{
  window.colors = [];
  const look = () => {{
    const color = {COLOR}.toUpperCase();
    if (window.colors.at(-1) !== color) window.colors.push(color);
  }};
  look();
  const watched = new MutationObserver(look);
  watched.observe(document.documentElement, {{attributeFilter: ['style']}});
}}"""


# A lost connection


def test_a_colour_changed_while_the_preview_was_stopped_is_shown_when_it_is_back(window, root):
    def start() -> AbstractContextManager[str]:
        return run_editing_preview(root, root.parent / "cache", follow=True)

    with start() as address:
        window.goto(f"{address}?theme=ward")
        window.frame_locator("iframe").locator("html[data-ready]").wait_for()
        wait_for_color(window, "#2b6a94")
    (root / FILES["ward"]).write_text(make_ward("#6a2b94"), encoding="utf-8")
    with start() as again:
        assert again == address
        wait_for_color(window, "#6a2b94")
        window.goto("about:blank")


def test_a_page_that_missed_a_build_takes_it_in_with_the_next_one(
    open_ward, session, root, monkeypatch
):
    page, lost = open_ward(), list[Event]()
    with monkeypatch.context() as silent:
        silent.setattr(session, "notify", lost.extend)
        (root / FILES["ward"]).write_text(make_ward("#6a2b94"), encoding="utf-8")
        while not any(isinstance(one, BuildEvent) for one in lost):
            time.sleep(0.01)
    text = make_ward("#6a2b94").replace("Forlad mødet", "Gå ud")
    (root / FILES["ward"]).write_text(text, encoding="utf-8")
    wait_for_color(page, "#6a2b94")


# Sketches

SKETCH = """sketches => document.querySelector('iframe').contentWindow.postMessage(
  {to: 'guest', kind: 'sketch', pictures: sketches}, '*')"""
SHOWN = "document.querySelector('[style*=background-image]').style.backgroundImage"


def test_the_page_shows_a_sketch_until_it_goes_or_its_picture_is_built(open_ward):
    page = open_ward(screen="landing")
    guest = page.frames[1]
    built = guest.evaluate(f"() => {SHOWN}")
    page.evaluate(SKETCH, {"background": "./branding/background.jpg?v=sketch"})
    guest.wait_for_function(f"() => {SHOWN}.includes('v=sketch')")
    page.evaluate(SKETCH, {})
    guest.wait_for_function(f"built => {SHOWN} === built", arg=built)
    page.evaluate(SKETCH, {"background": "./branding/background.jpg?v=sketch"})
    guest.wait_for_function(f"() => {SHOWN}.includes('v=sketch')")
    draft(page, "picture:background", {"draw": "hills"})
    guest.wait_for_function(f"() => {SHOWN}.includes('.jpg?v=sha256')")
