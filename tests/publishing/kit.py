"""Helpers of the publishing tests: small packages, and a node with a deployment."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from tests.fake_node import FakeClock, Node, Running
from themebuilder.core.problems import Problem, ThemeError
from themebuilder.definitions.model import Files
from themebuilder.definitions.schema_problems import find_schema_problems
from themebuilder.definitions.yaml_reader import parse_yaml
from themebuilder.packages import zip_writer
from themebuilder.publishing.apply.publish import check_plan, publish_plan
from themebuilder.publishing.apply.rollback import Rollback, plan_rollback, roll_back
from themebuilder.publishing.apply.verify import Verification, verify
from themebuilder.publishing.build_output import BuildOutput, read_build_output
from themebuilder.publishing.deployment import Deployment
from themebuilder.publishing.node.node_state import NodePackage, NodeState, read_node_state
from themebuilder.publishing.node.objects import PackageKind, Store, format_description
from themebuilder.publishing.node.references import Status, read_status
from themebuilder.publishing.node.transport import Clock
from themebuilder.publishing.plan.cleanup import Pruning, plan_pruning, prune
from themebuilder.publishing.plan.plan import Plan
from themebuilder.publishing.plan.plan_json import from_json, to_json
from themebuilder.publishing.plan.planner import plan_publishing
from themebuilder.publishing.session import Session, open_session

PASSWORD = "correct-horse-battery"
ENVIRONMENT = {"NODE_PASSWORD": PASSWORD}


@dataclass(frozen=True)
class Look:
    """A theme as a test needs it: what people see, and its organisation's settings."""

    theme: str
    organisation: str = "nord"
    above: tuple[str, ...] = ("danmark",)
    color: str = "#2f6f8f"
    leave: str = "Forlad mødet"
    waiting: str = "Vi åbner mødet for dig."
    direct: str = ""
    """The text of the waiting screen that apps draw themselves."""
    path: str | None = None
    hide: tuple[str, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    valid: Mapping[str, str] = field(default_factory=dict)
    by: str = ""
    """Who decided the settings, if not the organisation itself."""
    is_shipped: bool = False
    """Whether the settings come with the tool."""
    kinds: tuple[str, ...] = ("webapp3", "service-theme")
    config: Mapping[str, str] = field(default_factory=dict)
    """More of applicationConfig."""
    more: Mapping[str, bytes] = field(default_factory=dict)
    """More files of the branding."""
    accepted: Sequence[Mapping[str, Any]] = ()
    """What the catalogue lists as active content of the branding."""

    def make_webapp(self) -> Files:
        manifest = {
            "version": 0,
            "meta": {"name": "DEFAULT", "brandVersion": "n/a", "baseColor": self.color},
            "brandName": self.theme,
            "images": {},
            "translations": {"da": "./da.json"},
            "applicationConfig": {"hiddenFunctionality": list(self.hide), **self.config},
            "backgroundColor": self.color,
        }
        return {
            "webapp3/branding/manifest.json": json.dumps(manifest).encode(),
            "webapp3/branding/da.json": json.dumps({"meeting": {"leave": self.leave}}).encode(),
            **{f"webapp3/branding/{name}": data for name, data in self.more.items()},
        }

    def make_meeting(self) -> Files:
        screens: dict[str, Any] = {
            "waiting_for_host": {"elements": [{"type": "text", "text": self.waiting}]}
        }
        if self.direct:
            element = {"type": "text", "text": self.direct, "color": 4294967295}
            screens["direct_media_waiting_for_host"] = {"elements": [element]}
        config = {"theme_version": 2, "splash_screens": {"screens": screens}}
        return {"themeconfig.json": json.dumps(config).encode()}


def write_built(
    folder: Path, looks: list[Look], defined: Sequence[str] = (), *, is_complete: bool = True
) -> BuildOutput:
    """A build folder with those themes' packages and their catalogue, as read back.

    The workspace also defines the themes in *defined*, which were not built.
    """
    folder.mkdir(parents=True, exist_ok=True)
    themes = []
    for look in looks:
        files = []
        contents = {"webapp3": look.make_webapp(), "service-theme": look.make_meeting()}
        for kind, content in ((kind, contents[kind]) for kind in look.kinds):
            data, name = zip_writer.pack(content), f"{look.theme}-{kind}.zip"
            (folder / name).write_bytes(data)
            sha256 = hashlib.sha256(data).hexdigest()
            digest = zip_writer.compute_digest(content)
            sums = {"sha256": sha256, "digest": digest}
            active = list(look.accepted) if kind == "webapp3" else []
            files.append({"kind": kind, "name": name, "bytes": len(data), **sums, "active": active})
        themes.append(
            {
                "theme": look.theme,
                "organisation": look.organisation,
                "organisations": [look.organisation, *look.above],
                "path": look.theme if look.path is None else look.path,
                "valid": {"since": None, "until": None, "then": None, **look.valid},
                "files": files,
                "settings": {
                    name: {
                        "value": value,
                        "organisation": look.by or look.organisation,
                        "file": f"themes/organisations/{look.by or look.organisation}.yaml",
                        "line": number,
                        "shipped": look.is_shipped,
                    }
                    for number, (name, value) in enumerate(look.settings.items(), 4)
                },
            }
        )
    names = sorted({*defined, *(look.theme for look in looks)})
    tail = {"defined": names, "complete": is_complete, "left": []}
    catalogue = json.dumps({"schema": 1, "themes": themes, **tail})
    (folder / "catalogue.json").write_text(catalogue, encoding="utf-8")
    return read_build_output(folder)


def parse_deployment(text: str) -> Deployment:
    """The deployment that *text* defines; it fits the schema."""
    tree = parse_yaml(text.encode(), "themes/deployments/prod.yaml")
    assert list(find_schema_problems("deployment", tree)) == []
    return Deployment.from_tree(tree)


OLD = [
    Look("nord", settings={"chat": "enabled"}),
    Look("psyk", "psyk", settings={"chat": "enabled"}),
]
NEW = [
    Look("nord", leave="Farvel", waiting="Snart"),
    Look("psyk", "psyk", leave="Farvel", waiting="Snart", settings={"chat": "disabled"}),
    Look("syd", "syd"),
]
DEPLOYMENT = """\
rooms: [{theme: nord, tag: nord}, {theme: psyk, tag: psyk}]
organisations: {psyk: {tag: psyk}}
"""
"""Rooms and settings of a node on which the old looks are published, and then the new."""


@dataclass
class World:
    """A node that listens, a deployment of it, and folders."""

    up: Running
    folder: Path
    log: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    warned: list[str] = field(default_factory=list)
    more: str = ""
    """Further lines of the deployment's definition."""
    auth: str = "{user: admin, password: {env: NODE_PASSWORD}}"

    @property
    def node(self) -> Node:
        return self.up.node

    @property
    def clock(self) -> FakeClock:
        assert isinstance(self.node.clock, FakeClock)
        return self.node.clock

    def use_oauth(self, client: str = "") -> str:
        """Log in as an OAuth2 client of that name, or the right one; return its key."""
        key = self.up.guard.export_key()
        (self.folder / "key.pem").write_text(key)
        self.auth = f"{{client: {client or self.up.guard.client_id}, key: {{file: key.pem}}}}"
        return key

    def build(self, *looks: Look, **build: Any) -> BuildOutput:
        return write_built(self.folder / "dist", list(looks), **build)

    def publish(
        self, *built: Look | BuildOutput, revision: str = "", **options: Any
    ) -> tuple[Plan, Verification]:
        """Plan and publish these looks, or what was built, in a session of its own."""
        with self.session() as session:
            return publish(replace(session, revision=revision), self._find_output(built), **options)

    def publish_plan(self, built: BuildOutput, plan: Plan, **options: Any) -> Verification:
        with self.session() as session:
            return publish_plan(session, built, plan, **options)

    def check_plan(self, plan: Plan) -> bool:
        with self.session() as session:
            return check_plan(session, plan)

    def plan(self, *built: Look | BuildOutput) -> Plan:
        with self.session() as session:
            return plan_publishing(session, self._find_output(built))

    def verify(self, *built: Look | BuildOutput) -> Verification:
        with self.session() as session:
            return verify(session, self._find_output(built) if built else None)

    def plan_rollback(self, *themes: Any, **options: Any) -> Rollback:
        with self.session() as session:
            return plan_rollback(session, *themes, **options)

    def roll_back(self, *themes: Any, **options: Any) -> Verification:
        """Plan to roll back, and do it."""
        with self.session() as session:
            return roll_back(session, plan_rollback(session, *themes, **options))

    def plan_pruning(self, keep: int) -> Pruning:
        with self.session() as session:
            return plan_pruning(session, keep)

    def prune(self, pruning: Pruning, max_deletes: int) -> tuple[NodePackage, ...]:
        with self.session() as session:
            return prune(session, pruning, max_deletes)

    def read_status(self) -> Status:
        return read_status(self.read_state())

    def read_state(self) -> NodeState:
        with self.session() as session:
            return read_node_state(session.node, session.deployment)

    def _find_output(self, built: Sequence[Look | BuildOutput]) -> BuildOutput:
        looks = [one for one in built if isinstance(one, Look)]
        (output,) = [one for one in built if isinstance(one, BuildOutput)] or [self.build(*looks)]
        return output

    def format_definition(self) -> str:
        lines = [
            "deployment: prod",
            f"node: {self.up.address}",
            f"auth: {self.auth}",
            f"conferencing_nodes: [{', '.join(self.up.conferencing.values())}]",
            self.more,
        ]
        return "\n".join(lines) + "\n"

    def make_deployment(self) -> Deployment:
        return parse_deployment(self.format_definition())

    @contextmanager
    def session(self, **environment: Any) -> Iterator[Session]:
        clock = self.clock
        with open_session(
            self.make_deployment(),
            environment={**ENVIRONMENT, **environment},
            root=self.folder,
            store=self.folder / "store",
            report_progress=self.said.append,
            log=self.log.append,
            warn=self.warned.append,
            clock=Clock(clock.now, clock.sleep),
        ) as session:
            yield session


class KilledError(BaseException):
    """What no code catches, as a kill."""


def publish_and_die(world: World, looks: Sequence[Look], at: int, *, reads: bool = True) -> int:
    """Publish, and die at the *at*-th point: see `die`."""
    built = world.build(*looks)
    return die(world, lambda session: publish(session, built, allow_live=True), at, reads=reads)


def die(world: World, act: Callable[[Session], object], at: int, *, reads: bool = True) -> int:
    """Act, and die at the *at*-th point: before or after a request is done, or only a write.

    Return how many such points were passed.
    """
    points = 0

    def pass_point(method: str) -> None:
        nonlocal points
        if reads or method != "GET":
            points += 1
            if points == at:
                raise KilledError

    with world.session() as session, suppress(KilledError):
        transport = session.node._transport
        once = transport._send_once

        def request_or_die(method: str, *rest: Any) -> Any:
            pass_point(method)
            reply = once(method, *rest)
            pass_point(method)
            return reply

        transport._send_once = request_or_die  # type: ignore[method-assign]
        act(session)
    return points


def upload(
    world: World,
    look: Look,
    day: int,
    before: tuple[str, str] = ("", ""),
    *,
    is_stored: bool = False,
) -> dict[PackageKind, Any]:
    """Put the look's packages on the node, as on that day of November; their keys."""
    keys = {}
    for package in write_built(world.folder / "earlier", [look]).packages.values():
        identity, resource = package.id, package.id.kind.resource
        name = f"{look.theme}-{identity.kind.value}-{day}"
        row = world.node.add(resource.value, name=identity.label, uuid=name)
        if identity.kind is PackageKind.WEBAPP:
            said = format_description(identity, f"202611{day}T060000Z", *before)
            row |= {"description": said, "webapp_type": "webapp3"}
        row["last_updated"] = f"2026-11-{day}T06:00:00"
        keys[identity.kind] = row[resource.key]
        if is_stored:
            Store(world.folder / "store").add(package)
    return keys


def digest_content(node: Node, theme: object) -> str:
    """The digest of what a service theme has now."""
    files = node.files.get(f"theme-{theme}", {})
    return zip_writer.compute_digest(files)[:12]


def looks_of(node: Node) -> dict[str, Any]:
    """What guests meet: path -> package; room -> its service theme and that content, and its chat.

    Our records are left out: no guest meets them.
    """
    brandings, themes = node.rows["webapp_branding"], node.rows["ivr_theme"]
    paths = {
        row["slug"]: brandings[row["branding"]]["name"] if row["branding"] else ""
        for row in node.rows["webapp_alias"].values()
        if not row["slug"].startswith("themebuilder-")
    }
    rooms = {
        row["name"]: (
            (themes[str(row["ivr_theme"])]["name"], digest_content(node, row["ivr_theme"])),
            row["enable_chat"],
        )
        for row in node.rows["conference"].values()
    }
    return {**paths, **rooms}


def list_names(node: Node) -> list[str]:
    return [
        row["name"]
        for resource in ("webapp_branding", "ivr_theme")
        for row in node.rows[resource].values()
    ]


def publish(
    session: Session, output: BuildOutput, *, allow_live: bool = False
) -> tuple[Plan, Verification]:
    """Plan and publish what was built."""
    plan = plan_publishing(session, output)
    return plan, publish_plan(session, output, plan, allow_live=allow_live)


def reload_plan(plan: Plan) -> Plan:
    """The plan as it is read back from a file."""
    return from_json(json.dumps(to_json(plan)).encode(), "plan.json")


def list_rules(problems: Iterable[Problem]) -> list[str]:
    """The names of the rules of *problems*."""
    return [found.rule.name for found in problems]


@contextmanager
def expect_refusal(*wanted: str) -> Iterator[pytest.ExceptionInfo[ThemeError]]:
    """Whatever is done inside must be refused, by these rules."""
    with pytest.raises(ThemeError) as error:
        yield error
    assert list_rules(error.value.problems) == [*wanted]
