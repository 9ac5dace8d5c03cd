"""What the editor of a theme must know of a recording script: Markdown that follows the speaker's part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from themebuilder.translation.speaker_rows import Recorded, Speaking

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
            "ind med `themebuilder platform learn`, og skriv navnet i themes/workspace.yaml: "
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
        "set": "The words stand in",
        "themes": "Themes",
        "same": "the same",
        "unknown": "not known yet",
        "known_words": "themebuilder (proposed)",
        "must": "Recordings already in use",
        "must_say": "{} must say just this: “{}”",
        "nameless": "Recordings whose name is not known yet",
        "nameless_why": (
            "Nobody has published what the meeting calls the file for {}. Until you know it, the "
            "meeting still says the platform's English words. Fetch the base theme from your own "
            "deployment, read it in with `themebuilder platform learn`, and write the name into "
            "themes/workspace.yaml: `spoken: {{{}: <file name>}}`. Keep the recording until then."
        ),
        "unwritten": "Other prompts without words in this language",
        "unwritten_one": "`{}` ({}): {}",
        "unheard": "listen to it in the base theme",
    },
}


def notes(said: Speaking, language: str) -> str:
    """What becomes of each recording: its name in the package, its words, and what is missing."""
    return "\n".join(_notes(said, _LABELS.get(language, _LABELS["en"]))) + "\n"


def _notes(said: Speaking, labels: Mapping[str, str]) -> Iterator[str]:
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
    if nameless := _nameless(said.recorded):
        yield f"\n### {labels['nameless']}\n"
        for message in nameless:
            yield "- " + labels["nameless_why"].format(f"`{message}`", message)
    if said.unwritten:
        yield f"\n### {labels['unwritten']}\n"
        for gap in said.unwritten:
            english = f"“{gap.english}”" if gap.english else labels["unheard"]
            yield "- " + labels["unwritten_one"].format(gap.prompt, gap.language, english)


def _nameless(recorded: tuple[Recorded, ...]) -> list[str]:
    return list(dict.fromkeys(one.message for one in recorded if not one.prompt))
