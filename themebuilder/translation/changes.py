"""What a translator's file changes, what is refused, and the files with the changes made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from themebuilder.core.problems import Problem, problem, shorten
from themebuilder.core.tree import Map
from themebuilder.translation.rows import TEXTS, WORDING, ReadFile, TextRow
from themebuilder.translation.text_checks import (
    clean_text,
    find_control_character,
    find_placeholder_fault,
    find_tag_fault,
)
from themebuilder.translation.translations import Translation
from themebuilder.translation.yaml_edit import Path, edit_yaml


@dataclass(frozen=True, slots=True)
class TextChange:
    """A new text for a row. *notes* name each artefact of a program that was repaired."""

    row: TextRow
    text: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TextComparison:
    """What an import would change.

    *refused* says which rows are not written and why. *comments* are the translator's. *absent* rows
    are not in the file and keep their text.
    """

    changes: tuple[TextChange, ...]
    refused: tuple[Problem, ...]
    comments: tuple[tuple[TextRow, str], ...]
    absent: tuple[TextRow, ...]
    unchanged: int


def compare_texts(rows: Sequence[TextRow], entries: Sequence[Translation]) -> TextComparison:
    """Compare *entries* with *rows*, all rows of the languages that the entries name."""
    by_id = {row.id: row for row in rows}
    changes: dict[tuple[str, str, str], TextChange] = {}
    refused: list[Problem] = []
    comments: list[tuple[TextRow, str]] = []
    seen: dict[tuple[str, str, str], Translation] = {}
    unchanged = 0
    for entry in entries:
        row = by_id.get(entry.id)
        if row is None:
            named = " ".join(part or "(nothing)" for part in entry.id)
            message = f"No text is known as `{_shorten(named)}`. It is not written."
            refused.append(problem("translation-row-unknown", message, entry.place))
            continue
        if entry.id in seen:
            if seen[entry.id].text != entry.text:
                changes.pop(entry.id, None)
                first = seen[entry.id].place
                message = (
                    f"`{entry.key}` ({entry.set}) has two different translations: see also {first}."
                )
                refused.append(problem("translation-row-unknown", message, entry.place))
            continue
        seen[entry.id] = entry
        if entry.comment:
            comments.append((row, entry.comment))
        change = _check_translation(row, entry)
        if isinstance(change, Problem):
            refused.append(change)
        elif change is None:
            unchanged += 1
        else:
            changes[entry.id] = change
    languages = {entry.language for entry in entries}
    absent = [row for row in rows if row.language in languages and row.id not in seen]
    ordered = tuple(changes[row.id] for row in rows if row.id in changes)
    return TextComparison(ordered, tuple(refused), tuple(comments), tuple(absent), unchanged)


def _check_translation(row: TextRow, entry: Translation) -> TextChange | Problem | None:
    """The change that an entry makes, None if it makes none, or why it is refused."""
    if entry.text and entry.text == row.text:
        return None
    if entry.fault:
        message = f"{_name_row(row)} is {entry.fault}, and no finished text. The old text is kept."
        return problem("translation-not-text", message, entry.place)
    if not entry.text.strip():
        if not row.text.strip():
            return None
        message = f"{_name_row(row)} is empty in the file. The text is kept: {_shorten(row.text)}"
        return problem("translation-emptied", message, entry.place)
    if letter := find_control_character(entry.text):
        message = f"{_name_row(row)} holds the control character {letter}."
        return problem("translation-not-text", message, entry.place)
    text, notes = clean_text(entry.text, row.text or row.english)
    if text == row.text:
        return None
    originals = text, row.text, row.english
    if fault := find_placeholder_fault(*originals) or find_tag_fault(*originals):
        message = f"In {_name_row(row)} {fault}."
        hint = f"Original: {_shorten(row.text or row.english)}  Translation: {_shorten(text)}"
        return problem("translation-placeholder-changed", message, entry.place, hint)
    return TextChange(row, text, notes)


def _name_row(row: TextRow) -> str:
    return f"`{row.key}` ({row.language}, {row.set})"


def _shorten(text: str) -> str:
    return shorten(text.replace("\n", "⏎"), 160)


_FOLDERS = {TEXTS: "themes/texts", WORDING: "themes/wordings"}


@dataclass(frozen=True, slots=True)
class WrittenTexts:
    """New contents of files by path in the workspace, the changes made in each, and what is refused."""

    files: dict[str, str]
    refused: tuple[Problem, ...]
    placed: tuple[tuple[str, TextChange], ...]


def write_changes(
    changes: Iterable[TextChange], rows: Sequence[TextRow], read: ReadFile
) -> WrittenTexts:
    """Make *changes* in the workspace's files; *rows* are all rows of their languages.

    A shipped file stays as it is: its new texts go to a file of the workspace that overrides it.
    """
    by_file: dict[str, list[TextChange]] = {}
    for change in changes:
        by_file.setdefault(_target_file(change.row), []).append(change)
    files: dict[str, str] = {}
    refused: list[Problem] = []
    placed: list[tuple[str, TextChange]] = []
    for file, group in by_file.items():
        source = read(file)
        if source and not _is_own(group[0].row):
            # Somebody's file of that name defines something else.
            refused += [
                _not_placeable(change, file, "It defines something else.") for change in group
            ]
            continue
        source = source or _head_of_new_file(group[0].row)
        values, lacking = _values_to_write(group, rows)
        result = edit_yaml(source, values)
        if result.text != source:
            files[file] = result.text
        for change in group:
            why = lacking.get(change.row.path) or result.refused.get(change.row.path)
            if why:
                refused.append(_not_placeable(change, file, why))
            else:
                placed.append((file, change))
    return WrittenTexts(files, tuple(refused), tuple(placed))


def _is_own(row: TextRow) -> bool:
    return row.document is not None and not row.document.is_shipped


def _not_placeable(change: TextChange, file: str, why: str) -> Problem:
    message = f"`{change.row.key}` ({change.row.set}) is not written to {file}. {why}"
    return problem("translation-not-placeable", message, change.row.place)


def _target_file(row: TextRow) -> str:
    """The workspace's file in which the text stands, or will stand."""
    if row.document and _is_own(row):
        return row.document.file
    return f"{_FOLDERS[row.kind]}/{row.name}.yaml"


def _values_to_write(
    group: Sequence[TextChange], rows: Sequence[TextRow]
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


def _head_of_new_file(row: TextRow) -> str:
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
