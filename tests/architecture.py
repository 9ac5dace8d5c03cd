"""The packages of themebuilder and their imports, read from the code.

``python -m tests.architecture`` writes the diagram of docs/architecture.md anew.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from tests.sources import list_files, read_source

ROOT = Path(__file__).parent.parent
SOURCES = ROOT / "themebuilder"
PAGE = ROOT / "docs" / "architecture.md"

LAYERS = (
    ("core",),
    ("settings", "locale"),
    ("platform", "media"),
    ("definitions",),
    ("packages",),
    ("checks", "reviews"),
    ("build", "editing"),
    ("translation", "importing", "publishing", "reports"),
    ("preview",),
    ("releases",),
    ("cli",),
)
"""Packages from the bottom up. A package imports from lower layers only."""

_DIAGRAM = re.compile(r"```mermaid\n.*?```\n", re.DOTALL)


def read_imports() -> Mapping[str, frozenset[str]]:
    """Package -> the packages that its modules import, also inside functions and in packages below it."""
    packages = sorted(folder.name for folder in SOURCES.iterdir() if any(folder.glob("*.py")))
    return {
        package: frozenset(
            imported
            for file in list_files(SOURCES / package)
            for imported in read_source(file).imported
            if imported in packages and imported != package
        )
        for package in packages
    }


def draw_diagram() -> str:
    """The diagram as Mermaid: an arrow points to the package that is imported.

    Arrows that follow from others are left out: where a imports b and b imports c, a -> c is not
    drawn.
    """
    imports = read_imports()
    lines = ["```mermaid", "flowchart TD"]
    for package in sorted(imports):
        direct = imports[package]
        indirect = {low for high in direct for low in _collect_imports(imports, high)}
        lines += [f"  {package} --> {low}" for low in sorted(direct - indirect)]
    return "\n".join([*lines, "```", ""])


def _collect_imports(imports: Mapping[str, frozenset[str]], package: str) -> set[str]:
    found = set(imports[package])
    for low in imports[package]:
        found |= _collect_imports(imports, low)
    return found


def read_page_diagram() -> str:
    """The diagram that the page holds."""
    found = _DIAGRAM.search(PAGE.read_text(encoding="utf-8"))
    return found.group() if found else ""


if __name__ == "__main__":
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(_DIAGRAM.sub(lambda _: draw_diagram(), text), encoding="utf-8")
