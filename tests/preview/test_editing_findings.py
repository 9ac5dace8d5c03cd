"""What is found while somebody edits: on the screen, beside the part, with the button that fixes it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.preview.edit_kit import LEAVE, TITLE
from tests.preview.edit_page import find_barriers

pytestmark = pytest.mark.slow

FAULTY = "Farvel gæst"
"""A word that isn't for citizens."""
BLOCKED = "Kan ikke udgives endnu: 1 ting skal rettes"


def find_entry(editing, part=LEAVE):
    return editing.page.locator(f'[data-part="{part}"]')


def go_into_guest(editing):
    editing.page.locator("iframe").first.focus()
    editing.page.keyboard.press("Tab")


def test_a_text_is_edited_where_it_stands_on_the_screen(editing):
    editing.show()
    editing.click_leave()
    field = editing.page.get_by_label("dansk, på skærmen")
    expect(field).to_be_focused()
    text = editing.guest.get_by_text("Forlad mødet", exact=True).bounding_box()
    box = field.bounding_box()
    assert box["x"] <= text["x"] <= box["x"] + box["width"]
    assert box["y"] <= text["y"] <= box["y"] + box["height"]

    field.fill("Luk mødet")
    expect(editing.field).to_have_value("Luk mødet")
    editing.page.keyboard.press("Escape")
    expect(field).to_have_value("Forlad mødet")
    field.fill("Luk mødet")
    editing.page.keyboard.press("Enter")
    expect(field).to_have_count(0)
    expect(editing.page.get_by_role("heading", level=2, name="Luk mødet")).to_be_visible()
    expect(editing.bar).to_contain_text("1 ændring")

    editing.guest.get_by_text("Luk mødet", exact=True).click()
    expect(field).to_be_focused()
    field.fill("Gå ud")
    editing.guest.get_by_text("Videomøde").first.click()
    expect(editing.guest.get_by_text("Gå ud", exact=True)).to_be_visible()
    editing.bar.get_by_role("button", name="Se ændringer og gem").click()
    ticked = editing.page.get_by_role("checkbox", name="meeting.leave (da): Gå ud")
    expect(ticked).to_be_checked()
    editing.page.keyboard.press("Escape")
    editing.save()
    assert "+  da: {meeting.leave: Gå ud}" in editing.read_diff()


def test_a_finding_stands_on_the_screen_in_the_list_and_beside_the_part_to_which_it_leads(editing):
    editing.show(part=LEAVE)
    editing.field.fill(FAULTY)
    findings = editing.page.locator(".text-field .findings").first
    expect(findings).to_contain_text("forbidden-word")
    editing.page.keyboard.press("Enter")
    blocked = editing.page.get_by_test_id("unpublishable")
    expect(blocked).to_contain_text(BLOCKED)
    expect(editing.bar).to_contain_text(BLOCKED)
    editing.page.keyboard.press("Escape")
    expect(find_entry(editing).locator(".badge.error")).to_be_visible()
    mark, text = (
        editing.guest.locator(one).first.bounding_box()
        for one in (".preview-badge-error", f"text={FAULTY}")
    )
    assert abs(mark["x"] - text["x"] - text["width"]) < 30
    assert abs(mark["y"] - text["y"]) < 30

    blocked.locator("summary").click()
    blocked.get_by_role("button", name="Vis, hvor det er").click()
    expect(editing.field).to_have_value(FAULTY)
    expect(editing.page.locator(".text-field .problem").first).to_be_visible()

    # It is cleared with the next key, and the part is said to be checked.
    editing.page.route("**/api/edit/check", lambda _route: None)
    editing.field.fill("Luk mødet")
    expect(editing.page.locator(".text-field .problem")).to_have_count(0)
    expect(editing.page.locator(".text-field .checking")).to_have_text("Kontrollerer …")
    expect(editing.bar).to_contain_text("Det skrevne er ikke i kladden endnu")
    expect(editing.bar).not_to_contain_text(BLOCKED)
    editing.page.unroute("**/api/edit/check")
    editing.page.keyboard.press("Enter")
    expect(editing.bar).not_to_contain_text("Kontrollerer …")
    editing.page.keyboard.press("Escape")
    for _step in range(2):
        editing.page.keyboard.press("Control+z")
    expect(find_entry(editing).locator(".badge.error")).to_have_count(0)
    expect(editing.guest.locator(".preview-badge")).to_have_count(0)
    expect(blocked).to_have_count(0)


def test_a_name_that_is_being_written_is_said_to_be_so_and_how_it_is_kept(editing):
    page = editing.show(part=TITLE).page
    page.get_by_text("Enter gemmer i kladden, Escape fortryder.").wait_for()
    page.locator(".value-field").fill("Ward 7")
    expect(editing.bar).to_contain_text("Det skrevne er ikke i kladden endnu")
    expect(page.locator(".part .checking")).to_have_count(0)
    page.keyboard.press("Enter")
    editing.bar.get_by_role("button", name="Se ændringer og gem").click()
    expect(page.get_by_role("checkbox", name="Titel: Ward 7")).to_be_checked()


def test_findings_have_no_serious_barrier_in_english_dark_and_forced_colours(editing):
    page = editing.show(part=LEAVE, uiLanguage="en").page
    editing.field.fill(FAULTY)
    expect(page.locator(".text-field .findings").first).to_contain_text("forbidden-word")
    page.keyboard.press("Enter")
    page.get_by_test_id("unpublishable").locator("summary").click()
    assert find_barriers(page) == []
    # Before the dark theme: of its text, axe reads a colour that forced colours replace.
    page.emulate_media(forced_colors="active")
    assert find_barriers(page) == []
    page.emulate_media(forced_colors="none")
    page.get_by_label("Appearance").select_option("dark")
    assert find_barriers(page) == []


def test_one_click_uses_the_shared_text_and_fixes_signs_and_what_screen_readers_say(editing):
    editing.show(part=LEAVE)
    editing.field.fill(FAULTY)
    card = editing.page.locator(".problem", has_text="forbidden-word")
    card.get_by_role("button", name="Brug den fælles tekst igen").click()
    expect(editing.field).to_have_value("Forlad mødet")
    expect(card).to_have_count(0)
    editing.field.fill("Luk mødet...")
    editing.page.get_by_role("button", name="Ret tegnene").click()
    expect(editing.field).to_have_value("Luk mødet…")
    editing.field.fill("Luk mødet")
    editing.page.get_by_role("button", name="Lad skærmlæsere sige »Luk mødet«").click()
    expect(editing.bar).to_contain_text("2 ændringer")
    expect(editing.page.locator(".text-field .problem")).to_have_count(0)
    editing.save()
    assert "meeting.leave-aria-label: Luk mødet" in editing.read_diff()


def test_what_was_clicked_and_cannot_be_edited_is_said(editing):
    editing.show(screen="pin")
    fixed = editing.page.locator(".fixed").first
    expect(fixed).to_have_text(re.compile("^Skriv pinkoden.*pladsholder$"))
    editing.guest.get_by_text("Skriv pinkoden", exact=True).click()
    notice = editing.page.locator(".editor .notice").last
    expect(notice).to_contain_text("Ordet er ikke offentliggjort og kan ikke ændres her.")
    expect(notice).to_contain_text("Skriv pinkoden")


def test_e_turns_editing_on_and_off_unless_single_keys_are_off(editing):
    editing.show(edit="")
    page, done = editing.page, editing.page.get_by_role("button", name="Færdig")
    page.keyboard.press("e")
    expect(done).to_be_visible()
    expect(page.locator("main [aria-live]")).to_have_text("Redigering er slået til")
    go_into_guest(editing)
    page.keyboard.press("e")
    expect(done).to_have_count(0)
    expect(page.locator("main [aria-live]")).to_have_text("Redigering er slået fra")
    page.keyboard.press("e")
    page.get_by_text("Taster", exact=True).click()
    page.get_by_label("Brug enkelttaster som E").uncheck()
    page.locator("main").focus()
    page.keyboard.press("e")
    expect(done).to_be_visible()
    page.reload()
    page.get_by_text("Taster", exact=True).click()
    page.get_by_label("Brug enkelttaster som E").check()


def test_f6_goes_from_the_screen_to_the_part_to_the_changes(editing):
    editing.show(part=LEAVE)
    editing.field.wait_for()
    regions = {"#stage": "stage", ".editor .panel-body": "part", ".changes": "changes"}

    def find_focus() -> str:
        return next(
            (
                name
                for selector, name in regions.items()
                if editing.page.evaluate("one => document.activeElement.closest(one)", selector)
            ),
            "",
        )

    go_into_guest(editing)
    editing.page.keyboard.press("F6")
    expect(editing.page.locator(".editor .panel-body")).to_be_focused()
    walked = []
    for key in ("F6", "F6", "F6", "Shift+F6"):
        editing.page.keyboard.press(key)
        walked.append(find_focus())
    assert walked == ["changes", "stage", "part", "stage"]
