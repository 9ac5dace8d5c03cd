"""Editing on the page, in a real browser: what is clicked, typed and saved, and the lines that change."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.preview.edit_kit import COLOR, LEAVE
from tests.preview.edit_page import Editing
from tests.preview.kit import FILES

pytestmark = pytest.mark.slow

CLOSE = "breakouts.close-room-modal.title"
"""A text with a placeholder."""
SCROLLS = "document.documentElement.scrollHeight > document.documentElement.clientHeight"
OVERFLOWS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def format_change(old: str, new: str) -> str:
    return f"+++ b/{FILES['ward']}\n-{old}\n+{new}"


LEAVE_LINE = "  da: {meeting.leave: Forlad mødet}"
LUK_LINE = "  da: {meeting.leave: Luk mødet}"


def test_looking_around_and_taking_back_with_escape_change_nothing(editing):
    editing.show(edit="")
    editing.page.get_by_role("button", name="Redigér").click()
    editing.click_leave()
    editing.field.fill("Luk mødet")
    editing.page.keyboard.press("Escape")
    expect(editing.field).to_have_value("Forlad mødet")
    expect(editing.guest.get_by_text("Forlad mødet", exact=True)).to_be_visible()
    editing.page.keyboard.press("Escape")
    editing.page.get_by_role("button", name="Baggrundsfarve").click()
    expect(editing.page.get_by_label("Farvekode")).to_have_value("#0B1C28")
    editing.page.get_by_role("button", name="Alle dele").click()
    expect(editing.page.get_by_role("heading", name="Dele på skærmen")).to_be_visible()
    editing.page.keyboard.press("Escape")
    expect(editing.page.get_by_role("button", name="Redigér")).to_be_focused()
    expect(editing.page.get_by_role("complementary", name="Om temaet")).to_be_visible()
    state = editing.page.evaluate("fetch('/api/edit').then(answer => answer.json())")
    assert (state["seq"], state["edits"], editing.read_diff()) == (0, [], "")


WAYS_OUT: dict[str, Callable[[Editing], object]] = {
    "Enter": lambda it: it.page.keyboard.press("Enter"),
    "Tab": lambda it: it.page.keyboard.press("Tab"),
    "a click elsewhere": lambda it: it.page.locator(".part h2").click(),
    "all parts": lambda it: it.page.get_by_role("button", name="Alle dele").click(),
    "another part": lambda it: it.guest.get_by_text("Videomøde").first.click(),
    "reload": lambda it: it.page.reload(),
}


def test_a_text_is_kept_whichever_way_its_field_is_left(editing):
    editing.show().click_leave()
    for number, leave in enumerate(WAYS_OUT.values()):
        editing.field.fill(f"Luk {number}")
        leave(editing)
        editing.wait_for_edits(f"Luk {number}")
        editing.guest.get_by_text(f"Luk {number}", exact=True).click()
        expect(editing.field).to_have_value(f"Luk {number}")
    editing.save()
    assert editing.read_diff() == format_change(
        LEAVE_LINE, f"  da: {{meeting.leave: Luk {number}}}"
    )


def test_a_text_and_a_colour_are_changed_saved_and_undone_with_the_keyboard_alone(editing):
    editing.show()
    part = editing.page.locator('[data-part="text:da:meeting.leave"]')
    part.focus()
    editing.page.keyboard.press("Enter")
    expect(editing.field).to_be_focused()
    # An E and a Z outside of fields would be commands.
    editing.page.keyboard.type(" helt, Zoe")
    editing.page.keyboard.press("Enter")
    expect(editing.bar).to_contain_text("1 ændring")
    editing.page.keyboard.press("Escape")
    expect(part).to_be_focused()
    editing.page.keyboard.press("Control+s")
    expect(editing.page.get_by_role("button", name="Gem", exact=True)).to_be_focused()
    editing.page.keyboard.press("Enter")
    expect(editing.bar).to_contain_text("Gemt i 1 fil. Intet er udgivet.")
    assert editing.read_diff() == format_change(
        LEAVE_LINE, '  da: {meeting.leave: "Forlad mødet helt, Zoe"}'
    )

    editing.page.keyboard.press("Control+z")
    expect(editing.bar).to_contain_text("1 ændring")
    editing.save()
    assert editing.read_diff() == ""

    editing.turn_to(part=COLOR)
    editing.page.get_by_role("slider", name="Lyshed").focus()
    editing.page.keyboard.press("ArrowLeft")
    expect(editing.bar).to_contain_text("1 ændring")
    code = editing.page.get_by_label("Farvekode").input_value()
    assert code != "#2B6A94"
    editing.save()
    assert editing.read_diff() == format_change('  color: "#2b6a94"', f'  color: "{code}"')


def test_one_click_keeps_what_is_typed_and_shows_it_and_the_focus_comes_back(editing):
    editing.show().click_leave()
    editing.field.fill("Luk mødet")
    review = editing.bar.get_by_role("button", name="Se ændringer og gem")
    for answer in ("Luk", "Gem"):
        review.click()
        editing.page.get_by_role("button", name=answer, exact=True).click()
        expect(review).to_be_focused()
    expect(editing.bar).to_contain_text("Gemt i 1 fil.")
    editing.field.fill("Farvel")
    editing.page.keyboard.press("Control+s")
    expect(editing.page.get_by_role("button", name="Gem", exact=True)).to_be_focused()


def test_changes_are_undone_and_redone_one_by_one_and_undone_after_a_save(editing):
    editing.show().click_leave()
    editing.field.fill("Luk mødet")
    editing.page.keyboard.press("Enter")
    editing.turn_to(part="color:color")
    editing.page.get_by_label("Farvekode").fill("#1f5f5f")
    editing.page.keyboard.press("Enter")
    expect(editing.bar).to_contain_text("2 ændringer")
    code = editing.page.get_by_label("Farvekode")
    expect(code).to_have_value("#1F5F5F")
    for key, shown in (("0", "#1F5F5F0"), ("Control+z", "#1F5F5F")):
        editing.page.keyboard.press(key)
        expect(code).to_have_value(shown)
    editing.page.keyboard.press("Control+z")
    expect(editing.bar).to_contain_text("Fortrudt: Farve. 1 ændring")
    editing.page.keyboard.press("Control+Shift+z")
    expect(editing.bar).to_contain_text("Gentaget: Farve. 2 ændringer")
    undo, redo = (
        editing.bar.get_by_role("button", name=re.compile(name)) for name in ("^Fortryd", "^Gentag")
    )
    for button, left in ((undo, "Ingen ændringer"), (redo, "2 ændringer")):
        for _ in range(2):
            button.click()
        expect(editing.bar).to_contain_text(left)
    assert editing.read_diff() == ""
    editing.save()
    assert LUK_LINE in editing.read_diff()
    assert '+  color: "#1F5F5F"' in editing.read_diff()
    for _ in range(2):
        undo.click()
    expect(editing.bar).to_contain_text("2 ændringer")
    editing.save()
    assert editing.read_diff() == ""


TYPE_AT_ONCE = """() => new MutationObserver((_, observer) => {
  const field = document.querySelector('.text-field textarea');
  if (!field) return;
  observer.disconnect();
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set.call(field, 'Luk mødet');
  field.dispatchEvent(new Event('input', {bubbles: true}));
}).observe(document.body, {childList: true, subtree: true})"""


def test_a_field_keeps_what_is_typed_the_moment_it_appears_and_follows_an_undo_at_once(editing):
    editing.show()
    editing.page.evaluate(TYPE_AT_ONCE)
    editing.click_leave()
    expect(editing.field).to_have_value("Luk mødet")
    # The page reads the part again only after both answers.
    editing.page.route("**/api/themes/*/parts/**", lambda _asked: None)
    editing.field.press("Enter")
    editing.bar.get_by_role("button", name=re.compile("^Fortryd")).click()
    expect(editing.bar).to_contain_text("Ingen ændringer")
    editing.page.unroute("**/api/themes/*/parts/**")
    expect(editing.field).to_have_value("Forlad mødet")


def test_the_text_of_everybody_says_that_the_theme_has_its_own(editing):
    editing.show().click_leave()
    editing.page.get_by_role("radio", name="Alle (").check(force=True)
    told = editing.page.get_by_role("group", name="Gælder")
    expect(told).to_contain_text("Dette tema har sin egen tekst. Ændringen ses ikke her.")
    expect(told.get_by_role("radio", name="Alle borgere (1)")).not_to_be_checked()
    told.get_by_text("Vis det ene tema").click()
    expect(told.get_by_role("listitem")).to_have_text("Ward: har sin egen")
    told.get_by_role("button", name="Fjern temaets egen").click()
    expect(told).not_to_contain_text("Ændringen ses ikke her.")
    editing.field.fill("Luk det fælles møde")
    editing.page.keyboard.press("Enter")
    expect(editing.bar).to_contain_text("2 ændringer")
    editing.save()
    lines = editing.read_diff().splitlines()
    assert "-texts:" in lines or f"-{LEAVE_LINE}" in lines
    assert any("meeting.leave: Luk det fælles møde" in line for line in lines if line[0] == "+")
    assert {line[6:] for line in lines if line.startswith("+++ b/")} <= {
        FILES["ward"],
        FILES["danish"],
    }


def test_a_text_is_written_after_its_own_was_removed_and_the_page_was_loaded_anew(editing):
    editing.show(part=LEAVE)
    with editing.page.expect_response("**/api/edit/edits"):
        editing.page.get_by_role("button", name="Brug den fælles tekst igen").click()
    editing.show(part=LEAVE)
    expect(editing.bar).to_contain_text("1 ændring")
    editing.field.fill("Luk mødet")
    editing.field.press("Enter")
    editing.wait_for_edits("Luk mødet")


def test_a_lost_placeholder_is_painted_marked_and_put_back(editing):
    editing.show(part=f"text:da:{CLOSE}")
    was = editing.field.input_value()
    assert "{{" in was
    editing.field.fill("Nogen er kommet")
    lost = editing.page.get_by_role("button", name=re.compile("mangler. Sæt den ind igen")).first
    expect(lost).to_be_visible()
    expect(editing.page.locator(".text-field .problem").first).to_contain_text("placeholder-wrong")
    editing.page.keyboard.press("Enter")
    expect(editing.page.get_by_test_id("unpublishable")).to_be_visible()
    lost.click()
    expect(lost).to_be_hidden()
    editing.page.keyboard.press("Enter")
    expect(editing.page.get_by_test_id("unpublishable")).to_be_hidden()
    editing.save()
    was, now = LEAVE_LINE, f'{LEAVE_LINE[:-1]}, {CLOSE}: "Nogen er kommet {{{{name}}}}"}}'
    assert editing.read_diff() == format_change(was, now)


def test_a_faint_colour_is_painted_measured_marked_and_made_readable(editing):
    editing.show(part="color:color", screen="pin")
    code = editing.page.get_by_label("Farvekode")
    code.fill("#8fb8d0")
    expect(editing.page.get_by_role("region", name="Kontrast")).to_contain_text(
        "For svag: 2,0 : 1. Kræver 4,5 : 1 på #90B9D0"
    )
    painted = editing.page.frames[1]
    painted.wait_for_function(
        "document.documentElement.style.getPropertyValue('--color-brand-500') === '#90B9D0'"
    )
    code.press("Enter")
    expect(editing.guest.locator(".preview-badge")).to_be_visible()

    def measure() -> list[dict[str, float] | None]:
        both = (".preview-badge", "text=Deltag")
        return [editing.guest.locator(one).first.bounding_box() for one in both]

    # The page may just be drawn anew: then there is no badge to measure for a moment.
    badge, button = next(boxes for boxes in iter(measure, []) if all(boxes))
    assert 0 < badge["x"] - button["x"] < button["width"] + 30
    assert abs(badge["y"] - button["y"]) < 30
    editing.page.route("**/api/edit/**", lambda _route: None)
    code.fill("#8fb8d1")
    expect(editing.guest.locator(".preview-badge")).to_have_count(0)
    code.fill("#8fb8d0")
    editing.page.unroute("**/api/edit/**")
    editing.page.get_by_role("button", name="Vælg nærmeste læselige farve").press("Enter")
    expect(code).to_be_focused()
    expect(editing.bar).to_contain_text("1 ændring")
    chosen = code.input_value()
    expect(editing.page.locator(".pairs .faint")).to_have_count(0)
    editing.save()
    line = '  color: "#2b6a94"'
    assert editing.read_diff() == format_change(line, f'  color: "{chosen}"')


def measure(editing: Editing, *places: str) -> list[dict[str, float]]:
    return [editing.page.locator(place).first.bounding_box() for place in places]


def test_screen_and_parts_find_room_in_windows_of_every_size(editing):
    page = editing.show().page
    for part, shown in ((LEAVE, ".text-field"), (COLOR, "[type=range]"), ("", ".part-list")):
        editing.turn_to(part=part)
        page.locator(shown).first.wait_for()
        for width in (1024, 390, 320):
            page.set_viewport_size({"width": width, "height": 800})
            assert not page.evaluate(OVERFLOWS), (part, width)

    # On a phone the choice of screens is above the sheet.
    page.set_viewport_size({"width": 390, "height": 844})
    choice, sheet = measure(editing, ".side-short .choice", ".editor")
    assert choice["y"] + choice["height"] < sheet["y"]

    # Zoomed to 200 percent, the screen is beside its parts.
    page.set_viewport_size({"width": 640, "height": 360})
    window, parts = measure(editing, ".window", ".part-list")
    assert window["x"] + window["width"] < parts["x"]
    assert window["y"] + window["height"] < 360

    # Below problems and many parts the picture stays in sight, and the page still.
    page.set_viewport_size({"width": 1024, "height": 500})
    editing.click_leave()
    editing.field.fill("Farvel gæst")
    editing.field.press("Enter")
    page.get_by_text("Kan ikke udgives endnu").first.click()
    editing.turn_to(part="", screen="meeting")
    expect(page.locator(".part-list .badge").first).to_be_attached()
    main, scene = measure(editing, "main", ".scene")
    assert scene["height"] >= 0.4 * main["height"]
    assert not page.evaluate(SCROLLS)
