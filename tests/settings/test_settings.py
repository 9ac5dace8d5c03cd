"""Every setting is declared once: what is derived from the table is equal to it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sources import list_files, read_source
from themebuilder.preview.page import SCREENS
from themebuilder.settings import (
    SETTINGS,
    SETTINGS_BY_NAME,
    FieldKind,
    describe_value,
    find_fields,
    find_setting,
    find_weakened,
    format_notice,
    pages,
)
from themebuilder.settings.pages import format_reference, insert_settings

PACKAGE = Path(__file__).parents[2] / "themebuilder"

OTHERWISE = {
    # The languages of a picture or of a package.
    "languages": {
        "build",
        "cli",
        "importing",
        "packages",
        "preview",
        "releases",
        "reviews",
    },
    # A screen of the preview and of reviews, and keys of the web app's own texts.
    "chat": {"preview", "reviews"},
    # A class of the page's style.
    "captions": {"preview"},
}
"""Word -> the packages that say it in another sense than the setting."""


def list_texts() -> Iterator[tuple[str, str]]:
    """Every string literal of the program with its file, but for the table and what is generated."""
    for file in list_files():
        name = file.relative_to(PACKAGE).as_posix()
        if not name.startswith("settings/"):
            yield from ((name, text) for text in read_source(file).literals)
    for file in sorted((PACKAGE / "preview/app/src").rglob("*.ts*")):
        name = file.relative_to(PACKAGE).as_posix()
        text = file.read_text(encoding="utf-8")
        for literal in re.findall(
            r"'([^'\n]*)'|\"([^\"\n]*)\"|`([^`]*)`|^\s*(\w+):", text, re.MULTILINE
        ):
            yield name, "".join(literal)


def is_name(setting: str, text: str) -> bool:
    """Whether *text* is the name, or says it as a definition does."""
    if "_" in setting:
        return re.search(rf"\b{setting}\b", text) is not None
    return (
        text == setting
        or re.search(rf"(`|settings\.){setting}\b|\b{setting}: \w", text) is not None
    )


def test_no_other_package_names_a_setting():
    found: dict[str, set[str]] = {}
    for file, text in list_texts():
        for setting in SETTINGS:
            if is_name(setting.name, text):
                found.setdefault(setting.name, set()).add(file.split("/")[0])
    assert found == OTHERWISE, "another sense of the word needs a row in `OTHERWISE`"


def test_the_schema_that_editors_read_is_the_table():
    schema = pages.SCHEMA_FILE.read_text(encoding="utf-8")
    assert schema == insert_settings(schema), "run `make docs`"


def test_the_page_of_settings_is_the_table():
    assert pages.PAGE_FILE.read_text(encoding="utf-8") == format_reference(), "run `make docs`"


def test_both_files_are_written_from_the_table_alone(monkeypatch, tmp_path):
    whole, page = pages.SCHEMA_FILE.read_bytes(), pages.PAGE_FILE.read_bytes()
    names = json.dumps([setting.name for setting in SETTINGS]).encode()
    of_settings = tuple(f'        "{setting.name}": '.encode() for setting in SETTINGS)
    lines = [
        b'        "old": {}\n' if line.startswith(of_settings) else line
        for line in whole.splitlines(keepends=True)
    ]
    for name in ("SCHEMA_FILE", "PAGE_FILE"):
        monkeypatch.setattr(pages, name, tmp_path / name)
    pages.SCHEMA_FILE.write_bytes(b"".join(lines).replace(names, b"[]"))
    pages.main()
    assert (pages.SCHEMA_FILE.read_bytes(), pages.PAGE_FILE.read_bytes()) == (whole, page)


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_a_setting_says_what_it_does_and_what_it_cannot_do(setting):
    said = [setting.about, setting.cannot, *(value.effect for value in setting.values)]
    said += [text for part in setting.parts for text in (part.effect, part.without)]
    assert [one for one in said if not (one.en.endswith(".") and one.da.endswith("."))] == []
    assert [one for one in said if one.en == one.da] == []
    # Designers read it too, who see no file.
    assert [one for one in said if re.search(r"\{|\(lecture", one.en + one.da)] == []
    assert not any(f"`{value.name}`" in setting.cannot.en for value in setting.values)
    assert all(field.source for field in setting.fields)
    assert set(setting.screens) <= {*SCREENS}
    assert setting.default in {"", *(value.name for value in setting.values)} or setting.is_list


@pytest.mark.parametrize("setting", [one for one in SETTINGS if one.notices], ids=str)
def test_guests_are_told_of_every_value(setting):
    assert list(setting.notices) == ([value.name for value in setting.values] or ["*"])


@pytest.mark.parametrize(
    ("key", "value", "notice"),
    [
        ("chat", "disabled", "People can't write to each other in the meeting."),
        ("chat", "", "Whether people can write to each other in the meeting."),
        ("return_address", "https://a.example/{x}", "After the meeting, guests are sent to https://a.example/{x}."),
        ("return_address", "", "After the meeting the guest stays on the web app's own page."),
        ("support.phone", "112", "The number for help is 112."),
        ("support.phone", "", "The texts name no number for help."),
        ("support.text", "Altid åben", "About help, the texts say: “Altid åben”"),
    ],
)  # fmt: skip
def test_guests_are_told_the_value_that_an_organisation_wrote(key, value, notice):
    assert format_notice(key, value) == notice


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_each_field_of_a_room_has_a_value_that_changes_a_new_room(setting):
    fields = setting.list_fields(FieldKind.ROOM)
    assert [field.name for field in fields if {*field.values.values()} <= {field.initial}] == []


@pytest.mark.parametrize(
    ("key", "old", "new", "is_weaker"),
    [
        ("chat", "disabled", "enabled", True),
        ("chat", "enabled", "disabled", False),
        ("chat", "disabled", "", True),
        ("chat", "", "enabled", False),
        ("guests_present", "refused", "allowed", True),
        ("captions", "hidden", "hidden", False),
        ("languages", "da en kl", "da en", True),
        ("languages", "da en", "en da", False),
        ("languages", "da en", "da kl", True),
        ("languages", "da en kl", "", True),
        ("languages", "da pl", "da pl:core", True),
        ("languages", "da pl:core", "da pl", False),
        ("languages", "da pl:core", "da", True),
        ("return_address", "https://a.example/", "", True),
        ("return_address", "https://a.example/", "https://b.example/", False),
        ("return_address", "", "https://a.example/", False),
        ("support.phone", "70 12 12 12", "", True),
    ],
)
def test_whether_a_change_is_weaker(key, old, new, is_weaker):
    assert find_setting(key).is_weaker(old, new) is is_weaker


def test_each_button_belongs_to_one_setting():
    ids = [field.name for _, field in find_fields(FieldKind.HIDDEN)]
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize(
    ("setting", "fields"),
    [
        ("chat", ["enable_chat"]),
        ("names_on_video", ["enable_overlay_text"]),
        ("guests_present", ["guests_can_present"]),
        ("guests_sound", ["mute_all_guests"]),
        ("captions", None),
        ("languages", None),
    ],
)
def test_a_setting_that_no_package_carries_out_alone_needs_the_server(setting, fields):
    declared = SETTINGS_BY_NAME[setting]
    found = (
        [field.name for field in declared.list_fields(FieldKind.ROOM)]
        if declared.needs_server
        else None
    )
    assert found == fields


def test_fields_are_found_in_the_order_of_the_table():
    found = [setting.name for setting, _ in find_fields(FieldKind.HIDDEN, FieldKind.GLOBAL)]
    assert found == sorted(found, key=[setting.name for setting in SETTINGS].index)


@pytest.mark.parametrize(
    ("key", "value", "title", "effect"),
    [
        ("chat", "enabled", "Chat", "Guests have a chat button in the meeting."),
        ("chat", "", "Chat", "Whether people can write to each other in the meeting."),
        ("languages", "da", "Languages", SETTINGS_BY_NAME["languages"].about.en),
        ("languages", "", "Languages", SETTINGS_BY_NAME["languages"].about.en),
        ("return_address", "", "Return address", "After the meeting the guest stays on the web app's own page."),
        ("return_address", "https://a.example/", "Return address", "The https address to which people go after the meeting."),
        ("support", "", "Support", "No text says where to get help."),
        ("support.phone", "112", "Support, phone", "The number in the texts that say where to get help."),
        ("support.phone", "", "Support, phone", "The texts name no number for help."),
        ("support.text", "Altid", "Support, text", "The sentence about where to get help."),
        ("support.fax", "112", "Support", "Where people get help."),
    ],
)  # fmt: skip
def test_a_value_is_described_by_what_people_notice(key, value, title, effect):
    assert [text.en for text in describe_value(key, value)] == [title, effect]


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ({}, {}, []),
        ({"chat": "disabled"}, {"chat": "disabled"}, []),
        ({"chat": "enabled"}, {"chat": "disabled"}, []),
        ({"captions": "hidden", "chat": "disabled"}, {"chat": "enabled"},
         ["`captions` changes from `hidden` to the default `shown`",
          "`chat` changes from `disabled` to `enabled`"]),
        ({}, {"chat": "disabled"}, []),
        ({"chat": "off"}, {"chat": "enabled"}, []),
        ({"chat": "disabled"}, {"chat": "on"}, []),
        ({"mood": "good"}, {}, []),
        ({"languages": "da en kl sv"}, {"languages": "en da"},
         ["`languages` no longer has `kl`, `sv`"]),
        ({"languages": "da en kl"}, {}, ["`languages` no longer has `kl`"]),
        ({}, {"languages": "da"}, ["`languages` no longer has `en`"]),
        ({"languages": "da en"}, {"languages": "da en:core"},
         ["`languages` has only the core of `en`"]),
        ({"languages": "da en"}, {"languages": "da:core"},
         ["`languages` no longer has `da`, `en`"]),
        ({"support.phone": "112"}, {}, ["`support.phone` is no longer set (now `112`)"]),
        ({"support.phone": "112"}, {"support.phone": "113"}, []),
    ],
)  # fmt: skip
def test_each_weaker_setting_is_described(old, new, changes):
    assert list(find_weakened(old, new)) == changes


@pytest.mark.parametrize(
    ("name", "where", "found", "value"),
    [
        ("chat", FieldKind.HIDDEN, True, "disabled"),
        ("chat", FieldKind.HIDDEN, False, "enabled"),
        ("chat", FieldKind.HIDDEN, None, "enabled"),
        ("chat", FieldKind.HIDDEN, ["button-chat"], "enabled"),
        ("chat", FieldKind.ROOM, "no", "disabled"),
        ("chat", FieldKind.ROOM, "default", "enabled"),
        ("captions", FieldKind.CONFIG, False, "hidden"),
        ("captions", FieldKind.CONFIG, True, "shown"),
        ("return_address", FieldKind.CONFIG, "https://a.example/", "https://a.example/"),
        ("return_address", FieldKind.CONFIG, "http://a.example/", ""),
        ("return_address", FieldKind.CONFIG, None, ""),
    ],
)
def test_a_value_is_read_back_from_the_field_of_a_package(name, where, found, value):
    (field,) = SETTINGS_BY_NAME[name].list_fields(where)
    assert SETTINGS_BY_NAME[name].read_back(field, found) == value


@pytest.mark.parametrize(
    ("name", "where", "value", "written"),
    [
        ("chat", FieldKind.ROOM, "enabled", "default"),
        ("chat", FieldKind.ROOM, "disabled", "no"),
        ("chat", FieldKind.HIDDEN, "enabled", None),
        ("captions", FieldKind.CONFIG, "hidden", False),
        ("return_address", FieldKind.CONFIG, "https://a.example/", "https://a.example/"),
        ("return_address", FieldKind.CONFIG, "", None),
    ],
)
def test_a_field_has_the_value_that_carries_the_setting_out(name, where, value, written):
    (field,) = SETTINGS_BY_NAME[name].list_fields(where)
    assert field.find_value(value) is written or field.find_value(value) == written
