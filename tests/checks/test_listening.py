"""What a workspace sounds like, as espeak-ng says it."""

from __future__ import annotations

import json
import shutil

import pytest

needs_espeak = pytest.mark.skipif(not shutil.which("espeak-ng"), reason="espeak-ng is not there")

THEME = "theme: ward\nextends: borger\norganisation: clinic\ntexts: {da: {meeting.leave: Vi ses til jul}}\n"


@needs_espeak
def test_the_shipped_pairs_are_judged_and_measure_as_noted(run):
    said = run("terms")
    assert (said.code, "nobody has judged" in said.out) == (0, False)


@needs_espeak
def test_a_new_word_that_sounds_like_another_is_told_ready_to_be_judged(run, write):
    write("themes/ward.yaml", THEME)
    more = write("words.txt", "hjul/12\n")
    said = run("terms", "da", "--against", str(more))
    assert (said.code, '- {words: [jul, hjul], distance: 0, sounds: ["j' in said.out) == (1, True)


@needs_espeak
def test_a_judged_pair_is_not_told_again(run, write):
    write("themes/ward.yaml", THEME)
    more = write("words.txt", "hjul\n")
    pair = '{words: [jul, hjul], distance: 0, why: "a wheel: makes no sense in its place"}'
    write("themes/terms/da.yaml", f"terms: da\nharmless_sound_alikes:\n  - {pair}\n")
    said = run("terms", "da", "--against", str(more))
    assert (said.code, "hjul" in said.out) == (0, False)


@needs_espeak
def test_a_distance_that_no_longer_holds_is_told(run, write):
    pair = '{words: [tolk, bord], distance: 0, why: "a mistake"}'
    write("themes/terms/da.yaml", f"terms: da\nharmless_sound_alikes:\n  - {pair}\n")
    assert "tolk and bord are noted 0 apart, and are" in run("terms", "da").out


@needs_espeak
def test_scripts_get_json(run):
    said = json.loads(run("terms", "--json").out)
    assert [one["language"] for one in said["languages"]] == ["da", "nb", "sv"]


@needs_espeak
def test_a_language_without_words_is_said_so(run):
    assert "There are no words in `xx`." in run("terms", "xx").err
