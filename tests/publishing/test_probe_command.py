"""`themebuilder probe`: what it asks, says and records, how it ends, and how that changes plans."""

from __future__ import annotations

import json

import pytest

from tests.fake_node import Answers
from tests.publishing.kit import Look
from themebuilder.platform.learnt import LearntFacts
from themebuilder.platform.probes import ProbeOutcome
from themebuilder.publishing.node.transport import Clock


@pytest.fixture
def probe(world, run_command, monkeypatch):
    """Run the command in a workspace with a stage node, by whose clock it waits."""
    clock = Clock(world.clock.now, world.clock.sleep)
    monkeypatch.setattr("themebuilder.publishing.session.Clock", lambda: clock)
    world.more = "stage: true\n"

    def run(*words, typed=None, with_terminal=False):
        monkeypatch.setattr("themebuilder.cli.probe.is_terminal", lambda: with_terminal)
        monkeypatch.setattr("themebuilder.cli.connection.is_terminal", lambda: with_terminal)
        return run_command("probe", "-d", "prod", *words, typed=typed)

    return run


@pytest.fixture
def recorded(world):
    """What themes/platform.json has, as name -> outcome."""

    def read():
        learnt = json.loads((world.folder / "themes/platform.json").read_text())
        return {name: one["outcome"] for name, one in learnt["probes"].items()}

    return read


def test_each_outcome_is_printed_and_recorded(probe, world, recorded):
    world.node.answers = Answers(meta_name="refused", path_type="in-steps")
    before = world.node.copy_rows()
    result = probe("path-type", "meta-name", "--yes")
    assert result.stdout.splitlines()[1:] == [
        "meta-name: Does a node accept a branding whose `meta.name` isn't `DEFAULT`?",
        "  refused: The node refuses it.",
        "path-type: Can a web app path change from Webapp 2 to Webapp3 in place?",
        "  in-steps: Yes, in two requests: first the type, then the branding.",
        "Saved in themes/platform.json. Checks, builds and plans use it from now on.",
    ]
    assert recorded() == {"meta-name": "refused", "path-type": "in-steps"}
    assert (result.exit_code, world.node.copy_rows()) == (0, before)


def test_without_a_name_the_node_answers_all_that_needs_no_person(probe, recorded):
    assert probe("--yes").exit_code == 0
    assert recorded() == {
        "screens": "layout",
        "in-place": "replaced",
        "folder": "ignored",
        "prompts": "accepted",
        "meta-name": "accepted",
        "path-type": "together",
    }


def test_what_was_found_before_an_interruption_is_kept(probe, world, recorded, monkeypatch):
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    before = world.node.copy_rows()
    monkeypatch.setattr("themebuilder.publishing.inspection.probe_questions.has_values", stop)
    result = probe("meta-name", "path-type", "--yes")
    assert (result.exit_code, recorded()) == (1, {"meta-name": "accepted"})
    assert world.node.copy_rows() == before


def test_an_account_without_a_right_leaves_only_that_open(probe, world, recorded):
    world.node.faults.forbidden = frozenset({"conference"})
    result = probe("screens", "meta-name", "--yes")
    assert (result.exit_code, recorded()) == (1, {"screens": "unclear", "meta-name": "accepted"})
    assert "  unclear: The node rejects our account at `GET" in result.output


def test_an_unclear_outcome_ends_with_one(probe, world, recorded):
    world.node.answers = Answers(prompts="unchecked")
    result = probe("prompts", "--yes")
    assert (result.exit_code, recorded()) == (1, {"prompts": "unclear"})
    assert "unclear: The node accepts 44.1 kHz, too" in result.output
    assert json.loads(probe("prompts", "--yes", "--json").stdout)["ok"] is False


def test_a_node_that_is_no_stage_node_is_refused(probe, world):
    world.more = "stage: false\n"
    result = probe("prompts", "--yes")
    assert (result.exit_code, world.node.log) == (2, [])
    assert "Deployment `prod` isn't a stage node." in result.output


@pytest.mark.parametrize(("with_terminal", "typed"), [(False, ""), (True, "n\n")])
def test_nothing_is_created_unless_somebody_agrees(probe, world, with_terminal, typed):
    result = probe("prompts", with_terminal=with_terminal, typed=typed)
    assert (result.exit_code, {method for method, *_ in world.node.log}) == (2, {"GET"})


def test_a_person_answers_in_the_terminal(probe, recorded):
    result = probe(
        "hiding", "--yes", with_terminal=True, typed="hidden\nvisible\n" + "unclear\n" * 9
    )
    assert "Look for: The button that opens the chat (test id button-chat)." in result.output
    found = recorded()
    assert (found["hiding:button-chat"], "visible" in found.values()) == ("hidden", True)


def test_the_answers_before_ctrl_c_are_kept(probe, world, recorded):
    before = world.node.copy_rows()
    result = probe("hiding", "--yes", with_terminal=True, typed="hidden\n")  # then the input ends
    assert (recorded(), world.node.copy_rows()) == ({"hiding:button-chat": "hidden"}, before)
    assert "What was found until now is in themes/platform.json." in result.output


def test_danish_questions_name_the_buttons_in_danish(probe, monkeypatch):
    monkeypatch.setenv("THEMEBUILDER_LANGUAGE", "da")
    result = probe("hiding", "--yes", with_terminal=True, typed="unclear\n" * 3)
    assert "Se efter: Knappen, der åbner chatten (test-id button-chat)." in result.output
    assert "Intet resultat er klart, så tjek, byg og plan gør som før." in result.output


def test_answers_of_somebody_else_are_recorded_without_a_probe(probe, world, recorded):
    result = probe("--answer", "hiding:button-chat=visible", "--answer", "language-file=keys")
    assert (result.exit_code, recorded()) == (
        0,
        {"hiding:button-chat": "visible", "language-file": "keys"},
    )
    assert {method for method, *_ in world.node.log} == {"GET"}


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("screenz=text", "No probe is named `screenz`."),
        ("hiding=hidden", "the answer names none.\n  help: Write it as `hiding:TEST-ID=OUTCOME`."),
        ("hiding:=hidden", "`hiding` has an outcome for each button"),
        (
            "hiding:button-chatt=hidden",
            "test id `button-chatt`.\n  help: Did you mean `button-chat`?",
        ),
        ("screens:x=text", "No probe is named `screens:x`."),
        ("screens=perhaps", "`screens` has no outcome `perhaps`."),
        ("screens", "`screens` has no outcome ``."),
    ],
)
def test_an_answer_that_no_probe_has_is_wrong_usage(probe, world, answer, message):
    result = probe("--answer", answer)
    assert (result.exit_code, message in result.output, world.node.log) == (2, True, [])


def test_the_outcomes_are_json_and_what_was_learnt_before_is_kept(probe, world):
    file = world.folder / "themes/platform.json"
    learnt = {"learnt": 1, "source": "en.json", "texts": {"a": "b"}, "screens": {}, "prompts": []}
    file.write_text(json.dumps(learnt))
    report = json.loads(probe("meta-name", "--yes", "--json").stdout)
    assert json.loads(file.read_text())["texts"] == {"a": "b"}
    assert report["probes"] == [{"name": "meta-name", "outcome": "accepted", "reason": ""}]
    assert report["revision"] == "webapp3 41-2001"


@pytest.fixture
def plan(world, run_command):
    """Plan a theme for a room and for a path of Webapp 2, after one outcome of a probe."""
    world.node.add_room("Rum 1", tag="nord")
    world.node.add_path("nord")["webapp_type"] = "webapp2"
    world.more = "rooms: [{theme: nord, tag: nord}]"

    def run(probe, outcome):
        learnt = LearntFacts("", probes={probe: ProbeOutcome(outcome, "webapp3 41")})
        (world.folder / "themes/nord.yaml").write_text("theme: nord\n")
        (world.folder / "themes/platform.json").write_text(learnt.to_json())
        return run_command("plan", "-d", "prod", looks=[Look("nord")])

    return run


CONFIRMED = "Confirmed on node revision webapp3 41."
NEW_THEME = "Set `theme_updates: new-theme` in the deployment."
NOTED = "“somebody else changed it” may be wrong."
EFFECTS = [
    # probe, outcome, exit code of a plan, what it says
    ("in-place", "unclear", 0, ""),
    ("in-place", "replaced", 0, ""),
    ("in-place", "refused", 1, "The node doesn't let the content of a service theme be replaced."),
    ("in-place", "kept-old", 1, "The node accepts new content for a service theme, and shows the old."),
    ("in-place", "silent", 1, "leaves no trace on the node, so nobody could tell whether it was done."),
    ("in-place", "moves-often", 0, NOTED),
    ("path-type", "unclear", 0, ""),
    ("path-type", "together", 0, ""),
    ("path-type", "in-steps", 1, "before the branding: guests would meet one without the other."),
    ("path-type", "refused", 1, "The node doesn't let /nord change to another web app."),
]  # fmt: skip


@pytest.mark.parametrize(("probe", "outcome", "code", "message"), EFFECTS)
def test_a_plan_does_only_what_works_on_the_node(plan, probe, outcome, code, message):
    result = plan(probe, outcome)
    assert (result.exit_code, "[step-refuted]" in result.output) == (code, bool(code))
    assert not message or f"{message} {CONFIRMED}" in result.output
    assert (NEW_THEME in result.output) == (code and probe == "in-place")
    assert (NOTED in result.output) == (message == NOTED)


def test_a_new_theme_beside_the_old_one_needs_no_replacing(world, plan):
    world.more += "\ntheme_updates: new-theme"
    result = plan("in-place", "refused")
    assert (result.exit_code, "step-refuted" in result.output) == (0, False)
