"""Problems as JSON, in an envelope with a version, the same for success and failure."""

from __future__ import annotations

import json
from collections.abc import Mapping

from themebuilder.core.json_text import ReadOnlyJson
from themebuilder.core.rules import Severity
from themebuilder.reports.findings import Finding, Report
from themebuilder.reports.visible import replace_surrogates

SCHEMA = 1
"""Raised when a key changes its meaning or goes away; a new key does not raise it."""


def render(report: Report, extra: Mapping[str, ReadOnlyJson] | None = None) -> str:
    """The envelope: ``schema``, ``command``, ``ok``, ``counts``, ``problems``, then *extra*.

    Lines and columns count from 1, 0 means that there is none; ``end_column`` is the one after the
    last. Plain ASCII, so that it is the same bytes in every locale and harmless on a terminal.
    """
    counts = report.counts()
    envelope: dict[str, ReadOnlyJson] = {
        "schema": SCHEMA,
        "command": report.command,
        "ok": report.ok,
        "counts": {
            "errors": counts[Severity.ERROR],
            "warnings": counts[Severity.WARNING],
            "notes": counts[Severity.INFO],
            "files": report.file_count(),
        },
        "problems": [_problem(finding) for finding in report.findings],
        **(extra or {}),
    }
    return json.dumps(_clean(envelope), indent=2, allow_nan=False) + "\n"


def _problem(finding: Finding) -> dict[str, ReadOnlyJson]:
    problem, place = finding.problem, finding.problem.place
    return {
        "rule": problem.rule.name,
        "severity": problem.severity.value,
        "message": problem.message,
        "hint": problem.hint,
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "end_column": place.end_column,
        "themes": list(finding.themes),
    }


def _clean(value: ReadOnlyJson) -> ReadOnlyJson:
    """*value* without lone surrogates: many readers of JSON refuse them."""
    if isinstance(value, str):
        return replace_surrogates(value)
    if isinstance(value, Mapping):
        return {replace_surrogates(key): _clean(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_clean(each) for each in value]
    return value
