"""The small faults that a file can have: one changed place each."""

from __future__ import annotations

import ast
import copy
import difflib
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_PAIRS: list[tuple[type[ast.AST], type[ast.AST]]] = [
    *[(ast.Eq, ast.NotEq), (ast.Lt, ast.LtE), (ast.Gt, ast.GtE), (ast.In, ast.NotIn)],
    *[(ast.Is, ast.IsNot), (ast.And, ast.Or), (ast.Add, ast.Sub), (ast.BitOr, ast.BitAnd)],
]
_SWAPPED = {**dict(_PAIRS), **{new: old for old, new in _PAIRS}}
_CONVERSIONS = {"tuple", "list", "frozenset", "bool", "repr", "cast", "iter", "cache", "once", "N_"}
"""Calls that mostly change nothing but a type: dropping one tells little."""
_ANY_ORDER = {"make_key", "max", "min"}
"""Calls that do not mind the order of their arguments."""
_INSIDE = "()"
Edit = tuple[Any, str]
"""A node and the text that takes its place."""


@dataclass(frozen=True)
class Mutant:
    """A file with one fault in it."""

    area: str
    file: str
    line: int
    scope: str
    """The qualified name of the function or class; empty at the top of the module."""
    name: str
    """Outside of functions, the name at the top of the module that the statement defines."""
    source: str
    was: str
    becomes: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What stays the same when lines, or whole modules, move."""
        return self.scope or self.name, self.was, self.becomes


def find_mutants(area: str, file: str) -> list[Mutant]:
    """Every mutant of a file, in the order of the source."""
    source = Path(file).read_text("utf-8")
    found = {}
    for scope, name, edits in _faults(ast.parse(source), source):
        changed = _edited(source, edits)
        was, becomes = _differing_lines(source, changed)
        top = "" if name == _INSIDE else name
        mutant = Mutant(area, file, edits[0][0].lineno, scope, top, changed, was, becomes)
        if was != becomes:
            found.setdefault(changed, mutant)
    return list(found.values())


def _faults(tree: ast.Module, source: str) -> Iterator[tuple[str, str, list[Edit]]]:
    """Scope, name, and the nodes to replace with their new texts."""

    def walk(node: ast.AST, scope: str, name: str) -> Iterator[tuple[str, str, list[Edit]]]:
        for field, value in ast.iter_fields(node):
            if field in {"annotation", "returns", "decorator_list"}:
                continue
            for child in value if isinstance(value, list) else [value]:
                if not isinstance(child, ast.AST) or _does_nothing(child):
                    continue
                if not scope and _is_for_readers(child):
                    continue
                inner, label = scope, name or _defined(child)
                if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                    inner = f"{scope}.{child.name}".lstrip(".")
                if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) or name == _INSIDE:
                    label = _INSIDE
                if field in {"test", "ifs"} and not isinstance(child, ast.Compare | ast.UnaryOp):
                    yield scope, label, [(child, _text(ast.UnaryOp(ast.Not(), child)))]
                is_set = isinstance(node, ast.ExceptHandler) or field == "comparators"
                for new in _variants(child):
                    yield scope, label, [(child, new)]
                if not (is_set and isinstance(child, ast.Tuple)):
                    yield from ((scope, label, edits) for edits in _rearranged(child, source))
                # Python 3.11 does not know where in the file the parts of a formatted text are.
                if not isinstance(child, ast.JoinedStr):
                    yield from walk(child, inner, label)

    yield from walk(tree, "", "")


def _does_nothing(node: ast.AST) -> bool:
    is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return is_docstring or isinstance(node, ast.Import | ast.ImportFrom | ast.Assert)


def _is_for_readers(node: ast.AST) -> bool:
    """Whether a statement at the top of a module names a type, or what the module exports."""
    name = _defined(node) if isinstance(node, ast.Assign) else ""
    is_type = re.fullmatch("_?[A-Z][A-Za-z]*[a-z][A-Za-z]*", name) is not None
    return name == "__all__" or (is_type and isinstance(node.value, ast.Subscript | ast.BinOp))


def _defined(node: ast.AST) -> str:
    targets = getattr(node, "targets", None) or [getattr(node, "target", node)]
    return getattr(targets[0], "id", getattr(targets[0], "name", ""))


def _variants(node: ast.AST) -> Iterator[str]:
    """The texts that may stand in place of a node."""
    match node:
        case ast.Constant(value=bool()):
            yield repr(not node.value)
        case ast.Constant(value=int()):
            yield repr(node.value + 1)
        case ast.Constant(value=str()):
            yield repr(f"X{node.value}")
        case ast.JoinedStr():
            for at, part in enumerate(node.values):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield _with(node, "values", at, ast.Constant(f"X{part.value}"))
                    return
        case ast.Compare(ops=[only]) if type(only) in _SWAPPED:
            yield _with(node, "ops", 0, _SWAPPED[type(only)]())
        case ast.BoolOp():
            yield _with(node, "op", None, _SWAPPED[type(node.op)]())
        case ast.BinOp() if type(node.op) in _SWAPPED:
            yield _with(node, "op", None, _SWAPPED[type(node.op)]())
        case ast.UnaryOp(op=ast.Not()):
            yield _text(node.operand)
        case ast.Break() | ast.Continue():
            yield "continue" if isinstance(node, ast.Break) else "break"
        case ast.Expr(value=ast.Call() | ast.Await()):
            yield "pass"
        case ast.Call(func=ast.Name(id=name), args=[only], keywords=[]) if (
            name not in _CONVERSIONS and not isinstance(only, ast.Starred | ast.GeneratorExp)
        ):
            yield _text(only)
        case ast.Call(func=ast.Attribute(value=value), args=[], keywords=[]):
            yield _text(value)


def _rearranged(node: ast.AST, source: str) -> Iterator[list[Edit]]:
    """Two neighbours in the other order, and a call without one of its keywords."""
    match node:
        case ast.Tuple() | ast.List():
            rows = [node.elts]
        case ast.Call() if getattr(node.func, "id", "") not in _ANY_ORDER:
            rows = [node.args]
        case ast.Dict() if None not in node.keys:
            rows = [node.keys, node.values]
        case _:
            rows = [[]]
    for at in range(len(rows[0]) - 1):
        pairs = [(row[at + off], row[at + 1 - off]) for row in rows for off in (0, 1)]
        yield [(old, ast.get_source_segment(source, new) or "") for old, new in pairs]
    if isinstance(node, ast.Call):
        yield from ([(keyword, "**{}")] for keyword in node.keywords)


def _with(node: ast.AST, field: str, at: int | None, value: ast.AST) -> str:
    new = copy.deepcopy(node)
    if at is None:
        setattr(new, field, value)
    else:
        getattr(new, field)[at] = value
    return _text(new)


def _text(node: ast.AST) -> str:
    text = ast.unparse(node)
    return text if isinstance(node, ast.Constant | ast.Name | ast.Call) else f"({text})"


def _edited(source: str, edits: list[Edit]) -> str:
    lines = source.encode().splitlines(keepends=True)
    starts = [0, *itertools.accumulate(map(len, lines))]
    text = source.encode()
    for node, new in sorted(edits, key=lambda edit: (-edit[0].lineno, -edit[0].col_offset)):
        start = starts[node.lineno - 1] + node.col_offset
        end = starts[node.end_lineno - 1] + node.end_col_offset
        text = text[:start] + new.encode() + text[end:]
    return text.decode()


def _differing_lines(old: str, new: str) -> tuple[str, str]:
    """The lines that differ, each side as one text without its indentation."""
    rows = [*difflib.unified_diff(old.splitlines(), new.splitlines(), n=0, lineterm="")][3:]
    return tuple(" ".join(row[1:].strip() for row in rows if row.startswith(sign)) for sign in "-+")
