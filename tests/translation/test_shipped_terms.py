"""The glossaries: every form is caught, nothing innocent is, and each warning has a way out."""

from __future__ import annotations

import unicodedata
from datetime import date
from pathlib import Path

import pytest

LANGUAGES = sorted(
    path.stem for path in (Path(__file__).parents[2] / "themes" / "terms").glob("*.yaml")
)
HEARD = ("da", "sv", "nb")


def list_entries(document, language, *lists):
    terms = document("terms", language)
    return [entry for name in lists for entry in terms.get(name, [])]


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("da", "Venter på værten", ["værten"]),
        ("da", "Venter på vært …", ["vært"]),
        ("da", "VÆRTENS PINKODE", ["værtens"]),
        ("da", "Mødeværten kommer snart", ["mødeværten"]),
        ("da", "Skriv din værtspinkode", ["værtspinkode"]),
        ("da", "Hosten lukker dig ind", ["hosten"]),
        ("da", "Venter på mødelederen", ["mødelederen"]),
        ("da", "Du er i lobbyen", ["lobbyen"]),
        ("da", "Afventer godkendelse", ["afventer"]),
        ("da", "Vent venligst", ["venligst"]),
        ("da", "Bliv på siden", ["siden"]),
        ("en", "Waiting for the host...", ["host"]),
        ("en", "Waiting for the meeting leader", ["meeting leader"]),
        ("sv", "Väntar på värden…", ["värden"]),
        ("nb", "Venter på verten", ["verten"]),
        ("nn", "Ventar på verten", ["verten"]),
        ("de", "Warten auf den Gastgeber", ["gastgeber"]),
        ("da", "Hvert møde i hele verden er værd at vente på", []),
        ("da", "Du kan hoste, og besøge et værtshus bagefter", []),
        ("da", "Behandleren åbner mødet", []),
        ("en", "A whole ghost town of hostels", []),
        ("nn", "Møtet vert opna", []),
    ],
)
def test_a_word_that_citizens_should_not_meet_is_found(language, text, words, find_avoided_words):
    assert find_avoided_words(language, "citizen", text) == words


def test_staff_may_read_their_own_words(find_avoided_words):
    assert find_avoided_words("da", "clinician", "Mødelederen lukker gæsten ind") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_glossary_is_well_formed(language, document):
    listed = list_entries(document, language, "forbidden", "avoid")
    forms = [form for entry in listed for form in entry["forms"]]
    assert sorted(forms) == sorted(set(forms))
    listed += list_entries(document, language, "dated")
    assert [entry["word"] for entry in listed if entry["word"] not in entry["forms"]] == []
    assert [entry["word"] for entry in listed if not entry["why"].endswith(".")] == []
    text = str(document("terms", language))
    assert text == unicodedata.normalize("NFC", text)
    review = "proposed" if language in {"da", "en"} else "draft"
    assert document("terms", language)["review"] == review


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_audience_is_told_a_word_that_it_may_have(language, document, find_avoided_words):
    stuck = [
        (entry["word"], audience)
        for entry in list_entries(document, language, "forbidden", "avoid")
        for audience in entry["audience"]
        if all(find_avoided_words(language, audience, say) for say in entry["say"])
    ]
    assert stuck == []


@pytest.mark.parametrize("language", HEARD)
def test_a_word_heard_as_another_is_also_forbidden(language, document, find_avoided_words):
    heard = {pair["words"][0] for pair in list_entries(document, language, "sound_alikes")}
    assert [word for word in heard if not find_avoided_words(language, "citizen", word)] == []


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_name_that_ends_has_its_last_day_and_a_successor(language, document):
    dated = list_entries(document, language, "dated")
    assert all(date.fromisoformat(entry["until"]) and entry["becomes"] for entry in dated)
