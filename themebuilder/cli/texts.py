"""``themebuilder texts``."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from pathlib import Path

import click

from themebuilder.cli import texts_output
from themebuilder.cli.active_content import get_today
from themebuilder.cli.options import (
    INPUT_FILE,
    LANGUAGE,
    file_output_option,
    guest_language_option,
    json_option,
    parse_day,
    theme_options,
)
from themebuilder.cli.output import (
    EXIT_FINDINGS,
    print_json,
    stop,
    stop_on_error,
    write_files,
    write_output,
)
from themebuilder.cli.workspace import ThemeSelection, Workspace
from themebuilder.core.messages import _, _n
from themebuilder.core.problems import ThemeError
from themebuilder.core.reading import describe_os_error
from themebuilder.core.rules import Severity
from themebuilder.translation import formats
from themebuilder.translation.changes import compare_texts, write_changes
from themebuilder.translation.coverage import cover_languages, cover_themes
from themebuilder.translation.guest_texts import list_guest_texts
from themebuilder.translation.rows import TextRow, list_languages, list_rows
from themebuilder.translation.text_reviews import TextReview
from themebuilder.translation.translations import MAX_BYTES, Translation

_MOST_LANGUAGES = 50


@click.group("texts")
def texts() -> None:
    """Export and import texts for translators."""


@texts.command("status")
@theme_options
@json_option
@click.pass_obj
def status(workspace: Workspace, *, selection: ThemeSelection, as_json: bool) -> None:
    """Show which texts are complete, missing or not approved."""
    outlines = workspace.choose(selection)
    library = workspace.library
    languages = cover_languages(library, workspace.platform)
    themes = cover_themes(library, workspace.platform, outlines)
    if not as_json:
        texts_output.print_coverage(_("LANGUAGE"), languages, with_language=False)
        click.echo()
        texts_output.print_coverage(_("THEME"), themes, with_language=True)
        texts_output.print_missing([*languages, *themes])
    data = {
        "languages": [texts_output.format_coverage(language) for language in languages],
        "themes": [
            {"theme": theme.name, **texts_output.format_coverage(theme)} for theme in themes
        ],
    }
    workspace.finish(library.problems, data)


@texts.command("show")
@theme_options
@guest_language_option(
    "A language that the guest's browser asks for, such as pl-PL.", required=True
)
@json_option
@click.pass_obj
def show(
    workspace: Workspace,
    *,
    selection: ThemeSelection,
    languages: tuple[str, ...],
    as_json: bool,
) -> None:
    """Show the texts that a guest reads, and the language that each comes from.

    A language with only the core texts falls back to another.
    """
    themes, problems = workspace.resolve(selection)
    found = [
        (
            outline.name,
            list_guest_texts(theme, workspace.library, workspace.platform, languages),
        )
        for outline, theme in themes
    ]
    if not as_json:
        for name, guest_texts in found:
            texts_output.print_guest_texts(
                name, ", ".join(languages), guest_texts, workspace.platform.probes
            )
    shown = [
        {"theme": name, **texts_output.format_guest_texts(guest_texts)}
        for name, guest_texts in found
    ]
    workspace.finish(problems, {"asked": languages, "themes": shown})


@texts.command("export")
@guest_language_option("Only this language.")
@click.option(
    "--core",
    "only_core",
    is_flag=True,
    help="Only the texts that a patient sees from the link to the end of the meeting.",
)
@file_output_option(
    "The file. Its ending sets the format: .xlsx or .xlf.",
    default="texts.xlsx",
    show_default=True,
)
@click.pass_obj
def export(
    workspace: Workspace, languages: tuple[str, ...], output: str, *, only_core: bool
) -> None:
    """Write texts to a file for translators: XLSX or XLIFF 1.2.

    The file has the English texts and notes too. A new language starts with all texts missing.
    """
    _refuse_unknown_ending(output)
    _refuse_broken(workspace)
    chosen = languages or list_languages(workspace.library)
    rows = _collect_rows(workspace, chosen, only_core=only_core)
    _refuse_unimported(workspace, output)
    with stop_on_error():
        write_output(output, formats.export_rows(rows, output))
    missing = sum(not row.text for row in rows)
    message = _n(
        "{count} text in {file}, {missing} without a translation.",
        "{count} texts in {file}, {missing} without a translation.",
        len(rows),
        file=output,
        missing=missing,
    )
    click.echo(message)


@texts.command("import")
@click.argument("file", type=INPUT_FILE)
@click.option(
    "--write",
    "is_written",
    is_flag=True,
    help="Write the changes to the definitions.",
)
@click.option(
    "--reviewer",
    default="",
    metavar="NAME",
    help="Who reviewed the texts, if the file names nobody.",
)
@click.option(
    "--date", "day", type=parse_day, metavar="DATE", help="The date of the review. Default: today."
)
@json_option
@click.pass_obj
def import_(
    workspace: Workspace,
    file: str,
    *,
    is_written: bool,
    reviewer: str,
    day: date | None,
    as_json: bool,
) -> None:
    """Import a translator's file: show what it would change.

    With --write, changes texts and their states: draft, proposed, approved. Rows that are rejected
    stay as they are, the others are written, and the exit code is 1. Deletes nothing: texts that the
    file lacks stay as they are.
    """
    _refuse_unknown_ending(file)
    _refuse_broken(workspace)
    try:
        with stop_on_error():
            rows, entries = _read_entries(workspace, file)
    except OSError as error:
        message = _("{file} can't be read: {error}.", file=file, error=describe_os_error(error))
        stop(message, code=EXIT_FINDINGS)
    today = (day or get_today()).isoformat()
    comparison = compare_texts(rows, entries, TextReview(by=reviewer, on=today))
    unnamed = [change for change in comparison.changes if change.review and not change.review.by]
    if is_written and unnamed:
        message = _n(
            "The file changes the state of {count} text. Add `--reviewer NAME`.",
            "The file changes the states of {count} texts. Add `--reviewer NAME`.",
            len(unnamed),
        )
        raise click.UsageError(message)
    written = write_changes(comparison.changes, rows, partial(_read_text, workspace))
    problems = [*comparison.refused, *written.refused]
    if is_written:
        write_files(workspace.root, {name: text.encode() for name, text in written.files.items()})
    placed = written.placed
    refused = sum(problem.severity is Severity.ERROR for problem in problems)
    if as_json:
        answer = texts_output.format_changes(comparison, placed, problems)
        print_json({"written": is_written, **answer}, problems, ok=not refused)
    else:
        texts_output.print_changes(comparison, placed, problems)
        texts_output.print_summary(comparison, len(placed), refused, is_written=is_written)
    if refused:
        sys.exit(EXIT_FINDINGS)


def _read_entries(workspace: Workspace, file: str) -> tuple[Sequence[TextRow], list[Translation]]:
    """Return what a translator's file says, and all rows of its languages."""
    with Path(file).open("rb") as opened:
        entries = formats.read_translations(opened.read(MAX_BYTES + 1), file)
    known = list_languages(workspace.library)
    entries = [entry.restore_language(known) for entry in entries]
    # A code that is no language names no rows.
    codes = dict.fromkeys(entry.language for entry in entries if LANGUAGE.fullmatch(entry.language))
    return _collect_rows(workspace, list(codes)[:_MOST_LANGUAGES]), entries


def _refuse_unimported(workspace: Workspace, file: str) -> None:
    """Exit with 2 where a file of that name holds a translator's work that isn't in the definitions."""
    if not Path(file).is_file():
        return
    try:
        compared = compare_texts(*_read_entries(workspace, file), TextReview())
    except (OSError, ThemeError):
        message = _("{file} already exists, and isn't a file of texts.", file=file)
        stop(message, _("Choose another file with `--output`."))
    if compared.changes or any(found.severity is Severity.ERROR for found in compared.refused):
        message = _("{file} already exists, with work that isn't imported.", file=file)
        hint = _(
            "Import it with `{command}`, move it away, or choose another file with `--output`.",
            command=f"themebuilder texts import {shlex.quote(file)} --write",
        )
        stop(message, hint)


def _collect_rows(
    workspace: Workspace, languages: Iterable[str], *, only_core: bool = False
) -> Sequence[TextRow]:
    read = partial(_read_text, workspace)
    return [
        row
        for language in languages
        for row in list_rows(
            workspace.library, workspace.platform, language, read, only_core=only_core
        )
    ]


def _read_text(workspace: Workspace, name: str) -> str:
    """Return a definition's text with its line breaks; an empty one where there is no file."""
    is_shipped = name.startswith("shipped/")
    root = workspace.library.shipped_root if is_shipped else workspace.root
    try:
        return (root / name.removeprefix("shipped/")).read_bytes().decode()
    except FileNotFoundError:
        return ""


def _refuse_unknown_ending(file: str) -> None:
    """Exit with 2 for a file in no format of texts."""
    try:
        formats.find_format(file)
    except ThemeError as error:
        stop(error.problems[0].message, error.problems[0].hint)


def _refuse_broken(workspace: Workspace) -> None:
    """Exit when a definition can't be read: its texts would be missing."""
    broken = [
        problem for problem in workspace.library.problems if problem.severity is Severity.ERROR
    ]
    if broken:
        workspace.stop_with(broken)
