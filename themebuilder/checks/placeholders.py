"""Checks of what the web app puts into a text: placeholders, tags, plural forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from themebuilder.checks.base import Context, Fault
from themebuilder.checks.passages import (
    Passage,
    TextFault,
    TextFix,
    ThemeTexts,
    text_check,
    words_check,
)
from themebuilder.checks.prose import PLACEHOLDER, TAG
from themebuilder.core.messages import _
from themebuilder.platform.facts import find_placeholders

_PLURALS = ("_zero", "_one", "_two", "_few", "_many", "_other")


@text_check("placeholder-wrong")
def placeholder_wrong(passage: Passage) -> Iterator[TextFault]:
    text = passage.text
    lost, unknown = _compare(passage)
    has_loose_brace = bool(re.search("[{}]", PLACEHOLDER.sub("", text)))
    # A changed placeholder is reported once, as what it is now: unknown, or without a brace.
    if len(unknown) < len(lost) and not has_loose_brace:
        message = _("The text lacks {names} from the English text.", names=_quote_names(lost))
        yield message, _quote_english(passage)
    if unknown and passage.kind != "text":
        message = _("{names} has no value here.", names=_quote_names(unknown))
        yield message, _("Only texts of the web app have values.")
    elif unknown:
        message = _(
            "Version {version} of the web app has no value for {names} in this text.",
            version=passage.reader.platform.version,
            names=_quote_names(unknown),
        )
        if len(lost) == len(unknown) == 1:
            yield message, _("Did you mean `{name}`?", name=f"{{{{{lost[0]}}}}}")
        else:
            yield message, _quote_english(passage)
    if has_loose_brace:
        hint = _("Write `{{name}}`, or remove the brace.")
        if lost:
            hint = _("Write {names}.", names=_quote_names(lost))
        yield _("The text has a brace outside a placeholder."), hint
    elif any(not find_placeholders(it.group()) for it in PLACEHOLDER.finditer(text)):
        yield _("A placeholder has no name between its braces.")
    if "$t(" in text:
        yield _("`$t(` makes the web app look up another text."), _("Write the text itself.")


@text_check("tag-wrong")
def tag_wrong(passage: Passage) -> Iterator[TextFault]:
    known = passage.fact.tags if passage.fact else ()
    found = [match.group(2) for match in TAG.finditer(passage.text)]
    for name in known:
        if name not in found and passage.fact and name not in passage.fact.logo_tags:
            message = _("The text lacks the tag `<{tag}>` from the English text.", tag=name)
            yield message, _quote_english(passage)
    # A text with an unknown English version may have any tag.
    if passage.kind != "text" or (passage.fact and passage.fact.english):
        for name in dict.fromkeys(found):
            if name not in known:
                tags = ", ".join(f"`<{it}>`" for it in known)
                hint = _("Allowed here: {tags}.", tags=tags) if known else ""
                yield _("The tag `<{tag}>` has no meaning here.", tag=name), hint
    yield from _check_nesting(passage.text)


def restore_placeholders(passage: Passage) -> Iterator[TextFix]:
    """Propose the text with the names of the English text: renamed, with their braces, or at its end."""
    lost, unknown = _compare(passage)
    text = passage.text
    if len(lost) == len(unknown) == 1:
        name = unknown[0]
        text = re.sub(rf"\{{\{{\s*{re.escape(name)}\s*\}}\}}", f"{{{{{lost[0]}}}}}", text)
    names = lost or list(find_placeholders(text))
    for name in names:
        text = re.sub(rf"\{{+\s*{re.escape(name)}\s*\}}+", f"{{{{{name}}}}}", text)
    words, end = re.split(r"(?=[.!?…]?\s*$)", text, maxsplit=1)
    there = find_placeholders(text)
    text = "".join((words, *(f" {{{{{name}}}}}" for name in names if name not in there), end))
    if text != passage.text:
        yield _("Put {names} back", names=_quote_names(names)), text


def correct_tags(passage: Passage) -> Iterator[TextFix]:
    """Propose the text without tags that mean nothing there, and with the last one closed."""
    known = passage.fact.tags if passage.fact else ()
    text = TAG.sub(lambda it: it.group() if it.group(2) in known else "", passage.text)
    opened = [(it.group(1), it.group(2)) for it in TAG.finditer(text) if not it.group(3)]
    if opened and not opened[-1][0]:
        text += f"</{opened[-1][1]}>"
    yield _("Correct the tags"), text


def _check_nesting(text: str) -> Iterator[TextFault]:
    open_tag = ""
    for match in TAG.finditer(text):
        closes, name, is_empty = match.groups()
        if is_empty:
            continue
        if not closes and open_tag:
            message = _("The tag `<{tag}>` is inside `<{outer}>`.", tag=name, outer=open_tag)
            yield message, _("A tag inside a tag crashes the web app.")
            return
        if closes and name != open_tag:
            if open_tag:
                yield _("`</{tag}>` doesn't close `<{open}>`.", tag=name, open=open_tag)
            else:
                yield _("`</{tag}>` closes no tag.", tag=name)
            return
        open_tag = "" if closes else name
    if open_tag:
        yield (
            _("The tag `<{tag}>` isn't closed.", tag=open_tag),
            _("Write `</{tag}>` after its words.", tag=open_tag),
        )


@words_check("language-incomplete")
def plural_form_missing(collected: ThemeTexts, _context: Context) -> Iterator[Fault]:
    for language, texts in collected.theme.texts.items():
        for key, words in texts.items():
            if key.endswith("_one"):
                stem = key.removesuffix("_one")
                forms = [f"{stem}_{form}" for form in _list_plural_forms(language)]
                if missing := ", ".join(f"`{form}`" for form in forms if form not in texts):
                    message = _(
                        "`{key}` also needs {forms} in `{language}`.",
                        key=key,
                        forms=missing,
                        language=language,
                    )
                    yield words.place, message, _("Write a text for each plural form.")


@lru_cache(maxsize=64)
def _list_plural_forms(language: str) -> tuple[str, ...]:
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - heavy, and seldom needed

    try:
        forms = {*Locale.parse(language, sep="-").plural_form.tags, "other"}
    except (UnknownLocaleError, ValueError):
        forms = {"one", "other"}
    return tuple(form.removeprefix("_") for form in _PLURALS if form.removeprefix("_") in forms)


def _compare(passage: Passage) -> tuple[list[str], list[str]]:
    """Return the placeholders that a text has lost, and those that nothing fills."""
    there = find_placeholders(passage.text) if "{{" in passage.text else ()
    if passage.kind != "text":
        return [], list(there)
    fact = passage.fact
    if fact is None or not fact.english or not (there or fact.placeholders):
        return [], []
    filled = [name for name in fact.placeholders if name not in fact.unfilled]
    lost = [name for name in filled if name not in there]
    return lost, [name for name in there if name not in filled]


def _quote_names(names: list[str]) -> str:
    return ", ".join(f"`{{{{{name}}}}}`" for name in names)


def _quote_english(passage: Passage) -> str:
    english = passage.fact.english if passage.fact else ""
    return _("In English: “{text}”", text=" ".join(english.split()))
