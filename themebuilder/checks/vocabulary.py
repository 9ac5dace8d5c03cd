"""Questions about the choice of words: who may meet them, what they sound like, how long they live."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from themebuilder.checks.base import Context, Finding, check
from themebuilder.checks.glossary import Outlived, SoundAlike, Unwanted, WordList, fold, glossary
from themebuilder.checks.passages import Passage, lines
from themebuilder.checks.proofreading import Fault, text_check
from themebuilder.checks.prose import prose
from themebuilder.definitions.model import Audience, Theme

_READERS: dict[Audience, str] = {
    "citizen": "citizens",
    "clinician": "clinicians",
    "everyone": "readers of every kind",
}


@text_check("forbidden-word", heeds_audience=True)
def forbidden_word(passage: Passage) -> Iterator[Fault]:
    for word, entry in passage.glossary.forbidden.found(passage.folded):
        yield f"`{word}` is not a word for {_READERS[passage.audience]}.", _why(entry, passage)


@text_check("word-better-avoided", heeds_audience=True)
def word_better_avoided(passage: Passage) -> Iterator[Fault]:
    for word, entry in passage.glossary.avoid.found(passage.folded):
        yield (
            f"`{word}` is better avoided towards {_READERS[passage.audience]}.",
            _why(entry, passage),
        )


@text_check("sound-alike", heeds_audience=True)
def sound_alike(passage: Passage) -> Iterator[Fault]:
    for word, pairs in passage.glossary.sound_alikes.found(passage.folded):
        if pairs[0].distance == 0:
            message = f"`{word}` sounds like `{pairs[0].other}`."
            yield message, _heard(pairs[0], word, passage)


@text_check("sound-alike-nearly", heeds_audience=True)
def sound_alike_nearly(passage: Passage) -> Iterator[Fault]:
    for word, pairs in passage.glossary.sound_alikes.found(passage.folded):
        if pairs[0].distance:
            message = f"`{word}` sounds nearly like `{pairs[0].other}`."
            yield message, _heard(pairs[0], word, passage)


@check("name-outlived")
def name_outlived(theme: Theme, context: Context) -> Iterator[Finding]:
    until = theme.valid.until
    ending = {
        language: glossary(context.library, language, theme.audience).outlived
        for language in {line[0] for line in lines(theme)}
    }
    for language, _, _, words in lines(theme):
        for name in _names(ending[language], words.text):
            if until is None or until > name.until:
                use = f"is used until {until}" if until else "has no end"
                message = f"`{name.word}` ends on {name.until}, and the theme {use}."
                yield words.place, message, _after(name)


@lru_cache(maxsize=32_768)
def _names(ending: WordList[Outlived], text: str) -> tuple[Outlived, ...]:
    """The names in a text that end, each once."""
    return tuple(dict.fromkeys(name for _, name in ending.found(fold(prose(text)))))


def _why(entry: Unwanted, passage: Passage) -> str:
    return " ".join(part for part in (_instead(entry, passage), entry.why) if part)


def _instead(entry: Unwanted, passage: Passage) -> str:
    """What to say instead, without what these readers must not meet either."""
    fit = [say for say in entry.say if not passage.glossary.forbidden.found(fold(say))]
    return f"Instead: {', '.join(fit)}." if fit else ""


def _heard(pair: SoundAlike, word: str, passage: Passage) -> str:
    """Where the other reading comes from, and what to say instead."""
    parts = [pair.why.rstrip(".") + "." if pair.why else ""]
    if len(pair.sounds) == 2:
        ours, theirs = pair.sounds
        parts.append(f"Both are [{ours}]." if ours == theirs else f"[{ours}], [{theirs}].")
    if unwanted := passage.glossary.forbidden.get(word):
        parts.append(_instead(unwanted, passage))
    return " ".join(part for part in parts if part)


def _after(name: Outlived) -> str:
    becomes = f"After that it is `{name.becomes}`. " if name.becomes else ""
    return f"{becomes}{name.why}".strip()


CHECKS = (forbidden_word, word_better_avoided, sound_alike, sound_alike_nearly)
THEME_CHECKS = (name_outlived,)
