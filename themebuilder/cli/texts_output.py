"""What ``themebuilder texts`` prints: tables and changes for people, the same as JSON for programs."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import click

from themebuilder.cli.workspace import Workspace
from themebuilder.core.problems import Problem
from themebuilder.core.rules import Severity
from themebuilder.reports.visible import escape_hidden
from themebuilder.translation.changes import TextChange, TextComparison
from themebuilder.translation.coverage import Coverage
from themebuilder.translation.rows import TextRow

_MOST_NAMED = 12
_STATES = ("approved", "proposed", "draft", "unmarked")


class Shown:
    """What an import would change, as a person reads it."""

    def __init__(self, workspace: Workspace) -> None:
        self._is_colored = workspace.is_colored(sys.stdout)

    def print(
        self,
        comparison: TextComparison,
        placed: Sequence[tuple[str, TextChange]],
        problems: Sequence[Problem],
    ) -> None:
        """Every change with its place, every comment, and whatever was not taken."""
        file = ""
        for name, change in placed:
            if name != file:
                file = name
                click.echo(self._styled(name, bold=True))
            row = change.row
            line = f"line {row.place.line}" if row.place.file == name and row.text else "new"
            click.echo(f"  {escape_hidden(row.key)}  ({row.language}, {line})")
            if row.text:
                click.echo(self._styled(f"    - {_line(row.text)}", fg="red"))
            click.echo(self._styled(f"    + {_line(change.text)}", fg="green"))
            for note in change.notes:
                click.echo(f"      ({note})")
        for row, comment in comparison.comments:
            click.echo(f"  comment on {row.key} ({row.language}):")
            click.echo(f"    {_line(comment)}")
        for found in problems:
            sign = self._styled(found.severity.value, fg="red", bold=True)
            click.echo(
                f"{escape_hidden(str(found.place))}: {sign}: {_line(found.message)} [{found.rule.name}]"
            )
            if found.hint:
                click.echo(f"      help: {_line(found.hint)}")
        approved = {name for name, change in placed if change.row.state == "approved"}
        for name in sorted(approved):
            click.echo(f"{name} says that its texts are approved: have the new ones approved too.")

    def _styled(self, text: str, **style: Any) -> str:  # noqa: ANN401 - click's own
        return click.style(text, **style) if self._is_colored else text


def _line(text: str) -> str:
    return escape_hidden(text.replace("\n", "⏎"))


def summary(comparison: TextComparison, changed: int, refused: int, *, is_written: bool) -> str:
    """How many texts changed, or would; and what comes next."""
    parts = [f"{changed} {'changed' if is_written else 'to change'}"]
    parts += [f"{comparison.unchanged} as before"]
    if comparison.absent:
        parts.append(f"{len(comparison.absent)} not in the file, kept as they are")
    if refused:
        parts.append(f"{refused} not taken")
    said = ", ".join(parts) + "."
    if is_written and changed:
        return f"{said}\nNext: themebuilder check"
    return (
        said if is_written or not changed else f"{said}\nNothing is written yet: --write does it."
    )


def answer(
    comparison: TextComparison,
    placed: Sequence[tuple[str, TextChange]],
    problems: Sequence[Problem],
    *,
    is_written: bool,
) -> dict[str, Any]:
    """The same as JSON."""
    return {
        "schema": 1,
        "command": "texts import",
        "ok": not any(one.severity is Severity.ERROR for one in problems),
        "written": is_written,
        "changes": [
            {
                **_named(change.row),
                "file": file,
                "before": change.row.text or None,
                "after": change.text,
                "notes": list(change.notes),
            }
            for file, change in placed
        ],
        "comments": [{**_named(row), "comment": text} for row, text in comparison.comments],
        "absent": [_named(row) for row in comparison.absent],
        "unchanged": comparison.unchanged,
        "refused": [
            {
                "rule": one.rule.name,
                "severity": one.severity.value,
                "message": one.message,
                "place": str(one.place),
                "hint": one.hint,
            }
            for one in problems
        ],
    }


def _named(row: TextRow) -> dict[str, str]:
    return {"language": row.language, "set": row.set, "key": row.key}


def counted(one: Coverage) -> dict[str, Any]:
    """How far a language or a theme is, as JSON."""
    return {
        "language": one.language,
        "complete": one.is_complete,
        "needed": one.needed,
        "missing": list(one.missing),
        "review": dict(sorted(one.states.items())),
        "messages": {"written": one.messages[0], "needed": one.messages[1]},
        "lix": one.lix,
    }


def print_table(heading: str, counted: Sequence[Coverage], *, with_language: bool) -> None:
    """How far each language or theme is, as a table."""
    head = [heading, "LANGUAGE"] if with_language else [heading]
    columns = ["TEXTS", "MISSING", "MESSAGES", "APPROVED", "PROPOSED", "DRAFT", "UNMARKED", "LIX"]
    lines = [[*head, *columns]]
    for one in counted:
        states = [str(one.states.get(state, 0)) for state in _STATES]
        name = [one.name, one.language] if with_language else [one.name]
        texts = f"{one.needed - len(one.missing)}/{one.needed}"
        messages = f"{one.messages[0]}/{one.messages[1]}"
        lines.append([*name, texts, str(len(one.missing)), messages, *states, str(one.lix or "-")])
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    for line in lines:
        cells = [
            cell.ljust(width) if column < len(head) else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        click.echo("  ".join(cells).rstrip())


def print_missing(counted: Sequence[Coverage]) -> None:
    """What lacks, where little does; and what the table's words mean."""
    gaps = [one for one in counted if one.missing and len(one.missing) <= _MOST_NAMED]
    for one in gaps:
        where = one.name if one.name == one.language else f"{one.name} ({one.language})"
        click.echo(f"{where} lacks: {', '.join(one.missing)}")
    click.echo(
        "\nPROPOSED is used, and a native speaker should still approve it. DRAFT stays out of builds "
        "unless the workspace allows it. LIX is counted over all texts together: in Danish, up to 24 "
        "is very easy and up to 34 easy; for other languages it is a figure only."
    )
