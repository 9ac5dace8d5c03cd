"""How long one waits for the preview's page: for the first theme, for another one, for a gallery.

Each is compared with a static copy of the same pages: what the browser needs for as many bytes without
their scripts. What is painted, and when, is told by a script in every page and frame.
"""

from __future__ import annotations

import json
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from benchmarks.serving import describe_look, make_link, make_workspace, preview, write_theme
from themebuilder.preview.page import SCREENS, Viewport
from themebuilder.preview.screenshots import launch_chromium, open_page
from themebuilder.preview.server import run_server

ROUNDS = 1
_PATIENCE = 120.0
_DESKTOP = Viewport("desktop", 1600, 900, "fine")
_TALL = Viewport("tall", 1600, 6200, "fine")
"""A window in which all tiles of a gallery are seen."""
_GALLERY = "input[value=gallery]"
_THEMES = {"one": ("Mark 1", "#2b0094"), "two": ("Mark 2", "#2b6a24")}
_TELL = r"""(() => {
  const now = () => performance.timeOrigin + performance.now();
  const own = String(Math.random());
  const tell = (kind, value = '') => console.info('seen ' + JSON.stringify([kind, value, now(), own]));
  const frame = () => new Promise(requestAnimationFrame);
  const isShell = parent === window;
  if (isShell) {
    console.info('seen ' + JSON.stringify(['opened', '', performance.timeOrigin, own]));
    addEventListener('pointerdown', () => tell('pressed'), true);
  }
  const list = () => [
    ...[...document.images].map(one => one.currentSrc),
    ...[...document.querySelectorAll('video')].map(one => one.poster),
    ...[...document.querySelectorAll('[style*="background-image"]')].map(
      one => /url\("(.+?)"\)/.exec(one.style.backgroundImage)?.[1] ?? ''),
  ].filter(Boolean);
  const read = () => {
    const root = document.documentElement;
    if (isShell) return document.querySelector('.theme-list button') ? ['usable'] : [];
    if (!('ready' in root.dataset)) return [];
    const text = /Mark \d+/.exec(document.getElementById('root').textContent)?.[0] ?? '';
    const color = root.style.getPropertyValue('--color-brand-500').toUpperCase();
    return [(text + ' ' + color).trim(), ...list()];
  };
  const plays = () => [...document.querySelectorAll('video')].every(one => !one.srcObject || one.currentTime > 0);
  let before = '';
  let isAsked = false;
  const look = async () => {
    isAsked = false;
    const seen = read();
    if (seen.length === 0 || String(seen) === before || !plays()) return;
    before = String(seen);
    await Promise.all(seen.slice(1).map(src => Object.assign(new Image(), {src}).decode().catch(() => {})));
    if (String(read()) !== before) return;
    // The next frame begins when the one that shows it was handed over.
    await frame();
    tell(isShell ? 'usable' : 'painted', seen[0]);
  };
  const ask = () => {
    if (!isAsked) requestAnimationFrame(look);
    isAsked = true;
  };
  // Not in each frame of the screen: looking would cost as much as drawing.
  new MutationObserver(ask).observe(document, {attributes: true, characterData: true, childList: true, subtree: true});
  for (const happened of ['playing', 'timeupdate', 'load']) document.addEventListener(happened, ask, true);
  ask();
})()"""


class Waited(NamedTuple):
    """Milliseconds that were waited, by turns: for the preview, and for the static copy."""

    ours: list[float]
    copy: list[float]


def measure(rounds: int = ROUNDS) -> dict[str, Waited]:
    """Measure each wait *rounds* times.

    ``page`` is from the opening of the address to a list of themes that can be used, ``theme`` to a theme
    that is painted too, ``cold`` with nothing in the browser's cache; ``switch`` from the press of a button
    to another theme, which is built already, and ``gallery`` to the last of its screens.
    """
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        root, copied = Path(folder) / "workspace", Path(folder) / "copy"
        make_workspace(root)
        for name, (text, color) in _THEMES.items():
            write_theme(root, name, text, color)
        browser = stack.enter_context(launch_chromium())
        address = stack.enter_context(preview(root, "one"))
        ours = _Side(address, lambda **asked: make_link(root, address, asked))
        _copy(browser, ours, copied)
        files = Mount("/", StaticFiles(directory=copied, html=True))
        static = stack.enter_context(run_server(Starlette(routes=[files])))
        copy = _Side(static, lambda **_asked: static)
        found: dict[str, Waited] = {}
        for _round in range(rounds):
            for number, side in enumerate((ours, copy)):
                for what, taken in _measure_once(browser, side):
                    found.setdefault(what, Waited([], []))[number].append(taken)
    return found


class _Side(NamedTuple):
    """What is measured: its address, and how the address of a view of it is made."""

    address: str
    link: Callable[..., str]


def _measure_once(browser: Browser, side: _Side) -> Iterator[tuple[str, float]]:
    with _watch(browser, _DESKTOP) as watch:
        for kind in ("cold", "warm"):
            watch.open(side.link(theme="one", screen="landing"))
            yield f"page, {kind}", watch.find("usable") - watch.find("opened")
            yield f"theme, {kind}", watch.find(_LOOKS["one"]) - watch.find("opened")
            watch.rest()
        taken: list[float] = []
        for other in ("two", "one", "two", "one"):
            watch.press(watch.page.locator(".theme-list").get_by_text(other, exact=True))
            taken.append(watch.find(_LOOKS[other]) - watch.find("pressed"))
            watch.rest()
        # Before, the browser has not compiled all of it, and the server has not built the other theme.
        yield "switch", min(taken[2:])
    with _watch(browser, _TALL) as watch:
        watch.open(side.link(theme="one", screen="landing", viewports="laptop"))
        watch.find(_LOOKS["one"])
        watch.rest()
        watch.press(watch.page.locator(_GALLERY))
        yield "gallery", watch.find_last(len(SCREENS)) - watch.find("pressed")


_LOOKS = {name: describe_look(*look) for name, look in _THEMES.items()}


class _Watch:
    """A page that tells what is on it and when, and what it told since the last act."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._seen: list[tuple[str, float, str]] = []
        page.add_init_script(_TELL)
        page.on("console", self._hear)

    def open(self, address: str) -> None:
        self._seen.clear()
        self.page.goto("about:blank")
        self._seen.clear()
        self.page.goto(address, wait_until="commit")

    def press(self, button: Locator) -> None:
        self._seen.clear()
        button.click(no_wait_after=True)

    def rest(self) -> None:
        """Let the page do what it does afterwards."""
        self.page.wait_for_timeout(600)

    def find(self, what: str) -> float:
        """Return when *what* was told first."""
        return self._await(lambda: [when for told, when, _ in self._seen if told == what])[0]

    def find_last(self, count: int) -> float:
        """Return when *count* frames were painted, each as it stays."""
        color = _LOOKS["one"].split()[-1]

        def look() -> list[float]:
            last = {frame: when for told, when, frame in self._seen if told.endswith(color)}
            return [*last.values()]

        self._await(look, count)
        self.rest()
        return max(look())

    def _await(self, look: Callable[[], list[float]], count: int = 1) -> list[float]:
        end = time.monotonic() + _PATIENCE
        while len(found := look()) < count:
            if time.monotonic() > end:
                raise TimeoutError(f"Only {self._seen} was seen.")
            self.page.wait_for_timeout(50)
        return found

    def _hear(self, said: ConsoleMessage) -> None:
        if said.text.startswith("seen "):
            kind, value, when, frame = json.loads(said.text.removeprefix("seen "))
            self._seen.append((value or kind, when, frame))


@contextmanager
def _watch(browser: Browser, viewport: Viewport) -> Iterator[_Watch]:
    with open_page(browser, viewport) as page:
        yield _Watch(page)


_COPY_SCRIPT = """<script>
  const now = () => performance.timeOrigin + performance.now();
  const tell = look => console.info('seen ' + JSON.stringify(['painted', look, now(), '']));
  const frames = () => document.querySelectorAll('.on-stage iframe');
  addEventListener('load', () => {
    const [first] = frames();
    const second = first.cloneNode();
    second.src = 'two.html';
    second.style.visibility = 'hidden';
    second.style.position = 'absolute';
    first.before(second);
  });
  addEventListener('click', ({target}) => {
    const looks = LOOKS;
    const look = looks[target.textContent];
    if (look) {
      const [second, first] = frames();
      second.style.visibility = target.textContent === 'two' ? 'visible' : 'hidden';
      first.style.visibility = target.textContent === 'two' ? 'hidden' : 'visible';
      requestAnimationFrame(() => requestAnimationFrame(() => tell(look)));
    } else if (target.matches('GALLERY')) {
      document.querySelector('.scene').replaceChildren(document.querySelector('template').content);
    }
  });
</script>"""


def _copy(browser: Browser, ours: _Side, folder: Path) -> None:
    """Write a static copy of the page into *folder*, with one theme, another one, and the gallery.

    Scripts become comments of the same length; a short one changes what is seen.
    """
    pages: dict[str, str] = {}
    addresses: set[str] = set()
    with _watch(browser, _TALL) as watch:
        page = watch.page
        page.on("response", lambda response: addresses.add(response.url))
        for theme in ("two", "one"):
            watch.open(ours.link(theme=theme, screen="landing", viewports="laptop"))
            watch.find(_LOOKS[theme])
            watch.rest()
            pages[f"{theme}.html"] = page.frames[1].content()
        shell = page.content()
        watch.press(page.locator(_GALLERY))
        watch.find_last(len(SCREENS))
        watch.rest()
        scene = page.locator(".scene").inner_html()
        for number, tile in enumerate(page.query_selector_all(".tile iframe")):
            frame = tile.content_frame()
            assert frame
            pages[f"tile-{number}.html"] = frame.content()
            scene = scene.replace(' src="http', f' src="tile-{number}.html" data-was="http', 1)
        script = _COPY_SCRIPT.replace("LOOKS", json.dumps(_LOOKS))
        script = script.replace("GALLERY", _GALLERY)
        shell = re.sub(r'(<iframe[^>]* src=")[^"]*', r"\1one.html", shell)
        end = f"<template>{scene}</template>{script}</body>"
        pages["index.html"] = shell.replace("</body>", end)
        for name, content in pages.items():
            _write(folder / name, re.sub(r"http://127\.0\.0\.1:\d+/", "/", content).encode())
        for address in addresses:
            path = urlsplit(address).path
            if re.search(r"/(assets|branding|service-theme)/.*\.", path):
                data = page.request.get(address).body()
                is_script = path.endswith(".js")
                _write(folder / path[1:], b"/*%s*/" % (b"-" * len(data)) if is_script else data)


def _write(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)


if __name__ == "__main__":
    for what, (ours, copy) in measure().items():
        print(f"{what:<22} {median(ours):>6.0f} {min(ours):>6.0f}   copy {median(copy):>6.0f}")
