"""What comes from a node, or was kept of one: replies, saved plans, catalogues, learnt facts."""

from __future__ import annotations

import atexit
import json
import re
import shutil
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache, partial
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from tests.fake_node import FakeClock, Node, new_guard, running
from tests.fuzz.reader import Messages, Reader, answer
from tests.fuzz.spoiling import as_json, odd, spoiled_bytes, spoiled_json, spoiled_tree
from tests.publishing.kit import PASSWORD, Look, World, deployment_of, write_built
from themebuilder.core.problems import ThemeError
from themebuilder.platform.facts import PlatformError
from themebuilder.platform.learnt import Learnt
from themebuilder.publishing.build_output import BuildOutput, read_build_output
from themebuilder.publishing.cleanup import plan_pruning
from themebuilder.publishing.deployment import Deployment
from themebuilder.publishing.doctor import examine
from themebuilder.publishing.node_state import read_node_state
from themebuilder.publishing.plan import from_json, to_json
from themebuilder.publishing.plan_format import render
from themebuilder.publishing.planner import plan_publishing
from themebuilder.publishing.publish import publish
from themebuilder.publishing.references import read_status
from themebuilder.publishing.rollback import plan_rollback
from themebuilder.publishing.session import Session, open_session
from themebuilder.publishing.transport import BrokenOffError, Clock, Reply, Transport, UnsentError
from themebuilder.publishing.verify import verify

_MORE = (
    "rooms: [{theme: nord, tag: nord}]\n"
    "organisations: {nord: {tag: nord, check_alias: nord@example.org}}\n"
    "replication: {first_check: 1, interval: 10, timeout: 10}"
)
_LOOK = Look("nord", settings={"chat": "disabled"})
_UNSENT, _BROKEN_OFF = 0, 1
"""Instead of a status: no answer at all."""
_TOKEN = ["manager POST /oauth/token/", 200, {}, '{"access_token": "token", "expires_in": 3600}']
Exchange = list[Any]
"""What was asked for, then the status, headers and body of the answer."""


def replies() -> Reader:
    """Everything that publishing reads, answered by a node out of its mind."""
    folder = _folder()
    built = write_built(folder / "dist", [_LOOK])
    sample = [_TOKEN, *_record()]
    commands = _commands(built)

    def spoiled(random: Random) -> bytes:
        said = [list(exchange) for exchange in sample]
        for _ in range(random.choice((1, 1, 2, 4))):
            _spoil_reply(random, random.choice(said), random.choice(said))
        return json.dumps(said).encode()

    def read(data: bytes) -> Messages:
        said = json.loads(data)
        choice = zlib.crc32(data)
        command = commands[choice % len(commands)]
        try:
            with _session(folder, said, is_oauth=choice % 3 == 0) as session:
                command(session)
        except ThemeError as error:
            return answer(error)
        return ()

    return Reader(spoiled, read)


def _commands(built: BuildOutput) -> tuple[Callable[[Session], object], ...]:
    return (
        lambda session: publish(session, built, allow_live=True),
        lambda session: publish(session, built, allow_live=True),
        lambda session: render(plan_publishing(session, built), every_line=True).encode(),
        lambda session: [str(each) for each in verify(session, built).seen],
        lambda session: list(
            map(str, read_status(read_node_state(session.node, session.deployment)).places)
        ),
        plan_rollback,
        lambda session: plan_pruning(session.node, keep=0),
        examine,
    )


def _spoil_reply(random: Random, exchange: Exchange, other: Exchange) -> None:
    headers, body = exchange[2:]
    what = random.random()
    if what < 0.6:
        try:
            exchange[3] = as_json(random, spoiled_tree(random, json.loads(body))).decode("latin-1")
        except ValueError:
            exchange[3] = spoiled_bytes(random, body.encode("latin-1")).decode("latin-1")
    elif what < 0.7:
        exchange[3] = spoiled_bytes(random, body.encode("latin-1")).decode("latin-1")
    elif what < 0.75:
        exchange[3] = as_json(random, odd(random)).decode("latin-1")
    elif what < 0.85:
        exchange[1] = random.choice((0, 1, 200, 201, 204, 302, 400, 401, 403, 404, 429, 500, 503))
    elif what < 0.9:
        value = str(random.choice((odd(random, 9), "9" * 400, "٣", "²", "-1", "1e9")))
        exchange[2] = {**headers, random.choice(("retry-after", "location")): value}
    elif what < 0.95:
        exchange[1:] = other[1:]
    else:
        exchange[0] += "x"


def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def _record() -> list[Exchange]:
    """What our own fake node answers in a first and a second run; the same each time."""
    said: list[Exchange] = []
    with running(Node(), new_guard(password=PASSWORD)) as up:
        up.node.room("Room", tag="nord", alias="nord@example.org")
        up.node.path("nord")
        up.node.add("policy_server", name="p", enable_service_lookup=True)
        world = World(up, _folder(), more=_MORE)
        built = world.built(_LOOK)
        with world.session() as session:
            hosts = {t.origin: name for name, t in _transports(session)}
            for host, transport in _transports(session):
                transport._send_once = _listening(transport._send_once, host, said)  # type: ignore[method-assign]
            publish(session, built)
            verify(session, built)
            with suppress(ThemeError):
                plan_rollback(session)
            plan_pruning(session.node, keep=0)
            examine(session)
    text = json.dumps(said)
    for origin, name in hosts.items():
        text = text.replace(origin, _address(name))
    numbers = count(1)
    for found in dict.fromkeys(re.findall(_UUID, text)):
        text = text.replace(found, f"00000000-0000-4000-8000-{next(numbers):012d}")
    recorded: list[Exchange] = json.loads(text)
    return recorded


_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


def _listening(once: Callable[..., Reply], host: str, said: list[Exchange]) -> Callable[..., Reply]:
    def heard(method: str, path: str, headers: Any, body: Any) -> Reply:
        reply = once(method, path, headers, body)
        text = reply.body.decode("latin-1")
        kept = {name: value for name, value in reply.headers.items() if name == "location"}
        said.append([f"{host} {method} {path}", reply.status, kept, text])
        return reply

    return heard


def _transports(session: Session) -> Iterator[tuple[str, Transport]]:
    yield "manager", session.node._transport
    for number, transport in enumerate(session.conferencing.values()):
        yield f"node{number}", transport


def _address(host: str) -> str:
    return f"http://127.0.0.{['manager', 'node0', 'node1'].index(host) + 1}:9"


@cache
def _deployment(*, is_oauth: bool) -> Deployment:
    nodes = ", ".join(_address(host) for host in ("node0", "node1"))
    user = "user: admin, password: {env: NODE_PASSWORD}"
    return deployment_of(
        f"deployment: prod\nnode: {_address('manager')}\n"
        f"auth: {{{'client: x, key: {env: NODE_KEY}' if is_oauth else user}}}\n"
        f"conferencing_nodes: [{nodes}]\n{_MORE}\n"
    )


@cache
def _key() -> str:
    return new_guard().key_pem()


@contextmanager
def _session(folder: Path, said: list[Exchange], *, is_oauth: bool = False) -> Iterator[Session]:
    """A session with nodes that answer as *said*: each request the next time it is made, in order."""
    answers: dict[str, list[Exchange]] = {}
    for exchange in reversed(said):
        answers.setdefault(re.sub(_UUID, "?", exchange[0]), []).append(exchange)
    clock = FakeClock()
    with open_session(
        _deployment(is_oauth=is_oauth),
        environment={"NODE_PASSWORD": PASSWORD, "NODE_KEY": _key()},
        root=folder,
        store=folder / "store",
        clock=Clock(clock.now, clock.sleep),
    ) as session:
        for host, transport in _transports(session):
            transport._send_once = _answering(host, answers)  # type: ignore[method-assign]
        yield session


def _answering(host: str, answers: dict[str, list[Exchange]]) -> Callable[..., Reply]:
    def answered(method: str, path: str, _headers: Any, _body: Any) -> Reply:
        left = answers.get(re.sub(_UUID, "?", f"{host} {method} {path}"))
        if not left:
            return Reply(404, {}, b"")
        _, status, headers, body = left.pop() if len(left) > 1 else left[0]
        if status == _UNSENT:
            raise UnsentError("no connection")
        if status == _BROKEN_OFF:
            raise BrokenOffError("the connection broke off")
        return Reply(status, headers, body.encode("latin-1", "replace"))

    return answered


def plans() -> Reader:
    """Plans that were saved, read and told."""
    folder = _folder()
    built = write_built(folder / "dist", [_LOOK])
    with _session(folder, _record()) as session:
        plan = to_json(plan_publishing(session, built))
    plan["steps"] = [*plan["steps"], *_STEPS]  # type: ignore[misc]

    def read(data: bytes) -> Messages:
        try:
            found = from_json(data, "plan.json")
        except ThemeError as error:
            return answer(error)
        render(found, every_line=True)
        json.dumps(to_json(found))
        return ()

    return Reader(partial(spoiled_json, plan), read)


_STEPS = (
    {"do": "describe", "kind": "webapp3", "theme": "nord", "digest": "0" * 64, "description": "x"},
    {"do": "add-path", "slug": "nord", "kind": "webapp3", "theme": "nord", "digest": "0" * 64},
    {
        "do": "set",
        "resource": "conference",
        "key": "1",
        "label": "Room",
        "field": "enable_chat",
        "before": "default",
        "after": "no",
        "why": "x",
        "file": "themes/organisations/nord.yaml",
        "line": 3,
    },
)


def catalogues() -> Reader:
    """The catalogue of a folder that was built, and the packages that it names."""
    folder = _folder() / "dist"
    write_built(folder, [_LOOK])
    file = folder / "catalogue.json"
    sample = json.loads(file.read_bytes())

    def read(data: bytes) -> Messages:
        file.write_bytes(data)
        try:
            read_build_output(folder)
        except ThemeError as error:
            return answer(error)
        return ()

    return Reader(partial(spoiled_json, sample), read)


def learnt() -> Reader:
    """What was learnt of a deployment's own files."""
    sample = {
        "learnt": 1,
        "source": "base-theme.zip",
        "texts": {"meeting.leave": "Leave {{name}}"},
        "screens": {"welcome": {"elements": [{"type": "text", "text": "x"}]}},
        "prompts": ["a.wav"],
    }

    def read(data: bytes) -> Messages:
        try:
            Learnt.from_json(data).to_json()
        except PlatformError as error:
            return answer(error)
        return ()

    return Reader(partial(spoiled_json, sample), read)
