"""Problems as JSON, SARIF 2.1.0, and as GitHub, GitLab and readers of JUnit take them."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from types import MappingProxyType
from typing import TYPE_CHECKING

from themebuilder.core.json_text import ReadOnlyJson
from themebuilder.core.messages import _
from themebuilder.core.problems import Problem
from themebuilder.core.rules import Rule, Severity
from themebuilder.reports import text
from themebuilder.reports.findings import (
    Finding,
    Report,
    compute_fingerprints,
    encode_uri,
    escape_hidden,
    escape_lines,
    format_summary,
    get_rank,
    make_repository_path,
    replace_surrogates,
)

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

SCHEMA = 1
"""Raised when a key changes its meaning or goes away; a new key does not raise it."""


def render_json(report: Report, extra: Mapping[str, ReadOnlyJson] | None = None) -> str:
    """Return the envelope: ``schema``, ``command``, ``ok``, ``counts``, ``problems``, then *extra*.

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
        "problems": [_make_problem(finding) for finding in report.findings],
        **(extra or {}),
    }
    # Many readers of JSON refuse lone surrogates.
    clean = replace_surrogates(json.dumps(envelope, ensure_ascii=False, allow_nan=False))
    return json.dumps(json.loads(clean), indent=2) + "\n"


def _make_problem(finding: Finding) -> dict[str, ReadOnlyJson]:
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
        **_describe_concern(problem),
    }


def _describe_concern(problem: Problem) -> dict[str, ReadOnlyJson]:
    """Return what the problem means in a package; nothing where no package was judged."""
    if problem.concern is None:
        return {}
    return {"concern": problem.concern.value, "unconfirmed": problem.rule.is_unconfirmed}


_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_BASE = "%SRCROOT%"
# GitHub's name: an alert that keeps this value is the same alert, wherever its line moved.
_FINGERPRINT = "primaryLocationLineHash"
_DESCRIPTION_LIMIT = 1024

Object = dict[str, object]


def render_sarif(report: Report) -> str:
    """Return one run with the rules that were broken and a result for each finding."""
    rules = {finding.problem.rule.name: finding.problem.rule for finding in report.findings}
    names = sorted(rules)
    run: Object = {
        "tool": {
            "driver": {
                "name": "themebuilder",
                **({"version": report.version} if report.version else {}),
                "rules": [_make_rule(rules[name]) for name in names],
            }
        },
        # A run of another command does not close the alerts of this one.
        "automationDetails": {"id": f"themebuilder/{report.command}/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            _BASE: {"description": {"text": _("The top folder of the repository.")}}
        },
        "results": _make_results(report, {name: index for index, name in enumerate(names)}),
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2) + "\n"


def _make_rule(rule: Rule) -> Object:
    return {
        "id": rule.name,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.title},
        "fullDescription": {
            "text": textwrap.shorten(rule.page, _DESCRIPTION_LIMIT, placeholder="…")
        },
        "help": {"text": rule.page, "markdown": rule.page},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _make_results(report: Report, index: Mapping[str, int]) -> list[Object]:
    return [
        {
            "ruleId": finding.problem.rule.name,
            "ruleIndex": index[finding.problem.rule.name],
            "level": _LEVELS[finding.problem.severity],
            "message": {"text": _write_sentences(finding)},
            "locations": [{"physicalLocation": _make_location(finding, report.folder)}],
            "partialFingerprints": {_FINGERPRINT: fingerprint},
            **_list_properties(finding),
        }
        for finding, fingerprint in zip(report.findings, compute_fingerprints(report), strict=True)
    ]


def _list_properties(finding: Finding) -> Object:
    properties: Object = dict(_describe_concern(finding.problem))
    if finding.themes:
        properties["themes"] = list(map(escape_hidden, finding.themes))
    return {"properties": properties} if properties else {}


def _write_sentences(finding: Finding) -> str:
    """Return what is wrong, what to do and in which themes, as sentences; readers show the first one."""
    sentences = [finding.problem.message, finding.problem.hint]
    if len(finding.themes) > 1:
        sentences.append(_("Themes: {names}", names=", ".join(finding.themes)))
    parts = [escape_lines(each.strip()) for each in sentences if each.strip()]
    text = " ".join(each if each[-1] in ".!?" else f"{each}." for each in parts)
    # Only what would be read as a link is escaped: [[ name ]] is ours, {{name}} is i18next's.
    return re.sub(r"\[(?=[^\]]*\]\()", r"\\[", text)


def _make_location(finding: Finding, folder: str) -> Object:
    """Return where it is; GitHub wants a line always, so a whole file is parts at its first."""
    place = finding.problem.place
    region: Object = {"startLine": max(place.line, 1)}
    if place.line and place.column:
        region["startColumn"] = place.column
    if place.line and place.end_column > place.column:
        region["endColumn"] = place.end_column
    path = make_repository_path(place.file, folder) or "."
    base = {} if path.startswith("/") else {"uriBaseId": _BASE}
    return {"artifactLocation": {"uri": encode_uri(path), **base}, "region": region}


_GITHUB = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_GITLAB = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def render_github(report: Report) -> str:
    """Return a workflow command for each finding and a summary.

    The severest come first: GitHub keeps ten per step.
    """
    findings = sorted(report.findings, key=lambda finding: get_rank(finding.problem))
    rows = [*(_make_command(each, report.folder) for each in findings), format_summary(report)]
    return "".join(f"{row}\n" for row in rows)


def _make_command(finding: Finding, folder: str) -> str:
    problem, place = finding.problem, finding.problem.place
    properties = {
        "file": escape_hidden(make_repository_path(place.file, folder)),
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
    text = _make_message(finding)
    if len(finding.themes) > 1:
        text += "\n" + escape_hidden(_("Themes: {names}", names=", ".join(finding.themes)))
    return f"::{_GITHUB[problem.severity]} {written}::{_escape_data(text)}"


def _escape_data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _make_message(finding: Finding) -> str:
    hint = escape_lines(finding.problem.hint)
    return escape_hidden(finding.problem.message) + (f"\n{hint}" if hint else "")


def render_gitlab(report: Report) -> str:
    """Return a code quality issue for each finding, as a JSON list."""
    issues = [
        {
            "description": _make_message(finding),
            "check_name": finding.problem.rule.name,
            "fingerprint": fingerprint,
            "severity": _GITLAB[finding.problem.severity],
            "location": {
                "path": escape_hidden(
                    make_repository_path(finding.problem.place.file, report.folder)
                )
                or ".",
                # GitLab requires a line: a problem of the whole file goes to its first.
                "lines": {"begin": max(finding.problem.place.line, 1)},
            },
        }
        for finding, fingerprint in zip(report.findings, compute_fingerprints(report), strict=True)
    ]
    return json.dumps(issues, indent=2) + "\n"


def render_junit(report: Report) -> str:
    """Return a JUnit suite with a test case for each file and rule."""
    from xml.etree.ElementTree import Element, SubElement, indent, tostring  # noqa: PLC0415 - only here

    suites = Element("testsuites", name="themebuilder")
    suite = SubElement(suites, "testsuite", name=f"themebuilder {report.command}")
    findings = sorted(report.findings, key=_find_case)
    for (file, rule), group in groupby(findings, key=_find_case):
        _add_case(
            suite, report, escape_hidden(make_repository_path(file, report.folder)), rule, [*group]
        )
    if not findings:
        SubElement(suite, "testcase", classname="themebuilder", name=report.command)
    for element in (suites, suite):
        element.set("tests", str(len(suite)))
        element.set("failures", str(len(suite.findall("testcase/failure"))))
        element.set("errors", "0")
    indent(suites)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(suites, encoding="unicode")}\n'


def _find_case(finding: Finding) -> tuple[str, str]:
    return finding.problem.place.file, finding.problem.rule.name


def _add_case(
    suite: Element, report: Report, file: str, rule: str, findings: Sequence[Finding]
) -> None:
    from xml.etree.ElementTree import SubElement  # noqa: PLC0415 - as above

    case = SubElement(suite, "testcase", classname=file or "themebuilder", name=rule)
    line = findings[0].problem.place.line
    case.attrib |= {name: str(value) for name, value in (("file", file), ("line", line)) if value}
    failing = [finding for finding in findings if report.fails(finding.problem)]
    if failing:
        problem = failing[0].problem
        failure = SubElement(case, "failure", type=problem.severity.value)
        failure.set("message", escape_hidden(problem.message))
        failure.text = _describe(failing)
    if passing := [finding for finding in findings if finding not in failing]:
        SubElement(case, "system-out").text = _describe(passing)


def _describe(findings: Iterable[Finding]) -> str:
    return "\n".join(row for finding in findings for row in text.describe(finding))


FORMATS: Mapping[str, Callable[[Report], str]] = MappingProxyType(
    {
        "text": text.render,
        "json": render_json,
        "sarif": render_sarif,
        "junit": render_junit,
        "github": render_github,
        "gitlab": render_gitlab,
    }
)
"""Name -> renderer; every text ends with a line break."""
