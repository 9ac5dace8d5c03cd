"""Makes a theme complete: brand, pictures, and words in each language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from themebuilder.core.color import make_shades
from themebuilder.core.messages import _
from themebuilder.core.problems import Problem, ThemeError, problem
from themebuilder.core.tree import Map, Node, Seq, Text
from themebuilder.definitions.library import Library
from themebuilder.definitions.model import (
    Brand,
    DrawnPicture,
    Picture,
    PictureFile,
    Plate,
    Texts,
    Theme,
    Tone,
    WordingMessage,
)
from themebuilder.definitions.outline import SLOT_NAMES, Outline
from themebuilder.definitions.texts import LanguageTexts


def resolve_theme(library: Library, outline: Outline) -> Theme:
    """Return the complete theme; `ThemeError` with all its problems where it has any."""
    found = resolve_partly(library, outline)
    if found.problems or found.theme is None:
        raise ThemeError(found.problems)
    return found.theme


class Resolution(NamedTuple):
    """The *theme* as far as it could be resolved, and its problems.

    There is no theme where too much is missing to check it. *has_words* means that its words can be
    checked: no message is missing, though a text may be.
    """

    theme: Theme | None
    problems: tuple[Problem, ...]
    has_words: bool


def resolve_partly(library: Library, outline: Outline) -> Resolution:
    """Return the theme as far as possible; it mustn't be built where it has problems."""
    problems = [*outline.problems, *_find_missing(outline)]
    merged = outline.merged
    if (
        not outline.is_checkable
        or "color" not in merged.map("brand").entries
        or _lacks_words(outline)
    ):
        return Resolution(None, _name_theme(problems, outline), has_words=False)
    texts: dict[str, Texts] = {}
    messages: dict[str, dict[str, WordingMessage]] = {}
    meeting = merged.map("meeting")
    has_words = True
    text_scope = merged.text("webapp", "texts", default="complete")
    offered = () if text_scope == "built-in" else outline.languages
    for language in dict.fromkeys((*offered, *outline.screen_languages)):
        has_messages = text_scope == "complete" or language in outline.screen_languages
        language_texts = LanguageTexts(library, outline, language, has_messages=has_messages)
        has_words &= language_texts.has_words
        for message, words in language_texts.messages.items():
            messages.setdefault(message, {})[language] = words
        if language in offered:
            texts[language] = language_texts.texts(only_own=text_scope == "own")
        if language == outline.meeting_language and "screens" in meeting.entries:
            screens = language_texts.fill_part(meeting.map("screens"))
            meeting = meeting._replace(entries={**meeting.entries, "screens": screens})
        problems += language_texts.problems
    resolved = _make_theme(outline, texts, messages, meeting)
    return Resolution(resolved, _name_theme(problems, outline), has_words)


def _name_theme(problems: Iterable[Problem], outline: Outline) -> tuple[Problem, ...]:
    return tuple(found.in_theme(outline.name) for found in dict.fromkeys(problems))


def _find_missing(outline: Outline) -> Iterator[Problem]:
    """Yield what every theme needs and this one lacks, unless other problems may be the cause."""
    if outline.problems:
        return
    place = outline.lineage[0].tree.place_of("theme")
    if not outline.merged.text("brand", "color"):
        hint = _('Add `brand: {color: "#2f6f8f"}`, or extend a theme that has a colour.')
        yield problem("missing-key", _("The theme needs `brand.color`."), place, hint)
    if _lacks_words(outline):
        hint = _("Add `wording: {waiting: neutral}`, or extend a theme that has a wording.")
        yield problem("missing-key", _("The theme needs `wording.waiting`."), place, hint)


def _lacks_words(outline: Outline) -> bool:
    is_shown = "service-theme" in outline.packages
    return is_shown and "waiting" not in outline.merged.map("wording").entries


def _make_theme(
    outline: Outline,
    texts: Mapping[str, Texts],
    messages: Mapping[str, Mapping[str, WordingMessage]],
    meeting: Map,
) -> Theme:
    merged = outline.merged
    return Theme(
        name=outline.name,
        title=outline.title,
        audience=outline.audience,
        reach=outline.reach,
        valid=outline.valid,
        parents=tuple(document.name for document in outline.lineage[1:]),
        organisations=outline.organisation_names,
        brand=_make_brand(merged, outline),
        settings=outline.settings,
        languages=outline.languages,
        core_languages=outline.core_languages,
        texts=texts,
        messages=messages,
        path=outline.path,
        webapp=merged.map("webapp"),
        meeting=meeting,
        accept={rule: reason.value for rule, reason in outline.accept.items()},
        acceptances=outline.acceptances,
        origin=merged,
    )


_EVENINGS: Mapping[Tone, Tone] = {
    "light": "dark",
    "dark": "dark",
    "dawn": "dusk",
    "dusk": "dusk",
}
"""The tone on which white text is readable, by the tone of the background."""
_PLATES: Mapping[str, Plate] = {"citizen": "disc", "clinician": "square", "everyone": "tile"}
"""The plate of a drawn symbol by the theme's audience, so that browser tabs differ in shape too."""


def _make_brand(merged: Map, outline: Outline) -> Brand:
    brand = merged.map("brand")
    base = brand.text("color")
    given = tuple(text.value.upper() for text in brand.texts("palette"))
    palette = given or make_shades(base)
    pictures: dict[str, Picture] = {}
    for slot in SLOT_NAMES:
        node = brand.get(slot)
        if node is not None and not (isinstance(node, Text) and node.value == "none"):
            pictures[slot] = _make_picture(node, base, _PLATES[outline.audience])
    background = pictures.get("background")
    if background and "card" not in pictures and brand.text("card") != "none":
        pictures["card"] = background
    if background and "screen" not in pictures and brand.text("screen") != "none":
        # The meeting writes white text on its screens.
        if isinstance(background, DrawnPicture):
            background = background._replace(tone=_EVENINGS[background.tone])
        pictures["screen"] = background
    return Brand(
        name=brand.text("name"),
        title=brand.text("title", default=outline.title),
        color=base,
        palette=palette,
        background_color=brand.text("background_color", default=palette[10]),
        pictures=pictures,
    )


def _make_picture(node: Node, base: str, plate: Plate) -> Picture:
    if isinstance(node, Text):
        return PictureFile(node.value, (0.5, 0.5), node.place)
    assert isinstance(node, Map)  # noqa: S101 - the schema allows a text or a mapping
    if "file" in node.entries:
        focus = node.get("focus")
        x, y = (float(str(i)) for i in focus.items) if isinstance(focus, Seq) else (0.5, 0.5)
        is_kept = node.flag("keep")
        return PictureFile(node.text("file"), (x, y), node.place_of("file"), is_kept)
    return DrawnPicture(
        style=node.text("draw"),
        color=node.text("color", default=base),
        tone=node.text("tone", default="light"),  # type: ignore[arg-type]
        seed=int(node.text("seed", default="0")),
        mark=node.text("mark"),
        plate=plate,
        place=node.place_of("draw"),
    )
