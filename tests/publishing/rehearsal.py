"""The rehearsal: ``python -m tests.publishing.rehearsal`` plays a whole year of publishing in seconds.

A fake node comes up, three organisations publish for the first time, a text changes, everything is
verified on two lagging nodes, taken back and cleared up; chat goes off for one organisation; then
each fault is switched on in turn. Every line says what the tool did. Ends with 1 when something was
not as it should be.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.fake_node import Faults, Node, new_guard, running
from tests.publishing.kit import PASSWORD, Look, World
from themebuilder.core.problems import Problem, ThemeError
from themebuilder.publishing.plan_format import render
from themebuilder.publishing.planning import plan_publishing
from themebuilder.publishing.prune import plan_pruning, prune
from themebuilder.publishing.publish import publish
from themebuilder.publishing.rollback import plan_rollback, roll_back
from themebuilder.publishing.verify import verify

NORD, SYD = Look("nord"), Look("syd", "syd")
PSYK = Look("psyk", "psyk")
PSYK_OFF = Look("psyk", "psyk", hide=("button-chat",), settings={"chat": "disabled"})
DEPLOYMENT = "rooms: [{theme: nord, tag: nord}]\norganisations: {psyk: {tag: psyk}}\n"


class Rehearsal:
    """What happens, said line by line; what should be and is not is counted."""

    def __init__(self, world: World, say: Callable[[str], None]) -> None:
        self.world = world
        self.say = say
        self.failed: list[str] = []

    def act(self, title: str) -> None:
        """A new act."""
        self.say(f"\n== {title}")

    def expect(self, what: str, *, holds: bool) -> None:
        """Something that should be so."""
        self.say(f"   {'yes' if holds else 'NO'}: {what}")
        if not holds:
            self.failed.append(what)

    @contextmanager
    def counted(self) -> Iterator[None]:
        """How many requests and how much waiting a run took; told when it is over."""
        world = self.world
        requests, slept = len(world.node.log), len(world.clock.slept)
        yield
        waited = sum(world.clock.slept[slept:])
        self.say(f"   {len(world.node.log) - requests} requests, {waited:.0f} s of waiting")


def rehearse(say: Callable[[str], None]) -> list[str]:
    """Play it all; what was not as it should be."""
    node = Node()
    node.room("Nord 1", tag="nord")
    node.room("Psyk 1", tag="psyk", alias="samtale@psyk")
    node.room("Psyk 2", tag="psyk", chat="yes")
    node.room("Syd 1", tag="syd", chat="yes")
    with (
        tempfile.TemporaryDirectory() as folder,
        running(node, new_guard(password=PASSWORD)) as up,
    ):
        rehearsal = Rehearsal(World(up, Path(folder), more=DEPLOYMENT), say)
        _year(rehearsal)
        _faults(rehearsal)
        rehearsal.act("What no client may ever do")
        rehearsal.expect("the node saw nothing of it", holds=node.violations == [])
    return rehearsal.failed


def _year(play: Rehearsal) -> None:
    world, node = play.world, play.world.node
    with world.session() as session:
        play.act("First publish of three organisations")
        built = world.built(NORD, SYD, PSYK)
        play.say(render(plan_publishing(session, built)))
        with play.counted():
            _, applied = publish(session, built)
        for seen in applied.seen:
            play.say(f"   {seen}")
        same = [seen.verdict == "same" for seen in applied.seen]
        play.expect("three paths are the same on both nodes", holds=same == [True] * 6)
        first = node.live("nord")

        play.act("A changed text")
        changed = world.built(Look("nord", leave="Gå ud af mødet"), SYD, PSYK)
        plan = plan_publishing(session, changed)
        play.say(render(plan))
        lines = [line for change in plan.contents for line in change.lines]
        wanted = ['text da meeting.leave: "Forlad mødet" → "Gå ud af mødet"']
        play.expect("the plan shows that text and nothing else", holds=lines == wanted)
        with play.counted():
            _, applied = publish(session, changed)
        play.expect("it is published and verified", holds=applied.problems == ())
        found = verify(session, changed)
        play.expect("verify agrees", holds=found.problems == () and len(found.seen) == 6)

        play.act("Rollback")
        way = plan_rollback(session)
        play.say(render(way.plan))
        with play.counted():
            roll_back(session, way)
        play.expect("the first package is live again", holds=node.live("nord") == first)

        play.act("Forward again, and prune")
        publish(session, changed)
        publish(session, world.built(Look("nord", leave="Farvel"), SYD, PSYK))
        pruning = plan_pruning(session.node, keep=0)
        for package, reason in pruning.kept:
            play.say(f"   stays: {package.name}: {reason}")
        deleted = [package.name for package in prune(session, pruning, max_deletes=1)]
        play.say(f"   gone: {', '.join(deleted)}")
        play.expect("only the oldest unused one went", holds=deleted == [first])

        play.act("Chat off for one organisation")
        off = world.built(Look("nord", leave="Farvel"), SYD, PSYK_OFF)
        play.say(render(plan_publishing(session, off)))
        publish(session, off)
        rooms = {row["name"]: row["enable_chat"] for row in node.rows["conference"].values()}
        play.expect(
            "its rooms are off, and the one that overrode it",
            holds=(rooms["Psyk 1"], rooms["Psyk 2"]) == ("no", "no"),
        )
        play.expect("another organisation's room is untouched", holds=rooms["Syd 1"] == "yes")
        untouched = node.rows["global"]["1"]["enable_chat"] is True
        play.expect("the global switch is untouched", holds=untouched)


def _faults(play: Rehearsal) -> None:
    got_over: list[tuple[str, dict[str, Any]]] = [
        ("429 with Retry-After", {"rate_limited": 4, "retry_after": 10}),
        ("429 without a word", {"rate_limited": 3}),
        ("502 on reads", {"unavailable": 3, "only": "GET *"}),
        ("502 after an upload was done", {"broken_after_write": 1, "only": "POST *"}),
        ("502 after a switch was done", {"broken_after_write": 1, "only": "PATCH *"}),
        ("the answer to every POST lost", {"lost_replies": 9}),
        ("the answer to a PATCH lost", {"lost_patches": 1}),
        ("replication two minutes slower", {"slow_by": 120.0}),
        ("filters that are ignored", {"ignore_filters": True}),
    ]
    refused: list[tuple[str, str, dict[str, Any]]] = [
        ("502 instead of an upload", "write-unresolved", {"unavailable": 1, "only": "POST *"}),
        ("400, nested", "request-refused", {"refuse_uploads": "No branding files found"}),
        (
            "400, flat",
            "request-refused",
            {"refuse_uploads": "No branding files found", "flat_errors": True},
        ),
        ("a node that never follows", "not-replicated", {"never_replicate": frozenset({"conf-b"})}),
    ]
    for number, (title, faults) in enumerate(got_over):
        play.act(title)
        play.world.node.faults = Faults(**faults)
        rules = _publish(play, f"Tekst {number}")
        play.expect("it was got over", holds=rules == [])
    for title, rule, faults in refused:
        play.act(title)
        play.world.node.faults = Faults(**faults)
        rules = _publish(play, title)
        play.expect(f"it was told: {rule}", holds=rules == [rule])
        play.world.node.faults = Faults()
        play.expect("the next run finishes", holds=_publish(play, title) == [])
    _second_writer(play)
    _expired_token(play)


def _second_writer(play: Rehearsal) -> None:
    play.act("A second writer, in the middle of a publish")
    node = play.world.node
    (path,) = node.named("webapp_alias", "nord")
    faults = Faults()
    faults.before.append(lambda method, _: path.update(branding=None) if method == "POST" else None)
    node.faults = faults
    rules = _publish(play, "Tekst af to")
    play.expect("nothing was overwritten", holds=rules == ["changed-meanwhile"])
    play.expect("what the other wrote is there", holds=path["branding"] is None)
    node.faults = Faults()
    play.expect("the next run finishes", holds=_publish(play, "Tekst af to") == [])


def _expired_token(play: Rehearsal) -> None:
    play.act("A token that ends in the middle")
    world, guard = play.world, play.world.up.guard
    (world.folder / "key.pem").write_text(guard.key_pem(), encoding="utf-8")
    world.auth = f"{{client: {guard.client_id}, key: {{file: key.pem}}}}"

    def expire(method: str, _: str) -> None:
        if method == "POST" and guard.issued == 1:
            guard.expire()

    world.node.faults = Faults(before=[expire])
    play.expect("a new one was bought", holds=_publish(play, "Tekst") == [] and guard.issued == 2)


def _publish(play: Rehearsal, text: str) -> list[str]:
    """Publish a look with that text; the rules that were broken."""
    problems: tuple[Problem, ...] = ()
    with play.counted(), play.world.session() as session:
        built = play.world.built(Look("nord", leave=text), SYD, PSYK_OFF)
        try:
            problems = publish(session, built)[1].problems
        except ThemeError as error:
            problems = error.problems
    for found in problems:
        play.say(f"   {found.rule.name}: {found.message}")
    return [found.rule.name for found in problems]


def main() -> None:
    """Play it, and print every line."""

    def say(line: str) -> None:
        sys.stdout.write(line + "\n")

    failed = rehearse(say)
    sys.stdout.write(f"\n{'All as it should be.' if not failed else f'NOT SO: {failed}'}\n")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
