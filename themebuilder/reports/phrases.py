"""A report's words in a language: sentences with their values filled in, numbers as they are written there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from math import floor
from typing import Any

from themebuilder.reports.accessibility_items import Item, Name, Value

LANGUAGES = ("da", "en")


class Words:
    """The words of one language."""

    def __init__(self, language: str) -> None:
        """*language* is one of `LANGUAGES`."""
        self.language = language
        self._texts = _texts(language)

    def page(self, key: str, **values: Value) -> str:
        """A text of the page itself."""
        return self._filled(self._texts["page"][key], values)

    def name(self, kind: str, key: str) -> str:
        """The name of an outcome, item, pair, window, screen, colour or kind of sight."""
        return str(self._texts[kind][key])

    def lines(self, key: str) -> list[str]:
        """A list of the page."""
        return list(self._texts[key])

    def said(self, item: Item) -> str:
        """What came of an item, as a sentence."""
        return self._filled(self._texts["said"][item.said], item.values)

    def number(self, value: float, digits: int = 1) -> str:
        """A number cut off after *digits*, as it is written in the language: 4.49 is no 4.5."""
        scale = 10**digits
        written = f"{floor(value * scale + 1e-9) / scale:.{digits}f}"
        return written.replace(".", ",") if self.language == "da" else written

    def _filled(self, text: str, values: Mapping[str, Value]) -> str:
        return text.format_map({key: self._shown(key, value) for key, value in values.items()})

    def _shown(self, key: str, value: Value) -> str:
        if isinstance(value, float):
            return self.number(value, 0 if key in ("x", "y") else 1)
        if isinstance(value, tuple):
            return ", ".join(self._named(name) for name in value)
        return str(value)

    def _named(self, name: Name) -> str:
        if name.kind == "languages":
            return _language(name.key, self.language)
        return self.name(name.kind, name.key)


def _language(code: str, shown_in: str) -> str:
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - `--help` needs none

    try:
        return Locale.parse(code, sep="-").get_display_name(shown_in) or code
    except (UnknownLocaleError, ValueError):
        return code


@cache
def _texts(language: str) -> Any:  # noqa: ANN401 - as the file has it; a test holds its shape
    path = files("themebuilder.reports") / "phrases" / f"{language}.json"
    return json.loads(path.read_text(encoding="utf-8"))
