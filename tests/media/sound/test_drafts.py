"""Placeholder recordings: spoken by a machine, and known as such wherever they go."""

import pytest

from themebuilder.media.draft_mark import MARK, mark_draft
from themebuilder.media.recording import faults
from themebuilder.media.sound_conversion import FIRST, Target, convert
from themebuilder.media.sound_drafts import draft, draft_name, is_draft, is_draft_name
from themebuilder.media.sound_error import SoundError

WORDS = "Mødet er ikke åbnet endnu. Bliv på linjen. Vi åbner mødet for dig."

pytestmark = pytest.mark.usefixtures("espeak")


@pytest.fixture(scope="module")
def spoken() -> bytes:
    return draft("da", WORDS, FIRST).data


def test_a_draft_is_a_prompt_like_any_other(spoken, soxi):
    assert faults(spoken) == ()
    assert soxi(spoken)["Sample Encoding"] == "16-bit Signed Integer PCM"


def test_a_draft_is_known_by_its_sound(spoken):
    assert is_draft(spoken)


def test_a_real_recording_is_no_draft(recording):
    assert not is_draft(convert(recording(), FIRST).data)


def test_the_mark_is_the_smallest_sound_there_is():
    assert set(MARK[::2]) | set(MARK[1::2]) == {0x00, 0x01, 0xFF}
    assert len(MARK) // 2 == 144


@pytest.mark.parametrize("piece", [slice(44, None, None), slice(0, 200_000), slice(200_000, None)])
def test_cutting_one_end_off_does_not_make_it_a_real_recording(spoken, piece):
    assert is_draft(spoken[piece])


@pytest.mark.parametrize("target", [FIRST, Target(loudness_lufs=-20.0, lead_in_seconds=3)])
def test_converting_a_draft_again_leaves_it_a_draft(spoken, target):
    made = convert(spoken, target)
    assert made.is_draft
    assert is_draft(made.data)


def test_marking_a_draft_twice_changes_nothing(spoken):
    assert mark_draft(spoken) == spoken


def test_the_same_words_give_the_same_bytes(spoken):
    assert draft("da", WORDS, FIRST).data == spoken


def test_nynorsk_is_spoken_by_the_nearest_voice():
    assert draft("nn", "Møtet er ikkje opna enno.").is_draft


def test_a_draft_keeps_the_target(spoken):
    after = convert(spoken, FIRST).after
    assert after.loudness_lufs == pytest.approx(-23, abs=0.1)
    assert after.lead_in_seconds >= 2


def test_the_name_of_a_draft_says_so_once():
    name = draft_name("number.wav")
    assert name == draft_name(name) == "draft-number.wav"
    assert is_draft_name("region/prompts/draft-number.wav")
    assert not is_draft_name("draft-prompts/number.wav")


@pytest.mark.parametrize(
    ("language", "words", "fault"),
    [
        ("da", "  ", "words-not-speakable"),
        ("da", "Bliv [[h'E@]] her", "words-not-speakable"),
        ("da", "Bliv\x00her", "words-not-speakable"),
        ("da", "ord " * 200, "words-not-speakable"),
        ("qaa", "Bíða", "voice-unknown"),
        ("--path=/tmp", "Bliv her", "voice-unknown"),
        ("../da", "Bliv her", "voice-unknown"),
    ],
)
def test_what_cannot_be_spoken_is_refused_by_name(language, words, fault):
    with pytest.raises(SoundError) as caught:
        draft(language, words)
    assert caught.value.fault == fault


def test_words_are_never_taken_for_options_or_shell():
    assert draft("da", "--version; $(reboot) `reboot` <b>Bliv</b> & her").is_draft


def test_a_missing_program_is_told_with_the_way_to_install_it(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SoundError, match="apt-get install espeak-ng"):
        draft("da", WORDS)
