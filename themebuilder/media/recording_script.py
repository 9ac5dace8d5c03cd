"""The script that a speaker reads from, as Markdown and as a page to print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from themebuilder.core.messages import N_, _, name_language, use_language
from themebuilder.core.templates import render_template

_ADVICE = (
    N_("Read each text aloud once before you record it."),
    N_("Speak calmly and kindly, as to one person sitting across from you."),
    N_("Find a quiet room, and sit about 20 cm from the microphone."),
    N_("Keep the meter around −12 dB. It must never reach 0."),
    N_("Save as WAV or FLAC in mono, 48,000 Hz, 16 or 24 bits. Not as MP3."),
    N_("Save each text in a file of its own, named as shown with the text."),
    N_("We add the silence before the words and set the loudness afterwards."),
)
"""In the order in which it is needed."""


@dataclass(frozen=True, slots=True)
class ScriptRow:
    """One prompt: its *words* in *language*, *how* to say them, and the *file* to save them in.

    *lead_in_seconds* of silence are added afterwards, by the build; *max_seconds* are the words'.
    """

    number: int
    file: str
    language: str
    words: str
    how: str
    lead_in_seconds: float
    max_seconds: float


@dataclass(frozen=True, slots=True)
class Script:
    """A recording script; *language* (``da`` or ``en``) is the speaker's."""

    title: str
    rows: tuple[ScriptRow, ...]
    language: str = "da"


def format_markdown(script: Script) -> str:
    """Return the script as Markdown, with texts escaped."""
    with use_language(script.language):
        return "\n".join(_list_lines(script)) + "\n"


def format_page(script: Script) -> str:
    """Return the script as one complete HTML page for A4."""
    with use_language(script.language):
        rows = [(row, _list_details(row)) for row in script.rows]
        return render_template(
            "media/recording_script.html.j2", script=script, advice=map(_, _ADVICE), rows=rows
        )


def _list_lines(script: Script) -> Iterator[str]:
    yield "# " + _("Recording script") + f": {_escape(script.title)}"
    yield "\n## " + _("Before you start") + "\n"
    yield from (f"{number}. {_(advice)}" for number, advice in enumerate(_ADVICE, 1))
    for row in script.rows:
        yield f"\n## {row.number}. {_quote_code(row.file)}\n\n> {_escape(row.words)}\n"
        if row.how:
            yield "- " + _("How to say it") + f": {_escape(row.how)}"
        yield from (f"- {detail}" for detail in _list_details(row))
        yield "- [ ] " + _("Recorded")
        yield "- [ ] " + _("Listened to, and the words match")


def _list_details(row: ScriptRow) -> list[str]:
    language = name_language(row.language)
    details = [language[:1].upper() + language[1:]]
    if row.max_seconds:
        details.append(_("At most {seconds:g} seconds", seconds=row.max_seconds))
    if row.lead_in_seconds:
        details.append(
            _("We add {seconds:g} seconds of silence in front", seconds=row.lead_in_seconds)
        )
    return details


def _escape(text: str) -> str:
    """Return one line of Markdown that shows *text*."""
    return re.sub(r"([\\`*_{}\[\]<>#|&~!]|^[-+=]|^\d+(?=[.)]))", r"\\\1", " ".join(text.split()))


def _quote_code(text: str) -> str:
    fence = "``" if "`" in text else "`"
    return f"{fence}{' '.join(text.split())}{fence}"
