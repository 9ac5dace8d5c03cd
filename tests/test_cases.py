"""What the tool says to definitions that are wrong, word by word.

Each folder in ``cases/`` is laid on a small workspace and checked; ``said.txt`` is the answer, and
``said-da.txt`` the Danish one where there is such a file.
``pytest tests/test_cases.py --accept`` rewrites the answers: read the difference before you commit.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import Result

CASES = sorted(path for path in (Path(__file__).parent / "cases").iterdir() if path.is_dir())


def lay_case(case: Path, workspace: Path) -> None:
    """Lay the definitions and assets of a case on a workspace."""
    ignored = shutil.ignore_patterns("said*.txt")
    shutil.copytree(case, workspace, dirs_exist_ok=True, ignore=ignored)


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_a_broken_definition_gets_its_answer(case, workspace, run, request):
    lay_case(case, workspace)
    agree(run("check"), case / "said.txt", request)


@pytest.mark.parametrize(
    "case", [one for one in CASES if (one / "said-da.txt").exists()], ids=lambda path: path.name
)
def test_a_broken_definition_gets_its_answer_in_danish(case, workspace, run, request):
    lay_case(case, workspace)
    agree(run("--language", "da", "check"), case / "said-da.txt", request)


def agree(said: Result | str, file: Path, request: pytest.FixtureRequest) -> None:
    answer = str(said)
    if request.config.getoption("--accept"):
        file.write_text(answer, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == answer, (
        "rewrite it with `--accept`, and read the diff"
    )
