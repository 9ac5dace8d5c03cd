"""Pictures of guest pages, taken by Chromium so that the same page gives the same bytes."""

from __future__ import annotations

import json
import logging
import os
import shutil
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, sync_playwright
from playwright.sync_api import TimeoutError as NotInTimeError

from themebuilder.core.files import write_whole
from themebuilder.core.json_text import dump_indented
from themebuilder.core.messages import _
from themebuilder.preview.page import SCREENS, VIEWPORTS, View, Viewport
from themebuilder.preview.picture_comparison import PictureComparison, compare_pictures

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
    # One process for all pages: they are all ours, and starting a process takes longer than a page.
    "--disable-site-isolation-trials",
    "--renderer-process-limit=1",
    # Only the preview itself can be reached.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
_PATIENCE, _PATIENCE_FOR_REST = 30_000, 2_000
"""Milliseconds."""
_SETTLED = """() => {
  const images = [...document.images].every(image => image.complete);
  const videos = [...document.querySelectorAll('video')]
    .every(video => video.readyState > 1 && video.currentTime > 0);
  const spins = document.getAnimations().some(
    animation => animation.playState === 'running' && animation.effect?.target?.closest('[class*=spinner]')
  );
  return document.fonts.status === 'loaded' && images && videos && !spins;
}"""
"""Fonts and pictures are loaded, videos play, and no loading sign turns."""
_MOST_TRIES = 8
"""Tries until a page looks the same twice."""


class BrowserMissingError(Exception):
    """No Chromium can be started; the text says why."""


def take_screenshots(
    at: str,
    views: Iterable[View],
    browser: Browser,
    on_taken: Callable[[View, Page], None] = lambda _view, _page: None,
) -> Generator[tuple[View, bytes], None, None]:
    """Yield a PNG of each of *views* of the preview *at* an address, ending in a slash.

    *on_taken* gets the page after its picture.
    """
    for viewport, group in groupby(views, key=lambda view: view.viewport):
        with open_page(browser, viewport) as opened:
            for view in group:
                opened.goto(at + view.address, timeout=_PATIENCE)
                opened.wait_for_selector("html[data-ready]", timeout=_PATIENCE)
                # What turns for ever belongs to the page.
                with suppress(NotInTimeError):
                    opened.wait_for_function(_SETTLED, timeout=_PATIENCE_FOR_REST)
                taken = _take_stable(opened)
                on_taken(view, opened)
                yield view, taken


def _take_stable(opened: Page) -> bytes:
    """Return a picture of the page, taken again until two are the same."""
    before = b""
    for _try in range(_MOST_TRIES):
        now = opened.screenshot(animations="disabled", caret="hide", scale="css")
        if now == before:
            break
        before = now
    return now


@contextmanager
def open_page(browser: Browser, viewport: Viewport) -> Iterator[Page]:
    """Yield a page of that size in a fresh profile: no motion, fixed language and time zone."""
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
        # Ctrl+C ends the browser too, and mustn't end as an error of the browser.
        with suppress(Error):
            context.close()


@contextmanager
def launch_chromium(program: str | None = None) -> Iterator[Browser]:
    """Yield a running Chromium: *program*, else an installed one, else Playwright's own.

    Raises `BrowserMissingError`.
    """
    # Errors in its listeners are raised by the next call too.
    logging.getLogger("playwright").setLevel(logging.CRITICAL)
    with ExitStack() as stack:
        try:
            playwright = stack.enter_context(sync_playwright())
        except Exception as error:  # noqa: BLE001 - Playwright has no class for it
            raise BrowserMissingError(_("Playwright can't start: {error}", error=error)) from None
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
        except KeyboardInterrupt:
            # What a browser that was interrupted too leaves unanswered is no news.
            logging.disable()
            raise
        finally:
            with suppress(Error):
                browser.close()


LIST = "screenshots.json"
REPORT = "report.html"


@dataclass(frozen=True, slots=True)
class ViewSelection:
    """The screens, languages and viewports to take; no *languages*: all that a theme offers."""

    screens: Sequence[str] = SCREENS
    languages: Sequence[str] = ()
    viewports: Sequence[Viewport] = VIEWPORTS

    def views(self, themes: Mapping[str, Sequence[str]]) -> list[View]:
        """Return every view of *themes* (name -> languages), by viewport."""
        return [
            View(theme, screen, language, viewport)
            for viewport in self.viewports
            for theme, offered in themes.items()
            for language in offered
            if not self.languages or language in self.languages
            for screen in self.screens
        ]

    def includes(self, file: str, themes: Iterable[str]) -> bool:
        """Whether the picture *file* belongs to the selection of *themes*."""
        theme, _, name = file.rpartition("/")
        parts = name.removesuffix(".png").split(".")
        if theme not in set(themes) or len(parts) != 3:
            return False
        screen, language, viewport = parts
        is_known = viewport in {one.name for one in self.viewports} and screen in self.screens
        return is_known and (not self.languages or language in self.languages)


def read_list(folder: Path) -> list[str]:
    """Return the files that an earlier run listed in *folder*; empty without one."""
    try:
        return [
            str(picture["file"]) for picture in json.loads((folder / LIST).read_bytes())["pictures"]
        ]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def write_pictures(
    taken: Iterable[tuple[View, bytes]], folder: Path, old: Path | None, expected: Iterable[str]
) -> Iterator[PictureComparison]:
    """Write the *taken* pictures into *folder*; compare each with its namesake in *old*.

    *expected* pictures that were not taken follow as gone.
    """
    missing = dict.fromkeys(expected)
    for view, after in taken:
        missing.pop(view.file, None)
        before = _read(old / view.file) if old else None
        write_whole(folder / view.file, after)
        yield compare_pictures(view.file, before, after)
    for file in missing:
        before = _read(old / file) if old else None
        if before is not None:
            yield compare_pictures(file, before, None)


def write_list(folder: Path, compared: Sequence[PictureComparison], *, is_against: bool) -> None:
    """Write the list of pictures; with *is_against* also what changed."""
    pictures: list[Mapping[str, object]] = [
        {
            "file": comparison.file,
            **(
                {
                    "state": comparison.state,
                    "changed_pixels": comparison.pixels,
                    "pixels": comparison.size,
                }
                if is_against
                else {}
            ),
        }
        for comparison in sorted(compared, key=lambda comparison: comparison.file)
        if is_against or comparison.after is not None
    ]
    write_whole(folder / LIST, dump_indented({"schema": 1, "pictures": pictures}))


def _read(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None
