"""What differs between two contents of a file: hunks of lines, and the characters within a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

_CONTEXT = 2
"""Unchanged lines before and after a change."""
_WORD = re.compile(r"\w+|\s+|.", re.DOTALL)
_MOST_ALIKE = 0.4
"""Lines that are less alike than this have no marks: everything in them is new."""

Marks = list[tuple[int, int]]


def compare_files(file: str, old: bytes | None, new: bytes | None) -> dict[str, object]:
    """Return *file*, whether it is new or removed, and its hunks as the page reads them."""
    before, after = _split(old), _split(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    hunks = [
        {
            "lines": [
                line
                for tag, i1, i2, j1, j2 in group
                for line in _list_lines(before[i1:i2], after[j1:j2], is_same=tag == "equal")
            ],
        }
        for group in matcher.get_grouped_opcodes(_CONTEXT)
    ]
    return {"file": file, "is_new": old is None, "is_removed": new is None, "hunks": hunks}


def mark_words(old: str, new: str) -> tuple[Marks, Marks]:
    """Return the start and end of what differs, by words, in *old* and in *new*."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < _MOST_ALIKE:
        return [], []
    marks: tuple[Marks, Marks] = ([], [])
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal":
            for words, start, end, found in ((before, i1, i2, marks[0]), (after, j1, j2, marks[1])):
                if start < end:
                    first = sum(map(len, words[:start]))
                    found.append((first, first + sum(map(len, words[start:end]))))
    return marks


def _list_lines(
    old: Sequence[str], new: Sequence[str], *, is_same: bool
) -> Iterator[dict[str, object]]:
    if is_same:
        yield from (_line("same", text, []) for text in old)
        return
    # Lines of a changed block correspond in their order.
    marks = [mark_words(*pair) for pair in zip(old, new, strict=False)]
    for kind, side, lines in (("old", 0, old), ("new", 1, new)):
        for number, text in enumerate(lines):
            yield _line(kind, text, marks[number][side] if number < len(marks) else [])


def _line(kind: str, text: str, marks: Marks) -> dict[str, object]:
    return {"kind": kind, "text": text.rstrip("\r\n"), "marks": marks}


def _split(data: bytes | None) -> list[str]:
    """Return the lines as YAML counts them; a change of a line's end is a change of the line."""
    text = (data or b"").decode("utf-8", "replace")
    return re.findall(r"[^\n]*\n|[^\n]+", text)
