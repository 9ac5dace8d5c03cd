"""The page in a browser, in front of the true server: what a designer sees while editing."""

from __future__ import annotations

import json
import re
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, Route, expect

from tests.contract.kit import build
from tests.preview.edit_page import find_barriers, turn_to
from tests.preview.kit import (
    FILES,
    SPEAKING,
    WARD,
    format_clinic,
    make_rebuilder,
    make_workspace,
    record,
    run_preview,
)
from themebuilder.preview.comparison import TEXTS_SHOWN
from themebuilder.preview.page import SCREENS, VIEWPORTS
from themebuilder.preview.screen_content import read_screen_content
from themebuilder.preview.screenshots import open_page
from themebuilder.preview.session import PreviewSession

pytestmark = pytest.mark.slow

PALE = f"""{WARD.replace("#2b6a94", "#e8c95a")}\
accept:
  contrast-too-low: The owner has decided it.
  contrast-unreadable: The owner has decided it.
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    return make_workspace(tmp_path_factory.mktemp("seen") / "own")


@pytest.fixture(scope="module")
def session(root) -> PreviewSession:
    return PreviewSession(make_rebuilder(root))


@pytest.fixture(scope="module")
def origins(session) -> Iterator[tuple[str, str]]:
    """The addresses of shell and guests of the preview, which follows what is saved."""
    with run_preview(session, follow=True) as addresses:
        yield addresses


@pytest.fixture(scope="module")
def address(origins) -> str:
    """The address of the shell."""
    return origins[0]


@pytest.fixture(scope="module")
def guests(origins) -> str:
    """The address of what guests see."""
    return origins[1]


@pytest.fixture
def save(root, session, checked_window) -> Iterator[Callable[..., None]]:
    """Save files as an editor does; they are put back afterwards."""
    before = {
        name: (root / file).read_bytes() for name, file in FILES.items() if (root / file).exists()
    }

    def save_texts(**texts: str) -> None:
        for name, text in texts.items():
            (root / FILES[name]).write_text(text, encoding="utf-8")

    yield save_texts
    checked_window.goto("about:blank")
    changed = session.rebuilder.snapshot
    for name, data in before.items():
        if (root / FILES[name]).read_bytes() != data:
            (root / FILES[name]).write_bytes(data)
            while session.rebuilder.snapshot is changed:
                time.sleep(0.005)


def open_guest(
    checked_window: Page, address: str, screen: str, lang: str = "da", theme: str = "ward"
) -> Page:
    """The guest page itself, without the shell."""
    checked_window.goto(f"{address}themes/{theme}/view/?screen={screen}&lang={lang}&pointer=fine")
    checked_window.wait_for_selector("html[data-ready]")
    return checked_window


def open_shell(checked_window: Page, address: str, screen: str, **more: str) -> Page:
    checked_window.goto(
        f"{address}?{urlencode({'theme': 'ward', 'uiLanguage': 'en', 'screen': screen, **more})}"
    )
    checked_window.frame_locator("iframe").locator("html[data-ready]").wait_for()
    return checked_window


# The guest's page


def test_each_screen_is_drawn_from_the_real_components(checked_window, guests):
    open_guest(checked_window, guests, SCREENS[0])
    for screen in SCREENS:
        turn_to(checked_window, f"?screen={screen}&lang=da&pointer=fine")
        drawn = checked_window.locator("#root [class*=_]").count()
        assert (drawn > 3, checked_window.inner_text("body").strip() != "") == (True, True), screen
        if content := read_screen_content(checked_window):
            assert set(TEXTS_SHOWN.get(screen, ())) <= set(content.texts), screen


def test_a_planted_colour_is_the_computed_colour(checked_window, guests):
    open_guest(checked_window, guests, "landing")
    painted = "getComputedStyle(document.documentElement).getPropertyValue('--color-brand-{}')"
    manifest = checked_window.request.get(f"{guests}themes/ward/view/branding/manifest.json").json()
    shades = [
        checked_window.evaluate(painted.format(step)).strip().upper() for step in (50, 500, 950)
    ]
    assert shades == [manifest["colorPalette"][number] for number in (0, 5, 10)]


def test_what_is_hidden_by_its_test_id_is_not_on_the_page(checked_window, guests, save):
    """Also what sits inside one of Pexip's components."""
    hidden = ("button-participants", "button-collapse-selfview")
    open_guest(checked_window, guests, "meeting")
    for id_ in hidden:
        expect(checked_window.get_by_test_id(id_)).to_be_visible()
    save(ward=WARD.replace("path: ward", f"path: ward, hide: [{', '.join(hidden)}]"))
    for id_ in hidden:
        expect(checked_window.get_by_test_id(id_)).to_be_hidden()


def test_disabled_chat_is_closed_on_the_server_too(checked_window, guests, save):
    open_guest(checked_window, guests, "chat")
    expect(checked_window.get_by_test_id("button-chat")).to_be_visible()
    save(clinic=format_clinic(chat="disabled"))
    expect(checked_window.get_by_text("Chatten er slået fra på serveren")).to_be_visible()
    expect(checked_window.get_by_test_id("button-chat")).to_be_hidden()


def ask_for_everything(route: Route) -> None:
    """Answer with the page alone, which then asks for what else it needs."""
    answer = route.fetch()
    alone = re.sub("<script [^>]*data-answers.*?</script>", "", answer.text(), flags=re.DOTALL)
    # A page that comes from a test counts as one of another network, which may only load its own files.
    route.fulfill(response=answer, body=re.sub('href="http://[^/]+/', 'href="/', alone))


def route_answers(checked_window: Page, address: str, manifest: dict[str, Any]) -> None:
    """Let the page get that manifest, and a node that says that there is chat."""
    where = f"{address}themes/ward/view/"
    checked_window.route(f"{where}?*", ask_for_everything)
    checked_window.route(
        f"{where}node.json", lambda route: route.fulfill(json={"chat_enabled": True})
    )
    checked_window.route(
        f"{where}branding/manifest.json", lambda route: route.fulfill(json=manifest)
    )


def test_the_package_alone_takes_the_chat_button_away(checked_window, guests, root, save):
    save(clinic=format_clinic(chat="disabled"))
    build(root)
    with zipfile.ZipFile(root / "dist/ward-webapp3.zip") as package:
        manifest = json.loads(package.read("webapp3/branding/manifest.json"))
    hidden = manifest["applicationConfig"]["hiddenFunctionality"]

    route_answers(checked_window, guests, manifest)
    open_guest(checked_window, guests, "meeting")
    expect(checked_window.get_by_test_id("button-participants")).to_be_visible()
    expect(checked_window.get_by_test_id("button-chat")).to_be_hidden()

    hidden[hidden.index("button-chat")] = "button-chats"
    open_guest(checked_window, guests, "meeting")
    expect(checked_window.get_by_test_id("button-chat")).to_be_visible()


# Live reload


def test_a_saved_text_and_colour_are_painted_without_loading_the_page_again(
    checked_window, guests, save
):
    open_guest(checked_window, guests, "waiting")
    checked_window.evaluate("window.stayed = true")
    text = WARD + "meeting: {screens: {direct_media_waiting_for_host: Bliv siddende}}\n"
    save(ward=text)
    expect(checked_window.locator("body")).to_contain_text("Bliv siddende")
    shade = "getComputedStyle(document.documentElement).getPropertyValue('--color-brand-500')"
    before = checked_window.evaluate(shade)
    save(ward=text.replace("#2b6a94", "#942b2b"))
    checked_window.wait_for_function(f"() => {shade} !== '{before}'")
    assert checked_window.evaluate("window.stayed")


def test_a_saved_setting_is_taken_in_without_loading_the_page_again(checked_window, address, save):
    open_shell(checked_window, address, "landing", viewport="phone-landscape")
    frame = checked_window.frames[1]
    expect(frame.get_by_text("Sprog")).to_be_visible()
    scrolled = """[...document.querySelectorAll('*')]
      .find(one => one.scrollHeight > one.clientHeight + 40
        && /auto|scroll/.test(getComputedStyle(one).overflowY))"""
    frame.evaluate(f"({scrolled}).scrollTop = 40; window.stayed = true")
    save(clinic=format_clinic(languages="[da]"))
    expect(frame.get_by_text("Sprog")).to_have_count(0)
    assert frame.evaluate(f"[({scrolled}).scrollTop, window.stayed]") == [40, True]


def test_a_broken_save_lays_its_problems_over_the_last_good_page_until_it_is_mended(
    checked_window, address, save
):
    open_shell(checked_window, address, "waiting")
    save(ward=WARD.replace("extends: borger", "extends: borgerr"))
    overlay = checked_window.get_by_text("No theme is named borgerr.")
    expect(overlay).to_be_visible()
    body = checked_window.frame_locator("iframe").locator("body")
    expect(body).to_contain_text("Vi tager imod dig")
    checked_window.get_by_text("The change can’t be built").click()
    expect(overlay).to_be_hidden()
    save(ward=WARD)
    expect(checked_window.get_by_text("The change can’t be built")).to_be_hidden()


# The shell


@pytest.mark.parametrize("mode", ["screen", "gallery", "themes", "compare"])
def test_the_shell_has_no_barrier_in_either_language_and_light(checked_window, address, mode):
    # Colours do not depend on the language.
    for language, appearance in (("da", "light"), ("en", "dark")):
        query = f"mode={mode}&uiLanguage={language}&appearance={appearance}&viewports=phone"
        checked_window.goto(f"{address}?theme=ward&{query}")
        checked_window.wait_for_selector("main iframe")
        for tab in checked_window.get_by_role("tab").all() or [None]:
            if tab:
                tab.click()
            assert find_barriers(checked_window) == [], (language, appearance, tab)


def test_a_text_that_the_themes_colours_make_too_faint_is_reported_as_the_themes(
    checked_window, address, save
):
    save(ward=PALE)
    open_shell(checked_window, address, "pin")
    checked_window.get_by_role("tab", name="Problems").click()
    found = checked_window.get_by_role("article").filter(has_text="Text too faint")
    expect(found).to_contain_text("themes/ward.yaml:7")
    expect(found).to_contain_text("4.5:1")


def test_a_faint_text_that_no_palette_changes_is_not_laid_at_the_themes_door(
    checked_window, address
):
    """In Danish: the words of axe-core come under the same policy."""
    open_shell(checked_window, address, "pin", uiLanguage="da")
    checked_window.frames[1].locator("h1").evaluate("one => { one.style.color = '#aaa'; }")
    checked_window.get_by_role("tab", name="Problemer").click()
    expect(
        checked_window.get_by_text("Fra Pexips komponenter, ikke fra temaet (1)")
    ).to_be_visible()
    expect(checked_window.get_by_text("Alle tekster på temaets farver kan læses.")).to_be_visible()


def test_a_prompt_of_another_screen_leads_there_and_is_played(checked_window, address, root, save):
    record(root)
    save(ward=SPEAKING)
    open_shell(checked_window, address, "landing")
    checked_window.get_by_text("For other screens (1)").click()
    checked_window.get_by_role("button", name="Show “Virtual reception: connecting”").click()
    note = checked_window.frame_locator("iframe").get_by_test_id("preview-note-unwritten")
    expect(note).to_contain_text("The theme doesn’t set this screen")
    expect(checked_window.get_by_text("inferred from what the English prompt says")).to_be_visible()
    player = checked_window.get_by_role("tabpanel").locator("audio")
    expect(player).to_have_count(1)
    played = player.evaluate("""async player => {
      await new Promise(done => { player.oncanplay = done; player.load(); });
      return player.duration;
    }""")
    assert played >= 1


def test_a_page_of_another_origin_gets_nothing(browser, address):
    """The same preview under another name of this machine stands for any other page."""
    tries = """async at => {
      const get = await fetch(at + 'api/themes').then(() => 'read', () => 'refused');
      const post = await fetch(at + 'api/themes', {method: 'POST', body: '{}'})
        .then(() => 'read', () => 'refused');
      const picture = await new Promise(done => {
        const image = new Image();
        image.onload = () => done('read');
        image.onerror = () => done('refused');
        image.src = at + 'themes/ward/view/branding/logo.svg';
      });
      const events = await new Promise(done => {
        const source = new EventSource(at + 'api/events');
        source.onopen = () => done('read');
        source.onerror = () => done('refused');
      });
      const socket = await new Promise(done => {
        const opened = new WebSocket(at.replace('http', 'ws'));
        opened.onopen = () => done('read');
        opened.onerror = () => done('refused');
      });
      return [get, post, picture, events, socket];
    }"""
    with open_page(browser, VIEWPORTS[3]) as opened:
        opened.route(
            "http://127.0.0.1:9/", lambda route: route.fulfill(body="<title>other</title>")
        )
        opened.goto("http://127.0.0.1:9/")
        assert opened.evaluate(tries, address) == ["refused"] * 5
