"""A faithful fake of a Pexip Infinity management node and the conferencing nodes behind it.

Started by hand with ``python -m tests.fake_node``; in tests with `running`.
"""

from __future__ import annotations

from tests.fake_node.auth import Guard
from tests.fake_node.clock import FakeClock, RealClock
from tests.fake_node.faults import Faults
from tests.fake_node.node import Node
from tests.fake_node.server import Running, new_guard, running, self_signed

__all__ = [
    "FakeClock",
    "Faults",
    "Guard",
    "Node",
    "RealClock",
    "Running",
    "new_guard",
    "running",
    "self_signed",
]
