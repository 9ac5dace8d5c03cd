"""Imports run downward: a module imports only from floors below its own room's."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "themebuilder"

FLOORS = (
    ("problems", "json_text", "certificates", "settings"),
    ("tree",),
    ("model", "platform", "color", "files"),
    ("archive", "report", "cache"),
    ("source", "pictures", "sound"),
    ("resolve",),
    ("render",),
    ("checks",),
    ("rules",),
    ("make",),
    ("build", "preview", "publish", "words", "bring", "accessibility"),
    ("manual",),
    ("cli",),
    ("__main__",),
)
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}


def rooms() -> list[str]:
    found = {path.stem if path.is_file() else path.name for path in PACKAGE.iterdir()}
    return sorted(
        name
        for name in found
        if name not in {"__init__", "__main__", "__pycache__", "schemas", "shipped", "py"}
    )


def imports() -> Iterator[tuple[str, str, str]]:
    for file in sorted(PACKAGE.rglob("*.py")):
        parts = file.relative_to(PACKAGE).with_suffix("").parts
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            for name in names:
                if name.startswith("themebuilder.") and name.split(".")[1] in FLOOR:
                    yield parts[0], name.split(".")[1], "/".join(parts)


def test_every_room_has_a_floor():
    assert [room for room in rooms() if room not in FLOOR] == []


def test_the_page_of_the_pipeline_has_every_room():
    page = (PACKAGE.parent / "docs" / "pipeline.md").read_text(encoding="utf-8")
    assert [room for room in rooms() if f"`{room}`" not in page] == []


def test_imports_run_downward():
    upward = [
        f"{where} imports {target}"
        for room, target, where in imports()
        if room in FLOOR and room != target and FLOOR[target] >= FLOOR[room]
    ]
    assert upward == []


def test_relative_imports_are_not_used():
    assert [
        str(file)
        for file in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.level
    ] == []


@pytest.mark.parametrize("room", ["problems", "tree", "model", "resolve", "render", "checks"])
def test_the_core_neither_prints_nor_reads_the_clock(room):
    path = PACKAGE / room
    files = path.rglob("*.py") if path.is_dir() else [path.with_suffix(".py")]
    called = {
        ast.unparse(node.func)
        for file in files
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    }
    assert (
        called & {"print", "date.today", "datetime.now", "os.getenv", "sys.exit", "time.time"}
        == set()
    )
