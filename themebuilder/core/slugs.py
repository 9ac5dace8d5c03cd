"""Names of themes and organisations, made from what people write."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import chain, count

from themebuilder.core.messages import _

_LONGEST_SLUG = 50


def make_slug(text: str) -> str:
    """Return a theme name made from any text: a-z, 0-9 and single hyphens, 50 at most."""
    letters = text.lower().replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in letters).split()
    return "-".join(words)[:_LONGEST_SLUG].strip("-")


def find_free_name(stem: str, is_taken: Callable[[str], bool], ending: str = "") -> str:
    """Return *stem* with *ending*; where that is taken, with a number between them: ``logo-2.png``."""
    numbered = (f"{stem}-{number}{ending}" for number in count(2))
    return next(name for name in chain([stem + ending], numbered) if not is_taken(name))


def find_name_fault(title: str, most: int) -> str:
    """Return why an organisation can't be named *title*, or an empty text; *most* characters."""
    if title and title.isprintable() and len(title) <= most and not re.search(r"\{|\[\[", title):
        return ""
    return _(
        "The name `{name}` can't be used: it must have 1 to {count} characters, and no control "
        "characters or braces.",
        name=title,
        count=most,
    )


def apply_typography(title: str) -> str:
    """Return a title with typographic characters, as the checks of guests' texts ask."""
    quoted = re.sub(r'"([^"]*)"', r"»\1«", title.replace("...", "…").replace(" - ", " – "))
    return " ".join(quoted.replace("'", "’").replace('"', "").split())
