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
  let before = '';
  const look = () => {
    const text = /Mark \d+/.exec(document.body?.innerText ?? '')?.[0] ?? '';
    const style = getComputedStyle(document.documentElement);
    const color = style.getPropertyValue('--color-brand-500').trim().toUpperCase();
    const seen = (text + ' ' + color).trim();
    if (text && seen !== before) {
      before = seen;
      // The next frame begins when this one, which shows it, was handed over.
      requestAnimationFrame(() => console.info('seen ' + JSON.stringify(
        [seen, performance.timeOrigin + performance.now()])));
    }
    requestAnimationFrame(look);
  };
  addEventListener('DOMContentLoaded', look);
})()"""


_POST = """async edit => {
  const ask = async (address, more) => (await fetch(address, more)).json();
  window.draft ??= await ask('/api/edit');
  const headers = {
    'content-type': 'application/json',
    'x-themebuilder-edit': document.querySelector('meta[name=themebuilder-edit]').content,
  };
  const body = JSON.stringify({seq: window.draft.seq, edits: [edit], base: {}});
  window.draft = await ask('/api/edit/edits', {method: 'POST', headers, body});
}"""
"""Sends an edit as the page does."""


@dataclass(frozen=True)
class Edited:
    """A server to look at, and how the *n*-th edit is made in its page: it gives what is then seen."""

    address: str
    edit: Callable[[Page, int], str]


def measure(edits: int = EDITS, *, drafts: bool = False) -> dict[str, float]:
    """Milliseconds from edit to paint, median and 95th percentile of both, and their ratio.

    Texts and colours are saved by turns; with *drafts*, colours alone are edited in the page.
    """
    ours: list[float] = []
    theirs: list[float] = []
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        browser = stack.enter_context(chromium())
        preview = stack.enter_context(_preview(Path(folder) / "workspace", drafts=drafts))
        mkdocs = stack.enter_context(_mkdocs(Path(folder) / "site"))
        sides = [
            (
                edited,
                _Watch(stack.enter_context(open_page(browser, _LAPTOP)), edited.address),
                times,
            )
            for edited, times in ((preview, ours), (mkdocs, theirs))
        ]
        for number in range(1, edits + 1 + _WARM):
            for edited, watch, times in sides:
                taken = watch.until_painted(edited.edit, number)
                if number > _WARM:
                    times.append(taken)
    return {
        "edits": edits,
        "preview median": statistics.median(ours),
        "preview p95": _p95(ours),
        "mkdocs median": statistics.median(theirs),
        "mkdocs p95": _p95(theirs),
        "times faster, median": statistics.median(theirs) / statistics.median(ours),
        "times faster, p95": _p95(theirs) / _p95(ours),
    }


class _Watch:
    """A page that tells what is on it."""

    def __init__(self, opened: Page, address: str) -> None:
        self._page = opened
        self._seen: dict[str, float] = {}
        opened.add_init_script(_TELL)
        opened.on("console", self._hear)
        opened.goto(address)

    def until_painted(self, edit: Callable[[Page, int], str], number: int) -> float:
        """Make an edit; milliseconds until what it gives is on the screen."""
        self._page.bring_to_front()
        # Whoever edits does so a while after the last change was shown.
        self._page.wait_for_timeout(600)
        self._seen.clear()
        start = time.time() * 1000
        expected = edit(self._page, number)
        end = time.monotonic() + _PATIENCE
        while expected not in self._seen:
            if time.monotonic() > end:
                raise TimeoutError(f"{expected!r} was never seen, but {list(self._seen)}.")
            self._page.wait_for_timeout(5)
        return self._seen[expected] - start

    def _hear(self, said: ConsoleMessage) -> None:
        if said.text.startswith("seen "):
            what, when = json.loads(said.text.removeprefix("seen "))
            self._seen.setdefault(what, when)


@contextmanager
def _preview(root: Path, *, drafts: bool) -> Iterator[Edited]:
    """The preview of a theme whose text and colour are saved by turns, or whose colour is edited."""
    (root / "themes" / "organisations").mkdir(parents=True)
    (root / "themes" / "workspace.yaml").write_text("workspace: bench\n")
    clinic = root / "themes" / "organisations" / "clinic.yaml"
    clinic.write_text("organisation: clinic\nname: Clinic\npart_of: faelles\n")

    def edit(_page: Page, number: int) -> str:
        return save(number)

    def draft(page: Page, number: int) -> str:
        color = f"#2b{4 * number:02x}94"
        wanted = {"theme": "ward", "part": "color:color", "scope": "theme", "value": color}
        page.evaluate(_POST, wanted)
        return f"Mark 0 {make_shades(color)[5].upper()}"

    def save(number: int) -> str:
        text, color = f"Mark {(number + 1) // 2}", f"#2b{number // 2:02x}94"
        (root / "themes" / "ward.yaml").write_text(
            "theme: ward\ntitle: Ward\nextends: borger\norganisation: clinic\n"
            f'brand: {{color: "{color}", background: {{draw: waves, color: "#3d6b7d"}}}}\n'
            f"texts: {{da: {{infocard.meeting.body: {text}}}}}\nwebapp: {{path: ward}}\n"
        )
        return f"{text} {make_shades(color)[5]}".upper().replace("MARK", "Mark")

    save(0)
    command = ["themebuilder", "-C", str(root), "preview", "ward"]
    with _serving(command) as address:
        token = EditKey(read_secret(cache_folder()), root).link_token
        link = f"{address}?theme=ward&screen=landing&{TOKEN}={token}"
        yield Edited(link, draft if drafts else edit)


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
    print(json.dumps({"saves": measure(), "colours": measure(drafts=True)}, indent=2))
