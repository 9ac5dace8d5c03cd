"""Questions about the language of a text: whether it is there, and was translated."""

from __future__ import annotations

from collections.abc import Iterator

from themebuilder.checks.passages import Passage
from themebuilder.checks.proofreading import Fault, text_check
from themebuilder.checks.prose import words

_SAME_WORDS = frozenset(
    "app audio bluetooth browser chat citrix codec edge email firefox host id internet jitter link "  # noqa: SIM905
    "logo medcom mini modem ok pexip pin pop-up privatliv safari send sms start status stop support "
    "system teams test url usb vdx video web webapp webinar wi-fi wifi windows zoom".split()
)
"""Words that Danish, its neighbours and German write as English does."""

_ENGLISH = frozenset(
    "the this that these those you your yours please with without cannot can't don't doesn't "  # noqa: SIM905
    "won't isn't are aren't we're you're it's they their there which would should could has "
    "have been being when where while because and not from into about before after again here "
    "waiting joined left meeting microphone settings allow".split()
)
"""Words that make an English sentence, and that no Danish, Swedish, Norwegian or German word equals.

A word such as *is* or *an* is none of them: it is also ice in Danish, and a part of German verbs.
"""
_ALSO_GERMAN = frozenset({"not", "here"})

_MAY_BE_SILENT = frozenset({"late", "ended"})
"""Messages that no voice says."""


@text_check("text-empty")
def text_empty(passage: Passage) -> Iterator[Fault]:
    if passage.kind in {"text", "title", "body"} and not passage.text.strip():
        yield ("The text is empty.",)


@text_check("spoken-words-missing")
def spoken_words_missing(passage: Passage) -> Iterator[Fault]:
    if passage.kind == "spoken" and passage.key not in _MAY_BE_SILENT and not passage.text.strip():
        yield (f"The message `{passage.key}` has no `spoken` words in `{passage.language}`.",)


@text_check("left-in-english")
def left_in_english(passage: Passage) -> Iterator[Fault]:
    if _is_english(passage.language) or passage.fact is None:
        return
    sources = (passage.fact.english, *passage.fact.also)
    text = _spaced(passage.text)
    if text and text in [_spaced(it) for it in sources] and not _is_shared(passage):
        yield ("The text is the English one, word for word.",)


@text_check("english-words")
def english_words(passage: Passage) -> Iterator[Fault]:
    if _is_english(passage.language) or passage.kind == "name":
        return
    found = [word.lower() for word in words(passage.prose.replace("’", "'"))]
    english = [word for word in dict.fromkeys(found) if word in _ENGLISH]
    if passage.language == "de":
        english = [word for word in english if word not in _ALSO_GERMAN]
    is_short = len(found) <= 3 and len(english) == 1
    is_sentence = len(english) >= 2
    is_copy = passage.fact is not None and _spaced(passage.text) == _spaced(passage.fact.english)
    if (is_short or is_sentence) and not is_copy:
        named = ", ".join(f"`{word}`" for word in english[:4])
        yield (f"English words stand in a text in `{passage.language}`: {named}.",)


def _is_shared(passage: Passage) -> bool:
    """Whether all words of a text are also words of its own language."""
    return all(
        word.lower() in _SAME_WORDS or word.lower() in passage.glossary.approved
        for word in words(passage.prose)
    )


def _is_english(language: str) -> bool:
    return language.partition("-")[0] == "en"


def _spaced(text: str) -> str:
    return " ".join(text.split()).rstrip(".").casefold()


CHECKS = (text_empty, spoken_words_missing, left_in_english, english_words)
