"""Questions about a theme's texts as a whole: whether they are all there, and known."""

from __future__ import annotations

from collections.abc import Iterator

from themebuilder.checks.base import Context, Finding, check
from themebuilder.core.problems import Place
from themebuilder.core.tree import Text, find_key
from themebuilder.definitions.library import Library
from themebuilder.definitions.model import Theme, Words
from themebuilder.settings import LANGUAGES


@check("language-incomplete")
def language_incomplete(theme: Theme, context: Context) -> Iterator[Finding]:
    for language in theme.languages:
        texts = theme.texts.get(language, {})
        missing = [key for key in context.platform.keys if key not in texts]
        if missing and texts:
            shown = ", ".join(missing[:5]) + (" …" if len(missing) > 5 else "")
            message = f"`{language}` lacks {len(missing)} of {len(context.platform.keys)} texts."
            yield _offered_at(theme), message, f"Missing: {shown}"


@check("text-key-unknown")
def text_key_unknown(theme: Theme, context: Context) -> Iterator[Finding]:
    for texts in theme.texts.values():
        for key, words in texts.items():
            if context.platform.ships(key) and context.platform.known(key) is None:
                nearest = context.platform.nearest(key)
                hint = f"Did you mean `{nearest}`?" if nearest else ""
                place = _key_place(context.library, words)
                yield place, f"The web app has no text with the key `{key}`.", hint


def _key_place(library: Library, words: Words) -> Place:
    """Where the text's key was written."""
    for layer in (library.own, library.shipped):
        for documents in layer.values():
            for document in documents.values():
                if document.file == words.place.file:
                    return find_key(document.tree, Text(words.text, words.place))
    return words.place


def _offered_at(theme: Theme) -> Place:
    setting = theme.settings.get(LANGUAGES.name)
    return setting.place if setting else theme.origin.place_of("theme")


CHECKS = (language_incomplete, text_key_unknown)
