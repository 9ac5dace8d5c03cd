"""Many themes in the shell: found, grouped, seen side by side, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from playwright.sync_api import Page, expect

from tests.preview.edit_page import open_shell
from tests.preview.kit import WARD, format_clinic, serve_workspace
from themebuilder.preview.page import VIEWPORTS
from themebuilder.preview.screenshots import open_page

pytestmark = pytest.mark.slow

SIZE = {"width": 1440, "height": 900}
NARROW = {"width": 320, "height": 640}


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> Iterator[str]:
    """The address of the preview of a ward and another theme of the same clinic."""
    named = format_clinic(chat="disabled").replace("name: Clinic", "name: Klinikken i Nord")
    other = WARD.replace("theme: ward\ntitle: Ward", "theme: other\ntitle: Ambulatoriet")
    for change in (("path: ward", "path: other"), ("2b6a94", "7a3d6b"), ("Forlad mødet", "Gå ud")):
        other = other.replace(*change)
    with serve_workspace(tmp_path_factory.mktemp("overview"), clinic=named, other=other) as shell:
        yield shell


@pytest.fixture
def show(checked_window, address) -> Callable[..., Page]:
    checked_window.set_viewport_size(SIZE)
    return partial(open_shell, checked_window, address, uiLanguage="da")


def test_themes_stand_below_the_name_of_their_organisation_and_shipped_ones_are_found(show):
    page = show()
    own = page.locator(".themes section").first
    expect(own.get_by_role("heading")).to_have_text("Klinikken i Nord")
    expect(own.get_by_role("button")).to_contain_text(["Ambulatoriet", "Ward"])
    shipped = page.get_by_role("navigation").get_by_role("button", name="Undervisning og webinar")
    expect(shipped).to_have_count(0)
    search = page.get_by_label("Søg efter tema")
    search.fill("undervisning")
    expect(shipped.first).to_be_visible()
    expect(page.locator(".themes").get_by_role("button", name="Ward")).to_have_count(0)
    search.fill("klinikken ambu")
    page.keyboard.press("Enter")
    expect(page).to_have_title("Ambulatoriet · themebuilder")


def test_back_leads_through_what_was_looked_at(show):
    page = show(screen="landing")
    chosen = page.locator(".screens button[aria-current]")
    page.get_by_role("button", name="Pinkode").click()
    page.get_by_role("button", name="Ambulatoriet").click()
    page.get_by_role("radio", name="Galleri").check(force=True)
    expect(page.locator(".gallery")).to_be_visible()
    page.go_back()
    expect(chosen).to_contain_text("Pinkode")
    expect(page).to_have_title("Ambulatoriet · themebuilder")
    page.go_back()
    expect(page).to_have_title("Ward · themebuilder")
    page.go_back()
    expect(chosen).not_to_contain_text("Pinkode")
    page.go_forward()
    expect(chosen).to_contain_text("Pinkode")


def test_one_screen_is_shown_in_all_themes_and_opens_in_the_one_that_is_chosen(show):
    page = show(mode="themes", screen="pin", viewport="phone")
    current = page.locator(".tile[aria-current]")
    expect(current).to_contain_text("Ward")
    own = page.locator(".all-themes > .groups")
    expect(own.get_by_role("button")).to_have_text(["Ambulatoriet", "Ward"])
    page.locator(".all-themes summary").press("Enter")
    shipped = page.locator(".all-themes details")
    expect(shipped.get_by_role("heading", name="Region Hovedstaden")).to_be_visible()
    pin = own.frame_locator("iframe").first.get_by_role("heading", name="Skriv pinkoden")
    expect(pin).to_be_attached()
    own.get_by_role("button", name="Ambulatoriet").press("Enter")
    expect(page.get_by_title("Ambulatoriet: Pinkode")).to_be_visible()
    page.go_back()
    expect(current).to_contain_text("Ward")


_DECODED_POSTERS = """() => Promise.all([...document.querySelectorAll('video')].map(async video => {
  const picture = Object.assign(new Image(), {src: video.poster});
  await picture.decode();
  const isVisible = video.checkVisibility({visibilityProperty: true, opacityProperty: true});
  return {size: [picture.naturalWidth, picture.naturalHeight], isVisible};
}))"""


def test_pictures_of_screens_show_their_videos_and_stand_still(browser, address):
    with open_page(browser, VIEWPORTS[3]) as page:
        page.set_viewport_size(SIZE)
        tile = open_shell(
            page, address, uiLanguage="da", mode="themes", screen="participants"
        ).frames[1]
        tile.wait_for_function("() => document.querySelectorAll('video').length === 2")
        pictures = tile.evaluate(_DECODED_POSTERS)
        assert [picture["size"] for picture in pictures] == [[1280, 720]] * 2
        # Neither is hidden, and no loading sign lies over them.
        assert [picture["isVisible"] for picture in pictures] == [True, True]
        expect(tile.locator("[class*=_spinner]")).to_have_count(0)
        moves = "document.getAnimations().some(one => one.playState === 'running')"
        tile.wait_for_function(f"() => document.getAnimations().length > 0 && !{moves}")


def test_a_window_of_320_pixels_scrolls_only_down_past_head_choices_and_screen(show):
    page = show(viewports="phone")
    page.set_viewport_size(NARROW)
    for mode in ("Skærm", "Galleri", "Alle temaer", "Sammenlign"):
        page.get_by_role("radio", name=mode).check(force=True)
        page.wait_for_function(f"() => document.documentElement.scrollWidth === {NARROW['width']}")
        top, side, main = (page.locator(one).bounding_box() for one in (".top", ".side", "main"))
        assert top["y"] + top["height"] <= side["y"] + 1
        assert side["y"] + side["height"] <= main["y"] + 1


def test_a_difference_leads_to_a_screen_that_shows_it(show):
    page = show(mode="compare", against="/themes/other/view/")
    panel = page.get_by_role("complementary", name="Forskelle")
    leave = panel.get_by_role("listitem").filter(has_text="meeting.leave")
    expect(leave.first.get_by_role("definition")).to_have_text(["Forlad mødet", "Gå ud"])
    leave.get_by_role("button", name="Vis på: I mødet").first.press("Enter")
    for said in ("Forlad mødet", "Gå ud"):
        shown = page.frame_locator(f"iframe >> nth={int(said == 'Gå ud')}")
        expect(shown.get_by_text(said)).to_be_visible()
    page.get_by_role("button", name="Forskelle").click()
    expect(panel).to_be_hidden()
    assert "differences=hidden" in page.url


def test_a_theme_is_compared_with_its_parent_beside_it_or_below_a_divider(show):
    page = show(mode="compare")
    page.locator("iframe[src*='/themes/borger/view/']").wait_for()
    panel = page.get_by_role("complementary", name="Forskelle")
    expect(panel.locator("details[open] > summary").filter(has_text="Farver")).to_be_visible()
    shades = panel.locator("details:not([open]) > summary").filter(has_text="Nuancer (11)")
    expect(shades).to_be_visible()

    page.get_by_label("Oven på hinanden").check()
    box = page.locator(".over").bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 4, middle, steps=3)
    page.mouse.up()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("slider")).to_have_value("26")
    expect(page.locator(".upper")).to_have_css("clip-path", "inset(0px 74% 0px 0px)")
