"""What a theme says, text by text: to whom, in which language, and in what place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from themebuilder.checks.glossary import Glossary, fold
from themebuilder.checks.memo import of_latest
from themebuilder.checks.prose import HOLE, prose
from themebuilder.core.tree import Text
from themebuilder.definitions.model import Audience, Theme, Words
from themebuilder.packages.service_theme import language as meeting_language
from themebuilder.platform.facts import TranslationKey

Kind = Literal["text", "screen", "title", "body", "spoken", "name"]
"""A text of the web app, a meeting's screen, the parts of a wording, or a name in the brand."""

VISIBLE_MESSAGE: tuple[Kind, ...] = ("screen", "title", "body")
"""What stands on the screen in large letters while somebody waits."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One text, and what has to be known to judge it.

    *key* is the text's key, the screen's id, or the message that the wording is for. *fact* is what
    the target knows of a web app text, None for others. *version* is the target's.
    """

    kind: Kind
    key: str
    text: str
    language: str
    audience: Audience
    glossary: Glossary
    fact: TranslationKey | None = None
    version: str = ""
    prose: str = field(init=False)
    """The text as a reader meets it: a space for each placeholder, tag and address."""
    folded: str = field(init=False)
    """The same, ready to be looked through for words."""

    def __post_init__(self) -> None:
        """Prepare the text once, for every check."""
        shown = prose(self.text)
        object.__setattr__(self, "prose", shown)
        object.__setattr__(self, "folded", fold(shown))


Line = tuple[str, Kind, str, Words]
"""Language, kind, key, words."""


@of_latest
def lines(theme: Theme) -> tuple[Line, ...]:
    """Everything that a theme says, in the order of its languages.

    Where a web app text repeats a wording, the wording is cut out of it: it is judged once, where
    it was written.
    """
    return tuple(_lines(theme))


def _lines(theme: Theme) -> Iterator[Line]:
    for language, texts in theme.texts.items():
        said = _said(theme, language)
        shortest = min(map(len, said), default=0)
        for key, words in texts.items():
            is_own = not said or len(words.text) < shortest
            yield language, "text", key, words if is_own else _without(words, said)
    for kind, by_language in theme.messages.items():
        for language, message in by_language.items():
            yield language, "title", kind, message.title
            yield language, "body", kind, message.body
            yield language, "spoken", kind, message.spoken
    language = meeting_language(theme)
    for id_, node in theme.meeting.map("screens").entries.items():
        if isinstance(node, Text):
            yield language, "screen", id_, Words(node.value, node.place)
    place = theme.origin.place_of
    yield language, "name", "name", Words(theme.brand.name, place("brand", "name"))
    yield language, "name", "title", Words(theme.brand.title, place("brand", "title"))


def _said(theme: Theme, language: str) -> list[str]:
    """What the wordings of a language say on the screen, the longest first."""
    parts = {
        part.text
        for messages in theme.messages.values()
        if language in messages
        for part in (messages[language].title, messages[language].body)
    }
    return sorted((part for part in parts if " " in part), key=len, reverse=True)


def _without(words: Words, said: list[str]) -> Words:
    text = words.text
    for part in said:
        # A text that is nothing but the wording may have been written by hand: it is judged too.
        if part in text and part != words.text:
            text = text.replace(part, HOLE)
    return words if text is words.text else Words(text, words.place)
