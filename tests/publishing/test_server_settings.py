"""What an organisation decided reaches the server, and no further than it is said."""

from __future__ import annotations

import pytest

from tests.publishing.kit import Look, list_rules
from themebuilder.publishing.plan.plan import SetField


def list_changes(plan):
    return {
        (step.label, step.field): (step.before, step.after)
        for step in plan.steps
        if isinstance(step, SetField)
    }


@pytest.mark.parametrize(
    ("resource", "field"),
    [("conference", "live_captions_enabled"), ("global", "live_captions_vmr_default")],
)
def test_a_node_that_does_not_know_the_field_is_not_written_to(world, monkeypatch, resource, field):
    monkeypatch.delitem(world.node.resources[resource].fields, field)
    world.more = "whole_deployment_of: nord"
    world.node.add_room("Rum", live_captions_enabled="yes")
    plan = world.plan(Look("nord", settings={"captions": "hidden", "names_on_video": "shown"}))
    assert field not in {name for _, name in list_changes(plan)}
    assert plan.notes[0] == f"nord, `captions: hidden`: this node has no field `{field}`."


def test_a_meeting_that_still_has_chat_is_found(world):
    world.more = "organisations: {nord: {tag: nord, check_alias: rum@x}}"
    world.node.add_room("Rum", tag="nord", alias="rum@x")
    built = world.build(Look("nord", settings={"chat": "disabled"}))
    world.node.faults.never_replicate = frozenset({"conf-a"})
    world.publish(built)
    found = world.verify(built)
    assert found.meetings == {"nord": {"chat_enabled": True}}
    assert "setting-not-in-force" in list_rules(found.problems)


def test_a_meeting_that_cannot_be_asked_is_only_not_verified(world):
    world.more = "organisations: {nord: {tag: nord, check_alias: nobody@x}}"
    world.node.add_room("Rum", tag="nord")
    built = world.build(Look("nord", settings={"chat": "disabled"}))
    world.publish(built)
    [found] = world.verify(built).problems
    assert (found.rule.name, found.severity.value) == ("not-verified", "warning")
    assert "tells a guest of nobody@x nothing about it" in found.message


def test_verify_reads_the_settings_back(world):
    world.more = "organisations: {nord: {tag: nord}}"
    room = world.node.add_room("Rum", tag="nord")
    built = world.build(Look("nord", settings={"chat": "disabled"}))
    world.publish(built)
    room_now = world.node.rows["conference"][str(room["id"])]
    room_now["enable_chat"] = "yes"
    found = world.verify(built)
    (one,) = found.problems
    assert one.rule.name == "not-as-built"
    assert one.message.startswith("The node differs from the build: ")
    assert "enable_chat 'yes' → 'no'" in one.message


def test_a_node_that_has_no_policies_is_asked_for_none(world, monkeypatch):
    monkeypatch.delitem(world.node.resources, "policy_server")
    world.more = "organisations: {nord: {tag: nord}}"
    assert len(world.plan(Look("nord", settings={"captions": "hidden"})).notes) == 1
    assert not [path for _, path, _ in world.node.log if "policy_server" in path]


def test_a_room_gets_all_its_settings_in_one_write(world):
    world.more = "organisations: {nord: {tag: nord}}"
    room = world.node.add_room("Rum", tag="nord")
    wishes = {"chat": "disabled", "guests_present": "refused", "names_on_video": "shown"}
    world.publish(Look("nord", path="", settings=wishes))
    writes = [path for method, path, _ in world.node.log if method == "PATCH"]
    assert writes == [room["resource_uri"]]


@pytest.mark.parametrize("when", [1, 2, 3], ids=["before", "while it is written", "afterwards"])
def test_a_room_that_goes_with_its_meeting_stops_nothing(world, when):
    world.more = "organisations: {nord: {tag: nord}}\nrooms: [{theme: nord, tag: nord}]"
    gone, stays = world.node.add_room("A", tag="nord"), world.node.add_room("B", tag="nord")
    asked = []

    def end_meeting(_method, path):
        if path.endswith(f"/conference/{gone['id']}/"):
            asked.append(path)
            if len(asked) == when:
                del world.node.rows["conference"][str(gone["id"])]

    world.node.faults.before.append(end_meeting)
    _, applied = world.publish(Look("nord", settings={"chat": "disabled"}))
    assert applied.problems == ()
    assert stays["enable_chat"] == "no"
    assert "no longer exists" in world.warned[0]
