"""One theme made complete; the room's front door."""

from __future__ import annotations

from dataclasses import replace

from themebuilder import color
from themebuilder.model import (
    Brand,
    DrawnPicture,
    Message,
    Picture,
    PictureFile,
    Theme,
    Words,
)
from themebuilder.problems import ThemeError, problem
from themebuilder.resolve import rules
from themebuilder.resolve.language import Language
from themebuilder.resolve.outline import SLOTS, Outline
from themebuilder.source.library import Library
from themebuilder.tree import Map, Node, Seq, Text


def theme(library: Library, outlined: Outline) -> Theme:
    """The complete theme; `ThemeError` with everything that keeps it from being complete."""
    problems = list(outlined.problems)
    merged = outlined.merged
    base_color = merged.text("brand", "color")
    if not base_color and not problems:
        place = outlined.line[0].tree.place_of("theme")
        problems.append(problem(rules.COLOR_MISSING, "The theme has no brand colour.", place))
    if "waiting" not in merged.map("wording").entries and not problems:
        place = outlined.line[0].tree.place_of("theme")
        problems.append(problem(rules.WORDING_MISSING, "No wording is picked for waiting.", place))
    texts: dict[str, dict[str, Words]] = {}
    messages: dict[str, dict[str, Message]] = {}
    meeting = merged.map("meeting")
    if not problems:
        texts_of = merged.text("webapp", "texts", default="complete")
        offered = () if texts_of == "built-in" else outlined.languages
        for language in dict.fromkeys((*offered, meeting_language(outlined))):
            is_spoken = texts_of == "complete" or language == meeting_language(outlined)
            spoken = Language(library, outlined, language, says_messages=is_spoken)
            for kind, said in spoken.messages.items():
                messages.setdefault(kind, {})[language] = said
            if language in offered:
                texts[language] = spoken.texts(only_own=texts_of == "own")
            if language == meeting_language(outlined) and "screens" in meeting.entries:
                screens = spoken.filled(meeting.map("screens"))
                meeting = Map({**meeting.entries, "screens": screens}, meeting.place, meeting.keys)
            problems += spoken.problems
    if problems:
        raise ThemeError(p.in_theme(outlined.name) for p in dict.fromkeys(problems))
    return Theme(
        name=outlined.name,
        title=outlined.title,
        audience=outlined.audience,
        reach=outlined.reach,
        valid=outlined.valid,
        parents=tuple(document.name for document in outlined.line[1:]),
        organisations=outlined.organisation_names,
        brand=_brand(merged, outlined),
        settings=outlined.settings,
        languages=outlined.languages,
        texts=texts,
        messages=messages,
        path=outlined.path,
        webapp=merged.map("webapp"),
        meeting=meeting,
        accept={rule: reason.value for rule, reason in outlined.accept.items()},
        origin=merged,
    )


def meeting_language(outlined: Outline) -> str:
    """The language of the meeting's screens and prompts."""
    return outlined.merged.text("meeting", "language", default=outlined.languages[0])


def _brand(merged: Map, outlined: Outline) -> Brand:
    brand = merged.map("brand")
    base = brand.text("color")
    given = tuple(text.value.upper() for text in brand.texts("palette"))
    palette = given or color.shades(base)
    opacity = brand.text("overlay", "opacity")
    pictures: dict[str, Picture] = {}
    for slot in SLOTS:
        node = brand.get(slot)
        if node is not None and not (isinstance(node, Text) and node.value == "none"):
            pictures[slot] = _picture(node, base)
    background = pictures.get("background")
    if background and "card" not in pictures and brand.text("card") != "none":
        pictures["card"] = background
    if background and "screen" not in pictures and brand.text("screen") != "none":
        # The meeting writes on its screens in white.
        if isinstance(background, DrawnPicture):
            background = replace(background, tone="dark")
        pictures["screen"] = background
    return Brand(
        name=brand.text("name"),
        title=brand.text("title", default=outlined.title),
        color=base,
        palette=palette,
        background_color=brand.text("background_color", default=palette[10]),
        overlay=brand.text("overlay", "tint"),
        overlay_opacity=float(opacity) if opacity else None,
        pictures=pictures,
    )


def _picture(node: Node, base: str) -> Picture:
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
        tone="dark" if node.text("tone") == "dark" else "light",
        seed=int(node.text("seed", default="0")),
        mark=node.text("mark"),
        place=node.place_of("draw"),
    )
