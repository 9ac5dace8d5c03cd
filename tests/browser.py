"""One Chromium and one Firefox for all browser tests of a process: starting one takes longer than loading a page."""

from __future__ import annotations

from contextlib import ExitStack, nullcontext

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.firefox import start_firefox
from themebuilder.preview import screenshots
from themebuilder.preview.page import VIEWPORTS

NO_MOTION = """{
  const take = HTMLCanvasElement.prototype.captureStream;
  HTMLCanvasElement.prototype.captureStream = function () {
    return Object.defineProperty(take.call(this, 0), 'active', {value: false});
  };
  const still = new CSSStyleSheet();
  still.replaceSync('*, ::before, ::after { animation: none !important }');
  document.adoptedStyleSheets.push(still);
}"""
"""Takes from a page what moves: to draw it for two seconds takes longer than to load the page."""


MOST_WAIT_MS = 60_000
"""A machine that many share may stand still for a while."""


class SharedBrowsers:
    """The browsers, and a window in each like a laptop's: its cache keeps scripts, and nothing moves in it."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._driver: Playwright | None = None
        self._chromium: Browser | None = None
        self._window: Page | None = None
        self._firefox: Browser | None = None

    def open_chromium(self) -> Browser:
        if self._chromium is None:
            # One thread can't have two.
            driver = self._open_driver()
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(screenshots, "sync_playwright", lambda: nullcontext(driver))
                self._chromium = self._stack.enter_context(screenshots.launch_chromium())
        return self._chromium

    def open_window(self) -> Page:
        if self._window is None:
            opened = screenshots.open_page(self.open_chromium(), VIEWPORTS[3])
            self._window = self._stack.enter_context(opened)
            self._window.context.add_init_script(NO_MOTION)
            self._window.context.set_default_timeout(MOST_WAIT_MS)
        return self._window

    def open_firefox(self) -> Browser:
        if self._firefox is None:
            self._firefox = self._stack.enter_context(start_firefox(self._open_driver()))
        return self._firefox

    def close(self) -> None:
        self._driver = self._chromium = self._window = self._firefox = None
        self._stack.close()

    def _open_driver(self) -> Playwright:
        if self._driver is None:
            self._driver = self._stack.enter_context(sync_playwright())
        return self._driver


SHARED = SharedBrowsers()
