"""Requests fail at random, and runs are killed: publishing and rolling back end where they should."""

from __future__ import annotations

import random
from contextlib import suppress

import pytest

from tests.publishing.kit import (
    DEPLOYMENT,
    NEW,
    OLD,
    KilledError,
    Look,
    list_names,
    looks_of,
    publish,
)
from themebuilder.core.problems import ThemeError
from themebuilder.publishing.apply.rollback import plan_rollback, roll_back
from themebuilder.publishing.node.replies import Reply
from themebuilder.publishing.node.transport import BrokenOffError, UnsentError

STATUSES = [429, 500, 502, 503, 504]


def run_until_done(world, act, chance, *, is_done=lambda: False):
    """Run *act* again and again, as an operator would, until it ends well."""

    def send(once, *request):
        fault = chance.random() / 0.15  # of seven requests, one goes wrong
        if fault < 0.2:
            raise UnsentError("no connection")
        if fault < 0.4:
            raise BrokenOffError("before it was done")
        if fault < 0.5:
            return Reply(chance.choice(STATUSES), {}, b"<html>")
        reply = once(*request)
        if fault < 0.7:
            raise BrokenOffError("after it was done")
        if fault < 0.9 and request[0] != "GET":
            return Reply(chance.choice(STATUSES[1:]), {}, b"<html>")
        if fault < 1:
            raise KilledError
        return reply

    for _run in range(100):
        with world.session() as session, suppress(KilledError, ThemeError):
            transport = session.node._transport
            once = transport._send_once
            transport._send_once = lambda *request, once=once: send(once, *request)
            act(session)
            return
        world.clock.sleep(60)
        if is_done():
            return
    pytest.fail("It never ended well.")


def list_looks(world, names):
    """What guests meet at paths and in rooms, without the rooms' settings, which no rollback changes."""
    found = looks_of(world.node)
    return {name: found[name] if isinstance(found[name], str) else found[name][0] for name in names}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("mode", ["", "theme_updates: new-theme\n"])
def test_through_random_faults_the_new_is_published_and_the_old_comes_back(world, mode, seed):
    chance = random.Random(seed)
    for number in range(2):
        world.node.add_room(f"Nord {number}", tag="nord")
        world.node.add_room(f"Psyk {number}", tag="psyk")
    world.more = DEPLOYMENT + mode
    world.publish(*OLD, Look("syd", "syd", leave="Før"))
    names = looks_of(world.node).keys()
    before, built = list_looks(world, names), world.build(*NEW)

    run_until_done(world, lambda session: publish(session, built), chance)
    assert world.plan(built).is_empty
    assert len(list_names(world.node)) == len({*list_names(world.node)})

    def is_back():
        return list_looks(world, names) == before

    run_until_done(
        world, lambda session: roll_back(session, plan_rollback(session)), chance, is_done=is_back
    )
    assert is_back()
