"""``themebuilder texts``."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import click

from themebuilder.cli import texts_output
from themebuilder.cli.options import theme_options
from themebuilder.cli.workspace import FOUND, Workspace, stop, writing
from themebuilder.core.problems import ThemeError
from themebuilder.core.rules import Severity
from themebuilder.reports.visible import escape_hidden
from themebuilder.translation.rows import TextRow

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
_MOST_LANGUAGES = 50


@click.group("texts")
def command() -> None:
    """Texts for translators: how far they are, out to a spreadsheet, and back."""


@command.command("status", short_help="Say what is complete, missing and not approved.")
@theme_options
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def status(workspace: Workspace, /, *, as_json: bool, **chosen: Any) -> None:  # noqa: ANN401 - click's
    """Say for each language and theme what is complete, missing and not approved."""
    from themebuilder.translation.coverage import cover_languages, cover_themes  # heavy

    day = chosen["day"].date() if chosen["day"] else None
    outlines = workspace.choose(
        chosen["themes"],
        organisations=chosen["organisations"],
        everything=chosen["everything"],
        day=day,
    )
    languages = cover_languages(workspace.library, workspace.platform)
    themes = cover_themes(workspace.library, workspace.platform, outlines)
    if as_json:
        found = {
            "schema": 1,
            "command": "texts status",
            "ok": not workspace.library.problems,
            "languages": [texts_output.counted(one) for one in languages],
            "themes": [{"theme": one.name, **texts_output.counted(one)} for one in themes],
        }
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        texts_output.print_table("LANGUAGE", languages, with_language=False)
        click.echo()
        texts_output.print_table("THEME", themes, with_language=True)
        texts_output.print_missing([*languages, *themes])
    if workspace.library.problems:
        workspace.tell(workspace.library.problems, command="texts status")
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
def export(workspace: Workspace, languages: tuple[str, ...], output: str) -> None:
    """Write the texts for translators, with the English and what they need to know.

    XLIFF is version 1.2. PO holds one language. A language that nothing is written in yet can be
    named: all of its texts are then missing.
    """
    from themebuilder.core.files import write_whole
    from themebuilder.translation import formats as exchange
    from themebuilder.translation.rows import list_languages as written_in
    from themebuilder.translation.rows import list_rows

    _refuse_broken(workspace)
    for language in languages:
        if not _LANGUAGE.fullmatch(language):
            stop(f"`{language}` is not a language code.", "Write it as da, en or pt-BR.")
    read = partial(_text_of, workspace)
    found: list[TextRow] = []
    for language in languages or written_in(workspace.library):
        found += list_rows(workspace.library, workspace.platform, language, read)
    try:
        with writing(output):
            write_whole(Path(output), exchange.export_rows(found, output))
    except ThemeError as error:
        _stop_at(error)
    missing = sum(not row.text for row in found)
    click.echo(f"{output}: {len(found)} texts, {missing} of them missing.")


@command.command("import", short_help="Show what comes back would change, and change it.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option("--write", "is_written", is_flag=True, help="Do it; without, it is only shown.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def import_(workspace: Workspace, file: str, *, is_written: bool, as_json: bool) -> None:
    """Show what a translator's file would change, and with --write change it.

    Only texts that differ are touched, each in its own line. Nothing is deleted: a text that the file
    lacks stays as it is.
    """
    from themebuilder.core.files import replace_all
    from themebuilder.translation import formats as exchange
    from themebuilder.translation.changes import compare_texts, write_changes
    from themebuilder.translation.translations import MAX_BYTES

    _refuse_broken(workspace)
    try:
        with Path(file).open("rb") as opened:
            entries = exchange.read_translations(opened.read(MAX_BYTES + 1), file)
    except ThemeError as error:
        _stop_at(error)
    except OSError as error:
        stop(f"{file} cannot be read: {error.strerror}.", code=FOUND)
    every = _rows(workspace, dict.fromkeys(entry.language for entry in entries))
    comparison = compare_texts(every, entries)
    written = write_changes(comparison.changes, every, partial(_text_of, workspace))
    problems = [*comparison.refused, *written.refused]
    if is_written:
        data = {name: text.encode() for name, text in written.files.items()}
        with writing(workspace.root):
            replace_all(workspace.root, data)
    if as_json:
        found = texts_output.answer(comparison, written.placed, problems, is_written=is_written)
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        texts_output.Shown(workspace).print(comparison, written.placed, problems)
        click.echo(
            texts_output.summary(
                comparison, len(written.placed), len(problems), is_written=is_written
            )
        )
    if any(one.severity is Severity.ERROR for one in problems):
        sys.exit(FOUND)


def _rows(workspace: Workspace, named: Iterable[str]) -> list[TextRow]:
    """All rows of the languages that a file names; a code that is none names no rows."""
    from themebuilder.translation.rows import list_rows

    codes = [code for code in named if _LANGUAGE.fullmatch(code)][:_MOST_LANGUAGES]
    read = partial(_text_of, workspace)
    return [
        row
        for code in codes
        for row in list_rows(workspace.library, workspace.platform, code, read)
    ]


def _text_of(workspace: Workspace, name: str) -> str:
    """A definition's text with its line breaks as they are; an empty one where there is no file."""
    is_shipped = name.startswith("shipped/")
    root = workspace.library.shipped_root if is_shipped else workspace.root
    try:
        return (root / name.removeprefix("shipped/")).read_bytes().decode()
    except FileNotFoundError:
        return ""


def _refuse_broken(workspace: Workspace) -> None:
    """Texts are only exchanged with definitions that can be read: a broken file's would be missing."""
    broken = [one for one in workspace.library.problems if one.severity is Severity.ERROR]
    if broken:
        workspace.tell(broken, command="texts")
        sys.exit(FOUND)


def _stop_at(error: ThemeError) -> NoReturn:
    for found in error.problems:
        place = f"{found.place}: " if found.place.line else f"{found.place.file}: "
        click.echo(
            f"themebuilder: {place}{escape_hidden(found.message)} [{found.rule.name}]", err=True
        )
        if found.hint:
            click.echo(f"  help: {found.hint}", err=True)
    sys.exit(FOUND)
