"""A site in one folder, opened from disk: themes as guests see them, to approve or remark on."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page

from themebuilder.build.pipeline import ThemeBuild
from themebuilder.core.files import write_whole
from themebuilder.core.messages import _, get_language
from themebuilder.core.templates import render_template
from themebuilder.definitions.model import Files
from themebuilder.importing.compare_inputs import compare_sides, make_side
from themebuilder.importing.diff_report import count_differences, render_page
from themebuilder.media.pictures import PictureError
from themebuilder.packages.differences import SHADES
from themebuilder.preview.app import create_guest_app
from themebuilder.preview.baseline import Baseline
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
from themebuilder.preview.screenshots import chromium, take_screenshots
from themebuilder.preview.server import run_server
from themebuilder.preview.session import PreviewSession
from themebuilder.releases.calendar import AUDIENCES
from themebuilder.releases.changes import write_language
from themebuilder.reports.accessibility import assess_theme
from themebuilder.reports.accessibility_report import ToolFindings, render_files
from themebuilder.reviews.contents import ScreenContent, digest_screen, read_package_facts
from themebuilder.reviews.review_files import ThemeReviews
from themebuilder.reviews.status import list_statuses

INDEX = "index.html"
_WINDOWS = ("phone", "laptop")
_QUALITY = 80


@dataclass
class ReviewedTheme:
    """A theme on the site: its *build*, what to compare it with, and what was said of it before.

    The browser adds *shown* and the *pictures*, by the view's file name.
    """

    build: ThemeBuild
    digest: str
    earlier: Baseline | None
    reviews: ThemeReviews | None
    words: Mapping[str, str]
    """Recording -> what it says."""
    shown: dict[str, ScreenContent] = field(default_factory=dict)
    pictures: dict[str, tuple[int, int]] = field(default_factory=dict)
    """File -> width and height."""
    differences: int = 0
    accessibility: str = ""

    @property
    def name(self) -> str:
        """The theme's name."""
        return self.build.outline.name

    @property
    def outline(self) -> Any:  # noqa: ANN401 - for the template
        """The theme's outline."""
        return self.build.outline

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that guests can choose."""
        return tuple(self.build.outline.languages)

    @property
    def language_names(self) -> list[str]:
        """What people call these languages."""
        return [write_language(one) for one in self.languages]

    @property
    def audience(self) -> str:
        """For whom the theme is."""
        return _(AUDIENCES[self.build.outline.audience])

    @property
    def packages(self) -> dict[str, Files]:
        """The files of its packages, by kind."""
        return {one.kind: one.files for one in self.build.packages}

    @cached_property
    def facts(self) -> Any:  # noqa: ANN401 - facts, for the template
        """What is in its packages."""
        return read_package_facts(self.packages)

    @property
    def screens(self) -> list[str]:
        """The screens that its guests meet, in their order."""
        return [screen for screen in SCREENS if screen in self.shown]

    @property
    def colors(self) -> list[tuple[str, str]]:
        """The theme's colours, each with what people call it."""
        found = {one.name: one.shown for one in self.facts if one.section == "colours"}
        shades = {
            _("Shade {number}", number=name.rpartition(".")[2]): value
            for name, value in found.items()
            if name.startswith(f"{SHADES}.")
        }
        named = {_("Colour"): "brand.color", _("Background colour"): "brand.background_color"}
        main = {title: found[name] for title, name in named.items() if name in found}
        return [*main.items(), *shades.items()]

    @property
    def texts(self) -> dict[str, dict[str, str]]:
        """Key -> language -> text, those of the screens first."""
        found: dict[str, dict[str, str]] = {}
        for one in self.facts:
            if one.section == "texts" and " " in one.name:
                language, _, key = one.name.partition(" ")
                found.setdefault(key, {})[language] = one.shown
        on_screens = {key for shown in self.shown.values() for key in shown.texts}
        return dict(sorted(found.items(), key=lambda item: (item[0] not in on_screens, item[0])))

    @property
    def service_screens(self) -> dict[str, list[str]]:
        """What the server's own screens say -> their ids."""
        found: dict[str, list[str]] = {}
        for one in self.facts:
            screen, _, what = one.name.partition(" ")
            if one.section == "screens" and what == "text":
                found.setdefault(one.shown, []).append(screen)
        return found

    @property
    def recordings(self) -> dict[str, bytes]:
        """The recordings by file name."""
        return {one.name: one.data for one in self.facts if one.section == "prompts" and one.data}

    @cached_property
    def earlier_packages(self) -> dict[str, Files]:
        """The files of the packages to compare with, by kind."""
        if self.earlier is None:
            return {}
        found = {"webapp3": self.earlier.webapp3, "service-theme": self.earlier.service_theme}
        return {kind: files for kind, files in found.items() if files}

    @cached_property
    def changed_screens(self) -> list[tuple[str, str]]:
        """Screen and language of what looks otherwise in the packages to compare with."""
        if not self.earlier_packages:
            return []
        # Not by their pixels: a clock on the page would count as a change.
        before = read_package_facts(self.earlier_packages)
        return [
            (screen, language)
            for screen in self.screens
            for language in self.languages
            if digest_screen(before, screen, language, self.shown[screen])
            != digest_screen(self.facts, screen, language, self.shown[screen])
        ]

    @property
    def states(self) -> dict[tuple[str, str], tuple[str, list[Any]]]:
        """Screen and language -> what was said of it before: the state and the verdicts."""
        if self.reviews is None:
            return {}
        known = {name: shown for name, shown in self.reviews.shown.items() if name in self.shown}
        reviews = ThemeReviews(self.name, known, self.reviews.verdicts)
        return {
            (one.screen, one.language): (one.state, list(one.verdicts))
            for one in list_statuses(reviews, self.packages)
            if one.verdicts
        }

    def to_json(self) -> dict[str, Any]:
        """What the page's script needs, and writes into the file that it saves."""
        return {
            "package": self.digest,
            "shown": {screen: shown.to_json() for screen, shown in sorted(self.shown.items())},
            "digests": {
                screen: {
                    language: digest_screen(self.facts, screen, language, self.shown[screen])
                    for language in self.languages
                }
                for screen in self.screens
            },
        }


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
    by_name = {one.name: one for one in themes}

    def record(view: View, page: Page) -> None:
        theme = by_name[view.theme]
        if isinstance(view, PackageView) or view.language != theme.languages[0]:
            return
        if shown := read_screen_content(page):
            theme.shown[view.screen] = theme.shown.get(view.screen, ScreenContent()) | shown

    pngs: dict[str, bytes] = {}
    with (
        run_server(create_guest_app(session, bundle), stopping=session.close) as address,
        chromium(program) as browser,
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
    return [one for one in VIEWPORTS if one.name in _WINDOWS]


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
    except PictureError:
        return
    for name, data in render_files(report, get_language()).items():
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
    data = {one.name: one.to_json() for one in themes}
    build = hashlib.sha256("".join(one.digest for one in themes).encode()).hexdigest()[:8]
    script = (Path(__file__).parent / "review_site.js").read_text(encoding="utf-8")
    return render_template(
        "releases/review_site.html.j2",
        themes=themes,
        data={"build": build, "themes": data, "words": _list_words()},
        titles=", ".join(one.outline.title for one in themes),
        build=build,
        windows=_list_windows(),
        describe_screen=describe_screen,
        describe_window=describe_window,
        write_language=write_language,
        script=script,
    )


def _list_words() -> dict[str, str]:
    """What the script writes on the page."""
    return {
        "file": _("review"),
        "progress": _("{done} of {all} screens judged", done="{done}", all="{all}"),
        "needs_name": _("Write your name first."),
        "nothing": _("Approve a screen or write a remark first."),
        "saved": _("Saved as {file}. Send the file to whoever sent you this page.", file="{file}"),
        "not_kept": _("This browser keeps nothing. Save the review before you close the page."),
    }
