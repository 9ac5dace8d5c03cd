"""``themebuilder terms``."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from themebuilder.cli.workspace import FOUND, Workspace, stop


@click.group("terms")
def command() -> None:
    """Work on the glossaries: what a language says, and what it sounds like."""


@command.command("listen")
@click.argument("languages", nargs=-1, metavar="[LANGUAGE]...")
@click.option(
    "--against",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Compare with these words too, one on a line: a list of frequent words, a dictionary.",
)
@click.option(
    "--within",
    type=click.IntRange(0, 1),
    default=0,
    show_default=True,
    help="How many sounds may differ.",
)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def listen_(
    workspace: Workspace,
    languages: tuple[str, ...],
    against: Path | None,
    within: int,
    *,
    as_json: bool,
) -> None:
    """Find words that sound alike, among all texts, wordings, roles and screens.

    Prints the pairs that nobody has judged yet, ready to be moved into the terms, and the judged
    ones that espeak-ng now pronounces otherwise. It ends with 1 where there are any. Without a
    LANGUAGE: every language that has a list of sound-alikes. Needs espeak-ng.
    """
    from themebuilder.checks.sound_alikes import find_sound_alikes, list_languages
    from themebuilder.media.recordings import RecordingError
    from themebuilder.media.speech import espeak_version

    library = workspace.library
    known = _words_in(against) if against else ()
    try:
        program = espeak_version()
        heard = [
            find_sound_alikes(library, language, known, within)
            for language in languages or list_languages(library)
        ]
    except RecordingError as error:
        stop(error.message, error.hint)
    if silent := [one.language for one in heard if not one.words]:
        stop(f"There are no words in `{silent[0]}`.", "Write the language as in da or sv.")
    is_complete = all(one.is_complete for one in heard)
    if as_json:
        envelope = {"schema": 1, "command": "terms listen", "ok": is_complete, "espeak": program}
        click.echo(json.dumps({**envelope, "languages": [asdict(one) for one in heard]}, indent=2))
    else:
        for one in heard:
            _print(one, program)
    if not is_complete:
        sys.exit(FOUND)


def _print(heard: Any, program: str) -> None:  # noqa: ANN401 - loaded late
    click.echo(
        f"{heard.language}: {heard.words:,} words listened to with espeak-ng {program}, "
        f"{heard.judged} pairs judged before."
    )
    for pair, now in heard.changed:
        click.echo(
            f"  {pair.word} and {pair.other} are noted {pair.distance} apart, and are {now:g}."
        )
    if heard.unjudged:
        click.echo(f"  {len(heard.unjudged)} pairs that nobody has judged:")
        for pair in heard.unjudged:
            sounds = ", ".join(json.dumps(sound, ensure_ascii=False) for sound in pair.sounds)
            words = f"words: [{pair.word}, {pair.other}], distance: {pair.distance}"
            click.echo(f'  - {{{words}, sounds: [{sounds}], why: ""}}')
        click.echo(
            f"  Move each to sound_alikes or harmless_sound_alikes in themes/terms/"
            f"{heard.language}.yaml, and say why."
        )


def _words_in(file: Path) -> tuple[str, ...]:
    """The words of a list: one on a line; what follows a blank or a slash is left out."""
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    starts = (line.strip().split("/")[0].split() for line in lines)
    return tuple(dict.fromkeys(start[0] for start in starts if start))
