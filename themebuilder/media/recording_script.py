"""The recording script: what a speaker reads from, as Markdown and as a page to print."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from themebuilder.media.script_labels import LABELS


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
    """A recording script; *language* (``da`` or ``en``) is the one that the speaker is told in."""

    title: str
    rows: tuple[ScriptRow, ...]
    language: str = "da"

    @property
    def labels(self) -> Mapping[str, str]:
        """The page's own words."""
        return LABELS.get(self.language, LABELS["en"])


def markdown(script: Script) -> str:
    """The script as Markdown; texts are escaped, so that they are read as they were written."""
    labels = script.labels
    lines = [f"# {labels['script']}: {_escaped(script.title)}", "", f"## {labels['before']}", ""]
    lines += [f"{number}. {advice}" for number, advice in enumerate(_advice(labels), 1)]
    for row in script.rows:
        lines += ["", f"## {row.number}. {_code(row.file)}", "", f"> {_escaped(row.words)}", ""]
        if row.how:
            lines.append(f"- {labels['how']}: {_escaped(row.how)}")
        lines += [f"- {fact}" for fact in _facts(row, script.language, labels)]
        lines += [f"- [ ] {labels['recorded']}", f"- [ ] {labels['heard']}"]
    return "\n".join(lines) + "\n"


def page(script: Script) -> str:
    """The script as one HTML page without anything from elsewhere, laid out for A4."""
    from jinja2 import Environment  # noqa: PLC0415 - heavy, and only needed here

    source = (
        resources.files("themebuilder.media")
        .joinpath("recording_script.html.jinja")
        .read_text("utf-8")
    )
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    rows = [(row, _facts(row, script.language, script.labels)) for row in script.rows]
    return environment.from_string(source).render(
        script=script, labels=script.labels, advice=_advice(script.labels), rows=rows
    )


def _advice(labels: Mapping[str, str]) -> list[str]:
    return [text for name, text in labels.items() if name.startswith("advice_")]


def _facts(row: ScriptRow, language: str, labels: Mapping[str, str]) -> list[str]:
    facts = [_language_name(row.language, language)]
    if row.max_seconds:
        facts.append(labels["at_most"].format(_number(row.max_seconds, language)))
    if row.lead_in_seconds:
        facts.append(labels["lead_in"].format(_number(row.lead_in_seconds, language)))
    return facts


def _language_name(code: str, language: str) -> str:
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - heavy, and only needed here

    try:
        name = Locale.parse(code, sep="-").get_display_name(language) or code
    except (UnknownLocaleError, ValueError):
        name = code
    return name[:1].upper() + name[1:]


def _number(value: float, language: str) -> str:
    """A number with at most one decimal, and the decimal sign of the language."""
    text = f"{value:.1f}".removesuffix(".0")
    return text.replace(".", ",") if language == "da" else text


def _escaped(text: str) -> str:
    """One line of Markdown that shows *text*."""
    return re.sub(r"([\\`*_{}\[\]<>#|&~!]|^[-+=]|^\d+(?=[.)]))", r"\\\1", " ".join(text.split()))


def _code(text: str) -> str:
    fence = "``" if "`" in text else "`"
    return f"{fence}{' '.join(text.split())}{fence}"
