"""``themebuilder texts``."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import click

from themebuilder.cli.session import FOUND, Session, stop, theme_options
from themebuilder.problems import Problem, Severity, ThemeError
from themebuilder.report.visible import visible
from themebuilder.words.comparing import Change, Comparison
from themebuilder.words.coverage import Coverage
from themebuilder.words.rows import Row

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
_MOST_LANGUAGES = 50
_MOST_NAMED = 12
_STATES = ("approved", "proposed", "draft", "unmarked")


@click.group("texts")
def command() -> None:
    """Texts for translators: how far they are, out to a spreadsheet, and back."""


@command.command("status", short_help="Say what is complete, missing and not approved.")
@theme_options
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def status(session: Session, /, *, as_json: bool, **chosen: Any) -> None:  # noqa: ANN401 - click's
    """Say for each language and theme what is complete, missing and not approved."""
    from themebuilder.words.coverage import of_languages, of_themes  # heavy

    day = chosen["day"].date() if chosen["day"] else None
    outlines = session.choose(
        chosen["themes"],
        organisations=chosen["organisations"],
        everything=chosen["everything"],
        day=day,
    )
    languages = of_languages(session.library, session.platform)
    themes = of_themes(session.library, session.platform, outlines)
    if as_json:
        found = {
            "schema": 1,
            "command": "texts status",
            "ok": not session.library.problems,
            "languages": [_counted(one) for one in languages],
            "themes": [{"theme": one.name, **_counted(one)} for one in themes],
        }
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        _print_table("LANGUAGE", languages, with_language=False)
        click.echo()
        _print_table("THEME", themes, with_language=True)
        _print_missing([*languages, *themes])
    if session.library.problems:
        session.tell(session.library.problems, command="texts status")
        sys.exit(FOUND)


@command.command("export", short_help="Write XLSX, XLIFF or PO for translators.")
@click.option(
    "--language", "languages", multiple=True, metavar="L", help="Only this language, as da."
)
@click.option(
    "-o",
    "--output",
    default="texts.xlsx",
    show_default=True,
    type=click.Path(dir_okay=False),
    help="The file; its ending is the format: .xlsx, .xlf or .po.",
)
@click.pass_obj
def export(session: Session, languages: tuple[str, ...], output: str) -> None:
    """Write the texts for translators, with the English and what they need to know.

    XLIFF is version 1.2. PO holds one language. A language that nothing is written in yet can be
    named: all of its texts are then missing.
    """
    from themebuilder.files import write_whole
    from themebuilder.words import exchange
    from themebuilder.words.rows import languages as written_in
    from themebuilder.words.rows import rows

    _refuse_broken(session)
    for language in languages:
        if not _LANGUAGE.fullmatch(language):
            stop(f"`{language}` is not a language code.", "Write it as da, en or pt-BR.")
    read = partial(_text_of, session)
    found: list[Row] = []
    for language in languages or written_in(session.library):
        found += rows(session.library, session.platform, language, read)
    try:
        write_whole(Path(output), exchange.export(found, output))
    except ThemeError as error:
        _stop_at(error)
    except OSError as error:
        stop(f"{output} cannot be written: {error.strerror}.", code=FOUND)
    missing = sum(not row.text for row in found)
    click.echo(f"{output}: {len(found)} texts, {missing} of them missing.")


@command.command("import", short_help="Show what comes back would change, and change it.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option("--write", "is_written", is_flag=True, help="Do it; without, it is only shown.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def import_(session: Session, file: str, *, is_written: bool, as_json: bool) -> None:
    """Show what a translator's file would change, and with --write change it.

    Only texts that differ are touched, each in its own line. Nothing is deleted: a text that the file
    lacks stays as it is.
    """
    from themebuilder.files import replace_all
    from themebuilder.words import exchange
    from themebuilder.words.comparing import compare
    from themebuilder.words.entry import MAX_BYTES
    from themebuilder.words.writing import write

    _refuse_broken(session)
    try:
        with Path(file).open("rb") as opened:
            entries = exchange.read(opened.read(MAX_BYTES + 1), file)
    except ThemeError as error:
        _stop_at(error)
    except OSError as error:
        stop(f"{file} cannot be read: {error.strerror}.", code=FOUND)
    every = _rows(session, dict.fromkeys(entry.language for entry in entries))
    comparison = compare(every, entries)
    written = write(comparison.changes, every, partial(_text_of, session))
    problems = [*comparison.refused, *written.refused]
    if is_written and written.files:
        try:
            data = {name: text.encode() for name, text in written.files.items()}
            replace_all(session.root, data)
        except OSError as error:
            stop(f"Nothing was changed: {error.strerror}.", code=FOUND)
    if as_json:
        found = _answer(comparison, written.placed, problems, is_written=is_written)
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        _Shown(session).print(comparison, written.placed, problems)
        click.echo(_summary(comparison, len(written.placed), len(problems), is_written=is_written))
    if any(one.severity is Severity.ERROR for one in problems):
        sys.exit(FOUND)


def _rows(session: Session, named: Iterable[str]) -> list[Row]:
    """All rows of the languages that a file names; a code that is none names no rows."""
    from themebuilder.words.rows import rows

    codes = [code for code in named if _LANGUAGE.fullmatch(code)][:_MOST_LANGUAGES]
    read = partial(_text_of, session)
    return [row for code in codes for row in rows(session.library, session.platform, code, read)]


def _text_of(session: Session, name: str) -> str:
    """A definition's text with its line breaks as they are; an empty one where there is no file."""
    is_shipped = name.startswith("shipped/")
    root = session.library.shipped_root if is_shipped else session.root
    try:
        return (root / name.removeprefix("shipped/")).read_bytes().decode()
    except FileNotFoundError:
        return ""


def _refuse_broken(session: Session) -> None:
    """Texts are only exchanged with definitions that can be read: a broken file's would be missing."""
    broken = [one for one in session.library.problems if one.severity is Severity.ERROR]
    if broken:
        session.tell(broken, command="texts")
        sys.exit(FOUND)


def _stop_at(error: ThemeError) -> NoReturn:
    for found in error.problems:
        place = f"{found.place}: " if found.place.line else f"{found.place.file}: "
        click.echo(f"themebuilder: {place}{visible(found.message)} [{found.rule.name}]", err=True)
        if found.hint:
            click.echo(f"  help: {found.hint}", err=True)
    sys.exit(FOUND)


class _Shown:
    """What an import would change, as a person reads it."""

    def __init__(self, session: Session) -> None:
        self._is_colored = session.is_colored(sys.stdout)

    def print(
        self,
        comparison: Comparison,
        placed: Sequence[tuple[str, Change]],
        problems: Sequence[Problem],
    ) -> None:
        file = ""
        for name, change in placed:
            if name != file:
                file = name
                click.echo(self._styled(name, bold=True))
            row = change.row
            line = f"line {row.place.line}" if row.place.file == name and row.text else "new"
            click.echo(f"  {visible(row.key)}  ({row.language}, {line})")
            if row.text:
                click.echo(self._styled(f"    - {_line(row.text)}", fg="red"))
            click.echo(self._styled(f"    + {_line(change.text)}", fg="green"))
            for note in change.notes:
                click.echo(f"      ({note})")
        for comment in comparison.comments:
            click.echo(f"  comment on {comment.row.key} ({comment.row.language}):")
            click.echo(f"    {_line(comment.text)}")
        for found in problems:
            sign = self._styled(found.severity.value, fg="red", bold=True)
            click.echo(
                f"{visible(str(found.place))}: {sign}: {_line(found.message)} [{found.rule.name}]"
            )
            if found.hint:
                click.echo(f"      help: {_line(found.hint)}")
        approved = {name for name, change in placed if change.row.state == "approved"}
        for name in sorted(approved):
            click.echo(f"{name} says that its texts are approved: have the new ones approved too.")

    def _styled(self, text: str, **style: Any) -> str:  # noqa: ANN401 - click's own
        return click.style(text, **style) if self._is_colored else text


def _line(text: str) -> str:
    return visible(text.replace("\n", "⏎"))


def _summary(comparison: Comparison, changed: int, refused: int, *, is_written: bool) -> str:
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


def _answer(
    comparison: Comparison,
    placed: Sequence[tuple[str, Change]],
    problems: Sequence[Problem],
    *,
    is_written: bool,
) -> dict[str, Any]:
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
        "comments": [{**_named(one.row), "comment": one.text} for one in comparison.comments],
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


def _named(row: Row) -> dict[str, str]:
    return {"language": row.language, "set": row.set, "key": row.key}


def _counted(one: Coverage) -> dict[str, Any]:
    return {
        "language": one.language,
        "complete": one.is_complete,
        "needed": one.needed,
        "missing": list(one.missing),
        "review": dict(sorted(one.states.items())),
        "messages": {"written": one.messages[0], "needed": one.messages[1]},
        "lix": one.lix,
    }


def _print_table(heading: str, counted: Sequence[Coverage], *, with_language: bool) -> None:
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


def _print_missing(counted: Sequence[Coverage]) -> None:
    gaps = [one for one in counted if one.missing and len(one.missing) <= _MOST_NAMED]
    for one in gaps:
        where = one.name if one.name == one.language else f"{one.name} ({one.language})"
        click.echo(f"{where} lacks: {', '.join(one.missing)}")
    click.echo(
        "\nPROPOSED is used, and a native speaker should still approve it. DRAFT stays out of builds "
        "unless the workspace allows it. LIX is counted over all texts together: in Danish, up to 24 "
        "is very easy and up to 34 easy; for other languages it is a figure only."
    )
