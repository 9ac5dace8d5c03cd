"""The texts of a theme, one by one: who reads them, where, and in which language.

Themes share nearly all of their texts. What the text checks find in a text is kept, so each text is
checked once, however many themes have it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import Literal, NamedTuple

from themebuilder.checks.base import Check, CheckRegistry, Context, Fault
from themebuilder.checks.faultless_texts import FaultlessTexts, compute_digest
from themebuilder.checks.glossary import Glossary, load_glossary
from themebuilder.checks.prose import HOLE, fold, prose
from themebuilder.core.messages import get_language
from themebuilder.core.problems import Place, Problem, problem
from themebuilder.core.tree import Text
from themebuilder.definitions.library import Library
from themebuilder.definitions.model import Audience, Texts, Theme
from themebuilder.definitions.outline import find_languages_place
from themebuilder.platform.facts import TranslationKey
from themebuilder.platform.target import Platform

TextKind = Literal["text", "screen", "title", "body", "spoken", "name"]
"""A text of the web app, a meeting's screen, a part of a wording, or a name in the brand."""
TextFault = str | tuple[str, str]
"""A message, or a message and a hint."""
TextFix = tuple[str, str]
"""What a button says, and the text afterwards."""


class Reader(NamedTuple):
    """Who reads a text, in which version of the web app, and until when."""

    language: str
    audience: Audience
    until: date | None
    glossary: Glossary
    platform: Platform


@dataclass(frozen=True, slots=True)
class Passage:
    """One text with what a check has to know about it.

    *key* is the text's key, the screen's id, or the message of the wording.
    """

    kind: TextKind
    key: str
    text: str
    reader: Reader
    language: str = field(init=False)
    fact: TranslationKey | None = field(init=False)
    """What is known of a web app text, also of one that only another version has."""
    prose: str = field(init=False)
    """The text with a space for each placeholder, tag and address."""
    folded: str = field(init=False)
    """*prose* in lower case, to be searched for words."""

    def __post_init__(self) -> None:
        """Prepare the text once, for all checks."""
        find_fact = self.reader.platform.find_text_of_any_version
        shown = prose(self.text)
        object.__setattr__(self, "language", self.reader.language)
        object.__setattr__(self, "fact", find_fact(self.key) if self.kind == "text" else None)
        object.__setattr__(self, "prose", shown)
        object.__setattr__(self, "folded", fold(shown))


TextCheck = Check[[Passage], TextFault]
text_check = CheckRegistry[[Passage], TextFault]()
"""Asked of each text of a theme, whoever reads it."""
reader_check = CheckRegistry[[Passage], TextFault]()
"""Asked of each text of a theme, for its audience and its last day."""


class PlacedText(NamedTuple):
    """A text of a theme, and the place where it was written."""

    language: str
    kind: TextKind
    key: str
    words: Text


@dataclass(frozen=True, eq=False, slots=True)
class TextBlock:
    """Texts of one language that are checked together. Themes with the same texts share the block."""

    language: str
    texts: tuple[PlacedText, ...]


class ThemeTexts(NamedTuple):
    """A theme with all of its texts."""

    theme: Theme
    blocks: tuple[TextBlock, ...]

    @property
    def texts(self) -> Iterator[PlacedText]:
        """All texts, one by one."""
        return chain.from_iterable(block.texts for block in self.blocks)


words_check = CheckRegistry[[ThemeTexts, Context], Fault]()
"""Asked of all texts of a theme together."""


def collect_texts(theme: Theme) -> ThemeTexts:
    """Collect the texts of *theme*, in the order of its languages.

    Where a web app text repeats a wording, the wording is cut out: it is checked once, where it was
    written.
    """
    blocks = (
        _place_texts(texts, language, _list_wordings(theme, language))
        for language, texts in theme.texts.items()
    )
    others: dict[str, list[PlacedText]] = {}
    for other in _list_others(theme):
        others.setdefault(other.language, []).append(other)
    rest = (TextBlock(language, tuple(texts)) for language, texts in others.items())
    return ThemeTexts(theme, (*blocks, *rest))


def find_language_place(theme: Theme, language: str) -> Place:
    """Return where a theme offers a language: the setting, or the language in a manifest."""
    if theme.is_foreign:
        return theme.webapp.map("manifest", "translations").key_place(language)
    return find_languages_place(theme.settings, theme.origin)


Found = tuple[tuple[str, str, str], ...]
"""Rule, message and hint of each fault in one text."""
Finder = Callable[[TextKind, str, str], Found]


def run_on_texts(
    checks: tuple[TextCheck, ...], collected: ThemeTexts, context: Context, *, by_reader: bool
) -> list[Problem]:
    """Return what *checks* find in each text of a theme.

    Without *by_reader*, the checks get each text once, as if for everyone and without a last day. With it,
    they get only texts in which the strictest reader finds something.
    """
    theme, library, platform = collected.theme, context.library, context.platform
    audience, until = (theme.audience, theme.valid.until) if by_reader else ("everyone", None)
    problems: list[Problem] = []
    for block in collected.blocks:
        language = block.language
        terms = load_glossary(library, language, audience)
        reader = Reader(language, audience, until, terms, platform)
        first = make_strictest_reader(library, language, platform) if by_reader else reader
        strictest = _make_finder(checks, first, get_language(), context.faultless)
        finder = _make_finder(checks, reader, get_language(), None)
        problems += (
            problem(rule, message, place, hint, theme=theme.name)
            for place, (rule, message, hint) in _find_in_block(block, strictest, finder)
        )
    return problems


@lru_cache(maxsize=256)
def _find_in_block(
    block: TextBlock, strictest: Finder, finder: Finder
) -> tuple[tuple[Place, tuple[str, str, str]], ...]:
    """Return what *finder* finds in the texts in which *strictest* finds something, with its place."""
    return tuple(
        (words.place, fault)
        for _language, kind, key, words in block.texts
        if strictest(kind, key, words.value)
        for fault in finder(kind, key, words.value)
    )


def make_strictest_reader(library: Library, language: str, platform: Platform) -> Reader:
    """Return a reader whose texts have a fault wherever the same text has one for any other."""
    return Reader(language, "citizen", None, load_glossary(library, language, None), platform)


@lru_cache(maxsize=64)
def _make_finder(
    checks: tuple[TextCheck, ...], reader: Reader, language: str, faultless: FaultlessTexts | None
) -> Finder:
    """Return what finds the faults in a text for *reader*, and keeps them as written in *language*.

    It doesn't look for any in a text that is known to be *faultless*.
    """
    look = _keep_found(checks, reader, language)
    if faultless is None:
        return look
    asked = compute_digest([check.rule for check in checks], reader.language)

    def find(kind: TextKind, key: str, text: str) -> Found:
        digest = compute_digest(asked, kind, key, text)
        if digest in faultless:
            return ()
        found = look(kind, key, text)
        if not found:
            faultless.add(digest)
        return found

    return lru_cache(maxsize=20_000)(find)


@lru_cache(maxsize=64)
def _keep_found(checks: tuple[TextCheck, ...], reader: Reader, _language: str) -> Finder:
    """Return what looks for faults in a text once, whatever else is known to be faultless."""

    def look(kind: TextKind, key: str, text: str) -> Found:
        passage = Passage(kind, key, text, reader)
        return tuple(
            (check.rule, fault, "") if isinstance(fault, str) else (check.rule, *fault)
            for check in checks
            for fault in check.ask(passage)
        )

    return lru_cache(maxsize=20_000)(look)


@lru_cache(maxsize=256)
def _place_texts(texts: Texts, language: str, wordings: tuple[str, ...]) -> TextBlock:
    """Return the texts of the web app in *language*, without the *wordings* in them."""
    shortest = min(map(len, wordings), default=0)
    placed = []
    for key, words in texts.items():
        is_own = not wordings or len(words.value) < shortest
        text = words.value if is_own else _cut(words.value, wordings)
        kept = words if text is words.value else Text(text, words.place)
        placed.append(PlacedText(language, "text", key, kept))
    return TextBlock(language, tuple(placed))


def _list_others(theme: Theme) -> Iterator[PlacedText]:
    """Yield the texts beside those of the web app."""
    for kind, by_language in theme.messages.items():
        for language, message in by_language.items():
            yield PlacedText(language, "title", kind, message.title)
            yield PlacedText(language, "body", kind, message.body)
            if message.help.value:
                yield PlacedText(language, "body", kind, message.help)
            yield PlacedText(language, "spoken", kind, message.spoken)
    language = theme.meeting_language
    for id_, node in theme.meeting.map("screens").entries.items():
        if isinstance(node, Text):
            yield PlacedText(language, "screen", id_, Text(node.value, node.place))
    place = theme.origin.place_of
    yield PlacedText(language, "name", "name", Text(theme.brand.name, place("brand", "name")))
    yield PlacedText(language, "name", "title", Text(theme.brand.title, place("brand", "title")))


def _list_wordings(theme: Theme, language: str) -> tuple[str, ...]:
    """Return what the wordings of a language put on the screen, the longest first."""
    parts = {
        part.value
        for messages in theme.messages.values()
        if language in messages
        for part in messages[language].lines
    }
    return tuple(sorted((part for part in parts if " " in part), key=lambda it: (-len(it), it)))


@lru_cache(maxsize=16_384)
def _cut(text: str, wordings: tuple[str, ...]) -> str:
    rest = text
    for part in wordings:
        # A text that is nothing but the wording may have been written by hand: check it too.
        if part != text:
            rest = rest.replace(part, HOLE)
    return rest
