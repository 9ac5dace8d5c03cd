"""Changes as the new text of the files that hold them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from themebuilder.core.problems import Problem, problem
from themebuilder.core.tree import Map
from themebuilder.translation.changes import Change
from themebuilder.translation.comments import ReadFile
from themebuilder.translation.rows import TEXTS, WORDING, Row
from themebuilder.translation.yaml_edit import Path, edited

_FOLDERS = {TEXTS: "themes/texts", WORDING: "themes/wordings"}


@dataclass(frozen=True, slots=True)
class Written:
    """New texts of files by name below the workspace, and what could not be placed in them."""

    files: dict[str, str]
    refused: tuple[Problem, ...]
    placed: tuple[tuple[str, Change], ...]
    """The changes that are made, each with its file."""


def write(changes: Iterable[Change], rows: Sequence[Row], read: ReadFile) -> Written:
    """The files of the workspace with all *changes* made; *rows* are all rows of their languages.

    A text that came with the tool is changed in a file of the workspace that is laid over the shipped
    one, which stays as it is.
    """
    by_file: dict[str, list[Change]] = {}
    for change in changes:
        by_file.setdefault(_file(change.row), []).append(change)
    files: dict[str, str] = {}
    refused: list[Problem] = []
    placed: list[tuple[str, Change]] = []
    for file, group in by_file.items():
        source = read(file)
        if source and not _is_own(group[0].row):
            # Somebody's file of that name defines something else.
            refused += [_not_placed(change, file, "It defines something else.") for change in group]
            continue
        source = source or _beginning(group[0].row)
        values, lacking = _values(group, rows)
        result = edited(source, values)
        if result.text != source:
            files[file] = result.text
        for change in group:
            why = lacking.get(change.row.path) or result.refused.get(change.row.path)
            if why:
                refused.append(_not_placed(change, file, why))
            else:
                placed.append((file, change))
    return Written(files, tuple(refused), tuple(placed))


def _is_own(row: Row) -> bool:
    return row.document is not None and not row.document.is_shipped


def _not_placed(change: Change, file: str, why: str) -> Problem:
    message = f"`{change.row.key}` ({change.row.set}) is not written to {file}. {why}"
    return problem("translation-not-placeable", message, change.row.place)


def _file(row: Row) -> str:
    """The workspace's file in which the text stands, or will stand."""
    if row.document and _is_own(row):
        return row.document.file
    return f"{_FOLDERS[row.kind]}/{row.name}.yaml"


def _values(
    group: Sequence[Change], rows: Sequence[Row]
) -> tuple[dict[Path, str], dict[Path, str]]:
    """What is written where, and why some of it cannot be: a message is whole or is not there."""
    values: dict[Path, str] = {}
    lacking: dict[Path, str] = {}
    texts = {change.row.path: change.text for change in group}
    for change in group:
        row = change.row
        is_there = row.document and _is_own(row) and row.document.tree.get(*row.path[:-1])
        if row.kind != WORDING or is_there:
            values[row.path] = change.text
            continue
        # A language that is new in this file: all parts of its message go with the changed one.
        parts = [one for one in rows if one.set == row.set and one.path[:-1] == row.path[:-1]]
        whole = {one.path: texts.get(one.path) or one.text for one in parts}
        if not all(whole.get((*row.path[:-1], part)) for part in ("title", "body")):
            lacking[row.path] = "A message needs its title and its body; translate both."
            continue
        values |= {path: text for path, text in whole.items() if text}
        values[*row.path[:-1], "review"] = _review(row.state)
    return values, lacking


def _review(state: str) -> str:
    """How far words are that were approved, or not, before they were changed."""
    return "proposed" if state in {"proposed", "approved"} else "draft"


def _beginning(row: Row) -> str:
    """The head of a new file, which says nothing yet."""
    over = "" if row.document is None else ", laid over the shipped ones: these take their place"
    if row.kind == WORDING:
        return f"# Words of the set {row.name}{over}.\nwording: {row.name}\n"
    tree = row.document.tree if row.document else Map({}, row.place)
    lines = [f"# Texts ({row.name}){over}.", f"texts: {row.language}"]
    if audience := tree.text("audience"):
        lines.append(f"audience: {audience}")
    if quoted := [f'"{text}"' for text in tree.texts("targets")]:
        lines.append(f"targets: [{', '.join(quoted)}]")
    return "\n".join([*lines, f"review: {_review(tree.text('review', default='draft'))}", ""])
