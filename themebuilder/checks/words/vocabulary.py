"""Questions about the choice of words: who may meet them, what they sound like, how long they live."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from themebuilder.checks.base import Context, Finding, check
from themebuilder.checks.words.glossary import (
    Glossary,
    Outlived,
    SoundAlike,
    Unwanted,
    WordList,
    glossary,
)
from themebuilder.checks.words.passages import Passage, lines
from themebuilder.checks.words.proofreading import Fault, text_check
from themebuilder.model import Audience, Theme
from themebuilder.problems import Severity

_READERS: dict[Audience, str] = {
    "citizen": "citizens",
    "clinician": "clinicians",
    "everyone": "readers of every kind",
}


@text_check("forbidden-word")
def forbidden_word(passage: Passage) -> Iterator[Fault]:
    """A text has no word that its readers must not meet.

    Each language has a glossary that says which words are kept from whom. A patient is nobody's
    guest and waits for no host; and some words are heard as another one.
    Write what the message proposes. Where the word is right after all, take it out of
    ``forbidden`` in ``themes/terms/<language>.yaml``.
    """
    for word, entry in passage.glossary.forbidden.found(passage.prose):
        yield f"`{word}` is not a word for {_READERS[passage.audience]}.", _instead(entry)


@text_check("word-better-avoided", Severity.WARNING)
def word_better_avoided(passage: Passage) -> Iterator[Fault]:
    """A text does without officialese, and without words that mean two things.

    One reader in six reads with difficulty, and nobody reads well while worried.
    Write what the message proposes. The words stand under ``avoid`` in
    ``themes/terms/<language>.yaml``.
    """
    for word, entry in passage.glossary.avoid.found(passage.prose):
        yield f"`{word}` had better not meet {_READERS[passage.audience]}.", _instead(entry)


@text_check("sound-alike")
def sound_alike(passage: Passage) -> Iterator[Fault]:
    """No word is heard as another one.

    Screen readers and voice prompts say both alike: »Venter på værten«, for the host, is heard as
    »venter på verden«, for the world. No spelling check finds it, and no score of readability.
    Say who acts: ``vi``, or the role. The pairs stand under ``sound_alikes`` in
    ``themes/terms/<language>.yaml``; a pair that does no harm goes to ``harmless_sound_alikes``.
    """
    for word, pairs in passage.glossary.sound_alikes.found(passage.prose):
        if pairs[0].distance == 0:
            message = f"`{word}` sounds like `{pairs[0].other}`."
            yield message, _heard(pairs[0], word, passage.glossary)


@text_check("sound-alike-nearly", Severity.WARNING)
def sound_alike_nearly(passage: Passage) -> Iterator[Fault]:
    """No word is nearly heard as another one.

    One sound apart is little on a telephone, in noise, and for somebody who hears badly.
    Say it in another word. The pairs stand under ``sound_alikes`` in
    ``themes/terms/<language>.yaml``; a pair that does no harm goes to ``harmless_sound_alikes``.
    """
    for word, pairs in passage.glossary.sound_alikes.found(passage.prose):
        if pairs[0].distance:
            message = f"`{word}` sounds nearly like `{pairs[0].other}`."
            yield message, _heard(pairs[0], word, passage.glossary)


@check("name-outlived", Severity.WARNING)
def name_outlived(theme: Theme, context: Context) -> Iterator[Finding]:
    """A theme names nothing that ends before it does.

    From that day on, guests would be welcomed by an organisation that is no more.
    Write the new name, leave the name out, or end the theme on that day: ``valid: {until: …}``.
    """
    until = theme.valid.until
    ending = {
        language: glossary(context.library, language, theme.audience).outlived
        for language in {line[0] for line in lines(theme)}
    }
    for language, _, _, words in lines(theme):
        for name in _names(ending[language], words.text):
            if until is None or until > name.until:
                use = f"used until {until}" if until else "used without an end"
                message = f"`{name.word}` ends on {name.until}, and the theme is {use}."
                yield words.place, message, _after(name)


@lru_cache(maxsize=32_768)
def _names(ending: WordList[Outlived], text: str) -> tuple[Outlived, ...]:
    """The names in a text that end, each once."""
    return tuple(dict.fromkeys(name for _, name in ending.found(text)))


def _instead(entry: Unwanted) -> str:
    # A value in brackets is not written in a screen's text, but everybody who edits texts knows it.
    said = [f"`{say}`" for say in entry.say]
    return f"Say {_either(said)}. {entry.why}" if said else entry.why


def _heard(pair: SoundAlike, word: str, glossary: Glossary) -> str:
    """Where the other reading comes from, and what to say instead."""
    parts = [pair.why.rstrip(".") + "." if pair.why else ""]
    if len(pair.sounds) == 2:
        ours, theirs = pair.sounds
        parts.append(f"Both are [{ours}]." if ours == theirs else f"[{ours}], [{theirs}].")
    unwanted = glossary.forbidden.get(word)
    if unwanted and unwanted.say:
        parts.append(f"Say {_either([f'`{say}`' for say in unwanted.say])}.")
    return " ".join(part for part in parts if part)


def _after(name: Outlived) -> str:
    becomes = f"After that it is `{name.becomes}`. " if name.becomes else ""
    return f"{becomes}{name.why}".strip()


def _either(words: list[str]) -> str:
    return " or ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else "".join(words)


CHECKS = (forbidden_word, word_better_avoided, sound_alike, sound_alike_nearly)
THEME_CHECKS = (name_outlived,)
