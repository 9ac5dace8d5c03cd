"""What commands about packages share: reading them, and telling what is wrong with them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from themebuilder import __version__
from themebuilder.cli.workspace import FOUND, Workspace
from themebuilder.core.problems import Problem, ThemeError
from themebuilder.importing.package_reader import ForeignPackage, read_package
from themebuilder.reports.findings import Report


def read_all(
    workspace: Workspace, given: Sequence[str], command: str, form: str
) -> list[ForeignPackage]:
    """The packages at the *given* paths; where one cannot be read, tells all faults and exits."""
    packages, problems = attempt_all(given)
    if problems:
        tell(workspace, problems, command=command, form=form, files=len(given))
        sys.exit(FOUND)
    return packages


def attempt_all(given: Sequence[str]) -> tuple[list[ForeignPackage], list[Problem]]:
    """The packages that could be read, and what kept the others from it."""
    packages: list[ForeignPackage] = []
    problems: list[Problem] = []
    for path in given:
        try:
            packages.append(read_package(Path(path), path))
        except ThemeError as error:
            problems += error.problems
    return packages, problems


def tell(
    workspace: Workspace,
    problems: Iterable[Problem],
    *,
    command: str,
    form: str = "text",
    files: int = 1,
    strict: bool = False,
    extra: dict[str, Any] | None = None,
    output: str | None = None,
) -> bool:
    """Tell problems of packages, for which no workspace is needed; whether the command succeeded."""
    report = Report(
        tuple(problems), command=command, files=files, strict=strict, version=__version__
    )
    return workspace.write(report, form, extra, output)
