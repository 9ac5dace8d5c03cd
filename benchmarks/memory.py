"""``python -m benchmarks.memory``: the preview's memory over many edits, in the server and in the page.

Memory is flat where the second half of the edits adds next to nothing: at the start, everything is loaded once.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import CDPSession, Page

from benchmarks.serving import make_link, make_workspace, serve, write_theme
from themebuilder.preview.page import VIEWPORTS
from themebuilder.preview.screenshots import launch_chromium, open_page

EDITS = 500
_SAMPLES = 10


class Sample(NamedTuple):
    """After how many *edits* what is used, in megabytes: by the server, and as the page's JavaScript heap."""

    edits: int
    server: float
    page: float


def measure(edits: int = EDITS) -> Iterator[Sample]:
    """Type a text *edits* times in the page that edits, and sample the memory after each tenth."""
    with tempfile.TemporaryDirectory() as folder, launch_chromium() as browser:
        root = Path(folder)
        make_workspace(root)
        write_theme(root, "one", "Mark 0", "#2b0094")
        command = ["themebuilder", "-C", str(root), "preview", "one"]
        with serve(command) as (address, process), open_page(browser, VIEWPORTS[3]) as page:
            asked = {"theme": "one", "edit": "1", "part": "text:da:infocard.meeting.body"}
            page.goto(make_link(root, address, asked))
            page.locator(".text-field textarea").first.wait_for()
            session = page.context.new_cdp_session(page)
            for number in range(1, edits + 1):
                _edit(page, number)
                if number % max(1, edits // _SAMPLES) == 0:
                    yield Sample(number, _read_server(process.pid), _read_page(session))


def _edit(page: Page, number: int) -> None:
    """Type a text, send it, and wait until the page has read what the server built."""
    text = f"Mark {number}"
    page.locator(".text-field textarea").first.fill(text)
    page.frames[1].get_by_text(text, exact=True).first.wait_for()
    with page.expect_response(lambda answer: answer.url.endswith("/api/themes/one")):
        page.keyboard.press("Enter")


def _read_server(pid: int) -> float:
    """Return the resident memory of the process and of those that it started, in megabytes."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    status = Path(f"/proc/{pid}/status").read_text()
    own = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
    return own / 1000 + sum(_read_server(int(child)) for child in children)


def _read_page(session: CDPSession) -> float:
    session.send("HeapProfiler.collectGarbage")
    return float(session.send("Runtime.getHeapUsage")["usedSize"]) / 1_000_000


def main() -> None:
    """Measure, and print what was used when."""
    edits = int(sys.argv[1]) if len(sys.argv) > 1 else EDITS
    print(f"{'edits':>6} {'server':>9} {'page':>9}")
    for sample in measure(edits):
        print(f"{sample.edits:>6} {sample.server:>6.1f} MB {sample.page:>6.1f} MB", flush=True)


if __name__ == "__main__":
    main()
