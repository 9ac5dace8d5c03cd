"""How i18next finds a text: the language that a guest gets, and where their texts come from.

The rules are those of i18next 23, which the components depend on; `tests/i18next` holds them equal. That
Webapp3 gives it the offered languages as ``supportedLngs``, and ``en`` as the fallback, is quoted by a third
party and not confirmed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

FALLBACK = "en"
SPOKEN_AS: Mapping[str, tuple[str, ...]] = MappingProxyType({"no": ("nb", "nn")})
"""Codes of which browsers ask for the languages within, and not for the whole."""


def choose_language(asked: Sequence[str], offered: Sequence[str]) -> str:
    """Return the language that a browser gets which asks for *asked*, the most wanted first."""
    for code in asked:
        if code in offered:
            return code
    for code in asked:
        base = code.partition("-")[0]
        regions = (one for one in offered if "-" in one and one.startswith(base))
        if found := base if base in offered else next(regions, ""):
            return found
    return FALLBACK


def list_lookup(language: str, offered: Sequence[str]) -> tuple[str, ...]:
    """Return the languages in which a text is looked up for a guest who got *language*.

    Where none of them has the text, the web app shows the English that is written in its components.
    """
    wanted = (language, language.partition("-")[0], FALLBACK)
    return tuple(dict.fromkeys(code for code in wanted if code in offered))
