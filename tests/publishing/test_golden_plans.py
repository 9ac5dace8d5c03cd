"""What is read of a node, and planned for it, down to the last field and word.

``pytest tests/publishing/test_golden_plans.py --accept`` rewrites the answers: read the difference.
"""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import yaml

from tests.publishing.kit import Look, upload, write_built
from themebuilder.core.messages import MESSAGE_LANGUAGES, VARIABLE
from themebuilder.core.problems import ThemeError
from themebuilder.publishing.node.node_state import read_node_state
from themebuilder.publishing.node.objects import PackageKind
from themebuilder.publishing.node.references import (
    list_references,
    read_references,
    read_status,
)
from themebuilder.publishing.node.transport import Clock
from themebuilder.publishing.plan.plan_format import render
from themebuilder.publishing.plan.plan_json import from_json, to_json
from themebuilder.publishing.plan.planner import plan_publishing
from themebuilder.publishing.session import Session

GOLDEN = Path(__file__).parent / "golden"
NOW = datetime(2026, 11, 24, 23, 30, tzinfo=UTC).timestamp()
ZONE = timezone(timedelta(hours=1))
"""Where it is the next day already."""

CALM = {"guests_present": "refused", "names_on_video": "hidden"}
NORD = Look("nord", settings={"chat": "disabled", "captions": "hidden"}, hide=("button-chat",))
PSYK = Look("psyk", "psyk", settings={"chat": "enabled", "guests_present": "refused"})
BACK = Look("back", leave="Før")
SYD = Look("syd", "syd", valid={"since": "2026-11-25", "until": "2026-11-25", "then": "vest"})


@pytest.fixture
def world(world):
    """A node whose stock packages are always the same."""
    node = world.node
    node.rows["webapp_branding"].clear()
    node.add("webapp_branding", name="Stock", uuid="stock", webapp_type="webapp3", is_default=True)
    for key in ("2", "3", "4"):
        del node.rows["ivr_theme"][key]
    for row in (node.rows["webapp_branding"]["stock"], node.rows["ivr_theme"]["1"]):
        row["last_updated"] = "2026-11-01T06:00:00"
    return world


def nothing_is_there(world):
    world.more = """\
rooms: [{theme: nord, all: true}, {theme: psyk, tag: psyk}, {theme: psyk, tag: nowhere}]
organisations: {psyk: {tag: psyk}, syd: {}, elsewhere: {tag: elsewhere}}
whole_deployment_of: nord
"""
    world.node.add_room("Psyk 1", tag="psyk")
    world.node.add_room("Other", chat="yes")
    return world.build(
        *(NORD, PSYK, SYD, Look("vest", "syd", path="syd", valid={"since": "2026-11-26"})),
        Look("silent", path=""),
    )


def everything_is_otherwise(world):
    node = world.node
    earlier = [dataclasses.replace(one, leave="Før", waiting="Før") for one in (NORD, PSYK, SYD)]
    nord, psyk, syd = (upload(world, one, 10, is_stored=one.theme == "nord") for one in earlier)
    there = upload(world, NORD, 11, ("0" * 12, ""))
    again = upload(world, NORD, 12)
    gone = upload(world, Look("gone"), 13)
    theirs = node.add("webapp_branding", name="Theirs", uuid="theirs", webapp_type="webapp3")
    theirs["last_updated"] = "2026-11-01T06:00:00"
    node.add_path("nord", nord[PackageKind.WEBAPP])
    node.add_path("psyk", "theirs")
    node.add_path("syd", syd[PackageKind.WEBAPP])["is_enabled"] = False
    for theme, is_enabled in (("off", False), ("on", True)):
        key = upload(world, Look(theme), 14)[PackageKind.WEBAPP]
        node.add_path(theme, key)["is_enabled"] = is_enabled
    before = (
        write_built(world.folder / "earlier", [BACK]).package(PackageKind.WEBAPP, "back").id.short
    )
    node.add_path("back", upload(world, BACK, 14)[PackageKind.WEBAPP])
    upload(world, Look("back"), 15, (before, ""))
    node.add_path("gone", gone[PackageKind.WEBAPP])["description"] = "Made by themebuilder"
    node.add_path("gone-too", gone[PackageKind.WEBAPP])
    node.rows["global"]["1"]["default_webapp_alias"] = 4
    node.rows["global"]["1"]["default_theme"] = nord[PackageKind.MEETING]
    node.add_room(
        "Nord 2", tag="nord", ivr_theme=nord[PackageKind.MEETING], pin="1234", guest_pin="5678"
    )
    node.add_room("Nord 1", tag="nord", ivr_theme=there[PackageKind.MEETING], chat="yes")
    node.add_room("Psyk 1", tag="psyk", ivr_theme=psyk[PackageKind.MEETING], chat="no")
    node.add_room("Psyk 2", tag="psyk", ivr_theme=1)
    node.add_room("Extra", tag="extra")
    node.add_room("Gone 1", ivr_theme=gone[PackageKind.MEETING])
    node.add("gateway_routing_rule", name="Gateway", ivr_theme=gone[PackageKind.MEETING])
    node.add("gateway_routing_rule", name="Other gateway", ivr_theme=again[PackageKind.MEETING])
    node.add("conference_sync_template", name="Staff", enable_chat="yes")
    node.add(
        "conference_sync_template",
        name="Guests",
        enable_chat="no",
        enable_chat_overridable=True,
        ivr_theme=psyk[PackageKind.MEETING],
    )
    node.add(
        "policy_server",
        name="Local",
        enable_internal_service_policy=True,
        internal_service_policy_template='{"enable_chat": "yes", "theme": "psyk 0"}',
    )
    node.add(
        "policy_server",
        name="Remote",
        enable_service_lookup=True,
        internal_service_policy_template='{"enable_chat": "yes", "theme": "nord 0"}',
    )
    world.more = """\
rooms: [{theme: nord, tag: nord}, {theme: psyk, tag: psyk}, {theme: psyk, tag: extra, names: [Nord 2]}]
organisations: {nord: {tag: nord}, psyk: {tag: psyk}}
whole_deployment_of: nord
"""
    others = map(Look, ("off", "on", "back"))
    return world.build(NORD, PSYK, SYD, *others, is_complete=False)


def paths_are_listed(world):
    upload(world, NORD, 10, ("0" * 12, ""))
    world.node.add_path("by-hand")
    del world.node.rows["webapp_alias"]["2"]
    world.node.faults.forbidden = frozenset({"policy_server", "gateway_routing_rule"})
    world.more = """\
paths: {webapp3: nord, new: later, webapp2: later}
rooms: [{theme: psyk, names: [B, A]}]
organisations: {psyk: {names: [A]}}
whole_deployment_of: psyk
"""
    for name in ("A", "B"):
        world.node.add_room(name, tag="x")
    world.node.add_room("C", mute_all_guests=True, guests_can_present=False)
    later = Look(
        "later", valid={"since": "2026-11-26", "then": "psyk"}, settings={"chat": "disabled"}
    )
    first = Look("first", valid={"since": "2026-11-01", "until": "2026-11-24", "then": "nowhere"})
    second = Look("second", "psyk", valid={"until": "2026-11-24", "then": "psyk"}, settings=CALM)
    third = Look("third", "psyk", valid={"until": "2026-11-25", "then": "nord"}, settings=CALM)
    return world.build(NORD, PSYK, later, first, second, third)


def nothing_may_be_done(world):
    world.node.add("webapp_alias", slug="nord", webapp_type="webapp2", is_enabled=True)
    world.node.add_room("Shared", tag="nord")
    world.more = """\
rooms: [{theme: unbuilt, tag: nord}]
organisations: {nord: {tag: nord}, psyk: {names: [Shared]}}
"""
    return world.build(NORD, PSYK, Look("twin", path="psyk"))


def others_decide(world):
    """Settings of organisations above, of the tool, and of those that the deployment forgot."""
    node = world.node
    node.rows["global"]["1"] |= {"enable_chat": False, "live_captions_vmr_default": True}
    for name, tag, chat in (
        *(("A", "ward", "no"), ("B", "ward", "yes"), ("C", "ward", "default")),
        *(("D", "", "yes"), ("E", "", "no"), ("F", "", "default")),
    ):
        values = {"live_captions_enabled": chat, "mute_all_guests": name != "F"}
        node.add_room(name, tag=tag, chat=chat, **values)
    for name in ("Gateway 1", "Gateway 2"):
        node.add("gateway_routing_rule", name=name)
    values = ((False, False), (False, True), (True, False), (True, True))
    for present, differs in values:
        node.add(
            "conference_sync_template",
            name=f"{present} {differs}",
            guests_can_present=present,
            guests_can_present_overridable=differs,
            enable_chat="yes" if present else "default",
            enable_chat_overridable=differs,
            live_captions_enabled="no" if present else "default",
            live_captions_enabled_overridable=differs,
        )
    earlier = upload(world, Look("ward", "ward", waiting="Før"), 10, is_stored=True)
    node.rows["global"]["1"]["default_theme"] = earlier[PackageKind.MEETING]
    node.add("policy_server", name=7, enable_service_lookup=True)
    node.add("policy_server", name="Off", internal_service_policy_template="enable_chat")
    world.more = """\
rooms: [{theme: ward, all: true}]
organisations: {ward: {tag: ward}, house: {}, tools: {tag: nowhere}}
whole_deployment_of: faelles
"""
    house = {"chat": "enabled", "guests_present": "refused", "captions": "hidden"}
    tools = {"chat": "disabled", "guests_present": "allowed", "names_on_video": "hidden"}
    faelles = {"chat": "enabled", "captions": "hidden", "guests_sound": "muted"}
    built = world.build(
        Look("ward", "ward", above=("house", "faelles"), by="house", settings=house),
        Look("lent", "lent", above=("tools",), by="tools", settings=tools, is_shipped=True),
        Look("tools", "tools", above=(), settings=tools, is_shipped=True, hide=("button-chat",)),
        Look("faelles", "faelles", above=(), settings=faelles, path=""),
        Look(
            "alone",
            above=("far",),
            by="far",
            organisation="alone",
            settings=CALM | {"chat": "disabled"},
        ),
        Look("apart", "apart", above=(), settings={"chat": "disabled", **CALM}, path=""),
    )
    packages = dict(built.packages)
    del packages[PackageKind.MEETING, "alone"]
    return dataclasses.replace(built, packages=packages)


class Lines(yaml.SafeDumper):
    """Writes what has no parts, or only short ones, on one line."""

    def represent_sequence(self, tag, sequence, flow_style=None):  # noqa: ARG002
        is_long = any(len(str(one)) > 40 for one in sequence)
        return super().represent_sequence(tag, sequence, flow_style=not is_long)

    def represent_mapping(self, tag, mapping, flow_style=None):  # noqa: ARG002
        has_parts = any(isinstance(one, dict | list) and one for one in mapping.values())
        return super().represent_mapping(tag, mapping, flow_style=not has_parts)


def describe(session: Session, built):
    live = read_node_state(session.node, session.deployment)
    status = read_status(live)
    try:
        plan = json.loads(json.dumps(to_json(plan_publishing(session, built))))
        del plan["messages"]
    except ThemeError as error:
        plan = [
            f"{problem.place}: {problem.message} {problem.hint} [{problem.rule.name}]"
            for problem in error.problems
        ]
    unread: list[str] = []
    return {
        "status": {
            field.name: [str(getattr(each, "name", each)) for each in getattr(status, field.name)]
            for field in dataclasses.fields(status)
        },
        "theirs": [str(reference) for reference in list_references(session.deployment, live)],
        "uses": [
            f"{reference.ref} {reference.field} {reference.kind.value} {reference.key} {reference.is_guarded}, {reference}"
            for reference in read_references(session.node, live.packages, unread)
        ],
        "unread": [*map(str, unread)],
        "plan": plan,
    }


@pytest.mark.parametrize(
    "scenario",
    [
        nothing_is_there,
        everything_is_otherwise,
        paths_are_listed,
        others_decide,
        nothing_may_be_done,
    ],
    ids=lambda scenario: scenario.__name__,
)
def test_a_node_is_read_and_planned_for_as_before(world, request, scenario):
    built = scenario(world)
    with world.session() as session:
        clock = Clock(lambda: NOW, session.clock.sleep)
        found = describe(dataclasses.replace(session, clock=clock, zone=ZONE), built)
    text = yaml.dump(found, Dumper=Lines, sort_keys=False, allow_unicode=True, width=10_000)
    text = text.replace(world.up.address, "https://node.example")
    file = GOLDEN / f"{scenario.__name__.replace('_', '-')}.yaml"
    if request.config.getoption("--accept"):
        file.write_text(text, "utf-8")
    assert text == file.read_text("utf-8")


@pytest.mark.parametrize("language", MESSAGE_LANGUAGES)
def test_a_saved_plan_is_read_in_either_language(world, request, monkeypatch, language):
    built, saved = everything_is_otherwise(world), []
    with world.session() as session:
        still = dataclasses.replace(
            session, clock=Clock(lambda: NOW, session.clock.sleep), zone=ZONE
        )
        for planned_in in MESSAGE_LANGUAGES:
            monkeypatch.setenv(VARIABLE, planned_in)
            saved.append(json.dumps(to_json(plan_publishing(still, built))))
    assert saved[0] == saved[1]
    monkeypatch.setenv(VARIABLE, language)
    text = render(from_json(saved[0].encode(), "plan.json"))
    text = text.replace(world.up.address, "https://node.example")
    file = GOLDEN / f"everything-is-otherwise.{language}.txt"
    if request.config.getoption("--accept"):
        file.write_text(text, "utf-8")
    assert text == file.read_text("utf-8")
