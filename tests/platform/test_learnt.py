"""Facts of the user's own deployment."""

import json
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from themebuilder.core.problems import Place
from themebuilder.platform.errors import PlatformError
from themebuilder.platform.facts import Evidence
from themebuilder.platform.learnt import LearntFacts
from themebuilder.platform.probes import ProbeOutcome
from themebuilder.platform.shipped import load_prompts, load_screens
from themebuilder.platform.tables import list_lines
from themebuilder.platform.target import find_closest_lines, load_platform

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=4,
)
LEARNT = st.builds(
    LearntFacts,
    st.text(),
    st.dictionaries(st.text(), st.text(), max_size=3),
    st.dictionaries(st.text(), st.dictionaries(st.text(), JSON, max_size=2), max_size=3),
    st.lists(st.text(), max_size=3).map(tuple),
    app=st.dictionaries(st.text(), st.text(), max_size=3),
    manifest=st.dictionaries(st.text(), JSON, max_size=3),
)
MEETING_SCREENS = [one for one in load_screens().values() if not one.is_direct_media]
WAITING = {
    "background": {"path": "own.jpg"},
    "elements": [{"type": "icon"}, {"type": "text", "text": "Please wait", "color": 1}],
}


@given(LEARNT)
def test_what_was_learnt_is_kept_whole_and_gives_the_same_file(learnt):
    kept = LearntFacts.from_json(learnt.to_json())
    assert kept == learnt
    assert kept.to_json() == learnt.to_json()


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("", ["The file isn't JSON: "]),
        ("[" * 100_000, ["The file isn't JSON: "]),
        (b"\xff", ["The file isn't JSON: "]),
        ('{"learnt": NaN}', ["The file isn't JSON: NaN is not a number of JSON"]),
        ("[]", ["The file must contain a JSON object."]),
        (
            '{"learnt": 1, "source": 1, "texts": {"a": 1}, "screens": {"a": []}, "prompts": "a"}',
            [f"The value of `{key}` isn't" for key in ("source", "texts", "screens", "prompts")],
        ),
        (
            '{"learnt": 2, "source": "", "texts": {}, "screens": {}, "prompts": [], "more": 1}',
            ["The value of `learnt` isn't", "Unknown key `more`."],
        ),
        (
            json.dumps(
                json.loads(LearntFacts("").to_json())
                | {
                    "probes": {
                        name: {"outcome": "a", "revision": ""} for name in ("hide", "prompts")
                    }
                }
            ),
            ["No probe is named `hide`.", "`prompts` has no outcome `a`."],
        ),
    ],
)
def test_a_damaged_file_is_refused(text, messages):
    with pytest.raises(PlatformError) as refused:
        LearntFacts.from_json(text, Place("learnt.json"))
    told = [p.message for p in refused.value.problems]
    assert len(told) == len(messages)
    assert all(got.startswith(wanted) for got, wanted in zip(told, messages, strict=True))


def test_learnt_facts_are_known_with_their_source():
    platform = load_platform().extend(
        LearntFacts("base theme", texts={"pin.title": "Enter PIN {{n}}"})
    )
    known = platform.find_text("pin.title")
    assert (known.evidence, known.source, known.placeholders) == (
        Evidence.LEARNT,
        "base theme",
        ("n",),
    )


def test_a_learnt_screen_keeps_its_shape():
    screen = (
        load_platform()
        .extend(LearntFacts("base theme", screens={"waiting_for_host": WAITING}))
        .screens
    )
    assert screen["waiting_for_host"].text == "Please wait"
    assert screen["waiting_for_host"].shape == WAITING


def test_learnt_prompts_come_in_the_order_of_the_base_theme():
    names = ("conf-b.wav", "conf-a.wav", "2sd-number-not-valid-try-again_48kHz_mono.wav")
    prompts = load_platform().extend(LearntFacts("base theme", prompts=names)).prompts
    assert tuple(prompts)[:3] == names
    assert prompts[names[2]].text == "That number is not valid. Please try again."


def test_an_old_key_that_the_deployment_has_is_a_key_of_the_target():
    platform = load_platform().extend(LearntFacts("en.json", texts={"common.retry": "Retry"}))
    assert platform.includes_text("common.retry")
    assert platform.find_text("common.retry").english == "Retry"


def test_nothing_learnt_changes_nothing():
    shipped, extended = load_platform(), load_platform().extend(LearntFacts("nothing"))
    assert [
        field.name
        for field in fields(shipped)
        if getattr(extended, field.name) != getattr(shipped, field.name)
    ] == []


@pytest.mark.parametrize(
    ("learnt", "message"),
    [
        (
            LearntFacts("en.json", {"common.retry": "Retry"}),
            "Your deployment has the text `common.retry`, but components after 26.1.0 don't.",
        ),
        (
            LearntFacts("en.json", {"meeting.leave": "Go"}),
            'The text `meeting.leave` is "Go" in your deployment, but "Leave" in npm @pexip/media-',
        ),
        (
            LearntFacts("base theme", screens={"direct_media_welcome": WAITING}),
            'The screen `direct_media_welcome` is "Please wait" in your deployment, but "Welcome" in',
        ),
        (
            LearntFacts("base theme", screens={"welcome": {}, "direct_media_welcome": {}}),
            f"Your deployment lacks known screens ({len(MEETING_SCREENS) - 1}): ",
        ),
        (
            LearntFacts("base theme", prompts=("a.wav",)),
            f"Your deployment lacks known prompts ({len(load_prompts())}): ",
        ),
        (
            LearntFacts("", probes={"hiding:button-chta": ProbeOutcome("hidden", "")}),
            "No button is known by the test id `button-chta`.",
        ),
    ],
)
def test_what_contradicts_shipped_facts_is_reported(learnt, message):
    told = load_platform().extend(learnt, Place("learnt.json")).contradictions
    assert any(p.message.startswith(message) and p.place.file == "learnt.json" for p in told)


def test_an_equal_text_contradicts_nothing():
    texts = {key: known.english for key, known in load_platform().keys.items()}
    assert load_platform().extend(LearntFacts("en.json", texts)).contradictions == ()


def test_the_file_is_json_that_a_person_can_read():
    kept = json.loads(LearntFacts("en.json", {"b": "2", "a": "1"}).to_json())
    assert list(kept["texts"]) == ["a", "b"]


def test_direct_media_screens_alone_lack_no_other_screens():
    learnt = LearntFacts("node", screens={"direct_media_welcome": {}})
    assert load_platform().extend(learnt).contradictions == ()


def test_keys_of_the_nodes_manifest_are_known():
    manifest = {"version": 0, "applicationConfig": {"ownKey": True, "unset": None}}
    platform = load_platform().extend(LearntFacts("node", manifest=manifest))
    known = platform.manifest_keys["applicationConfig.ownKey"]
    assert (known.evidence, known.source, known.types) == (Evidence.LEARNT, "node", ("boolean",))
    assert platform.manifest_keys["applicationConfig.unset"].types == ()
    assert platform.manifest_keys["version"] == load_platform().manifest_keys["version"]


@pytest.mark.parametrize("line", list_lines())
def test_the_texts_of_a_version_fit_that_version_best(line):
    texts = {key: known.english for key, known in load_platform(line).keys.items()}
    assert find_closest_lines({**texts, "own.key": "x"}) == (line,)
    assert find_closest_lines(dict(list(texts.items())[:100])) == ()
