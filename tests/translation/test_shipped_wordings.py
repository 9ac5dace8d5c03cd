"""What the checks do not ask of the shipped wordings."""

from __future__ import annotations

from pathlib import Path

import pytest

from themebuilder.definitions.texts import CORE_MESSAGES, WORDING_MESSAGES
from themebuilder.platform.shipped import load_screens

THEMES = Path(__file__).parents[2] / "themes"
SETS = sorted(path.stem for path in (THEMES / "wordings").glob("*.yaml"))
LANGUAGES = [path.stem for path in (THEMES / "texts").glob("*.yaml") if "." not in path.stem]


def list_messages(document, name):
    """Every message of a set: (message, language, its parts)."""
    file = document("wordings", name)
    return [(m, lang, parts) for m in WORDING_MESSAGES for lang, parts in file.get(m, {}).items()]


def test_the_sets_that_themes_start_from_have_every_message(document):
    found = {*document("wordings", "neutral"), *document("wordings", "direct-media")}
    assert set(WORDING_MESSAGES) <= found


def test_every_theme_has_words_for_the_screens_that_show_a_message(document):
    shown = {screen.wording for screen in load_screens().values()} - {""}
    picked = {*document("", "generisk")["wording"]}
    assert shown - picked == set(), "pick a wording for it in themes/generisk.yaml"


@pytest.mark.parametrize("name", SETS)
def test_only_words_that_no_package_needs_are_drafts(name, document):
    drafts = [
        (m, lang) for m, lang, parts in list_messages(document, name) if parts["review"] == "draft"
    ]
    read = {lang for lang in LANGUAGES if document("texts", lang)["review"] != "draft"}
    assert [lang for _, lang in drafts if lang in {"da", "en"}] == []
    assert [lang for m, lang in drafts if m in CORE_MESSAGES and lang in read] == []


@pytest.mark.parametrize("name", SETS)
def test_the_voice_is_done_within_six_seconds(name, document):
    # Slow Danish and English speech has some fifteen characters a second.
    long = [
        spoken
        for _, _, parts in list_messages(document, name)
        if len(spoken := parts.get("spoken", "")) > 90
    ]
    assert long == []
