"""The site for reviewers in a browser, opened from disk, and the whole round with it."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.preview.kit import WARD
from themebuilder.preview import screen_content
from themebuilder.preview.screenshots import chromium
from themebuilder.releases import review_site

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("preview-browser")]

SCREENS = ("landing", "custom-step", "pin", "meeting")
AXE = Path(__file__).parents[2] / "themebuilder/preview/app/node_modules/axe-core/axe.min.js"


@pytest.fixture(autouse=True)
def _few_screens(monkeypatch):
    """Each picture takes a second."""
    monkeypatch.setattr(review_site, "SCREENS", SCREENS)


@pytest.fixture
def ward(write):
    write("themes/ward.yaml", WARD)
    write(
        "themes/organisations/clinic.yaml",
        "organisation: clinic\nname: Clinic\npart_of: faelles\nsettings: {languages: [da], chat: disabled}\n",
    )


@pytest.fixture
def export(run, tmp_path, ward):
    """Write the site, and return its page."""

    def exported(name: str, *options: str) -> Path:
        said = run("preview", "ward", "--export", str(tmp_path / name), *options)
        assert (said.code, said.err) == (0, "")
        return tmp_path / name / "index.html"

    return exported


_exported: list[Path] = []


@pytest.fixture
def site_page(export, tmp_path_factory) -> Path:
    """The page of the ward's site, written once for all tests that only look at it."""
    if not _exported:
        folder = tmp_path_factory.mktemp("site") / "site"
        shutil.copytree(export("site").parent, folder)
        _exported.append(folder / "index.html")
    return _exported[0]


@contextmanager
def opened(page: Path) -> Iterator[Page]:
    """The site in a browser, from the file."""
    with chromium() as browser:
        found = browser.new_page()
        found.goto(page.as_uri())
        yield found


def review(page: Path, by: str, *, remark: str = "") -> Path:
    """Approve every screen in *page* as a reviewer would, but the first with a *remark*; the saved file."""
    with opened(page) as site:
        site.get_by_role("textbox", name="Your name").fill(by)
        first, *others = site.get_by_role("article").all()
        if remark:
            first.get_by_role("textbox").fill(remark)
        for article in others if remark else [first, *others]:
            article.get_by_role("button", name="Approve this screen").click()
        with site.expect_download() as saved:
            site.get_by_role("button", name="Save review").click()
        target = page.parent / saved.value.suggested_filename
        saved.value.save_as(target)
    return target


def list_states(run) -> dict[str, str]:
    [theme] = json.loads(run("reviews", "status", "ward", "--json").out)["themes"]
    return {one["screen"]: one["state"] for one in theme["screens"]}


def test_a_whole_round(run, export, write, tmp_path):
    file = review(export("first"), "Anna Ås", remark="Too dark.")
    assert (file.name[:12], file.name[-13:]) == ("review-ward-", "-anna-ås.json")
    assert run("reviews", "import", str(file)).code == 0
    assert list_states(run) == {"landing": "remarked", "meeting": "approved", "pin": "approved"}
    write("themes/ward.yaml", WARD.replace("Forlad mødet", "Gå ud"))
    assert list_states(run)["meeting"] == "changed"
    second = review(export("second"), "Anna Ås")
    assert run("reviews", "import", str(second)).code == 0
    assert set(list_states(run).values()) == {"approved"}
    said = run("release", "-o", str(tmp_path / "out"), "--no-pictures")
    assert (said.code, "screen-unapproved" in said.out) == (0, False)


def test_the_page_opens_from_disk_in_one_piece(site_page):
    page = site_page
    failed: list[str] = []
    with opened(page) as site:
        site.on("requestfailed", lambda request: failed.append(request.url))
        site.on("console", lambda message: failed.append(message.text))
        site.on("pageerror", lambda error: failed.append(str(error)))
        site.reload()
        asked = site.evaluate("performance.getEntriesByType('resource').map(one => one.name)")
        site.add_script_tag(path=AXE)
        found = site.evaluate("axe.run().then(({violations}) => violations.map(({id}) => id))")
        assert (failed, found) == ([], [])
        assert all(one.startswith(page.parent.as_uri()) for one in asked)
        site.set_viewport_size({"width": 320, "height": 640})
        assert site.evaluate("document.documentElement.scrollWidth") == 320


def test_answers_stay_in_the_browser_until_they_are_saved(site_page):
    with opened(site_page) as site:
        site.get_by_role("button", name="Save review").click()
        expect(site.get_by_role("status")).to_have_text("Write your name first.")
        site.get_by_role("button", name="Approve this screen").first.click()
        site.reload()
        pressed = site.get_by_role("button", name="Approve this screen", pressed=True)
        expect(pressed).to_have_count(1)


def test_before_and_after_shows_only_screens_that_differ(run, export, write, workspace):
    assert run("build").code == 0
    write("themes/ward.yaml", WARD.replace("Forlad mødet", "Gå ud"))
    page = export("site", "--against", str(workspace / "dist"))
    before = {file.name for file in page.parent.glob("pictures/before/ward/*")}
    assert before == {"meeting.da.laptop.webp", "meeting.da.phone.webp"}
    assert "Forlad mødet" in (page.parent / "changes/ward.html").read_text(encoding="utf-8")


def test_the_page_knows_what_each_screen_shows(site_page):
    text = site_page.read_text(encoding="utf-8")
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
    said = run("preview", "ward", "--export", str(tmp_path / "site"))
    assert (said.code, "isn't empty" in said.err) == (2, True)


def test_a_built_page_of_another_version_is_named(run, ward, tmp_path, monkeypatch):
    silent = "() => Promise.reject(new Error('the page recorded nothing'))"
    monkeypatch.setattr(screen_content, "_RECORD", silent)
    said = run("preview", "ward", "--export", str(tmp_path / "site"))
    assert (said.code, "page is of another version" in said.err) == (2, True)
    assert not (tmp_path / "site").exists()
