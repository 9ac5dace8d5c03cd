"""Checks of the choice of words: the glossary, names that end, English leftovers, and what the voice says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache, partial

from themebuilder.checks.base import Context, Fault
from themebuilder.checks.glossary import SoundAlike, UnwantedWord
from themebuilder.checks.passages import (
    Passage,
    TextFault,
    TextFix,
    ThemeTexts,
    reader_check,
    text_check,
    words_check,
)
from themebuilder.checks.prose import fold, sentences, words
from themebuilder.core.messages import N_, _, join_messages
from themebuilder.core.problems import shorten
from themebuilder.definitions.model import Audience, WordingMessage
from themebuilder.definitions.texts import SCREEN_MESSAGES
from themebuilder.platform.shipped import (
    list_message_situations,
    list_worded_screens,
    load_situations,
    load_text_situations,
)

_READERS: dict[Audience, str] = {
    "citizen": N_("citizens"),
    "clinician": N_("clinicians"),
    "everyone": N_("everyone"),
}
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
"""Words of an English sentence that equal no Danish, Swedish, Norwegian or German word.

*Is* and *an* are left out: *is* is Danish for ice, and *an* a part of German verbs.
"""
_ALSO_GERMAN = frozenset({"not", "here"})
_SILENT = frozenset({"late", "ended", *SCREEN_MESSAGES})
"""Messages without a voice prompt."""


def _find_unwanted(passage: Passage, *, is_forbidden: bool) -> Iterator[TextFault]:
    glossary, readers = passage.reader.glossary, _READERS[passage.reader.audience]
    message = N_("Avoid `{word}` in texts for {readers}.")
    if is_forbidden:
        message = N_("Don't use `{word}` in texts for {readers}.")
    for word, entry in (glossary.forbidden if is_forbidden else glossary.avoid).find(
        passage.folded
    ):
        reason = _join(_list_alternatives(entry, passage), _explain(entry.why))
        yield _(message, word=word, readers=_(readers)), reason


def _find_sound_alikes(passage: Passage, *, is_same: bool) -> Iterator[TextFault]:
    message = N_("`{word}` sounds almost like `{other}`.")
    if is_same:
        message = N_("`{word}` sounds like `{other}`.")
    for word, (nearest, *_others) in passage.reader.glossary.sound_alikes.find(passage.folded):
        if is_same == (not nearest.distance):
            text = _(message, word=word, other=nearest.other)
            yield text, _compare_sounds(nearest, word, passage)


@reader_check("name-outlived")
def name_outlived(passage: Passage) -> Iterator[TextFault]:
    until = passage.reader.until
    names = passage.reader.glossary.ending.find(passage.folded)
    for name in dict.fromkeys(name for _word, name in names):
        if until is None or until > name.until:
            if until:
                message = _(
                    "The name `{name}` ends on {day}, but the theme is used until {until}.",
                    name=name.word,
                    day=name.until,
                    until=until,
                )
            else:
                message = _(
                    "The name `{name}` ends on {day}, but the theme has no last day.",
                    name=name.word,
                    day=name.until,
                )
            becomes = _("After that it's `{name}`.", name=name.becomes) if name.becomes else ""
            yield message, _join(becomes, _explain(name.why))


@text_check("untrue-for-some-guests")
def untrue_for_some_guests(passage: Passage) -> Iterator[TextFault]:
    found = passage.reader.glossary.assertions.find(passage.folded)
    served = _find_served(passage) if found else {}
    situations = load_situations()
    for phrase, assertion in found:
        false = [id_ for id_ in served if id_ not in assertion.true_in]
        if false:
            guests = join_messages(
                _(situations[id_].who)
                if served[id_] == passage.key
                else _("{guest} ({places})", guest=_(situations[id_].who), places=served[id_])
                for id_ in false
            )
            every = join_messages(_(situations[id_].label) for id_ in served)
            yield (
                _("“{phrase}” is false for {guests}.", phrase=phrase, guests=guests),
                _join(
                    *(_("Better: “{text}”", text=say) for say in assertion.say[:1]),
                    _(
                        "Guests see this text in each of these situations: {situations}. "
                        "Write what is true in all of them.",
                        situations=every,
                    ),
                ),
            )


def _find_served(passage: Passage) -> dict[str, str]:
    """Return each situation in which guests meet the text -> the places where they do."""
    platform, key = passage.reader.platform, passage.key
    served: dict[str, list[str]] = {}
    if passage.kind in ("text", "screen"):
        screen = platform.screens.get(key) if passage.kind == "screen" else None
        met = screen.situations if screen else load_text_situations().get(key, {})
        served = {id_: [key] for id_ in met}
    elif passage.kind != "name":
        for screen_id in list_worded_screens(key):
            for id_ in platform.screens[screen_id].situations:
                served.setdefault(id_, []).append(screen_id)
        for id_ in list_message_situations(key):
            served.setdefault(id_, [_("the message `{message}`", message=key)])
    return {id_: join_messages(places) for id_, places in served.items()}


@text_check("text-empty")
def text_empty(passage: Passage) -> Iterator[TextFault]:
    if passage.kind in {"text", "title", "body"} and not passage.text.strip():
        yield _("The text is empty.")


@text_check("voice-differs")
def spoken_words_missing(passage: Passage) -> Iterator[TextFault]:
    if passage.kind == "spoken" and passage.key not in _SILENT and not passage.text.strip():
        yield _(
            "The message `{message}` has no `spoken` words in `{language}`.",
            message=passage.key,
            language=passage.language,
        )


@text_check("left-in-english")
def left_in_english(passage: Passage) -> Iterator[TextFault]:
    if _is_english(passage.language) or passage.fact is None:
        return
    text = _normalize(passage.text)
    sources = (passage.fact.english, *passage.fact.also)
    if text and text in map(_normalize, sources) and not _is_shared(passage):
        yield _("The text is still the English one.")


@text_check("english-words")
def english_words(passage: Passage) -> Iterator[TextFault]:
    if _is_english(passage.language) or passage.kind == "name":
        return
    found = [word.lower() for word in words(passage.prose.replace("’", "'"))]
    english = [word for word in dict.fromkeys(found) if word in _ENGLISH]
    if passage.language == "de":
        english = [word for word in english if word not in _ALSO_GERMAN]
    is_short = len(found) <= 3 and len(english) == 1
    is_copy = passage.fact is not None and _normalize(passage.text) == _normalize(
        passage.fact.english
    )
    if (is_short or len(english) >= 2) and not is_copy:
        listed = ", ".join(f"`{word}`" for word in english[:4])
        yield _(
            "The text in `{language}` has English words: {words}.",
            language=passage.language,
            words=listed,
        )


def replace_ended(passage: Passage) -> Iterator[TextFix]:
    """Propose the text with the name that comes after the one that ends."""
    for word, name in passage.reader.glossary.ending.find(passage.folded):
        # Another form of the name needs another form of the new one.
        if word == fold(name.word) and name.becomes:
            text = re.sub(rf"(?<!\w){re.escape(name.word)}(?!\w)", name.becomes, passage.text)
            yield _("Write “{text}”", text=name.becomes), text


def replace_untrue(passage: Passage) -> Iterator[TextFix]:
    """Propose the text with a sentence that is true for all guests."""
    for phrase, assertion in passage.reader.glossary.assertions.find(passage.folded):
        whole_sentence = next(
            (sentence for sentence in sentences(passage.text) if phrase in fold(sentence)), ""
        )
        for say in assertion.say[:1] if whole_sentence else ():
            yield _("Write “{text}”", text=say), passage.text.replace(whole_sentence, say)


def _explain(why: str) -> str:
    """Return a reason from the terms as a sentence; those of the shipped terms are translated."""
    return _("{sentence}.", sentence=_(why.rstrip("."))) if why else ""


def _join(*parts: str) -> str:
    given = [part for part in parts if part]
    return join_messages(given, " ") if given else ""


def _list_alternatives(entry: UnwantedWord, passage: Passage) -> str:
    """Return what to say instead, without what these readers must not meet either."""
    forbidden = passage.reader.glossary.forbidden
    fit = [say for say in entry.say if not forbidden.find(fold(say))]
    return _("Better: {words}.", words=", ".join(fit)) if fit else ""


def _compare_sounds(pair: SoundAlike, word: str, passage: Passage) -> str:
    parts = [_explain(pair.why)]
    if len(pair.sounds) == 2:
        ours, theirs = pair.sounds
        if ours == theirs:
            parts.append(_("Both are pronounced [{sounds}].", sounds=ours))
        else:
            parts.append(_("Pronounced [{sounds}] and [{other}].", sounds=ours, other=theirs))
    if unwanted := passage.reader.glossary.forbidden.get(word):
        parts.append(_list_alternatives(unwanted, passage))
    return _join(*parts)


def _is_shared(passage: Passage) -> bool:
    """Whether all words of a text are also words of its own language."""
    approved = passage.reader.glossary.approved
    return all(
        word.lower() in _SAME_WORDS or word.lower() in approved for word in words(passage.prose)
    )


def _is_english(language: str) -> bool:
    return language.partition("-")[0] == "en"


def _normalize(text: str) -> str:
    return " ".join(text.split()).rstrip(".").casefold()


_SHORTEST, _STEM = 5, 4
"""Letters of a word that carries meaning, and of its part that inflection leaves."""


@words_check("voice-differs")
def voice_differs(collected: ThemeTexts, _context: Context) -> Iterator[Fault]:
    for message in _list_messages(collected):
        screen, voice = (f"{message.title.value}\n{message.body.value}", message.spoken.value)
        for text, other, template, place in (
            (screen, voice, N_("The voice doesn't say {sentences}."), message.spoken.place),
            (voice, screen, N_("The screen doesn't say {sentences}."), message.title.place),
        ):
            if unsaid := _list_unsaid(text, other):
                quoted = (_("“{text}”", text=shorten(sentence)) for sentence in unsaid)
                yield place, _(template, sentences=join_messages(quoted))


@words_check("recording-outdated")
def recording_outdated(collected: ThemeTexts, _context: Context) -> Iterator[Fault]:
    for message in _list_messages(collected):
        recorded, spoken = message.recorded, message.spoken
        if recorded.value and words(fold(recorded.value)) != words(fold(spoken.value)):
            text = _(
                "The recording says “{heard}”, but `spoken` is “{said}”.",
                heard=shorten(recorded.value),
                said=shorten(spoken.value),
            )
            yield recorded.place, text


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


reader_check("forbidden-word")(partial(_find_unwanted, is_forbidden=True))
reader_check("word-better-avoided")(partial(_find_unwanted, is_forbidden=False))
reader_check("sound-alike")(partial(_find_sound_alikes, is_same=True))
reader_check("sound-alike-nearly")(partial(_find_sound_alikes, is_same=False))
