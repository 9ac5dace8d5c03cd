"""The shell without a mouse: everything is reached, the place is seen, and the keys do what they say."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.preview.kit import new_rebuilder, new_workspace
from themebuilder.preview.app import create_app
from themebuilder.preview.page import VIEWPORTS, read_bundle
from themebuilder.preview.screenshots import open_page
from themebuilder.preview.server import run_server
from themebuilder.preview.session import PreviewSession

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("preview-shell")]

PRESSABLE = """() => {
  const seen = one => one.checkVisibility({visibilityProperty: true}) && !one.closest('[inert]');
  const all = [...document.querySelectorAll(
    'a[href], button, input, select, summary, audio[controls], [role=tab], iframe:not([inert])')];
  all.forEach((one, at) => one.dataset.at = at);
  // Of a row of radio buttons or tabs the chosen one is reached; the arrows lead to the others.
  const chosen = one => one.type === 'radio' ? one.checked
    : one.getAttribute('role') === 'tab' ? one.getAttribute('aria-selected') === 'true' : true;
  return all.filter(one => seen(one) && !one.disabled && chosen(one)).map(one => one.dataset.at);
}"""
"""A number for each thing of the shell that can be pressed."""
REACHED = """() => {
  const one = document.activeElement;
  if (!one.dataset.at) return null;
  const styles = [[one], [one, '::after'], [one.nextElementSibling ?? one]];
  const ringed = styles.map(it => getComputedStyle(...it))
    .some(style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0);
  // A frame shows the focus inside, and a player draws its own.
  const own = ['IFRAME', 'AUDIO'].includes(one.tagName);
  return [one.dataset.at, ringed || own, one.outerHTML.slice(0, 120)];
}"""


@pytest.fixture(scope="module")
def at(tmp_path_factory) -> Iterator[str]:
    session = PreviewSession(new_rebuilder(new_workspace(tmp_path_factory.mktemp("keys") / "own")))
    with run_server(create_app(session, read_bundle()), stopping=session.close) as address:
        yield address


@pytest.fixture
def shell(browser, at):
    """Opens the shell in a mode, and waits until its first page is drawn."""
    with open_page(browser, VIEWPORTS[3]) as opened:

        def show(mode: str) -> Page:
            opened.goto(f"{at}?theme=ward&uiLanguage=en&mode={mode}&viewports=phone")
            opened.frame_locator("iframe").first.locator("html[data-ready]").wait_for()
            return opened

        yield show


@pytest.mark.parametrize("mode", ["screen", "gallery", "compare"])
def test_everything_is_reached_with_the_tab_key_and_shows_that_it_is(shell, mode):
    seen = shell(mode)
    wanted = set(seen.evaluate(PRESSABLE))
    reached, unseen = set(), []
    # A page has stops of its own; in the gallery it is a picture.
    for _ in range((1 if mode == "gallery" else 20) * len(wanted) + 1):
        seen.keyboard.press("Tab")
        if stop := seen.evaluate(REACHED):
            number, is_seen, what = stop
            reached.add(number)
            unseen += [] if is_seen else [what]
        if wanted <= reached:
            break
    assert (wanted - reached, unseen) == (set(), [])


def test_the_first_key_skips_to_the_window(shell):
    seen = shell("screen")
    seen.keyboard.press("Tab")
    expect(seen.locator("a[href='#stage']")).to_be_focused()
    seen.keyboard.press("Enter")
    expect(seen.locator("#stage")).to_be_focused()


def test_the_arrows_lead_from_tab_to_tab(shell):
    seen = shell("screen")
    seen.get_by_role("tab", name="Screen").focus()
    seen.keyboard.press("ArrowRight")
    expect(seen.get_by_role("tab", name="Text")).to_be_focused()
    expect(seen.get_by_role("tabpanel", name="Text")).to_be_visible()


def test_the_arrows_move_what_is_seen_of_two_themes(shell):
    seen = shell("compare")
    seen.get_by_label("One over the other").check()
    slider = seen.get_by_role("slider")
    slider.focus()
    seen.keyboard.press("ArrowRight")
    expect(slider).to_have_value("51")
