"""Every setting is declared once: what is derived from the table is equal to it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from themebuilder.settings import SETTINGS, Where, find_fields, find_setting, pages
from themebuilder.settings.pages import format_reference, insert_settings

PACKAGE = Path(__file__).parents[2] / "themebuilder"

OTHERWISE = {
    # The languages of a report, of a picture, or of a package.
    "languages": {"build", "cli", "importing", "packages", "preview", "reports"},
    # A screen of the preview, and keys of the web app's own texts.
    "chat": {"preview"},
    # A class of the page's style.
    "captions": {"preview"},
}
"""Word -> the packages that say it in another sense than the setting."""


@cache
def texts() -> tuple[tuple[str, str], ...]:
    return tuple(_texts())


def _texts() -> Iterator[tuple[str, str]]:
    """Every string literal of the program with its file, but for the table and what is generated."""
    for file in sorted(PACKAGE.rglob("*.py")):
        name = file.relative_to(PACKAGE).as_posix()
        if not name.startswith("settings/"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield name, node.value
    for file in sorted((PACKAGE / "preview/app/src").rglob("*.ts*")):
        name = file.relative_to(PACKAGE).as_posix()
        text = file.read_text(encoding="utf-8")
        for literal in re.findall(
            r"'([^'\n]*)'|\"([^\"\n]*)\"|`([^`]*)`|^\s*(\w+):", text, re.MULTILINE
        ):
            yield name, "".join(literal)


def names(setting: str, text: str) -> bool:
    """Whether *text* is the name, or says it as a definition does."""
    if "_" in setting:
        return re.search(rf"\b{setting}\b", text) is not None
    return (
        text == setting
        or re.search(rf"(`|settings\.){setting}\b|\b{setting}: \w", text) is not None
    )


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_no_other_package_names_a_setting(setting):
    found = {file.split("/")[0] for file, text in texts() if names(setting.name, text)}
    assert found == OTHERWISE.get(setting.name, set())


def test_the_schema_that_editors_read_is_the_table():
    schema = pages.SCHEMA_FILE.read_text(encoding="utf-8")
    assert schema == insert_settings(schema)


def test_the_page_of_settings_is_the_table():
    assert pages.PAGE_FILE.read_text(encoding="utf-8") == format_reference()


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_a_setting_says_what_it_does_and_what_it_cannot_do(setting):
    said = [setting.about, setting.cannot, *(value.effect for value in setting.values)]
    said += [part.effect for part in setting.parts]
    assert [one for one in said if not (one.en.endswith(".") and one.da.endswith("."))] == []
    assert all(field.evidence for field in setting.fields)
    assert setting.default in {"", *(value.name for value in setting.values)} or setting.is_list


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
    ids = [field.name for _, field in find_fields(Where.HIDDEN)]
    assert sorted(ids) == sorted(set(ids))
