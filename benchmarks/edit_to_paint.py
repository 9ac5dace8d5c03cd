"""From an edit to the pixels: the preview beside ``mkdocs serve``, edit by edit.

Both are looked at in one browser; what is on the screen, and when, is told by a script in each page.
Needs the extra ``bench``.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import ConsoleMessage, Page

from themebuilder.cli.workspace import cache_folder
from themebuilder.core.color import make_shades
from themebuilder.preview.guard import TOKEN
from themebuilder.preview.keys import EditKey, read_secret
from themebuilder.preview.page import VIEWPORTS
from themebuilder.preview.screenshots import chromium, open_page
from themebuilder.preview.server import listen

EDITS = 50
_WARM = 2
"""Edits that are not measured."""
_PATIENCE = 60.0
_LAPTOP = VIEWPORTS[3]
_TELL = r"""(() => {
  const now = () => performance.timeOrigin + performance.now();
  const tell = (kind, value, when) => console.info('seen ' + JSON.stringify([kind, value, when]));
  const before = {};
  const look = () => {
    const text = /Mark \d+/.exec(document.body?.innerText ?? '')?.[0] ?? '';
    const style = getComputedStyle(document.documentElement);
    const color = style.getPropertyValue('--color-brand-500').trim().toUpperCase();
    const picture = document.querySelector('[style*="background-image"]')?.style.backgroundImage ?? '';
    const seen = {page: text && (text + ' ' + color).trim(), picture};
    for (const [kind, value] of Object.entries(seen)) {
      if (!value || value === before[kind]) continue;
      before[kind] = value;
      // The next frame begins when this one, which shows it, was handed over.
      requestAnimationFrame(() => tell(kind, value, now()));
    }
    requestAnimationFrame(look);
  };
  addEventListener('DOMContentLoaded', look);
  addEventListener('input', () => tell('input', '', now()), true);
})()"""


@dataclass(frozen=True)
class Edited:
    """A page to look at, and how the *n*-th edit is made in it: it gives what is then seen there.

    *after* is what the user does next, unmeasured.
    """

    address: str
    edit: Callable[[Page, int], str]
    after: Callable[[Page], object] = lambda _page: None


def measure(edits: int = EDITS) -> dict[str, dict[str, float]]:
    """Milliseconds from edit to paint, median and 95th percentile, of each way to edit.

    ``text`` and ``colour`` are typed in the page that edits, and sent when they are seen; the other
    themes of the workspace are ``saved`` on the disk, texts and colours by turns, and a ``picture``.
    ``mkdocs`` is its page, saved too. One after the other is edited, ``edits`` times.
    """
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        browser = stack.enter_context(chromium())
        sides = {
            **stack.enter_context(_preview(Path(folder) / "workspace")),
            "mkdocs": stack.enter_context(_mkdocs(Path(folder) / "site")),
        }
        watches = {
            name: _Watch(stack.enter_context(open_page(browser, _LAPTOP)), edited)
            for name, edited in sides.items()
        }
        times: dict[str, list[float]] = {name: [] for name in sides}
        for number in range(1, edits + 1 + _WARM):
            for name, watch in watches.items():
                taken = watch.until_painted(number)
                if number > _WARM:
                    times[name].append(taken)
    return {
        name: {"median": statistics.median(taken), "p95": _p95(taken)}
        for name, taken in times.items()
    }


class _Watch:
    """A page that tells what is on it."""

    def __init__(self, opened: Page, edited: Edited) -> None:
        self._page, self._edited = opened, edited
        self._seen: dict[str, float] = {}
        opened.add_init_script(_TELL)
        opened.on("console", self._hear)
        opened.goto(edited.address)

    def until_painted(self, number: int) -> float:
        """Make an edit; milliseconds until what it gives is on the screen."""
        self._page.bring_to_front()
        # Whoever edits does so a while after the last change was shown.
        self._page.wait_for_timeout(600)
        self._seen.clear()
        start = time.time() * 1000
        expected = self._edited.edit(self._page, number)
        end = time.monotonic() + _PATIENCE
        while expected not in self._seen:
            if time.monotonic() > end:
                raise TimeoutError(f"{expected!r} was never seen, but {list(self._seen)}.")
            self._page.wait_for_timeout(5)
        self._edited.after(self._page)
        return self._seen[expected] - self._seen.get(_INPUT, start)

    def _hear(self, said: ConsoleMessage) -> None:
        if said.text.startswith("seen "):
            kind, value, when = json.loads(said.text.removeprefix("seen "))
            self._seen.setdefault(value if kind == "page" else kind, when)


_INPUT, _PICTURE = "input", "picture"
"""What is told when a key is pressed, and when another picture is shown."""
_THEME = """\
theme: {name}
title: {name}
extends: borger
organisation: clinic
brand: {{color: "{color}", background: {background}}}
texts: {{da: {{infocard.meeting.body: {text}}}}}
webapp: {{path: {name}}}
"""
_WAVES = '{draw: waves, color: "#3d6b7d"}'


@contextmanager
def _preview(root: Path) -> Iterator[dict[str, Edited]]:
    """The ways to edit in the preview."""
    themes, assets = root / "themes", root / "brand_assets" / "clinic"
    (themes / "organisations").mkdir(parents=True)
    assets.mkdir(parents=True)
    (themes / "workspace.yaml").write_text("workspace: bench\n")
    clinic = "organisation: clinic\nname: Clinic\npart_of: faelles\n"
    (themes / "organisations" / "clinic.yaml").write_text(clinic)

    def write(name: str, text: str, color: str, background: str = _WAVES) -> str:
        shown = _THEME.format(name=name, text=text, color=color, background=background)
        (themes / f"{name}.yaml").write_text(shown)
        return _see(text, color)

    def save(_page: Page, number: int) -> str:
        return write("saved", f"Mark {(number + 1) // 2}", f"#2b{number // 2:02x}94")

    def save_picture(_page: Page, number: int) -> str:
        Image.new("RGB", (2560, 1440), (40, 60, 4 * number)).save(assets / "background.png")
        return _PICTURE

    def type_text(page: Page, number: int) -> str:
        page.locator(".text-field textarea").first.fill(f"Mark {number}")
        return _see(f"Mark {number}", _COLOR)

    def type_color(page: Page, number: int) -> str:
        color = f"#2b{4 * number:02x}94"
        page.get_by_label("Farvekode").fill(color)
        return _see("Mark 0", color)

    def enter(page: Page) -> None:
        page.keyboard.press("Enter")

    for name in ("saved", "text", "colour"):
        write(name, "Mark 0", _COLOR)
    Image.new("RGB", (2560, 1440)).save(assets / "background.png")
    write("picture", "Mark 0", _COLOR, "clinic/background.png")
    with _serving(["themebuilder", "-C", str(root), "preview", "saved"]) as address:
        token = EditKey(read_secret(cache_folder()), root).link_token

        def link(theme: str, more: str = "") -> str:
            shown = f"theme={theme}&screen=landing&uiLanguage=da{more}"
            return f"{address}?{shown}&{TOKEN}={token}"

        part = "&edit=1&part="
        yield {
            "text": Edited(link("text", f"{part}text:da:infocard.meeting.body"), type_text, enter),
            "colour": Edited(link("colour", f"{part}color:color"), type_color, enter),
            "saved": Edited(link("saved"), save),
            "picture": Edited(link("picture"), save_picture),
        }


_COLOR = "#2b0094"


def _see(text: str, color: str) -> str:
    return f"{text} {make_shades(color)[5].upper()}"


@contextmanager
def _mkdocs(root: Path) -> Iterator[Edited]:
    """MkDocs with a site of one page."""
    (root / "docs").mkdir(parents=True)
    (root / "mkdocs.yml").write_text("site_name: Bench\n")

    def edit(_page: Page | None, number: int) -> str:
        (root / "docs" / "index.md").write_text(f"# Bench\n\nMark {number}\n")
        return f"Mark {number}"

    edit(None, 0)
    with _serving(["mkdocs", "serve", "--quiet", "-f", str(root / "mkdocs.yml"), "-a"]) as address:
        yield Edited(address, edit)


@contextmanager
def _serving(command: Sequence[str]) -> Iterator[str]:
    """A module's server on a free port; gives its address when it answers."""
    with listen("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    last = f"127.0.0.1:{port}" if command[-1] == "-a" else f"--port={port}"
    process = subprocess.Popen(
        [sys.executable, "-m", *command, last], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}/"
    try:
        _wait_for(address)
        yield address
    finally:
        process.terminate()
        process.wait()


def _wait_for(address: str) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(address).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"{address} does not answer.")


def _p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20, method="inclusive")[18]


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
