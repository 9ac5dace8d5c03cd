"""Problems as a code quality report: GitLab shows each beside its line in the merge request."""

from __future__ import annotations

import json

from themebuilder.core.rules import Severity
from themebuilder.reports.findings import Finding, Report
from themebuilder.reports.fingerprint import fingerprints
from themebuilder.reports.places import in_repository
from themebuilder.reports.visible import visible, visible_lines

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(report: Report) -> str:
    """A list with an issue for each finding."""
    issues = [
        _issue(finding, fingerprint, report.folder)
        for finding, fingerprint in zip(report.findings, fingerprints(report), strict=True)
    ]
    return json.dumps(issues, indent=2) + "\n"


def _issue(finding: Finding, fingerprint: str, folder: str) -> dict[str, object]:
    problem, place = finding.problem, finding.problem.place
    rows = [visible(problem.message), visible_lines(problem.hint)]
    return {
        "description": "\n".join(row for row in rows if row),
        "check_name": problem.rule.name,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[problem.severity],
        "location": {
            "path": visible(in_repository(place.file, folder)) or ".",
            # It wants a line always: a whole file is told at its first.
            "lines": {"begin": max(place.line, 1)},
        },
    }
