from __future__ import annotations

from collections.abc import Iterator

import pytest
from click.testing import CliRunner

from tests.fake_booking import BookingService, RunningBooking
from tests.fake_booking.app import make_booking_app
from tests.fake_node import Node, make_guard, run_node
from tests.fake_node.direct import replace_sockets
from tests.publishing.booking_kit import NORD, SYD
from tests.publishing.kit import ENVIRONMENT, PASSWORD, World, publish, write_built
from themebuilder.cli import main


@pytest.fixture(scope="session")
def shared_node():
    """One node that listens for all tests; starting one takes longer than most tests."""
    with run_node(Node(), make_guard(password=PASSWORD)) as up:
        yield up


@pytest.fixture
def direct(shared_node) -> Iterator[None]:
    """Requests reach the node without sockets; what tests the connection has another `direct`."""
    with replace_sockets(shared_node.apps):
        yield


@pytest.fixture
def world(tmp_path, shared_node, direct):
    """A node that is new again; the test fails when a client did what none must ever do."""
    shared_node.node.reset()
    shared_node.guard.tokens.clear()
    shared_node.guard.password, shared_node.guard.issued = PASSWORD, 0
    world = World(shared_node, tmp_path)
    yield world
    assert world.node.violations == []


@pytest.fixture
def booking(world) -> Iterator[RunningBooking]:
    """A booking service for two organisations, which the deployment names."""
    service = BookingService(world.node)
    service.add_organisation("n1", "Nord")
    service.add_organisation("s1", "Syd", pool_size=2)
    service.add_account("n1")
    up = RunningBooking(service, "http://127.0.0.1:9")
    with replace_sockets({up.address: make_booking_app(service)}):
        world.more = f"booking: {up.format_definition()}"
        yield up
    assert service.violations == []


@pytest.fixture
def service(booking) -> BookingService:
    return booking.service


@pytest.fixture
def themes(world, booking) -> dict[str, str]:
    """Both themes are published, and no room uses them now: theme -> address on the node."""
    before, found = world.more, {}
    for theme in ("nord", "syd"):
        world.node.add_room(theme)
    rooms = ", ".join(f"{{theme: {theme}, names: [{theme}]}}" for theme in ("nord", "syd"))
    world.more = f"rooms: [{rooms}]"
    with world.session() as session:
        publish(session, world.build(NORD, SYD))
    world.more = before
    for room in world.node.rows["conference"].values():
        found[room["name"]] = f"/api/admin/configuration/v1/ivr_theme/{room['ivr_theme']}/"
        room["ivr_theme"] = None
    return found


@pytest.fixture
def run_command(world, monkeypatch):
    """The command line in a workspace with the world's deployment, on a node that knows everything at once."""
    folder = world.folder
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_DATA_HOME", str(folder / "data"))
    monkeypatch.setattr(world.node, "lags", dict.fromkeys(world.node.lags, 0))
    file = folder / "themes/deployments/prod.yaml"
    file.parent.mkdir(parents=True)
    (folder / "themes/workspace.yaml").write_text("workspace: test\n")

    def run(*words, looks=None, env=ENVIRONMENT, typed=""):
        if not file.exists():
            file.write_text(world.format_definition(), encoding="utf-8")
        if looks is not None:
            write_built(folder / "dist", looks)
        options = ("--no-cache", "--color", "never")
        return CliRunner().invoke(main, (*options, *words), input=typed, env=env)

    return run
