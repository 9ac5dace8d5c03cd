"""The core of editing in Firefox: what is clicked, typed, painted and saved is as in Chromium."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import NO_MOTION
from tests.preview.edit_page import Editing, edit
from tests.preview.kit import make_workspace
from tests.preview.test_editing import LEAVE_LINE, format_change

pytestmark = [pytest.mark.slow, pytest.mark.browser]


class FirefoxEditing(Editing):
    """The page in Firefox, where Playwright can't click inside a frame of another origin."""

    def click_leave(self) -> None:
        self.page.get_by_role("heading", name="Dele på skærmen").wait_for()
        inner = self.guest.get_by_text("Forlad mødet", exact=True).evaluate(_MIDDLE)
        box = self.page.locator("iframe").first.bounding_box()
        assert box
        self.page.mouse.click(
            box["x"] + inner["x"] * box["width"], box["y"] + inner["y"] * box["height"]
        )
        self.field.wait_for()


_MIDDLE = """element => {
  const {x, y, width, height} = element.getBoundingClientRect();
  return {x: (x + width / 2) / innerWidth, y: (y + height / 2) / innerHeight};
}"""
"""The middle of an element, as parts of its window."""


@pytest.fixture(scope="module")
def window(firefox) -> Iterator[Page]:
    with firefox.new_context(viewport={"width": 1366, "height": 768}) as profile:
        profile.add_init_script(NO_MOTION)
        yield profile.new_page()


@pytest.fixture
def editing(window, tmp_path) -> Iterator[Editing]:
    wrong: list[str] = []
    window.on("pageerror", lambda error: wrong.append(str(error)))
    with edit(window, make_workspace(tmp_path / "own")) as editing:
        yield FirefoxEditing(window, editing.root, editing.at)
    assert wrong == []


def write(field: Locator, text: str) -> None:
    """Write with the keys of an American keyboard: what Playwright puts in otherwise doesn't reach React."""
    field.focus()
    field.press("Control+a")
    field.press_sequentially(text)


def test_a_text_is_clicked_written_kept_when_the_page_is_loaded_again_saved_and_undone(editing):
    editing.show().click_leave()
    write(editing.field, "Luk nu")
    expect(editing.guest.get_by_text("Luk nu", exact=True)).to_be_visible()
    editing.page.reload()
    expect(editing.bar).to_contain_text("1 ændring")
    expect(editing.guest.get_by_text("Luk nu", exact=True)).to_be_visible()
    editing.save()
    assert editing.read_diff() == format_change(LEAVE_LINE, "  da: {meeting.leave: Luk nu}")
    editing.bar.get_by_role("button", name="Fortryd tekst").click()
    expect(editing.guest.get_by_text("Forlad mødet", exact=True)).to_be_visible()
    expect(editing.bar).to_contain_text("1 ændring")
    editing.save()
    assert editing.read_diff() == ""


def test_a_colour_is_painted_at_once_and_a_text_for_everybody_is_written_with_the_keyboard(editing):
    editing.show(part="color:color", appearance="dark")
    bars = "getComputedStyle(document.querySelector('.panel-body')).scrollbarColor"
    assert editing.page.evaluate(bars) == "rgb(165, 162, 155) rgba(0, 0, 0, 0)"
    write(editing.page.get_by_label("Farvekode"), "#8fb8d0")
    painted = editing.guest.locator("html")
    expect(painted).to_have_attribute("style", re.compile("--color-brand-500: #90B9D0"))
    expect(editing.page.get_by_role("region", name="Kontrast")).to_contain_text("For svag")
    editing.page.get_by_role("button", name="Vælg nærmeste læselige farve").click()
    expect(editing.bar).to_contain_text("1 ændring")
    chosen = editing.page.get_by_label("Farvekode").input_value()

    editing.turn_to()
    editing.page.locator('[data-part="text:da:meeting.leave"]').focus()
    editing.page.keyboard.press("Enter")
    expect(editing.field).to_be_focused()
    editing.page.get_by_role("radio", name="Alle (").check(force=True)
    write(editing.field, "Luk for alle")
    editing.page.keyboard.press("Enter")
    expect(editing.bar).to_contain_text("2 ændringer")
    editing.page.keyboard.press("Escape")
    editing.page.keyboard.press("Control+s")
    expect(editing.page.get_by_role("button", name="Gem", exact=True)).to_be_focused()
    editing.page.keyboard.press("Enter")
    expect(editing.bar).to_contain_text("Intet er udgivet.")
    assert "meeting.leave: Luk for alle" in editing.read_diff()
    assert format_change('  color: "#2b6a94"', f'  color: "{chosen}"') in editing.read_diff()
    assert LEAVE_LINE not in editing.read_diff()
