"""What the checks do not ask of the shipped texts: `check --strict` finds no problem in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

THEMES = Path(__file__).parents[2] / "themes"
FILES = sorted(
    path.stem for path in (THEMES / "texts").glob("*.yaml") if not path.stem.endswith(".older")
)
LANGUAGES = ("da", "en")
AUDIENCES = ("everyone", "citizen", "clinician")


@pytest.mark.parametrize("name", FILES)
def test_a_file_says_whom_it_is_for_and_has_its_keys_in_order(name, document):
    file = document("texts", name)
    parts = (file["texts"], file.get("audience", ""))
    assert (".".join(parts).strip("."), file["review"]) == (name, "proposed")
    assert list(file["keys"]) == sorted(file["keys"])
    if "." in name:  # an audience's text differs from everybody's
        base = document("texts", file["texts"])["keys"]
        assert [key for key, text in file["keys"].items() if base[key] == text] == []


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_names_who_runs_the_service_or_is_formal(language, audience, texts):
    names = r"(?i:medcom|vdx|region\s|webapp)"
    wrong = re.compile(names + (r"|\b(Dem|Deres|man)\b" if language == "da" else ""))
    found = texts(language, audience)
    assert [key for key, text in found.items() if wrong.search(text)] == []
    # The card of the words for waiting also meets who said goodbye.
    assert [key for key, text in found.items() if "[[ waiting." in text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_has_few_words(language, texts):
    long = {
        key: sentence
        for key, text in texts(language, "citizen").items()
        for sentence in re.split(r"[.?!\n]\s*", re.sub(r"\{\{.*?\}\},? ?", "", text))
        if len(sentence.split()) > 12
    }
    assert long == {}
