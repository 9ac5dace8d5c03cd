"""Compare placeholders and tags with the original, and repair what spreadsheets do to texts."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from themebuilder.core.messages import N_, Message, _

_PLACEHOLDER = re.compile(r"\{\{.*?\}\}|\[\[.*?\]\]", re.DOTALL)
_TAG = re.compile(r"<(/?)(\w+)\s*(/?)>")
MARK = re.compile(rf"({_PLACEHOLDER.pattern}|</?\w+\s*/?>)", re.DOTALL)
"""A placeholder or a tag; a text split by it has each second piece marked."""


def find_placeholders(text: str) -> list[str]:
    """Return every ``{{name}}`` and ``[[ name ]]`` as it is written, but for spaces inside."""
    return [re.sub(r"\s+", "", found) for found in _PLACEHOLDER.findall(text)]


def find_placeholder_fault(text: str, current: str, english: str) -> Message | None:
    """Return what is wrong with the placeholders of *text*, or None.

    It has those of the *current* text (of the *english* one where there is none), and may have
    more of the English one's.
    """
    given = Counter(find_placeholders(text))
    needed = set(find_placeholders(current or english))
    allowed = needed | set(find_placeholders(english))
    if lost := sorted(needed - given.keys()):
        return _("The translation lacks {marks}.", marks=_list_names(lost))
    if strange := sorted(given.keys() - allowed):
        return _("The translation has {marks}, the original doesn't.", marks=_list_names(strange))
    bare = _PLACEHOLDER.sub("", text)
    known = _PLACEHOLDER.sub("", current) + _PLACEHOLDER.sub("", english)
    for brackets in ("{{", "}}", "[[", "]]"):
        if brackets in bare and brackets not in known:
            return _("The translation has an unpaired `{brackets}`.", brackets=brackets)
    return None


def find_tag_fault(text: str, current: str, english: str) -> Message | None:
    """Return what is wrong with the tags of *text*, or None."""
    given, needed = _count_tags(text), _count_tags(current or english)
    if missing := sorted((needed - given).keys()):
        return _("The translation lacks {marks}.", marks=_list_names(missing))
    if strange := sorted((given - needed).keys()):
        return _("The translation has more {marks} than the original.", marks=_list_names(strange))
    opened: list[str] = []
    for closes, name, alone in _TAG.findall(text):
        if alone:
            continue
        if not closes:
            opened.append(name)
        elif not opened or opened.pop() != name:
            return _("The translation closes `{tag}` before it opens it.", tag=f"</{name}>")
    if opened and not _has_open_tags(current or english):
        return _("The translation never closes `{tag}`.", tag=f"<{opened[-1]}>")
    return None


def _has_open_tags(text: str) -> bool:
    """Whether the original itself has tags that are never closed: ``<br>``, or no tags at all."""
    counted = Counter(
        "close" if closes else "open" for closes, _, alone in _TAG.findall(text) if not alone
    )
    return counted["open"] != counted["close"]


def _count_tags(text: str) -> Counter[str]:
    return Counter(f"<{closes}{name}{alone}>" for closes, name, alone in _TAG.findall(text))


def _list_names(items: list[str]) -> str:
    return ", ".join(f"`{item}`" for item in items)


_INVISIBLE = re.compile("[\ufeff\u200b\u2060\u00ad]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
_SPACES = {
    "\u00a0": N_("Replaced a non-breaking space."),
    "\u202f": N_("Replaced a narrow space."),
}
_QUOTES = {"\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201c": '"', "\u201d": '"', "\u201e": '"'}
_OUTER = re.compile(r"(\s*)(.*?)(\s*)", re.DOTALL)


def clean_text(text: str, original: str) -> tuple[str, tuple[str, ...]]:
    """Return the text without artefacts of spreadsheets, and a note for each repair.

    *original* is the current text, or the English one.
    """
    notes: list[str] = []
    text = unicodedata.normalize("NFC", re.sub("\r\n?|[\u2028\u2029]", "\n", text))
    if _INVISIBLE.search(text) and not _INVISIBLE.search(original):
        text = _INVISIBLE.sub("", text)
        notes.append(_("Removed an invisible character."))
    for space, note in _SPACES.items():
        if space in text and space not in original:
            text = text.replace(space, " ")
            notes.append(_(note))
    if text.startswith("'") and not original.startswith("'") and text.count("'") % 2:
        # Spreadsheets hide an apostrophe in front of a text.
        text = text[1:]
        notes.append(_("Removed the leading apostrophe."))
    straight = "".join(_QUOTES.get(letter, letter) for letter in text)
    has_straight_quotes = bool(set(original) & {"'", '"'}) and not set(original) & set(_QUOTES)
    if straight != text and has_straight_quotes:
        text = straight
        notes.append(_("Replaced curly quotes with straight ones."))
    kept = _restore_edges(text, original)
    if kept != text:
        text = kept
        notes.append(_("Restored the spaces at both ends."))
    return text, tuple(notes)


def find_control_character(text: str) -> str:
    """Return the first character that no text may hold, as ``U+0007``, or an empty text."""
    found = _CONTROL.search(text)
    return f"U+{ord(found.group()):04X}" if found else ""


def _restore_edges(text: str, original: str) -> str:
    """Return the text between the original's outer spaces, which spreadsheets and people lose."""
    core = text.strip()
    found = _OUTER.fullmatch(original)
    if not core or found is None:
        return core
    return found.group(1) + core + found.group(3)
