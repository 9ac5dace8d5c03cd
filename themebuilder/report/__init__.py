"""Problems as text for a person, JSON for a program, SARIF, JUnit and GitHub for servers. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from themebuilder.report import envelope, github, junit, sarif, text
from themebuilder.report.findings import Finding, Report, merge, summary

FORMATS: Mapping[str, Callable[[Report], str]] = MappingProxyType(
    {
        "text": text.render,
        "json": envelope.render,
        "sarif": sarif.render,
        "junit": junit.render,
        "github": github.render,
    }
)
"""Name, as ``--format`` takes it -> how a report is told; every text ends with a line break."""

__all__ = ["FORMATS", "Finding", "Report", "merge", "summary"]
