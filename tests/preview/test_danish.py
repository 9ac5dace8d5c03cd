"""The page in Danish: findings, settings and everything else, with no English in between."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.preview.kit import WARD, format_clinic, serve_workspace
from themebuilder.core.messages import VARIABLE
from themebuilder.locale.compile import read_translations

pytestmark = pytest.mark.slow

TABS = ("Skærm", "Tekst", "Indstillinger", "Problemer")


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> Iterator[str]:
    """The preview of a ward with findings, and of another that can't be read."""
    ward = WARD.replace("Forlad mødet", "Forlad mødet nu og kom gerne tilbage igen")
    broken = WARD.replace("ward", "other") + "acept: {}\n"
    texts = {"ward": ward, "other": broken, "clinic": format_clinic(chat="disabled")}
    with serve_workspace(tmp_path_factory.mktemp("danish"), **texts) as shell:
        yield shell


@pytest.mark.parametrize(("language", "heading"), [("da", "Temaer"), ("en", "Themes")])
def test_the_page_starts_in_the_language_of_the_server(
    browser, address, monkeypatch, language, heading
):
    monkeypatch.setenv(VARIABLE, language)
    with browser.new_context(locale="en-GB") as context:
        page = context.new_page()
        page.goto(address)
        expect(page.get_by_role("navigation").get_by_role("heading").first).to_have_text(heading)


@pytest.fixture(scope="module")
def english() -> list[str]:
    """The longest fixed part of each English message that reads otherwise in Danish."""
    translated = (
        (text, danish)
        for message in read_translations("da")
        if message.id and all(message.string)
        for text, danish in zip(_list(message.id), _list(message.string), strict=False)
    )
    parts = [
        max(re.split(r"\{[^}]*\}|`[^`]*`", text), key=len).strip()
        for text, danish in translated
        if text != danish
    ]
    return [part for part in parts if len(part.split()) >= 3]


def _list(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else text


@pytest.mark.parametrize("theme", ["ward", "other"])
def test_no_english_message_stands_on_the_danish_page(window, address, english, theme):
    window.goto(f"{address}?theme={theme}&uiLanguage=da")
    window.get_by_role("tab", name="Problemer").wait_for()
    for tab in TABS:
        window.get_by_role("tab", name=tab).click()
        frame = window.frame_locator("iframe").locator(".preview-notice")
        notices = [window.locator("body"), *frame.all()]
        shown = " ".join(" ".join(notice.inner_text() for notice in notices).split())
        assert [text for text in english if text in shown] == []


def test_a_setting_is_said_in_danish_with_its_organisation(checked_window, address):
    checked_window.goto(f"{address}?theme=ward&uiLanguage=da")
    checked_window.get_by_role("tab", name="Indstillinger").click()
    chat = checked_window.get_by_role("listitem").filter(has_text="chat: disabled")
    expect(chat).to_contain_text("Bestemt af Clinic")
