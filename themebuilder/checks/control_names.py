"""Whether a control is called by the words that stand on it: WCAG 2.1, 2.5.3.

The web app has one text for a button's face and often another for its name, which a screen reader
says and voice control listens for. Where Pexip's English name begins with the English face, the two
are of one control. Where it does not, they are of two (the name of a list that stands under the
words), or the app breaks the criterion itself, which is not for a theme to mend.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from themebuilder.checks.base import Context, Finding, check
from themebuilder.checks.prose import HOLE, PLACEHOLDER, TAG
from themebuilder.core.problems import shorten
from themebuilder.definitions.model import Theme
from themebuilder.platform.facts import TranslationKey
from themebuilder.platform.shipped import load_translations, load_versions

_SHIPPED = "shipped/"
"""How the places of definitions begin that came with the tool."""


class Named(NamedTuple):
    """The keys of two texts of one control: its *label*, which is seen, and its *name*."""

    label: str
    name: str


_ENDS = (
    ("", "-aria-label"),
    ("", ".aria-label"),
    (".button-text", ".aria-label"),
    ("-tooltip", ""),
)
"""How the keys of a label and a name end where they are the same before: `meeting.leave`,
`meeting.leave-aria-label`. A button with a sign alone has no other label than its tooltip.
"""

ONE_CONTROL = (
    Named("common.close", "breakouts.breakout-room.close-room-aria-label"),
    Named("invite.copy", "invite.copy-to-clipboard"),
    Named("invite.invite", "invite.invite-person"),
    Named("meeting.admit", "meeting.admit-participant"),
    Named("meeting.deny", "meeting.deny-participant"),
)
"""Texts of one control whose keys do not say so, read in `@pexip/media-components` 27.0.0."""

_WORD = re.compile(rf"{HOLE}|[^\W_]+")
_SOFT_HYPHEN = "\xad"
_WITHOUT_SPACES = frozenset({"ja", "km", "lo", "my", "th", "yue", "zh"})
"""Languages that set no space between words, so that no word can be told to end."""


@check("label-not-in-name")
def label_not_in_name(theme: Theme, context: Context) -> Iterator[Finding]:
    ships = context.platform.ships
    for language, texts in theme.texts.items():
        for label, name in named(texts):
            seen, heard = texts[label], texts[name]
            if not ships(label) or not ships(name) or is_called(seen.text, heard.text, language):
                continue
            is_own = not seen.place.file.startswith(_SHIPPED)
            is_alone = is_own and heard.place.file.startswith(_SHIPPED)
            words = _quoted(seen.text)
            message = (
                f"`{label}` is {words}, and is read aloud as {_quoted(heard.text)} (`{name}`)."
            )
            hint = (
                f"Write `{name}: …` beside it, and let it begin with {words}."
                if is_alone
                else f"Let `{name}` begin with {words}."
            )
            yield seen.place if is_own else heard.place, message, hint


def named(texts: Container[str]) -> Iterator[Named]:
    """The controls of which both texts are in *texts*."""
    return (one for one in controls() if one.label in texts and one.name in texts)


@cache
def controls() -> tuple[Named, ...]:
    """The controls with a label and a name of their own, in any version, by their labels' keys."""
    facts = load_translations("keys", load_versions()[-1])
    return tuple(sorted({one for one in _alike(facts) if _begins(facts, one)}))


def _alike(facts: Mapping[str, TranslationKey]) -> Iterator[Named]:
    """Keys that might be of one control."""
    yield from ONE_CONTROL
    for key in facts:
        for label, name in _ENDS:
            if key.endswith(label):
                yield Named(key, key.removesuffix(label) + name)


def _begins(facts: Mapping[str, TranslationKey], one: Named) -> bool:
    if one.label not in facts or one.name not in facts:
        return False
    label, name = (_spoken(facts[key].english) for key in one)
    return label != "" and f"{name} ".startswith(f"{label} ")


@lru_cache(maxsize=8_192)
def is_called(label: str, name: str, language: str) -> bool:
    """Whether the *name* contains the words of the *label*, in their order and whole.

    Neither case nor signs between the words count; a placeholder is called by any other one.
    """
    seen, heard = _spoken(label), _spoken(name)
    if language.partition("-")[0] in _WITHOUT_SPACES:
        return seen.replace(" ", "") in heard.replace(" ", "")
    return not seen or f" {seen} " in f" {heard} "


def _spoken(text: str) -> str:
    """The words of a text with one space between them, as somebody may say them."""
    text = PLACEHOLDER.sub(f" {HOLE} ", TAG.sub(" ", text)).replace(_SOFT_HYPHEN, "")
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def _quoted(text: str) -> str:
    """A text of a button as it stands in a message."""
    return f"»{shorten(' '.join(text.split()))}«"


CHECKS = (label_not_in_name,)
