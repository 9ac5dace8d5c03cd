"""A faithful fake of a Pexip Infinity management node and the conferencing nodes behind it.

Started by hand with ``python -m tests.fake_node``; in tests with `run_node`.
"""

from __future__ import annotations

import sys

try:
    from tests.fake_node.answers import Answers
    from tests.fake_node.auth import Guard
    from tests.fake_node.clock import FakeClock, RealClock
    from tests.fake_node.faults import Faults
    from tests.fake_node.node import Node
    from tests.fake_node.server import Running, make_guard, make_self_signed, run_node
except ModuleNotFoundError as error:
    # Python imports this package before __main__, with "-m" as the program's name.
    if sys.argv[0] != "-m":
        raise
    sys.stderr.write(
        f"The fake node needs {error.name}, which is not installed here. "
        "In the checkout: make build && . .venv/bin/activate\n"
    )
    sys.exit(2)

__all__ = [
    "Answers",
    "FakeClock",
    "Faults",
    "Guard",
    "Node",
    "RealClock",
    "Running",
    "make_guard",
    "make_self_signed",
    "run_node",
]
