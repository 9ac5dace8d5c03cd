"""Take the pictures of the guides again: ``python -m tests.guides.pictures``. Look at each afterwards."""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.guides.reading import Edit, read_steps
from tests.guides.setting import lay_out
from tests.guides.terminal import ROOT, Terminal

PICTURES = ROOT / "docs" / "pictures"
ARGUMENTS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--font-render-hinting=none"]


def main() -> None:
    """Take them all."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as browsers:
        home, work = Path(folder, "home"), Path(folder, "work")
        work.mkdir()
        own, shipped = Terminal(home / "own", work), Terminal(home / "shipped", ROOT)
        own.run('themebuilder init --name vores-klinik --title "Vores Klinik"')
        lay_out(work)
        _write_page("farver-og-billeder.md", work, first=1)
        _write_page("chat-fra.md", work, first=2)
        browser = browsers.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        _take_readme(own, work, browser)

        def take(
            name: str, start: str, then: Callable[[Page], None], width: int, height: int
        ) -> None:
            page = browser.new_page(viewport={"width": width, "height": height}, locale="da-DK")
            page.goto(start)
            page.wait_for_load_state("networkidle")
            page.wait_for_timeout(2500)
            then(page)
            page.wait_for_timeout(1500)
            shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            _keep(shot, PICTURES / f"{name}.webp")
            page.close()

        def break_it(page: Page) -> None:
            theme = work / "themes" / "vores-klinik-borger.yaml"
            text = theme.read_text(encoding="utf-8")
            theme.write_text(
                text + "texts:\n  da:\n    infocard.meeting.body: Vent på værten\n",
                encoding="utf-8",
            )
            page.get_by_text("Kan ikke udgives endnu").click()

        try:
            here = _start(own)
            there = _start(shipped)
            take(
                "find-tekst",
                f"{here}?theme=vores-klinik-borger&uiLanguage=da",
                _find_text,
                1200,
                720,
            )
            take(
                "chat-fra",
                f"{here}?theme=gruppe&screen=chat-disabled&uiLanguage=da",
                lambda page: page.get_by_role("tab", name="Indstillinger").click(),
                1200,
                720,
            )
            take("fejl", f"{here}?theme=vores-klinik-borger&uiLanguage=da", break_it, 1200, 720)
            take(
                "gallery",
                f"{there}?theme=regionh-ekstern&mode=gallery&uiLanguage=da",
                lambda _: None,
                1440,
                900,
            )
            take(
                "waiting-phone",
                f"{_find_guests(browser, there)}/themes/rsyd-borger/view/"
                "?screen=waiting&lang=da&pointer=coarse",
                lambda _: None,
                390,
                844,
            )
        finally:
            own.end()
            shipped.end()


def _take_readme(terminal: Terminal, work: Path, browser: Browser) -> None:
    """Take what a guest of the README's theme meets first, beside what the guest waits with."""
    views = {"landing": (960, 660), "waiting": (390, 660)}
    whole = Image.new("RGB", (sum(width for width, _ in views.values()) + 20, 660), "white")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    edit = next(step for step in read_steps(readme) if isinstance(step, Edit))
    before = (work / edit.file).read_text(encoding="utf-8")
    (work / edit.file).write_text(edit.text, encoding="utf-8")
    guests = _find_guests(browser, _start(terminal))
    across = 0
    for screen, (width, height) in views.items():
        page = browser.new_page(viewport={"width": width, "height": height}, locale="da-DK")
        page.goto(
            f"{guests}/themes/vores-klinik-borger/view/?screen={screen}&lang=da&pointer=coarse"
        )
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(2500)
        whole.paste(Image.open(io.BytesIO(page.screenshot())).convert("RGB"), (across, 0))
        across += width + 20
    terminal.end()
    (work / edit.file).write_text(before, encoding="utf-8")
    _keep(whole, PICTURES / "readme.webp")


def _write_page(name: str, work: Path, first: int) -> None:
    """Make the *first* edits of a page."""
    page = (ROOT / "docs" / "da" / name).read_text(encoding="utf-8")
    for edit in [step for step in read_steps(page) if isinstance(step, Edit)][:first]:
        file = work / edit.file
        before = file.read_text(encoding="utf-8") if file.exists() else ""
        file.write_text(edit.apply_to(before), encoding="utf-8")


def _start(terminal: Terminal) -> str:
    said = terminal.start("themebuilder preview", until="Ctrl+C")
    return next(word for word in said.split() if word.startswith("http://")).partition("?")[0]


def _find_guests(browser: Browser, start: str) -> str:
    """Return the origin of the guests' pages, which isn't that of the preview itself."""
    page = browser.new_page()
    page.goto(start)
    origin = urlsplit(page.locator("main iframe").first.get_attribute("src"))
    page.close()
    return f"{origin.scheme}://{origin.netloc}"


def _find_text(page: Page) -> None:
    page.get_by_role("button", name="Find tekster").click()
    page.frames[1].get_by_text("Her mødes vi på video").click(modifiers=["Alt"], force=True)


def _keep(picture: Image.Image, file: Path) -> None:
    picture.save(file, lossless=True, quality=100, method=6)
    sys.stdout.write(f"{file.relative_to(ROOT)}: {file.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main()
