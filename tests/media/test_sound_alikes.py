"""Words that sound alike."""

import pytest

from themebuilder.media.recordings import RecordingError
from themebuilder.media.speech import find_phonemes, measure_distance

pytestmark = pytest.mark.usefixtures("espeak")


@pytest.mark.parametrize(
    ("language", "word", "other", "apart"),
    [
        ("da", "værten", "verden", 0),
        ("da", "vært", "hvert", 0),
        ("da", "vært", "værd", 1),
        ("da", "tolken", "folken", 1),
        ("da", "gæsten", "kæsten", 1),
        ("da", "siden", "tiden", 1),
        ("da", "lyd", "lød", 1),
        ("da", "kode", "kåde", 1),
        ("sv", "värden", "världen", 0),
        ("nb", "verten", "verden", 1),
    ],
)
def test_words_are_as_far_apart_as_they_sound(language, word, other, apart):
    said = find_phonemes(language, [word, other])
    assert measure_distance(said[word], said[other]) == apart


@pytest.mark.parametrize(
    ("a", "b", "apart"),
    [
        ("v ˈɛ d", "v ɛ d", 0),
        ("v ɛː d", "v ɛ d", 0.5),
        ("h ˈʔu s", "h u s", 0.5),
        ("h ˈ?u s", "h ʔu s", 0),
        ("ʔ a", "a", 0.5),
        ("t a", "k a", 1),
        ("t a", "a", 1),
        ("ɛː a", "œ a", 1),
        ("a b c", "", 3),
        ("", "", 0),
    ],
)
def test_sounds_count_one_length_and_stoed_a_half_stress_nothing(a, b, apart):
    assert measure_distance(a, b) == measure_distance(b, a) == apart


def test_words_are_said_one_by_one_in_the_order_asked():
    said = find_phonemes("da", ["verden", "e-mail", "hver den", "verden"])
    assert list(said) == ["verden", "e-mail", "hver den"]


def test_a_word_sounds_the_same_whatever_stands_beside_it():
    together = find_phonemes("da", ["din", "behandler", "værten"])
    assert together["værten"] == find_phonemes("da", ["værten"])["værten"]


def test_what_espeak_writes_holds_no_control_characters():
    assert all(text.isprintable() for text in find_phonemes("da", ["bonjour", "computer"]).values())


@pytest.mark.parametrize(
    "word", ["", "[[v'E]]", "to\n\nord", "-v", "a" * 101, "<speak>", "a" * 99 + "!"]
)
def test_what_is_no_word_is_refused(word):
    with pytest.raises(RecordingError, match="Not words"):
        find_phonemes("da", ["værten", word])


def test_no_words_need_no_answer():
    assert find_phonemes("da", []) == {}


def test_a_missing_program_is_told_with_the_way_to_install_it(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RecordingError, match="apt-get install espeak-ng"):
        find_phonemes("da", ["værten"])


@pytest.mark.parametrize("answer", ["exit 3", "echo one; echo two", "printf '\\377\\033[2J'", ":"])
def test_a_strange_answer_is_not_trusted(monkeypatch, tmp_path, answer):
    program = tmp_path / "espeak-ng"
    program.write_text(f"#!/bin/sh\n{answer}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    try:
        said = find_phonemes("da", ["værten"])["værten"]
    except RecordingError as error:
        said = error.message
    assert said.isprintable()
