"""Questions about length: sentences, words, and texts in narrow places. The limits are house values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from themebuilder.checks.passages import VISIBLE_MESSAGE, Passage
from themebuilder.checks.proofreading import Fault, text_check
from themebuilder.checks.prose import prose, sentences, words

MOST_WORDS = 12
"""Words in a sentence towards citizens."""
MOST_LETTERS = 16
"""Letters in a word, or in a part between hyphens: *venteværelset* has 13."""
MOST_ON_A_SCREEN = 60
"""Characters of a sentence on the waiting screen, which is read from afar and on a telephone."""


@dataclass(frozen=True, slots=True)
class Room:
    """How many characters fit in a kind of place; *keys* says which texts stand there."""

    place: str
    keys: re.Pattern[str]
    limit: int


ROOMS = (
    # The name that only a screen reader says takes no room.
    Room("an unseen name", re.compile(r"aria-label|connector|\.toggle-[a-z-]+(?<!tooltip)$"), 0),
    Room("a tooltip", re.compile(r"tooltip"), 60),
    Room(
        "a button",
        re.compile(
            r"^common\.(cancel|change|close|join[a-z-]*|ok|remove|replay|retry|save|send|try-again|yes"
            r"|ask-for-permission|raise-hand|lower-hand)$"
            r"|^settings\.(cancel|save[a-z-]*|request-preview|test-your-sound)$"
            r"|^meeting\.(admit|deny|leave|disconnect|write-message)$"
            r"|^invite\.(copied|copy|invite|invited)$"
            r"|^media\.(start-test|presentation\.(share-screen|stop-share-screen|take-over))$"
            r"|(button-text|button-label|-btn|\.submit)$"
        ),
        32,
    ),
    Room("a title", re.compile(r"[.-]title$"), 64),
)
"""Places of the web app, narrow ones first; the first that fits a key decides.

The limits are house values. A button of 32 characters fills a telephone that is 320 points wide; a
title of 64 takes two lines of it.
"""
_LONG_WORD = re.compile(rf"[^\W\d_]{{{MOST_LETTERS + 1},}}")
_SHORT_ENGLISH, _LABEL = 12, 36
"""Where the English text is this short, the place is a label, whatever its key says."""


@text_check("sentence-too-long", heeds_audience=True)
def sentence_too_long(passage: Passage) -> Iterator[Fault]:
    if passage.audience != "citizen" or len(passage.text) < 3 * MOST_WORDS:
        return
    for sentence in sentences(passage.prose):
        count = len(words(sentence))
        if count > MOST_WORDS:
            start = " ".join(sentence.split()[:5])
            yield (f"The sentence »{start} …« has {count} words; {MOST_WORDS} are enough.",)


@text_check("word-too-long", heeds_audience=True)
def word_too_long(passage: Passage) -> Iterator[Fault]:
    if passage.audience == "clinician" or len(passage.text) <= MOST_LETTERS:
        return
    for word in dict.fromkeys(_LONG_WORD.findall(passage.prose)):
        if word.casefold() not in passage.glossary.approved:
            shown = word if len(word) < 40 else f"{word[:40]}…"
            yield (f"`{shown}` has {len(word)} letters; {MOST_LETTERS} are enough.",)


@text_check("text-too-long")
def text_too_long(passage: Passage) -> Iterator[Fault]:
    if passage.kind in VISIBLE_MESSAGE:
        for sentence in sentences(passage.prose):
            if len(sentence) > MOST_ON_A_SCREEN:
                start = " ".join(sentence.split()[:4])
                message = f"The sentence »{start} …« has {len(sentence)} characters"
                yield (f"{message}; {MOST_ON_A_SCREEN} fit on the screen.",)
    elif passage.kind == "text" and passage.fact is not None:
        length = len(" ".join(passage.prose.split()))
        place, limit = _room(passage.key, passage.fact.english)
        if limit and length > limit:
            yield (f"The text has {length} characters; {place} holds {limit}.",)


def _room(key: str, english: str) -> tuple[str, int]:
    """What kind of place a text stands in, and how many characters it holds; 0 is no limit."""
    for room in ROOMS:
        if room.keys.search(key):
            return room.place, room.limit
    length = len(" ".join(prose(english).split()))
    return ("a label", _LABEL) if 0 < length <= _SHORT_ENGLISH else ("", 0)


CHECKS = (sentence_too_long, word_too_long, text_too_long)
