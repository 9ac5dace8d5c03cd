"""A clinic's first themes, made on the page by somebody who has only a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect

from tests.preview.edit_kit import read_diff
from tests.preview.edit_page import Editing, edit, find_barriers, open_shell

pytestmark = pytest.mark.slow

THEME, ORGANISATION = "themes/klinik-nord-borger.yaml", "themes/organisations/klinik-nord.yaml"


class Designer(Editing):
    """Somebody before the page of a workspace that has no theme yet."""

    @property
    def themes(self) -> Locator:
        return self.page.get_by_role("navigation", name="Temaer")

    def begin(self, name: str) -> None:
        self.page.get_by_role("button", name="Nyt tema").click()
        self.page.get_by_label("Navn").fill(name)

    def look(self) -> None:
        """Go on to the pictures, and wait until each of them shows its theme."""
        self.page.get_by_role("button", name="Vis temaet").click()
        for number in range(3):
            frame = self.page.frame_locator(".new-screen iframe").nth(number)
            frame.locator("html[data-ready]").wait_for()

    def keep(self) -> None:
        self.page.get_by_role("button", name="Behold temaet").click()
        expect(self.page.get_by_role("dialog")).to_have_count(0)

    def list_files(self) -> list[str]:
        return [line[6:] for line in read_diff(self.root).splitlines() if line.startswith("+++")]


@pytest.fixture
def designer(checked_window, tmp_path) -> Iterator[Designer]:
    root = tmp_path / "own"
    (root / "themes").mkdir(parents=True)
    (root / "themes/workspace.yaml").write_text("workspace: nord\n", encoding="utf-8")
    with edit(checked_window, root) as editing:
        open_shell(checked_window, editing.at, theme="", uiLanguage="da")
        yield Designer(checked_window, root, editing.at)


def test_a_clinic_gets_an_external_and_an_internal_theme_and_takes_them_back(designer):
    page = designer.page
    designer.begin("Klinik Nord")
    page.get_by_label("Farvekode").fill("#8fb8d0")
    page.get_by_role("button", name="Vælg nærmeste læselige farve").press("Enter")
    expect(page.get_by_label("Farvekode")).to_be_focused()
    designer.look()
    landing = page.frame_locator(".new-screen iframe").first
    expect(landing.get_by_text("Velkommen til Klinik Nord")).to_be_visible()
    expect(page.get_by_role("region", name="Logo")).to_contain_text("Motiv")
    page.get_by_label("Farvekode").fill("#1f5f5f")
    page.get_by_label("Farvekode").press("Enter")
    designer.keep()
    expect(designer.bar).to_contain_text("2 ændringer")
    page.keyboard.press("Control+s")
    page.get_by_label("Nyt tema: Klinik Nord, borger, med ændringer: Farve: #1F5F5F").uncheck()
    page.keyboard.press("Escape")
    designer.save()
    assert designer.list_files() == [THEME, ORGANISATION]
    assert 'color: "#1F5F5F"' in (designer.root / THEME).read_text(encoding="utf-8")

    page.get_by_role("button", name="Nyt tema").click()
    expect(page.get_by_label("Navn")).to_have_value("Klinik Nord")
    expect(page.get_by_role("radio", name="Medarbejdere")).to_be_checked()
    expect(page.get_by_label("Organisation", exact=True)).to_have_value("klinik-nord")
    designer.look()
    designer.keep()
    designer.save()
    assert designer.list_files()[0] == "themes/klinik-nord-borger.yaml"
    assert designer.list_files()[1] == "themes/klinik-nord-intern.yaml"

    external, internal = (
        designer.themes.get_by_role("button", name=name)
        for name in ("Klinik Nord, borger", "Klinik Nord, intern")
    )
    undo = designer.bar.get_by_role("button", name="Fortryd")
    undo.click()
    expect(internal).to_have_count(0)
    external.click()
    undo.click()
    expect(page.get_by_role("button", name="Farve #50778D")).to_be_visible()
    page.frame_locator("iframe").first.locator("html[data-ready]").wait_for()
    undo.click()
    expect(external).to_have_count(0)
    designer.save()
    assert (designer.list_files(), designer.read_diff()) == ([], "")


def test_a_theme_that_is_not_kept_leaves_nothing_and_one_that_is_made_again_is_there(designer):
    designer.begin("Klinik Nord")
    designer.look()
    designer.page.get_by_role("button", name="Tilbage").click()
    expect(designer.page.get_by_label("Navn")).to_have_value("Klinik Nord")
    designer.look()
    color = designer.page.get_by_label("Farvekode")
    color.fill("#1f5f5f")
    color.press("Escape")
    expect(color).to_have_value("#2B6A94")
    color.press("Escape")
    expect(designer.page.get_by_label("Navn")).to_have_value("Klinik Nord")
    designer.page.keyboard.press("Escape")
    expect(designer.themes.get_by_role("button", name="Klinik Nord")).to_have_count(0)
    expect(designer.page.get_by_role("button", name="Nyt tema")).to_be_focused()
    assert designer.read_diff() == ""

    designer.begin("Klinik Nord")
    designer.look()
    designer.keep()
    designer.bar.get_by_role("button", name="Fortryd").click()
    gone = designer.page.get_by_text("klinik-nord-borger findes ikke mere")
    gone.wait_for()
    designer.bar.get_by_role("button", name="Gentag").click()
    expect(designer.themes.get_by_role("button", name="Klinik Nord")).to_have_count(1)
    expect(gone).to_have_count(0)


def test_a_theme_is_made_and_renamed_with_the_keyboard_alone_and_without_barriers(designer):
    page = designer.page
    page.get_by_role("button", name="Nyt tema").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Navn")).to_be_focused()
    page.keyboard.type("Klinik Nord")
    page.wait_for_timeout(500)
    assert find_barriers(page) == []
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Sådan ser »Klinik Nord, borger« ud")).to_be_focused()
    assert find_barriers(page) == []
    page.get_by_role("button", name="Behold temaet").press("Enter")
    expect(page.get_by_role("heading", name="Dele på skærmen")).to_be_visible()
    page.keyboard.press("Control+s")
    expect(page.get_by_role("checkbox", name="Nyt tema: Klinik Nord, borger")).to_be_checked()
    page.keyboard.press("Enter")
    expect(designer.bar).to_contain_text("Gemt i 2 filer")
    assert designer.list_files() == [THEME, ORGANISATION]

    page.get_by_role("button", name=re.compile("^Navn Klinik Nord")).press("Enter")
    page.get_by_label("Navn").fill("Klinik Nordvest")
    page.get_by_label("Navn").press("Enter")
    landing = page.frame_locator("iframe").first
    expect(landing.get_by_text("Velkommen til Klinik Nordvest")).to_be_visible()
    expect(designer.bar).to_contain_text("1 ændring")


def test_a_name_that_is_taken_is_said_at_its_field(designer):
    designer.begin("Region Hovedstaden")
    expect(designer.page.get_by_text("Der er allerede en organisation")).to_be_visible()
    designer.page.get_by_role("button", name="Vis temaet").click()
    expect(designer.page.get_by_label("Navn")).to_have_attribute("aria-invalid", "true")
    designer.page.get_by_role("button", name="Brug organisationen Region Hovedstaden").click()
    designer.look()
    designer.keep()
    designer.save()
    assert designer.list_files() == ["themes/region-hovedstaden-borger.yaml"]
