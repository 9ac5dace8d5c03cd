"""A command that stops half-way says what it changed on the node, and what to do next."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.publishing.kit import DEPLOYMENT, NEW, OLD, Look, expect_refusal, list_rules, publish
from themebuilder.core.problems import ThemeError
from themebuilder.publishing.apply.rollback import plan_rollback, roll_back
from themebuilder.publishing.node.transport import Clock


@pytest.fixture
def world(world):
    """A node on which the old looks are published."""
    for number in range(2):
        world.node.add_room(f"Nord {number}", tag="nord")
        world.node.add_room(f"Psyk {number}", tag="psyk", chat="yes")
    world.more = DEPLOYMENT
    world.publish(*OLD)
    world.said.clear()
    return world


def refuse(world, pattern, after=0):
    """Refuse our account from the request after that many which match *pattern*."""
    method, resource = pattern.split()
    seen = 0

    def expire_password(sent, path):
        nonlocal seen
        if sent == method and f"/{resource}/" in path:
            seen += 1
            if seen > after:
                world.up.guard.password = "expired"

    world.node.faults.before.append(expire_password)


def read_last_problem(error):
    assert list_rules(error.value.problems)[-1] == "changes-unfinished"
    found = error.value.problems[-1]
    return found.message, found.hint


def test_a_publish_that_stops_says_how_far_it_came(world):
    refuse(world, "PATCH webapp_alias", after=1)  # the first is our record
    with pytest.raises(ThemeError) as error:
        world.publish(*NEW)
    message, hint = read_last_problem(error)
    assert list_rules(error.value.problems)[0] == "not-admitted"
    assert message.startswith("Stopped after 5 of 10 changes. The next one was: replace the")
    assert hint == (
        "The same command continues. `themebuilder status -d prod` shows what is live now."
    )


def test_guests_see_nothing_of_packages_that_are_only_uploaded(world):
    refuse(world, "POST webapp_branding", after=1)
    with pytest.raises(ThemeError) as error:
        world.publish(*NEW)
    message, _ = read_last_problem(error)
    assert message.startswith("Stopped after 1 of 10 changes. The next one was: upload psyk")
    assert message.endswith(". Guests see no difference yet.")


def test_a_setting_is_reported_when_it_is_written(world):
    refuse(world, "PATCH conference", after=1)
    with pytest.raises(ThemeError):
        world.publish(*NEW)
    assert [line for line in world.said if "enable_chat" in line] == [
        "room \"Psyk 0\": enable_chat 'yes' → 'no'",
        "room \"Psyk 1\": enable_chat 'yes' → 'no'",
    ]


def test_each_field_of_one_write_is_a_change(world):
    world.node.add_room("Psyk 2", tag="psyk", chat="yes", live_captions_enabled="yes")
    refuse(world, "PATCH webapp_alias", after=1)
    quiet = replace(NEW[1], settings={**NEW[1].settings, "captions": "hidden"})
    with pytest.raises(ThemeError) as error:
        world.publish(NEW[0], quiet, *NEW[2:])
    made = len([line for line in world.said if "live_captions_enabled" in line]) + 6
    assert read_last_problem(error)[0].startswith(f"Stopped after {made} of ")


def test_an_error_before_the_first_change_counts_none(world):
    world.up.guard.password = "expired"
    with expect_refusal("not-admitted"):
        world.publish(*NEW)


def test_an_interrupted_publish_says_how_far_it_came(world):
    def interrupt(method, path):
        if method == "PATCH" and "/webapp_alias/" in path:
            raise KeyboardInterrupt

    world.node.faults.before.append(interrupt)
    with pytest.raises(KeyboardInterrupt):
        world.publish(*NEW)
    assert world.said[-1].startswith("Stopped after 5 of 10 changes. The next one was: ")


def test_a_publish_that_is_interrupted_after_its_last_change_proposes_to_verify(world):
    def interrupt(seconds):
        if any("create path /syd" in line for line in world.said):
            raise KeyboardInterrupt
        world.clock.sleep(seconds)

    with world.session() as session, pytest.raises(KeyboardInterrupt):
        publish(replace(session, clock=Clock(world.clock.now, interrupt)), world.build(*NEW))
    assert world.said[-1] == (
        "Stopped after 10 of 10 changes. Verify what was published: themebuilder verify -d prod"
    )


def test_a_rollback_that_stops_says_how_far_it_came_and_continues(world):
    world.clock.sleep(60)
    world.publish(*NEW[:2])
    refuse(world, "PATCH webapp_alias", after=5)
    with pytest.raises(ThemeError) as error:
        world.roll_back()
    assert "The next one was: /psyk: psyk" in read_last_problem(error)[0]
    world.node.faults.before.clear()
    world.up.guard.password = "correct-horse-battery"
    with world.session() as session:
        way = plan_rollback(session)
        assert [step.label for step in way.plan.steps] == ["/psyk"]
        roll_back(session, way)
    old = {package.label for package in world.build(*OLD).packages_by_id}
    assert {world.node.find_live_package("nord"), world.node.find_live_package("psyk")} <= old


def test_pruning_that_stops_says_how_far_it_came(world):
    for leave in ("To", "Tre", "Fire"):
        world.clock.sleep(60)
        world.publish(Look("nord", leave=leave), OLD[1])
    refuse(world, "DELETE webapp_branding", after=1)
    pruning = world.plan_pruning(keep=0)
    with pytest.raises(ThemeError) as error:
        world.prune(pruning, max_deletes=9)
    assert read_last_problem(error)[0].startswith(
        "Stopped after 1 of 2 changes. The next one was: del"
    )
