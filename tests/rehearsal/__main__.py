"""Play the story, then every fault and fifty kills: ``python -m tests.rehearsal``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pytest

from tests.rehearsal.hub import open_hub
from tests.rehearsal.story import tell

FAULTS = "tests/publishing/test_rehearsal.py"
KILLS = "tests/publishing/test_interruption.py"

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, open_hub(Path(folder)) as hub:
        tell(hub)
    sys.stdout.flush()
    sys.exit(pytest.main([FAULTS, KILLS, "-q", "-m", "slow or not slow", "-p", "no:cacheprovider"]))
