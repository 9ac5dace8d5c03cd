"""The page that edits, in a real browser."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Locator, Page, expect

from tests.preview.edit_kit import read_diff
from themebuilder.preview.page import VIEWPORTS

AXE = Path(__file__).parents[2] / "themebuilder/preview/app/node_modules/axe-core/axe.min.js"


class Editing:
    """The page while the ward is edited, and its workspace under git."""

    def __init__(self, page: Page, root: Path, at: str) -> None:
        self.page, self.root, self.at = page, root, at

    def show(self, **asked: str) -> Editing:
        """Open the shell, with editing on unless *asked* says otherwise."""
        usual = {"theme": "ward", "uiLanguage": "da", "screen": "meeting", "edit": "1"}
        self.page.goto(f"{self.at}?{urlencode({**usual, **asked})}")
        self.guest.locator("html[data-ready]").wait_for()
        return self

    @property
    def guest(self):
        return self.page.frame_locator("iframe").first

    @property
    def field(self) -> Locator:
        return self.page.locator(".text-field textarea").first

    @property
    def bar(self) -> Locator:
        return self.page.locator(".changes")

    def click_leave(self) -> None:
        self.page.get_by_role("heading", name="Dele på skærmen").wait_for()
        self.guest.get_by_text("Forlad mødet", exact=True).click()
        self.field.wait_for()

    def save(self) -> None:
        self.bar.get_by_role("button", name="Se ændringer og gem").click()
        self.page.get_by_role("button", name="Gem", exact=True).click()
        expect(self.bar).to_contain_text("Intet er udgivet.")

    def diff(self) -> str:
        return read_diff(self.root).strip()


def reset_window(page: Page) -> None:
    """Give a window that tests share the size of a laptop."""
    page.set_viewport_size({"width": VIEWPORTS[3].width, "height": VIEWPORTS[3].height})


def leave_page(page: Page) -> None:
    """Keep nothing of a test in the window that the next one uses, but the page's scripts."""
    page.evaluate("() => document.URL === 'about:blank' || sessionStorage.clear()")
    page.goto("about:blank")
    page.unroute_all()


def find_barriers(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds on the page, of any weight: rules, and the places that break them."""
    page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
    found = page.evaluate(
        "axe.run({exclude: ['iframe']}, {iframes: false, resultTypes: ['violations']})"
    )
    return [(one["id"], [node["target"] for node in one["nodes"]]) for one in found["violations"]]
