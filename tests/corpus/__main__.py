"""Print what the tool says to each case as a table: ``python -m tests.corpus [FOLDER]``.

With a folder: to each zip in it.
"""

from __future__ import annotations

import contextlib
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from tests.corpus import CASES, PACKAGE, pack_case
from themebuilder.cli import main
from themebuilder.locale.compile import compile_translations

HEAD = ("case", "check", "class", "message", "import", "import keeps", "rebuilt differs in")
MOST = 4


def list_packages(folders: Sequence[str], work: Path) -> Iterator[tuple[str, Path]]:
    """Yield the name and the zip of each case, or of each zip in the *folders*."""
    for folder in folders:
        yield from ((file.name, file) for file in sorted(Path(folder).glob("*.zip")))
    for case in () if folders else CASES:
        (work / case.name).mkdir()
        yield case.name, pack_case(case, work / case.name / PACKAGE)


def make_row(name: str, package: Path, target: Path) -> tuple[str, ...]:
    """Check the package, import it to *target*, and return the row."""
    check, found = run("check", "--json", str(package))
    imported, theme = run("import", "--json", str(package), "-o", str(target))
    problems = found["problems"]
    [one] = theme.get("themes") or [{}]
    kept = [
        *one.get("passed_on", ()),
        *(f"not: {lost}" for lost in one.get("not_carried_over", ())),
    ]
    return (
        name,
        str(check),
        join_lines(describe_class(problem) for problem in problems),
        join_lines(f"{problem['message']} [{problem['rule']}]" for problem in problems),
        str(imported),
        join_lines(kept) or ("–" if imported else "nothing raw"),
        "not compared: a new theme"
        if one.get("is_migration")
        else join_lines(one.get("differences", ())) or ("–" if imported else "nothing"),
    )


def run(*words: str) -> tuple[int, dict[str, Any]]:
    """Return the exit code and the JSON of a command; an empty object where it printed none."""
    result = CliRunner().invoke(main, words, catch_exceptions=False)
    with contextlib.suppress(ValueError):
        return result.exit_code, json.loads(result.stdout)
    return result.exit_code, {}


def describe_class(problem: dict[str, Any]) -> str:
    unconfirmed = ", unconfirmed" if problem["unconfirmed"] else ""
    return f"{problem['concern'] or '(none)'} {problem['severity']}{unconfirmed}"


def join_lines(values: Iterator[str] | Sequence[str]) -> str:
    """Return the values as a cell: each once, at most a few."""
    lines = list(dict.fromkeys(values))
    more = [f"… and {len(lines) - MOST} more"] if len(lines) > MOST else []
    return "<br>".join([*lines[:MOST], *more]).replace("|", "\\|").replace("\n", " ")


def print_row(cells: Sequence[str]) -> None:
    sys.stdout.write(f"| {' | '.join(cells)} |\n")


if __name__ == "__main__":
    compile_translations()
    print_row(HEAD)
    print_row(["---"] * len(HEAD))
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        for number, (name, package) in enumerate(list_packages(sys.argv[1:], work)):
            print_row(make_row(name, package, work / f"import-{number}"))
