"""Another theme in a guest page that is there already looks as in one that is loaded for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.preview.kit import format_clinic, serve_workspace

pytestmark = pytest.mark.slow

OTHER = """\
theme: other
title: Other
extends: borger
organisation: north
brand:
  name: Other
  color: "#7a3d6b"
  background: {draw: hills, tone: dark, seed: 2, color: "#503d7d"}
texts:
  en: {meeting.leave: Walk out}
webapp: {path: other}
"""
NORTH = format_clinic(languages="[en, da]").replace("organisation: clinic", "organisation: north")
TOLD = """() => [document.title, document.documentElement.lang, document.querySelector('link[rel=icon]').href,
  document.body.innerText, ...[...document.images].map(one => one.src)]"""
SETTLED = """() => {
  const isStill = document.documentElement.hasAttribute('data-ready')
    && [...document.images].every(one => one.complete)
    && [...document.querySelectorAll('video')].every(one => one.readyState >= one.HAVE_CURRENT_DATA)
    && !document.querySelector('.stage [role=status]')
    && document.getAnimations().every(one => one.playState !== 'running');
  window.stillFrames = isStill ? window.stillFrames + 1 : 0;
  return window.stillFrames > 9;
}"""
"""A video that begins says so a few frames after its page is drawn."""


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> Iterator[str]:
    """The address of the preview of two themes that share neither languages nor pictures."""
    with serve_workspace(tmp_path_factory.mktemp("switching"), north=NORTH, other=OTHER) as shell:
        yield shell


@pytest.fixture
def show(checked_window, address) -> Callable[..., Page]:
    """Opens a screen of a theme in the shell, and waits until nothing on it changes."""

    def show(theme: str, screen: str) -> Page:
        checked_window.goto(f"{address}?uiLanguage=en&theme={theme}&screen={screen}")
        wait(checked_window, theme)
        return checked_window

    return show


def wait(page: Page, theme: str) -> None:
    """Wait until *theme* is shown and nothing moves."""
    page.locator("main iframe").wait_for()
    page.frames[1].wait_for_url(f"**/themes/{theme}/view/**")
    page.frames[1].evaluate("window.stillFrames = 0")
    page.frames[1].wait_for_function(SETTLED)


def take_screenshot(page: Page) -> bytes:
    """What the guest page looks like."""
    return page.locator("main iframe").screenshot(animations="disabled", caret="hide")


@pytest.mark.parametrize("screen", ["landing", "settings", "waiting-video"])
def test_a_theme_looks_the_same_after_another_one(show, screen):
    fresh = show("other", screen)
    expected, told = take_screenshot(fresh), fresh.frames[1].evaluate(TOLD)
    page = show("ward", screen)
    own = page.frames[1].evaluate("window.own = Math.random()")
    page.locator(".themes").get_by_role("button", name="Other").click()
    wait(page, "other")
    assert page.frames[1].evaluate("window.own") == own
    assert page.frames[1].evaluate(TOLD) == told
    assert take_screenshot(page) == expected


def test_what_was_painted_ahead_or_chosen_before_a_theme_is_not_on_it(show):
    page = show("ward", "meeting")
    draft = "{to: 'guest', kind: 'draft', seq: 9, texts: {en: {'meeting.leave': 'Painted'}}, palette: ['#ff0000']}"
    page.frames[1].evaluate(f"window.postMessage({draft}, location.origin)")
    shades = "document.documentElement.style.getPropertyValue('--color-brand-50')"
    page.frames[1].wait_for_function(f"() => {shades} === '#ff0000'")
    page.locator(".themes").get_by_role("button", name="Other").click()
    wait(page, "other")
    expect(page.frame_locator("main iframe").get_by_text("Walk out")).to_be_visible()
    assert page.frames[1].evaluate(shades) != "#ff0000"
    # In quick succession.
    for name in ("Ward", "Other", "Ward", "Other"):
        page.locator(".themes").get_by_role("button", name=name).click(no_wait_after=True)
    wait(page, "other")
    expect(page.frame_locator("main iframe").get_by_text("Walk out")).to_be_visible()
    expect(page.frame_locator("main iframe").get_by_text("Forlad mødet")).to_have_count(0)
