"""Play the story, then every fault and fifty kills: ``python -m tests.rehearsal``."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.rehearsal.hub import open_hub
from tests.rehearsal.story import tell

TESTS = (
    "tests/publishing/test_rehearsal.py",
    "tests/publishing/test_interruption.py",
    "tests/publishing/test_paths.py",
)

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, open_hub(Path(folder)) as hub:
        tell(hub)
    faults = [sys.executable, "-m", "pytest", *TESTS, "-q", "-m", "slow or not slow"]
    sys.exit(subprocess.run(faults, check=False).returncode)
