"""The program without the pauses that it makes for real nodes; see PROGRAM in `tests.warm`."""

import time

from themebuilder.__main__ import main as run
from themebuilder.publishing import session
from themebuilder.publishing.node.transport import Clock


def main() -> None:
    """Run a command."""
    session.Clock = lambda: Clock(time.time, lambda _seconds: None)
    run()
