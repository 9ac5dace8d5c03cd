"""Parts of a theme that a user can change, and their names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from themebuilder.definitions.outline import SLOT_NAMES
from themebuilder.settings import SETTINGS

COLORS = ("color", "background_color")
"""The colours of a brand that a user can set."""
NAMES = ("name", "title", "theme_title")
"""What guests read of the brand: the name in texts, and the title of the tab; what people call the theme."""
WORDINGS = ("waiting",)
"""The messages whose words a user can choose."""
SETTING_NAMES = tuple(
    name
    for setting in SETTINGS
    for name in ([f"{setting.name}.{part.name}" for part in setting.parts] or [setting.name])
)
"""The settings; one with parts has a name for each."""
WORDS = ("title", "body", "help", "spoken")
"""The fields of a message that people read or hear."""
_WORDS = re.compile(rf"[a-z0-9-]+\.({'|'.join(WORDINGS)})\.({'|'.join(WORDS)})")
_NAMES = {
    "name": NAMES,
    "color": COLORS,
    "picture": SLOT_NAMES,
    "setting": SETTING_NAMES,
    "wording": WORDINGS,
}


@dataclass(frozen=True, slots=True)
class Part:
    """What a user can change: a text, a part of the brand, a setting, which wording is used, or its words."""

    kind: Literal["text", "name", "color", "picture", "setting", "wording", "words"]
    name: str
    """The text's key, or what the name, colour, picture, setting or message is called.

    Of words, the wording, the message and the field, with dots between.
    """
    language: str = ""

    def __str__(self) -> str:
        """Return the part as `parse_part` reads it."""
        return ":".join(filter(None, (self.kind, self.language, self.name)))

    @property
    def path(self) -> tuple[str, ...]:
        """Where a theme has it: of a name, a colour, a picture, or the choice of a wording."""
        if self.kind == "name" and self.name == "theme_title":
            return ("title",)
        return ("wording" if self.kind == "wording" else "brand"), self.name


def parse_part(text: str) -> Part:
    """Return the part called *text*; `ValueError` where there is none.

    It is ``text:LANGUAGE:KEY``, ``name:NAME``, ``color:NAME``, ``picture:SLOT``, ``setting:NAME``,
    ``wording:MESSAGE`` or ``words:LANGUAGE:WORDING.MESSAGE.FIELD``.
    """
    match text.split(":", 2):
        case ["text", language, key] if language and key:
            return Part("text", key, language)
        case ["words", language, name] if language and _WORDS.fullmatch(name):
            return Part("words", name, language)
        case [
            ("name" | "color" | "picture" | "setting" | "wording") as kind,
            name,
        ] if name in _NAMES[kind]:
            return Part(kind, name)
    raise ValueError(text)
