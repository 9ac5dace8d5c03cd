"""Text from anywhere, made safe to look at: nothing hidden, nothing that moves the cursor."""

from __future__ import annotations

import re
import unicodedata

# Control, format (bidi and zero-width among them), surrogate, private use, line and paragraph
# separators. Unassigned ones pass: they are only new to this Python.
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0"}
_SURROGATE = re.compile("[\ud800-\udfff]")


def escape_hidden(text: str) -> str:
    r"""*text* with every character that cannot be seen written as YAML escapes it: ``\x1b``.

    What comes back is one line, legal in XML, and encodes as UTF-8.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(escape_character, text))


def escape_lines(text: str) -> str:
    """*text* made visible, but for its own line breaks."""
    return "\n".join(escape_hidden(line) for line in text.splitlines())


def escape_character(character: str) -> str:
    r"""*character* as it is, or escaped (``\t``, ``\x1b``, ``\u202e``) when it cannot be seen."""
    if unicodedata.category(character) not in _HIDDEN_CATEGORIES and not _is_never_text(character):
        return character
    code = ord(character)
    if short := _SHORT.get(character):
        return short
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def replace_surrogates(text: str) -> str:
    """*text* with each lone surrogate, which no reader elsewhere accepts, replaced by U+FFFD."""
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)


def count_cells(text: str) -> int:
    """How many columns of a terminal *text* takes; *text* is visible."""
    if text.isascii():
        return len(text)
    return sum(map(_count_cells, text))


def _count_cells(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def _is_never_text(character: str) -> bool:
    """Whether it is a noncharacter, or in the plane of invisible tags."""
    code = ord(character)
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF or 0xE0000 <= code <= 0xE0FFF
