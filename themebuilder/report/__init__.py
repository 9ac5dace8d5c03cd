"""Problems as text for a person, JSON for a program, SARIF, JUnit, GitHub's and GitLab's own for servers. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from themebuilder.report import envelope, github, gitlab, junit, sarif, text
from themebuilder.report.findings import Finding, Report, merge, summary

FORMATS: Mapping[str, Callable[[Report], str]] = MappingProxyType(
    {
        "text": text.render,
        "json": envelope.render,
        "sarif": sarif.render,
        "junit": junit.render,
        "github": github.render,
        "gitlab": gitlab.render,
    }
)
"""Name, as ``--format`` takes it -> how a report is told; every text ends with a line break."""

__all__ = ["FORMATS", "Finding", "Report", "merge", "summary"]
