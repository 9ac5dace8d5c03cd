"""Checks of texts that no guest receives, and of languages that are offered in vain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from themebuilder.checks.base import Context, Fault, collection_check
from themebuilder.checks.package_subject import MANIFEST, PackageSubject, package_check
from themebuilder.checks.passages import ThemeTexts, find_language_place, words_check
from themebuilder.core.messages import Message, _, join_messages
from themebuilder.core.problems import Place
from themebuilder.definitions.library import Library
from themebuilder.definitions.outline import Outline
from themebuilder.packages.service_theme import LINE_LENGTH, find_screen_text
from themebuilder.platform.lookup import (
    FALLBACK,
    choose_language,
    find_right_codes,
    is_asked_for,
    is_language_code,
    list_lookup,
)
from themebuilder.settings import LANGUAGES_SETTING

_MOST_LINES = 5
"""Lines of a bilingual screen: both titles in one, and two for each language. A house value."""


@collection_check("language-never-shown")
def language_never_shown(outlines: Sequence[Outline], context: Context) -> Iterator[Fault]:
    every: dict[str, None] = {}
    offered: dict[str, dict[str, None]] = {}
    for outline in outlines:
        languages = dict.fromkeys(outline.languages)
        every |= languages
        for document in (*outline.lineage, *outline.organisations):
            offered.setdefault(document.file, {}).update(languages)
    for kind in ("organisation", "theme"):
        for document in context.library.own.get(kind, {}).values():
            texts = document.tree.map("texts")
            known = tuple(offered.get(document.file, ()))
            for language in texts.entries if known else ():
                if language not in known:
                    yield texts.key_place(language), *_explain_lookup(language, known)
    if every:
        for place, language in _list_file_languages(context.library):
            # A plain language that nobody offers yet is being prepared.
            if language not in every and ("-" in language or not is_asked_for(language)):
                yield place, *_explain_lookup(language, tuple(every))


@collection_check("language-never-shown")
def language_asked_for_otherwise(outlines: Sequence[Outline], _context: Context) -> Iterator[Fault]:
    places = {
        (setting.place, language): outline.languages
        for outline in outlines
        if (setting := outline.settings.get(LANGUAGES_SETTING.name))
        for language in outline.languages
        if not is_asked_for(language)
    }
    for (place, language), known in places.items():
        yield place, *_explain_lookup(language, known)


@package_check("language-never-shown")
def package_language_never_shown(package: PackageSubject, _context: Context) -> Iterator[Fault]:
    manifest = package.tree(MANIFEST) if package.theme is None else None
    if manifest is None:
        return
    texts = manifest.map("translations")
    listed = [code.value for code in manifest.texts("availableLanguages")]
    offered = listed or [*texts.entries, FALLBACK]
    for number, language in enumerate(listed):
        if not is_asked_for(language) and language not in texts.entries:
            yield (
                package.place(MANIFEST, "availableLanguages", number),
                *_explain_lookup(language, offered),
            )
    for language in texts.entries:
        if not is_asked_for(language) or language not in offered:
            yield texts.key_place(language), *_explain_lookup(language, offered)


@words_check("language-incomplete")
def language_offered_in_vain(collected: ThemeTexts, context: Context) -> Iterator[Fault]:
    theme = collected.theme
    if theme.webapp.text("texts") != "own":
        return
    for language in theme.languages:
        if not theme.texts.get(language) and not context.library.get_both("texts", language):
            message = _(
                "`{language}` is offered, but the web app has no texts in it.", language=language
            )
            hint = _("Add texts in `{language}`, or stop offering it.", language=language)
            yield find_language_place(theme, language), message, hint


@words_check("text-too-long")
def bilingual_screen_too_long(collected: ThemeTexts, context: Context) -> Iterator[Fault]:
    theme = collected.theme
    if len(theme.screen_languages) < 2:
        return
    place = theme.origin.place_of("meeting", "second_language")
    for message in dict.fromkeys(screen.wording for screen in context.platform.screens.values()):
        lines = find_screen_text(theme, message).split("\n")
        for line in lines:
            if len(line) > LINE_LENGTH:
                yield (
                    place,
                    _(
                        "In two languages, the line “{start}…” of `{message}` has {count} characters."
                        " {most} fit on the screen.",
                        start=line[:30],
                        message=message,
                        count=len(line),
                        most=LINE_LENGTH,
                    ),
                )
        if len(lines) > _MOST_LINES:
            yield (
                place,
                _(
                    "In two languages, `{message}` has {count} lines. {most} fit on the screen.",
                    message=message,
                    count=len(lines),
                    most=_MOST_LINES,
                ),
            )


def _list_file_languages(library: Library) -> Iterator[tuple[Place, str]]:
    for document in library.own.get("texts", {}).values():
        yield document.tree.place_of("texts"), document.tree.text("texts")
    for document in library.own.get("wording", {}).values():
        for message in document.tree.entries:
            texts = document.tree.map(message)
            yield from ((texts.key_place(language), language) for language in texts.entries)


def _explain_lookup(language: str, offered: Sequence[str]) -> tuple[str, str]:
    """Return a message that shows how i18next looks texts up for guests of *language*, and a hint."""
    if not is_language_code(language):
        return (
            _("`{language}` isn't a language code, so no browser asks for it.", language=language),
            _("Write the language's code, such as `da` for Danish."),
        )
    right = find_right_codes(language)
    asked = right or (language,)
    orders = {code: list_lookup(choose_language([code], offered), offered) for code in asked}
    ways = join_messages((_describe_lookup(code, order) for code, order in orders.items()), " ")
    message = _("Guests don't get texts in `{language}`.", language=language)
    if right:
        hint = _("Offer these languages instead, with texts: {languages}.", languages=_quote(asked))
    elif order := orders[language]:
        hint = _(
            "Move the texts to `{other}`, or offer `{language}`.", other=order[0], language=language
        )
    else:
        hint = _("Offer `{language}`.", language=language)
    return join_messages((message, ways), " "), hint


def _describe_lookup(code: str, order: Sequence[str]) -> Message:
    if not order:
        return _("A browser set to `{code}` shows the web app's own English.", code=code)
    return _(
        "A browser set to `{code}` looks for texts in this order: {languages}.",
        code=code,
        languages=_quote(order),
    )


def _quote(codes: Sequence[str]) -> str:
    return ", ".join(f"`{code}`" for code in codes)
