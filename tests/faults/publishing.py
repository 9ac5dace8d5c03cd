"""A publish killed at any moment: guests meet the old or the new, and the next run finishes."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from tests.fake_node import Node, RealClock, new_guard, running
from tests.faults.place import Answer, Place, ended
from tests.faults.scenes import WARD, workspace
from tests.faults.table import Row
from tests.publishing.kit import (
    DEPLOYMENT,
    ENVIRONMENT,
    NEW,
    OLD,
    PASSWORD,
    World,
    looks_of,
    names_of,
    write_built,
)

QUICK = "replication: {first_check: 0, interval: 0, timeout: 30}\nlab: true\n"
PUBLISH = ("publish", "-d", "prod", "--yes", "--packages", "../new")


@dataclass(frozen=True)
class Stage:
    """A node, a workspace that publishes to it, and what guests meet before and after."""

    node: Node
    place: Place
    snapshot: Any
    old: dict[str, Any]
    new: dict[str, Any]
    requests: int
    seconds: float

    def ended(self) -> str:
        """What guests meet now: the old, the new, or some of each."""
        now = looks_of(self.node)
        # A room's theme and its chat are two writes: each is old or new.
        parts = {
            what: shown if isinstance(shown, tuple) else (shown,) for what, shown in now.items()
        }
        for what, shown in parts.items():
            known = [self.old.get(what, self.new.get(what)), self.new.get(what)]
            ways = [one if isinstance(one, tuple) else (one,) for one in known]
            if any(one not in either for one, *either in zip(shown, *ways, strict=True)):
                return "half"
        return "new" if now == self.new else "old" if now == self.old else "between"

    def reset(self) -> None:
        """The node as it was before."""
        self.node.restore(self.snapshot)


@contextmanager
def stage(folder: Path) -> Iterator[Stage]:
    """A node on which the old looks are published, and the new ones beside it, built."""
    node = Node(clock=RealClock(), lags={"conf-a": 0, "conf-b": 0})
    for number in range(2):
        node.room(f"Nord {number}", tag="nord")
        node.room(f"Psyk {number}", tag="psyk", chat="yes")
    place = Place(folder / "place", ENVIRONMENT)
    with running(node, new_guard(password=PASSWORD)) as up:
        workspace(place, count=0)
        names = {f"themes/{name}.yaml": WARD.format(name=name, color="#2b6a94") for name in _NAMES}
        deployment = World(up, folder, more=DEPLOYMENT + QUICK).definition()
        organisation = "organisation: psyk\nname: Psyk\n"
        place.write({**names, "themes/deployments/prod.yaml": deployment})
        place.write({"themes/organisations/psyk.yaml": organisation})
        write_built(place.folder / "old", OLD)
        write_built(place.folder / "new", NEW)
        answer = place.run(*PUBLISH[:-1], "../old")
        assert answer.code == 0, answer.err + answer.out
        snapshot, old = node.snapshot(), looks_of(node)
        before, started = len(node.log), time.monotonic()
        answer = place.run(*PUBLISH)
        assert answer.code == 0, answer.err + answer.out
        seconds, requests = time.monotonic() - started, len(node.log) - before
        yield Stage(node, place, snapshot, old, looks_of(node), requests, seconds)
    assert node.violations == []


_NAMES = [look.theme for look in NEW]


def killed_at(stage: Stage, request: int) -> Answer:
    """A publish, killed when that request of it has reached the node and is not yet answered."""
    seen, lock = 0, threading.Lock()
    process = stage.place.start(*PUBLISH)

    def kill(_method: str, _path: str) -> None:
        nonlocal seen
        with lock:
            seen += 1
            if seen == request:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)

    stage.node.faults.before.append(kill)
    answer = ended(process)
    stage.node.faults.before.clear()
    return answer


def mend(stage: Stage, *, by_going_back: bool) -> list[str]:
    """What is not right after the next run finishes; or goes back first, where there is something."""
    finds = []
    if by_going_back:
        back = stage.place.run("rollback", "-d", "prod", "--yes")
        now = looks_of(stage.node)
        paths = [path for path in stage.old if isinstance(stage.old[path], str)]
        # 1 says that nothing earlier is there: it was killed before the first switch.
        if (
            back.code not in {0, 1}
            or not back.is_proper
            or any(now[path] != stage.old[path] for path in paths)
        ):
            finds.append(f"Rollback answers {back.code}: {back.first_line}")
    again = stage.place.run(*PUBLISH)
    if again.code or not again.is_proper or looks_of(stage.node) != stage.new:
        finds.append(f"Run again it answers {again.code}: {again.first_line}")
    return finds


def twins(stage: Stage) -> list[str]:
    """What is on the node twice."""
    names = names_of(stage.node)
    twice = sorted({name for name in names if names.count(name) > 1})
    return [f"On the node twice: {name}" for name in twice]


def killed(folder: Path, runs: int, random: Random) -> Row:
    """Kill *runs* publishes: a third by the clock, the others at a request."""
    row = Row("kill -9: publish")
    with stage(folder) as one:
        ways: list[Callable[[], Answer]] = [
            lambda: one.place.killed_after(random.uniform(0, one.seconds * 1.05), *PUBLISH),
            lambda: killed_at(one, random.randint(1, one.requests)),
            lambda: killed_at(one, random.randint(1, one.requests)),
        ]
        for number in range(runs):
            one.reset()
            answer = ways[number % 3]()
            found = one.ended()
            finds = mend(one, by_going_back=number % 4 == 3)
            row.add(found, answer, *finds, *twins(one))
    return row


def without_store(folder: Path) -> Row:
    """The folder in which applied packages are kept cannot be made."""
    row = Row("not permitted: publish, its own store")
    with stage(folder) as one:
        one.reset()
        place = Place(one.place.folder, {**ENVIRONMENT, "XDG_DATA_HOME": "/dev/null"})
        answer = place.run(*PUBLISH)
        finds = [] if "could not be kept" in answer.out + answer.err else ["It does not say so."]
        row.add(one.ended(), answer, *finds, *mend(one, by_going_back=False))
    return row


def together(folder: Path, runs: int) -> Row:
    """Two publishes at once."""
    row = Row("two at once: publish")
    with stage(folder) as one:
        for _ in range(runs):
            one.reset()
            answers = [ended(process) for process in [one.place.start(*PUBLISH) for _ in "ab"]]
            finds = [
                f"One of two answers {one.code}: {one.first_line}"
                for one in answers
                if not one.is_proper
            ]
            row.add(one.ended(), max(answers, key=lambda one: one.code), *finds)
            row.finds += mend(one, by_going_back=False)
    return row
