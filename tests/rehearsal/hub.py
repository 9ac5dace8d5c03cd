"""The hub of the rehearsal: a node, a booking service, and a workspace of three organisations."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from tests.fake_booking import BookingService, run_booking
from tests.fake_node import Node, RealClock, Running, make_guard, run_node
from themebuilder.cli import main
from themebuilder.publishing.apply.served import read_meeting
from themebuilder.publishing.node.records import ThemeRecord, read_record
from themebuilder.publishing.node.transport import Clock, RequestLog, Transport

PASSWORD = "correct-horse-battery"
FILES = {
    "themes/workspace.yaml": "workspace: hub\n",
    "themes/organisations/nord.yaml": "organisation: nord\nname: Region Nord\ncode: n1\n",
    "themes/organisations/syd.yaml": "organisation: syd\nname: Region Syd\ncode: s1\n",
    "themes/organisations/psyk.yaml": (
        "organisation: psyk\nname: Psykiatrien\ncode: n1-psyk\npart_of: nord\n"
    ),
}
THEME = """\
theme: {name}
organisation: {name}
wording: {{waiting: neutral}}
brand: {{title: Videomøde i {name}, color: "#2b6a94"}}
webapp: {{path: {name}}}
texts: {{da: {{meeting.leave: {leave}, meeting.leave-aria-label: {leave}}}}}
meeting: {{screens: {{timeout: {waiting}}}}}
"""
DEPLOYMENT = """\
deployment: hub
stage: true
node: {node}
auth: {{user: admin, password: {{env: NODE_PASSWORD}}}}
conferencing_nodes: [{conferencing}]
service_themes: {{nord: VDX nord, syd: VDX syd, psyk: VDX psyk}}
organisations: {{psyk: {{tag: psyk, name_prefix: psyk-}}}}
booking: {booking}
replication: {{first_check: 0, interval: 0, timeout: 5}}
{more}
"""


@dataclass
class Hub:
    """What the rehearsal plays with; `run` types a command as its operator does."""

    root: Path
    up: Running
    booking: BookingService
    address: str
    home: str = "first"
    """The machine at which the operator sits: its own home directory."""
    lines: list[str] = field(default_factory=list)

    @property
    def node(self) -> Node:
        return self.up.node

    def say(self, line: str) -> None:
        """Print a line of the story."""
        self.lines.append(line)
        sys.stdout.write(line + "\n")
        sys.stdout.flush()

    def run(self, *words: str, code: int = 0) -> Result:
        """Type a command; it must end with *code*."""
        result = CliRunner().invoke(
            main,
            ("-C", str(self.root), "--language", "en", "--color", "never", *words),
            env={
                "NODE_PASSWORD": PASSWORD,
                "BOOKING_SECRET": "s3cret-of-themebuilder",
                "XDG_DATA_HOME": str(self.root.parent / "homes" / self.home),
            },
        )
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == code, f"{words}: {result.exit_code}, not {code}\n{result.output}"
        self.say(f"  $ themebuilder {' '.join(words)}   -> {code}")
        return result

    def write(self, file: str, text: str) -> None:
        """Write a definition."""
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def define(self, name: str, waiting: str, leave: str = "Forlad mødet") -> None:
        """Define an organisation's theme."""
        self.write(f"themes/{name}.yaml", THEME.format(name=name, waiting=waiting, leave=leave))

    def deploy(self, more: str = "") -> None:
        """Write the deployment, with *more* lines."""
        text = DEPLOYMENT.format(
            node=self.up.address,
            conferencing=", ".join(self.up.conferencing.values()),
            booking=self.address,
            more=more,
        )
        self.write("themes/deployments/hub.yaml", text)

    def commit(self, message: str) -> str:
        """Commit the definitions; return the commit."""
        for words in (("add", "-A"), ("commit", "-qm", message)):
            self._run_git(*words)
        return self._run_git("rev-parse", "HEAD")

    def publish(self, *options: str, code: int = 0) -> Result:
        """Build, and publish."""
        self.run("build")
        return self.run("publish", "-d", "hub", "--yes", *options, code=code)

    def book(self, template: dict[str, Any]) -> dict[str, Any]:
        """Book a meeting, and let the service make its room on the node."""
        row = self.booking.book(template["id"])
        self.booking.provision()
        self.node.settle()
        return row

    def find_room(self, booked: dict[str, Any]) -> dict[str, Any]:
        """The room of a booked meeting on the node; it must be there."""
        assert booked["provisionStatus"] == "PROVISIONED_OK", booked
        return self.node.rows["conference"][booked["provisionVmrId"]]

    def find_theme(self, name: str) -> dict[str, Any]:
        """The service theme of an organisation on the node."""
        (row,) = self.node.find_rows("ivr_theme", f"VDX {name}")
        return row

    def record(self, name: str) -> ThemeRecord:
        """The record of what that service theme has."""
        (path,) = self.node.find_rows("webapp_alias", f"themebuilder-{name}")
        return read_record(path["description"])

    def read_text(self, theme: object) -> str:
        """The text on the time-out screen of the service theme with that id."""
        config = json.loads(self.node.files[f"theme-{theme}"]["themeconfig.json"])
        return config["splash_screens"]["screens"]["timeout"]["elements"][0]["text"]

    def play_chapter(self, play: Callable[..., Any], *more: Any) -> Any:
        """Play a chapter, under its heading."""
        self.say(f"{play.__name__.replace('_', ' ')}: {play.__doc__}")
        return play(self, *more)

    def has_chat(self, alias: str) -> bool | None:
        """Whether a guest who joins is told that there is chat."""
        log = RequestLog(lambda _: None, lambda _: None)
        address = next(iter(self.up.conferencing.values()))
        transport = Transport(address, log, Clock(), "", is_insecure=False)
        return read_meeting(transport, alias, ["chat_enabled"])["chat_enabled"]

    def _run_git(self, *words: str) -> str:
        identity = ("-c", "user.name=Operator", "-c", "user.email=operator@hub.example")
        done = subprocess.run(
            ["git", "-C", str(self.root), *identity, *words],
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull},
        )
        return done.stdout.strip()


@contextmanager
def open_hub(folder: Path) -> Iterator[Hub]:
    """A hub below *folder*, with themes that are defined and not yet published."""
    root = folder / f"hub-{uuid.uuid4().hex[:6]}"
    root.mkdir()
    node = Node(clock=RealClock(), lags={"conf-a": 0.0, "conf-b": 0.0})
    service = BookingService(node)
    for code, above in (("n1", ""), ("s1", ""), ("n1-psyk", "n1")):
        service.add_organisation(code, above=above, pool_size=1)
    service.add_account("n1")
    with run_node(node, make_guard(password=PASSWORD)) as up, run_booking(service) as booking:
        hub = Hub(root, up, service, booking.format_definition())
        for file, text in FILES.items():
            hub.write(file, text)
        for name in ("nord", "syd", "psyk"):
            hub.define(name, "Vent her")
        hub.deploy()
        hub._run_git("init", "-q", "-b", "main")
        yield hub
        assert node.violations == []
        assert service.violations == []
