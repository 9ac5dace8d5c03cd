"""Pictures of guest pages, taken by Chromium so that the same page gives the same bytes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
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
    # Only the preview itself can be reached.
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
"""Fonts and pictures are loaded, videos play, and no loading sign turns."""
_MOST_TRIES = 8
"""Tries until a page looks the same twice."""


class BrowserMissingError(Exception):
    """No Chromium can be started; the text says why."""


def take_screenshots(
    at: str, views: Iterable[View], browser: Browser
) -> Generator[tuple[View, bytes], None, None]:
    """A PNG of each of *views* of the preview *at* an address, ending in a slash."""
    for viewport, group in groupby(views, key=lambda view: view.viewport):
        with open_page(browser, viewport) as opened:
            for view in group:
                opened.goto(at + view.address, timeout=_PATIENCE)
                opened.wait_for_selector("html[data-ready]", timeout=_PATIENCE)
                # What turns for ever belongs to the page.
                with suppress(NotInTimeError):
                    opened.wait_for_function(_SETTLED, timeout=_PATIENCE_FOR_REST)
                yield view, _take_stable(opened)


def _take_stable(opened: Page) -> bytes:
    """A picture of the page, taken again until two are the same."""
    before = b""
    for _ in range(_MOST_TRIES):
        now = opened.screenshot(animations="disabled", caret="hide", scale="css")
        if now == before:
            break
        before = now
    return now


@contextmanager
def open_page(browser: Browser, viewport: Viewport) -> Iterator[Page]:
    """A page of that size in a fresh profile: no motion, fixed language and time zone."""
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
    """A running Chromium: *program*, else an installed one, else Playwright's own.

    Raises `BrowserMissingError`.
    """
    with ExitStack() as stack:
        try:
            playwright = stack.enter_context(sync_playwright())
        except Exception as error:  # noqa: BLE001 - Playwright has no class for it
            raise BrowserMissingError(f"Playwright cannot start: {error}") from None
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
