"""One Chromium for all tests in a row that look into a browser: starting it costs more than a page does."""

from __future__ import annotations

from contextlib import ExitStack

from playwright.sync_api import Browser, Page

from themebuilder.preview.page import VIEWPORTS
from themebuilder.preview.screenshots import chromium, open_page


class SharedBrowser:
    """Chromium, and a laptop's window in it, whose cache keeps the page's scripts."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._browser: Browser | None = None
        self._window: Page | None = None

    def open_browser(self) -> Browser:
        if self._browser is None:
            self._browser = self._stack.enter_context(chromium())
        return self._browser

    def open_window(self) -> Page:
        if self._window is None:
            self._window = self._stack.enter_context(open_page(self.open_browser(), VIEWPORTS[3]))
        return self._window

    def close(self) -> None:
        self._browser = self._window = None
        self._stack.close()


SHARED = SharedBrowser()
