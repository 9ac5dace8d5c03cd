"""``themebuilder script`` and ``terms``."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import click

from themebuilder.checks.sound_alikes import SoundReport, find_sound_alikes, list_languages
from themebuilder.cli.options import json_option, output_option, themes_argument
from themebuilder.cli.output import FOUND, print_json, print_report, report_write_errors, stop
from themebuilder.cli.workspace import ThemeSelection, Workspace
from themebuilder.core.files import replace_all
from themebuilder.core.problems import Problem, ThemeError
from themebuilder.definitions.model import Theme
from themebuilder.definitions.resolver import resolve_theme
from themebuilder.media.recording_script import LABELS, format_markdown, format_page
from themebuilder.media.recordings import RecordingError, draft_name
from themebuilder.media.speech import espeak_version, speak_draft
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


@click.command("terms")
@click.argument("languages", nargs=-1, metavar="[LANGUAGE]...")
@click.option(
    "--against",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Compare with these words too, one per line: a list of frequent words, a dictionary.",
)
@click.option(
    "--within",
    type=click.IntRange(0, 1),
    default=0,
    show_default=True,
    help="How many sounds may differ.",
)
@json_option
@click.pass_obj
def terms(
    workspace: Workspace,
    *,
    languages: tuple[str, ...],
    against: Path | None,
    within: int,
    as_json: bool,
) -> None:
    """Find words that sound alike, among all texts, wordings and screens.

    Prints pairs that nobody has judged yet, ready to be moved to the glossaries, and judged pairs
    that espeak-ng now pronounces differently. Exits with 1 if there are any. Without LANGUAGE: every
    language with a list of sound-alikes. Needs espeak-ng.
    """
    library = workspace.library
    known = _read_words(against) if against else ()
    try:
        version = espeak_version()
        found = [
            find_sound_alikes(library, language, known, within)
            for language in languages or list_languages(library)
        ]
    except RecordingError as error:
        stop(error.message, error.hint)
    if silent := [one.language for one in found if not one.words]:
        stop(f"There are no words in `{silent[0]}`.", "Write the language as in da or sv.")
    is_complete = all(one.is_complete for one in found)
    if as_json:
        print_json({"espeak": version, "languages": [asdict(one) for one in found]}, ok=is_complete)
    else:
        for one in found:
            _print(one, version)
    if not is_complete:
        sys.exit(FOUND)


def _print(found: SoundReport, version: str) -> None:
    click.echo(
        f"{found.language}: {found.words:,} words pronounced by espeak-ng {version}, "
        f"{found.judged} pairs judged before."
    )
    for pair, now in found.changed:
        click.echo(
            f"  {pair.word} and {pair.other} are noted {pair.distance} apart, and are {now:g}."
        )
    if found.unjudged:
        click.echo(f"  {len(found.unjudged)} pairs that nobody has judged:")
        for pair in found.unjudged:
            sounds = ", ".join(json.dumps(sound, ensure_ascii=False) for sound in pair.sounds)
            words = f"words: [{pair.word}, {pair.other}], distance: {pair.distance}"
            click.echo(f'  - {{{words}, sounds: [{sounds}], why: ""}}')
        click.echo(
            f"  Move each to sound_alikes or harmless_sound_alikes in themes/terms/"
            f"{found.language}.yaml, and say why."
        )


def _read_words(file: Path) -> tuple[str, ...]:
    """Return the words of a list, one per line; what follows a blank or a slash is left out."""
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    starts = (line.strip().split("/")[0].split() for line in lines)
    return tuple(dict.fromkeys(start[0] for start in starts if start))
