"""Problems as text for a person, JSON for a program, SARIF, JUnit, GitHub's and GitLab's own for servers. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from themebuilder.reports.findings import Report


def _by(module: str) -> Callable[[Report], str]:
    """A format, whose module is loaded when somebody asks for it."""

    def rendered(report: Report) -> str:
        render: Callable[[Report], str] = import_module(f"themebuilder.reports.{module}").render
        return render(report)

    return rendered


FORMATS: Mapping[str, Callable[[Report], str]] = MappingProxyType(
    {
        "text": _by("text"),
        "json": _by("envelope"),
        "sarif": _by("sarif"),
        "junit": _by("junit"),
        "github": _by("github"),
        "gitlab": _by("gitlab"),
    }
)
"""Name, as ``--format`` takes it -> how a report is told; every text ends with a line break."""
