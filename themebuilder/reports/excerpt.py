"""The part of a source line that matters, and carets under the columns in question."""

from __future__ import annotations

from themebuilder.reports.visible import cells, shown

_TAB = 4
_CUT = "…"


def excerpt(line: str, column: int, end_column: int, width: int) -> tuple[str, str]:
    """*line* cut to *width* cells around *column*, and the row with the carets below it.

    Columns count characters from 1, *end_column* is the one after the last; 0 for *column* gives
    no carets. Reads at most about *width* characters to either side, however long the line is.
    """
    start = min(max(column - 1, 0), len(line))
    end = max(end_column - 1, start + 1)
    first = _first_shown(line, start, width)
    row = _CUT if first else ""
    used = len(row)
    before, marked = used, 0
    for index in range(first, len(line)):
        piece = _piece(line[index], used)
        wide = cells(piece)
        is_last = index == len(line) - 1
        if used + wide > width - (not is_last):
            row += _CUT
            break
        row += piece
        used += wide
        before = used if index < start else before
        marked += wide if start <= index < end else 0
    carets = " " * before + "^" * max(marked, 1)
    return row.rstrip(), carets if column else ""


def _first_shown(line: str, start: int, width: int) -> int:
    """The first character to show: 0 when the line fits, else such that *start* is in the middle."""
    if len(line) <= width and sum(cells(_piece(each, 0)) for each in line) <= width:
        return 0
    first, room = start, width // 2
    for _ in range(width):
        if not first:
            break
        room -= cells(_piece(line[first - 1], 0))
        if room < 0:
            break
        first -= 1
    return first


def _piece(character: str, at: int) -> str:
    """The character as it is shown in cell *at*: a tab fills up to the next stop."""
    return " " * (_TAB - at % _TAB) if character == "\t" else shown(character)
