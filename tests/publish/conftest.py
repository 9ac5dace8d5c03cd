from __future__ import annotations

import pytest

from tests.fake_node import Node, new_guard, running
from tests.publish.kit import PASSWORD, World


@pytest.fixture
def world(tmp_path):
    """A fresh node; the test fails when a client did what none must ever do."""
    node = Node()
    with running(node, new_guard(password=PASSWORD)) as up:
        yield World(up, tmp_path)
    assert node.violations == []
