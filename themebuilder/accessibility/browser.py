"""The preview's guest page in a browser, narrow, enlarged and spaced out: which texts do not fit.

Nothing is served: the browser's requests are answered from memory, and none reaches a network.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from themebuilder.accessibility.items import Overflow
from themebuilder.model import Files

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ORIGIN = "http://localhost"
"""An address at which a page may use what only secure pages may; no request goes there."""

SCREENS = ("landing", "device-check", "pin", "waiting", "meeting", "disconnected", "error")
_SPACING = (
    "* { line-height: 1.5 !important; letter-spacing: 0.12em !important;"
    " word-spacing: 0.16em !important } p { margin-bottom: 2em !important }"
)
"""What WCAG 2.1, 1.4.12 asks a page to bear."""
_TYPES = {
    "css": "text/css",
    "html": "text/html; charset=utf-8",
    "ico": "image/x-icon",
    "jpg": "image/jpeg",
    "js": "text/javascript",
    "json": "application/json",
    "png": "image/png",
    "svg": "image/svg+xml",
    "webp": "image/webp",
    "woff2": "font/woff2",
}
_PATIENCE = 20_000


@dataclass(frozen=True, slots=True)
class Window:
    """A way of looking: *width* and *height* in CSS pixels, and a style sheet laid over the page's."""

    name: str
    width: int
    height: int
    pointer: str
    style: str = ""


WINDOWS = (
    # A window of 1280 x 1024 enlarged to 200 % is one of half the size.
    Window("zoom", 640, 512, "fine"),
    Window("narrow", 320, 640, "coarse"),
    Window("spacing", 1280, 800, "fine", _SPACING),
)


class BrowserError(Exception):
    """The page could not be looked at; the message says why."""


def missing() -> str:
    """What keeps this machine from looking, or an empty text."""
    if find_spec("playwright") is None:
        return "the Python package playwright"
    return "" if _program() else "Chromium"


def look(
    packages: Mapping[str, Files], bundle: Files, languages: Sequence[str], *, node: bytes = b"{}"
) -> tuple[Overflow, ...]:
    """Every text of the main screens that does not fit, in each way of looking.

    *packages* are the files by kind, *bundle* those of the preview's page. Raises `BrowserError`.
    """
    return tuple(_looked(packages, bundle, languages, node))


def _looked(
    packages: Mapping[str, Files], bundle: Files, languages: Sequence[str], node: bytes
) -> Iterator[Overflow]:
    files = {f"view/branding/{_inside(name)}": data for name, data in packages["webapp3"].items()}
    for name, data in packages["service-theme"].items():
        files[f"view/service-theme/{name}"] = data
    files |= {**bundle, "view/": bundle["view.html"], "view/node.json": node}
    with page_of(files) as page:
        for window in WINDOWS:
            page.set_viewport_size({"width": window.width, "height": window.height})
            for screen in SCREENS:
                for language in languages:
                    show(page, screen, language, window.pointer)
                    if window.style:
                        page.add_style_tag(content=window.style)
                    for text, by in page.evaluate(_MISFITS):
                        yield Overflow(window.name, screen, language, text, by)


@contextmanager
def page_of(files: Files) -> Iterator[Any]:
    """A page of a browser to which *files* are all there is, by their path. Raises `BrowserError`."""
    from playwright.sync_api import Error, Route, sync_playwright  # noqa: PLC0415 - optional

    def answer(route: Route) -> None:
        path = route.request.url.partition("?")[0].removeprefix(f"{ORIGIN}/")
        if path not in files:
            route.fulfill(status=404, body="")
            return
        kind = "html" if path.endswith("/") else path.rpartition(".")[2]
        content_type = _TYPES.get(kind, "application/octet-stream")
        route.fulfill(body=files[path], content_type=content_type)

    try:
        with sync_playwright() as playwright:
            # Chromium's own sandbox needs rights that containers lack; all it gets here is ours.
            browser = playwright.chromium.launch(
                executable_path=_program(), args=["--no-sandbox", "--disable-dev-shm-usage"]
            )
            try:
                context = browser.new_context(reduced_motion="reduce")
                context.set_default_timeout(_PATIENCE)
                context.route("**/*", answer)
                yield context.new_page()
            finally:
                browser.close()
    except Error as error:
        raise BrowserError(str(error).partition("\n")[0]) from error


def show(page: Any, screen: str, language: str, pointer: str) -> None:  # noqa: ANN401 - as above
    """Let *page* show a screen, and wait until it stands."""
    page.goto(f"{ORIGIN}/view/?screen={screen}&lang={language}&pointer={pointer}")
    page.wait_for_selector("html[data-ready]", state="attached")
    page.evaluate("() => document.fonts.ready.then(() => new Promise(requestAnimationFrame))")


def _inside(name: str) -> str:
    return name.removeprefix("webapp3/branding/")


def _program() -> str | None:
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


_MISFITS = """() => {
  const found = new Map();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const element = node.parentElement;
    const text = node.data.trim().replace(/\\s+/g, ' ').slice(0, 60);
    if (!text || element.closest('[aria-hidden="true"]') || !element.checkVisibility()) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    let unseen = box.width < 2 || box.height < 2;
    let by = Math.max(-box.left, box.right - window.innerWidth);
    for (let above = element; above; above = above.parentElement) {
      const style = getComputedStyle(above);
      const edge = above.getBoundingClientRect();
      // What only a screen reader is to find lies in a box of one pixel.
      if (style.overflow !== 'visible' && (edge.width < 2 || edge.height < 2)) unseen = true;
      if (['hidden', 'clip'].includes(style.overflowX))
        by = Math.max(by, edge.left - box.left, box.right - edge.right);
      if (['hidden', 'clip'].includes(style.overflowY))
        by = Math.max(by, edge.top - box.top, box.bottom - edge.bottom);
      // A picture as the ground: beside it the text has none.
      if (style.backgroundImage.startsWith('url(') && edge.width < window.innerWidth)
        by = Math.max(by, edge.top - box.top, box.bottom - edge.bottom);
      if (style.position === 'fixed') break;
    }
    if (by > 2 && !unseen) found.set(text, Math.max(found.get(text) || 0, Math.round(by)));
  }
  const wider = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wider > 2 && found.size === 0) found.set('', wider);
  return [...found];
}"""
"""Texts that are cut off, leave the window sideways, or leave the picture under them."""
