"""Taking a path over, interrupted: killed, answers lost, changed by somebody else meanwhile."""

from __future__ import annotations

import pytest

from tests.publishing.kit import publish_and_die
from tests.publishing.path_kit import (
    NORD,
    UNLIKE,
    go_back,
    path,
    publish_live,
    take,
    unlike_moments,
)
from themebuilder.core.problems import ThemeError


@pytest.mark.parametrize("unlike", UNLIKE)
def test_killed_at_any_write_the_path_is_old_or_new_and_the_way_back_is_known(world, unlike):
    world.node.faults.unlike = unlike
    was = take(world)
    start = world.node.snapshot()
    points = publish_and_die(world, [NORD], 0, reads=False)
    for at in range(1, points + 1):
        world.node.restore(start)
        publish_and_die(world, [NORD], at, reads=False)
        assert path(world) == was or "before nord=webapp2/" in path(world)["description"]
        publish_live(world, NORD)
        assert path(world)["webapp_type"] == "webapp3"
        go_back(world)
        assert path(world) == was
        assert unlike_moments(world.node) == []
    assert points == 4  # an upload and a switch


@pytest.mark.parametrize("fault", ["lost_patches", "broken_after_write"])
def test_a_switch_whose_answer_is_lost_is_not_done_twice(world, fault):
    was = take(world)
    setattr(world.node.faults, fault, 1)
    world.node.faults.only = "PATCH */webapp_alias/*"
    publish_live(world, NORD)
    go_back(world)
    assert path(world) == was


def test_a_path_that_somebody_changed_since_is_left_alone(world):
    take(world)
    built = world.built(NORD)
    plan = world.plan(built)
    other = world.node.branding("Others", "webapp2")["uuid"]
    world.node.named("webapp_alias", "guests")[0]["branding"] = other
    with pytest.raises(
        ThemeError, match="`webapp_alias guests` has changed: `branding` is Others now"
    ):
        world.publish_plan(built, plan, allow_live=True)
