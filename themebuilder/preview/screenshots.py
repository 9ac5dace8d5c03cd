"""Pictures of guest pages, taken by Chromium so that the same page gives the same bytes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import groupby

from playwright.sync_api import Browser, Error, Page, sync_playwright
from playwright.sync_api import TimeoutError as NotInTimeError

from themebuilder.preview.page import View, Viewport

PROGRAMS = ("chromium", "google-chrome", "chromium-browser")
_SAME_EVERYWHERE = (
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
    "--disable-lcd-text",
    "--disable-gpu",
    "--hide-scrollbars",
    # The shared memory of a container is too small for many frames.
    "--disable-dev-shm-usage",
    "--disable-partial-raster",
    "--disable-skia-runtime-opts",
    # Nothing but the preview itself is ever asked.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
_PATIENCE, _PATIENCE_FOR_REST = 30_000, 2_000
"""Milliseconds."""
_SETTLED = """() => {
  const images = [...document.images].every(image => image.complete);
  const videos = [...document.querySelectorAll('video')]
    .every(video => video.readyState > 1 && video.currentTime > 0);
  const spins = document.getAnimations()
    .some(one => one.playState === 'running' && one.effect?.getTiming().iterations === Infinity);
  return document.fonts.status === 'loaded' && images && videos && !spins;
}"""
"""Fonts and pictures are there, videos play, and nothing turns that says that it is loading."""
_LOOKS = 8
"""How often a page is looked at, at most, until it looks the same twice."""


class BrowserMissingError(Exception):
    """No Chromium can be started; the text says why."""


def photograph(
    at: str, views: Iterable[View], browser: Browser
) -> Generator[tuple[View, bytes], None, None]:
    """A PNG of each of *views* of the preview *at* an address, ending in a slash."""
    for viewport, group in groupby(views, key=lambda view: view.viewport):
        with page(browser, viewport) as opened:
            for view in group:
                opened.goto(at + view.address, timeout=_PATIENCE)
                opened.wait_for_selector("html[data-ready]", timeout=_PATIENCE)
                # What turns for ever is a part of the page.
                with suppress(NotInTimeError):
                    opened.wait_for_function(_SETTLED, timeout=_PATIENCE_FOR_REST)
                yield view, _still(opened)


def _still(opened: Page) -> bytes:
    """A picture of the page that comes out the same twice, if it ever does."""
    before = b""
    for _ in range(_LOOKS):
        now = opened.screenshot(animations="disabled", caret="hide", scale="css")
        if now == before:
            break
        before = now
    return now


@contextmanager
def page(browser: Browser, viewport: Viewport) -> Iterator[Page]:
    """A page of that size in a fresh profile, without anything that moves or depends on the place."""
    context = browser.new_context(
        viewport={"width": viewport.width, "height": viewport.height},
        device_scale_factor=1,
        has_touch=viewport.pointer == "coarse",
        reduced_motion="reduce",
        color_scheme="light",
        locale="da-DK",
        timezone_id="Europe/Copenhagen",
        service_workers="block",
    )
    try:
        yield context.new_page()
    finally:
        context.close()


@contextmanager
def chromium(program: str | None = None) -> Iterator[Browser]:
    """A running Chromium: *program*, or the one that is found, or Playwright's own.

    Raises `BrowserMissingError` where it cannot be started.
    """
    with sync_playwright() as playwright:
        found = program or next((path for name in PROGRAMS if (path := shutil.which(name))), None)
        # Chromium's own sandbox cannot be set up by root, as in most containers.
        is_root = hasattr(os, "geteuid") and os.geteuid() == 0
        try:
            browser = playwright.chromium.launch(
                executable_path=found,
                args=[*_SAME_EVERYWHERE, *(["--no-sandbox"] if is_root else [])],
                chromium_sandbox=not is_root,
            )
        except Error as error:
            raise BrowserMissingError(error.message.strip().splitlines()[0]) from None
        try:
            yield browser
        finally:
            browser.close()
