"""Pictures of every screen before and after, taken in a browser."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from playwright.sync_api import Page

from themebuilder.core.cache import Cache
from themebuilder.core.files import write_whole
from themebuilder.core.messages import _
from themebuilder.definitions.model import Files
from themebuilder.preview.app import create_guest_app
from themebuilder.preview.baseline import Baseline
from themebuilder.preview.page import SCREENS, VIEWPORTS, PackageView, View
from themebuilder.preview.picture_comparison import PictureComparison, render_report
from themebuilder.preview.rebuilder import Rebuilder
from themebuilder.preview.screen_content import read_screen_content
from themebuilder.preview.screenshots import (
    REPORT,
    launch_chromium,
    take_screenshots,
    write_pictures,
)
from themebuilder.preview.server import run_server
from themebuilder.preview.session import PreviewSession
from themebuilder.releases.earlier import Released, ReleasedTheme
from themebuilder.releases.release import Release

PICTURES = "pictures"
BEFORE, AFTER = "before", "after"
_VIEWPORTS = frozenset({"phone", "laptop"})


def take_pictures(
    release: Release,
    folder: Path,
    bundle: Files,
    cache: Cache,
    *,
    screens: Sequence[str] = (),
    program: str | None = None,
) -> int:
    """Take pictures of each theme before and after into *folder*; return how many there are.

    A report shows what changed. *bundle* is the preview's page, *screens* are all if empty, *program*
    is the Chromium to use. A screen that guests of a theme never meet has no picture.
    Raises `BrowserMissingError` and `OldPageError` before anything is written.
    """
    earlier = {name: theme for name, theme in release.earlier.items() if name in release.themes}
    sides: dict[str, Released] = {BEFORE: earlier, AFTER: release.themes}
    baselines = [
        _make_baseline(side, name, theme)
        for side, themes in sides.items()
        for name, theme in themes.items()
    ]
    rebuilder = Rebuilder(release.library.root, release.library.shipped_root, cache)
    session = PreviewSession(rebuilder, baselines)
    met: set[View] = set()

    def ask_whether_met(view: View, page: Page) -> None:
        if read_screen_content(page):
            met.add(view)

    with (
        run_server(create_guest_app(session, bundle), stopping=session.close) as address,
        launch_chromium(program) as browser,
    ):
        compared: list[PictureComparison] = []
        for side, themes in sides.items():
            views = _list_views(side, themes, screens or SCREENS)
            before = [comparison.file for comparison in compared]
            old = folder / BEFORE if side == AFTER else None
            # Closed before the browser, also when a picture can't be written.
            with closing(take_screenshots(address, views, browser, ask_whether_met)) as taken:
                shown = (taken_view for taken_view in taken if taken_view[0] in met)
                compared = list(write_pictures(shown, folder / side, old, before))
        write_whole(folder / "browser.txt", f"Chromium {browser.version}\n".encode())
    if release.earlier:
        title = _("Screens before and after: {organisation}", organisation=release.title)
        write_whole(folder / REPORT, render_report(compared, title).encode())
    return sum(1 for _file in folder.rglob("*.png"))


def _list_views(side: str, themes: Released, screens: Sequence[str]) -> list[PackageView]:
    return [
        PackageView(name, screen, language, viewport, f"{side}-{name}")
        for viewport in VIEWPORTS
        if viewport.name in _VIEWPORTS
        for name, theme in themes.items()
        for language in theme.entry["languages"]
        for screen in screens
    ]


def _make_baseline(side: str, name: str, theme: ReleasedTheme) -> Baseline:
    files: dict[str, Files] = {package.id.kind: package.files for package in theme.packages}
    return Baseline(f"{side}-{name}", theme.entry["title"], name, files)
