"""The script that a speaker reads from, as Markdown and as a page to print."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

LABELS: Mapping[str, Mapping[str, str]] = {
    "da": {
        "script": "Indtaling",
        "before": "Før du går i gang",
        "advice_read": "Læs hver tekst højt en gang, før du optager den.",
        "advice_speak": "Tal roligt og venligt, som til ét menneske, der sidder over for dig.",
        "advice_room": "Find et stille rum, og sid omkring 20 cm fra mikrofonen.",
        "advice_level": "Hold udslaget omkring −12 dB. Det må aldrig nå 0.",
        "advice_format": "Gem som WAV eller FLAC i mono, 48.000 Hz, 16 eller 24 bit. Ikke som MP3.",
        "advice_file": "Gem hver tekst i sin egen fil med det navn, der står ved teksten.",
        "advice_rest": "Stilheden før ordene og den rette lydstyrke sørger vi for bagefter.",
        "how": "Sådan siges det",
        "at_most": "Højst {} sekunder",
        "lead_in": "Vi lægger selv {} sekunders stilhed foran",
        "file": "Fil",
        "recorded": "Optaget",
        "heard": "Hørt igennem, og ordene passer",
        "speaker": "Indtalt af",
        "date": "Dato",
    },
    "en": {
        "script": "Recording script",
        "before": "Before you start",
        "advice_read": "Read each text aloud once before you record it.",
        "advice_speak": "Speak calmly and kindly, as to one person sitting across from you.",
        "advice_room": "Find a quiet room, and sit about 20 cm from the microphone.",
        "advice_level": "Keep the meter around −12 dB. It must never reach 0.",
        "advice_format": "Save as WAV or FLAC in mono, 48,000 Hz, 16 or 24 bits. Not as MP3.",
        "advice_file": "Save each text in a file of its own, named as shown with the text.",
        "advice_rest": "We add the silence before the words and set the loudness afterwards.",
        "how": "How to say it",
        "at_most": "At most {} seconds",
        "lead_in": "We add {} seconds of silence in front",
        "file": "File",
        "recorded": "Recorded",
        "heard": "Listened to, and the words match",
        "speaker": "Spoken by",
        "date": "Date",
    },
}
"""Language -> name -> text; advice in the order in which it is needed. The Danish is a proposal: a native
speaker should still approve it."""


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

    @property
    def labels(self) -> Mapping[str, str]:
        """Return the script's own words."""
        return LABELS.get(self.language, LABELS["en"])


def format_markdown(script: Script) -> str:
    """Return the script as Markdown, with texts escaped."""
    labels = script.labels
    lines = [f"# {labels['script']}: {_escape(script.title)}", "", f"## {labels['before']}", ""]
    lines += [f"{number}. {advice}" for number, advice in enumerate(_advice(labels), 1)]
    for row in script.rows:
        lines += ["", f"## {row.number}. {_code(row.file)}", "", f"> {_escape(row.words)}", ""]
        if row.how:
            lines.append(f"- {labels['how']}: {_escape(row.how)}")
        lines += [f"- {detail}" for detail in _details(row, script.language, labels)]
        lines += [f"- [ ] {labels['recorded']}", f"- [ ] {labels['heard']}"]
    return "\n".join(lines) + "\n"


def format_page(script: Script) -> str:
    """Return the script as one complete HTML page for A4."""
    from jinja2 import Environment  # noqa: PLC0415 - heavy, and only needed here

    source = (
        resources.files("themebuilder.media")
        .joinpath("recording_script.html.jinja")
        .read_text("utf-8")
    )
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    rows = [(row, _details(row, script.language, script.labels)) for row in script.rows]
    return environment.from_string(source).render(
        script=script, labels=script.labels, advice=_advice(script.labels), rows=rows
    )


def _advice(labels: Mapping[str, str]) -> list[str]:
    return [text for name, text in labels.items() if name.startswith("advice_")]


def _details(row: ScriptRow, language: str, labels: Mapping[str, str]) -> list[str]:
    details = [_language_name(row.language, language)]
    if row.max_seconds:
        details.append(labels["at_most"].format(_number(row.max_seconds, language)))
    if row.lead_in_seconds:
        details.append(labels["lead_in"].format(_number(row.lead_in_seconds, language)))
    return details


def _language_name(code: str, language: str) -> str:
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - heavy, and only needed here

    try:
        name = Locale.parse(code, sep="-").get_display_name(language) or code
    except (UnknownLocaleError, ValueError):
        name = code
    return name[:1].upper() + name[1:]


def _number(value: float, language: str) -> str:
    """Return a number with at most one decimal, and the decimal sign of the language."""
    text = f"{value:.1f}".removesuffix(".0")
    return text.replace(".", ",") if language == "da" else text


def _escape(text: str) -> str:
    """Return one line of Markdown that shows *text*."""
    return re.sub(r"([\\`*_{}\[\]<>#|&~!]|^[-+=]|^\d+(?=[.)]))", r"\\\1", " ".join(text.split()))


def _code(text: str) -> str:
    fence = "``" if "`" in text else "`"
    return f"{fence}{' '.join(text.split())}{fence}"
