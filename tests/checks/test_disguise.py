"""A forbidden word is found however it is written, and no other word for it."""

from __future__ import annotations

import pytest

from themebuilder.checks.glossary import load_glossary
from themebuilder.checks.prose import fold

FOUND = [
    # what stands there, the word that is reported
    ("mødeværtinden", "mødeværtinden"),
    ("Værtspersonen kommer", "værtspersonen"),
    ("konsultationsværten", "konsultationsværten"),
    ("et lobbyrum", "lobbyrum"),
    ("hostkoden", "hostkoden"),
    ("værts-pin", "værts-pin"),
    ("vær-ten", "vær-ten"),
    ("VÆRT", "vært"),
    ("vaerten", "vaerten"),
    ("v&aelig;rten", "værten"),
    ("v\u00ad\u00e6rt", "vært"),
    ("væ\u200brten", "værten"),
    ("v æ r t", "vært"),
    ("v-æ-r-t-e-n", "værten"),
    ("h\u043est", "host"),
    ("\uff48\uff4f\uff53\uff54", "host"),
    ("g\u00e6st\u2060er", "gæster"),
    ("mo\u0308devært", "mödevært"),
]
INNOCENT = [
    "svært", "sværte", "svært-", "meget-svært", "tværtimod", "tværs", "hvert", "hverten", "værd",
    "fraværstid", "nærvær", "værelset", "værtshuset", "viceværten", "hoste", "hosteanfald",
    "kighosten", "nattehosten", "gæstfri", "organisatorisk", "lobbyist", "a b c", "1 2 3 4",
    "vær her til", "vær, tal", "den kommunale hverdag",
]  # fmt: skip


@pytest.fixture
def find(context):
    words = load_glossary(context.library, "da", "citizen").forbidden
    return lambda text: [word for word, _ in words.find(fold(text))]


@pytest.mark.parametrize(("text", "word"), FOUND)
def test_a_disguised_word_is_found(find, text, word):
    assert find(f"Her er {text}.") == [word]


@pytest.mark.parametrize("text", INNOCENT)
def test_a_word_that_only_looks_so_is_not_found(find, text):
    assert find(f"Her er {text}.") == []


def test_a_compound_has_the_advice_of_its_word(context):
    words = load_glossary(context.library, "da", "citizen").forbidden
    assert words.get("mødeværtinden") == words.get("vært")
