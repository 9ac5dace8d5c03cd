"""``themebuilder script``."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from themebuilder.cli.options import output_option, themes_argument
from themebuilder.cli.output import FOUND, print_report, report_write_errors, stop
from themebuilder.cli.workspace import ThemeSelection, Workspace
from themebuilder.core.files import replace_all
from themebuilder.core.problems import Problem, ThemeError
from themebuilder.definitions.model import Theme
from themebuilder.definitions.resolver import resolve_theme
from themebuilder.media.recording_script import LABELS, format_markdown, format_page
from themebuilder.media.recordings import RecordingError, draft_name
from themebuilder.media.speech import speak_draft
from themebuilder.packages.service_theme import meeting_language
from themebuilder.translation.recording_rows import (
    SpeakerRows,
    format_notes,
    list_speaker_rows,
    make_script,
)


@click.command("script")
@themes_argument
@output_option("Write script.md and script.html there instead of printing.", metavar="DIR")
@click.option(
    "--draft-audio",
    "drafts",
    type=click.Path(file_okay=False),
    metavar="DIR",
    help="Have espeak-ng speak placeholders; a build refuses them unless the workspace allows.",
)
@click.option(
    "--in",
    "script_language",
    type=click.Choice(list(LABELS)),
    help="The speaker's language. Default: the language of the first theme's meeting.",
)
@click.pass_obj
def script(
    workspace: Workspace,
    *,
    themes: tuple[str, ...],
    folder: str | None,
    drafts: str | None,
    script_language: str | None,
) -> None:
    """Print the recording script for a speaker, as Markdown.

    One script for all THEMEs, or for the workspace's own: equal words share a recording.
    """
    resolved = _resolve_themes(workspace, themes)
    rows = list_speaker_rows(resolved, workspace.platform, workspace.library.workspace)
    for theme in resolved:
        waiting = theme.messages.get("waiting", {}).get(meeting_language(theme))
        if waiting and not waiting.spoken.value:
            # The most important sentence must not be missing silently.
            place = waiting.title.place
            click.echo(f"{place}: waiting is not spoken: the wording has no `spoken`.", err=True)
    title = ", ".join(dict.fromkeys(theme.title for theme in resolved))
    made = make_script(rows, title, script_language or meeting_language(resolved[0]))
    text = format_markdown(made) + format_notes(rows, made.language)
    if folder:
        files = {"script.md": text.encode(), "script.html": format_page(made).encode()}
        _write(Path(folder), files)
        click.echo(f"Written: {folder}/script.md, {folder}/script.html", err=True)
    if drafts:
        _write_drafts(rows, Path(drafts))
    if not folder and not drafts:
        click.echo(text, nl=False)


def _resolve_themes(workspace: Workspace, patterns: tuple[str, ...]) -> list[Theme]:
    themes: list[Theme] = []
    problems: list[Problem] = list(workspace.library.problems)
    for outline in workspace.choose(ThemeSelection(patterns)):
        try:
            themes.append(resolve_theme(workspace.library, outline))
        except ThemeError as error:
            problems += error.problems
    if problems or not themes:
        print_report(workspace.report(problems))
        sys.exit(FOUND)
    return themes


def _write_drafts(rows: SpeakerRows, folder: Path) -> None:
    files: dict[str, bytes] = {}
    for one in rows.recorded:
        place, _, name = one.file.rpartition("/")
        target = f"{place}/{draft_name(name)}" if place else draft_name(name)
        try:
            files[target] = speak_draft(one.language, one.words)
        except RecordingError as error:
            stop(f"{one.file}: {error.message}", error.hint, code=FOUND)
    _write(folder, files)
    for name in files:
        click.echo(f"  {folder / name}")
    click.echo(
        "Placeholders spoken by a machine. A build refuses them unless themes/workspace.yaml says "
        "`draft_recordings: true`.",
        err=True,
    )


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    with report_write_errors(folder):
        replace_all(folder, files)
