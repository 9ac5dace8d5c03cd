"""How rooms come into being on the fake node: by hand, by a booking."""

from __future__ import annotations

import pytest

from tests.fake_node.node import RefusedError


@pytest.fixture
def node(world):
    return world.node


def create(node, resource, **values):
    return node.create(resource, values, None)


def test_a_room_is_made_with_its_addresses(node):
    create(node, "conference", name="Rum", aliases=[{"alias": "rum@x.example"}])
    (room,) = node.named("conference", "Rum")
    (alias,) = node.shown("conference", room)["aliases"]
    assert (alias["alias"], alias["conference"]) == ("rum@x.example", room["resource_uri"])
    assert node.has_chat("conf-a", "rum@x.example") is None  # not known there yet
    node.settle()
    assert node.has_chat("conf-a", "rum@x.example") is True


def test_an_address_belongs_to_one_room(node):
    node.room("Rum", alias="rum@x.example")
    with pytest.raises(RefusedError):
        create(node, "conference", name="Andet", aliases=[{"alias": "rum@x.example"}])
    assert node.named("conference", "Andet") == []


def test_the_addresses_go_with_the_room(node):
    room = node.room("Rum", alias="rum@x.example")
    node.remove("conference", str(room["id"]))
    assert node.rows["conference_alias"] == {}


def test_a_booking_with_a_theme_that_is_gone_is_refused(node):
    theme = node.add("ivr_theme", name="nord")
    assert node.room("Booket", theme=theme["resource_uri"])["ivr_theme"] == theme["id"]
    node.rows["ivr_theme"].pop(str(theme["id"]))
    with pytest.raises(RefusedError) as refused:
        node.room("Booket igen", theme=theme["resource_uri"])
    assert refused.value.status == 400
    assert "Could not find the provided ivr_theme object" in refused.value.body["error"]
