"""Checks of what the voice says: against the screen, and against what was recorded."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from themebuilder.checks.base import Context, Fault, check
from themebuilder.checks.letters import fold
from themebuilder.checks.passages import ThemeTexts
from themebuilder.checks.prose import sentences, words
from themebuilder.core.messages import N_, _, join_messages
from themebuilder.core.problems import shorten
from themebuilder.definitions.model import WordingMessage

_SHORTEST, _STEM = 5, 4
"""Letters of a word that carries meaning, and of its part that inflection leaves."""


@check("voice-differs")
def voice_differs(collected: ThemeTexts, _context: Context) -> Iterator[Fault]:
    for message in _list_messages(collected):
        screen, voice = (f"{message.title.value}\n{message.body.value}", message.spoken.value)
        for text, other, said, place in (
            (screen, voice, N_("The voice doesn't say {sentences}."), message.spoken.place),
            (voice, screen, N_("The screen doesn't say {sentences}."), message.title.place),
        ):
            if unsaid := _list_unsaid(text, other):
                quoted = (_("“{text}”", text=shorten(one)) for one in unsaid)
                yield place, _(said, sentences=join_messages(quoted))


@check("recording-outdated")
def recording_outdated(collected: ThemeTexts, _context: Context) -> Iterator[Fault]:
    for message in _list_messages(collected):
        heard, said = message.recorded, message.spoken
        if heard.value and words(fold(heard.value)) != words(fold(said.value)):
            text = _(
                "The recording says “{heard}”, but `spoken` is “{said}”.",
                heard=shorten(heard.value),
                said=shorten(said.value),
            )
            yield heard.place, text


def _list_messages(collected: ThemeTexts) -> Iterator[WordingMessage]:
    """Yield the messages that the voice says, in each language."""
    for by_language in collected.theme.messages.values():
        yield from (message for message in by_language.values() if message.spoken.value.strip())


@lru_cache(maxsize=1024)
def _list_unsaid(text: str, other: str) -> tuple[str, ...]:
    """List the sentences of *text* with long words, of which *other* has none.

    Those with a telephone number are left out: it isn't recorded.
    """
    known = _find_stems(other)
    return tuple(
        sentence
        for sentence in sentences(text)
        if (stems := _find_stems(sentence))
        and stems.isdisjoint(known)
        and not any(letter.isdigit() for letter in sentence)
    )


def _find_stems(text: str) -> set[str]:
    return {word[:_STEM] for word in words(fold(text)) if len(word) >= _SHORTEST}


WORD_CHECKS = (voice_differs, recording_outdated)
