"""The page that edits, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Locator, Page, expect

from tests.preview.edit_kit import commit, read_diff, run_editing_preview
from themebuilder.preview.page import VIEWPORTS

_GO = """address => {
  history.pushState(null, '', address);
  dispatchEvent(new PopStateEvent('popstate'));
}"""
_WAIT_FOR_EDITS = """async values => {
  for (let tries = 0; tries < 400; tries += 1) {
    const draft = await (await fetch('/api/edit')).json();
    if (draft.edits.map(one => one.value).join() === values.join()) return true;
    await new Promise(done => setTimeout(done, 50));
  }
  return false;
}"""
AXE = Path(__file__).parents[2] / "themebuilder/preview/app/node_modules/axe-core/axe.min.js"


class Editing:
    """The page while the ward is edited, and its workspace under git."""

    def __init__(self, page: Page, root: Path, address: str) -> None:
        self.page, self.root, self.at = page, root, address

    def show(self, **asked: str) -> Editing:
        """Open the shell, with editing on unless *asked* says otherwise."""
        self.page.goto(self.make_address(**asked))
        self.guest.locator("html[data-ready]").wait_for()
        return self

    def turn_to(self, **asked: str) -> None:
        """Show something else in the shell that is open, as the browser's Back does."""
        turn_to(self.page, self.make_address(**asked))

    def make_address(self, **asked: str) -> str:
        usual = {"theme": "ward", "uiLanguage": "da", "screen": "meeting", "edit": "1"}
        return f"{self.at}?{urlencode({**usual, **asked})}"

    @property
    def guest(self):
        return self.page.frame_locator("iframe").first

    @property
    def field(self) -> Locator:
        return self.page.locator(".text-field textarea").first

    @property
    def bar(self) -> Locator:
        return self.page.locator(".changes")

    def click_text(self, text: str, *, exact: bool = True) -> None:
        """Click a text of the screen, once the screen knows that it is edited: it has listed its texts."""
        self.page.locator("[data-part^='text:']").first.wait_for()
        self.guest.get_by_text(text, exact=exact).first.click()

    def click_leave(self) -> None:
        self.click_text("Forlad mødet")
        self.field.wait_for()

    def save(self) -> None:
        self.bar.get_by_role("button", name="Se ændringer og gem").click()
        self.page.get_by_role("button", name="Gem", exact=True).click()
        expect(self.bar).to_contain_text("Intet er udgivet.")

    def wait_for_edits(self, *values: str) -> None:
        """Wait until these are the edits of the preview, not only those of the page."""
        assert self.page.evaluate(_WAIT_FOR_EDITS, values), values

    def read_diff(self) -> str:
        return read_diff(self.root).strip()


def turn_to(page: Page, address: str) -> None:
    """Show what is at another address of the page, as the browser's Back does."""
    page.evaluate(_GO, address)


@contextmanager
def edit(page: Page, root: Path, *, follow: bool = False) -> Iterator[Editing]:
    """The ward of the workspace at *root*, which may be edited; its draft is kept beside it."""
    commit(root)
    with run_editing_preview(root, root.parent / "cache", follow=follow) as at:
        yield Editing(page, root, at)
        # Before the server stops, which the page would complain about.
        page.goto("about:blank")


def open_shell(page: Page, address: str, **asked: str) -> Page:
    """Open the shell at what its address says, and wait until the first page in it is drawn."""
    page.goto(f"{address}?{urlencode({'theme': 'ward', **asked})}")
    page.frame_locator("iframe").first.locator("html[data-ready]").wait_for()
    return page


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
    return [
        (violation["id"], [node["target"] for node in violation["nodes"]])
        for violation in found["violations"]
    ]
