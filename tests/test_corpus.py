"""What the tool says to packages that others made, word by word.

``said.txt`` of each case is the answer of `check`, of `import` into an empty folder, and the to-do list that
it writes. ``pytest tests/test_corpus.py --accept`` rewrites the answers: read the difference before
you commit. ``python -m tests.corpus`` prints them as a table.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.corpus import CASES, PACKAGE, pack_case
from tests.test_cases import agree
from themebuilder.cli import main

COMMANDS = (("check", PACKAGE), ("import", PACKAGE, "-o", "new"))


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_a_package_of_others_gets_its_answer(case, tmp_path, monkeypatch, request):
    pack_case(case, tmp_path / PACKAGE)
    monkeypatch.chdir(tmp_path)
    parts = []
    for words in COMMANDS:
        said = CliRunner().invoke(main, words, catch_exceptions=False)
        parts.append(f"$ themebuilder {' '.join(words)}\n{said.output}(exit {said.exit_code})\n")
    parts += [f"$ cat {file}\n{file.read_text()}" for file in Path().glob("new/themes/*.todo.md")]
    agree(drop_passing("\n".join(parts)).replace(f"{tmp_path}/", ""), case / "said.txt", request)


def drop_passing(answer: str) -> str:
    """Drop what changes with the libraries, the shipped texts and the day."""
    answer = re.sub(r"(?m)^    date: .*$", "    date: <today>", answer)
    answer = re.sub(r"(?m)^(  created  .*?)  \([\d,]+ bytes\)$", r"\1", answer)
    return re.sub(r"(\.yaml):\d+:\d+", r"\1", answer)
