"""What a speaker records: the rows of the script, notes for the editor of the theme, and unspoken prompts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from themebuilder.core.messages import MESSAGE_LANGUAGES, Message, _, translate, use_language
from themebuilder.core.problems import Place
from themebuilder.core.tree import Map, Text
from themebuilder.definitions.model import Theme
from themebuilder.media.recording_script import Script, ScriptRow
from themebuilder.media.recordings import FIRST_PROMPT, PROMPT
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
    """Return what is recorded for *themes*: their messages first, then the platform's known prompts.

    Themes that say the same share a recording.
    """
    shared: dict[tuple[str, str, str, str], SpokenRow] = {}
    for theme in themes:
        for row in _list_theme_rows(theme, platform, workspace):
            key = (row.message, row.prompt, row.language, row.words)
            shared[key] = _merge_rows(shared[key], row) if key in shared else row
    recorded = sorted(shared.values(), key=lambda row: (not row.message, row.language))
    languages = dict.fromkeys(theme.meeting_language for theme in themes)
    unwritten = tuple(
        UnwrittenPrompt(prompt, language, fact.text or "")
        for language in languages
        for prompt, fact in platform.prompts.items()
        if not find_message(prompt, workspace) and not find_prompt_text(prompt, language, platform)
    )
    return SpeakerRows(tuple(_make_files_unique(recorded)), unwritten)


def make_script(speaker_rows: SpeakerRows, title: str, language: str) -> Script:
    """Return the recording script of *speaker_rows*, for a speaker who reads *language*."""
    read_in = language if language in MESSAGE_LANGUAGES else "en"
    rows = [
        ScriptRow(
            number=number,
            file=row.file,
            language=row.language,
            words=row.words,
            how=" ".join(translate(how, read_in) for how in _describe_delivery(row)),
            # What the build puts in front of every prompt.
            lead_in_seconds=(FIRST_PROMPT if row.is_first else PROMPT).lead_in_seconds,
            max_seconds=MAX_SECONDS,
        )
        for number, row in enumerate(speaker_rows.recorded, 1)
    ]
    return Script(title, tuple(rows), read_in)


def _list_theme_rows(theme: Theme, platform: Platform, workspace: Map) -> Iterator[SpokenRow]:
    language = theme.meeting_language
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
            recordings=_find_recordings(prompts, prompt),
            themes=(theme.name,),
            is_first=prompt in first,
        )
    for prompt in platform.prompts:
        prompt_text = find_prompt_text(prompt, language, platform)
        if prompt_text and not find_message(prompt, workspace):
            yield SpokenRow(
                file=prompt,
                prompt=prompt,
                message="",
                language=language,
                words=prompt_text,
                place=Place(""),
                recordings=_find_recordings(prompts, prompt),
                themes=(theme.name,),
                is_first=prompt in first,
            )


def _find_recordings(prompts: Map, prompt: str) -> tuple[str, ...]:
    named = prompts.entries.get(prompt)
    return (named.value,) if isinstance(named, Text) else ()


def _merge_rows(one: SpokenRow, other: SpokenRow) -> SpokenRow:
    return replace(
        one,
        recordings=tuple(dict.fromkeys((*one.recordings, *other.recordings))),
        themes=tuple(dict.fromkeys((*one.themes, *other.themes))),
    )


def _make_files_unique(recorded: Sequence[SpokenRow]) -> Iterator[SpokenRow]:
    """Yield the recordings under names that differ: different words for one prompt lie in folders."""
    for row in recorded:
        is_alone = sum(other.file == row.file for other in recorded) == 1
        yield row if is_alone else replace(row, file=f"{row.themes[0]}/{row.file}")


def _describe_delivery(one: SpokenRow) -> Iterator[Message]:
    if one.message:
        yield _("Calmly and kindly, with a short pause after each full stop.")
    else:
        yield _("Clearly, and a little more slowly than usual.")
    if not one.prompt:
        yield _(
            "The file has a provisional name, because its real name isn't known yet. Keep the recording."
        )


def format_notes(rows: SpeakerRows, language: str) -> str:
    """Return what becomes of each recording: its name in the package, its words, and what is missing."""
    with use_language(language):
        return "\n".join(_note_lines(rows)) + "\n"


def _note_lines(rows: SpeakerRows) -> Iterator[str]:
    yield "\n---\n\n## " + _("For the editor of the theme") + "\n"
    headings = (_("File"), _("Name in the package"), _("Words set in"), _("Themes"))
    yield f"| | {' | '.join(headings)} |"
    yield "|--:|---|---|---|---|"
    for number, row in enumerate(rows.recorded, 1):
        prompt = f"`{row.prompt}`" if row.prompt else _("not known yet")
        prompt = _("the same") if row.prompt == row.file else prompt
        place = str(row.place) if row.place.file else _("themebuilder (proposed)")
        yield f"| {number} | `{row.file}` | {prompt} | {place} | {', '.join(row.themes)} |"
    in_use = [(file, row) for row in rows.recorded for file in row.recordings]
    if in_use:
        yield "\n### " + _("Recordings already in use") + "\n"
        for file, row in in_use:
            must = _(
                "`{file}` must say exactly this: “{words}”",
                file=f"brand_assets/{file}",
                words=row.words,
            )
            yield f"- {must}"
    if nameless := list(dict.fromkeys(row.message for row in rows.recorded if not row.prompt)):
        yield "\n### " + _("Recordings whose name is not known yet") + "\n"
        for message in nameless:
            why = _(
                "Pexip hasn't published the file name for `{message}`. Until you know it, callers hear "
                "the platform's English prompt. Download the base theme from your own deployment, read "
                "it with `themebuilder learn`, and add the name to themes/workspace.yaml: "
                "`spoken: {{{message}: <file name>}}`. Keep the recording until then.",
                message=message,
            )
            yield f"- {why}"
    if rows.unwritten:
        yield "\n### " + _("Other prompts without words in this language") + "\n"
        for gap in rows.unwritten:
            english = f"“{gap.english}”" if gap.english else _("listen to it in the base theme")
            yield f"- `{gap.prompt}` ({gap.language}): {english}"


def find_message(prompt: str, workspace: Map) -> str:
    """Return the message that *prompt* speaks, or an empty text."""
    spoken = workspace.map("spoken").entries
    return next((kind for kind, named in spoken.items() if str(named) == prompt), "")


def find_prompt_text(prompt: str, language: str, platform: Platform) -> str:
    """Return what a known prompt of the base theme says in *language*; empty where nobody has written it."""
    fact = platform.prompts.get(prompt)
    platform_words = (fact.text or "") if fact and language == "en" else ""
    return fact.proposed.get(language, platform_words) if fact else ""
