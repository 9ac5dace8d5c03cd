"""How far the words are: for each language, and for each theme in each language it offers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from themebuilder.checks.prose import RIGHT_TO_LEFT
from themebuilder.checks.readability import lix
from themebuilder.core.problems import Place
from themebuilder.core.tree import Node
from themebuilder.definitions.library import Library
from themebuilder.definitions.outline import Outline
from themebuilder.definitions.texts import (
    CORE_MESSAGES,
    WORDING_MESSAGES,
    LanguageTexts,
    find_text_review,
)
from themebuilder.platform.target import Platform
from themebuilder.translation.rows import TEXTS, WORDING, list_languages


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many texts there are of those that the app asks for, and how far they were read.

    *name* is a language's, or a theme's in *language*. *states* counts the texts by ``draft``,
    ``proposed``, ``approved`` and ``unmarked`` (written in a theme or organisation, which do not say).
    *core* counts the core texts, those there and all. *messages* are the wordings, whole ones of those
    that are needed.
    """

    name: str
    language: str
    needed: int
    missing: tuple[str, ...]
    core: tuple[int, int]
    states: Mapping[str, int]
    messages: tuple[int, int]
    lix: int
    """The LIX of all texts together, on the Danish bands; 0 where there are none."""

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing; a text that nobody has approved counts as there."""
        return not self.missing and self.messages[0] == self.messages[1]


def cover_languages(library: Library, platform: Platform) -> list[Coverage]:
    """Return every language in which something is written: its base texts, and all wordings."""
    reviews = _find_reviews(library)
    return [
        _cover_language(library, platform, language, reviews)
        for language in list_languages(library)
    ]


def cover_themes(
    library: Library, platform: Platform, outlines: Sequence[Outline]
) -> list[Coverage]:
    """Return each theme in each language that it offers, with all that is laid over the base texts."""
    reviews = _find_reviews(library)
    return [
        _cover_theme(library, platform, outline, language, reviews)
        for outline in outlines
        if outline.organisations
        for language in outline.languages
    ]


def _cover_language(
    library: Library, platform: Platform, language: str, reviews: Mapping[Place, str]
) -> Coverage:
    tree = library.get_merged(TEXTS, language)
    written = needed = 0
    for name in library.names(WORDING):
        wording = library.get_merged(WORDING, name)
        for message in WORDING_MESSAGES:
            if wording and message in wording.entries:
                wording_texts = wording.map(message, language).entries
                needed += 1
                written += {"title", "body"} <= wording_texts.keys()
    texts = tree.map("keys").entries if tree else {}
    keys = tuple(platform.keys)
    return _cover(language, language, platform, keys, texts, reviews, (written, needed))


def _cover_theme(
    library: Library,
    platform: Platform,
    outline: Outline,
    language: str,
    reviews: Mapping[Place, str],
) -> Coverage:
    words = LanguageTexts(library, outline, language)
    texts = words.texts()
    is_core = language in outline.core_languages
    keys = platform.core_keys if is_core else tuple(platform.keys)
    picked = outline.merged.map("wording").entries
    wanted = [message for message in picked if not is_core or message in CORE_MESSAGES]
    messages = (sum(message in words.messages for message in wanted), len(wanted))
    return _cover(outline.name, language, platform, keys, texts, reviews, messages)


def _cover(  # noqa: PLR0917
    name: str,
    language: str,
    platform: Platform,
    needed: Sequence[str],
    texts: Mapping[str, Node],
    reviews: Mapping[Place, str],
    messages: tuple[int, int],
) -> Coverage:
    has_lix = language not in RIGHT_TO_LEFT
    return Coverage(
        name,
        language,
        len(needed),
        tuple(key for key in needed if key not in texts),
        (sum(key in texts for key in platform.core_keys), len(platform.core_keys)),
        Counter(reviews.get(text.place, "unmarked") for text in texts.values()),
        messages,
        round(lix(map(str, texts.values())).value) if has_lix else 0,
    )


def _find_reviews(library: Library) -> dict[Place, str]:
    """Return the review of every text of a texts file, by the place where it stands."""
    return {
        text.place: find_text_review(document.tree, key)
        for layer in (library.shipped, library.own)
        for document in layer.get(TEXTS, {}).values()
        for key, text in document.tree.map("keys").entries.items()
    }
