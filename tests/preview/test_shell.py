"""The designer's shell: what it says of a text and a setting, what stays in its address, its keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from playwright.sync_api import Page, expect

from tests.preview.edit_page import open_shell
from tests.preview.kit import FILES, WARD, format_clinic, serve_workspace
from themebuilder.preview.page import SCREENS

pytestmark = pytest.mark.slow

TOO_LONG = "Forlad mødet nu og kom gerne tilbage igen"

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
def address(tmp_path_factory) -> Iterator[str]:
    """The address of the preview of a ward without chat and with a text that is too long."""
    texts = {
        "ward": WARD.replace("Forlad mødet", TOO_LONG),
        "clinic": format_clinic(chat="disabled"),
    }
    with serve_workspace(tmp_path_factory.mktemp("shell"), **texts) as shell:
        yield shell


@pytest.fixture
def shell(checked_window, address) -> Callable[..., Page]:
    return partial(open_shell, checked_window, address, uiLanguage="en")


@pytest.fixture(scope="module")
def text_page(window, address) -> Iterator[Page]:
    """The shell after a click on the button that leaves the meeting, while texts are looked for."""
    window.context.grant_permissions(["clipboard-read", "clipboard-write"])
    with window.context.new_page() as page:
        open_shell(page, address, uiLanguage="en", screen="meeting")
        page.get_by_role("button", name="Find texts").click()
        page.frame_locator("iframe").get_by_text(TOO_LONG).click()
        yield page


def test_a_text_says_its_key_its_place_and_who_else_uses_it(text_page):
    panel = text_page.get_by_role("tabpanel")
    for said in ("meeting.leave", f"{FILES['ward']}:10:", "Only this theme uses the text."):
        expect(panel).to_contain_text(said)


def test_the_line_that_would_change_a_text_is_copied(text_page):
    text_page.get_by_role("button", name="Copy the YAML line").click()
    expect(text_page.get_by_role("button", name="Copied")).to_be_visible()
    assert text_page.evaluate("navigator.clipboard.readText()") == f"meeting.leave: {TOO_LONG}"


def test_a_problem_lies_on_the_text_that_it_concerns(text_page):
    problems = text_page.get_by_role("tabpanel").locator(".problem")
    expect(problems).to_contain_text(["label-not-in-name", "text-too-long"])


def test_looking_for_texts_presses_nothing(text_page):
    assert "screen=meeting" in text_page.frames[1].url


def test_every_setting_and_every_part_of_the_brand_is_explained_and_who_decided_it(shell):
    seen = shell(screen="meeting")
    seen.get_by_role("tab", name="Settings").click()
    told = seen.get_by_role("tabpanel").get_by_role("listitem")
    chat = told.filter(has_text="Decided by Clinic")
    expect(chat).to_contain_text("the server takes no messages where publishing has set it")
    unset = told.filter(has_text="No organisation has decided otherwise.")
    expect(unset.first).to_be_visible()
    expect(unset.filter(has_text=".yaml")).to_have_count(0)
    expect(told.first).to_be_visible()
    for one in told.all():
        # The name and value, what it changes, and where it is written or that it is the default.
        assert len(one.locator("p").all()) >= 3, one.inner_text()


def test_what_is_chosen_stands_in_the_address(shell):
    seen = shell(screen="landing")
    seen.get_by_label("Window").select_option("citrix")
    seen.get_by_label("Vision").select_option("deutan")
    seen.get_by_role("button", name="PIN").click()
    seen.keyboard.press("z")
    seen.reload()
    expect(seen.get_by_role("radio", name="100%")).to_be_checked()
    expect(seen.get_by_label("Window")).to_have_value("citrix")
    expect(
        seen.frame_locator("iframe").get_by_role("heading", name="Skriv pinkoden")
    ).to_be_visible()
    # Of a window in its real size the last corner is scrolled into view.
    frame = seen.locator("main iframe")
    assert frame.bounding_box()["width"] == 1024
    assert "vision-deutan" in frame.evaluate("one => getComputedStyle(one).filter")
    stage = seen.get_by_role("region", name="Citrix 4:3, 100%")
    stage.focus()
    seen.keyboard.press("End")
    seen.wait_for_function("() => document.querySelector('.stage').scrollTop > 0")


def test_the_gallery_has_a_picture_of_every_screen_which_opens_it(shell):
    seen = shell(mode="gallery", viewports="phone")
    expect(seen.locator("main .tile")).to_have_count(len(SCREENS))
    seen.get_by_role("button", name="PIN, Phone, dansk").click()
    expect(seen.get_by_label("Window")).to_have_value("phone")
    assert "screen=pin" in seen.url
    expect(seen.get_by_role("main")).to_be_focused()


def test_in_a_low_window_the_screen_has_twice_the_height_of_the_panel(shell):
    seen = shell()
    seen.set_viewport_size({"width": 1024, "height": 700})
    heights = "['#stage', '.panel'].map(one => document.querySelector(one).offsetHeight)"
    stage, panel = seen.evaluate(heights)
    assert stage > 2 * panel
    seen.get_by_role("radio", name="Compare").check(force=True)
    seen.get_by_role("complementary", name="Differences").wait_for()
    stage, panel = seen.evaluate(heights)
    assert stage > 2.5 * panel


# Without a mouse


@pytest.mark.parametrize("mode", ["screen", "gallery", "themes", "compare"])
def test_everything_is_reached_with_the_tab_key_and_shows_that_it_is(shell, mode):
    seen = shell(mode=mode, viewports="phone")
    wanted = set(seen.evaluate(PRESSABLE))
    reached, unseen = set(), []
    # A page has stops of its own; in the gallery it is a picture.
    for _ in range((1 if mode in {"gallery", "themes"} else 20) * len(wanted) + 1):
        seen.keyboard.press("Tab")
        if stop := seen.evaluate(REACHED):
            number, is_seen, what = stop
            reached.add(number)
            unseen += [] if is_seen else [what]
        if wanted <= reached:
            break
    assert (wanted - reached, unseen) == (set(), [])


def test_the_first_key_skips_to_the_window_and_the_arrows_lead_from_tab_to_tab(shell):
    seen = shell(edit="1")
    # This preview is read-only.
    expect(seen.get_by_role("button", name="Edit")).to_have_count(0)
    seen.keyboard.press("Tab")
    expect(seen.locator("a[href='#stage']")).to_be_focused()
    seen.keyboard.press("Enter")
    expect(seen.locator("#stage")).to_be_focused()
    seen.get_by_role("link", name="Open alone").focus()
    seen.keyboard.press("Tab")
    expect(seen.frame_locator("main iframe").get_by_label("Dit navn")).to_be_focused()
    seen.get_by_role("tab", name="Screen").focus()
    seen.keyboard.press("ArrowRight")
    expect(seen.get_by_role("tab", name="Text")).to_be_focused()
    expect(seen.get_by_role("tabpanel", name="Text")).to_be_visible()
