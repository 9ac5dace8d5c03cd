"""What the checks do not ask of the shipped texts: `check --strict` finds no problem in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

THEMES = Path(__file__).parents[2] / "themes"
FILES = sorted(
    path.stem for path in (THEMES / "texts").glob("*.yaml") if not path.stem.endswith(".older")
)
OVERLAYS = [name for name in FILES if "." in name]
LANGUAGES = ("da", "en")
AUDIENCES = ("everyone", "citizen", "clinician")


@pytest.mark.parametrize("name", FILES)
def test_the_keys_stand_in_order(name, document):
    keys = list(document("texts", name)["keys"])
    assert keys == sorted(keys)


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
def test_danish_speaks_to_the_reader_as_du(audience, texts):
    formal = re.compile(r"\b(Dem|Deres|man)\b")
    assert [key for key, text in texts("da", audience).items() if formal.search(text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_has_few_words(language, texts):
    long = {
        key: sentence
        for key, text in texts(language, "citizen").items()
        for sentence in re.split(r"[.?!\n]\s*", re.sub(r"\{\{.*?\}\},? ?", "", text))
        if len(sentence.split()) > 12
    }
    assert long == {}
