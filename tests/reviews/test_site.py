"""The site for reviewers in a browser, opened from disk, and the whole round with it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import run_in
from tests.preview.kit import FILES, PROMPT, SPEAKING, format_clinic, make_workspace, record
from themebuilder.preview import screen_content
from themebuilder.releases import review_site
from themebuilder.reviews.contents import DIGITS
from themebuilder.reviews.review_files import REMARKED, ThemeReviews, Verdict, write_reviews

pytestmark = pytest.mark.slow

FIRST = ("landing", "custom-step", "pin", "meeting")
SECOND = ("landing", "meeting")
"""The screens on the sites: each picture takes a second."""
AXE = Path(__file__).parents[2] / "themebuilder/preview/app/node_modules/axe-core/axe.min.js"
CLINIC = format_clinic(languages="[da]", chat="disabled")
CHANGED = SPEAKING.replace("Forlad mødet", "Gå ud")


@pytest.fixture
def ward(write, workspace):
    write(FILES["ward"], SPEAKING)
    write(FILES["clinic"], CLINIC)
    record(workspace)


GONE = Verdict(
    "gone.wav",
    "",
    REMARKED,
    "Bo Ås",
    "2026-11-01",
    digest="0" * DIGITS,
    package=f"sha256:{'0' * 64}",
    remark="Too fast.",
)
"""A remark on a recording that the ward doesn't have."""


@dataclass(frozen=True)
class Sites:
    """The pages of the ward's site, and of the one after a change, with before and after."""

    first: Path
    second: Path


@pytest.fixture(scope="module")
def sites(tmp_path_factory, run_with_browser) -> Sites:
    """The sites, written once for all tests of this file."""
    folder = tmp_path_factory.mktemp("sites")
    own = make_workspace(folder / "own")
    (own / FILES["clinic"]).write_text(CLINIC, encoding="utf-8")
    record(own)

    def export(
        text: str, screens: tuple[str, ...], windows: tuple[str, ...], *options: str
    ) -> Path:
        (own / FILES["ward"]).write_text(text, encoding="utf-8")
        target = folder / str(len(screens))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(review_site, "SCREENS", screens)
            patch.setattr(review_site, "_WINDOWS", windows)
            result = run_with_browser(own, "preview", "ward", "--export", str(target), *options)
        assert (result.code, result.err) == (0, "")
        return target / "index.html"

    first = export(SPEAKING, FIRST, ("laptop",))
    write_reviews(own, ThemeReviews("ward", {}, (GONE,)))
    assert run_in(own, "build").code == 0
    return Sites(
        first, export(CHANGED, SECOND, ("phone", "laptop"), "--against", str(own / "dist"))
    )


@pytest.fixture
def opened(browser):
    """Open a site from the file, as somebody who hasn't seen it."""

    @contextmanager
    def open_page(page: Path) -> Iterator[Page]:
        with browser.new_context() as profile:
            found = profile.new_page()
            found.goto(page.as_uri())
            yield found

    return open_page


@pytest.fixture
def review(opened, tmp_path):
    """Approve everything on a page as a reviewer would, but the first screen with a remark; the saved file."""

    def review_page(page: Path, by: str, *, remark: str = "") -> Path:
        with opened(page) as site:
            site.get_by_role("textbox", name="Your name").fill(by)
            first, *others = site.get_by_role("article").all()
            if remark:
                first.get_by_role("textbox").fill(remark)
            for article in others if remark else [first, *others]:
                article.get_by_role("button", name="Approve this").click()
            with site.expect_download() as saved:
                site.get_by_role("button", name="Save review").click()
            target = tmp_path / saved.value.suggested_filename
            saved.value.save_as(target)
        return target

    return review_page


def list_states(run) -> dict[str, str]:
    [theme] = json.loads(run("reviews", "status", "ward", "--json").out)["themes"]
    return {screen["screen"]: screen["state"] for screen in theme["screens"]}


@pytest.mark.usefixtures("ward")
def test_a_whole_round(run, write, sites, review, tmp_path):
    file = review(sites.first, "Anna Ås", remark="Too dark.")
    assert (file.name[:12], file.name[-13:]) == ("review-ward-", "-anna-ås.json")
    assert run("reviews", "import", str(file)).code == 0
    assert list_states(run) == {
        "landing": "remarked",
        "meeting": "approved",
        "pin": "approved",
        PROMPT: "approved",
    }
    write(FILES["ward"], CHANGED)
    assert list_states(run)["meeting"] == "changed"
    assert run("reviews", "import", str(review(sites.second, "Anna Ås"))).code == 0
    assert set(list_states(run).values()) == {"approved"}
    result = run("release", "-o", str(tmp_path / "out"), "--no-pictures")
    assert (result.code, "screen-unapproved" in result.out) == (0, False)


def test_the_page_opens_from_disk_in_one_piece(sites, opened):
    failed: list[str] = []
    with opened(sites.first) as site:
        site.on("requestfailed", lambda request: failed.append(request.url))
        site.on("console", lambda message: failed.append(message.text))
        site.on("pageerror", lambda error: failed.append(str(error)))
        site.reload()
        asked = site.evaluate("performance.getEntriesByType('resource').map(one => one.name)")
        site.add_script_tag(path=AXE)
        found = site.evaluate("axe.run().then(({violations}) => violations.map(({id}) => id))")
        assert (failed, found) == ([], [])
        assert all(one.startswith(sites.first.parent.as_uri()) for one in asked)
        site.set_viewport_size({"width": 320, "height": 640})
        assert site.evaluate("document.documentElement.scrollWidth") == 320


def test_a_theme_is_printed_on_one_page(sites, opened):
    with opened(sites.second) as site:
        assert site.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1


def keep_answers(site: Page) -> None:
    """Approve the first screen, and load the page again."""
    site.get_by_role("button", name="Save review").click()
    expect(site.get_by_role("status")).to_have_text("Write your name first.")
    site.get_by_role("button", name="Approve this screen").first.click()
    site.reload()
    pressed = site.get_by_role("button", name="Approve this screen", pressed=True)
    expect(pressed).to_have_count(1)


def test_answers_stay_in_the_browser_until_they_are_saved(sites, opened):
    with opened(sites.first) as site:
        keep_answers(site)


def test_firefox_shows_the_pictures_plays_the_recordings_and_keeps_the_answers(sites, firefox):
    with firefox.new_context() as profile:
        site = profile.new_page()
        site.goto(sites.first.as_uri())
        keep_answers(site)
        pictures = "[...document.images].every(one => one.naturalWidth)"
        sound = "new Promise(done => { const one = document.querySelector('audio');"
        sound += " one.onloadeddata = () => done(one.duration === 1); one.load(); })"
        assert (site.evaluate(pictures), site.evaluate(sound)) == (True, True)


def test_before_and_after_shows_only_screens_that_differ(sites):
    folder = sites.second.parent
    before = {file.name for file in folder.glob("pictures/before/ward/*")}
    assert before == {"meeting.da.laptop.webp", "meeting.da.phone.webp"}
    assert not [*folder.glob("recordings/before/**/*.wav")]
    assert "Forlad mødet" in (folder / "changes/ward.html").read_text(encoding="utf-8")


def test_a_remark_on_what_is_no_longer_there_is_shown(sites):
    text = sites.second.read_text(encoding="utf-8")
    assert "gone.wav: Remark by Bo Ås on 2026-11-01. Too fast." in text


def test_the_page_knows_what_each_screen_shows(sites):
    text = sites.first.read_text(encoding="utf-8")
    data = json.loads(re.search(r'id="data">(.*?)</script>', text, re.DOTALL)[1])
    shown = data["themes"]["ward"]["shown"]
    assert set(shown) == {"landing", "pin", "meeting"}
    assert "preflight.get-ready" in shown["landing"]["texts"]
    assert (shown["pin"]["colors"], shown["meeting"]["colors"]) == (
        ["1", "8"],
        ["10", "background"],
    )
    assert shown["landing"]["pictures"] == ["background", "card", "favicon", "logo"]
    assert {"button-chat", "button-participants"} <= set(shown["meeting"]["parts"])


def test_a_site_is_never_overwritten(run, ward, tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site/notes.txt").touch()
    result = run("preview", "ward", "--export", str(tmp_path / "site"))
    assert (result.code, "isn't empty" in result.err) == (2, True)


@pytest.mark.usefixtures("ward")
def test_a_built_page_of_another_version_is_named(
    workspace, tmp_path, monkeypatch, run_with_browser
):
    silent = "() => Promise.reject(new Error('the page recorded nothing'))"
    monkeypatch.setattr(screen_content, "_RECORD", silent)
    result = run_with_browser(workspace, "preview", "ward", "--export", str(tmp_path / "site"))
    assert (result.code, "page is of another version" in result.err) == (2, True)
    assert not (tmp_path / "site").exists()
