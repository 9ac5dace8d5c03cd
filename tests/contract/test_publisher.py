"""What the publisher does where a node is busy, or holds the same package twice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fake_node import Node, Running, make_guard, run_node
from tests.publishing.kit import PASSWORD, Look, World, publish
from themebuilder.core.problems import ThemeError
from themebuilder.publishing.node.objects import Resource


@pytest.fixture(scope="module")
def up() -> Iterator[Running]:
    with run_node(Node(), make_guard(password=PASSWORD)) as up:
        yield up


@pytest.fixture
def world(up, tmp_path) -> World:
    up.node.reset()
    world = World(up, tmp_path)
    world.clock.slept.clear()
    return world


@pytest.mark.parametrize("status", [500, 502, 503, 504])
@pytest.mark.parametrize("method", ["GET", "PATCH"])
def test_what_a_busy_node_did_not_answer_is_asked_again(world, method, status):
    world.more = "organisations: {nord: {tag: nord}}"
    room = world.node.add_room("Rum", tag="nord")
    faults = world.node.faults
    faults.unavailable, faults.unavailable_status, faults.only = 1, status, f"{method} *"
    with world.session() as session:
        publish(session, world.build(Look("nord", settings={"chat": "disabled"})))
    assert (faults.unavailable, room["enable_chat"]) == (0, "no")


@pytest.mark.parametrize("status", [400, 403, 501, 505])
def test_what_a_node_refuses_is_not_asked_again(world, status):
    faults = world.node.faults
    faults.unavailable, faults.unavailable_status, faults.only = 2, status, "GET *"
    with world.session() as session, pytest.raises(ThemeError):
        publish(session, world.build(Look("nord")))
    assert (faults.unavailable, world.clock.slept) == (1, [])


@pytest.mark.parametrize("is_older", [True, False])
def test_of_twins_the_oldest_is_shown(world, is_older):
    with world.session() as session:
        publish(session, world.build(Look("nord")))
    (first,) = (row for row in world.node.rows["webapp_branding"].values() if "nord" in row["name"])
    day = "2000-01-01" if is_older else "2099-01-01"
    same = {name: first[name] for name in ("name", "description", "webapp_type")}
    twin = world.node.add("webapp_branding", **same, uuid="a-twin")
    twin["last_updated"] = f"{day}T00:00:00.000000"
    world.more = "paths: {guests: nord}"
    with world.session() as session:
        publish(session, world.build(Look("nord")))
        made = session.node.create(Resource.BRANDING, same)
    (path,) = world.node.find_rows("webapp_alias", "guests")
    oldest = twin if is_older else first
    assert (path["branding"], made.key) == (oldest["uuid"], oldest["uuid"])
