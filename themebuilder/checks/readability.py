"""Checks of length: sentences, words, texts in narrow places, and LIX for all texts together.

LIX is the number of words in an average sentence, plus the percentage of words with seven letters or
more (C. H. Björnsson, 1968). It suits connected prose: labels are left out, and a single text is never
judged by it. All limits are house values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from themebuilder.checks.base import Context, Fault
from themebuilder.checks.passages import (
    Passage,
    PlacedText,
    TextBlock,
    TextFault,
    ThemeTexts,
    reader_check,
    text_check,
    words_check,
)
from themebuilder.checks.prose import Lix, measure, prose, sentences, words
from themebuilder.core.messages import N_, _
from themebuilder.core.problems import Place
from themebuilder.packages.service_theme import LINE_LENGTH

_MOST_WORDS = 12
"""Words in a sentence towards citizens."""
_MOST_LETTERS = 16
"""Letters in a word, or in a part between hyphens: *venteværelset* has 13."""
_LONG_WORD = re.compile(rf"[^\W\d_]{{{_MOST_LETTERS + 1},}}")
_ON_A_LINE, _ON_A_HEADING_LINE = 30, 20
"""Letters on the shortest line: 224 points, in a box on a telephone that is 320 points wide.

In Danish words a letter of the web app's text is 7.0 to 7.6 points wide, and of its headings 9.9 to 10.9.
"""
_CARD_HEADING = re.compile(r"^infocard\.[a-z]+\.header$")
# Chinese, Thai and their like break between any two letters.
_UNBROKEN = re.compile(rf"[^\W\d_\u0e00-\U0010ffff]{{{_ON_A_HEADING_LINE + 1},}}")
_SHORT_ENGLISH, _LABEL = 12, 36
"""A text whose English is this short is a label, whatever its key says."""
_LABEL_TOO_LONG = N_("The text has {count} characters. A label holds {most}.")

_UNSEEN = re.compile(r"aria-label|connector|\.toggle-[a-z-]+(?<!tooltip)$")
_PLACES = (
    # The name that only a screen reader says takes no space.
    ("", _UNSEEN, 0),
    (N_("The text has {count} characters. A tooltip holds {most}."), re.compile(r"tooltip"), 60),
    (
        N_("The text has {count} characters. A button holds {most}."),
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
    (N_("The text has {count} characters. A title holds {most}."), re.compile(r"[.-]title$"), 64),
)
"""For a place in the web app: message, the keys of its texts, and how many characters it holds.

0 is no limit.

The first place that fits decides. A button of 32 characters fills a telephone that is 320 points wide;
a title of 64 takes two lines of it.
"""

_ENOUGH_WORDS = 100
"""With fewer words LIX means nothing."""


@reader_check("text-too-long")
def sentence_too_long(passage: Passage) -> Iterator[TextFault]:
    if passage.reader.audience != "citizen" or len(passage.text) < 3 * _MOST_WORDS:
        return
    for sentence in sentences(passage.prose):
        count = len(words(sentence))
        if count > _MOST_WORDS:
            start = " ".join(sentence.split()[:5])
            yield _(
                "The sentence “{start} …” has {count} words. Use at most {most}.",
                start=start,
                count=count,
                most=_MOST_WORDS,
            )


@reader_check("text-too-long")
def word_too_long(passage: Passage) -> Iterator[TextFault]:
    if passage.reader.audience == "clinician" or len(passage.text) <= _MOST_LETTERS:
        return
    for word in dict.fromkeys(_LONG_WORD.findall(passage.prose)):
        if word.casefold() not in passage.reader.glossary.approved:
            yield _(
                "`{word}` has {count} letters. Use at most {most}.",
                word=_shorten(word),
                count=len(word),
                most=_MOST_LETTERS,
            )


@text_check("word-cut-off")
def word_cut_off(passage: Passage) -> Iterator[TextFault]:
    if passage.kind == "text":
        if _UNSEEN.search(passage.key):
            return
        most = _ON_A_HEADING_LINE if _CARD_HEADING.search(passage.key) else _ON_A_LINE
    elif (passage.kind, passage.key) == ("name", "name"):
        most = _ON_A_HEADING_LINE
    else:
        return
    for word in dict.fromkeys(_UNBROKEN.findall(passage.prose)):
        if len(word) > most:
            yield _(
                "`{word}` has {count} letters. A line holds about {most}.",
                word=_shorten(word),
                count=len(word),
                most=most,
            )


def _shorten(word: str) -> str:
    return word if len(word) < 40 else f"{word[:40]}…"


@text_check("text-too-long")
def text_too_long(passage: Passage) -> Iterator[TextFault]:
    if passage.kind in {"screen", "title", "body"}:
        for sentence in sentences(passage.prose):
            if len(sentence) > LINE_LENGTH:
                start = " ".join(sentence.split()[:4])
                yield _(
                    "The sentence “{start} …” has {count} characters. {most} fit on the screen.",
                    start=start,
                    count=len(sentence),
                    most=LINE_LENGTH,
                )
    elif passage.kind == "text" and passage.fact is not None:
        length = len(" ".join(passage.prose.split()))
        message, limit = find_limit(passage.key, passage.fact.english)
        if limit and length > limit:
            yield _(message, count=length, most=limit)


def find_limit(key: str, english: str) -> tuple[str, int]:
    """Return the message about a longer text, and how many characters its place holds; 0 is no limit.

    *english* is the app's own text.
    """
    for message, keys, limit in _PLACES:
        if keys.search(key):
            return message, limit
    length = len(" ".join(prose(english).split()))
    return (_LABEL_TOO_LONG, _LABEL) if 0 < length <= _SHORT_ENGLISH else ("", 0)


def lix(texts: Iterable[str]) -> Lix:
    """Count the LIX of *texts* together. Numbers and placeholders are no words; labels don't count."""
    return _add_up(map(measure, texts))


@lru_cache(maxsize=256)
def _measure_block(block: TextBlock) -> Lix:
    return lix(text.words.value for text in block.texts if text.kind != "name")


def _add_up(counts: Iterable[Lix]) -> Lix:
    counted = list(counts)
    return Lix(
        sum(part.words for part in counted),
        sum(part.sentences for part in counted),
        sum(part.long_words for part in counted),
    )


@words_check("text-too-long")
def lix_too_high(collected: ThemeTexts, context: Context) -> Iterator[Fault]:
    audience = collected.theme.audience
    limit = float(context.library.workspace.text("lix", audience, default="0"))
    # The bands are Danish, and so is the limit.
    if not limit or "da" not in collected.theme.languages:
        return
    blocks = [block for block in collected.blocks if block.language == "da"]
    found = _add_up(map(_measure_block, blocks))
    if found.words >= _ENOUGH_WORDS and found.value > limit + 0.5:
        hardest = sorted(
            (text for block in blocks for text in block.texts if _is_hard(text)),
            key=_rank_hardness,
            reverse=True,
        )[:3]
        message = _(
            "The Danish texts have {lix}. The limit for the audience `{audience}` is {limit:.0f}.",
            lix=str(found),
            audience=audience,
            limit=limit,
        )
        hint = _("Hardest texts: {keys}.", keys=", ".join(f"`{text.key}`" for text in hardest))
        yield Place(hardest[0].words.place.file), message, hint


def _is_hard(text: PlacedText) -> bool:
    return text.kind != "name" and measure(text.words.value).words >= 5


def _rank_hardness(text: PlacedText) -> tuple[float, str, Place]:
    return lix([text.words.value]).value, text.key, text.words.place
