"""How rooms come into being on the fake node: by hand, by a booking, by an LDAP template."""

from __future__ import annotations

import json

import pytest

from tests.fake_node.ldap import sync
from tests.fake_node.node import RefusedError
from tests.fake_node.schemas import ROOT

PERSON = {"givenName": "Bo", "sn": "Lund"}


@pytest.fixture
def node(world):
    return world.node


def create(node, resource, **values):
    return node.create(resource, values, None)


def test_a_room_is_made_with_its_addresses(node):
    create(node, "conference", name="Rum", aliases=[{"alias": "rum@x.example"}])
    (room,) = node.find_rows("conference", "Rum")
    (alias,) = node.render_row("conference", room)["aliases"]
    assert (alias["alias"], alias["conference"]) == ("rum@x.example", room["resource_uri"])
    assert node.has_chat("conf-a", "rum@x.example") is None  # not known there yet
    node.settle()
    assert node.has_chat("conf-a", "rum@x.example") is True


def test_an_address_belongs_to_one_room(node):
    node.add_room("Rum", alias="rum@x.example")
    with pytest.raises(RefusedError):
        create(node, "conference", name="Andet", aliases=[{"alias": "rum@x.example"}])
    assert node.find_rows("conference", "Andet") == []


def test_the_addresses_go_with_the_room(node):
    room = node.add_room("Rum", alias="rum@x.example")
    node.remove("conference", str(room["id"]))
    assert node.rows["conference_alias"] == {}


def test_a_booking_with_a_theme_that_is_gone_is_refused(node):
    theme = node.add("ivr_theme", name="nord")
    assert node.add_room("Booket", theme=theme["resource_uri"])["ivr_theme"] == theme["id"]
    node.rows["ivr_theme"].pop(str(theme["id"]))
    with pytest.raises(RefusedError) as refused:
        node.add_room("Booket igen", theme=theme["resource_uri"])
    assert refused.value.status == 400
    assert "Could not find the provided ivr_theme object" in refused.value.body["error"]


@pytest.mark.parametrize("written", [list, json.dumps])
def test_the_rooms_of_a_theme_are_replaced_as_a_whole(node, written):
    theme = node.add("ivr_theme", name="nord")
    first, second = node.add_room("A", theme=theme["resource_uri"]), node.add_room("B")
    node.change(
        "ivr_theme", str(theme["id"]), {"conference": written([second["resource_uri"]])}, None
    )
    assert (first["ivr_theme"], second["ivr_theme"]) == (None, theme["id"])
    assert node.render_row("ivr_theme", theme)["conference"] == [
        f"{ROOT}conference/{second['id']}/"
    ]
    assert node.violations == ["ivr_theme.conference is a reverse link and was written"]
    node.violations.clear()


def test_a_template_makes_the_rooms_of_its_people(node):
    theme = node.add("ivr_theme", name="nord")
    template = {"name": "Læger", "conference_name": "{{givenName}} {{sn}}", "tag": "nord"}
    alias = "{{ sn | lower }}@x.example"
    node.add("conference_sync_template", **template, alias_1=alias, ivr_theme=theme["id"])
    (room,) = sync(node, "Læger", [PERSON])
    assert (room["name"], room["tag"], room["ivr_theme"]) == ("Bo Lund", "nord", theme["id"])
    assert node.has_chat("conf-a", "lund@x.example") is True


@pytest.mark.parametrize(("overridable", "chat"), [(False, "yes"), (True, "no")])
def test_a_sync_undoes_what_its_template_does_not_leave_to_others(node, overridable, chat):
    node.add(
        "conference_sync_template",
        name="Læger",
        conference_name="{{sn}}",
        enable_chat="yes",
        enable_chat_overridable=overridable,
    )
    (room,) = sync(node, "Læger", [PERSON])
    room["enable_chat"] = "no"
    assert sync(node, "Læger", [PERSON]) == [room]
    assert room["enable_chat"] == chat


def test_a_sync_deletes_the_rooms_of_those_who_left(node):
    node.add("conference_sync_template", name="Læger", conference_name="{{sn}}")
    node.add_room("Andres")
    sync(node, "Læger", [PERSON])
    sync(node, "Læger", [])
    assert [room["name"] for room in node.rows["conference"].values()] == ["Andres"]
