"""What comes from a node, or was kept of one: replies, saved plans, catalogues, learnt facts."""

from __future__ import annotations

import json
import re
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

from tests.fake_node import Node, make_guard, run_node
from tests.fuzz import Read, Samples, make_reader
from tests.publishing.kit import PASSWORD, Look, World, publish
from themebuilder.core.problems import Place, ThemeError
from themebuilder.platform.learnt import LearntFacts
from themebuilder.publishing.apply.rollback import plan_rollback
from themebuilder.publishing.apply.verify import verify
from themebuilder.publishing.bookings.booking_templates import read_exported
from themebuilder.publishing.build_output import BuildOutput, read_build_output
from themebuilder.publishing.inspection.doctor import examine
from themebuilder.publishing.node.node_state import read_node_state
from themebuilder.publishing.node.references import read_status
from themebuilder.publishing.node.replies import Reply
from themebuilder.publishing.node.transport import BrokenOffError, Transport, UnsentError
from themebuilder.publishing.plan.cleanup import plan_pruning
from themebuilder.publishing.plan.plan_format import render
from themebuilder.publishing.plan.plan_json import from_json, to_json
from themebuilder.publishing.plan.planner import plan_publishing
from themebuilder.publishing.session import Session

MORE = (
    "rooms: [{theme: nord, tag: nord}]\n"
    "organisations: {nord: {tag: nord, check_alias: nord@example.org}}\n"
    "replication: {first_check: 1, interval: 10, timeout: 10}"
)
UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
Exchange = list[Any]
"""What was asked for, then the status, headers and body of the answer."""


def replies() -> tuple[Samples, Read]:
    """Everything that publishing reads, answered by a node out of its mind."""
    world, built, exchanges = _record()
    commands: tuple[Callable[[Session], object], ...] = (
        lambda session: publish(session, built, allow_live=True),
        lambda session: render(plan_publishing(session, built), every_line=True).encode(),
        lambda session: list(map(str, verify(session, built).seen)),
        lambda session: list(
            map(str, read_status(read_node_state(session.node, session.deployment)).places)
        ),
        plan_rollback,
        lambda session: plan_pruning(session, keep=0),
        examine,
    )

    def read(data: bytes) -> object:
        try:
            said = [(str(what), *answer) for what, *answer in json.loads(data) if len(answer) == 3]
        except (TypeError, ValueError):
            return ["no exchanges"]
        with _replay(world, said) as session:
            commands[zlib.crc32(data) % len(commands)](session)
        return ()

    return {"exchanges": json.dumps(exchanges).encode()}, make_reader(read)


@cache
def _record() -> tuple[World, BuildOutput, list[Exchange]]:
    """What the fake node answers in a first run of every command."""
    exchanges: list[Exchange] = []
    with run_node(Node(), make_guard(password=PASSWORD)) as up:
        up.node.add_room("Room", tag="nord", alias="nord@example.org")
        up.node.add_path("nord")
        up.node.add("policy_server", name="p", enable_service_lookup=True)
        world = World(up, Path(tempfile.mkdtemp(prefix="fuzz-")), more=MORE)
        built = world.build(Look("nord", settings={"chat": "disabled"}))
        with world.session() as session:
            for host, transport in _list_transports(session):
                transport._send_once = _record_replies(host, transport, exchanges)  # type: ignore[method-assign]
            publish(session, built)
            verify(session, built)
            with suppress(ThemeError):
                plan_rollback(session)
            plan_pruning(session, keep=0)
            examine(session)
    return world, built, exchanges


def _record_replies(host: str, transport: Transport, exchanges: list[Exchange]) -> Any:
    send = transport._send_once

    def send_and_record(method: str, path: str, headers: Any, body: Any) -> Reply:
        reply = send(method, path, headers, body)
        try:
            said = json.loads(reply.body)
        except ValueError:
            said = reply.body.decode("latin-1")
        kept = {name: value for name, value in reply.headers.items() if name == "location"}
        exchanges.append([f"{host} {method} {path}", reply.status, kept, said])
        return reply

    return send_and_record


def _list_transports(session: Session) -> Iterator[tuple[str, Transport]]:
    yield "manager", session.node._transport
    for number, transport in enumerate(session.conferencing.values()):
        yield f"node{number}", transport


@contextmanager
def _replay(world: World, exchanges: list[Any]) -> Iterator[Session]:
    """A session whose nodes answer each request the next time it is made, in order."""
    answers: dict[str, list[Any]] = {}
    for what, *answer in reversed(exchanges):
        answers.setdefault(re.sub(UUID, "?", what), []).append(answer)

    def make_answer(host: str) -> Any:
        def answer(method: str, path: str, _headers: Any, _body: Any) -> Reply:
            left = answers.get(re.sub(UUID, "?", f"{host} {method} {path}"))
            if not left:
                return Reply(404, {}, b"")
            status, headers, body = left.pop() if len(left) > 1 else left[0]
            match status:
                case int() if 100 <= status < 600:
                    text = body if isinstance(body, str) else json.dumps(body)
                    named = headers if isinstance(headers, dict) else {"retry-after": headers}
                    named = {name: str(value) for name, value in named.items()}
                    return Reply(status, named, text.encode("utf-8", "surrogatepass"))
                case str():
                    raise UnsentError("no connection")
            raise BrokenOffError("the connection broke off")

        return answer

    with world.session() as session:
        for host, transport in _list_transports(session):
            transport._send_once = make_answer(host)  # type: ignore[method-assign]
        yield session


def plans() -> tuple[Samples, Read]:
    """Plans that were saved, read and shown."""
    world, built, exchanges = _record()
    with _replay(world, exchanges) as session:
        plan = to_json(plan_publishing(session, built))
    plan["steps"] = [*plan["steps"], *STEPS]  # type: ignore[misc]

    def read(data: bytes) -> object:
        found = from_json(data, "plan.json")
        render(found, every_line=True)
        json.dumps(to_json(found))
        return ()

    return {"plan.json": json.dumps(plan).encode()}, make_reader(read)


NAMED = {"kind": "webapp3", "theme": "nord", "digest": "0" * 64}
STEPS = (
    {"do": "describe", "description": "x", **NAMED},
    {"do": "add-path", "slug": "nord", **NAMED},
    {
        "do": "set",
        "resource": "conference",
        "key": "1",
        "label": "Room",
        "field": "enable_chat",
        "before": "default",
        "after": "no",
        "reason": "x",
        "file": "themes/organisations/nord.yaml",
        "line": 3,
    },
)


def catalogues() -> tuple[Samples, Read]:
    """The catalogue of a folder that was built, and the packages that it names."""
    folder = _record()[0].folder / "dist"
    file = folder / "catalogue.json"
    sample = file.read_bytes()

    def read(data: bytes) -> object:
        file.write_bytes(data)
        read_build_output(folder)
        return ()

    return {file.name: sample}, make_reader(read)


def learnt() -> tuple[Samples, Read]:
    """What was learnt of a deployment's own files."""
    sample = {
        "learnt": 1,
        "source": "base-theme.zip",
        "texts": {"meeting.leave": "Leave {{name}}"},
        "screens": {"welcome": {"elements": [{"type": "text", "text": "x"}]}},
        "prompts": ["a.wav"],
    }

    def read(data: bytes) -> object:
        LearntFacts.from_json(data).to_json()
        return ()

    return {"learnt.json": json.dumps(sample).encode()}, make_reader(read)


def templates() -> tuple[Samples, Read]:
    """The templates that somebody exported from a booking service."""
    file = _record()[0].folder / "exported-templates.json"
    row = {"id": 7, "organisationId": "4711", "ivrTheme": "10", "customPortalGuest": "https://a/b"}
    page = {"_embedded": {"templates": [row]}, "_links": {"self": {"href": "x"}}}

    def read(data: bytes) -> object:
        file.write_bytes(data)
        read_exported(file, file.name, Place(file.name))
        return ()

    samples = {"list": json.dumps([row]).encode(), "page": json.dumps(page).encode()}
    return samples, make_reader(read)


READERS = (replies, plans, catalogues, learnt, templates)
