"""Every key of a deployment, and every setting that the server keeps, in the plan for a node."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from time import time
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner

from tests.contract.kit import build, make_definition, write
from tests.fake_booking import BookingService, RunningBooking, run_booking
from tests.fake_node import FakeClock, Node, Running, make_guard, make_self_signed, run_node
from tests.fake_node.direct import replace_sockets
from tests.publishing.kit import PASSWORD, Look, World, publish
from themebuilder.cli import main
from themebuilder.publishing.apply.verify import verify

SERVER = {
    # setting: value -> the room before, and what is planned for it
    "chat: disabled": ({"enable_chat": "default"}, ["enable_chat 'default' -> 'no'"]),
    "chat: enabled": ({"enable_chat": "no"}, ["enable_chat 'no' -> 'default'"]),
    "captions: hidden": (
        {"live_captions_enabled": "default"},
        ["live_captions_enabled 'default' -> 'no'"],
    ),
    "names_on_video: shown": (
        {"enable_overlay_text": False},
        ["enable_overlay_text False -> True"],
    ),
    "names_on_video: hidden": (
        {"enable_overlay_text": True},
        ["enable_overlay_text True -> False"],
    ),
    "guests_present: allowed": (
        {"guests_can_present": False},
        ["guests_can_present False -> True"],
    ),
    "guests_present: refused": (
        {"guests_can_present": True},
        ["guests_can_present True -> False"],
    ),
}
"""A setting -> the room as it is, and what is planned for it."""


class Row(NamedTuple):
    """Lines of a deployment, and the steps that they add to a plan that is empty without them."""

    key: str
    yaml: str
    steps: list[str]


def write_theme(theme: str) -> str:
    """The step that creates a theme's service theme."""
    return f"write '{theme} (themebuilder)' {theme}"


BASE = "auth: {user: admin, password: {env: NODE_PASSWORD}}\npaths: {}\n"
ROWS = [
    Row("paths.<name>", "paths: {guests: nord}", ["add /guests nord"]),
    Row("rooms[].theme", "rooms: [{theme: syd, names: [Rum 1]}]",
        [write_theme("syd"), 'point room "Rum 1" syd']),
    Row("rooms[].names", "rooms: [{theme: nord, names: [Rum 1, Rum 2]}]",
        [write_theme("nord"), 'point room "Rum 1" nord', 'point room "Rum 2" nord']),
    Row("rooms[].tag", "rooms: [{theme: nord, tag: blue}]",
        [write_theme("nord"), 'point room "Rum 2" nord']),
    Row("rooms[].all", "rooms: [{theme: nord, all: true}]",
        [write_theme("nord"), "point the default theme nord"]),
    Row("service_themes.<name>", 'service_themes: {nord: "VDX nord"}', ["write 'VDX nord' nord"]),
    Row("theme_updates=in-place",
        "theme_updates: in-place\nrooms: [{theme: nord, names: [Rum 1]}]",
        [write_theme("nord"), 'point room "Rum 1" nord']),
    Row("theme_updates=new-theme",
        "theme_updates: new-theme\nrooms: [{theme: nord, names: [Rum 1]}]",
        ['point room "Rum 1" nord']),
    Row("organisations.<name>.names", "organisations: {nord: {names: [Rum 1]}}",
        ['set room "Rum 1" enable_chat \'default\' -> \'no\'']),
    Row("organisations.<name>.tag", "organisations: {nord: {tag: blue}}",
        ['set room "Rum 2" enable_chat \'default\' -> \'no\'']),
    Row("whole_deployment_of", "whole_deployment_of: nord",
        ["set the whole deployment enable_chat True -> False"]),
]  # fmt: skip
AUTH = {
    "auth.user": "{user: operator, password: {env: NODE_PASSWORD}}",
    "auth.password.env": "{user: operator, password: {env: NODE_PASSWORD}}",
    "auth.password.file": "{user: operator, password: {file: secret.txt}}",
    "auth.password.command": "{user: operator, password: {command: [cat, secret.txt]}}",
    "auth.client": "{client: themebuilder-client, key: {file: key.pem}}",
    "auth.key.env": "{client: themebuilder-client, key: {env: NODE_KEY}}",
    "auth.key.file": "{client: themebuilder-client, key: {file: key.pem}}",
    "auth.key.command": "{client: themebuilder-client, key: {command: [cat, key.pem]}}",
}
SERVICE = (
    "{{address: {at}, token_address: {at}/realms/fake/protocol/openid-connect/token, "
    "client: themebuilder, secret: {{{secret}}}}}"
)
SECRETS = {
    "env": "env: BOOKING",
    "file": "file: booking.txt",
    "command": "command: [cat, booking.txt]",
}
BOOKINGS = {f"{form}secret.{kind}" for form in ("booking.", "booking[].") for kind in SECRETS}
REPLICATION = {"first_check": 11, "interval": 17, "timeout": 200}
POLICY = {
    "name_prefix": 'themebuilder_name.startswith("x")',
    "alias_prefix": 'themebuilder_alias.startswith("x")',
    "alias_domain": 'themebuilder_alias.endswith("@x")',
}
"""A key of an organisation -> what it adds to the script of `themebuilder policy`."""
COVERED = (
    {row.key for row in ROWS}
    | set(AUTH)
    | {"deployment", "node", "ca_bundle", "insecure", "conferencing_nodes", "limits.max_deletes"}
    | {"stage"}  # tests/publishing/test_probe_command.py
    | {"requires_approval"}  # tests/reviews/test_round.py
    | {f"replication.{name}" for name in REPLICATION}
    | {
        "organisations.<name>.check_alias",
        "rooms[].check_alias",
        "saved_packages",
        "used_elsewhere",
        "policy",
    }
    | BOOKINGS
    | {
        f"booking{form}.{key}"
        for form in ("", "[]")
        for key in ("address", "token_address", "client", "file")
    }
    | {f"organisations.<name>.{key}" for key in POLICY}
)


@pytest.fixture(scope="module")
def up() -> Iterator[Running]:
    node = Node(clock=FakeClock(time()))  # the commands have the real time
    with run_node(node, make_guard("operator", PASSWORD)) as up, replace_sockets(up.apps):
        yield up


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    """A workspace whose themes are built."""
    root = tmp_path_factory.mktemp("deployed")
    theme = (
        'wording: {waiting: neutral}\nbrand: {title: T, color: "#2b6a94"}\nwebapp: {texts: own}\n'
    )
    files = {"themes/workspace.yaml": "workspace: deployed\n"}
    owners = {"nord": "settings: {chat: disabled}", "syd": ""}
    owners |= {name_owner(line): f"settings: {{{line}}}" for line in SERVER}
    for name, lines in owners.items():
        _, text = make_definition("organisation", name, lines, name="Huset")
        files[f"themes/organisations/{name}.yaml"] = text
        _, text = make_definition("theme", name, theme, organisation=name)
        files[f"themes/{name}.yaml"] = text
    write(root, files)
    assert build(root)["ok"]
    return root


def name_owner(line: str) -> str:
    return line.replace(": ", "-").replace("_", "-")


@pytest.fixture
def plan(up, root) -> Iterator[Callable[..., Mapping[str, Any]]]:
    """Plan for a deployment of those lines, as the command says it."""
    up.node.reset()
    up.guard.tokens.clear()
    file = root / "themes/deployments/prod.yaml"
    (root / "secret.txt").write_text(PASSWORD + "\n")
    (root / "key.pem").write_text(up.guard.export_key())

    def plan(lines: str, auth: str = AUTH["auth.user"]) -> Mapping[str, Any]:
        head = {"node": up.address, "auth": auth, "paths": "{}"}
        write(
            root,
            {str(file.relative_to(root)): make_definition("deployment", "prod", lines, **head)[1]},
        )
        result = CliRunner().invoke(
            main,
            ["-C", str(root), "plan", "-d", "prod", "--json", "--packages", str(root / "dist")],
            env={
                "NODE_PASSWORD": PASSWORD,
                "NODE_KEY": up.guard.export_key(),
                "BOOKING": "s3cret-of-themebuilder",
            },
        )
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        read: dict[str, Any] = json.loads(result.stdout)
        return read

    yield plan
    assert up.node.violations == []


def list_steps(said: Mapping[str, Any]) -> list[str]:
    """What is planned but for the uploads that it needs."""
    told = {
        "add-path": "add /{slug} {theme}",
        "write-theme": "write {name!r} {theme}",
        "switch": "point {label} {theme}",
        "set": "set {label} {field} {before!r} -> {after!r}",
    }
    found = said["plan"]["steps"]
    return [told[one["do"]].format(**one) for one in found if one["do"] != "upload"]


@pytest.mark.parametrize("row", ROWS, ids=[row.key for row in ROWS])
def test_a_deployment(plan, up, row):
    up.node.add_room("Rum 1")
    up.node.add_room("Rum 2", tag="blue")
    assert list_steps(plan("")) == []
    assert list_steps(plan(row.yaml)) == row.steps


@pytest.mark.parametrize("key", AUTH)
def test_an_account_is_let_in(plan, key):
    assert plan("", AUTH[key])["ok"]


@pytest.mark.parametrize(
    "auth",
    [
        "{user: admin, password: {env: NODE_PASSWORD}}",
        "{client: nobody, key: {file: key.pem}}",
    ],
)
def test_another_account_is_not(plan, auth):
    assert [problem["rule"] for problem in plan("", auth)["problems"]] == ["not-admitted"]


@pytest.fixture
def booking(up) -> Iterator[RunningBooking]:
    """A booking service with one template."""
    service = BookingService(up.node)
    service.add_organisation("n1")
    service.add_account("n1")
    service.add_template("n1", "1")
    with run_booking(service) as running:
        yield running
    assert service.violations == []


@pytest.mark.parametrize("key", sorted(BOOKINGS))
def test_the_templates_of_a_booking_service_are_read(plan, root, booking, key):
    (root / "booking.txt").write_text("s3cret-of-themebuilder\n")
    one = SERVICE.format(at=booking.address, secret=SECRETS[key.rpartition(".")[2]])
    report = plan(f"booking: {f'[{one}]' if '[]' in key else one}")
    (template,) = report["bookings"]["templates"]
    assert (template["organisation"], template["values"]["ivrTheme"]) == ("n1", "1")


@pytest.mark.parametrize(
    "form", ["booking: {file: a.json}", "booking: [{file: a.json}, {file: b.json}]"]
)
def test_files_of_exported_templates_are_read(plan, root, form):
    for number, name in enumerate(("a", "b")):
        row = {"id": number, "organisationId": name, "ivrTheme": "1"}
        (root / f"{name}.json").write_text(json.dumps([row]))
    templates = plan(form)["bookings"]["templates"]
    assert [template["organisation"] for template in templates] == ["a", "b"][: form.count("file")]


@pytest.mark.parametrize("wrong", ["address", "token_address"])
def test_a_booking_service_is_only_asked_over_https(plan, wrong):
    lines = SERVICE.format(at="https://booking.example", secret="env: BOOKING")
    report = plan("booking: " + lines.replace(f"{wrong}: https", f"{wrong}: http", 1))
    assert [problem["rule"] for problem in report["problems"]] == ["value-not-allowed"]


def test_a_plan_says_for_which_node_it_is(plan, up):
    report = plan("")["plan"]
    assert (report["deployment"], report["node"]) == ("prod", up.address)


def test_every_setting_that_the_server_keeps_is_planned_for_the_rooms_of_its_organisation(plan, up):
    for line, (room, _) in SERVER.items():
        up.node.add_room(
            line,
            tag=name_owner(line),
            **{"chat" if name == "enable_chat" else name: value for name, value in room.items()},
        )
    owners = ", ".join(f"{name_owner(line)}: {{tag: {name_owner(line)}}}" for line in SERVER)
    assert sorted(list_steps(plan(f"organisations: {{{owners}}}"))) == sorted(
        f'set room "{line}" {change}' for line, (_, changes) in SERVER.items() for change in changes
    )


@pytest.fixture
def world(up, tmp_path) -> World:
    up.node.reset()
    world = World(up, tmp_path, auth="{user: operator, password: {env: NODE_PASSWORD}}")
    world.clock.slept.clear()
    return world


def test_the_pauses_of_replication_are_kept(world):
    world.more = f"replication: {json.dumps(REPLICATION)}"
    world.node.faults.never_replicate = frozenset({"conf-a"})
    started = world.clock.now()
    with world.session() as session:
        publish(session, world.build(Look("nord")))
    slept = world.clock.slept
    assert slept[:2] == [17, 11]  # the packages' way first, and then the path's
    assert world.clock.now() - started == 17 + 200


def test_a_published_package_is_saved_in_the_shared_folder_too(world):
    world.more = "saved_packages: shared"
    with world.session() as session:
        publish(session, built := world.build(Look("nord")))
    saved = {file.stem for file in (world.folder / "shared").rglob("*.zip")}
    assert saved == {one.digest for one in built.packages_by_id if one.kind == "webapp3"}


def test_each_conferencing_node_is_asked(world):
    with world.session() as session:
        publish(session, world.build(Look("nord")))
    asked = {path.partition(":")[0] for _, path, _ in world.node.log if path.startswith("conf-")}
    assert asked == {"conf-a", "conf-b"}


def test_the_alias_of_rooms_is_where_their_theme_is_looked_at(world):
    world.more = "rooms: [{theme: nord, tag: nord, check_alias: rum@x}]"
    world.node.add_room("Rum", tag="nord", alias="rum@x")
    with world.session() as session:
        _, applied = publish(session, world.build(Look("nord")))
    assert [served.place for served in applied.seen if not served.is_path] == ["rum@x", "rum@x"]


@pytest.mark.parametrize(
    ("alias", "found"), [("", []), ("check_alias: rum@x", ["setting-not-in-force"])]
)
def test_the_alias_of_an_organisation_is_where_its_chat_is_looked_at(world, alias, found):
    world.more = f"organisations: {{nord: {{{alias}}}}}"
    world.node.add_room("Rum", alias="rum@x")
    built = world.build(Look("nord", settings={"chat": "disabled"}))
    with world.session() as session:
        publish(session, built)
        told = verify(session, built).problems
    assert [problem.rule.name for problem in told] == found


@pytest.mark.parametrize(("key", "condition"), POLICY.items())
def test_what_an_organisation_s_rooms_have_in_common_stands_in_the_policy(
    plan, root, key, condition
):
    plan(f"organisations: {{nord: {{{key}: x}}}}\npolicy: Vores")
    result = CliRunner().invoke(main, ["-C", str(root), "policy", "-d", "prod"])
    assert (condition in result.stdout, "Policy profiles > Vores." in result.stderr) == (True, True)


@pytest.mark.parametrize(("limit", "ended"), [(0, 1), (2, 0)])
def test_no_more_is_deleted_than_the_deployment_allows(plan, up, root, limit, ended):
    plan(f"limits: {{max_deletes: {limit}}}\nconferencing_nodes: []\n")
    for digit in "ab":
        short = digit * 12
        up.node.add(
            "webapp_branding",
            name=f"old {short}",
            uuid=digit,
            webapp_type="webapp3",
            description=f"themebuilder: theme=old digest={digit * 64}",
        )
    arguments = ["-C", str(root), "prune", "-d", "prod", "--keep", "0", "--yes", "--json"]
    result = CliRunner().invoke(main, arguments, env={"NODE_PASSWORD": PASSWORD})
    left = [row["name"] for row in up.node.rows["webapp_branding"].values() if "old" in row["name"]]
    assert (result.exit_code == 0, len(left)) == (ended == 0, 2 - limit)


@pytest.mark.parametrize(("lines", "deletes"), [("", 1), ("used_elsewhere: [old]", 0)])
def test_a_theme_that_is_used_elsewhere_is_not_deleted(plan, up, root, lines, deletes):
    up.node.add("ivr_theme", name=f"old {'a' * 12} (themebuilder)", uuid="")
    plan(f"limits: {{max_deletes: 1}}\nconferencing_nodes: []\n{lines}")
    arguments = ["-C", str(root), "prune", "-d", "prod", "--keep", "0", "--yes", "--json"]
    result = CliRunner().invoke(main, arguments, env={"NODE_PASSWORD": PASSWORD})
    assert len(json.loads(result.stdout)["deleted"]) == deletes


@pytest.fixture(scope="module")
def secure(tmp_path_factory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("tls")
    with run_node(Node(), make_guard(password=PASSWORD), make_self_signed(folder)) as up:
        yield World(up, folder)


@pytest.mark.parametrize("trust", ["ca_bundle: node.pem", "insecure: true"])
def test_a_certificate_is_trusted_where_the_deployment_says_so(secure, trust, monkeypatch):
    monkeypatch.setattr(secure, "more", trust)
    with secure.session() as session:
        assert "webapp_alias" in session.node.index()
