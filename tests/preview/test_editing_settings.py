"""Settings and waiting words on the page, in a real browser, up to what a plan says of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Locator, expect

from tests.fake_node import Node, make_guard, run_node
from tests.preview.edit_page import Editing, edit, find_barriers
from tests.preview.kit import FILES, WARD, make_workspace
from tests.preview.test_editing import OVERFLOWS
from tests.publishing.kit import PASSWORD
from themebuilder.cli import main

pytestmark = pytest.mark.slow

HOUSE_FILE = FILES["house"]
HOUSE = "organisation: house\nname: Huset\npart_of: faelles\n"
CLINIC = "organisation: clinic\nname: Klinikken\npart_of: house\n"
DEPARTMENT = WARD.replace("ward", "patients").replace("organisation: clinic", "organisation: house")
NO_CHAT = re.compile("Knappen er væk")
DEPLOYMENT = """\
deployment: prod
node: {node}
auth: {{user: admin, password: {{env: NODE_PASSWORD}}}}
conferencing_nodes: [{conferencing}]
organisations: {{clinic: {{tag: ours}}}}
"""
SPEECH = """
window.said = [];
class Speech { constructor(text) { this.text = text; } }
window.SpeechSynthesisUtterance = Speech;
const voices = [{lang: 'da-DK', name: 'Dansk'}];
Object.defineProperty(window, 'speechSynthesis', {value: {
  getVoices: () => voices, addEventListener() {}, removeEventListener() {}, cancel() {},
  speak(one) { window.said.push([one.lang, one.text]); one.onstart(); },
}});
"""


@pytest.fixture
def editing(checked_window, tmp_path) -> Iterator[Editing]:
    """The ward of a clinic that is part of a house, which may be edited."""
    files = {"clinic": CLINIC, "house": HOUSE, "patients": DEPARTMENT}
    root = make_workspace(tmp_path / "own", **files)
    with edit(checked_window, root, follow=True) as editing:
        yield editing


def choose(editing: Editing, part: str) -> None:
    editing.page.locator(f'[data-part="{part}"]').click()
    expect(editing.page.locator(".part h2")).to_be_focused()


def find_consequence(editing: Editing, title: str) -> Locator:
    return editing.page.locator(".consequences div").filter(has_text=title).locator("dd")


def plan(root: Path) -> tuple[str, str]:
    """What a plan writes on a server that has a room of the clinic, and the room's chat after it."""
    with run_node(Node(), make_guard(password=PASSWORD)) as up:
        nodes = ", ".join(up.conferencing.values())
        file = root / "themes/deployments/prod.yaml"
        file.parent.mkdir(exist_ok=True)
        file.write_text(DEPLOYMENT.format(node=up.address, conferencing=nodes), encoding="utf-8")
        up.node.add_room("Stue", tag="ours")
        for command in (["build", "ward"], ["plan", "-d", "prod"]):
            result = CliRunner().invoke(main, ["-C", str(root), *command], catch_exceptions=False)
        return result.stdout, result.stderr


# 10. Chat off.


def test_chat_is_turned_off_for_the_clinic_and_the_plan_shows_exactly_that(editing, monkeypatch):
    monkeypatch.setenv("NODE_PASSWORD", PASSWORD)
    editing.show(screen="meeting")
    chat = editing.guest.get_by_test_id("button-chat")
    expect(chat).to_be_visible()
    choose(editing, "setting:chat")
    scopes = editing.page.get_by_role("group", name="Gælder")
    expect(scopes.get_by_role("radio", name="Klinikken (1)")).to_be_checked()
    expect(scopes).to_contain_text(FILES["clinic"])
    expect(find_consequence(editing, "På serveren")).to_contain_text(
        "Ingen af dine filer angiver den."
    )

    editing.page.get_by_role("radio", name=NO_CHAT).check()
    expect(chat).to_be_hidden()
    expect(find_consequence(editing, "I appen")).to_have_text("Appen skjuler knappen »Chat«.")
    expect(find_consequence(editing, "På serveren")).to_have_text(
        "Næste udgivelse sætter enable_chat til no i organisationens møderum."
    )
    expect(find_consequence(editing, "Det kan den ikke")).to_contain_text("En bookingskabelon")
    expect(scopes).to_contain_text("Står her nu")
    editing.bar.get_by_role("button", name="Se ændringer og gem").click()
    expect(editing.page.get_by_role("checkbox", name="Chat")).to_be_checked()
    editing.page.get_by_role("button", name="Gem", exact=True).click()
    expect(editing.bar).to_contain_text("Gemt i 1 fil. Intet er udgivet.")
    assert editing.read_diff() == f"+++ b/{FILES['clinic']}\n+settings:\n+  chat: disabled"

    said, _log = plan(editing.root)
    _, _, server = said.partition("On the server:\n")
    lines = [line.strip() for line in server.partition("\n\n")[0].splitlines() if line]
    assert lines == [
        f"enable_chat 'default' → 'no'   (clinic decided `chat: disabled` in {FILES['clinic']}:5)",
        'room "Stue"',
    ]


def test_the_department_sees_who_locked_chat(editing):
    text = f"{HOUSE}settings: {{chat: disabled}}\nlock: [chat]\n"
    (editing.root / HOUSE_FILE).write_text(text, encoding="utf-8")
    editing.show(screen="meeting")
    expect(editing.page.locator('[data-part="setting:chat"]')).to_contain_text("låst")
    choose(editing, "setting:chat")
    scopes = editing.page.get_by_role("group", name="Gælder")
    expect(scopes.get_by_role("radio", name="Huset (2)")).to_be_checked()
    clinic = scopes.get_by_role("radio", name="Klinikken (1) Låst af Huset")
    clinic.check(force=True)
    expect(editing.page.get_by_role("radio", name=NO_CHAT)).to_be_disabled()
    expect(editing.page.locator(".setting-editor")).to_contain_text(
        "Huset har låst indstillingen. Den kan kun ændres dér."
    )


def test_a_setting_is_chosen_and_taken_back_with_the_keyboard_alone(editing):
    editing.show()
    editing.page.locator('[data-part="setting:participants_list"]').focus()
    editing.page.keyboard.press("Enter")
    expect(editing.page.get_by_role("heading", name="Deltagerliste")).to_be_focused()
    chosen = editing.page.get_by_role("radio", name="Mødet har en knap til listen")
    chosen.wait_for()
    for _press in range(3):
        editing.page.keyboard.press("Tab")
    expect(chosen).to_be_focused()
    editing.page.keyboard.press("ArrowDown")
    expect(editing.bar).to_contain_text("1 ændring")
    expect(editing.guest.get_by_test_id("button-participants")).to_be_hidden()
    editing.page.keyboard.press("Control+z")
    expect(editing.bar).to_contain_text("Ingen ændringer")
    expect(editing.guest.get_by_test_id("button-participants")).to_be_visible()
    assert editing.read_diff() == ""


def test_languages_are_ticked_and_a_return_address_is_checked_while_it_is_written(editing):
    editing.show(part="setting:languages", screen="landing")
    languages = editing.page.locator(".languages")
    languages.get_by_role("checkbox", name="Deutsch").check()
    languages.get_by_label("Mødets skærme og stemme").select_option("en")
    languages.get_by_label("Deutsch: tekster").select_option("core")
    expect(editing.bar).to_contain_text("1 ændring")
    editing.turn_to(part="setting:return_address", screen="disconnected")
    field = editing.page.get_by_label("Returadresse")
    field.fill("http://example.org")
    expect(editing.page.locator(".setting-editor .problem")).to_contain_text("value-not-allowed")
    field.fill("https://example.org/")
    expect(editing.page.locator(".setting-editor .problem")).to_have_count(0)
    editing.page.keyboard.press("Enter")
    editing.save()
    assert editing.read_diff().splitlines()[1:] == [
        "+settings:",
        "+  languages: {en: complete, da: complete, de: core}",
        "+  return_address: https://example.org/",
    ]


# Waiting words.


def test_waiting_words_are_read_heard_chosen_and_written_anew(editing):
    editing.show(screen="waiting")
    editing.page.evaluate(SPEECH)
    editing.click_text("Vent her.", exact=False)
    words = editing.page.locator(".wording").filter(has_text="Møder mellem fagfolk.")
    expect(words.locator("blockquote").first).to_contain_text("Vent her på mødelederen.")
    words.get_by_role("button", name="Afspil").first.click()
    expect(words.get_by_role("button", name="Stop").first).to_be_visible()
    assert editing.page.evaluate("said")[0][0] == "da-DK"
    assert editing.page.evaluate("said")[0][1].startswith("Vent her på mødelederen.")
    words.get_by_role("radio").check()
    expect(editing.guest.get_by_text("Vent her på mødelederen.").first).to_be_visible()
    editing.save()
    chosen = ["+wording:", "+  waiting: clinician"]
    assert editing.read_diff().splitlines()[1:] == chosen
    words.get_by_text("Ret ordene").click()
    first = words.get_by_label("Første linje").first
    expect(first).to_have_value("Vent her på mødelederen.")
    first.fill("Vent her på os.")
    first.press("Enter")
    expect(editing.guest.get_by_text("Vent her på os.").first).to_be_visible()
    expect(editing.guest.locator(".preview-outline")).to_be_visible()
    editing.save()
    assert [line for line in editing.read_diff().splitlines() if line not in chosen] == [
        f"+++ b/{FILES['ward']}",
        "+++ b/themes/wordings/clinician.yaml",
        "+wording: clinician",
        "+waiting:",
        "+  da:",
        "+    title: Vent her på os.",
    ]
    editing.bar.get_by_role("button", name="Fortryd ventetekst").click()
    editing.save()
    assert editing.read_diff().splitlines()[1:] == chosen
    editing.page.get_by_role("button", name="Brug den fælles ventetekst igen").click()
    expect(editing.bar).to_contain_text("1 ændring")
    editing.save()
    assert editing.read_diff() == ""


SHOWN = (
    ("da", "setting:chat"),
    ("da", "setting:support.phone"),
    ("en", "setting:languages"),
    ("en", "wording:waiting"),
)


def test_settings_and_words_have_no_barrier(editing):
    page = editing.show().page
    for language, part in SHOWN:
        page.set_viewport_size({"width": 1440, "height": 900})
        page.locator(".part-list").wait_for()
        page.get_by_role("radio", name={"da": "Dansk", "en": "English"}[language]).check(force=True)
        editing.turn_to(part=part)
        page.locator(".choices").wait_for()
        for width in (1440, 1024, 390, 320):
            page.set_viewport_size({"width": width, "height": 900})
            assert not page.evaluate(OVERFLOWS), (part, width)
            if width in (1440, 390):  # the others are laid out as these
                assert find_barriers(page) == [], (part, width)
        editing.turn_to()
