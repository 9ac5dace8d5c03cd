"""How soon an edit is on the screen, counted in frames and requests: time depends on the machine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Request

from tests.preview.edit_kit import run_editing_preview
from tests.preview.kit import make_workspace
from themebuilder.core.color import make_shades
from themebuilder.preview.page import VIEWPORTS
from themebuilder.preview.screenshots import open_page

pytestmark = pytest.mark.slow

EDITS = 10
MOST_FRAMES = 2
WATCH = """() => {
  window.frames_ = []; window.shown = {};
  const look = () => {
    const now = performance.timeOrigin + performance.now();
    const color = document.documentElement.style.getPropertyValue('--color-brand-500').toUpperCase();
    for (const one of [color, ...document.body.innerText.split('\\n')]) window.shown[one] ??= now;
    window.frames_.push(now);
    requestAnimationFrame(look);
  };
  look();
}"""
"""Notes when each frame begins, and what the page shows by then."""
COUNT = """([what, pressed]) => window.shown[what]
  && window.frames_.filter(one => one > pressed && one <= window.shown[what]).length"""
PRESS = """() => addEventListener('input', () => {
  window.pressed = performance.timeOrigin + performance.now();
}, true)"""


def find_p90(frames: list[int]) -> int:
    return sorted(frames)[len(frames) * 9 // 10 - 1]


class Typing:
    """The shell while a part is edited, and how many frames each key takes."""

    def __init__(self, page: Page, address: str, part: str) -> None:
        self.page = page
        self.asked: list[str] = []
        page.goto(f"{address}?theme=ward&uiLanguage=da&screen=meeting&edit=1&part={part}")
        page.frame_locator("iframe").first.locator("html[data-ready]").wait_for()
        self.guest = page.frames[1]
        self.guest.evaluate(WATCH)
        page.evaluate(PRESS)
        page.on("request", self._remember)

    def _remember(self, request: Request) -> None:
        if request.method == "POST" and "/edit/check" not in request.url:
            self.asked.append(request.url)

    def count_frames(self, field: str, typed: str, shown: str) -> int:
        """Frames from the key until *shown* is on the guest's page."""
        self.page.locator(field).first.fill(typed)
        pressed = self.page.evaluate("window.pressed")
        found = self.guest.wait_for_function(COUNT, arg=[shown, pressed])
        return int(found.json_value())


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("paint-ahead")
    root = make_workspace(folder / "own")
    with run_editing_preview(root, folder / "cache") as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with open_page(browser, VIEWPORTS[3]) as opened:
        yield opened


def test_a_typed_text_is_on_the_screen_by_the_second_frame_without_sending_it(page, address):
    typing = Typing(page, address, "text:da:meeting.leave")
    texts = [f"Forlad {number}" for number in range(EDITS)]
    frames = [typing.count_frames(".text-field textarea", text, text) for text in texts]
    assert (find_p90(frames) <= MOST_FRAMES, typing.asked) == (True, []), str(frames)


def test_a_typed_colour_is_on_the_screen_by_the_second_frame_without_sending_it(page, address):
    typing = Typing(page, address, "color:color")
    colors = [f"#2b{number:02x}94" for number in range(EDITS)]
    frames = [
        typing.count_frames(".hex input", color, make_shades(color)[5].upper()) for color in colors
    ]
    assert (find_p90(frames) <= MOST_FRAMES, typing.asked) == (True, []), str(frames)
