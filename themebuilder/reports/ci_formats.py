"""Problems as CI servers read them: GitHub's commands, GitLab's code quality, JUnit XML."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from themebuilder.core.rules import Severity
from themebuilder.reports.findings import (
    Finding,
    Report,
    fingerprints,
    in_repository,
    rank,
    summary,
)
from themebuilder.reports.visible import escape_hidden, escape_lines

_GITHUB = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_GITLAB = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def render_github(report: Report) -> str:
    """A workflow command for each finding and a summary.

    The severest come first: GitHub keeps ten per step.
    """
    findings = sorted(report.findings, key=lambda finding: rank(finding.problem))
    rows = [*(_command(each, report.folder) for each in findings), summary(report)]
    return "".join(f"{row}\n" for row in rows)


def _command(finding: Finding, folder: str) -> str:
    problem, place = finding.problem, finding.problem.place
    properties = {
        "file": escape_hidden(in_repository(place.file, folder)),
        "line": place.line or "",
        "col": place.column or "",
        "endColumn": place.end_column if place.end_column > place.column else "",
        "title": problem.rule.name,
    }
    written = ",".join(
        f"{key}={_escape_data(str(value)).replace(':', '%3A').replace(',', '%2C')}"
        for key, value in properties.items()
        if value
    )
    text = _message(finding)
    if len(finding.themes) > 1:
        text += "\n" + escape_hidden(f"Themes: {', '.join(finding.themes)}")
    return f"::{_GITHUB[problem.severity]} {written}::{_escape_data(text)}"


def _escape_data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _message(finding: Finding) -> str:
    hint = escape_lines(finding.problem.hint)
    return escape_hidden(finding.problem.message) + (f"\n{hint}" if hint else "")


def render_gitlab(report: Report) -> str:
    """A code quality issue for each finding, as a JSON list."""
    issues = [
        {
            "description": _message(finding),
            "check_name": finding.problem.rule.name,
            "fingerprint": fingerprint,
            "severity": _GITLAB[finding.problem.severity],
            "location": {
                "path": escape_hidden(in_repository(finding.problem.place.file, report.folder))
                or ".",
                # GitLab requires a line: a problem of the whole file goes to its first.
                "lines": {"begin": max(finding.problem.place.line, 1)},
            },
        }
        for finding, fingerprint in zip(report.findings, fingerprints(report), strict=True)
    ]
    return json.dumps(issues, indent=2) + "\n"


def render_junit(report: Report) -> str:
    """A JUnit suite with a test case for each file and rule."""
    suites = Element("testsuites", name="themebuilder")
    suite = SubElement(suites, "testsuite", name=f"themebuilder {report.command}")
    findings = sorted(report.findings, key=_case_of)
    for (file, rule), group in groupby(findings, key=_case_of):
        _add_case(suite, report, in_repository(file, report.folder), rule, tuple(group))
    if not report.findings:
        SubElement(suite, "testcase", classname="themebuilder", name=report.command)
    for element in (suites, suite):
        element.set("tests", str(len(suite)))
        element.set("failures", str(len(suite.findall("testcase/failure"))))
        element.set("errors", "0")
    indent(suites)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(suites, encoding="unicode")}\n'


def _case_of(finding: Finding) -> tuple[str, str]:
    return finding.problem.place.file, finding.problem.rule.name


def _add_case(
    suite: Element, report: Report, file: str, rule: str, findings: tuple[Finding, ...]
) -> None:
    first = findings[0].problem
    case = SubElement(suite, "testcase", classname=escape_hidden(file) or "themebuilder", name=rule)
    if file:
        case.set("file", escape_hidden(file))
    if first.place.line:
        case.set("line", str(first.place.line))
    failing = [finding for finding in findings if report.fails(finding.problem)]
    passing = [finding for finding in findings if not report.fails(finding.problem)]
    if failing:
        problem = failing[0].problem
        failure = SubElement(case, "failure", type=problem.severity.value)
        failure.set("message", escape_hidden(problem.message))
        failure.text = _describe(failing)
    if passing:
        SubElement(case, "system-out").text = _describe(passing)


def _describe(findings: Iterable[Finding]) -> str:
    rows = []
    for finding in findings:
        problem = finding.problem
        where = f"{escape_hidden(str(problem.place))}: " if problem.place.file else ""
        rows.append(f"{where}{problem.severity}: {escape_hidden(problem.message)}")
        if problem.hint:
            rows.append(f"  help: {escape_hidden(problem.hint)}")
        if finding.themes:
            rows.append(f"  themes: {escape_hidden(', '.join(finding.themes))}")
    return "\n".join(rows)
