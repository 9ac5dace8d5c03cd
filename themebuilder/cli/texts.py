"""``themebuilder texts``."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import click

from themebuilder.cli import texts_output
from themebuilder.cli.options import json_option, theme_options, themes_argument
from themebuilder.cli.output import (
    FOUND,
    print_json,
    print_report,
    report_write_errors,
    stop,
    stop_with,
)
from themebuilder.cli.workspace import ThemeSelection, Workspace
from themebuilder.core.files import replace_all, write_whole
from themebuilder.core.problems import ThemeError
from themebuilder.core.rules import Severity
from themebuilder.definitions.resolver import resolve_theme
from themebuilder.translation import formats
from themebuilder.translation.changes import compare_texts, write_changes
from themebuilder.translation.coverage import cover_languages, cover_themes
from themebuilder.translation.guest_texts import GuestTexts, list_guest_texts
from themebuilder.translation.rows import TextRow, list_languages, list_rows
from themebuilder.translation.translations import MAX_BYTES

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
_MOST_LANGUAGES = 50


@click.group("texts")
def texts() -> None:
    """Texts for translators: coverage, export to a spreadsheet, import."""


@texts.command("status")
@theme_options
@json_option
@click.pass_obj
def status(workspace: Workspace, *, selection: ThemeSelection, as_json: bool) -> None:
    """Show for each language and theme what is complete, missing and not approved."""
    outlines = workspace.choose(selection)
    library = workspace.library
    languages = cover_languages(library, workspace.platform)
    themes = cover_themes(library, workspace.platform, outlines)
    if as_json:
        data = {
            "languages": [texts_output.format_coverage(one) for one in languages],
            "themes": [{"theme": one.name, **texts_output.format_coverage(one)} for one in themes],
        }
        print_json(data, library.problems, ok=not library.problems)
    else:
        texts_output.print_coverage("LANGUAGE", languages, with_language=False)
        click.echo()
        texts_output.print_coverage("THEME", themes, with_language=True)
        texts_output.print_missing([*languages, *themes])
        if library.problems:
            print_report(workspace.report(library.problems))
    if library.problems:
        sys.exit(FOUND)


@texts.command("show", short_help="Show what a guest reads, text by text.")
@click.argument("language", metavar="LANGUAGE[,…]")
@themes_argument
@json_option
@click.pass_obj
def show(workspace: Workspace, language: str, themes: tuple[str, ...], *, as_json: bool) -> None:
    """Show what a guest reads whose browser asks for LANGUAGE, such as pl-PL or nb-NO,nb.

    Each text has the language that it comes from: a language with only the core texts falls back.
    """
    asked = language.split(",")
    for code in asked:
        _refuse_other_codes(code)
    found: list[tuple[str, GuestTexts]] = []
    problems = list(workspace.library.problems)
    for outline in workspace.choose(ThemeSelection(themes)):
        try:
            theme = resolve_theme(workspace.library, outline)
        except ThemeError as error:
            problems += error.problems
            continue
        read = list_guest_texts(theme, workspace.library, workspace.platform, asked)
        found.append((outline.name, read))
    if as_json:
        data = [{"theme": name, **texts_output.format_guest_texts(one)} for name, one in found]
        print_json({"asked": asked, "themes": data}, problems, ok=not problems)
    else:
        for name, one in found:
            texts_output.print_guest_texts(name, language, one)
        if problems:
            print_report(workspace.report(problems))
    if problems:
        sys.exit(FOUND)


@texts.command("export", short_help="Write XLSX or XLIFF for translators.")
@click.option(
    "--language", "languages", multiple=True, metavar="L", help="Only this language, as da."
)
@click.option(
    "--core",
    "only_core",
    is_flag=True,
    help="Only what a patient meets from the link to goodbye.",
)
@click.option(
    "-o",
    "--output",
    default="texts.xlsx",
    show_default=True,
    type=click.Path(dir_okay=False),
    help="The file; its ending is the format: .xlsx or .xlf.",
)
@click.pass_obj
def export(
    workspace: Workspace, languages: tuple[str, ...], output: str, *, only_core: bool
) -> None:
    """Write the texts for translators, with the English and what they need to know.

    XLIFF is version 1.2. A new language can be named: all of its texts are then missing.
    """
    _refuse_broken(workspace)
    for language in languages:
        _refuse_other_codes(language)
    chosen = languages or list_languages(workspace.library)
    rows = _rows(workspace, chosen, only_core=only_core)
    with _stop_at_problems(), report_write_errors(output):
        write_whole(Path(output), formats.export_rows(rows, output))
    missing = sum(not row.text for row in rows)
    click.echo(f"{output}: {len(rows)} texts, {missing} of them missing.")


@texts.command("import", short_help="Show what a translator's file would change, and change it.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option(
    "--write",
    "is_written",
    is_flag=True,
    help="Change the texts, instead of only showing the changes.",
)
@json_option
@click.pass_obj
def import_(workspace: Workspace, file: str, *, is_written: bool, as_json: bool) -> None:
    """Show what a translator's file would change, and with --write change it.

    Only texts that differ are changed, each in its own line. Nothing is deleted: texts that are not
    in the file stay as they are.
    """
    _refuse_broken(workspace)
    try:
        with _stop_at_problems(), Path(file).open("rb") as opened:
            entries = formats.read_translations(opened.read(MAX_BYTES + 1), file)
    except OSError as error:
        stop(f"{file} cannot be read: {error.strerror}.", code=FOUND)
    # A code that is no language names no rows.
    codes = dict.fromkeys(one.language for one in entries if _LANGUAGE.fullmatch(one.language))
    rows = _rows(workspace, list(codes)[:_MOST_LANGUAGES])
    comparison = compare_texts(rows, entries)
    written = write_changes(comparison.changes, rows, partial(_read_text, workspace))
    problems = [*comparison.refused, *written.refused]
    if is_written:
        data = {name: text.encode() for name, text in written.files.items()}
        with report_write_errors(workspace.root):
            replace_all(workspace.root, data)
    placed = written.placed
    if as_json:
        answer = texts_output.format_changes(comparison, placed, problems)
        is_good = not any(one.severity is Severity.ERROR for one in problems)
        print_json({"written": is_written, **answer}, problems, ok=is_good)
    else:
        texts_output.print_changes(comparison, placed, problems)
        texts_output.print_summary(comparison, len(placed), len(problems), is_written=is_written)
    if any(one.severity is Severity.ERROR for one in problems):
        sys.exit(FOUND)


def _rows(
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


def _refuse_other_codes(language: str) -> None:
    if not _LANGUAGE.fullmatch(language):
        stop(f"`{language}` is not a language code.", "Write it as da, en or pt-BR.")


def _read_text(workspace: Workspace, name: str) -> str:
    """Return a definition's text with its line breaks; an empty one where there is no file."""
    is_shipped = name.startswith("shipped/")
    root = workspace.library.shipped_root if is_shipped else workspace.root
    try:
        return (root / name.removeprefix("shipped/")).read_bytes().decode()
    except FileNotFoundError:
        return ""


def _refuse_broken(workspace: Workspace) -> None:
    """Exit when a definition can't be read: its texts would be missing."""
    broken = [one for one in workspace.library.problems if one.severity is Severity.ERROR]
    if broken:
        print_report(workspace.report(broken))
        sys.exit(FOUND)


@contextmanager
def _stop_at_problems() -> Iterator[None]:
    try:
        yield
    except ThemeError as error:
        stop_with(error.problems)
