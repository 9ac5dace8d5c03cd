"""The preview's guest page in a browser: texts that do not fit, texts too faint."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from themebuilder.definitions.model import Files
from themebuilder.reports.accessibility_report import FaintText, Overflow

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


def find_overflows(
    browser: Any,  # noqa: ANN401 - Playwright's, which is optional
    packages: Mapping[str, Files],
    bundle: Files,
    languages: Sequence[str],
) -> tuple[Overflow, ...]:
    """Return every text of the main screens that does not fit, in each way of looking.

    *packages* are the files by kind, *bundle* those of the preview's page. Raises `BrowserError`.
    """
    found: list[Overflow] = []
    with open_page(browser, collect_page_files(packages, bundle)) as page:
        for window in WINDOWS:
            page.set_viewport_size({"width": window.width, "height": window.height})
            for language in languages:
                for screen in _show_screens(page, language, window.pointer, window.style):
                    found += (
                        Overflow(window.name, screen, language, text, by)
                        for text, by in page.evaluate(_MISFITS)
                    )
    windows = [window.name for window in WINDOWS]
    return tuple(
        sorted(
            found,
            key=lambda overflow: (windows.index(overflow.window), SCREENS.index(overflow.screen)),
        )
    )


def collect_page_files(packages: Mapping[str, Files], bundle: Files) -> Files:
    """Return all that a guest page asks for, by path: itself, and what is in a theme's packages."""
    files = {
        f"view/branding/{name.removeprefix('webapp3/branding/')}": data
        for name, data in packages.get("webapp3", {}).items()
    }
    for name, data in packages.get("service-theme", {}).items():
        files[f"view/service-theme/{name}"] = data
    return {**files, **bundle, "view/": bundle["view.html"], "view/node.json": b"{}"}


@contextmanager
def open_page(browser: Any, files: Files) -> Iterator[Any]:  # noqa: ANN401 - as above
    """Yield a page to which *files* are all there is, by their path. Raises `BrowserError`."""
    from playwright.sync_api import Error, Route  # noqa: PLC0415 - optional

    def answer(route: Route) -> None:
        path = route.request.url.partition("?")[0].removeprefix(f"{ORIGIN}/")
        if path not in files:
            route.fulfill(status=404, body="")
            return
        kind = "html" if path.endswith("/") else path.rpartition(".")[2]
        content_type = _TYPES.get(kind, "application/octet-stream")
        route.fulfill(body=files[path], content_type=content_type)

    try:
        context = browser.new_context(reduced_motion="reduce", service_workers="block")
        try:
            context.set_default_timeout(_PATIENCE)
            context.route("**/*", answer)
            yield context.new_page()
        finally:
            # Ctrl+C ends the browser too, and mustn't end as an error of the browser.
            with suppress(Error):
                context.close()
    except Error as error:
        raise BrowserError(str(error).partition("\n")[0]) from error


def show_screen(page: Any, screen: str, language: str, pointer: str) -> None:  # noqa: ANN401 - as above
    """Let *page* show a screen, and wait until it stands."""
    page.goto(f"{ORIGIN}/view/?screen={screen}&lang={language}&pointer={pointer}")
    page.wait_for_selector("html[data-ready]", state="attached")
    page.evaluate(_WAIT_FOR_FONTS)


def _show_screens(
    page: Any,  # noqa: ANN401 - as above
    language: str,
    pointer: str,
    style: str = "",
) -> Iterator[str]:
    """Yield each main screen once *page* shows it, with *style* laid over it.

    Only the first is loaded; the page goes on to the others as it does for a guest.
    """
    for screen in SCREENS:
        if screen == SCREENS[0]:
            show_screen(page, screen, language, pointer)
            if style:
                page.add_style_tag(content=style)
        else:
            page.evaluate(_GO_ON, screen)
            page.evaluate(_WAIT_FOR_FONTS)
        yield screen


_WAIT_FOR_FONTS = "() => document.fonts.ready.then(() => new Promise(requestAnimationFrame))"
_GO_ON = """async screen => {
  const before = document.querySelector('main');
  const address = new URL(location.href);
  address.searchParams.set('screen', screen);
  history.pushState(null, '', address);
  dispatchEvent(new PopStateEvent('popstate'));
  for (let frames = 0; frames < 600; frames += 1) {
    await new Promise(requestAnimationFrame);
    const now = document.querySelector('main');
    if (now && now !== before) return;
  }
  throw new Error(`the page does not go on to ${screen}`);
}"""
"""Go to a screen, each of which is an element of its own."""


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


POINTERS = {"fine": (1280, 800), "coarse": (390, 844)}
"""Kind of pointer -> a window in CSS pixels: each draws the meeting with buttons of its own."""


def find_faint_texts(
    browser: Any,  # noqa: ANN401 - Playwright's, which is optional
    packages: Mapping[str, Files],
    bundle: Files,
    language: str,
) -> tuple[FaintText, ...]:
    """Return every text of the main screens with too little contrast, each once.

    The page itself says which of them follow the theme's palette. Raises `BrowserError`.
    """
    found: dict[tuple[str, str, str], FaintText] = {}
    with open_page(browser, collect_page_files(packages, bundle)) as page:
        for pointer, (width, height) in POINTERS.items():
            page.set_viewport_size({"width": width, "height": height})
            for screen in _show_screens(page, language, pointer):
                for examined in page.evaluate(_EXAMINED):
                    if colors := examined["colors"]:
                        text, ground = str(colors["text"]), str(colors["ground"])
                        found.setdefault(
                            (examined["text"], text, ground),
                            FaintText(
                                screen=screen,
                                text=examined["text"],
                                color=text,
                                ground=ground,
                                ratio=float(colors["ratio"]),
                                is_themes=examined["from"] == "theme",
                            ),
                        )
    return tuple(found.values())


_EXAMINED = """() => new Promise((resolve, reject) => {
  setTimeout(() => reject(new Error('axe-core gave no answer')), 20000);
  window.addEventListener('message', event => {
    if (event.data?.kind !== 'examined') return;
    if (event.data.barriers) resolve(event.data.barriers);
    else reject(new Error('axe-core failed'));
  });
  window.postMessage({to: 'guest', kind: 'examine', uiLanguage: 'en'}, window.location.origin);
})"""
"""Ask the page as the preview's shell does; alone, it answers to itself."""
