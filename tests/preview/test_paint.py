"""What a designer sees of a draft in the browser: at once, though its checks fail, and never an old state."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.preview.kit import FILES, WARD, new_rebuilder, new_workspace, run_preview
from themebuilder.core.color import make_shades
from themebuilder.preview.session import PreviewSession

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("preview-paint")]

COLOR = "getComputedStyle(document.documentElement).getPropertyValue('--color-brand-500').trim()"


def ward(color: str) -> str:
    return WARD.replace("#2b6a94", color)


@pytest.fixture
def root(tmp_path) -> Path:
    return new_workspace(tmp_path / "own")


@pytest.fixture
def session(root) -> PreviewSession:
    return PreviewSession(new_rebuilder(root))


@pytest.fixture
def at(session) -> Iterator[str]:
    with run_preview(session, follow=True) as (shell, _guests):
        yield shell


@pytest.fixture
def open_ward(at, seen) -> Callable[..., Page]:
    def opened(language: str = "en", screen: str = "landing") -> Page:
        seen.goto(f"{at}?theme=ward&uiLanguage={language}&screen={screen}")
        seen.frame_locator("iframe").locator("html[data-ready]").wait_for()
        return seen

    return opened


def wait_for_color(page: Page, color: str) -> None:
    """Wait until the guest page shows *color* as its theme's."""
    shade = make_shades(color)[5].upper()
    page.frames[1].wait_for_function(f"() => {COLOR}.toUpperCase() === '{shade}'")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Cannot be published yet: 3 things to fix"),
        ("da", "Kan ikke udgives endnu: 3 ting mangler"),
    ],
)
def test_a_colour_that_fails_the_checks_is_painted_and_marked(open_ward, root, language, said):
    page = open_ward(language)
    (root / FILES["ward"]).write_text(ward("#e8c95a"), encoding="utf-8")
    wait_for_color(page, "#e8c95a")
    mark = page.get_by_test_id("unpublishable")
    expect(mark.get_by_role("status")).to_have_text(said)
    mark.get_by_role("status").click()
    expect(mark.locator("article")).to_have_count(3)
    (root / FILES["ward"]).write_text(WARD, encoding="utf-8")
    expect(mark).to_be_hidden()


@pytest.mark.parametrize(
    "text",
    [
        ward("#e8c95a"),
        WARD.replace("extends: borger", "extends: borgerr"),
        ward("#e8c95").replace("brand:", "brand: ["),
    ],
    ids=["faint", "a misspelt parent", "no YAML"],
)
def test_tab_list_and_badges_count_the_same_problems(open_ward, root, text):
    page = open_ward()
    tab = page.get_by_role("tab", name="Problems")
    (root / FILES["ward"]).write_text(text, encoding="utf-8")
    entry = page.get_by_role("navigation").locator("button[aria-current]").first
    tab.click()
    expect(tab.locator(".badge")).to_be_visible()
    cards = page.get_by_role("tabpanel").locator("> article")
    counts = [tab.locator(".badge").inner_text(), entry.locator(".badge").inner_text()]
    assert {one.split()[0] for one in counts} == {str(cards.count())}
