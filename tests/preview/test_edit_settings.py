"""Settings and waiting words, as requests of the page: levels, locks, and the lines that change."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.preview.edit_kit import JOIN, EditingPage, commit, make_edit, read_diff
from tests.preview.kit import FILES, GUESTS, WARD, make_workspace, record
from themebuilder.preview.page import SCREENS

CHAT = "setting:chat"
LANGUAGES = "setting:languages"
WAITING = "wording:waiting"
HOUSE_FILE = FILES["house"]
HOUSE = "organisation: house\nname: House\npart_of: faelles\n"
CLINIC = "organisation: clinic\nname: Clinic\npart_of: house\n"
PATIENTS = WARD.replace("ward", "patients").replace("organisation: clinic", "organisation: house")


@pytest.fixture
def root(tmp_path) -> Path:
    """A clinic in a house, each with a theme."""
    files = {"clinic": CLINIC, "house": HOUSE, "patients": PATIENTS}
    root = make_workspace(tmp_path / "edited", **files)
    commit(root)
    return root


def save_file(page: EditingPage, name: str, text: str) -> None:
    """Somebody saves the file called *name*, and the preview takes it in."""
    file = page.root / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    page.client.portal.call(page.session.take_changes, [file])


def lock_chat(page: EditingPage) -> None:
    """The house turns chat off and locks it."""
    save_file(page, HOUSE_FILE, f"{HOUSE}settings: {{chat: disabled}}\nlock: [chat]\n")


def format_added(file: str, *lines: str) -> str:
    return "\n".join([f"+++ b/{file}", *(f"+{line}" for line in lines)])


def has_chat(page: EditingPage, theme: str) -> bool:
    page.read_part(CHAT)  # waits for the draft
    told = page.client.get(f"{GUESTS}/themes/{theme}/view/node.json", headers={"origin": GUESTS})
    return bool(told.json()["chat_enabled"])


def test_a_setting_belongs_to_the_organisation_and_to_the_users_own_above_it(page):
    levels = page.read_part(CHAT)["scopes"]
    assert [
        (level["level"], level["title"], level["themes"], level["file"]) for level in levels
    ] == [
        ("organisation", "Clinic", ["ward"], FILES["clinic"]),
        ("all", "House", ["patients", "ward"], HOUSE_FILE),
    ]
    assert page.read_part(CHAT)["scope"] == "organisation"


def test_an_edit_reaches_other_organisations_only_where_that_is_chosen(page):
    save_file(page, HOUSE_FILE, f"{HOUSE}settings: {{chat: disabled}}\n")
    assert [scope["is_here"] for scope in page.read_part(CHAT)["scopes"]] == [False, True]
    assert page.read_part(CHAT)["scope"] == "organisation"
    save_file(page, FILES["danish"], f"texts: da\nkeys: {{{JOIN[8:]}: Kom ind}}\n")
    assert (page.read_scope(JOIN, "all")["is_here"], page.read_part(JOIN)["scope"]) == (
        True,
        "theme",
    )


def test_an_edit_goes_to_the_file_of_the_organisation_that_has_the_text(page):
    save_file(page, FILES["clinic"], f"{CLINIC}texts: {{da: {{{JOIN[8:]}: Kom ind}}}}\n")
    assert page.read_part(JOIN)["scope"] == "organisation"


def test_chat_off_is_one_setting_of_the_organisation(page, root):
    page.edit(CHAT, "disabled", "organisation")
    assert (has_chat(page, "ward"), has_chat(page, "patients")) == (False, True)
    page.post("save")
    assert read_diff(root) == format_added(FILES["clinic"], "settings:", "  chat: disabled")
    page.post("undo")
    page.post("save")
    assert read_diff(root) == ""


def test_the_clinics_own_value_hides_that_of_the_house(page):
    page.edit(CHAT, "disabled", "organisation")
    page.edit(CHAT, "enabled", "all")
    house = page.read_scope(CHAT, "all")
    assert (house["hidden_in"], house["overridden_by"]) == (["ward"], "organisation")
    page.edit(CHAT, None, "organisation")
    assert page.read_part(CHAT)["value"] == "enabled"


def test_every_setting_can_be_seen_on_screens_that_exist(page):
    screens = {
        name for setting in page.get("/api/themes/ward")["settings"] for name in setting["screens"]
    }
    assert screens <= set(SCREENS)


def test_a_choice_says_what_it_does_in_the_app_and_on_the_server(page):
    _on, off = page.read_part(CHAT)["setting"]["choices"]
    assert (off["app"]["en"], off["server"]["en"]) == (
        "The app hides the button “Chat”.",
        "The next publish sets `enable_chat` of the organisation's meeting rooms to `no`.",
    )
    assert "button-chat" in off["hidden"]


@pytest.mark.parametrize(
    ("setting", "app", "server"),
    [
        ("guests_present", "The app's package stays as it is.", "sets `guests_can_present`"),
        ("captions", "the package doesn't set `showLiveCaptionsFeature`", "leaves `live_captions"),
        ("participants_list", "The app shows the button “Participants list”.", "changes nothing"),
    ],
)
def test_an_open_setting_says_what_it_does_not_do(page, setting, app, server):
    choice = page.read_part(f"setting:{setting}")["setting"]["choices"][0]
    assert app in choice["app"]["en"]
    assert server in choice["server"]["en"]


def test_a_locked_setting_names_who_locked_it_and_refuses_a_value(page):
    lock_chat(page)
    levels = page.read_part(CHAT)["scopes"]
    assert [(level["level"], level["locked_by"]) for level in levels] == [
        ("organisation", "House"),
        ("all", ""),
    ]
    assert page.read_part(CHAT)["scope"] == "all"
    edits = [make_edit(CHAT, "enabled", "organisation")]
    answer = page.ask("edits", seq=0, base={}, edits=edits)
    assert (answer.status_code, answer.json()["why"]["da"]) == (422, "`chat` er låst af House.")


def test_a_value_below_a_lock_can_be_removed(page, root):
    save_file(page, FILES["clinic"], f"{CLINIC}settings: {{chat: enabled}}\n")
    lock_chat(page)
    assert page.read_part(CHAT)["value"] == "disabled"
    page.edit(CHAT, None, "organisation")
    page.post("save")
    assert (root / FILES["clinic"]).read_text(encoding="utf-8") == CLINIC


@pytest.mark.parametrize(
    ("value", "line"),
    [
        (["en", "da"], "languages: [en, da]"),
        ({"en": "complete", "pl": "core"}, "languages: {en: complete, pl: core}"),
    ],
)
def test_languages_keep_their_order(page, root, value, line):
    page.edit(LANGUAGES, {"da": "complete", "en": "complete"}, "organisation")
    page.post("save")
    page.edit(LANGUAGES, value, "organisation")
    assert page.read_part(LANGUAGES)["setting"]["languages"][:2] == list(value)[:2]
    page.post("save")
    assert read_diff(root) == format_added(FILES["clinic"], "settings:", f"  {line}")


def test_a_part_of_a_setting_is_a_part_of_its_own(page, root):
    page.edit("setting:support.phone", "38 62 38 62", "organisation")
    page.edit("setting:support.text", "Hverdage 8-15", "organisation")
    page.post("save")
    assert read_diff(root) == format_added(
        FILES["clinic"],
        "settings:",
        "  support:",
        '    phone: "38 62 38 62"',
        "    text: Hverdage 8-15",
    )


def test_a_value_can_be_removed_where_another_one_would_apply(page):
    assert not page.read_scope(CHAT, "all")["has_wider"]
    page.edit(CHAT, "disabled", "all")
    assert (
        page.read_scope(CHAT, "all")["is_own"],
        page.read_scope(CHAT, "organisation")["has_wider"],
    ) == (
        True,
        True,
    )
    assert page.read_scope(WAITING, "theme")["has_wider"]


# Waiting words.


def test_waiting_words_come_with_what_they_say_and_when_they_fit(page):
    words = {wording["name"]: wording for wording in page.read_part(WAITING)["wordings"]}
    assert words.keys() == {"clinician", "neutral"}
    assert words["neutral"]["about"]["da"].startswith("Standard.")
    assert words["neutral"]["themes"] == ["patients", "ward"]
    first = words["clinician"]["words"][0]
    assert (first["language"], first["lines"][0]) == ("da", "Vent her på mødelederen.")


def test_shipped_words_are_changed_line_by_line_in_the_users_own_file(page, root):
    title = "words:da:neutral.waiting.title"
    (level,) = page.read_part(title)["scopes"]
    assert (level["level"], level["themes"]) == ("all", ["patients", "ward"])
    page.edit(title, "Bliv her.", "all")
    page.read_part(title)
    detail = page.get("/api/themes/ward")
    assert detail["screens"]["waiting_for_host"]["text"].startswith("Bliv her.\nVi tager imod dig")
    page.post("save")
    own = "themes/wordings/neutral.yaml"
    first = format_added(own, "wording: neutral", "waiting:", "  da:", "    title: Bliv her.")
    assert read_diff(root) == first
    page.edit("words:da:neutral.waiting.body", "Vi kommer.", "all")
    page.post("save")
    assert read_diff(root) == f"{first}\n+    body: Vi kommer."
    for _step in range(2):
        page.post("undo")
    page.post("save")
    assert read_diff(root) == ""


def test_words_that_the_theme_does_not_use_are_no_part_of_it(page):
    assert page.read_part("words:da:clinician.waiting.title")["scopes"] == []


def test_a_language_without_waiting_words_is_empty(page):
    page.edit(LANGUAGES, ["da", "pl"], "organisation")
    words = {wording["name"]: wording for wording in page.read_part(WAITING)["wordings"]}
    assert [len(word["words"][1]["lines"]) for word in words.values()] == [0, 2]


def test_a_recording_can_be_heard(page, root):
    record(root)
    own = "wording: neutral\nwaiting:\n  da: {title: Vent., body: Her., spoken: Vent., "
    (root / "themes/wordings").mkdir(exist_ok=True)
    save_file(page, "themes/wordings/neutral.yaml", f"{own}recording: clinic/hold.wav}}\n")
    (neutral,) = (
        wording for wording in page.read_part(WAITING)["wordings"] if wording["name"] == "neutral"
    )
    heard, silent = neutral["words"]
    assert silent["recording"] == ""
    answer = page.client.get(heard["recording"])
    assert (answer.headers["content-type"], answer.content[:4]) == ("audio/wav", b"RIFF")


@pytest.mark.parametrize("path", ["neutral/waiting/da", "nothing/waiting/da", "neutral/x/y"])
def test_what_has_no_recording_is_not_found(page, path):
    assert page.client.get(f"/api/wordings/{path}/recording").status_code == 404
