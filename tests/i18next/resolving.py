"""The real i18next, asked for the texts of a language file."""

import fcntl
import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
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


Question = tuple[str, object, Mapping[str, str], Mapping[str, object]]
"""A language, what its file holds, the texts that are wanted (flat key -> text), and options.

Every placeholder of a text is given a value, and the options come on top, as ``{"count": 2}``.
Nothing else is there to fall back to.
"""


def resolve_with_i18next(language: str, nested: object, keys: Mapping[str, str]) -> list[Finding]:
    """What goes wrong when the components' i18next asks *nested* for *keys*; see `Question`."""
    (answer,) = ask_i18next([(language, nested, keys, {})])
    return answer


def ask_i18next(questions: Sequence[Question]) -> list[list[Finding]]:
    """What goes wrong with each question."""
    names = ("language", "nested", "expected", "options")
    answer = subprocess.run(
        ["node", "resolve.js"],
        cwd=install_i18next(),
        input=json.dumps([dict(zip(names, question, strict=True)) for question in questions]),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert answer.returncode == 0, answer.stderr
    return [sorted(Finding(**one) for one in found) for found in json.loads(answer.stdout)]


@cache
def install_i18next() -> Path:
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
