"""Checks of what the web app puts into a text: placeholders, tags, plural forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from themebuilder.checks.base import Context, Fault, check
from themebuilder.checks.passages import Passage, TextFault, ThemeTexts
from themebuilder.checks.prose import PLACEHOLDER, TAG
from themebuilder.platform.facts import find_placeholders

_PLURALS = ("_zero", "_one", "_two", "_few", "_many", "_other")


@check("placeholder-wrong")
def placeholder_lost(passage: Passage) -> Iterator[TextFault]:
    lost, invented = _compare(passage)
    # One that was altered is told once, as what it is now: an invented or a broken one.
    if len(invented) < len(lost) and not _has_loose_brace(passage.text):
        yield f"The text has lost {_quote_names(lost)}.", f"In English: {_quote_english(passage)}"


@check("placeholder-wrong")
def placeholder_invented(passage: Passage) -> Iterator[TextFault]:
    lost, invented = _compare(passage)
    if not invented:
        return
    named = _quote_names(invented)
    if passage.kind != "text":
        yield f"Nothing fills in {named} here.", "Only texts of the web app have values."
        return
    message = (
        f"Version {passage.reader.platform.version} of the web app gives {named} no value here."
    )
    if len(lost) == len(invented) == 1:
        yield message, f"Did you mean {_quote_names(lost)}?"
    else:
        yield message, f"In English: {_quote_english(passage)}"


@check("placeholder-wrong")
def placeholder_broken(passage: Passage) -> Iterator[TextFault]:
    if _has_loose_brace(passage.text):
        lost, _ = _compare(passage)
        hint = f"Write {_quote_names(lost)}." if lost else "Write `{{name}}`, or no brace."
        yield "A brace stands outside of a whole placeholder.", hint
    elif any(not find_placeholders(it.group()) for it in PLACEHOLDER.finditer(passage.text)):
        yield "A placeholder has no name between its braces."
    if "$t(" in passage.text:
        yield "`$t(` makes the web app look for another text.", "Write the text out."


@check("tag-wrong")
def tag_lost(passage: Passage) -> Iterator[TextFault]:
    if passage.fact:
        there = set(_tag_names(passage.text))
        for name in passage.fact.tags:
            if name not in there:
                yield (
                    f"The text has lost the tag `<{name}>`.",
                    f"In English: {_quote_english(passage)}",
                )


@check("tag-wrong")
def tag_invented(passage: Passage) -> Iterator[TextFault]:
    if passage.kind == "text" and not (passage.fact and passage.fact.english):
        return  # a text of which nothing is known may have any
    known = passage.fact.tags if passage.fact else ()
    for name in dict.fromkeys(_tag_names(passage.text)):
        if name not in known:
            hint = f"Known here: {', '.join(f'<{it}>' for it in known)}." if known else ""
            yield f"The tag `<{name}>` means nothing here.", hint


@check("tag-wrong")
def tags_unbalanced(passage: Passage) -> Iterator[TextFault]:
    open_tag = ""
    for match in TAG.finditer(passage.text):
        closes, name, is_empty = match.groups()
        if is_empty:
            continue
        if not closes and open_tag:
            message = f"The tag `<{name}>` stands inside `<{open_tag}>`."
            yield message, "A tag within a tag makes the web app crash."
            return
        if closes and name != open_tag:
            opened = f"`<{open_tag}>` is open" if open_tag else "no tag is open"
            yield f"`</{name}>` closes a tag, and {opened}."
            return
        open_tag = "" if closes else name
    if open_tag:
        yield (f"The tag `<{open_tag}>` is not closed.", f"Write `</{open_tag}>` after its words.")


@check("language-incomplete")
def plural_form_missing(collected: ThemeTexts, _context: Context) -> Iterator[Fault]:
    for language, texts in collected.theme.texts.items():
        for key, words in texts.items():
            if key.endswith("_one"):
                stem = key.removesuffix("_one")
                forms = [f"{stem}_{form}" for form in _plural_forms(language)]
                if missing := ", ".join(f"`{form}`" for form in forms if form not in texts):
                    yield words.place, f"`{key}` needs {missing} beside it in `{language}`."


@lru_cache(maxsize=64)
def _plural_forms(language: str) -> tuple[str, ...]:
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - heavy, and seldom needed

    try:
        forms = {*Locale.parse(language, sep="-").plural_form.tags, "other"}
    except (UnknownLocaleError, ValueError):
        forms = {"one", "other"}
    return tuple(form.removeprefix("_") for form in _PLURALS if form.removeprefix("_") in forms)


def _compare(passage: Passage) -> tuple[list[str], list[str]]:
    """The placeholders that a text has lost, and those that it has invented."""
    there = find_placeholders(passage.text) if "{{" in passage.text else ()
    if passage.kind != "text":
        return [], list(there)
    fact = passage.fact
    if fact is None or not fact.english or not (there or fact.placeholders):
        return [], []
    filled = [name for name in fact.placeholders if name not in fact.unfilled]
    lost = [name for name in filled if name not in there]
    return lost, [name for name in there if name not in filled]


def _has_loose_brace(text: str) -> bool:
    if "{" not in text and "}" not in text:
        return False
    rest = PLACEHOLDER.sub("", text)
    return "{" in rest or "}" in rest


def _quote_names(names: list[str]) -> str:
    return ", ".join(f"`{{{{{name}}}}}`" for name in names)


def _tag_names(text: str) -> list[str]:
    """The names of all tags, opening and closing."""
    return [match.group(2) for match in TAG.finditer(text)] if "<" in text else []


def _quote_english(passage: Passage) -> str:
    english = passage.fact.english if passage.fact else ""
    return re.sub(r"\s+", " ", f"“{english}”")


TEXT_CHECKS = (
    placeholder_lost,
    placeholder_invented,
    placeholder_broken,
    tag_lost,
    tag_invented,
    tags_unbalanced,
)
WORD_CHECKS = (plural_form_missing,)
