"""Probes of a stage node: whatever it does, the outcome says so; and nothing of ours stays on it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fake_node import Answers
from tests.publishing.kit import World, expect_refusal
from themebuilder.core.problems import ThemeError
from themebuilder.platform.probes import QUESTIONS, UNCLEAR, ProbeOutcome
from themebuilder.publishing.inspection.probe import Probe, Result, ask, clean_up_at_end, record
from themebuilder.publishing.inspection.probe_questions import (
    AUTOMATIC,
    ask_hiding,
    ask_language_file,
    pack_theme,
)

SHOWN = {"screens": "layout"}
SETTLED = [
    # probe, the node, what is known, the outcome
    *(
        (name, {key: outcome}, known, outcome)
        for name, key, known, outcomes in (
            ("screens", "screens", {}, "text color layout all none"),
            ("in-place", "in_place", SHOWN, "replaced silent kept-old refused"),
            ("folder", "folder", SHOWN, "read ignored refused"),
            ("prompts", "prompts", {}, "accepted chunks-refused extensible-refused refused"),
            ("meta-name", "meta_name", {}, "accepted refused"),
            ("path-type", "path_type", {}, "together in-steps refused"),
        )
        for outcome in outcomes.split()
    ),
    ("screens", {"screens": "no-layout"}, {}, "color"),
    ("screens", {"screens": "odd"}, {}, UNCLEAR),
    ("screens", {"screens": "silent"}, {}, UNCLEAR),
    ("in-place", {"in_place": "moves-with-rooms"}, SHOWN, "moves-often"),
    ("in-place", {"in_place": "moves-with-names"}, SHOWN, "moves-often"),
    ("in-place", {"in_place": "new-uuid"}, SHOWN, "refused"),
    ("in-place", {"in_place": "broken"}, SHOWN, UNCLEAR),
    ("in-place", {"screens": "none"}, SHOWN, UNCLEAR),
    ("in-place", {}, {}, UNCLEAR),
    ("folder", {"screens": "none"}, SHOWN, UNCLEAR),
    ("folder", {}, {"screens": "none"}, UNCLEAR),
    ("prompts", {"prompts": "unchecked"}, {}, UNCLEAR),
    ("path-type", {"path_type": "ignored"}, {}, "refused"),
    ("path-type", {"path_type": "one-way"}, {}, UNCLEAR),
]


@pytest.mark.parametrize(("name", "node", "known", "outcome"), SETTLED)
def test_a_probe_says_what_the_node_does(world: World, name, node, known, outcome):
    world.node.answers = Answers(**node)
    world.node.add_room("Rum 1", alias="rum1@fake.example")
    before = world.node.copy_rows()
    with world.session() as session:
        (found,) = ask(Probe(session, known), name, AUTOMATIC[name])
    assert (found.name, found.outcome) == (name, outcome)
    assert bool(found.reason) == (outcome == UNCLEAR)
    assert world.node.copy_rows() == before


def test_every_outcome_of_a_probe_is_a_behaviour_of_the_fake_node():
    tried = {(name, outcome) for name, _node, _known, outcome in SETTLED if outcome != UNCLEAR}
    automatic = {(name, outcome) for name in AUTOMATIC for outcome in QUESTIONS[name].outcomes}
    assert tried == automatic


@pytest.mark.parametrize("name", AUTOMATIC)
@pytest.mark.parametrize(
    "fault", [{"refuse_uploads": "No."}, {"unavailable": 10_000}, {"forbidden": {"ivr_theme"}}]
)
def test_a_node_that_refuses_everything_settles_nothing(world: World, name, fault):
    for switch, value in fault.items():
        setattr(world.node.faults, switch, value)
    with world.session() as session:
        try:
            (found,) = ask(Probe(session, {"screens": "layout"}), name, AUTOMATIC[name])
            outcome = found.outcome
        except ThemeError as error:
            outcome = str(error.problems[0].rule.name)
    settled = "forbidden" in fault and name in ("meta-name", "path-type")
    assert settled or outcome in (UNCLEAR, "node-unreachable", "not-admitted", "node-broken")


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_what_a_probe_created_is_removed_after_an_interruption(world: World, error):
    before = world.node.copy_rows()

    def interrupt(probe: Probe) -> str:
        probe.create_room("screens", probe.create_theme("screens", _pack_zip()))
        raise error

    with world.session() as session, pytest.raises(error):
        list(ask(Probe(session, {}), "screens", interrupt))
    assert world.node.copy_rows() == before


def test_what_cannot_be_removed_is_named(world: World):
    def forbid_removal(probe: Probe) -> str:
        probe.create_theme("screens", _pack_zip())
        world.node.faults.forbidden = frozenset({"ivr_theme"})
        return "text"

    with world.session() as session, expect_refusal("probe-left-behind") as error:
        list(ask(Probe(session, {}), "screens", forbid_removal))
    (found,) = error.value.problems
    assert "“themebuilder probe screens” stays on the node" in found.message


def test_what_an_interrupted_probe_left_is_removed_by_the_next(world: World):
    world.node.add("ivr_theme", name="themebuilder probe prompts-plain")
    mine = world.node.add("ivr_theme", name="themebuilder probe")
    with world.session() as session:
        list(ask(Probe(session, {}), "prompts", AUTOMATIC["prompts"]))
    names = [row["name"] for row in world.node.rows["ivr_theme"].values()]
    assert names[-1] == mine["name"]


def test_a_person_is_asked_about_each_hidden_part(world: World):
    before, asked = world.node.copy_rows(), []

    def ask(question: str, _outcomes: Any) -> str:
        (branding,) = world.node.find_rows("webapp_branding", "themebuilder probe hiding")
        asked.append(
            (question.splitlines()[1], b"button-chat" in world.node.zips[branding["uuid"]])
        )
        return "hidden"

    with world.session() as session, clean_up_at_end(probe := Probe(session, {})):
        found = list(ask_hiding(probe, {"button-chat": "The chat button", "x-y": ""}, ask))
    assert found == [Result("hiding:button-chat", "hidden"), Result("hiding:x-y", "hidden")]
    assert asked == [
        ("Look for: The chat button (test id button-chat).", True),
        ("Look for: x-y (test id x-y).", True),
    ]
    assert world.node.copy_rows() == before


def test_a_person_opens_a_page_that_is_there(world: World):
    shown = []

    def ask(question: str, _outcomes: Any) -> str:
        shown.append(question)
        return "keys"

    with world.session() as session, clean_up_at_end(probe := Probe(session, {})):
        assert list(ask_language_file(probe, ask)) == [Result("language-file", "keys")]
    address = next(iter(world.up.conferencing.values()))
    assert shown[0].startswith(f"Open {address}/themebuilder_probe_language-file/ in a browser")


def test_an_unclear_outcome_replaces_no_clear_one():
    before = {"screens": ProbeOutcome("text", "webapp3 41")}
    assert record(before, Result("screens", UNCLEAR, "?"), "webapp3 42") == before
    assert record(before, Result("folder", UNCLEAR, "?"), "webapp3 42") == {
        **before,
        "folder": ProbeOutcome(UNCLEAR, "webapp3 42"),
    }


def _pack_zip() -> bytes:
    return pack_theme("Words", "layout")
