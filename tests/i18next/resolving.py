"""The real i18next, asked for the texts of a language file."""

import fcntl
import json
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
FOLDER = HERE.parent.parent / "build" / "npm" / "i18next"


@dataclass(frozen=True, order=True)
class Finding:
    """A text that i18next does not give as it was meant.

    *fault* is ``missing`` (the key itself is shown), ``object`` ("returned an object"),
    ``placeholder`` (one was not filled in) or ``other`` (another text came).
    """

    key: str
    fault: str
    got: str


def resolve_with_i18next(
    language: str,
    nested: object,
    keys: Mapping[str, str],
    options: Mapping[str, object] | None = None,
) -> list[Finding]:
    """What goes wrong when the components' i18next asks *nested* for *keys* (flat key -> text).

    *nested* is what the language file holds. Every placeholder of a text is given a value, and
    *options* come on top, as ``{"count": 2}``. Nothing else is there to fall back to.
    """
    question = {"language": language, "nested": nested, "expected": keys, "options": options or {}}
    answer = subprocess.run(
        ["node", "resolve.js"],
        cwd=installed(),
        input=json.dumps(question),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert answer.returncode == 0, answer.stderr
    return sorted(Finding(**finding) for finding in json.loads(answer.stdout))


@cache
def installed() -> Path:
    """A folder with i18next as the lock file says, fetched once and kept below ``build/``."""
    assert shutil.which("npm"), "Node 20 and npm are needed for this test"
    FOLDER.mkdir(parents=True, exist_ok=True)
    lock = (HERE / "package-lock.json").read_bytes()
    kept = FOLDER / "installed.json"
    with (FOLDER / "busy").open("w") as busy:
        # Test workers may all come at once; one fetches, the others wait for it.
        fcntl.flock(busy, fcntl.LOCK_EX)
        for name in ("package.json", "package-lock.json", ".npmrc", "resolve.js", "lookup.js"):
            shutil.copy(HERE / name, FOLDER)
        if not kept.exists() or kept.read_bytes() != lock:
            subprocess.run(["npm", "ci", "--silent"], cwd=FOLDER, check=True, timeout=300)
            kept.write_bytes(lock)
    return FOLDER
