"""What an organisation decided reaches the server, and no further than it is said."""

from __future__ import annotations

import pytest

from tests.publishing.kit import Look, publish
from themebuilder.core.problems import ThemeError
from themebuilder.publishing.plan import SetField
from themebuilder.publishing.planner import plan_publishing
from themebuilder.publishing.verify import verify


def sets(plan):
    return {
        (step.label, step.field): (step.before, step.after)
        for step in plan.steps
        if isinstance(step, SetField)
    }


@pytest.fixture
def planned(world):
    def planned(*looks):
        with world.session() as session:
            return plan_publishing(session, world.built(*looks))

    return planned


def test_the_whole_deployment_is_switched_and_overriding_rooms_are_set_back(world, planned):
    world.more = "whole_deployment_of: nord"
    for chat in ("default", "yes", "no"):
        world.node.room(chat, chat=chat)
    plan = planned(Look("nord", settings={"chat": "disabled"}))
    assert sets(plan) == {
        ("the whole deployment", "enable_chat"): (True, False),
        ("room 'yes'", "enable_chat"): ("yes", "no"),
    }


def test_an_organisation_on_a_silent_deployment_keeps_its_chat(world, planned):
    world.more = "whole_deployment_of: danmark\norganisations: {syd: {tag: syd}}"
    world.node.room("Syd", tag="syd")
    silent = Look("nord", "danmark", above=(), settings={"chat": "disabled"})
    plan = planned(silent, Look("syd", "syd", settings={"chat": "enabled"}))
    assert sets(plan)["room 'Syd'", "enable_chat"] == ("default", "yes")


@pytest.mark.parametrize(
    ("everywhere", "chat", "planned_chat"),
    [
        (True, "no", "default"),
        (True, "yes", None),
        (True, "default", None),
        (False, "no", "yes"),
        (False, "yes", None),
        (False, "default", "yes"),
    ],
)
def test_chat_that_is_allowed_again_follows_the_global_switch(
    world, planned, everywhere, chat, planned_chat
):
    world.node.rows["global"]["1"]["enable_chat"] = everywhere
    world.more = "organisations: {nord: {tag: nord}}\nwhole_deployment_of: over"
    world.node.room("Rum", tag="nord", chat=chat)
    other = {"guests_present": "refused", "captions": "hidden"}
    over = Look("over", "over", above=(), settings=other)
    plan = planned(Look("nord", settings={"chat": "enabled"}), over)
    wanted = None if planned_chat is None else (chat, planned_chat)
    assert sets(plan).get(("room 'Rum'", "enable_chat")) == wanted


def test_a_setting_without_rooms_changes_nothing_and_says_so(world, planned):
    plan = planned(Look("nord", hide=("button-chat",), settings={"chat": "disabled"}))
    assert sets(plan) == {}
    assert plan.scopes == (
        (
            "nord, chat: disabled: the button is hidden on /nord (the button only); "
            "decided in themes/organisations/nord.yaml:4"
        ),
    )
    note, _in_no_room = plan.notes
    assert note.startswith("nord: nothing is set on the server (chat: disabled)")


def test_an_organisation_above_decides_for_those_below(world, planned):
    world.more = "organisations: {region: {tag: region}}"
    world.node.room("Rum", tag="region")
    below = Look("klinik", "klinik", above=("region",))
    plan = planned(below)
    assert sets(plan) == {}
    assert plan.scopes == ()


def test_a_room_that_two_organisations_want_otherwise_is_told(world):
    world.more = "organisations: {nord: {tag: x}, syd: {tag: x}}"
    world.node.room("Rum", tag="x")
    looks = (
        Look("nord", settings={"chat": "disabled"}),
        Look("syd", "syd", settings={"chat": "enabled"}),
    )
    with world.session() as session, pytest.raises(ThemeError) as error:
        plan_publishing(session, world.built(*looks))
    assert [found.rule.name for found in error.value.problems] == ["claimed-twice"]


@pytest.mark.parametrize(
    ("resource", "field"),
    [("conference", "live_captions_enabled"), ("global", "live_captions_vmr_default")],
)
def test_a_node_that_does_not_know_the_field_is_not_written_to(
    world, planned, monkeypatch, resource, field
):
    monkeypatch.delitem(world.node.resources[resource].fields, field)
    world.more = "whole_deployment_of: nord"
    world.node.room("Rum", live_captions_enabled="yes")
    plan = planned(Look("nord", settings={"captions": "hidden", "names_on_video": "shown"}))
    assert field not in {name for _, name in sets(plan)}
    assert plan.notes[0] == f"nord, captions: hidden: this node does not have {field}."


def test_a_meeting_that_still_has_chat_is_found(world):
    world.more = "organisations: {nord: {tag: nord, check_alias: rum@x}}"
    world.node.room("Rum", tag="nord", alias="rum@x")
    built = world.built(Look("nord", settings={"chat": "disabled"}))
    world.node.faults.never_replicate = frozenset({"conf-a"})
    with world.session() as session:
        publish(session, built)
        found = verify(session, built)
    assert found.meetings == {"nord": {"chat_enabled": True}}
    assert "setting-not-in-force" in [one.rule.name for one in found.problems]


def test_a_meeting_that_cannot_be_asked_is_only_not_verified(world):
    world.more = "organisations: {nord: {tag: nord, check_alias: nobody@x}}"
    world.node.room("Rum", tag="nord")
    built = world.built(Look("nord", settings={"chat": "disabled"}))
    with world.session() as session:
        publish(session, built)
        found = verify(session, built)
    assert [(one.rule.name, one.severity.value) for one in found.problems] == [
        ("not-verified", "warning")
    ]


def test_verify_reads_the_settings_back(world):
    world.more = "organisations: {nord: {tag: nord}}"
    room = world.node.room("Rum", tag="nord")
    built = world.built(Look("nord", settings={"chat": "disabled"}))
    with world.session() as session:
        publish(session, built)
        room_now = world.node.rows["conference"][str(room["id"])]
        room_now["enable_chat"] = "yes"
        found = verify(session, built)
    (one,) = found.problems
    assert (one.rule.name, "enable_chat 'yes' → 'no'" in one.message) == ("not-as-built", True)


def test_a_template_that_would_turn_a_setting_back_is_named(world, planned):
    world.more = "organisations: {nord: {tag: nord}}"
    world.node.add("conference_sync_template", name="A", guests_can_present_overridable=True)
    world.node.add("conference_sync_template", name="B")
    world.node.add("conference_sync_template", name="C", guests_can_present=False)
    plan = planned(Look("nord", settings={"guests_present": "refused"}))
    overridable, fixed, _in_no_room = plan.notes
    assert overridable == "The LDAP template 'A' creates rooms with guests_can_present on."
    assert fixed.startswith("The LDAP template 'B' has guests_can_present on and lets no room")


def test_what_our_account_may_not_read_is_said_and_does_not_stop_us(world, planned):
    world.more = "organisations: {nord: {tag: nord}}"
    world.node.faults.forbidden = frozenset({"policy_server"})
    plan = planned(Look("nord", settings={"captions": "hidden"}))
    note, _in_no_room = plan.notes
    assert note.startswith("Our account may not read policy_server, so what undoes live_captions")


def test_a_node_that_has_no_policies_is_asked_for_none(world, planned, monkeypatch):
    monkeypatch.delitem(world.node.resources, "policy_server")
    world.more = "organisations: {nord: {tag: nord}}"
    assert len(planned(Look("nord", settings={"captions": "hidden"})).notes) == 1
    assert not [path for _, path, _ in world.node.log if "policy_server" in path]


def test_what_we_must_read_and_may_not_stops_us(world, planned):
    world.node.faults.forbidden = frozenset({"webapp_branding"})
    with pytest.raises(ThemeError, match="forbidden"):
        planned(Look("nord"))


def test_a_room_gets_all_its_settings_in_one_write(world):
    world.more = "organisations: {nord: {tag: nord}}"
    room = world.node.room("Rum", tag="nord")
    wishes = {"chat": "disabled", "guests_present": "refused", "names_on_video": "shown"}
    with world.session() as session:
        publish(session, world.built(Look("nord", path="", settings=wishes)))
    writes = [path for method, path, _ in world.node.log if method == "PATCH"]
    assert writes == [room["resource_uri"]]
