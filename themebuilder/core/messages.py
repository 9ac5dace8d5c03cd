"""Messages in the user's language.

English is the source; ``locale/da`` holds the Danish, which ``make build`` compiles. `_` is for a
sentence that is shown at once, `N_` marks a sentence in a table, and `_n` is for one with a count::

    _("Theme `{theme}` uses path `{path}`, which `{other}` already uses.", theme=…, path=…, other=…)
    _n("{count} theme", "{count} themes", count)

A value can be a message itself. Write whole sentences: no language can be put together from halves.
Without values a sentence may hold single braces; with values `{{` stands for a brace. `join_messages`
lists messages, and `Bilingual` is for data files that hold both languages. Passwords and tokens in
addresses are left out of the values.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, NamedTuple, Self

from themebuilder.core.secrets import redact_addresses

MESSAGE_LANGUAGES = ("en", "da")
VARIABLE = "THEMEBUILDER_LANGUAGE"
_FOLDER = Path(__file__).parent.parent / "locale"
_MONTHS = (
    *("januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september"),
    *("oktober", "november", "december"),
)
_SWAPPED_MARKS = str.maketrans(".,", ",.")
"""Decimal marks and marks between thousands, from English to Danish."""


class Message(str):
    """A message in the language that was in use when it was made; `translate` gives it in another."""

    __slots__ = ("number", "plural", "source", "values")
    source: str
    plural: str
    number: int
    values: Mapping[str, object]

    @classmethod
    def make(cls, source: str, plural: str, count: int, values: Mapping[str, object]) -> Self:
        """Return the message in the language in use; *plural* is empty where nothing is counted."""
        made = cls(_render(get_language(), source, plural, count, values))
        made.source, made.plural, made.number, made.values = source, plural, count, values
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        """Keep the source when the message goes to another process."""
        return (type(self).make, (self.source, self.plural, self.number, dict(self.values)))


class Bilingual(NamedTuple):
    """The same sentence in English and in Danish."""

    en: str
    da: str

    def __str__(self) -> str:
        """Return the sentence in the language in use."""
        return self.da if get_language() == "da" else self.en


def _(source: str, /, **values: object) -> Message:
    """Return *source* in the language in use, with its values.

    Numbers take a format as `{ratio:.2f}` or `{size:,}`; their marks, and dates, follow the language.
    """
    return Message.make(source, "", 0, values)


def _n(source: str, plural: str, count: int, /, **values: object) -> Message:
    """Return *source* or *plural*, as the language counts *count*, which is a value too."""
    return Message.make(source, plural, count, {"count": count, **values})


def N_(source: str) -> str:  # noqa: N802 - gettext's name for it
    """Mark *source* for translation and return it: `_` translates it where it is shown."""
    return source


def join_messages(parts: Iterable[object], separator: str = ", ") -> Message:
    """Return *parts*, at least one, as one message: each still follows the language."""
    named = {f"part{number}": part for number, part in enumerate(parts, 1)}
    return Message.make(separator.join(f"{{{name}}}" for name in named), "", 0, named)


def translate(text: str, language: str) -> str:
    """Return a message in *language*; other text as it is."""
    if not isinstance(text, Message):
        return text
    return _render(language, text.source, text.plural, text.number, text.values)


def name_language(code: str) -> str:
    """Return the name of a language in the language in use, or its *code*."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - heavy, and seldom needed

    try:
        return Locale.parse(code, sep="-").get_display_name(get_language()) or code
    except (UnknownLocaleError, ValueError):
        return code


def get_language() -> str:
    """Return the language in use: `en` or `da`."""
    return os.environ.get(VARIABLE) or "en"


def set_language(wanted: str | None = None) -> str:
    """Use the language *wanted*, or else the locale's, also for click and for worker processes."""
    language = wanted or _get_locale_language()
    os.environ[VARIABLE] = language
    # click translates its own words through gettext's default domain.
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain("messages", _FOLDER)
    return language


@contextmanager
def use_language(wanted: str) -> Iterator[None]:
    """Use the language *wanted* for a while, as for a reader of another language; not with threads."""
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = wanted
    try:
        yield
    finally:
        os.environ.pop(VARIABLE)
        if before is not None:
            os.environ[VARIABLE] = before


def _get_locale_language() -> str:
    chosen = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "da" if next(filter(None, chosen), "").startswith("da") else "en"


@cache
def _load_catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("messages", _FOLDER, [language], fallback=True)


def _render(
    language: str, source: str, plural: str, count: int, values: Mapping[str, object]
) -> str:
    catalogue = _load_catalogue(language)
    text = catalogue.ngettext(source, plural, count) if plural else catalogue.gettext(source)
    return _LanguageFormatter(language).vformat(text, (), values) if values else text


class _LanguageFormatter(Formatter):
    """Fills values in as the language writes them."""

    def __init__(self, language: str) -> None:
        self._language = language

    def format_field(self, value: object, format_spec: str) -> str:
        text: str
        match value:
            case Message():
                return translate(value, self._language)
            case Bilingual():
                return value.da if self._language == "da" else value.en
            case date() if self._language == "da":
                return f"{value.day}. {_MONTHS[value.month - 1]} {value.year}"
            case int() | float() if self._language == "da":
                text = super().format_field(value, format_spec)
                return text.translate(_SWAPPED_MARKS)
            case _:
                text = super().format_field(value, format_spec)
                return redact_addresses(text)
