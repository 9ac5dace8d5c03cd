"""``themebuilder terms``."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from themebuilder.checks.sound_alikes import SoundReport, find_sound_alikes, list_languages
from themebuilder.cli.options import json_option
from themebuilder.cli.output import FOUND, print_json, stop
from themebuilder.cli.workspace import Workspace
from themebuilder.media.recordings import RecordingError
from themebuilder.media.speech import espeak_version


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
