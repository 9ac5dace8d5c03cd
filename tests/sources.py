"""Read the code of themebuilder for tests; each file is parsed once."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent.parent / "themebuilder"

_SENTENCE = re.compile(r"[A-Za-z]{2,} [a-z{]")


class Source(NamedTuple):
    """What a file says; its syntax is not kept, as it takes much memory."""

    literals: tuple[str, ...]
    """Every string literal, also each part of an f-string."""
    first_arguments: tuple[tuple[str, str], ...]
    """The name of a function that is called, and the string literal that it gets first."""
    imported: frozenset[str]
    """The packages of ours that are imported from, also inside functions."""
    unmarked: tuple[tuple[int, str], ...]
    """Line and text of each sentence that isn't a message."""


@cache
def list_files(folder: Path = FOLDER) -> tuple[Path, ...]:
    """The Python files below *folder*, sorted; not those of packages that the page is built with."""
    found = []
    for where, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != "node_modules"]
        found += [Path(where, name) for name in names if name.endswith(".py")]
    return tuple(sorted(found))


@cache
def read_source(file: Path) -> Source:
    """Parse *file*."""
    nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    return Source(
        literals=tuple(
            node.value
            for node in nodes
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ),
        first_arguments=tuple(_list_first_arguments(nodes)),
        imported=frozenset(_list_imported(nodes)),
        unmarked=tuple(_list_unmarked(nodes)),
    )


def _list_first_arguments(nodes: list[ast.AST]) -> Iterator[tuple[str, str]]:
    for node in nodes:
        match node:
            case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(text)), *_]):
                yield name, text


def _list_imported(nodes: list[ast.AST]) -> Iterator[str]:
    for node in nodes:
        match node:
            case ast.ImportFrom(module="themebuilder", names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(name)) if name.startswith("themebuilder."):
                yield name.split(".")[1]
            case ast.Import(names=names):
                yield from (
                    a.name.split(".")[1] for a in names if a.name.startswith("themebuilder.")
                )


def _list_unmarked(nodes: list[ast.AST]) -> Iterator[tuple[int, str]]:
    passed = set(_list_passed(nodes))
    for node in nodes:
        if id(node) in passed:
            continue
        match node:
            case ast.JoinedStr(values=values):
                text = "".join(v.value if isinstance(v, ast.Constant) else "{}" for v in values)
            case ast.Constant(value=str(text)):
                pass
            case _:
                continue
        if _SENTENCE.search(text):
            yield node.lineno, text


def _list_passed(nodes: list[ast.AST]) -> Iterator[int]:
    """Return the nodes that nobody reads, or that are marked."""
    for node in nodes:
        match node:
            case ast.Call(func=ast.Name(id="_" | "N_" | "_n")):
                yield from (id(one) for argument in node.args for one in ast.walk(argument))
            case (
                ast.Call(func=ast.Attribute(value=ast.Name(id="re" | "click")))
                | ast.Call(
                    func=ast.Name(
                        id="output_option" | "file_output_option" | "guest_language_option"
                    )
                )
            ):
                yield from (id(one) for one in ast.walk(node))
            case ast.Expr(value=ast.Constant()):
                yield id(node.value)
            case ast.JoinedStr():
                yield from (id(one) for one in ast.walk(node) if one is not node)
