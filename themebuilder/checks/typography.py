"""Checks of characters and signs: damaged letters, quotation marks, spaces, and what no text may hold.

A rule that is a regular expression and nothing more is a row of the table of patterns.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import cycle
from typing import NamedTuple

from themebuilder.checks.base import Context, Fault, theme_check
from themebuilder.checks.passages import (
    Passage,
    TextBlock,
    TextFault,
    TextFix,
    ThemeTexts,
    text_check,
    words_check,
)
from themebuilder.checks.prose import HOLE, INVISIBLE, LOOKS_LIKE, RIGHT_TO_LEFT, fold
from themebuilder.core.messages import N_, _
from themebuilder.core.problems import Place
from themebuilder.core.secrets import holds_secret
from themebuilder.core.tree import walk_texts
from themebuilder.definitions.model import Theme


class Pattern(NamedTuple):
    """A regular expression that no text may match, with what is said of a match."""

    rule: str
    regex: re.Pattern[str]
    message: str
    hint: str = ""


SECRETS = (
    Pattern(
        "secret-in-text",
        re.compile(
            r"(?<!\w)(?:[a-zæøåäö]{0,12}-?)pin[- ]?(?:kode|koden|kod|code|nummer|number|nr\.?)?"
            r"[ \t]{0,3}(?:er|is|är|[:=])?[ \t]{0,3}\d{4,20}(?!\d)",
            re.IGNORECASE,
        ),
        N_("The text contains the digits of a PIN."),
    ),
    Pattern(
        "secret-in-text",
        re.compile(
            r"[?&#](?:conference|pin)=[^\s&]"
            r"|(?<!\w)m\.vconf\.dk/[a-z0-9]{6}"
            # The web app's own addresses: /webapp3/m/<room>, /webapp/conference/<room>.
            r"|://[^\s/?#]{1,200}/[a-z0-9-]{1,60}/(?:m|conference|home/conference)/[^\s/]",
            re.IGNORECASE,
        ),
        N_("The text contains the address of a meeting."),
    ),
)
PATTERNS = (
    *SECRETS,
    Pattern(
        "typography-wrong",
        re.compile(r"\.{2,}"),
        N_("The text has several full stops in a row."),
        N_("Write … as one character."),
    ),
    Pattern(
        "typography-wrong",
        re.compile("(?<=[^ ]) {2,}(?=[^ ])"),
        N_("The text has several spaces in a row."),
    ),
)

_MOJIBAKE = re.compile(
    "\ufffd|[\u00c3\u00c2][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
    "\u2013-\u2026\u2030\u2039\u203a\u20ac\u2122]|\u00e2\u20ac[\u0080-\u00bf\u0152-\u2122]?"
)
_FOR_RIGHT_TO_LEFT = frozenset("\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069")
_OWN_ALPHABET = frozenset({"uk", "ru", "be", "bg", "sr", "mk", "kk", "ky", "mn", "tg", "el"})
_NAMES = {
    "\u00ad": N_("a soft hyphen"),
    "\u200b": N_("a zero-width space"),
    "\ufeff": N_("a byte order mark"),
    "\t": N_("a tab"),
}
_STYLED = ("<font>", "<wide>")
_STYLED_LETTER = N_("`{word}` contains a special character that looks like `{letter}`.")
_LOOK_ALIKE = {
    "CYRILLIC": N_("`{word}` contains a Cyrillic letter that looks like `{letter}`."),
    "GREEK": N_("`{word}` contains a Greek letter that looks like `{letter}`."),
}
"""First word of a letter's Unicode name -> message."""
_WORD = re.compile(r"[^\W\d_]+")
_QUOTES: Mapping[str, tuple[str, ...]] = {
    "da": ("»«", "””"),
    "en": ("“”", "‘’"),
    "sv": ("””", "»»"),
    "nb": ("«»",),
    "nn": ("«»",),
    "de": ("„“", "»«"),
    "pl": ("„”", "«»"),
    "ar": ("«»", "“”"),
}
"""Language -> the pairs of marks that its readers know, the usual one first."""
_MARKS = re.compile("[»«“”„]")
_STRAIGHT = re.compile("[\"'´`]")
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")


def _check_pattern(pattern: Pattern, passage: Passage) -> Iterator[TextFault]:
    if pattern.regex.search(passage.text):
        yield _(pattern.message), _(pattern.hint) if pattern.hint else ""


for _pattern in PATTERNS:
    text_check(_pattern.rule)(partial(_check_pattern, _pattern))


def _list_values(theme: Theme) -> Iterator[tuple[str, Place]]:
    yield from ((str(text), text.place) for _path, text in walk_texts(theme.webapp))
    yield from ((setting.value, setting.place) for setting in theme.settings.values())


@theme_check("secret-in-text")
def secret_in_settings(theme: Theme, _context: Context) -> Iterator[Fault]:
    for value, place in _list_values(theme):
        for pattern in reversed(SECRETS):
            if pattern.regex.search(value):
                yield place, _(pattern.message)
                break


@theme_check("address-holds-secret")
def secret_in_address(theme: Theme, _context: Context) -> Iterator[Fault]:
    if theme.is_foreign:
        return  # it is active content that nobody has accepted
    for value, place in _list_values(theme):
        if holds_secret(value):
            yield place, _("The address has a password or a token in it.")


@text_check("character-wrong")
def letters_decomposed(passage: Passage) -> Iterator[TextFault]:
    if not passage.text.isascii() and not unicodedata.is_normalized("NFC", passage.text):
        composed = unicodedata.normalize("NFC", passage.text)
        pairs = zip(composed, passage.text, strict=False)
        letter = next((new for new, old in pairs if new != old), "")
        yield _("`{letter}` is written as two characters.", letter=letter)


@text_check("character-wrong")
def mojibake(passage: Passage) -> Iterator[TextFault]:
    found = None if passage.text.isascii() else _MOJIBAKE.search(passage.text)
    if found:
        yield _explain_mojibake(found.group())


@text_check("character-wrong")
def invisible_character(passage: Passage) -> Iterator[TextFault]:
    allowed = _FOR_RIGHT_TO_LEFT if passage.language.partition("-")[0] in RIGHT_TO_LEFT else ()
    for character in dict.fromkeys(INVISIBLE.findall(passage.text)):
        if character not in allowed:
            yield _(
                "The text contains {character} ({code}).",
                character=_name_invisible(character),
                code=f"U+{ord(character):04X}",
            )


@text_check("character-wrong")
def look_alike_letter(passage: Passage) -> Iterator[TextFault]:
    if passage.prose.isascii():
        return
    is_latin = passage.language.partition("-")[0] not in _OWN_ALPHABET
    for word in _WORD.findall(passage.prose):
        if word.isascii():
            continue
        wide = [letter for letter in word if unicodedata.decomposition(letter).startswith(_STYLED)]
        alike = [letter for letter in word if letter in LOOKS_LIKE]
        is_mixed = len(alike) < len(word) and any(_is_latin(letter) for letter in word)
        is_disguised = is_latin and len(alike) == len(word)
        if wide or (alike and (is_mixed or is_disguised)):
            letter = (wide or alike)[0]
            alphabet = unicodedata.name(letter, "").partition(" ")[0]
            yield _(
                _LOOK_ALIKE.get(alphabet, _STYLED_LETTER),
                word=word,
                letter=LOOKS_LIKE.get(letter) or unicodedata.normalize("NFKC", letter),
            )


def _explain_mojibake(wreck: str) -> str:
    if wreck == "\ufffd":
        return _("`{letter}` replaces a letter that was lost.", letter=wreck)
    if before := _restore(wreck):
        return _("`{letter}` is a damaged `{before}`.", letter=wreck, before=before)
    return _("`{letter}` is a damaged letter.", letter=wreck)


def _restore(wreck: str) -> str:
    """Return the letter that was damaged, or an empty text."""
    try:
        return wreck.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return ""


def _name_invisible(character: str) -> str:
    if name := _NAMES.get(character):
        return _(name)
    return unicodedata.name(character, "").lower() or _("a control character")


def _is_latin(letter: str) -> bool:
    return letter != HOLE and unicodedata.name(letter, "").startswith("LATIN")


@text_check("typography-wrong")
def quotes_foreign(passage: Passage) -> Iterator[TextFault]:
    own = _QUOTES.get(passage.language.partition("-")[0])
    text = passage.prose
    if straight := _STRAIGHT.search(text):
        if _APOSTROPHE.search(text) and straight.group() == "'":
            message = _("`{mark}` is a straight apostrophe.", mark="'")
            yield message, _("Write ’ as the apostrophe.")
        else:
            message = _("`{mark}` is a straight quotation mark.", mark=straight.group())
            yield message, _suggest_marks(own or ("“”",))
    marks = _MARKS.findall(text)
    if not marks or own is None:
        return
    if foreign := [mark for mark in marks if mark not in "".join(own)]:
        message = _("`{mark}` is a quotation mark of another language.", mark=foreign[0])
        yield message, _suggest_marks(own)
    elif not any(_is_paired(marks, pair) for pair in own):
        message = _("The marks {marks} don't form a pair.", marks=" ".join(marks))
        yield message, _suggest_marks(own[:1])


def _suggest_marks(pairs: Sequence[str]) -> str:
    return _("Write {marks}.", marks=", ".join(map(_join_pair, pairs)))


def _join_pair(pair: str) -> str:
    return f"{pair[0]}…{pair[1]}"


@words_check("typography-wrong")
def quotes_mixed(collected: ThemeTexts, _context: Context) -> Iterator[Fault]:
    kinds: dict[str, Counter[str]] = {}
    quoting = [found for block in collected.blocks for found in _list_quoting(block)]
    for language, _place, kind in quoting:
        kinds.setdefault(language, Counter())[kind] += 1
    for language, place, kind in quoting:
        usual = _find_most_common(language, kinds[language])
        if kind != usual:
            message = _(
                "This text uses {marks}, but other texts use {usual}.",
                marks=_join_pair(kind),
                usual=_join_pair(usual),
            )
            yield place, message


@lru_cache(maxsize=256)
def _list_quoting(block: TextBlock) -> tuple[tuple[str, Place, str], ...]:
    """Return language, place and pair of marks of each text with quotation marks."""
    return tuple(
        (text.language, text.words.place, kind)
        for text in block.texts
        if (kind := _find_pair(text.language, text.words.value))
    )


def _find_most_common(language: str, kinds: Counter[str]) -> str:
    """Return the kind that most texts have; the language's usual one where two have as many."""
    pairs = _QUOTES[language.partition("-")[0]]
    return max(kinds, key=lambda kind: (kinds[kind], -pairs.index(kind)))


@text_check("typography-wrong")
def space_at_the_ends(passage: Passage) -> Iterator[TextFault]:
    text = passage.text
    english = passage.fact.english if passage.fact else ""
    if text[:1] == " " and english[:1] != " ":
        yield _("The text begins with a space.")
    if text[-1:] == " " and english[-1:] != " ":
        yield _("The text ends with a space.")


def _find_pair(language: str, text: str) -> str:
    """Return the pair of marks that a text uses, or nothing."""
    if text.isascii() or not (marks := _MARKS.findall(text)):
        return ""
    pairs = _QUOTES.get(language.partition("-")[0], ())
    return next((pair for pair in pairs if _is_paired(marks, pair)), "")


def _is_paired(marks: list[str], pair: str) -> bool:
    return len(marks) % 2 == 0 and "".join(marks) == pair * (len(marks) // 2)


def correct_typography(passage: Passage) -> Iterator[TextFix]:
    """Propose the text with the marks of its language, single spaces, and one character for “…”."""
    text = re.sub(" {2,}", " ", re.sub(r"\.{2,}", "…", passage.text)).strip(" ")
    text = _APOSTROPHE.sub("’", text)
    pair = _QUOTES.get(passage.language.partition("-")[0], ("“”",))[0]
    marks = re.compile(f"{_MARKS.pattern}|{_STRAIGHT.pattern}")
    if len(marks.findall(text)) % 2 == 0:
        turns = cycle(pair)
        text = marks.sub(lambda _found: next(turns), text)
    yield _("Correct the characters"), text


def correct_characters(passage: Passage) -> Iterator[TextFix]:
    """Propose the text with the letters that are meant, and without invisible characters."""
    text = _MOJIBAKE.sub(lambda found: _restore(found.group()) or found.group(), passage.text)
    text = INVISIBLE.sub(lambda found: " " if found.group() == "\t" else "", text)
    # What looks like a letter is that letter: only words with a fault are concerned.
    wrong = [word for word in _WORD.findall(text) if fold(word) != word.casefold()]
    for word in wrong:
        plain = unicodedata.normalize("NFKC", word)
        text = text.replace(word, "".join(LOOKS_LIKE.get(letter, letter) for letter in plain))
    yield _("Correct the characters"), unicodedata.normalize("NFC", text)
