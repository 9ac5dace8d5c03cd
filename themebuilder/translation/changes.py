"""What a translator's file would change, what it may not, and what stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from themebuilder.core.problems import Problem, problem
from themebuilder.translation.cleaning import cleaned, control_character
from themebuilder.translation.entry import Entry
from themebuilder.translation.markup import placeholder_fault, tag_fault
from themebuilder.translation.rows import Row


@dataclass(frozen=True, slots=True)
class Change:
    """A text that is written anew; *notes* say what was taken back of a program's doing."""

    row: Row
    text: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comment:
    """What a translator wrote beside a text."""

    row: Row
    text: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that an import would do, and all that it would not.

    *refused* rows are not written; each problem says why. *absent* rows are not in the file, and keep
    their text.
    """

    changes: tuple[Change, ...]
    refused: tuple[Problem, ...]
    comments: tuple[Comment, ...]
    absent: tuple[Row, ...]
    unchanged: int


def compare(rows: Sequence[Row], entries: Sequence[Entry]) -> Comparison:
    """What *entries*, as they were read, mean for *rows*: those of the same languages."""
    by_id = {row.id: row for row in rows}
    changes: dict[tuple[str, str, str], Change] = {}
    refused: list[Problem] = []
    comments: list[Comment] = []
    seen: dict[tuple[str, str, str], Entry] = {}
    unchanged = 0
    for entry in entries:
        row = by_id.get(entry.id)
        if row is None:
            refused.append(_unknown(entry))
            continue
        if entry.id in seen:
            if seen[entry.id].text != entry.text:
                changes.pop(entry.id, None)
                refused.append(_twice(entry, seen[entry.id]))
            continue
        seen[entry.id] = entry
        if entry.comment:
            comments.append(Comment(row, entry.comment))
        change = _change(row, entry)
        if isinstance(change, Problem):
            refused.append(change)
        elif change is None:
            unchanged += 1
        else:
            changes[entry.id] = change
    languages = {entry.language for entry in entries}
    absent = [row for row in rows if row.language in languages and row.id not in seen]
    # In the order of the rows, whatever the file's.
    made = tuple(changes[row.id] for row in rows if row.id in changes)
    return Comparison(made, tuple(refused), tuple(comments), tuple(absent), unchanged)


def _change(row: Row, entry: Entry) -> Change | Problem | None:
    """The change that an entry makes, None where it makes none, or why it is refused."""
    if entry.text and entry.text == row.text:
        return None
    if entry.fault:
        message = f"{_named(row)} is {entry.fault}, and no finished text. It is kept as it was."
        return problem("translation-not-text", message, entry.place)
    if not entry.text.strip():
        if not row.text.strip():
            return None
        message = f"{_named(row)} is empty in the file. The text is kept: {_short(row.text)}"
        return problem("translation-emptied", message, entry.place)
    if letter := control_character(entry.text):
        message = f"{_named(row)} holds the control character {letter}."
        return problem("translation-control-character", message, entry.place)
    original = row.text or row.english
    text, notes = cleaned(entry.text, original)
    if text == row.text:
        return None
    if fault := placeholder_fault(text, row.text, row.english):
        message = f"In {_named(row)} {fault}."
        return problem(
            "translation-placeholder-changed", message, entry.place, _compared(row, text)
        )
    if fault := tag_fault(text, row.text, row.english):
        message = f"In {_named(row)} {fault}."
        return problem("translation-tag-changed", message, entry.place, _compared(row, text))
    return Change(row, text, notes)


def _unknown(entry: Entry) -> Problem:
    named = " ".join(part or "(nothing)" for part in entry.id)
    message = f"No text is known as `{_short(named, 120)}`. It is not written."
    return problem("translation-row-unknown", message, entry.place)


def _twice(entry: Entry, first: Entry) -> Problem:
    message = f"`{entry.key}` ({entry.set}) stands in the file twice: see {first.place}."
    return problem("translation-given-twice", message, entry.place)


def _named(row: Row) -> str:
    return f"`{row.key}` ({row.language}, {row.set})"


def _compared(row: Row, text: str) -> str:
    return f"Original: {_short(row.text or row.english)}  Translation: {_short(text)}"


def _short(text: str, most: int = 160) -> str:
    line = text.replace("\n", "⏎")
    return line if len(line) <= most else line[: most - 1] + "…"
