"""A site in one folder, opened from disk: themes as guests see them, to approve or remark on."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from themebuilder.core.files import write_whole
from themebuilder.core.messages import _, name_language
from themebuilder.core.templates import render_template
from themebuilder.definitions.model import Files
from themebuilder.importing.compare_inputs import compare_sides, make_side
from themebuilder.importing.diff_report import count_differences, render_page
from themebuilder.media.model import MediaError
from themebuilder.preview.app import create_guest_app
from themebuilder.preview.page import (
    SCREENS,
    VIEWPORTS,
    PackageView,
    View,
    Viewport,
    describe_screen,
    describe_window,
)
from themebuilder.preview.screen_content import read_screen_content
from themebuilder.preview.screenshots import launch_chromium, take_screenshots
from themebuilder.preview.server import run_server
from themebuilder.preview.session import PreviewSession
from themebuilder.releases.reviewed_theme import ReviewedTheme
from themebuilder.reports.accessibility import assess_theme
from themebuilder.reports.accessibility_report import ToolFindings, render_files
from themebuilder.reviews.contents import (
    ScreenContent,
)

INDEX = "index.html"
_WINDOWS = ("phone", "laptop")
_QUALITY = 80


def write_site(
    target: Path,
    themes: Sequence[ReviewedTheme],
    session: PreviewSession,
    bundle: Files,
    *,
    program: str | None = None,
    on_progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> None:
    """Write the site of *themes*, which *session* shows from the preview's page *bundle*.

    *program* is the Chromium to use; *on_progress* gets how many pictures are taken, and of how many.
    Raises `BrowserMissingError` and `OldPageError` before anything is written, `OSError`, and `ThemeError`
    for an earlier package that can't be read.
    """
    by_name = {reviewed.name: reviewed for reviewed in themes}

    def record(view: View, page: Page) -> None:
        theme = by_name[view.theme]
        if isinstance(view, PackageView) or view.language != theme.languages[0]:
            return
        if shown := read_screen_content(page):
            theme.shown[view.screen] = theme.shown.get(view.screen, ScreenContent()) | shown

    pngs: dict[str, bytes] = {}
    with (
        run_server(create_guest_app(session, bundle), stopping=session.close) as address,
        launch_chromium(program) as browser,
    ):
        # What changed is known once the screens are recorded.
        for chosen in (_list_views, _list_earlier_views):
            views = [*chosen(themes)]
            with closing(take_screenshots(address, views, browser, record)) as taken:
                for count, (view, png) in enumerate(taken, 1):
                    pngs[_name_picture(view)] = png
                    on_progress(count, len(views))
    for theme in themes:
        for name, data in _finish(theme, pngs, by_name):
            write_whole(target / name, data)
    write_whole(target / INDEX, _render(themes).encode())


def _list_views(themes: Sequence[ReviewedTheme]) -> Iterator[View]:
    return (
        View(theme.name, screen, language, viewport)
        for viewport in _list_windows()
        for theme in themes
        for language in theme.languages
        for screen in SCREENS
    )


def _list_earlier_views(themes: Sequence[ReviewedTheme]) -> Iterator[View]:
    return (
        PackageView(theme.name, screen, language, viewport, theme.earlier.id)
        for viewport in _list_windows()
        for theme in themes
        if theme.earlier
        for screen, language in theme.changed_screens
    )


def _list_windows() -> list[Viewport]:
    return [viewport for viewport in VIEWPORTS if viewport.name in _WINDOWS]


def _name_picture(view: View) -> str:
    side = "before/" if isinstance(view, PackageView) else ""
    return f"pictures/{side}{view.file.removesuffix('.png')}.webp"


def _finish(
    theme: ReviewedTheme, pngs: Mapping[str, bytes], by_name: Mapping[str, ReviewedTheme]
) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a theme; note which there are."""
    for name, png in pngs.items():
        *_folders, owner, file = name.split("/")
        if owner != theme.name or file.partition(".")[0] not in theme.shown:
            continue
        data, theme.pictures[name.removeprefix("pictures/")] = _encode(png)
        yield name, data
    for name, data in theme.recordings.items():
        yield f"recordings/{theme.name}/{name}", data
    for name, earlier in theme.changed_recordings.items():
        if earlier:
            yield f"recordings/before/{theme.name}/{name}", earlier
    yield from _assess(theme, by_name)
    if theme.earlier:
        before = make_side("", theme.earlier_packages)
        compared = compare_sides(before, make_side("", theme.packages))
        theme.differences = count_differences(compared)
        page = render_page(compared, theme.earlier.title, theme.outline.title)
        yield f"changes/{theme.name}.html", page.encode()


def _assess(
    theme: ReviewedTheme, by_name: Mapping[str, ReviewedTheme]
) -> Iterator[tuple[str, bytes]]:
    broken = frozenset(found.rule.name for found in theme.build.problems)
    outlines = [one.build.outline for one in by_name.values()]
    try:
        report = assess_theme(theme.build, outlines, broken, ToolFindings())
    except MediaError:
        return
    for name, data in render_files(report).items():
        if name.endswith(".html"):
            theme.accessibility = f"accessibility/{name}"
            yield theme.accessibility, data


def _encode(png: bytes) -> tuple[bytes, tuple[int, int]]:
    """Return the picture as WebP, and its size."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        picture.convert("RGB").save(out, "WEBP", quality=_QUALITY)
        return out.getvalue(), picture.size


def _render(themes: Sequence[ReviewedTheme]) -> str:
    data = {theme.name: theme.to_json() for theme in themes}
    build = hashlib.sha256("".join(theme.digest for theme in themes).encode()).hexdigest()[:8]
    script = (Path(__file__).parent / "review_site.js").read_text(encoding="utf-8")
    return render_template(
        "releases/review_site.html.j2",
        themes=themes,
        data={"build": build, "themes": data, "words": _list_words()},
        titles=", ".join(theme.outline.title for theme in themes),
        build=build,
        windows=_list_windows(),
        describe_screen=describe_screen,
        describe_window=describe_window,
        name_language=name_language,
        script=script,
    )


def _list_words() -> dict[str, str]:
    """Return what the script writes on the page."""
    return {
        "file": _("review"),
        "progress": _("{done} of {all} judged", done="{done}", all="{all}"),
        "needs_name": _("Write your name first."),
        "nothing": _("Approve something or write a remark first."),
        "saved": _("Saved as {file}. Send the file to whoever sent you this page.", file="{file}"),
        "not_kept": _("This browser keeps nothing. Save the review before you close the page."),
    }
