"""Problems as SARIF 2.1.0, for code scanning on GitHub and elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from themebuilder.core.rules import Rule, Severity
from themebuilder.reports.findings import Finding, Report, fingerprints, in_repository, uri
from themebuilder.reports.visible import escape_hidden, escape_lines

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_BASE = "%SRCROOT%"
# GitHub's name: an alert that keeps this value is the same alert, wherever its line moved.
_FINGERPRINT = "primaryLocationLineHash"
_DESCRIPTION_LIMIT = 1024

Object = dict[str, object]


def render(report: Report) -> str:
    """One run with the rules that were broken and a result for each finding."""
    rules = {finding.problem.rule.name: finding.problem.rule for finding in report.findings}
    names = sorted(rules)
    run: Object = {
        "tool": {
            "driver": {
                "name": "themebuilder",
                **({"version": report.version} if report.version else {}),
                "rules": [_rule(rules[name]) for name in names],
            }
        },
        # A run of another command does not close the alerts of this one.
        "automationDetails": {"id": f"themebuilder/{report.command}/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            _BASE: {"description": {"text": "The top folder of the repository."}}
        },
        "results": _results(report, {name: index for index, name in enumerate(names)}),
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2) + "\n"


def _rule(rule: Rule) -> Object:
    return {
        "id": rule.name,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": _cut(" ".join(rule.page.split()))},
        "help": {"text": rule.page, "markdown": rule.page},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _results(report: Report, index: Mapping[str, int]) -> list[Object]:
    return [
        {
            "ruleId": finding.problem.rule.name,
            "ruleIndex": index[finding.problem.rule.name],
            "level": _LEVELS[finding.problem.severity],
            "message": {"text": _message(finding)},
            "locations": [{"physicalLocation": _location(finding, report.folder)}],
            "partialFingerprints": {_FINGERPRINT: fingerprint},
            **({"properties": _themes(finding)} if finding.themes else {}),
        }
        for finding, fingerprint in zip(report.findings, fingerprints(report), strict=True)
    ]


def _themes(finding: Finding) -> Object:
    return {"themes": [escape_hidden(name) for name in finding.themes]}


def _message(finding: Finding) -> str:
    """What is wrong, what to do and in which themes, as sentences; readers show the first one."""
    sentences = [finding.problem.message, finding.problem.hint]
    if len(finding.themes) > 1:
        sentences.append(f"Found in the themes {', '.join(finding.themes)}")
    parts = [escape_lines(each.strip()) for each in sentences if each.strip()]
    text = " ".join(each if each[-1] in ".!?" else f"{each}." for each in parts)
    # Only what would be read as a link is escaped: [[ name ]] is ours, {{name}} is i18next's.
    return re.sub(r"\[(?=[^\]]*\]\()", r"\\[", text)


def _location(finding: Finding, folder: str) -> Object:
    """Where it is; GitHub wants a line always, so a whole file is parts at its first."""
    place = finding.problem.place
    region: Object = {"startLine": max(place.line, 1)}
    if place.line and place.column:
        region["startColumn"] = place.column
    if place.line and place.end_column > place.column:
        region["endColumn"] = place.end_column
    path = in_repository(place.file, folder) or "."
    base = {} if path.startswith("/") else {"uriBaseId": _BASE}
    return {"artifactLocation": {"uri": uri(path), **base}, "region": region}


def _cut(text: str) -> str:
    if len(text) <= _DESCRIPTION_LIMIT:
        return text
    return text[: _DESCRIPTION_LIMIT - 1].rsplit(" ", 1)[0] + "…"
