"""From an edit to the pixels: the preview beside ``mkdocs serve``, edit by edit.

Both are looked at in one browser; what is on the screen, and when, is told by a script in each page.
Needs the extra ``bench``.
"""

from __future__ import annotations

import json
import secrets
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import ConsoleMessage, Page

from benchmarks.serving import (
    describe_look,
    make_link,
    make_workspace,
    preview,
    serve,
    write_theme,
)
from themebuilder.preview.page import VIEWPORTS
from themebuilder.preview.screenshots import launch_chromium, open_page

EDITS = 20
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
    // What is built names its package.
    const built = picture.includes('?v=') ? picture : '';
    const seen = {page: text && (text + ' ' + color).trim(), picture, built};
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
class EditEvent:
    """A page to look at, and how the *n*-th edit is made in it: it gives what is then seen there.

    *after* is what the user does next, unmeasured. What is seen *later* is measured too, as a row of its own.
    """

    address: str
    edit: Callable[[Page, int], str]
    after: Callable[[Page], object] = lambda _page: None
    later: str = ""


def measure(edits: int = EDITS) -> dict[str, dict[str, float]]:
    """Milliseconds from edit to paint, median and 95th percentile, of each way to edit.

    ``text`` and ``colour`` are typed in the page that edits, and sent when they are seen; the other
    themes of the workspace are ``saved`` on the disk, texts and colours by turns, and a ``picture``: it is
    seen small at first, then as ``built``.
    ``mkdocs`` is its page, saved too. One after the other is edited, ``edits`` times.
    """
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        browser = stack.enter_context(launch_chromium())
        sides = {
            **stack.enter_context(_preview(Path(folder) / "workspace")),
            "mkdocs": stack.enter_context(_mkdocs(Path(folder) / "site")),
        }
        watches = {
            name: _Watch(stack.enter_context(open_page(browser, _LAPTOP)), edited)
            for name, edited in sides.items()
        }
        times: dict[str, list[float]] = {}
        for number in range(1, edits + 1 + _WARM):
            for name, watch in watches.items():
                for later, taken in watch.until_painted(number):
                    if number > _WARM:
                        row = f"{name}, {later}" if later else name
                        times.setdefault(row, []).append(taken)
    return {
        name: {"median": statistics.median(taken), "p95": _p95(taken)}
        for name, taken in times.items()
    }


class _Watch:
    """A page that tells what is on it."""

    def __init__(self, opened: Page, edited: EditEvent) -> None:
        self._page, self._edited = opened, edited
        self._seen: dict[str, float] = {}
        opened.add_init_script(_TELL)
        opened.on("console", self._hear)
        opened.goto(edited.address)

    def until_painted(self, number: int) -> Iterator[tuple[str, float]]:
        """Make an edit; milliseconds until what it gives is on the screen, and what is seen later."""
        self._page.bring_to_front()
        # Whoever edits does so a while after the last change was shown.
        self._page.wait_for_timeout(600)
        self._seen.clear()
        start = time.time() * 1000
        expected = self._edited.edit(self._page, number)
        yield "", self._wait_for(expected) - self._seen.get(_INPUT, start)
        self._edited.after(self._page)
        if later := self._edited.later:
            yield later, self._wait_for(later) - start

    def _wait_for(self, expected: str) -> float:
        end = time.monotonic() + _PATIENCE
        while expected not in self._seen:
            if time.monotonic() > end:
                raise TimeoutError(f"{expected!r} was never seen, but {list(self._seen)}.")
            self._page.wait_for_timeout(5)
        return self._seen[expected]

    def _hear(self, said: ConsoleMessage) -> None:
        if said.text.startswith("seen "):
            kind, value, when = json.loads(said.text.removeprefix("seen "))
            self._seen.setdefault(value if kind == "page" else kind, when)


_INPUT, _PICTURE, _BUILT = "input", "picture", "built"
"""What is told when a key is pressed, when another picture is shown, and when the package's is."""
_COLOR = "#2b0094"


@contextmanager
def _preview(root: Path) -> Iterator[dict[str, EditEvent]]:
    """The ways to edit in the preview."""
    make_workspace(root)
    # Pictures of earlier runs are in the cache.
    red, green = secrets.randbelow(256), secrets.randbelow(256)
    pictures = [_encode_picture((red, green, 4 * number)) for number in range(EDITS + _WARM + 1)]
    file = root / "brand_assets" / "clinic" / "background.png"

    def save(_page: Page, number: int) -> str:
        text, color = f"Mark {(number + 1) // 2}", f"#2b{number // 2:02x}94"
        write_theme(root, "saved", text, color)
        return describe_look(text, color)

    def save_picture(_page: Page, number: int) -> str:
        file.write_bytes(pictures[number])
        return _PICTURE

    def type_text(page: Page, number: int) -> str:
        page.locator(".text-field textarea").first.fill(f"Mark {number}")
        return describe_look(f"Mark {number}", _COLOR)

    def type_color(page: Page, number: int) -> str:
        color = f"#2b{4 * number:02x}94"
        page.get_by_label("Farvekode").fill(color)
        return describe_look("Mark 0", color)

    def enter(page: Page) -> None:
        page.keyboard.press("Enter")

    for name in ("saved", "text", "colour"):
        write_theme(root, name, "Mark 0", _COLOR)
    file.write_bytes(pictures[0])
    write_theme(root, "picture", "Mark 0", _COLOR, "clinic/background.png")
    with preview(root, "saved") as address:

        def link(theme: str, **more: str) -> str:
            return make_link(root, address, {"theme": theme, "screen": "landing", **more})

        text_part, color_part = "text:da:infocard.meeting.body", "color:color"
        yield {
            "text": EditEvent(link("text", edit="1", part=text_part), type_text, enter),
            "colour": EditEvent(link("colour", edit="1", part=color_part), type_color, enter),
            "saved": EditEvent(link("saved"), save),
            "picture": EditEvent(link("picture"), save_picture, later=_BUILT),
        }


def _encode_picture(color: tuple[int, int, int]) -> bytes:
    out = BytesIO()
    Image.new("RGB", (2560, 1440), color).save(out, "PNG")
    return out.getvalue()


@contextmanager
def _mkdocs(root: Path) -> Iterator[EditEvent]:
    """MkDocs with a site of one page."""
    (root / "docs").mkdir(parents=True)
    (root / "mkdocs.yml").write_text("site_name: Bench\n")

    def edit(_page: Page | None, number: int) -> str:
        (root / "docs" / "index.md").write_text(f"# Bench\n\nMark {number}\n")
        return f"Mark {number}"

    edit(None, 0)
    command = ["mkdocs", "serve", "--quiet", "-f", str(root / "mkdocs.yml"), "-a"]
    with serve(command) as (address, _process):
        yield EditEvent(address, edit)


def _p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20, method="inclusive")[18]


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
