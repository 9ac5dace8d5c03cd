"""What the tests of reports share: cases in folders, and small problems to build reports from."""

from __future__ import annotations

import json
from inspect import cleandoc
from pathlib import Path

import pytest
from hypothesis import settings

from themebuilder.core.problems import Place, Problem
from themebuilder.core.rules import Rule, Severity
from themebuilder.reports.findings import Report

# A busy machine is no fault of the code.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")

_HERE = Place("themes/a.yaml", 2, 3, 7)
CASES = Path(__file__).parent / "cases"


@pytest.fixture
def read_case():
    """A function that reads the report of a case folder."""
    return _read_case


@pytest.fixture
def fault():
    """A function that makes an error with one thing different."""
    return _make_problem


def _read_case(name: str) -> Report:
    case = json.loads((CASES / name / "case.json").read_text("utf-8"))
    rules = {
        key: Rule(key, Severity(report["severity"]), cleandoc(report["manual"]).replace("``", "`"))
        for key, report in case["rules"].items()
    }
    problems = [
        Problem(
            rules[report["rule"]],
            report["message"],
            Place(*report["place"]),
            report["hint"],
            report["theme"],
            severity=rules[report["rule"]].severity,
        )
        for report in case["problems"]
    ]

    sources = {file: "\n".join(lines) for file, lines in case["sources"].items()}
    return Report(problems, sources=sources.get, **case["report"])


def _make_problem(
    message: str = "It is wrong",
    place: Place = _HERE,
    hint: str = "",
    theme: str = "",
    *,
    rule: str = "thing-wrong",
    severity: str = "error",
) -> Problem:
    kind = Rule(rule, Severity(severity), "Things are right.\n\nElse they are wrong.")
    return Problem(kind, message, place, hint, theme, severity=kind.severity)
