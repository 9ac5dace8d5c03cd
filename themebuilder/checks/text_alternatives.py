"""Checks of what a theme says in place of pictures and signs: WCAG 2.1, 1.1.1, 1.4.5, 2.4.2 and 2.5.3.

The web app has one text for a button's label and often another for its name, which a screen reader
reads and voice control listens for. Where Pexip's English name begins with the English label, both
belong to one control. Where it doesn't, they belong to two controls (a list has the label above it), or
the web app itself breaks the criterion, which no theme can fix.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import PurePosixPath
from typing import NamedTuple

from themebuilder.checks.base import Context, Fault, theme_check
from themebuilder.checks.prose import HOLE, PLACEHOLDER, TAG
from themebuilder.core.messages import _
from themebuilder.core.problems import Place, shorten
from themebuilder.definitions.model import DrawnPicture, PictureFile, Theme
from themebuilder.platform.facts import TranslationKey, find_placeholders
from themebuilder.platform.shipped import load_translations
from themebuilder.platform.tables import load_versions
from themebuilder.platform.target import Platform


class Control(NamedTuple):
    """The keys of two texts of one control: its *label*, which is seen, and its *name*."""

    label: str
    name: str


_ENDS = (
    ("", "-aria-label"),
    ("", ".aria-label"),
    (".button-text", ".aria-label"),
    ("-tooltip", ""),
)
"""Endings of a label's key and its name's key: `meeting.leave`, `meeting.leave-aria-label`.

A button with a sign alone has no other label than its tooltip.
"""

ONE_CONTROL = (
    Control("common.close", "breakouts.breakout-room.close-room-aria-label"),
    Control("invite.copy", "invite.copy-to-clipboard"),
    Control("invite.invite", "invite.invite-person"),
    Control("meeting.admit", "meeting.admit-participant"),
    Control("meeting.deny", "meeting.deny-participant"),
)
"""Texts of one control whose keys do not say so, read in `@pexip/media-components` 27.0.0."""

_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_WORD = re.compile(rf"{HOLE}|[^\W_]+")
_SOFT_HYPHEN = "\xad"
_WITHOUT_SPACES = frozenset({"ja", "km", "lo", "my", "th", "yue", "zh"})
"""Languages without spaces between words: where a word ends is unknown."""


@theme_check("title-names-no-service")
def title_names_no_service(theme: Theme, _context: Context) -> Iterator[Fault]:
    words = _LONG_WORD.findall(theme.brand.title)
    if theme.brand.title and all(word.isupper() for word in words):
        message = _(
            "The title “{title}” has no word that says what the page is for.",
            title=theme.brand.title,
        )
        yield theme.origin.place_of("brand", "title"), message


@theme_check("logo-without-name")
def logo_without_name(theme: Theme, _context: Context) -> Iterator[Fault]:
    logo = theme.brand.pictures.get("logo")
    # A drawn symbol is nobody's logo: there is no name to read aloud.
    if (
        isinstance(logo, PictureFile)
        and not theme.brand.name.strip()
        and not _comes_from_root(logo.place, theme)
    ):
        yield (
            logo.place,
            _("The logo is read aloud as “logo”, because the theme has no `brand.name`."),
        )


@theme_check("mark-only-in-picture")
def mark_only_in_picture(theme: Theme, _context: Context) -> Iterator[Fault]:
    reported = set()
    for picture in theme.brand.pictures.values():
        mark = picture.mark if isinstance(picture, DrawnPicture) else ""
        if mark and mark not in reported and mark.casefold() not in theme.brand.title.casefold():
            reported.add(mark)
            message = _(
                "The picture says “{mark}”, but the title “{title}” doesn't.",
                mark=mark,
                title=theme.brand.title,
            )
            yield picture.place, message


def _comes_from_root(place: Place, theme: Theme) -> bool:
    """Whether the root theme set a value; a file has the name of its theme."""
    root = theme.parents[-1] if theme.parents else theme.name
    return PurePosixPath(place.file).stem == root


@theme_check("label-not-in-name")
def label_not_in_name(theme: Theme, context: Context) -> Iterator[Fault]:
    ships = context.platform.includes_text
    for language, texts in theme.texts.items():
        for label, name in find_controls(texts):
            seen, heard = texts[label], texts[name]
            if (
                not ships(label)
                or not ships(name)
                or name_contains(seen.value, heard.value, language)
            ):
                continue
            is_own = not seen.place.is_shipped
            is_alone = is_own and heard.place.is_shipped
            words = _shorten_line(seen.value)
            message = _(
                "`{label}` shows “{seen}” but is read aloud as “{heard}” (`{name}`).",
                label=label,
                seen=words,
                heard=_shorten_line(heard.value),
                name=name,
            )
            hint = (
                _("Add a text for `{name}` that begins with “{seen}”.", name=name, seen=words)
                if is_alone
                else _("Begin `{name}` with “{seen}”.", name=name, seen=words)
            )
            yield seen.place if is_own else heard.place, message, hint


def find_controls(texts: Container[str]) -> Iterator[Control]:
    """Find the controls whose two texts are both in *texts*."""
    return (
        control for control in list_controls() if control.label in texts and control.name in texts
    )


def find_names_to_set(label: str, text: str, platform: Platform) -> Iterator[str]:
    """Yield the keys of what is read aloud of the control *label*, which can say its *text* alone."""
    for control in list_controls():
        fact = platform.find_text(control.name)
        if control.label == label and fact and {*fact.placeholders} <= {*find_placeholders(text)}:
            yield control.name


@cache
def list_controls() -> tuple[Control, ...]:
    """Return the controls that have both a label and a name, in any version, by the label's key."""
    facts = load_translations("keys", load_versions()[-1])
    return tuple(
        sorted(
            {
                candidate
                for candidate in _find_candidates(facts)
                if _is_one_control(facts, candidate)
            }
        )
    )


def _find_candidates(facts: Mapping[str, TranslationKey]) -> Iterator[Control]:
    """Keys that may belong to one control."""
    yield from ONE_CONTROL
    for key in facts:
        for label, name in _ENDS:
            if key.endswith(label):
                yield Control(key, key.removesuffix(label) + name)


def _is_one_control(facts: Mapping[str, TranslationKey], one: Control) -> bool:
    if one.label not in facts or one.name not in facts:
        return False
    label, name = (_normalize(facts[key].english) for key in one)
    return label != "" and f"{name} ".startswith(f"{label} ")


@lru_cache(maxsize=8_192)
def name_contains(label: str, name: str, language: str) -> bool:
    """Whether *name* contains the words of *label*, whole and in order.

    Case and signs between the words don't count; any placeholder equals any other.
    """
    seen, heard = _normalize(label), _normalize(name)
    if language.partition("-")[0] in _WITHOUT_SPACES:
        return seen.replace(" ", "") in heard.replace(" ", "")
    return not seen or f" {seen} " in f" {heard} "


def _normalize(text: str) -> str:
    """Return the words of a text as somebody says them, with one space between."""
    text = PLACEHOLDER.sub(f" {HOLE} ", TAG.sub(" ", text)).replace(_SOFT_HYPHEN, "")
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def _shorten_line(text: str) -> str:
    return shorten(" ".join(text.split()))
