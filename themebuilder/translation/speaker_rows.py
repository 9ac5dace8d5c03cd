"""What a speaker records for themes: the rows of the recording script, and what each becomes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from themebuilder.core.problems import Place
from themebuilder.core.tree import Map, Text
from themebuilder.definitions.model import Theme
from themebuilder.media.recording_script import Script, ScriptRow
from themebuilder.media.script_labels import LABELS
from themebuilder.media.sound_conversion import FIRST, HOUSE
from themebuilder.packages.service_theme import language as meeting_language
from themebuilder.platform.target import Platform
from themebuilder.translation.prompt_words import HOW
from themebuilder.translation.prompts import message_of, prompt_of, said_by

MAX_SECONDS = 6.0
"""The longest prompt: while it plays, a guest hears nothing else."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """One recording to be made for *themes*.

    *file* is the name under which the speaker saves it, *prompt* its name in the package: an empty
    text where nobody knows it. *place* says where the words were set. *recordings* are the files
    below ``brand_assets/`` that themes already name for it: just the *words* must be heard in them.
    """

    file: str
    prompt: str
    message: str
    language: str
    words: str
    place: Place
    recordings: tuple[str, ...]
    themes: tuple[str, ...]
    is_first: bool
    """Whether it may be the first sound of a call, and so begins with silence."""


@dataclass(frozen=True, slots=True)
class Unwritten:
    """A prompt of the meeting for which nobody has written words in *language*.

    *english* is what the stock recording says, an empty text where that is not known.
    """

    prompt: str
    language: str
    english: str


@dataclass(frozen=True, slots=True)
class Speaking:
    """All that a speaker records, and what cannot be recorded yet."""

    recorded: tuple[Recorded, ...]
    unwritten: tuple[Unwritten, ...]


def speaking(themes: Sequence[Theme], platform: Platform, workspace: Map) -> Speaking:
    """What is recorded for *themes*: their messages first, then the platform's known prompts.

    Themes that say the same share a recording.
    """
    shared: dict[tuple[str, str, str, str], Recorded] = {}
    for theme in themes:
        for one in _of(theme, platform, workspace):
            key = (one.message, one.prompt, one.language, one.words)
            shared[key] = _joined(shared[key], one) if key in shared else one
    recorded = sorted(shared.values(), key=lambda one: (not one.message, one.language))
    languages = dict.fromkeys(meeting_language(theme) for theme in themes)
    unwritten = tuple(
        Unwritten(prompt, language, fact.text or "")
        for language in languages
        for prompt, fact in platform.prompts.items()
        if not message_of(prompt, workspace) and not said_by(prompt, language, platform)
    )
    return Speaking(tuple(_told_apart(recorded)), unwritten)


def script(said: Speaking, title: str, language: str) -> Script:
    """The recording script of what is *said*, for a speaker who reads *language*."""
    how = HOW.get(language, HOW["en"])
    rows = [
        ScriptRow(
            number=number,
            file=one.file,
            language=one.language,
            words=one.words,
            how=" ".join(_how(one, how)),
            # What the build puts in front of every prompt.
            lead_in_seconds=(FIRST if one.is_first else HOUSE).lead_in_seconds,
            max_seconds=MAX_SECONDS,
        )
        for number, one in enumerate(said.recorded, 1)
    ]
    return Script(title, tuple(rows), language if language in LABELS else "en")


def _of(theme: Theme, platform: Platform, workspace: Map) -> Iterator[Recorded]:
    language = meeting_language(theme)
    prompts = theme.meeting.map("prompts")
    first = {text.value for text in theme.meeting.texts("first")}
    for message, languages in theme.messages.items():
        words = languages[language].spoken if language in languages else None
        if words is None or not words.text:
            continue
        prompt = prompt_of(message, platform, workspace)
        yield Recorded(
            # The dot keeps a theme from naming it as a prompt.
            file=prompt or f"{message}.{language}.wav",
            prompt=prompt,
            message=message,
            language=language,
            words=words.text,
            place=words.place,
            recordings=_recordings(prompts, prompt),
            themes=(theme.name,),
            is_first=prompt in first,
        )
    for prompt in platform.prompts:
        said = said_by(prompt, language, platform)
        if said and not message_of(prompt, workspace):
            yield Recorded(
                file=prompt,
                prompt=prompt,
                message="",
                language=language,
                words=said.words,
                place=Place(""),
                recordings=_recordings(prompts, prompt),
                themes=(theme.name,),
                is_first=prompt in first,
            )


def _recordings(prompts: Map, prompt: str) -> tuple[str, ...]:
    named = prompts.entries.get(prompt)
    return (named.value,) if isinstance(named, Text) else ()


def _joined(one: Recorded, other: Recorded) -> Recorded:
    return replace(
        one,
        recordings=tuple(dict.fromkeys((*one.recordings, *other.recordings))),
        themes=tuple(dict.fromkeys((*one.themes, *other.themes))),
    )


def _told_apart(recorded: Sequence[Recorded]) -> Iterator[Recorded]:
    """The recordings under names that differ: different words for one prompt lie in folders."""
    for one in recorded:
        is_alone = sum(other.file == one.file for other in recorded) == 1
        yield one if is_alone else replace(one, file=f"{one.themes[0]}/{one.file}")


def _how(one: Recorded, how: Mapping[str, str]) -> Iterator[str]:
    yield how["calm" if one.message else "clear"]
    if not one.prompt:
        yield how["name_unknown"]
