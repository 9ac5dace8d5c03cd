"""The parts of a text that are not words: placeholders and tags."""

from __future__ import annotations

import re
from collections import Counter

_PLACEHOLDER = re.compile(r"\{\{.*?\}\}|\[\[.*?\]\]", re.DOTALL)
_TAG = re.compile(r"<(/?)(\w+)\s*(/?)>")
_MARK = re.compile(rf"{_PLACEHOLDER.pattern}|</?\w+\s*/?>", re.DOTALL)


def placeholders(text: str) -> list[str]:
    """Every ``{{name}}`` and ``[[ name ]]`` as it is written, but for spaces inside."""
    return [_tight(found) for found in _PLACEHOLDER.findall(text)]


def split(text: str) -> list[tuple[bool, str]]:
    """The text in pieces, in its order: (whether the piece is a placeholder or tag, the piece)."""
    pieces: list[tuple[bool, str]] = []
    end = 0
    for found in _MARK.finditer(text):
        if found.start() > end:
            pieces.append((False, text[end : found.start()]))
        pieces.append((True, found.group()))
        end = found.end()
    if end < len(text):
        pieces.append((False, text[end:]))
    return pieces


def placeholder_fault(text: str, current: str, english: str) -> str:
    """What is wrong with the placeholders of *text*, or an empty text.

    It has those of the *current* text (of the *english* one where there is none), and may have
    more of the English one's.
    """
    given = Counter(placeholders(text))
    needed = set(placeholders(current or english))
    allowed = needed | set(placeholders(english))
    if lost := sorted(needed - given.keys()):
        return f"{_named(lost)} {_is(lost)} missing"
    if strange := sorted(given.keys() - allowed):
        return f"{_named(strange)} {_is(strange)} not in the text's original"
    bare = _PLACEHOLDER.sub("", text)
    known = _PLACEHOLDER.sub("", current) + _PLACEHOLDER.sub("", english)
    for brackets in ("{{", "}}", "[[", "]]"):
        if brackets in bare and brackets not in known:
            return f"`{brackets}` stands alone"
    return ""


def tag_fault(text: str, current: str, english: str) -> str:
    """What is wrong with the tags of *text*, or an empty text."""
    given, needed = _tags(text), _tags(current or english)
    if missing := sorted((needed - given).keys()):
        return f"{_named(missing)} {_is(missing)} missing"
    if strange := sorted((given - needed).keys()):
        return f"{_named(strange)} {_is(strange)} too many"
    opened: list[str] = []
    for closes, name, alone in _TAG.findall(text):
        if alone:
            continue
        if not closes:
            opened.append(name)
        elif not opened or opened.pop() != name:
            return f"`</{name}>` closes what was not opened"
    return (
        f"`<{opened[-1]}>` is never closed" if opened and not _is_open(current or english) else ""
    )


def _is_open(text: str) -> bool:
    """Whether the original itself has tags that are never closed: ``<br>``, or no tags at all."""
    counted = Counter(
        "close" if closes else "open" for closes, _, alone in _TAG.findall(text) if not alone
    )
    return counted["open"] != counted["close"]


def _tags(text: str) -> Counter[str]:
    return Counter(f"<{closes}{name}{alone}>" for closes, name, alone in _TAG.findall(text))


def _tight(placeholder: str) -> str:
    return re.sub(r"\s+", "", placeholder)


def _named(items: list[str]) -> str:
    return ", ".join(f"`{item}`" for item in items)


def _is(items: list[str]) -> str:
    return "is" if len(items) == 1 else "are"
