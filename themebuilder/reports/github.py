"""Problems as workflow commands: GitHub shows each beside its line in the pull request."""

from __future__ import annotations

from themebuilder.core.rules import Severity
from themebuilder.reports.findings import Finding, Report, rank, summary
from themebuilder.reports.places import in_repository
from themebuilder.reports.visible import visible, visible_lines

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(report: Report) -> str:
    """One command for each finding, the severest first (GitHub keeps ten per step), and a summary."""
    findings = sorted(report.findings, key=lambda finding: rank(finding.problem))
    return "".join(
        f"{row}\n"
        for row in [*(_command(each, report.folder) for each in findings), summary(report)]
    )


def _command(finding: Finding, folder: str) -> str:
    problem, place = finding.problem, finding.problem.place
    properties = {
        "file": visible(in_repository(place.file, folder)),
        "line": place.line or "",
        "col": place.column or "",
        "endColumn": place.end_column if place.end_column > place.column else "",
        "title": problem.rule.name,
    }
    told = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items() if value)
    return f"::{_COMMANDS[problem.severity]} {told}::{_data(_message(finding))}"


def _message(finding: Finding) -> str:
    rows = [visible(finding.problem.message)]
    if finding.problem.hint:
        rows.append(visible_lines(finding.problem.hint))
    if len(finding.themes) > 1:
        rows.append(visible(f"Themes: {', '.join(finding.themes)}"))
    return "\n".join(rows)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
