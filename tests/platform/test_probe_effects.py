"""What a stage node answered changes packages, findings and pages."""

from __future__ import annotations

import json
import zipfile

import pytest

from tests.importing.packages import (
    add_notes,
    make_extensible,
    make_recording,
    make_webapp3,
    make_zip,
)
from themebuilder.platform.learnt import LearntFacts
from themebuilder.platform.probes import ProbeOutcome
from themebuilder.platform.shipped import load_screens

WAITING, WELCOME = "direct_media_waiting_for_host", "direct_media_welcome"
PROMPT = "2sd-please-hold-connect-you_48kHz_mono.wav"
THEME = """\
theme: clinic
organisation: clinic
wording: {waiting: neutral}
brand: {title: Videomøde, color: "#2b6a94"}
webapp: {texts: own}
"""
CONFIRMED = "Confirmed on node revision webapp3 41."


@pytest.fixture
def answered(write):
    """Record outcomes of probes in the workspace."""

    def record(**outcomes: str):
        probes = {name.replace("_", "-"): outcome for name, outcome in outcomes.items()}
        write_probes(write, probes)

    return record


@pytest.fixture
def build_screens(run, write, answered, workspace):
    """Build a theme after that outcome of the probe `screens`; the screens in its package."""

    def build(outcome, more=""):
        write("themes/clinic.yaml", THEME + more)
        if isinstance(outcome, LearntFacts):
            write("themes/platform.json", outcome.to_json())
        else:
            answered(screens=outcome)
        result = run("build", "clinic")
        assert result.code == 0, result
        with zipfile.ZipFile(workspace / "dist/clinic-service-theme.zip") as package:
            config = json.loads(package.read("themeconfig.json"))
        return config["splash_screens"]["screens"]

    return build


@pytest.fixture
def find_in(run, tmp_path):
    """Check a service theme with these files: the problems of a rule."""

    def check(rule, files):
        head = {"themeconfig.json": json.dumps({"theme_version": 2})}
        package = make_zip({**head, **files}, tmp_path / "theme.zip")
        return find(run("check", str(package), "--json"), rule)

    return check


def write_probes(write, probes):
    learnt = LearntFacts(
        "", probes={name: ProbeOutcome(probe, "webapp3 41") for name, probe in probes.items()}
    )
    write("themes/platform.json", learnt.to_json())


def find(said, rule):
    """The problems of a rule, as severity and message."""
    problems = json.loads(said.out)["problems"]
    return [
        (problem["severity"], problem["message"]) for problem in problems if problem["rule"] == rule
    ]


@pytest.mark.parametrize(
    ("outcome", "keys", "element"),
    [
        ("unclear", {"layout_type", "background", "elements"}, {"type", "text", "color"}),
        ("text", {"elements"}, {"type", "text"}),
        ("color", {"elements"}, {"type", "text", "color"}),
        ("layout", {"layout_type", "background", "elements"}, {"type", "text", "color"}),
        ("all", {"layout_type", "background", "elements"}, {"type", "text", "color"}),
    ],
)
def test_a_package_has_the_form_of_screen_that_works(build_screens, outcome, keys, element):
    screens = build_screens(outcome)
    (first,) = screens[WAITING]["elements"]
    assert (set(screens[WAITING]) - {"background"}, set(first)) == (keys - {"background"}, element)


@pytest.mark.parametrize(
    ("outcome", "element"), [("text", {"type", "text"}), ("color", {"type", "text", "color"})]
)
def test_a_screen_that_was_learnt_takes_the_form_that_works(build_screens, outcome, element):
    stock = {
        "layout_type": "direct_media",
        "elements": [{"type": "text", "text": "Wait", "color": 1}],
    }
    learnt = LearntFacts(
        "base", screens={WAITING: stock}, probes={"screens": ProbeOutcome(outcome, "41")}
    )
    screens = build_screens(learnt)
    assert set(screens[WAITING]) - {"background"} == {"elements"}
    assert set(screens[WAITING]["elements"][0]) == element


def test_without_a_form_that_works_a_package_has_no_direct_media_screens(run, build_screens):
    screens = build_screens("none")
    assert [id_ for id_ in screens if id_.startswith("direct_media_")] == []
    assert "waiting-said-in-one-place" not in run("check", "clinic").out


def test_all_screens_are_in_a_package_where_a_node_needs_all(build_screens):
    screens = build_screens("all", "meeting: {screens: {direct_media_welcome: Hej}}\n")
    direct = {id_: screen for id_, screen in screens.items() if id_.startswith("direct_media_")}
    assert direct.keys() == {id_ for id_, known in load_screens().items() if known.is_direct_media}
    assert direct[WELCOME]["elements"][0]["text"] == "Hej"


@pytest.mark.parametrize(
    ("outcome", "message"),
    [
        ("unclear", ""),
        ("text", ""),
        ("color", "lacks `color`"),
        ("layout", "lacks `layout_type`, `background`, `color`"),
        ("none", "doesn't show the text"),
    ],
)
def test_a_screen_with_a_text_alone_is_right_or_wrong(answered, find_in, outcome, message):
    answered(screens=outcome)
    screens = {WAITING: {"elements": [{"type": "text", "text": "Vent"}]}}
    config = {"theme_version": 2, "splash_screens": {"screens": screens}}
    found = find_in("direct-media-screen-incomplete", {"themeconfig.json": json.dumps(config)})
    assert [severity for severity, _text in found] == (["error"] if message else [])
    assert all(message in text and CONFIRMED in text for _severity, text in found)


@pytest.mark.parametrize(
    ("outcome", "severities"),
    [("unclear", ["warning"]), ("read", []), ("ignored", ["error"]), ("refused", ["error"])],
)
def test_a_theme_in_a_folder_is_right_or_wrong(answered, find_in, outcome, severities):
    answered(folder=outcome)
    found = find_in("package-has-folders", {"sounds/a.txt": "x"})
    assert [severity for severity, _text in found] == severities


@pytest.mark.parametrize(
    ("outcome", "chunks", "extensible"),
    [
        ("unclear", "warning", "warning"),
        ("accepted", None, None),
        ("chunks-refused", "error", None),
        ("extensible-refused", None, "error"),
        ("refused", "error", "error"),
    ],
)
def test_a_recording_is_right_or_wrong(answered, find_in, outcome, chunks, extensible):
    answered(prompts=outcome)
    for change, severity in ((add_notes, chunks), (make_extensible, extensible)):
        found = find_in("prompt-unproven", {PROMPT: change(make_recording())})
        assert [one for one, _text in found] == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("outcome", "severities"), [("unclear", ["info"]), ("accepted", []), ("refused", ["error"])]
)
def test_another_name_in_the_manifest_is_right_or_wrong(
    run, answered, tmp_path, outcome, severities
):
    answered(meta_name=outcome)
    package = make_webapp3(tmp_path / "acme.zip", meta={"name": "Acme"})
    found = find(run("check", str(package), "--json"), "manifest-meta-unusual")
    assert [severity for severity, _text in found] == severities


@pytest.mark.parametrize(
    ("outcome", "message"),
    [
        (None, "No source shows that `button-leave` can be hidden."),
        ("hidden", ""),
        ("visible", f"`button-leave` is to be hidden, but stays on the page. {CONFIRMED}"),
    ],
)
def test_a_hidden_button_is_known_to_be_hidden_or_not(run, write, outcome, message):
    write("themes/clinic.yaml", THEME.replace("texts: own", "texts: own, hide: [button-leave]"))
    write_probes(write, {"hiding:button-leave": outcome} if outcome else {})
    found = find(run("check", "clinic", "--json"), "key-without-evidence")
    assert [text for _severity, text in found if "button-leave" in text] == (
        [message] if message else []
    )


def test_a_setting_whose_button_stays_is_reported(run, write):
    write("themes/clinic.yaml", THEME)
    write("themes/organisations/clinic.yaml", ORGANISATION)
    write_probes(write, {"hiding:button-chat": "visible"})
    result = run("check", "clinic")
    assert f"`button-chat` is to be hidden, but stays on the page. {CONFIRMED}" in result.out
    assert "themes/organisations/clinic.yaml:3" in result.out


ORGANISATION = 'organisation: clinic\nname: "The clinic"\nsettings: {chat: disabled}\n'


@pytest.mark.parametrize(
    ("outcome", "end"),
    [
        (None, "In a package: “A guest sees or hears it wrong”, unconfirmed.\n"),
        ("file", f"In a package: “A guest sees or hears it wrong”. {CONFIRMED}\n"),
        ("keys", "texts fill gaps: only languages that it lacks are reported.\n"),
    ],
)
def test_the_page_of_a_rule_says_whether_a_node_confirmed_it(run, write, outcome, end):
    write_probes(write, {"language-file": outcome} if outcome else {})
    assert run("rules", "language-incomplete").out.endswith(end)


@pytest.mark.parametrize(
    ("outcome", "codes"), [("unclear", ["error"]), ("file", ["error"]), ("keys", [])]
)
def test_an_incomplete_language_is_wrong_where_the_file_replaces_the_language(
    run, write, outcome, codes
):
    write("themes/clinic.yaml", THEME + "texts: {de: {meeting.leave: Verlassen}}\n")
    write(
        "themes/organisations/clinic.yaml",
        ORGANISATION.replace("{chat: disabled}", "{languages: [da, de]}"),
    )
    learnt = LearntFacts(
        "app",
        translated={"de": {"meeting.leave": "Verlassen"}},
        probes={"language-file": ProbeOutcome(outcome, "webapp3 41")},
    )
    write("themes/platform.json", learnt.to_json())
    found = find(run("check", "clinic", "--json"), "language-incomplete")
    assert [severity for severity, text in found if "`de` lacks" in text] == codes


@pytest.mark.parametrize(
    ("outcome", "sentence"),
    [
        ("unclear", "Unconfirmed: a language file replaces the web app's own"),
        ("file", f"so missing texts are English. {CONFIRMED}"),
        ("keys", f"its own texts fill the gaps, in place of the English here. {CONFIRMED}"),
    ],
)
def test_the_texts_of_a_guest_say_what_becomes_of_gaps(run, write, answered, outcome, sentence):
    write("themes/clinic.yaml", THEME)
    answered(language_file=outcome)
    assert sentence in run("texts", "show", "clinic", "--guest-language", "da").out


def test_where_says_that_a_screen_is_confirmed(run, write, answered):
    write("themes/clinic.yaml", THEME)
    marks = []
    for outcome in ("unclear", "layout"):
        answered(screens=outcome)
        lines = run("where", "waiting", "clinic").out.splitlines()
        marks += [line.rpartition("[")[2] for line in lines if WAITING in line]
    assert marks == ["I]", "L]"]
