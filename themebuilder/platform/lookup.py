"""How i18next finds a text: the language that a guest gets, and where their texts come from.

The rules are those of i18next 23, which the components depend on; `tests/i18next` holds them equal. That
Webapp3 gives it the offered languages as ``supportedLngs``, and ``en`` as the fallback, is quoted by a third
party and not confirmed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

FALLBACK = "en"
SPOKEN_AS: Mapping[str, tuple[str, ...]] = MappingProxyType({"no": ("nb", "nn")})
"""Codes of which browsers ask for the languages within, and not for the whole."""
COUNTRIES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "cn": ("zh",),
        "cz": ("cs",),
        "dk": ("da",),
        "gb": ("en",),
        "gr": ("el",),
        "jp": ("ja",),
        "se": ("sv",),
    }
)
"""Codes of countries that are often written for their languages -> the languages."""


def canonicalize_code(code: str) -> str:
    """Return a language code with the case that i18next gives it; one without a region stays as it is."""
    language, *parts = code.split("-")
    if not parts:
        return code
    cased = (part.upper() if len(part) == 2 else part.lower() for part in parts)
    return "-".join(
        (
            language.lower(),
            *(part.title() if len(part) == 4 else part for part in cased),
        )
    )


def is_language_code(code: str) -> bool:
    """Whether *code* has the form of a language code: two or three letters, and perhaps more parts."""
    return re.fullmatch(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*", code) is not None


def is_asked_for(code: str) -> bool:
    """Whether browsers may ask for *code*, in this spelling."""
    return is_language_code(code) and not find_right_codes(code)


def find_right_codes(code: str) -> tuple[str, ...]:
    """Return what browsers ask for instead of *code*, which they never ask for; else nothing."""
    right = canonicalize_code(code.replace("_", "-"))
    right = right if "-" in right else right.lower()
    return SPOKEN_AS.get(right) or COUNTRIES.get(right) or ((right,) if right != code else ())


def choose_language(asked: Sequence[str], offered: Sequence[str]) -> str:
    """Return the language that a browser gets which asks for *asked*, the most wanted first."""
    for code in map(canonicalize_code, asked):
        if code in offered:
            return code
    for code in asked:
        base = code.partition("-")[0]
        regions = (
            candidate for candidate in offered if "-" in candidate and candidate.startswith(base)
        )
        if found := base if base in offered else next(regions, ""):
            return found
    return FALLBACK


def list_lookup(language: str, offered: Sequence[str]) -> tuple[str, ...]:
    """Return the languages in which a text is looked up for a guest who got *language*.

    A language that is offered in another case is left out: i18next chooses it and never reads its file.
    Where none of them has the text, the web app shows the English that is written in its components.
    """
    code = canonicalize_code(language)
    wanted = (code, code.rpartition("-")[0], code.partition("-")[0], FALLBACK)
    return tuple(
        dict.fromkeys(candidate for candidate in wanted if candidate and candidate in offered)
    )
