"""Rooms that are made after publishing: what covers them, and what the plan says of it."""

from __future__ import annotations

import dataclasses

import pytest

from tests.fake_node.calls import PLACE
from tests.publishing.kit import Look, publish
from themebuilder.core.messages import VARIABLE
from themebuilder.publishing.apply.verify import read_meeting
from themebuilder.publishing.bookings.booking_templates import Bookings, Template
from themebuilder.publishing.build_output import OrganisationEntry
from themebuilder.publishing.plan.plan_format import render
from themebuilder.publishing.plan.planner import plan_publishing
from themebuilder.publishing.plan.policy_script import write_policy

CHAT_OFF = {"chat": "disabled", "guests_present": "refused"}
PSYK = Look("psyk", "psyk", path="", settings=CHAT_OFF)
LINES = "organisations: {psyk: {tag: psyk, alias_domain: psyk.example}}\npolicy: Rooms\n"


@pytest.fixture
def install(world):
    """Put the script for *look* into a policy profile, as a person does, and point the location at it."""

    def install(change=str, look=PSYK, *, name="Rooms", is_on=True, is_used=True):
        script = write_policy(world.make_deployment(), world.build(look)).text
        profile = world.node.add(
            "policy_server",
            name=name,
            enable_internal_service_policy=is_on,
            internal_service_policy_template=change(script),
        )
        key = profile["id"] if is_used else None
        world.node.add("system_location", name=PLACE, policy_server=key)
        world.node.settle()

    world.more = LINES
    return install


def list_sources(plan):
    return {
        one.setting: [(source.kind, source.is_sure) for source in one.sources]
        for one in plan.coverage
    }


def list_faults(plan):
    return [note for note in plan.notes if "olicy profile" in note]


@pytest.mark.parametrize("is_installed", [False, True])
def test_chat_is_off_in_a_room_made_after_publishing_only_with_the_script(
    world, install, is_installed
):
    world.node.add_room("Psyk 1", tag="psyk", alias="psyk1@x.example")
    if is_installed:
        install()
    with world.session() as session:
        publish(session, world.build(PSYK))
        world.node.add_room("Psyk 2", tag="psyk", alias="psyk2@x.example")
        world.node.add_room("Booked", alias="SIP-less@Psyk.example")
        world.node.add_room("Other", alias="other@x.example")
        names = ("psyk1@x.example", "psyk2@x.example", "SIP-less@Psyk.example", "other@x.example")
        transport = next(iter(session.conferencing.values()))
        chat = [read_meeting(transport, name, ["chat_enabled"])["chat_enabled"] for name in names]
    later = not is_installed
    assert chat == [False, later, later, True]


def test_a_script_acts_only_where_a_location_uses_its_profile(world, install):
    world.node.add("system_location", name="Vest", policy_server=1)
    install(is_used=False)
    world.node.add_room("Psyk 1", tag="psyk", alias="psyk1@x.example")
    assert world.node.has_chat("conf-a", "psyk1@x.example") is True


def test_a_script_that_gives_no_json_leaves_the_rooms_as_they_were(world, install):
    install(lambda _: "{% if %}")
    world.node.add_room("Psyk 1", tag="psyk", chat="no", alias="psyk1@x.example")
    assert world.node.has_chat("conf-a", "psyk1@x.example") is False


def test_without_anything_the_plan_says_that_nothing_covers_new_rooms(world):
    world.more = LINES.replace("policy: Rooms\n", "")
    plan = world.plan(PSYK)
    assert list_sources(plan) == {"chat: disabled": [], "guests_present: refused": []}
    assert "psyk, `chat: disabled`: nothing\n" in render(plan)
    assert "install the script of `themebuilder policy -d prod`" in render(plan)


def test_the_current_script_covers_new_rooms(world, install):
    install()
    plan = world.plan(PSYK)
    assert list_sources(plan) == {
        "chat: disabled": [("policy", True)],
        "guests_present: refused": [("policy", True)],
    }
    assert list_faults(plan) == []
    assert not [note for note in plan.notes if "may set another" in note]


NO_RESULT = ("pex_update(themebuilder)|pex_to_json", "pex_to_json")
IN_DOUBT = {
    # how it is installed, what is said, whether a policy may cover the settings
    "no profile": ({"name": "Another"}, 'No policy profile is named "Rooms".', False),
    "off": ({"is_on": False}, 'Policy profile "Rooms": "Apply local policy" is off.', True),
    "not used": ({"is_used": False}, 'No system location uses policy profile "Rooms".', True),
    "by hand": (
        {"change": lambda text: text.replace('"no"', '"yes"')},
        "was changed by hand",
        True,
    ),
    "no effect": ({"change": lambda text: text.replace(*NO_RESULT)}, "has no effect", True),
    "another": (
        {"change": lambda _: '{"enable_chat": "yes"}'},
        "has no script of `themebuilder policy -d prod`",
        True,
    ),
}


@pytest.mark.parametrize(("how", "fault", "is_perhaps"), IN_DOUBT.values(), ids=IN_DOUBT)
def test_a_script_that_is_not_in_force_is_only_a_perhaps(world, install, how, fault, is_perhaps):
    install(**how)
    plan = world.plan(PSYK)
    assert fault in list_faults(plan)[0]
    assert list_sources(plan)["chat: disabled"] == is_perhaps * [("policy", False)]


def test_a_location_without_the_profile_is_named(world, install):
    install()
    world.node.add("system_location", name="Vest")
    fault = 'These system locations don\'t use policy profile "Rooms": Vest.'
    assert list_faults(world.plan(PSYK)) == [fault]


def test_locations_that_the_account_cannot_read_leave_the_script_in_doubt(world, install):
    install()
    world.node.faults.forbidden = frozenset({"system_location"})
    assert "can't read which system locations" in list_faults(world.plan(PSYK))[0]


def test_where_nothing_is_to_be_set_no_script_is_missed(world):
    world.more = LINES
    assert list_faults(world.plan(Look("psyk", "psyk", path=""))) == []


def test_with_some_of_the_themes_the_script_is_not_compared(world, install):
    install()
    plan = world.plan(world.build(PSYK, is_complete=False))
    assert "so the policy script wasn't compared." in plan.notes[-1]
    assert list_sources(plan)["chat: disabled"] == [("policy", False)]


def test_verify_warns_of_an_outdated_script_only_where_the_deployment_names_the_profile(
    world, install
):
    world.node.add_room("Psyk 1", tag="psyk")
    install(look=Look("psyk", "psyk", settings={"chat": "enabled"}))
    built = world.build(PSYK)
    world.publish(built)
    found = world.verify(built).problems
    assert [(problem.rule.name, problem.severity.value) for problem in found] == [
        ("policy-not-in-force", "warning")
    ]
    assert "is out of date" in found[0].message
    world.more = LINES.replace("policy: Rooms\n", "")
    assert world.verify(built).problems == ()


def test_others_scripts_and_servers_are_a_perhaps(world):
    world.more = LINES.replace("policy: Rooms\n", "")
    node = world.node
    mine = node.add(
        "policy_server",
        name="Theirs",
        enable_service_lookup=True,
        enable_internal_service_policy=True,
        internal_service_policy_template='{{ service_config|pex_update({"enable_chat": "no"}) }}',
    )
    node.add("system_location", name=PLACE, policy_server=mine["id"])
    assert list_sources(world.plan(PSYK)) == {
        "chat: disabled": [("policy", False), ("external policy", False)],
        "guests_present: refused": [("external policy", False)],
    }


def test_templates_and_the_global_setting_cover_new_rooms(world):
    world.more = "organisations: {psyk: {tag: psyk}}\n"
    world.node.add("conference_sync_template", name="Staff", enable_chat="no")
    world.node.rows["global"]["1"]["enable_chat"] = False
    found = list_sources(world.plan(PSYK))
    assert found["chat: disabled"] == [("template", True), ("node default", True)]
    assert found["guests_present: refused"] == []


TEMPLATES = {
    # a template's values -> what covers the setting
    "as decided": ([{"guestsCanPresent": False}], [("template", True)]),
    "otherwise": ([{"guestsCanPresent": True}], []),
    "one of two": ([{"guestsCanPresent": False}, {}], [("template", False)]),
}


@pytest.mark.parametrize(("values", "found"), TEMPLATES.values(), ids=TEMPLATES)
def test_booking_templates_cover_the_rooms_that_they_make(world, values, found):
    world.more = "organisations: {psyk: {tag: psyk}}\n"
    owner = OrganisationEntry("psyk", "region/psyk", (), {})
    built = dataclasses.replace(world.build(PSYK), organisations=(owner,))
    ours = [make_template("region/psyk", value) for value in values]
    theirs = make_template("another", {"guestsCanPresent": False})
    bookings = Bookings(templates=(*ours, theirs))
    with world.session() as session:
        booked = dataclasses.replace(session, read_bookings=lambda: bookings)
        assert list_sources(plan_publishing(booked, built))["guests_present: refused"] == found


def make_template(owner, values):
    return Template(1, owner, values, is_default=False, is_pool=False, source="")


def test_booking_templates_that_cannot_be_read_are_a_perhaps(world):
    world.more = "organisations: {psyk: {tag: psyk}}\nbooking: [{file: gone.json}]\n"
    assert list_sources(world.plan(PSYK)) == {
        "chat: disabled": [],
        "guests_present: refused": [("template", False)],
    }


def test_the_plan_of_the_global_setting_counts_already(world):
    world.more = "whole_deployment_of: psyk\n"
    assert list_sources(world.plan(PSYK))["chat: disabled"] == [("node default", True)]


@pytest.mark.parametrize(
    ("theme", "is_named"),
    [("psyk (themebuilder)", True), ("Pexip theme (English_US)", False), ("{{ name }}", False)],
)
def test_a_service_theme_that_a_policy_names_must_be_on_the_node(world, install, theme, is_named):
    install(lambda text: text + f'{{# "ivr_theme_name": "{theme}" #}}')
    found = [note for note in world.plan(PSYK).notes if "names the service theme" in note]
    assert found == is_named * [
        f'Policy profile "Rooms" names the service theme "{theme}", which isn\'t on the node.'
    ]


def test_the_plan_says_it_in_danish(world, install, monkeypatch):
    install(lambda text: text.replace('"no"', '"yes"'))
    monkeypatch.setenv(VARIABLE, "da")
    text = render(world.plan(PSYK))
    assert "Sådan får møderum, der oprettes senere, indstillingerne:" in text
    assert "psyk, `chat: disabled`: måske politikprofilen »Rooms« (se bemærkningerne)" in text
    assert "Scriptet fra `themebuilder policy -d prod` er ændret i hånden." in text
