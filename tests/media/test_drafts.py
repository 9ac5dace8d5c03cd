"""Placeholder recordings: spoken by a machine, and known as such wherever they go."""

import pytest

from themebuilder.media.model import MediaError
from themebuilder.media.recording_header import find_prompt_faults
from themebuilder.media.recordings import (
    DRAFT_MARK,
    FIRST_PROMPT,
    PromptTarget,
    convert,
    has_draft_mark,
    is_draft_name,
    make_draft_name,
    mark_draft,
    measure,
    speak_draft,
)

WORDS = "Mødet er ikke åbnet endnu. Bliv på linjen. Vi åbner mødet for dig."

pytestmark = pytest.mark.usefixtures("espeak")


@pytest.fixture(scope="module")
def spoken() -> bytes:
    return speak_draft("da", WORDS)


def test_a_draft_is_a_prompt_like_any_other(spoken, soxi):
    assert find_prompt_faults(spoken) == ()
    assert soxi(spoken)["Sample Encoding"] == "16-bit Signed Integer PCM"


def test_only_a_draft_is_known_by_its_sound(spoken, recording):
    assert has_draft_mark(spoken)
    assert not has_draft_mark(convert(recording(), FIRST_PROMPT))


def test_the_mark_is_the_smallest_sound_there_is():
    assert set(DRAFT_MARK[::2]) | set(DRAFT_MARK[1::2]) == {0x00, 0x01, 0xFF}
    assert len(DRAFT_MARK) // 2 == 144


@pytest.mark.parametrize("piece", [slice(44, None, None), slice(0, 200_000), slice(200_000, None)])
def test_cutting_one_end_off_does_not_make_it_a_real_recording(spoken, piece):
    assert has_draft_mark(spoken[piece])


@pytest.mark.parametrize(
    "target", [FIRST_PROMPT, PromptTarget(loudness_lufs=-20.0, lead_in_seconds=3)]
)
def test_converting_a_draft_again_leaves_it_a_draft(spoken, target):
    assert has_draft_mark(convert(spoken, target))


def test_the_same_words_give_the_same_bytes_and_one_mark(spoken):
    assert speak_draft("da", WORDS) == mark_draft(spoken) == spoken


def test_nynorsk_is_spoken_by_the_nearest_voice():
    assert has_draft_mark(speak_draft("nn", "Møtet er ikkje opna enno."))


def test_a_draft_becomes_the_first_prompt_like_any_recording(spoken):
    levels = measure(convert(spoken, FIRST_PROMPT))
    assert levels.loudness_lufs == pytest.approx(-23, abs=0.1)
    assert levels.lead_in_seconds >= 2


def test_the_name_of_a_draft_says_so_once():
    name = make_draft_name("number.wav")
    assert name == make_draft_name(name) == "draft-number.wav"
    assert is_draft_name("region/prompts/draft-number.wav")
    assert not is_draft_name("draft-prompts/number.wav")


@pytest.mark.parametrize(
    ("language", "words", "message"),
    [
        ("da", "  ", "The prompt has no words"),
        ("da", "Bliv [[h'E@]] her", "characters that espeak-ng can't read"),
        ("da", "Bliv\x00her", "characters that espeak-ng can't read"),
        ("da", "ord " * 200, "799 characters"),
        ("qaa", "Bíða", "no voice for `qaa`"),
        ("--path=/tmp", "Bliv her", "isn't a language code"),
        ("../da", "Bliv her", "isn't a language code"),
    ],
)
def test_what_cannot_be_spoken_is_refused_with_the_reason(language, words, message):
    with pytest.raises(MediaError, match=message):
        speak_draft(language, words)


def test_words_are_never_taken_for_options_or_shell():
    assert has_draft_mark(speak_draft("da", "--version; $(reboot) `reboot` <b>Bliv</b> & her"))


def test_a_missing_program_is_reported_with_the_way_to_install_it(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MediaError, match="apt-get install espeak-ng"):
        speak_draft("da", WORDS)
