"""What spreadsheets and word processors do to texts on their own, taken back.

Only what nobody types on purpose: the text that was there (or the English one) says what was meant.
"""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = re.compile("[\ufeff\u200b\u2060\u00ad]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
_SPACES = {"\u00a0": "a non-breaking space", "\u202f": "a narrow space"}
_QUOTES = {"\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201c": '"', "\u201d": '"', "\u201e": '"'}
_OUTER = re.compile(r"(\s*)(.*?)(\s*)", re.DOTALL)


def cleaned(text: str, original: str) -> tuple[str, tuple[str, ...]]:
    """The text as it was meant, and what was taken back, in words.

    *original* is the text that stands there now, or the English one where there is none.
    """
    notes: list[str] = []
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if _INVISIBLE.search(text) and not _INVISIBLE.search(original):
        text = _INVISIBLE.sub("", text)
        notes.append("an invisible character was taken out")
    for space, name in _SPACES.items():
        if space in text and space not in original:
            text = text.replace(space, " ")
            notes.append(f"{name} became a space")
    if text.startswith("'") and not original.startswith("'") and text.count("'") % 2:
        # What a spreadsheet hides in front of a text is no part of it.
        text = text[1:]
        notes.append("the apostrophe in front was taken off")
    straight = "".join(_QUOTES.get(letter, letter) for letter in text)
    if straight != text and _is_straight(original):
        text = straight
        notes.append("curly quotes became straight ones again")
    kept = _with_edges(text, original)
    if kept != text:
        text = kept
        notes.append("spaces at the ends are as they were")
    return text, tuple(notes)


def control_character(text: str) -> str:
    """The first character that no text may hold, as ``U+0007``, or an empty text."""
    found = _CONTROL.search(text)
    return f"U+{ord(found.group()):04X}" if found else ""


def _is_straight(original: str) -> bool:
    """Whether the original has quotes, and only straight ones."""
    return bool(set(original) & {"'", '"'}) and not set(original) & set(_QUOTES)


def _with_edges(text: str, original: str) -> str:
    """The text between the original's outer spaces, which spreadsheets and people lose."""
    core = text.strip()
    found = _OUTER.fullmatch(original)
    if not core or found is None:
        return core
    return found.group(1) + core + found.group(3)
