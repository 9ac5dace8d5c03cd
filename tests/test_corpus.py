"""What the tool says to packages that others made, word by word.

``said.txt`` of each case is the answer of `check`, of `import` into an empty folder, and the to-do list that
it writes. ``pytest tests/test_corpus.py --accept`` rewrites the answers: read the difference before
you commit. ``python -m tests.corpus`` prints them as a table.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.corpus import CASES, PACKAGE, pack_case
from tests.test_cases import agree
from themebuilder.cli import main

COMMANDS = (("check", PACKAGE), ("import", PACKAGE, "-o", "new"))


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run a command in a folder that holds nothing but the package."""
    monkeypatch.chdir(tmp_path)

    def run_command(*words):
        return CliRunner().invoke(main, words, catch_exceptions=False)

    return run_command


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_a_package_of_others_gets_its_answer_and_builds_to_it(case, run, tmp_path, request):
    pack_case(case, tmp_path / PACKAGE)
    answers = [run(*words) for words in COMMANDS]
    parts = [
        f"$ themebuilder {' '.join(words)}\n{result.output}(exit {result.exit_code})\n"
        for words, result in zip(COMMANDS, answers, strict=True)
    ]
    parts += [f"$ cat {file}\n{file.read_text()}" for file in Path().glob("new/themes/*.todo.md")]
    agree(drop_passing("\n".join(parts)).replace(f"{tmp_path}/", ""), case / "said.txt", request)
    imported = answers[1]
    if not imported.exit_code and "A new theme" not in imported.output:
        check_built(imported.output, run)


def check_built(answer: str, run: Callable[..., Result]) -> None:
    """Build what was imported: whether that works, and whether it differs, the *answer* has said."""
    code = run("-C", "new", "build").exit_code
    if "fix before you build" in answer:
        assert code == 1
        return
    built, *others = Path("new/dist").glob("*.zip")
    if not others:  # `diff` compares one zip with one
        differs = run("diff", PACKAGE, str(built), "--exit-code").exit_code
        assert differs == ("Differences from the package" in answer)


def drop_passing(answer: str) -> str:
    """Drop what changes with the libraries, the shipped texts and the day."""
    answer = re.sub(r"(?m)^    date: .*$", "    date: <today>", answer)
    answer = re.sub(r"(?m)^(  created  .*?)  \([\d,]+ bytes\)$", r"\1", answer)
    return re.sub(r"(\.yaml):\d+:\d+", r"\1", answer)
