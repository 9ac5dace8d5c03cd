"""Questions about one name for one thing, across all themes for the same readers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from themebuilder.checks.base import Context, Finding, check
from themebuilder.core.tree import Text
from themebuilder.definitions.library import Library
from themebuilder.definitions.model import Audience
from themebuilder.definitions.outline import Outline

Outlines = Sequence[Outline]
Named = tuple[Audience, str, str]
"""Audience, language, key."""

_OWN_WORDS = re.compile(r"^(infocard\.|custom-step\.|common\.(brand-name|a-pexip-meeting|label-))")
"""Texts in which a theme speaks of itself: they are meant to differ."""
_LONGEST_NAME = 40


@check("function-named-differently")
def function_named_differently(outlines: Outlines, context: Context) -> Iterator[Finding]:
    given: dict[Named, dict[Text, int]] = {}
    themes: Counter[tuple[Audience, str]] = Counter()
    for outline in outlines:
        own = _own_texts(outline)
        for language in outline.languages:
            themes[outline.audience, language] += 1
            for key, text in own.get(language, {}).items():
                if not _OWN_WORDS.match(key):
                    named = given.setdefault((outline.audience, language, key), {})
                    named[text] = named.get(text, 0) + 1
    for (audience, language, key), texts in given.items():
        shared = _shared(context.library, audience, language, key)
        if not _is_name(shared, context, key):
            continue
        names: Counter[str] = Counter()
        # The shared name comes first, so that it is the usual one where numbers are equal.
        names[_folded(shared)] = themes[audience, language] - sum(texts.values())
        for text, count in texts.items():
            names[_folded(text.value)] += count
        usual, count = names.most_common(1)[0]
        spelt = next((it.value for it in texts if _folded(it.value) == usual), shared)
        for text in texts:
            if _folded(text.value) != usual and count:
                others = f"{count} other theme{'s' * (count != 1)} for the same readers"
                message = f"`{key}` is »{text.value}« here, and »{spelt}« in {others}."
                hint = f"Take it out here, or change it for all in themes/texts/{language}.yaml."
                yield text.place, message, hint


def _own_texts(outline: Outline) -> dict[str, dict[str, Text]]:
    """Language -> key -> the text that the theme, its parents or its organisations give it."""
    found: dict[str, dict[str, Text]] = {}
    for document in (*reversed(outline.organisations), *reversed(outline.line)):
        for language in document.tree.map("texts").entries:
            for key, node in document.tree.map("texts", language).entries.items():
                if isinstance(node, Text):
                    found.setdefault(language, {})[key] = node
    return found


def _shared(library: Library, audience: Audience, language: str, key: str) -> str:
    """What the layers say that all themes stand on."""
    for name in (f"{language}.{audience}", language):
        for document in reversed(library.layers("texts", name)):
            if text := document.tree.text("keys", key):
                return text
    return ""


def _is_name(shared: str, context: Context, key: str) -> bool:
    """Whether a text is a name for a thing, and no sentence."""
    fact = context.platform.known(key)
    is_known = fact is not None and context.platform.ships(key)
    return is_known and 0 < len(shared) <= _LONGEST_NAME and shared[-1] not in ".?!…"


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


COLLECTION_CHECKS = (function_named_differently,)
