"""Where a message is met: every place, and the places out of reach."""

from __future__ import annotations

import json

import pytest

from themebuilder.platform.shipped import list_worded_screens, load_screens
from themebuilder.translation.where import uses_message

pytestmark = pytest.mark.usefixtures("ward")


@pytest.fixture
def places(run):
    """What `where` says of the ward, by kind and language."""

    def find_places(message: str = "waiting") -> list[dict]:
        report = json.loads(run("where", message, "ward", "--json").out)
        return report["themes"][0]["places"]

    return find_places


def test_each_place_says_the_final_text_where_it_was_set_whom_it_serves_and_what_is_inferred(
    places, run
):
    found = places()
    assert [(one["kind"], one["name"], one["language"]) for one in found] == [
        ("text", None, "da"),
        ("text", None, "en"),
        *(("screen", id_, "da") for id_ in list_worded_screens("waiting")),
        ("prompt", None, "da"),
    ]
    screen, direct = found[2:4]
    assert screen["text"] == "Vent her.\nVi tager imod dig, så snart vi er klar til dig."
    assert {one["file"] for one in screen["set_at"]} == {"shipped/themes/wordings/neutral.yaml"}
    assert screen["note"] == "Guests who read `en` see it in `da` too."
    assert (screen["lacking"], screen["situations"], direct["situations"]) == (
        False,
        {"before_host": "I", "locked_out": "I"},
        {"before_host": "P", "locked_out": "I"},
    )
    output = " ".join(run("where", "waiting", "ward").out.split())
    assert "for guests: before the host [P], locked out [I]" in output
    assert "Callers still hear the platform's English prompt. Learn its file name" in output
    beyond = output.partition("Places that no package can change")[2]
    named = ("#pex126", "Invitations", "Teams", "routing rules", "global default", "sync templates")
    assert [place for place in named if place not in beyond] == []


def test_a_text_of_ones_own_that_takes_its_words_from_the_message_is_found(places, ward):
    ward('texts: {da: {common.join: "Vent: [[ waiting.title | upper ]]"}}\n')
    found = next(place for place in places() if place["name"] == "common.join")
    assert found["text"] == "Vent: VENT HER."
    assert found["set_at"][0] == {"file": "themes/ward.yaml", "line": 7, "column": 27}


def test_words_that_were_copied_out_are_reported(places, ward):
    ward("texts: {da: {common.join: Vent her.}}\n")
    found = next(place for place in places() if place["name"] == "common.join")
    assert "won't follow when the wording changes" in found["note"]


def test_a_file_name_that_nobody_has_seen_counts_for_nothing(places, write):
    write("themes/workspace.yaml", "workspace: clinic\nspoken: {waiting: conf-waiting.wav}\n")
    prompt = places()[-1]
    assert (prompt["name"], prompt["lacking"]) == (None, True)
    assert "conf-waiting.wav, which neither Pexip nor your base theme confirms" in prompt["note"]


def test_a_known_prompt_without_a_recording_lacks_it_and_with_one_has_it(places, write, ward):
    name = "2sd-please-hold-connect-you_48kHz_mono.wav"
    write("themes/workspace.yaml", f"workspace: clinic\nspoken: {{waiting: {name}}}\n")
    assert places()[-1]["lacking"]
    ward(f"meeting: {{prompts: {{{name}: hold.wav}}}}\n")
    assert places()[-1]["note"] == "The recording hold.wav must say exactly this."


def test_a_screen_that_the_workspace_switched_off_is_lacking(places, write):
    write("themes/workspace.yaml", "workspace: clinic\ninferred: {direct_media_screens: false}\n")
    found = {place["name"]: place["lacking"] for place in places() if place["kind"] == "screen"}
    screens = {id_: load_screens()[id_] for id_ in list_worded_screens("waiting")}
    assert found == {id_: screen.is_direct_media for id_, screen in screens.items()}


@pytest.mark.parametrize(
    ("message", "met"),
    [
        ("locked", "Its guests probably see waiting_for_host (`waiting`)"),
        ("late", "Its guests probably see waiting_for_host (`waiting`)"),
        ("ended", "No known screen shows `ended`."),
    ],
)
def test_a_message_without_a_screen_says_what_its_guests_meet(places, message, met):
    (screen,) = (place for place in places(message) if place["kind"] == "screen")
    assert screen["lacking"]
    assert met in screen["note"]


@pytest.mark.parametrize(
    ("written", "is_read"),
    [
        ("[[ waiting.title ]]", True),
        ("[[waiting.body|lower]]", True),
        ("waiting.title", False),
        ("[[ theme.title ]] waiting.title", False),
        ("[[ awaiting.title ]]", False),
    ],
)
def test_a_text_reads_a_message_where_it_says_so_in_brackets(written, is_read):
    assert uses_message("waiting", written) is is_read


def test_a_theme_that_cannot_be_completed_is_reported_and_ends_with_1(run, ward):
    ward("wording: {waiting: nowhere}\n")
    result = run("where", "waiting", "ward")
    assert result.code == 1
    assert "[name-unknown]" in result.out


def test_a_screen_in_two_languages_is_shown_with_both(places, ward):
    ward("meeting: {second_language: en}\n")
    screen = next(place for place in places() if place["name"] == "waiting_for_host")
    assert (screen["language"], screen["note"]) == ("da / en", "")
    assert screen["text"].startswith("Vent her. / Please wait here.\n")
