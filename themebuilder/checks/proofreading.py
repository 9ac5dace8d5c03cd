"""How texts are read: each text once, by all checks, whatever number of themes say it.

Themes share nearly all of their texts, so what was found in one is kept by its words, and the
thousandth theme costs no more than looking up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from themebuilder.checks.base import Check, Context, Finding
from themebuilder.checks.glossary import glossary
from themebuilder.checks.passages import Kind, Passage, lines
from themebuilder.definitions.model import Audience, Theme
from themebuilder.platform.facts import TranslationKey
from themebuilder.platform.target import Platform

Fault = tuple[str] | tuple[str, str]
"""What is wrong, and what to do about it where there is more to say than the manual does."""

_MOST_TEXTS = 50_000
_MOST_READERS = 64


@dataclass(frozen=True, slots=True)
class TextCheck:
    """A question asked of a single text, and the rule that it is about.

    *heeds_audience* when the answer depends on who reads the text; the others are asked once for all
    audiences, of a text for everyone.
    """

    rule: str
    ask: Callable[[Passage], Iterator[Fault]]
    heeds_audience: bool


def text_check(
    name: str, *, heeds_audience: bool = False
) -> Callable[[Callable[[Passage], Iterator[Fault]]], TextCheck]:
    """Make a check of a generator function, under a name that says the fault."""

    def made(ask: Callable[[Passage], Iterator[Fault]]) -> TextCheck:
        return TextCheck(name, ask, heeds_audience)

    return made


class Proofreader:
    """Asks all of *checks* of every text of a theme, in one go."""

    def __init__(self, checks: Sequence[TextCheck]) -> None:
        """Remember the checks; nothing is read yet."""
        self._checks = tuple(checks)
        self._readers: dict[tuple[int, int, str, Audience, bool], _Reader] = {}
        self._latest: tuple[Theme, Context, Mapping[str, Sequence[Finding]]] | None = None

    @property
    def theme_checks(self) -> tuple[Check[Theme], ...]:
        """The same checks, to be asked of a whole theme."""
        return tuple(Check(one.rule, partial(self._told, one.rule)) for one in self._checks)

    def _told(self, rule: str, theme: Theme, context: Context) -> Iterator[Finding]:
        """What breaks *rule*; all rules of a theme are asked one after the other."""
        latest = self._latest
        if latest is None or latest[0] is not theme or latest[1] is not context:
            latest = (theme, context, self._read(theme, context))
            self._latest = latest
        yield from latest[2].get(rule, ())

    def _read(self, theme: Theme, context: Context) -> Mapping[str, Sequence[Finding]]:
        found: dict[str, list[Finding]] = {}
        readers: dict[str, _Reader] = {}
        for language, kind, key, words in lines(theme):
            reader = readers.get(language)
            if reader is None:
                reader = readers[language] = self._reader(language, theme.audience, context)
            for rule, fault in reader.faults(kind, key, words.text):
                found.setdefault(rule, []).append((words.place, *fault))
        return found

    def _reader(self, language: str, audience: Audience, context: Context) -> _Reader:
        common = self._known_reader(language, "everyone", context, is_common=True)
        return self._known_reader(language, audience, context, common)

    def _known_reader(
        self,
        language: str,
        audience: Audience,
        context: Context,
        common: _Reader | None = None,
        *,
        is_common: bool = False,
    ) -> _Reader:
        # A reader holds on to its terms and platform, so no other objects take over their ids.
        terms = glossary(context.library, language, audience)
        key = (id(terms), id(context.platform), language, audience, is_common)
        reader = self._readers.get(key)
        if reader is None:
            if len(self._readers) >= _MOST_READERS:
                self._readers.clear()
            checks = [one for one in self._checks if one.heeds_audience is not is_common]
            reader = _Reader(checks, language, audience, context, common)
            self._readers[key] = reader
        return reader


class _Reader:
    """Reads the texts of one language for one audience, and remembers what it found in them.

    What the reader *common* to all audiences found is added to its own.
    """

    def __init__(
        self,
        checks: Sequence[TextCheck],
        language: str,
        audience: Audience,
        context: Context,
        common: _Reader | None,
    ) -> None:
        self._checks = checks
        self._language = language
        self._audience = audience
        self._context = context
        self._common = common
        self._glossary = glossary(context.library, language, audience)
        self._known: dict[tuple[str, str, str], tuple[tuple[str, Fault], ...]] = {}

    def faults(self, kind: Kind, key: str, text: str) -> tuple[tuple[str, Fault], ...]:
        """The rules that a text breaks, and how."""
        named = (kind, key, text)
        found = self._known.get(named)
        if found is None:
            if len(self._known) >= _MOST_TEXTS:
                self._known.clear()
            found = tuple(self._read(kind, key, text))
            if self._common:
                found += self._common.faults(kind, key, text)
            self._known[named] = found
        return found

    def _read(self, kind: Kind, key: str, text: str) -> Iterator[tuple[str, Fault]]:
        platform = self._context.platform
        passage = Passage(
            kind,
            key,
            text,
            self._language,
            self._audience,
            self._glossary,
            _fact(platform, key) if kind == "text" else None,
            platform.version,
        )
        for one in self._checks:
            for fault in one.ask(passage):
                yield one.rule, fault


def _fact(platform: Platform, key: str) -> TranslationKey | None:
    """What is known of a text, also of one that only another version asks for."""
    return platform.known(key) or platform.old_keys.get(key) or platform.new_keys.get(key)
