"""What a package asks for is what its guest sees: keys of the manifest, one by one, in a browser.

Nothing is served: the page and a package with one thing changed are answered from memory.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import NO_MOTION
from themebuilder.build.pipeline import build_theme
from themebuilder.cli.workspace import find_cache_folder
from themebuilder.core.cache import Cache
from themebuilder.definitions.library import shipped_root
from themebuilder.definitions.loader import read_library
from themebuilder.definitions.model import Files
from themebuilder.definitions.outline import outline_theme
from themebuilder.platform.target import load_platform
from themebuilder.preview.page import read_bundle
from themebuilder.reports.page_in_browser import collect_page_files, open_page, show_screen

pytestmark = pytest.mark.slow

MANIFEST = "view/branding/manifest.json"
DANISH = "view/branding/texts/da.json"
STEP = {
    "active": True,
    "confirmation": "checkbox",
    "source": {"default": "./step/en.html", "da": "./step/da.html"},
}
BRAND_500 = "getComputedStyle(document.documentElement).getPropertyValue('--color-brand-500')"

Shown = Callable[..., Page]


@pytest.fixture(scope="module")
def package() -> Files:
    """All that a guest page of a shipped theme asks for."""
    library = read_library(shipped_root(), shipped_root())
    made = build_theme(
        library, outline_theme(library, "borger"), load_platform(), Cache(find_cache_folder())
    )
    return collect_page_files({one.kind: one.files for one in made.packages}, read_bundle())


@pytest.fixture(scope="module")
def shown(browser, package) -> Iterator[Shown]:
    """Shows a screen of the package with these keys of its manifest, and these files, changed."""
    files: dict[str, bytes] = {}
    with open_page(browser, files) as page:
        page.add_init_script(NO_MOTION)

        def show_(screen: str, manifest: dict[str, Any], **changed: bytes | None) -> Page:
            whole = {**json.loads(package[MANIFEST]), **manifest}
            files.clear()
            files.update({**package, MANIFEST: json.dumps(whole).encode()})
            for name, data in changed.items():
                if data is None:
                    del files[name]
                else:
                    files[name] = data
            show_screen(page, screen, "da", "fine")
            return page

        yield show_


def make_config(**keys: object) -> dict[str, Any]:
    return {"applicationConfig": keys}


def test_an_own_step_shows_its_page_in_the_guests_language_and_waits_for_the_tick(shown):
    pages = {
        f"view/branding/step/{language}.html": text.encode()
        for language, text in (("da", "Giv samtykke"), ("en", "Consent"))
    }
    page = shown("custom-step", {"customStepConfig": STEP}, **pages)
    expect(page.frame_locator("iframe").locator("body")).to_have_text("Giv samtykke")
    expect(page.locator("button").last).to_be_disabled()
    page.get_by_role("checkbox").check(force=True)
    expect(page.locator("button").last).to_be_enabled()


def test_an_own_step_runs_no_script(shown):
    script = b"Samtykke<script>document.body.textContent = 'script'</script>"
    step = {**STEP, "source": {"default": "./step.html"}}
    page = shown("custom-step", {"customStepConfig": step}, **{"view/branding/step.html": script})
    expect(page.frame_locator("iframe").locator("body")).to_contain_text("Samtykke")


def test_without_an_own_step_the_guest_comes_to_the_landing_page(shown):
    page = shown("custom-step", {})
    expect(page.get_by_test_id("preview-note-absent")).to_be_visible()


@pytest.mark.parametrize(("flag", "count"), [(True, 1), (False, 0)])
def test_captions_are_shown_where_the_manifest_turns_them_on(shown, flag, count):
    page = shown("meeting", make_config(showLiveCaptionsFeature=flag))
    expect(page.locator(".captions")).to_have_count(count)


@pytest.mark.parametrize(
    "change",
    [{MANIFEST: None}, {MANIFEST: b'{"translations": {}}'}],
    ids=["missing", "without images"],
)
def test_a_manifest_that_is_no_use_gives_the_default_brand_and_says_why(shown, package, change):
    own = json.loads(package[MANIFEST])["colorPalette"][5]
    assert shown("landing", {}).evaluate(BRAND_500) == own
    page = shown("landing", {}, **change)
    expect(page.locator(".preview-notice")).to_contain_text("The default brand is shown")
    assert page.evaluate(BRAND_500) != own


def test_a_language_file_that_is_missing_is_reported(shown):
    expect(shown("landing", {}, **{DANISH: None}).locator(".preview-notice")).to_be_visible()


def test_a_guest_chooses_among_the_languages_that_are_offered(shown):
    assert shown("landing", {"availableLanguages": ["da", "en"]}).get_by_text("dansk").count()
    assert not shown("landing", {"availableLanguages": ["da"]}).get_by_text("dansk").count()


def test_the_title_and_the_icon_are_those_of_the_manifest(shown):
    page = shown("landing", {"appTitle": "Min klinik"})
    expect(page).to_have_title("Min klinik")
    assert page.locator("link[rel~=icon]").get_attribute("href").endswith("logo.svg")


def test_a_return_address_is_reported_after_the_meeting(shown):
    page = shown("disconnected", make_config(disconnectDestination="https://klinik.example/"))
    expect(page.get_by_test_id("preview-note-moved")).to_contain_text("https://klinik.example/")


def test_chat_that_is_hidden_and_chat_that_is_off_are_told_apart(shown):
    for screen, said in (("chat-hidden", "chatten er åben"), ("chat-disabled", "på serveren")):
        page = shown(screen, {})
        expect(page.locator(".preview-note")).to_contain_text(said)
        expect(page.get_by_test_id("button-chat")).to_have_count(0)


def test_the_waiting_screen_is_shown_as_the_app_and_as_the_server_draw_it(shown):
    expect(shown("waiting", {}).locator("body")).to_contain_text("Vi tager imod dig")
    video = shown("waiting-video", {}).get_by_role("img", name="Vent her.")
    expect(video).to_be_visible()


def test_no_notice_of_a_move_is_reported_where_the_manifest_gives_it_no_time(shown):
    page = shown("breakout-move", make_config(transferTimeout=0))
    expect(page.get_by_test_id("preview-note-unannounced")).to_be_visible()
