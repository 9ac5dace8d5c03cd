from __future__ import annotations

import pytest

from tests.fake_node import Node, new_guard, running
from tests.publishing.kit import PASSWORD, World


@pytest.fixture(scope="session")
def shared_node():
    """One node that listens for all tests; starting one takes longer than most tests."""
    with running(Node(), new_guard(password=PASSWORD)) as up:
        yield up


@pytest.fixture
def world(tmp_path, shared_node):
    """A node that is new again; the test fails when a client did what none must ever do."""
    shared_node.node.reset()
    shared_node.guard.tokens.clear()
    shared_node.guard.password, shared_node.guard.issued = PASSWORD, 0
    world = World(shared_node, tmp_path)
    yield world
    assert world.node.violations == []
