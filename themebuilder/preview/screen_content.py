"""What of the theme a screen shows, asked of the guest page in a browser."""

from __future__ import annotations

from playwright.sync_api import Error, Page

from themebuilder.reviews.contents import ScreenContent

_NOT_THE_THEMES = frozenset({"absent", "hidden", "disabled"})
"""Notes of the preview on a screen that guests of the theme never meet."""
_RECORD = """() => new Promise((resolve, reject) => {
  setTimeout(() => reject(new Error('the page recorded nothing')), 20000);
  window.addEventListener('message', event => {
    if (event.data?.kind === 'recorded') resolve(event.data.shown);
  });
  window.postMessage({to: 'guest', kind: 'record'}, window.location.origin);
})"""
"""Ask the page as the preview's shell does; alone, it answers to itself."""


class OldPageError(Exception):
    """The built page is of another version: it records nothing."""


def read_screen_content(page: Page) -> ScreenContent | None:
    """Return what the open guest *page* shows; None for a screen that the theme doesn't have.

    Raises `OldPageError`.
    """
    try:
        found = page.evaluate(_RECORD)
    except Error:
        raise OldPageError from None
    return None if _NOT_THE_THEMES.intersection(found["notes"]) else ScreenContent.from_json(found)
