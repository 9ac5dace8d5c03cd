"""The rows of the recording script for a speaker, and notes for the editor of the theme."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from themebuilder.core.problems import Place
from themebuilder.core.tree import Map, Text
from themebuilder.definitions.model import Theme
from themebuilder.media.recording_script import LABELS, Script, ScriptRow
from themebuilder.media.recordings import FIRST_PROMPT, PROMPT
from themebuilder.packages.service_theme import meeting_language
from themebuilder.platform.target import Platform
from themebuilder.translation.unspoken import find_prompt

MAX_SECONDS = 6.0
"""The longest prompt: a guest hears nothing else while it plays."""


@dataclass(frozen=True, slots=True)
class SpokenRow:
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
class UnwrittenPrompt:
    """A prompt without words in *language*; *english* is what the stock recording says, if known."""

    prompt: str
    language: str
    english: str


@dataclass(frozen=True, slots=True)
class SpeakerRows:
    """What a speaker records, and the prompts that have no words yet."""

    recorded: tuple[SpokenRow, ...]
    unwritten: tuple[UnwrittenPrompt, ...]


def list_speaker_rows(themes: Sequence[Theme], platform: Platform, workspace: Map) -> SpeakerRows:
    """What is recorded for *themes*: their messages first, then the platform's known prompts.

    Themes that say the same share a recording.
    """
    shared: dict[tuple[str, str, str, str], SpokenRow] = {}
    for theme in themes:
        for one in _list_theme_rows(theme, platform, workspace):
            key = (one.message, one.prompt, one.language, one.words)
            shared[key] = _merge_rows(shared[key], one) if key in shared else one
    recorded = sorted(shared.values(), key=lambda one: (not one.message, one.language))
    languages = dict.fromkeys(meeting_language(theme) for theme in themes)
    unwritten = tuple(
        UnwrittenPrompt(prompt, language, fact.text or "")
        for language in languages
        for prompt, fact in platform.prompts.items()
        if not find_message(prompt, workspace) and not find_prompt_text(prompt, language, platform)
    )
    return SpeakerRows(tuple(_make_files_unique(recorded)), unwritten)


def make_script(said: SpeakerRows, title: str, language: str) -> Script:
    """The recording script of what is *said*, for a speaker who reads *language*."""
    how = HOW.get(language, HOW["en"])
    rows = [
        ScriptRow(
            number=number,
            file=one.file,
            language=one.language,
            words=one.words,
            how=" ".join(_describe_delivery(one, how)),
            # What the build puts in front of every prompt.
            lead_in_seconds=(FIRST_PROMPT if one.is_first else PROMPT).lead_in_seconds,
            max_seconds=MAX_SECONDS,
        )
        for number, one in enumerate(said.recorded, 1)
    ]
    return Script(title, tuple(rows), language if language in LABELS else "en")


def _list_theme_rows(theme: Theme, platform: Platform, workspace: Map) -> Iterator[SpokenRow]:
    language = meeting_language(theme)
    prompts = theme.meeting.map("prompts")
    first = {text.value for text in theme.meeting.texts("first")}
    for message, languages in theme.messages.items():
        words = languages[language].spoken if language in languages else None
        if words is None or not words.value:
            continue
        prompt = find_prompt(message, platform, workspace)
        yield SpokenRow(
            # The dot keeps a theme from naming it as a prompt.
            file=prompt or f"{message}.{language}.wav",
            prompt=prompt,
            message=message,
            language=language,
            words=words.value,
            place=words.place,
            recordings=_recordings(prompts, prompt),
            themes=(theme.name,),
            is_first=prompt in first,
        )
    for prompt in platform.prompts:
        said = find_prompt_text(prompt, language, platform)
        if said and not find_message(prompt, workspace):
            yield SpokenRow(
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


def _merge_rows(one: SpokenRow, other: SpokenRow) -> SpokenRow:
    return replace(
        one,
        recordings=tuple(dict.fromkeys((*one.recordings, *other.recordings))),
        themes=tuple(dict.fromkeys((*one.themes, *other.themes))),
    )


def _make_files_unique(recorded: Sequence[SpokenRow]) -> Iterator[SpokenRow]:
    """The recordings under names that differ: different words for one prompt lie in folders."""
    for one in recorded:
        is_alone = sum(other.file == one.file for other in recorded) == 1
        yield one if is_alone else replace(one, file=f"{one.themes[0]}/{one.file}")


def _describe_delivery(one: SpokenRow, how: Mapping[str, str]) -> Iterator[str]:
    yield how["calm" if one.message else "clear"]
    if not one.prompt:
        yield how["name_unknown"]


_LABELS: Mapping[str, Mapping[str, str]] = {
    # review: proposed. A native speaker should still approve the Danish.
    "da": {
        "heading": "Til den, der bygger temaet",
        "file": "Fil",
        "prompt": "Navn i pakken",
        "set": "Ordene står i",
        "themes": "Temaer",
        "same": "det samme",
        "unknown": "kendes ikke endnu",
        "known_words": "themebuilder (forslag)",
        "must": "Optagelser, der allerede er i brug",
        "must_say": "{} skal sige netop dette: »{}«",
        "nameless": "Optagelser, hvis navn ikke kendes endnu",
        "nameless_why": (
            "Ingen har offentliggjort, hvad mødet kalder filen for {}. Indtil du ved det, siger mødet "
            "stadig platformens engelske ord. Hent grundtemaet fra jeres egen installation, læs det "
            "ind med `themebuilder learn`, og skriv navnet i themes/workspace.yaml: "
            "`spoken: {{{}: <filnavn>}}`. Gem optagelsen til da."
        ),
        "unwritten": "Andre beskeder uden ord på dette sprog",
        "unwritten_one": "`{}` ({}): {}",
        "unheard": "lyt til den i grundtemaet",
    },
    "en": {
        "heading": "For the editor of the theme",
        "file": "File",
        "prompt": "Name in the package",
        "set": "Words set in",
        "themes": "Themes",
        "same": "the same",
        "unknown": "not known yet",
        "known_words": "themebuilder (proposed)",
        "must": "Recordings already in use",
        "must_say": "{} must say exactly this: “{}”",
        "nameless": "Recordings whose name is not known yet",
        "nameless_why": (
            "Pexip hasn't published the file name for {}. Until you know it, callers hear the "
            "platform's English prompt. Download the base theme from your own deployment, read it with "
            "`themebuilder learn`, and add the name to themes/workspace.yaml: "
            "`spoken: {{{}: <file name>}}`. Keep the recording until then."
        ),
        "unwritten": "Other prompts without words in this language",
        "unwritten_one": "`{}` ({}): {}",
        "unheard": "listen to it in the base theme",
    },
}


def format_notes(said: SpeakerRows, language: str) -> str:
    """What becomes of each recording: its name in the package, its words, and what is missing."""
    return "\n".join(_note_lines(said, _LABELS.get(language, _LABELS["en"]))) + "\n"


def _note_lines(said: SpeakerRows, labels: Mapping[str, str]) -> Iterator[str]:
    yield f"\n---\n\n## {labels['heading']}\n"
    yield f"| | {labels['file']} | {labels['prompt']} | {labels['set']} | {labels['themes']} |"
    yield "|--:|---|---|---|---|"
    for number, one in enumerate(said.recorded, 1):
        prompt = f"`{one.prompt}`" if one.prompt else labels["unknown"]
        prompt = labels["same"] if one.prompt == one.file else prompt
        place = str(one.place) if one.place.file else labels["known_words"]
        yield f"| {number} | `{one.file}` | {prompt} | {place} | {', '.join(one.themes)} |"
    in_use = [(file, one) for one in said.recorded for file in one.recordings]
    if in_use:
        yield f"\n### {labels['must']}\n"
        for file, one in in_use:
            yield "- " + labels["must_say"].format(f"`brand_assets/{file}`", one.words)
    if nameless := list(dict.fromkeys(one.message for one in said.recorded if not one.prompt)):
        yield f"\n### {labels['nameless']}\n"
        for message in nameless:
            yield "- " + labels["nameless_why"].format(f"`{message}`", message)
    if said.unwritten:
        yield f"\n### {labels['unwritten']}\n"
        for gap in said.unwritten:
            english = f"“{gap.english}”" if gap.english else labels["unheard"]
            yield "- " + labels["unwritten_one"].format(gap.prompt, gap.language, english)


@dataclass(frozen=True, slots=True)
class PromptText:
    """What a prompt says in one language, and where the words come from."""

    words: str
    source: str
    """``proposed`` (written here, a native speaker should still approve) or ``platform``."""


def find_message(prompt: str, workspace: Map) -> str:
    """The message that *prompt* speaks, or an empty text."""
    spoken = workspace.map("spoken").entries
    return next((kind for kind, named in spoken.items() if str(named) == prompt), "")


def find_prompt_text(prompt: str, language: str, platform: Platform) -> PromptText | None:
    """What a known prompt of the base theme says in *language*, or None where nobody has written it."""
    if words := WORDS.get(language, {}).get(prompt):
        return PromptText(words, "proposed")
    fact = platform.prompts.get(prompt)
    if language == "en" and fact and fact.text:
        return PromptText(fact.text, "platform")
    return None


WORDS: Mapping[str, Mapping[str, str]] = {
    "da": {
        "2sd-invalid-number-three-times-disconnect_48kHz_mono.wav": (
            "Nummeret var forkert tre gange. Opkaldet slutter nu. Ring gerne igen."
        ),
        "2sd-not-entered-valid-number-disconnect-call_48kHz_mono.wav": (
            "Vi har ikke fået et gyldigt nummer. Opkaldet slutter nu. Ring gerne igen."
        ),
        "2sd-number-not-valid-try-again_48kHz_mono.wav": "Nummeret er ikke rigtigt. Prøv igen.",
        "2sd-number-pound-key_48kHz_mono.wav": "Tast nummeret på mødet, og slut med firkant.",
        "2sd-please-hold-connect-you_48kHz_mono.wav": "Et øjeblik. Vi stiller dig igennem.",
        "conf-call-will-be-disconnected_48kHz_mono.wav": "Opkaldet slutter nu. Ring gerne igen.",
        "conf-capacity_exceeded_48kHz_mono.wav": (
            "Der er ikke plads til flere lige nu. Prøv igen om lidt."
        ),
    },
}
"""Language -> prompt file name -> words."""

HOW: Mapping[str, Mapping[str, str]] = {
    "da": {
        "calm": "Roligt og venligt, med en kort pause efter hvert punktum.",
        "clear": "Tydeligt og lidt langsommere end ellers.",
        "name_unknown": (
            "Filen har vores eget navn, for vi kender ikke det rigtige endnu. Gem optagelsen, til vi gør."
        ),
    },
    "en": {
        "calm": "Calmly and kindly, with a short pause after each full stop.",
        "clear": "Clearly, and a little more slowly than usual.",
        "name_unknown": (
            "The file has a provisional name, because its real name isn't known yet. Keep the recording."
        ),
    },
}
"""Language of the script -> name -> how to say the words."""
