"""Problems as text for a person."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from pathlib import PurePath

from themebuilder.core.messages import _
from themebuilder.core.rules import Severity
from themebuilder.reports.findings import (
    Finding,
    Report,
    count_cells,
    escape_character,
    escape_hidden,
    format_summary,
    get_rank,
    name_severity,
)

_TAB = 4
_CUT = "…"


def cut_excerpt(line: str, column: int, end_column: int, width: int) -> tuple[str, str]:
    """*line* cut to *width* cells around *column*, and the row with the carets below it.

    Columns count characters from 1, *end_column* is the one after the last; 0 for *column* gives
    no carets. Reads at most about *width* characters to either side, however long the line is.
    """
    start = min(max(column - 1, 0), len(line))
    end = max(end_column - 1, start + 1)
    first = _find_start(line, start, width)
    row = _CUT if first else ""
    used = len(row)
    before, marked = used, 0
    for index in range(first, len(line)):
        piece = _show_character(line[index], used)
        wide = count_cells(piece)
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


def _find_start(line: str, start: int, width: int) -> int:
    """Return the first character to show: 0 when the line fits, else such that *start* is in the middle."""
    if len(line) <= width and sum(count_cells(_show_character(each, 0)) for each in line) <= width:
        return 0
    first, room = start, width // 2
    for _step in range(width):
        if not first:
            break
        room -= count_cells(_show_character(line[first - 1], 0))
        if room < 0:
            break
        first -= 1
    return first


def _show_character(character: str, at: int) -> str:
    """Return the character as it is shown in cell *at*: a tab fills up to the next stop."""
    return " " * (_TAB - at % _TAB) if character == "\t" else escape_character(character)


_COLORS = {
    Severity.ERROR: "1;31",
    Severity.WARNING: "1;33",
    Severity.INFO: "1;36",
}
_BOLD, _DIM, _GREEN, _HEADING = "1", "2", "1;32", "1;4"
_GUTTER = 6
_NAMED_THEMES = 5

Paint = Callable[[str, str], str]
"""(text, ANSI style) -> text, painted or not."""


def render(report: Report, *, color: bool = False, width: int = 100) -> str:
    """Return each problem with its source line, then one line that sums up.

    The first line of a problem is never wrapped, so that terminals and editors can click it;
    everything else keeps to *width* cells.
    """
    paint = _paint if color else _paint_nothing
    line = report.lines()
    width = max(width, 40)
    blocks: list[str] = []
    for concern, findings in report.by_concern().items():
        blocks += [paint(concern.label, _HEADING)] if concern else []
        blocks += ["\n".join(describe(finding, line, paint, width)) for finding in findings]
    return "\n\n".join([*blocks, _write_summary(report, paint)]) + "\n"


def _paint_nothing(text: str, _style: str) -> str:
    return text


def describe(
    finding: Finding,
    line: Callable[[str, int], str | None] = lambda _file, _number: None,
    paint: Paint = _paint_nothing,
    width: int = 100,
) -> Iterator[str]:
    """Yield the rows of one finding; *line* gives a line of a file, or None."""
    problem = finding.problem
    style = _COLORS[problem.severity]
    where = f"{escape_hidden(str(problem.place))}: " if problem.place.file else ""
    label = paint(f"{name_severity(problem)}:", style)
    rule = paint(f"[{problem.rule.name}]", _DIM)
    yield f"{where}{label} {paint(escape_hidden(problem.message), _BOLD)} {rule}"
    source = line(problem.place.file, problem.place.line)
    if source is not None and source.strip():
        yield from _render_source_rows(finding, source, paint, width)
    if problem.hint:
        yield from _note(_("help"), problem.hint, paint, width)
    if themes := _list_themes(finding):
        label = _("theme") if len(finding.themes) == 1 else _("themes")
        yield from _note(label, themes, paint, width)


def _render_source_rows(finding: Finding, source: str, paint: Paint, width: int) -> Iterator[str]:
    place = finding.problem.place
    number = f"{place.line:>{_GUTTER - 1}} "
    row, carets = cut_excerpt(source, place.column, place.end_column, width - len(number) - 2)
    yield f"{paint(f'{number}|', _DIM)} {row}"
    if carets:
        bar = paint(f"{' ' * len(number)}|", _DIM)
        indent = carets[: -len(carets.lstrip())]
        yield f"{bar} {indent}{paint(carets.lstrip(), _COLORS[finding.problem.severity])}"


def _note(label: str, text: str, paint: Paint, width: int) -> Iterator[str]:
    """``help: …``, wrapped with its text in one column."""
    lead = f"{' ' * _GUTTER}{label}: "
    rows = [
        row
        for paragraph in text.strip().splitlines()
        for row in textwrap.wrap(
            escape_hidden(paragraph.strip()),
            max(width - len(lead), 20),
            break_long_words=False,
            break_on_hyphens=False,
        )
    ]
    for number, row in enumerate(rows):
        head = f"{' ' * _GUTTER}{paint(f'{label}:', _GREEN)} " if number == 0 else " " * len(lead)
        yield head + row


def _list_themes(finding: Finding) -> str:
    """Return the themes worth naming: several, or one that the file's own name does not tell."""
    names = finding.themes
    if len(names) == 1 and PurePath(finding.problem.place.file).stem == names[0]:
        return ""
    more = len(names) - _NAMED_THEMES
    if more <= 1:
        return ", ".join(names)
    named = ", ".join(names[:_NAMED_THEMES])
    return _("{names} and {count} more", names=named, count=more)


def _write_summary(report: Report, paint: Paint) -> str:
    if not report.findings:
        return paint(format_summary(report), _GREEN)
    worst = min((finding.problem for finding in report.findings), key=get_rank)
    more = _("Details and fix: {command}", command=f"themebuilder rules {worst.rule.name}")
    return f"{paint(format_summary(report), _COLORS[worst.severity])}\n{paint(more, _DIM)}"


def _paint(text: str, style: str) -> str:
    return f"\x1b[{style}m{text}\x1b[0m"
