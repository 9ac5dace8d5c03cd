"""The app's texts: complete, whole, in their own language, and fit for whoever reads them."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from themebuilder.platform.facts import find_placeholders
from themebuilder.platform.target import load_platform

THEMES = Path(__file__).parents[2] / "themes"
# What is for older targets has the placeholders of those: `check` is asked for each target elsewhere.
FILES = sorted(
    path.stem for path in (THEMES / "texts").glob("*.yaml") if not path.stem.endswith(".older")
)
OVERLAYS = [name for name in FILES if "." in name]
LANGUAGES = ("da", "en")
AUDIENCES = ("everyone", "citizen", "clinician")

KNOWN = load_platform()
SOURCE = {**KNOWN.old_keys, **KNOWN.quoted_keys, **KNOWN.computed_keys, **KNOWN.keys}

# The same word in both languages: loan words and names.
SAME_IN_DANISH = {
    "common.label-logo",
    "common.send",
    "media.start-test",
    "meeting.toggle-chat-tooltip",
    "stats.video",
}
# Both run on into the next text.
MAY_END_IN_A_SPACE = {"media.input.connector", "media.you-can-say-something-like"}
# What a button shows, and the name that a screen reader gives it.
NAMED_BUTTONS = [
    ("breakout-toggle-tooltip", "breakout-toggle-tooltip"),
    ("breakouts.move-to-room-modal.join-now-btn", "breakouts.move-to-room-modal.aria-label-btn"),
    ("common.close", "breakouts.breakout-room.close-room-aria-label"),
    ("common.join", "common.join.aria-label"),
    ("invite.copy", "invite.copy-to-clipboard"),
    ("invite.invite", "invite.invite-person"),
    ("meeting.admit", "meeting.admit-participant"),
    ("meeting.deny", "meeting.deny-participant"),
    ("meeting.leave", "meeting.leave-aria-label"),
    ("meeting.toggle-chat-tooltip", "meeting.toggle-chat"),
    ("meeting.toggle-participants-panel-tooltip", "meeting.toggle-participants-panel"),
]


def tags_of(text):
    return re.findall(r"</?\w+>", text)


def tags_kept(fact):
    return sorted(tag for name in fact.tags for tag in (f"<{name}>", f"</{name}>"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_every_text_of_every_known_version(language, texts):
    assert sorted(set(SOURCE) - set(texts(language, "everyone"))) == []


@pytest.mark.parametrize("name", FILES)
def test_no_text_has_a_key_that_nothing_asks_for(name, document):
    assert sorted(set(document("texts", name)["keys"]) - set(SOURCE)) == []


@pytest.mark.parametrize("name", FILES)
def test_the_keys_stand_in_order(name, document):
    keys = list(document("texts", name)["keys"])
    assert keys == sorted(keys)


@pytest.mark.parametrize("name", FILES)
def test_a_text_keeps_the_placeholders_that_the_app_fills(name, document):
    altered = {
        key: text
        for key, text in document("texts", name)["keys"].items()
        if sorted(find_placeholders(text))
        != sorted(set(SOURCE[key].placeholders) - set(SOURCE[key].unfilled))
    }
    assert altered == {}


LOGO = "common.a-pexip-meeting"
"""Its tag draws the vendor's logo, so the texts leave it out."""


@pytest.mark.parametrize("name", FILES)
def test_a_text_keeps_its_tags_and_no_other_has_any(name, document):
    altered = {
        key: text
        for key, text in document("texts", name)["keys"].items()
        if sorted(tags_of(text)) != tags_kept(SOURCE[key]) and key != LOGO
    }
    assert altered == {}


@pytest.mark.parametrize("name", FILES)
def test_every_tag_is_closed_after_it_is_opened(name, document):
    keys = document("texts", name)["keys"]
    crossed = {
        key: text
        for key, text in keys.items()
        if re.sub(r"<(\w+)>[^<]*</\1>", "", text).count("<") > 0
    }
    assert crossed == {}


def test_nothing_is_left_english_in_danish(texts):
    danish = texts("da", "everyone")
    same = {key for key, text in danish.items() if text.strip() == SOURCE[key].english.strip()}
    assert same == SAME_IN_DANISH


@pytest.mark.parametrize("name", OVERLAYS)
def test_an_audience_s_text_differs_from_everybody_s(name, document):
    base = document("texts", name.split(".")[0])["keys"]
    overlay = document("texts", name)["keys"]
    assert [key for key, text in overlay.items() if base[key] == text] == []


@pytest.mark.parametrize("name", FILES)
def test_a_file_says_whom_it_is_for_and_who_has_read_it(name, document):
    file = document("texts", name)
    assert (".".join((file["texts"], file.get("audience", ""))).strip("."), file["review"]) == (
        name,
        "proposed",
    )


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_reads_a_word_that_is_not_for_them(language, audience, texts, words_not_for):
    found = {
        key: words
        for key, text in texts(language, audience).items()
        if (words := words_not_for(language, audience, text))
    }
    assert found == {}


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_names_who_runs_the_service(language, audience, texts):
    names = re.compile(r"medcom|vdx|region\s|webapp", re.IGNORECASE)
    assert [key for key, text in texts(language, audience).items() if names.search(text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_takes_the_words_for_waiting_as_its_card_also_meets_who_said_goodbye(
    language, texts
):
    built = {key for key, text in texts(language, "citizen").items() if "[[ waiting." in text}
    assert built == set()


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("shown", "spoken"), NAMED_BUTTONS)
def test_a_button_s_spoken_name_begins_with_its_words(language, audience, shown, spoken, texts):
    read = texts(language, audience)
    assert read[spoken].startswith(read[shown])


@pytest.mark.parametrize("name", FILES)
def test_the_letters_are_composed_and_the_signs_typographic(name, document):
    wrong = {
        key: text
        for key, text in document("texts", name)["keys"].items()
        if text != unicodedata.normalize("NFC", text)
        or re.search(r"""["'´`]|\.\.|  |[ÃÂ\ufffd]|[\x00-\x09\x0b-\x1f\x7f-\x9f]""", text)
    }
    assert wrong == {}


@pytest.mark.parametrize("name", FILES)
def test_no_text_is_empty_or_has_spaces_around_it(name, document):
    keys = document("texts", name)["keys"]
    odd = {key for key, text in keys.items() if text != text.strip() or not text}
    assert odd <= MAY_END_IN_A_SPACE


@pytest.mark.parametrize("language", LANGUAGES)
def test_quotation_marks_are_the_language_s_own(language, texts):
    own = {"da": "»«", "en": "“”"}[language]
    marks = {
        sign for text in texts(language, "everyone").values() for sign in text if sign in "»«“”„"
    }
    assert marks == set(own)


@pytest.mark.parametrize("audience", AUDIENCES)
def test_danish_speaks_to_the_reader_as_du(audience, texts):
    formal = re.compile(r"\b(Dem|Deres|man)\b")
    assert [key for key, text in texts("da", audience).items() if formal.search(text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_label_stays_a_label(language, texts):
    long = {
        key: text
        for key, text in texts(language, "citizen").items()
        if 0 < len(SOURCE[key].english) <= 12 and len(text) > 36
    }
    assert long == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_has_few_words(language, texts):
    long = {
        key: sentence
        for key, text in texts(language, "citizen").items()
        for sentence in re.split(r"[.?!\n]\s*", re.sub(r"\{\{.*?\}\},? ?", "", text))
        if len(sentence.split()) > 12
    }
    assert long == {}
