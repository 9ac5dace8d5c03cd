"""What is known of a target version."""

import dataclasses

import pytest

from themebuilder.core.problems import Place
from themebuilder.definitions.schema import load_schema
from themebuilder.definitions.texts import WORDING_MESSAGES
from themebuilder.platform.errors import PlatformError
from themebuilder.platform.facts import Evidence
from themebuilder.platform.shipped import (
    list_message_situations,
    load_situations,
    load_text_situations,
)
from themebuilder.platform.tables import LATEST, list_lines
from themebuilder.platform.target import load_platform
from themebuilder.settings import FieldKind, find_fields


def test_a_workspace_without_a_target_has_a_known_line():
    assert load_platform().version == LATEST
    assert LATEST in list_lines()


@pytest.mark.parametrize(
    ("line", "keys", "old", "new", "test_ids"),
    [
        ("22", 308, 0, 62, 234),
        ("25", 328, 11, 31, 263),
        ("26", 331, 19, 16, 271),
        ("27", 336, 26, 0, 279),
    ],
)
def test_a_line_has_its_own_keys_and_test_ids(line, keys, old, new, test_ids):
    known = load_platform(line)
    assert [len(it) for it in (known.keys, known.old_keys, known.new_keys, known.test_ids)] == [
        keys,
        old,
        new,
        test_ids,
    ]


@pytest.mark.parametrize("version", ["38", "27.0.0", "", "latest", "2" * 100_000])
def test_an_unknown_line_is_refused_and_the_known_ones_are_named(version):
    with pytest.raises(PlatformError) as refused:
        load_platform(version, Place("themes/workspace.yaml", 4, 9))
    (problem,) = refused.value.problems
    assert (problem.rule.name, str(problem.place)) == (
        "target-unknown",
        "themes/workspace.yaml:4:9",
    )
    assert ", ".join(list_lines()) in problem.hint


def test_a_line_is_loaded_once():
    assert load_platform("25") is load_platform("25")


def test_a_platform_cannot_be_changed():
    with pytest.raises(TypeError):
        load_platform().keys["mine"] = load_platform().keys["meeting.leave"]
    with pytest.raises(dataclasses.FrozenInstanceError):
        load_platform().keys["meeting.leave"].english = "Go"


def test_placeholders_follow_the_version():
    key = "meeting.three-participants-joined-group"
    assert load_platform("26").keys[key].placeholders == ("third", "second", "first")
    assert load_platform("25").keys[key].placeholders == (
        "newDisplayName",
        "previousSecondDisplayName",
        "firstDisplayName",
    )


def test_english_follows_the_version():
    key = "meeting.toggle-chat-tooltip"
    assert [load_platform(line).keys[key].english for line in ("22", "25", "26", "27")] == [
        "Chat panel",
        "Chat",
        "Chat",
        "Chat",
    ]


@pytest.mark.parametrize(
    ("key", "english", "tags"),
    [
        (
            "media.permissions-help-video-link",
            "To grant access please follow the steps in <2>this short video</2>",
            ("2",),
        ),
        ("common.a-pexip-meeting", "a<1></1>meeting", ("1",)),
        # The number is a bare child, which react-i18next leaves out of the text.
        ("preflight.in-this-meeting.plural", "<0> other people</0> are already inside.", ("0",)),
        ("meeting.leave", "Leave", ()),
    ],
)
def test_tags_are_those_of_the_code(key, english, tags):
    known = load_platform().keys[key]
    assert (known.english, known.tags) == (english, tags)


def test_a_placeholder_without_a_value_is_marked():
    known = load_platform().keys["breakouts.breakout-room.assigned-aria-label"]
    assert (known.placeholders, known.unfilled) == (("name",), ("name",))


def test_the_key_with_blanks_is_known():
    assert load_platform().keys["media.do you have headphones connected to-your-device"]


def test_a_key_of_older_versions_says_until_when():
    assert load_platform().old_keys["common.retry"].until == "26.1.0"
    assert "common.retry" in load_platform("26").keys


def test_keys_of_other_versions_are_not_shipped_and_unknown_ones_are():
    assert [
        load_platform("25").includes_text(key)
        for key in ("common.retry", "settings.save-for-myself", "own.key")
    ] == [
        True,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("key", "evidence"),
    [
        ("meeting.leave", Evidence.PUBLISHED),
        ("settings.layout[1:7]", Evidence.PUBLISHED),
        ("media.presentation.error", Evidence.QUOTED),
        ("stats.[a-new-figure]", Evidence.INFERRED),
        ("custom-step.title", Evidence.INFERRED),
    ],
)
def test_a_key_is_known_with_its_evidence(key, evidence):
    assert load_platform().find_text(key).evidence == evidence


@pytest.mark.parametrize(
    "key", ["", "meeting", "meeting.leaf", "stats.[]", "custom-step.", "common.retry"]
)
def test_other_keys_are_not_known(key):
    assert load_platform().find_text(key) is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("meeting.leav", "meeting.leave"),
        ("setings.layout[1:7]", "settings.layout[1:7]"),
        ("x" * 1_000_000, None),
        ("", None),
    ],
)
def test_the_nearest_key_is_found(written, meant):
    assert load_platform().find_nearest_text(written) == meant


def test_hiding_has_evidence_for_each_button_that_a_setting_hides_and_for_no_other():
    hiding = {id_ for id_, known in load_platform().test_ids.items() if known.hiding}
    hidden = {field.name for _, field in find_fields(FieldKind.HIDDEN)}
    assert hiding == hidden, "`hides` in webapp.json has one line for each"


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        ("overlayOpacity", 0.7, ""),
        ("overlayOpacity", 1, ""),
        ("overlayOpacity", 0.55, "must be one of 0, 0.1, 0.2"),
        ("overlayOpacity", True, "must be a number, not `true` or `false`"),
        ("backgroundColor", "#603924", ""),
        ("backgroundColor", "#603924 ", "must be "),
        ("colorPalette", ["#FFF1E5"] * 11, ""),
        ("colorPalette", ["#FFF1E5"] * 10, "must have 11 items, not 10"),
        ("colorPalette", ["#FFF1E5"] * 10 + ["red"], "must be "),
        ("colorPalette", [1] * 11, "must be a text, not a whole number (item 1)"),
        ("applicationConfig.bandwidths", ["512", 768, 1264, 2464], ""),
        ("applicationConfig.bandwidths", [512, 768, 1264], "must have 4 items"),
        ("applicationConfig.bandwidths", ["0", "1", "2", "3"], "must be "),
        ("applicationConfig.disconnectDestination", "https://example.dk/tak", ""),
        ("applicationConfig.disconnectDestination", "example.dk", "must be "),
        ("defaultUserConfig.audioContentHint", "", ""),
        ("plugins[].sandboxValues", ["allow-forms"], ""),
        ("plugins[].sandboxValues", ["allow-modals"], "must be one of allow-scripts"),
        ("defaultUserConfig.asd", [{"anything": None}], ""),
    ],
)
def test_a_value_that_does_not_fit_is_reported(path, value, fault):
    said = load_platform().manifest_keys.get(path).find_fault(value)
    assert said.startswith(fault) if fault else said == ""


def test_every_fact_has_a_source():
    known = load_platform()
    groups = (
        known.keys,
        known.test_ids,
        known.manifest_keys,
        known.themeconfig_keys,
        known.screens,
        known.prompts,
    )
    assert [fact for group in groups for fact in group.values() if not fact.source] == []


def test_only_screens_of_direct_media_were_seen_with_their_words():
    screens = load_platform().screens.values()
    assert [
        screen.id for screen in screens if screen.is_direct_media != (screen.text is not None)
    ] == []
    assert len({screen.is_direct_media for screen in screens}) == 2


def test_the_direct_media_screens_have_their_words():
    assert (
        load_platform().screens["direct_media_waiting_for_host"].text == "Waiting for the host..."
    )


def test_no_prompt_for_waiting_is_known():
    assert [name for name in load_platform().prompts if "wait" in name or "host" in name] == []


def test_every_situation_but_the_one_without_a_known_place_is_met_and_in_the_glossarys_schema():
    known = load_platform()
    served = [
        *(prompt.situations for prompt in (*known.screens.values(), *known.prompts.values())),
        *load_text_situations().values(),
        *map(list_message_situations, WORDING_MESSAGES),
    ]
    assert set(load_situations()) ^ {id_ for met in served for id_ in met} == {"host_left"}
    assertion = load_schema("terms")["properties"]["assertions"]["items"]["properties"]
    assert assertion["true_in"]["items"]["enum"] == list(load_situations())


def test_the_texts_with_situations_are_texts_of_the_app():
    assert [key for key in load_text_situations() if not load_platform().find_text(key)] == []
