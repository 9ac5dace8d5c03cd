"""The formats of ``--format``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from themebuilder.reports import ci_formats, envelope, sarif, text
from themebuilder.reports.findings import Report

FORMATS: Mapping[str, Callable[[Report], str]] = MappingProxyType(
    {
        "text": text.render,
        "json": envelope.render,
        "sarif": sarif.render,
        "junit": ci_formats.render_junit,
        "github": ci_formats.render_github,
        "gitlab": ci_formats.render_gitlab,
    }
)
"""Name -> renderer; every text ends with a line break."""
