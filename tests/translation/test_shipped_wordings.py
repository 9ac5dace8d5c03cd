"""The wording sets: short enough to take in while waiting, and the same words seen and heard."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from themebuilder.definitions.texts import MESSAGES

SETS = sorted(
    path.stem for path in (Path(__file__).parents[2] / "themes" / "wordings").glob("*.yaml")
)
FOR_STAFF = {"clinician"}
PHONE = "[[ support.phone ]]"
EIGHT_DIGITS = "12 34 56 78"


def said(document, name):
    """Every message of a set: (message, language, its parts)."""
    file = document("wordings", name)
    return [(m, lang, parts) for m in MESSAGES for lang, parts in file.get(m, {}).items()]


def test_the_sets_are_the_ones_that_themes_pick():
    assert SETS == ["clinician", "direct-media", "neutral"]


def test_the_sets_that_themes_start_from_have_every_message(document):
    found = {*document("wordings", "neutral"), *document("wordings", "direct-media")}
    assert set(MESSAGES) <= found


@pytest.mark.parametrize("name", SETS)
def test_a_file_is_named_after_its_set(name, document):
    assert document("wordings", name)["wording"] == name


@pytest.mark.parametrize("name", SETS)
def test_every_message_is_there_in_danish_and_english(name, document):
    file = document("wordings", name)
    lacking = [m for m in MESSAGES if m in file and not {"da", "en"} <= set(file[m])]
    assert lacking == []


@pytest.mark.parametrize("name", SETS)
def test_languages_without_texts_are_drafts(name, document):
    drafts = {lang for _, lang, parts in said(document, name) if parts["review"] == "draft"}
    assert drafts <= {"sv", "nb", "nn", "de"}


@pytest.mark.parametrize("name", SETS)
def test_a_line_on_the_screen_has_at_most_sixty_characters(name, document):
    long = [
        line
        for _, _, parts in said(document, name)
        for part in ("title", "body", "help")
        if len(line := parts.get(part, "").replace(PHONE, EIGHT_DIGITS)) > 60
    ]
    assert long == []


@pytest.mark.parametrize("name", SETS)
def test_the_voice_says_what_the_screen_says(name, document):
    other = [
        parts["spoken"]
        for _, _, parts in said(document, name)
        if "spoken" in parts and parts["spoken"] != f"{parts['title']} {parts['body']}"
    ]
    assert other == []


@pytest.mark.parametrize("name", SETS)
def test_the_voice_is_done_within_six_seconds(name, document):
    # Slow Danish and English speech has some fifteen characters a second.
    long = [
        spoken
        for _, _, parts in said(document, name)
        if len(spoken := parts.get("spoken", "")) > 90
    ]
    assert long == []


@pytest.mark.parametrize("name", SETS)
def test_no_number_is_spoken_that_would_need_a_recording_of_its_own(name, document):
    spoken = [parts.get("spoken", "") for _, _, parts in said(document, name)]
    assert [it for it in spoken if "support" in it or "organisation" in it] == []


@pytest.mark.parametrize("name", SETS)
def test_no_message_has_a_word_that_is_not_for_its_readers(name, document, words_not_for):
    audiences = ["clinician"] if name in FOR_STAFF else ["citizen", "everyone", "clinician"]
    found = [
        (language, words)
        for _, language, parts in said(document, name)
        for audience in audiences
        for text in parts.values()
        if (words := words_not_for(language, audience, text))
    ]
    assert found == []


@pytest.mark.parametrize("name", SETS)
def test_no_message_has_a_word_that_is_heard_as_another(name, document):
    heard = [
        word
        for _, language, parts in said(document, name)
        for pair in document("terms", language).get("sound_alikes", [])
        for word in re.findall(r"\w+", " ".join(parts.values()).casefold())
        if word == pair["words"][0]
    ]
    assert heard == []


@pytest.mark.parametrize("name", SETS)
def test_only_known_names_are_filled_in(name, document):
    names = {
        found
        for _, _, parts in said(document, name)
        for found in re.findall(r"\[\[ (.*?) \]\]", " ".join(parts.values()))
    }
    assert names <= {"support.phone"}


@pytest.mark.parametrize("name", SETS)
def test_only_the_line_for_help_has_a_number(name, document):
    numbered = {
        part for _, _, parts in said(document, name) for part in parts if PHONE in parts[part]
    }
    assert numbered <= {"help"}
