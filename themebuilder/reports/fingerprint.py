"""The identity of a finding, which servers use to tell a known one from a new one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from hashlib import sha256

from themebuilder.reports.findings import Finding, Report
from themebuilder.reports.places import in_repository


def fingerprints(report: Report) -> tuple[str, ...]:
    """One for each finding, in their order; no two are the same.

    It stays when lines are added above, and when a count or a measure in the message changes.
    """
    line = report.lines()
    seen: Counter[str] = Counter()
    prints = []
    for finding in report.findings:
        digest = _digest(finding, report.folder, line)
        seen[digest] += 1
        prints.append(f"{digest}:{seen[digest]}")
    return tuple(prints)


def _digest(finding: Finding, folder: str, line: Callable[[str, int], str | None]) -> str:
    problem = finding.problem
    source = (line(problem.place.file, problem.place.line) or "").strip()
    parts = (
        problem.rule.name,
        in_repository(problem.place.file, folder),
        source,
        re.sub(r"\d+", "0", problem.message),
    )
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
