"""What was measured once is measured again, and the reports are looked at as a guest would."""

from __future__ import annotations

import json

import pytest

from themebuilder.build.pipeline import build_theme
from themebuilder.checks.backdrop import SCREEN_TEXT, WAITING
from themebuilder.checks.color_contrast import PAIRS
from themebuilder.cli.workspace import find_cache_folder
from themebuilder.core.cache import Cache
from themebuilder.definitions.library import shipped_root
from themebuilder.definitions.loader import read_library
from themebuilder.definitions.outline import outline_theme
from themebuilder.platform.target import load_platform
from themebuilder.preview.page import FOLDERS, read_bundle
from themebuilder.reports import page_in_browser
from themebuilder.reports.page_in_browser import (
    collect_page_files,
    find_faint_texts,
    find_overflows,
    open_page,
    show_screen,
)

AXE = FOLDERS[1].parent / "node_modules" / "axe-core" / "axe.min.js"
LIBRARY = read_library(shipped_root(), shipped_root())
LONGEST = "Das Gespräch hat noch nicht begonnen\nBitte bleiben Sie hier. Ihre Ärztin startet das Gespräch."
CONFIG = "view/service-theme/themeconfig.json"
RECT = """() => {
  const text = document.querySelector('[data-testid="video-splash-text"]')
    ?? [...document.querySelectorAll('span, h2, p, div')].find(one =>
      one.children.length === 0 && one.textContent.startsWith('Das Gespräch'));
  let ground = text;
  while (!getComputedStyle(ground).backgroundImage.startsWith('url(')) ground = ground.parentElement;
  const range = document.createRange();
  range.selectNodeContents(text);
  const inner = range.getBoundingClientRect(), outer = ground.getBoundingClientRect();
  const style = getComputedStyle(text);
  return {
    box: [inner.left - outer.left, inner.top - outer.top,
          inner.right - outer.left, inner.bottom - outer.top],
    size: [outer.width, outer.height], color: style.color,
    letters: parseFloat(style.fontSize), weight: parseInt(style.fontWeight),
    blend: getComputedStyle(ground).backgroundBlendMode,
  };
}"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not FOLDERS[1].exists(), reason="the preview's page was not built"),
]


@pytest.fixture(scope="module")
def packages():
    """The files of a shipped theme, by kind of package."""
    made = build_theme(
        LIBRARY, outline_theme(LIBRARY, "borger"), load_platform(), Cache(find_cache_folder())
    )
    return {package.kind: package.files for package in made.packages}


def replace_text(packages, text):
    """All that a guest page asks for, with another text on the waiting screen."""
    files = dict(collect_page_files(packages, read_bundle()))
    config = json.loads(files[CONFIG])
    screen = config["splash_screens"]["screens"]["direct_media_waiting_for_host"]
    screen["elements"] = [{"type": "text", "text": text}]
    return {**files, CONFIG: json.dumps(config).encode()}


@pytest.fixture(scope="module")
def look(browser, packages):
    """A function that shows a long text on the waiting screen, in a window of that size."""
    with open_page(browser, replace_text(packages, LONGEST)) as page:

        def look_(width, height):
            page.set_viewport_size({"width": width, "height": height})
            pointer = "coarse" if width < 900 else "fine"
            if f"pointer={pointer}" not in page.url:
                show_screen(page, "waiting", "da", pointer)
            page.wait_for_timeout(150)
            return page.evaluate(RECT)

        yield look_


@pytest.mark.parametrize("region", WAITING, ids=lambda region: region.viewport)
def test_the_waiting_text_lies_where_the_figures_say(look, region):
    seen = look(region.width, region.height)
    width, height = seen["size"]
    left, top, right, bottom = (
        at / side for at, side in zip(seen["box"], (width, height) * 2, strict=True)
    )
    box = region.box
    assert abs(width - region.picture) <= 2
    assert left >= box.left
    assert right <= box.right
    assert max(top, 0) >= box.top
    assert min(bottom, 1) <= box.bottom


def test_the_waiting_text_is_white_bold_and_large_without_a_veil(look):
    seen = look(390, 844)
    assert seen["color"] == "rgb(255, 255, 255)"
    assert SCREEN_TEXT == "#FFFFFF"
    assert seen["letters"] > 18.66
    assert seen["weight"] >= 700
    assert seen["blend"] == "normal"


def test_the_main_button_has_the_pair_that_is_measured(browser, packages):
    pair = next(pair for pair in PAIRS if pair.key == "button")
    with open_page(browser, collect_page_files(packages, read_bundle())) as page:
        show_screen(page, "disconnected", "da", "fine")
        color, ground, above, below = page.evaluate(
            """([above, below]) => {
              const button = document.querySelector('main button');
              const root = getComputedStyle(document.documentElement);
              const shown = getComputedStyle(button);
              const probe = document.createElement('i');
              document.body.append(probe);
              const plain = name => {
                probe.style.color = root.getPropertyValue(`--color-brand-${name}`);
                return getComputedStyle(probe).color;
              };
              return [shown.color, shown.backgroundColor, plain(above), plain(below)];
            }""",
            [pair.above, pair.below],
        )
    assert (color, ground) == (above, below)


def test_only_a_word_that_is_too_long_does_not_fit(browser, packages, monkeypatch):
    # Each way of looking loads every screen; the two hardest are enough here.
    monkeypatch.setattr(page_in_browser, "WINDOWS", page_in_browser.WINDOWS[1:])
    long = "Speciallægepraksisventeværelsesvideokonsultation" * 2
    texts = json.loads(packages["webapp3"]["webapp3/branding/texts/da.json"])
    texts["preflight"]["get-ready"] = long
    files = {**packages["webapp3"], "webapp3/branding/texts/da.json": json.dumps(texts).encode()}
    found = find_overflows(browser, {**packages, "webapp3": files}, read_bundle(), ["da"])
    assert ("narrow", "landing") in {(overflow.window, overflow.screen) for overflow in found}
    assert {overflow.text for overflow in found} == {long[:60]}


def test_a_shipped_theme_makes_no_text_of_the_web_app_too_faint(browser, packages):
    found = find_faint_texts(browser, packages, read_bundle(), "da")
    assert [text for text in found if text.is_themes] == []


def test_a_text_that_a_pale_palette_makes_faint_is_reported_as_the_themes(
    browser, packages, monkeypatch
):
    monkeypatch.setattr(page_in_browser, "SCREENS", ["pin"])
    manifest = json.loads(packages["webapp3"]["webapp3/branding/manifest.json"])
    manifest["colorPalette"] = ["#fcf8e9", *["#e8c95a"] * 9, "#d8b94a"]
    files = {**packages["webapp3"], "webapp3/branding/manifest.json": json.dumps(manifest).encode()}
    found = find_faint_texts(browser, {**packages, "webapp3": files}, read_bundle(), "da")
    assert ("#e8c95a", True) in {(text.ground, text.is_themes) for text in found}


@pytest.fixture
def open_report(browser, faulty_workspace, workspace, run, monkeypatch):
    """A function that opens the report on a theme in trouble."""
    opened = []

    def open_(language, width):
        monkeypatch.setenv("THEMEBUILDER_LANGUAGE", language)
        run("accessibility", "-o", str(workspace / "out"))
        page = browser.new_page(viewport={"width": width, "height": 900})
        opened.append(page)
        page.goto((workspace / "out" / f"ward.{language}.html").as_uri())
        return page

    yield open_
    for page in opened:
        page.close()


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not there")
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", ["da", "en"])
def test_the_page_itself_has_no_barrier(open_report, language, width):
    page = open_report(language, width)
    page.add_script_tag(path=str(AXE))
    found = page.evaluate("async () => (await axe.run()).violations.map(one => one.id)")
    wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert (found, wider) == ([], 0)


def test_the_page_is_printed_on_two_sheets(open_report):
    printed = open_report("da", 1280).pdf(prefer_css_page_size=True)
    assert printed.count(b"/Type /Page\n") == 2
