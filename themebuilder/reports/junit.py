"""Problems as JUnit XML, for GitLab, Jenkins and Azure.

One test suite for the command, one test case for each file and rule that has a finding: that pair
stays the same when lines move, so a server can tell a new failure from a known one. Warnings pass,
and say so in the output of their case; a run without findings is one passing case, because servers
take an empty suite for a broken one.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from themebuilder.reports.findings import Finding, Report
from themebuilder.reports.places import in_repository
from themebuilder.reports.visible import visible


def render(report: Report) -> str:
    """The suite, as an XML document."""
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
    case = SubElement(suite, "testcase", classname=visible(file) or "themebuilder", name=rule)
    if file:
        case.set("file", visible(file))
    if first.place.line:
        case.set("line", str(first.place.line))
    failing = [finding for finding in findings if report.fails(finding.problem)]
    passing = [finding for finding in findings if not report.fails(finding.problem)]
    if failing:
        problem = failing[0].problem
        failure = SubElement(case, "failure", type=problem.severity.value)
        failure.set("message", visible(problem.message))
        failure.text = _told(failing)
    if passing:
        SubElement(case, "system-out").text = _told(passing)


def _told(findings: Iterable[Finding]) -> str:
    rows = []
    for finding in findings:
        problem = finding.problem
        where = f"{visible(str(problem.place))}: " if problem.place.file else ""
        rows.append(f"{where}{problem.severity}: {visible(problem.message)}")
        if problem.hint:
            rows.append(f"  help: {visible(problem.hint)}")
        if finding.themes:
            rows.append(f"  themes: {visible(', '.join(finding.themes))}")
    return "\n".join(rows)
