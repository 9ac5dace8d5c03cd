"""A publish that is killed anywhere leaves the old or the new, and the next one finishes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from tests.fake_node import Node, make_guard, run_node
from tests.fake_node.direct import replace_sockets
from tests.publishing.kit import (
    DEPLOYMENT,
    ENVIRONMENT,
    NEW,
    OLD,
    PASSWORD,
    World,
    die,
    list_names,
    looks_of,
    publish_and_die,
)
from themebuilder.core.problems import ThemeError
from themebuilder.publishing.apply.rollback import plan_rollback, roll_back

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A node on which the old looks are published."""
    node = Node()
    for number in range(3):
        node.add_room(f"Nord {number}", tag="nord")
        node.add_room(f"Psyk {number}", tag="psyk", chat="yes")
    with run_node(node, make_guard(password=PASSWORD)) as up, replace_sockets(up.apps):
        world = World(up, tmp_path_factory.mktemp("killed"), more=DEPLOYMENT)
        world.publish(*OLD)
        node.settle()
        world.snapshot = node.snapshot()
        yield world
        assert node.violations == []


@pytest.fixture(scope="module")
def states(world):
    """The state before, the state after, and at how many points one can die between them."""
    world.node.restore(world.snapshot)
    before = looks_of(world.node)
    points = publish_and_die(world, NEW, 0)
    return before, looks_of(world.node), points


def kill_and_run_again(world, states, at):
    before, after, _ = states
    world.node.restore(world.snapshot)
    publish_and_die(world, NEW, at)
    for what, shown in looks_of(world.node).items():
        if what.startswith(("Nord", "Psyk")):
            # A room's theme and its chat are two writes; each is old or new.
            for now, old, new in zip(shown, before[what], after[what], strict=True):
                assert now in {old, new}
        else:
            assert shown in {before.get(what), after[what]}
    built = world.build(*NEW)
    _, applied = world.publish(built)
    assert applied.problems == ()
    assert world.plan(built).is_empty
    assert looks_of(world.node) == after
    names = list_names(world.node)
    assert len(names) == len(set(names))


def is_rolled_back(world, before):
    now = looks_of(world.node)
    rooms = [name for name in before if name.startswith(("Nord", "Psyk"))]
    return (now["nord"], now["psyk"]) == (before["nord"], before["psyk"]) and all(
        now[name][0] == before[name][0] for name in rooms
    )


@pytest.mark.parametrize("part", [0.8, 0.9, 0.97])
def test_killed_after_the_first_switch_one_can_go_back_instead(world, states, part):
    before, _, points = states
    world.node.restore(world.snapshot)
    publish_and_die(world, NEW, round(points * part))
    world.roll_back()
    assert is_rolled_back(world, before)


@pytest.mark.parametrize("part", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_what_two_runs_published_is_rolled_back_together(world, states, part):
    world.node.restore(world.snapshot)
    publish_and_die(world, NEW, round(states[2] * part))
    world.clock.sleep(60)
    world.publish(*NEW)
    world.roll_back()
    assert is_rolled_back(world, states[0])


@pytest.mark.parametrize("at", [2, 4, 6, 9])
def test_a_rollback_that_was_killed_is_completed_by_the_next(world, states, at):
    world.node.restore(world.snapshot)
    world.publish(*NEW)
    die(world, lambda session: roll_back(session, plan_rollback(session)), at, reads=False)
    world.clock.sleep(60)
    world.roll_back()
    assert is_rolled_back(world, states[0])


@pytest.mark.parametrize("at", range(1, 24, 3))
def test_side_by_side_two_kills_do_not_lose_the_way_back(world, monkeypatch, at):
    monkeypatch.setattr(world, "more", DEPLOYMENT + "theme_updates: new-theme\n")
    world.node.reset()
    for name in ("Nord", "Psyk"):
        world.node.add_room(name, tag=name.lower())
    world.publish(*OLD)
    before = looks_of(world.node)
    publish_and_die(world, NEW, at, reads=False)
    world.clock.sleep(60)
    world.publish(*NEW)
    die(world, lambda session: roll_back(session, plan_rollback(session)), at // 3, reads=False)
    with suppress(ThemeError):  # if everything but the new path was rolled back already
        world.roll_back()
    assert is_rolled_back(world, before)


@pytest.mark.slow
def test_killed_at_every_fourth_point_the_next_run_finishes(world, states):
    for at in range(1, states[2] + 1, 4):
        kill_and_run_again(world, states, at)


@pytest.mark.slow
def test_a_process_that_is_killed_for_good_is_followed_by_one_that_finishes(
    world, states, monkeypatch
):
    world.node.restore(world.snapshot)
    quick = "replication: {first_check: 0, interval: 0, timeout: 600}"
    monkeypatch.setattr(world, "more", DEPLOYMENT + quick)
    world.node.clock.sleep(3600)
    built = world.build(*NEW)
    (world.folder / "deployment.yaml").write_text(world.format_definition(), encoding="utf-8")
    done = threading.Event()
    seen = 0
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.publishing.child", str(world.folder)],
        cwd=REPOSITORY,
        env={**os.environ, **ENVIRONMENT},
    )

    def kill(method, path):
        nonlocal seen
        seen += method != "GET"
        if seen == 4 and not done.is_set():
            child.send_signal(signal.SIGKILL)
            done.set()

    world.node.faults.before.append(kill)
    assert child.wait(30) == -signal.SIGKILL
    world.node.faults.before.clear()
    _, applied = world.publish(built)
    assert applied.problems == ()
    assert looks_of(world.node) == states[1]
    assert len(list_names(world.node)) == len(set(list_names(world.node)))


def test_two_runs_at_once_do_no_harm(world, states):
    world.node.restore(world.snapshot)
    built = world.build(*NEW)
    together = threading.Barrier(2)
    failed = []

    def run():
        try:
            together.wait(10)
            world.publish(built)
        except Exception as error:  # noqa: BLE001 - told below
            failed.append(error)

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    assert looks_of(world.node) == states[1]
