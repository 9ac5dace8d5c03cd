"""The voice of the waiting message: from the wording's recording to the packages, and what is said
while it is missing."""

from __future__ import annotations

import json

import pytest

from tests.importing.packages import make_recording, make_service_theme, read_files

PROMPT = "conf-waiting-for-host_48kHz_mono.wav"
OTHER = "conf-hold-the-line_48kHz_mono.wav"
THEME = "theme: {name}\nextends: borger\norganisation: clinic\nwording: {{waiting: ours}}\n"
WORDING = """\
wording: ours
waiting:
  da:
    title: {title}
    body: Vi åbner for dig.
    spoken: {spoken}
    recording: voice/waiting.wav
    recorded: Vent her. Vi åbner for dig.
    review: proposed
"""
STILL_ENGLISH = "Note: Callers of 2 themes still hear the platform's English waiting prompt"


@pytest.fixture
def wording(write):
    def write_wording(
        title: str = "Vent her.", spoken: str = "Vent her. Vi åbner for dig."
    ) -> None:
        write("themes/wordings/ours.yaml", WORDING.format(title=title, spoken=spoken))

    return write_wording


@pytest.fixture(autouse=True)
def _two_themes(write, wording, workspace):
    wording()
    write(
        "themes/organisations/clinic.yaml",
        "organisation: clinic\nname: Klinik\nsettings: {languages: [da]}\n",
    )
    for name in ("ward", "hall"):
        write(f"themes/{name}.yaml", THEME.format(name=name))
    (workspace / "brand_assets/voice").mkdir(parents=True)
    (workspace / "brand_assets/voice/waiting.wav").write_bytes(make_recording())


@pytest.fixture
def base(tmp_path):
    """A base theme with recordings of these names."""

    def make(*names: str) -> str:
        files = dict.fromkeys(names, make_recording())
        return str(make_service_theme(tmp_path / "base.zip", files))

    return make


def read_spoken_texts(workspace) -> dict[str, str]:
    return json.loads((workspace / "themes/platform.json").read_text()).get("spoken", {})


@pytest.mark.parametrize("command", ["check", "build", "list"])
def test_one_line_says_that_the_voice_is_still_english_and_how_to_change_that(run, command):
    result = run(command)
    assert result.err.count("Note:") == 1
    assert STILL_ENGLISH in result.err
    assert "`themebuilder learn" in result.err


def test_the_line_is_no_finding_and_stays_out_of_json(run):
    assert run("check", "--strict").code == 0
    assert run("check", "--json").err == ""


def test_the_line_waits_until_errors_are_mended(run, write):
    write("themes/ward.yaml", "theme: ward\nextends: nowhere\norganisation: clinic\n")
    assert "Note:" not in run("check").err


def test_learning_the_base_theme_brings_the_recording_into_every_theme(run, base, workspace):
    result = run("learn", base(PROMPT, OTHER))
    assert f"`{PROMPT}` asks guests to wait, judging by its name (unconfirmed)" in result.out
    assert "Note:" not in run("check").err
    run("build")
    for name in ("ward", "hall"):
        assert PROMPT in read_files(workspace / f"dist/{name}-service-theme.zip")


def test_the_language_of_the_voice_may_be_offered_with_the_core_texts_alone(
    run, base, write, workspace
):
    write(
        "themes/organisations/clinic.yaml",
        "organisation: clinic\nname: Klinik\nsettings: {languages: {da: core}}\n",
    )
    write("themes/workspace.yaml", "workspace: ours\ndraft_languages: [da]\n")
    run("learn", base(PROMPT))
    run("build")
    assert PROMPT in read_files(workspace / "dist/ward-service-theme.zip")


def test_a_recording_in_another_language_than_the_meetings_is_left_out(run, base, write, workspace):
    danish = WORDING.format(title="Vent her.", spoken="Vent her. Vi åbner for dig.")
    english = "  en: {title: Wait here., body: We are here., spoken: Wait. We are here., review: proposed}\n"
    write("themes/wordings/ours.yaml", danish + english)
    write("themes/ward.yaml", THEME.format(name="ward") + "meeting: {language: en}\n")
    run("learn", base(PROMPT))
    assert "asks callers to wait" not in run("check", "hall").err
    assert "Callers of 1 theme still hear" in run("check", "ward").err


def test_a_theme_without_a_service_theme_has_no_callers(run, write):
    write("themes/ward.yaml", THEME.format(name="ward") + "packages: [webapp3]\n")
    assert "Callers" not in run("check", "ward").err


def test_without_a_recording_the_line_says_to_record(run, base, write):
    run("learn", base(PROMPT))
    lines = WORDING.format(title="Vent her.", spoken="Vent her. Vi åbner for dig.").splitlines()
    silent = [line for line in lines if not line.strip().startswith("record")]
    write("themes/wordings/ours.yaml", "\n".join(silent))
    assert "name the file as `recording` in the wording" in run("check").err


@pytest.mark.parametrize("names", [(OTHER,), (PROMPT, "waiting-for-chair.wav")])
def test_where_no_name_or_two_say_so_a_person_has_to_listen(run, base, workspace, names):
    result = run("learn", base(*names))
    assert "Listen to them, and run this again with --waiting NAME." in " ".join(result.out.split())
    assert read_spoken_texts(workspace) == {}


def test_a_person_names_the_recording_and_learning_again_keeps_it(run, base, workspace):
    run("learn", base(PROMPT, OTHER), "--waiting", OTHER)
    run("learn", base(PROMPT, OTHER))
    assert read_spoken_texts(workspace) == {"waiting": OTHER}


def test_a_recording_that_the_base_theme_lacks_is_not_kept(run, base, workspace):
    result = run("learn", base(PROMPT), "--waiting", OTHER)
    assert result.code == 2
    assert not (workspace / "themes/platform.json").exists()


def test_the_workspace_goes_before_what_was_learnt(run, base, write, workspace):
    write("themes/workspace.yaml", f"workspace: ours\nspoken: {{waiting: {OTHER}}}\n")
    run("learn", base(PROMPT, OTHER))
    run("build")
    assert OTHER in read_files(workspace / "dist/ward-service-theme.zip")


def test_a_recording_that_says_other_words_than_the_wording_is_found(run, wording):
    wording(spoken="Vent her. Vi åbner døren for dig.")
    assert "The recording says “Vent her. Vi åbner for dig.”" in run("check").out


@pytest.mark.parametrize(
    ("title", "voice", "found"),
    [
        ("Vi ringer til dig.", "Vent her. Vi åbner for dig.", "doesn't say “Vi ringer til dig.”"),
        ("Vent her.", "Vi åbner. Hent kaffen imens.", "screen doesn't say “Hent kaffen imens.”"),
        ("Ring til klinikken på 70 12 34 56.", "Vi åbner for dig.", ""),
    ],
)
def test_a_sentence_of_which_the_other_says_nothing_is_found(run, wording, title, voice, found):
    wording(title, voice)
    output = run("check", "--select", "voice-differs").out
    assert found in output if found else output.startswith("No problems"), output
