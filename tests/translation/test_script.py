"""What a speaker reads from, and drafts that never get out."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from themebuilder.media.recordings import has_draft_mark, speak_draft

GOLDEN = Path(__file__).parent / "script.md"
HOLD = "2sd-please-hold-connect-you_48kHz_mono.wav"

pytestmark = pytest.mark.usefixtures("ward")


@pytest.fixture
def spoken_by_a_machine(workspace, ward):
    """A theme that names a recording which a machine spoke."""
    if shutil.which("espeak-ng") is None:
        pytest.skip("espeak-ng is not installed")
    file = workspace / "brand_assets" / "hold.wav"
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(speak_draft("da", "Et øjeblik."))
    ward(f"meeting: {{prompts: {{{HOLD}: hold.wav}}}}\n")


OURS = """\
wording: ours
waiting:
  da: {title: Du er her, body: Vi kommer., spoken: Du er her. Vi kommer., review: proposed}
  en: {title: You are here, body: We are coming., review: proposed}
"""


def test_the_script_is_word_by_word_as_it_was_approved(run, request, write, ward):
    ward(f"wording: {{waiting: ours, locked: ours}}\nmeeting: {{prompts: {{{HOLD}: hold.wav}}}}\n")
    write(
        "themes/wordings/ours.yaml", OURS + OURS.partition("\n")[2].replace("waiting", "locked", 1)
    )
    output = run("script", "ward").out
    if request.config.getoption("--accept"):
        GOLDEN.write_text(output, encoding="utf-8")
    assert output == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("", ("| twin, ward |",)),
        ("wording: {waiting: clinician}\n", ("`ward/waiting.da.wav`", "`twin/waiting.da.wav`")),
    ],
)
def test_themes_share_a_recording_of_the_same_words_alone(run, write, more, expected):
    write("themes/twin.yaml", f"theme: twin\ntitle: Twin\nextends: ward\n{more}")
    output = run("script", "ward", "twin").out
    assert output.count("> Vent her. Vi tager imod") == 1
    assert [one for one in expected if one not in output] == []


def test_a_name_of_our_own_is_none_that_a_theme_can_ship(run, ward):
    ward("meeting: {prompts: {waiting.da.wav: a.wav}}\n")
    assert "waiting.da.wav" in run("check").out
    assert run("check").code == 1


def test_a_recording_in_use_is_held_to_its_words(run, ward):
    ward(f"meeting: {{prompts: {{{HOLD}: hold.wav}}}}\n")
    output = run("script", "ward").out
    assert (
        "`brand_assets/hold.wav` skal sige netop dette: »Et øjeblik. Vi stiller dig igennem.«"
        in output
    )


def test_an_english_meeting_has_an_english_script_with_the_platforms_own_words(run, ward):
    ward("meeting: {language: en}\n")
    output = run("script", "ward").out
    assert "# Recording script: Ward" in output
    assert "> Please hold while I try to connect you." in output


def test_a_message_whose_prompt_is_known_goes_under_its_name(run, write):
    write("themes/workspace.yaml", f"workspace: clinic\nspoken: {{waiting: {HOLD}}}\n")
    output = run("script", "ward").out
    assert f"`{HOLD}`\n\n> Vent her. Vi tager imod" in output
    assert "Et øjeblik" not in output


def test_script_and_page_are_written_where_they_are_wanted(run, tmp_path):
    run("script", "ward", "-o", str(tmp_path / "out"))
    assert "<!doctype html>" in (tmp_path / "out" / "script.html").read_text()
    assert "# Indtaling" in (tmp_path / "out" / "script.md").read_text()


def test_a_script_without_a_theme_is_for_the_workspaces_own(run, workspace):
    assert run("script").out == run("script", "ward").out
    (workspace / "themes" / "ward.yaml").unlink()
    result = run("script")
    assert (result.code, "No theme matches." in result.err) == (2, True)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
def test_draft_audio_is_named_and_marked_as_draft(run, tmp_path):
    run("script", "ward", "--draft-audio", "-o", str(tmp_path))
    files = sorted(tmp_path.glob("*.wav"))
    assert len(files) == 9
    assert all(
        file.name.startswith("draft-") and has_draft_mark(file.read_bytes()) for file in files
    )


@pytest.mark.usefixtures("spoken_by_a_machine")
def test_a_draft_recording_is_refused_under_any_name_unless_the_workspace_allows_it(
    run, write, workspace
):
    build = ("build", "ward", "-o", str(workspace / "dist"))
    for command in (("check", "ward"), build):
        result = run(*command)
        assert (result.code, "[prompt-is-draft]" in result.out) == (1, True)
    assert not list(workspace.glob("dist/*.zip"))
    write("themes/workspace.yaml", "workspace: clinic\ndraft_recordings: true\n")
    assert run(*build).code == 0
    write("themes/workspace.yaml", "workspace: clinic\n")
    assert "[prompt-is-draft]" in run(*build).out


def test_a_waiting_message_that_nobody_speaks_is_reported(run, write):
    write(
        "themes/wordings/quiet.yaml",
        "wording: quiet\nwaiting:\n"
        "  da: {title: Mødet er lukket, body: Bliv her., review: proposed}\n"
        "  en: {title: The meeting is closed, body: Stay here., review: proposed}\n",
    )
    write(
        "themes/ward.yaml",
        'theme: ward\nextends: borger\norganisation: clinic\nbrand: {color: "#2b6a94"}\n'
        "wording: {waiting: quiet}\n",
    )
    assert "The waiting text has no `spoken`" in run("script", "ward").err
