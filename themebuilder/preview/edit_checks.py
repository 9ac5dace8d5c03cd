"""What edits that aren't kept would do to their themes, and what a part needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from themebuilder.build.checking import apply_exceptions, check_theme
from themebuilder.checks.base import Context
from themebuilder.checks.readability import find_limit, lix
from themebuilder.core.problems import Place
from themebuilder.core.tree import Text, walk_texts
from themebuilder.definitions.model import Theme
from themebuilder.editing.parts import Part, parse_part
from themebuilder.editing.scopes import WantedEdit
from themebuilder.platform.target import Platform
from themebuilder.preview.description import JsonObject
from themebuilder.preview.edit_fixes import describe_fixes
from themebuilder.preview.rebuilder import Rebuilder
from themebuilder.preview.theme_state import Snapshot, problems_json

_ENOUGH_WORDS = 5
"""With fewer words in a text its LIX says nothing."""


def describe_limits(part: Part, platform: Platform) -> JsonObject:
    """The placeholders that a text needs, and how many characters its place holds."""
    fact = platform.find_text(part.name) if part.kind == "text" else None
    if fact is None:
        return {"placeholders": [], "budget": 0}
    filled = [name for name in fact.placeholders if name not in fact.unfilled]
    return {
        "placeholders": [f"{{{{{name}}}}}" for name in filled],
        "budget": find_limit(part.name, fact.english)[1],
    }


def check_edits(
    rebuilder: Rebuilder, overlay: Mapping[str, bytes | None], wanted: Sequence[WantedEdit]
) -> JsonObject:
    """The problems of the values in *wanted* where the files are those of *overlay*, and their LIX.

    A value that the files already have is checked as it is. Each problem comes with what fixes it.
    """
    snapshot = rebuilder.read_with(overlay)
    context = Context(snapshot.library, snapshot.platform)
    problems: list[JsonObject] = []
    for one in wanted:
        outline = snapshot.outlines.get(one.theme)
        if outline is None:
            continue
        theme, found = check_theme(outline, context)
        found = apply_exceptions(found, outline, None)
        # Files that can't be used are nobody's, and the checks report them of the theme.
        unread = (replace(problem, theme=one.theme) for problem in snapshot.blockers_of(one.theme))
        every = dict.fromkeys((*unread, *found))
        places = set(_find_places(snapshot, theme, one))
        problems += (
            {**problem, "fixes": describe_fixes(problem_found, one, outline, context)}
            for problem_found, problem in zip(every, problems_json(every), strict=True)
            if _get_position(problem_found.place) in places
        )
    texts = {
        one.part: str(one.value)
        for one in wanted
        if one.value and parse_part(one.part).kind == "text"
    }
    measured = {part: lix([text]) for part, text in texts.items()}
    return {
        "problems": problems,
        "lix": {
            part: round(one.value)
            for part, one in measured.items()
            if one.words >= _ENOUGH_WORDS and one.value
        },
    }


_Position = tuple[str, int, int]
"""File, line and column: values in braces share a line."""


def _find_places(
    snapshot: Snapshot, theme: Theme | None, wanted: WantedEdit
) -> Iterator[_Position]:
    """Yield where the value is, or what makes its file unreadable."""
    target, part = wanted.target, parse_part(wanted.part)
    yield from (
        _get_position(one.place) for one in snapshot.unread if one.place.file == target.file
    )
    documents = (one for by_name in snapshot.library.own.values() for one in by_name.values())
    tree = next((one.tree for one in documents if one.file == target.file), None)
    node = tree.get(*target.path) if tree else None
    if node is None and theme is not None:
        if part.kind == "text":
            node = theme.texts.get(part.language, {}).get(part.name)
        elif part.kind == "setting":
            setting = theme.settings.get(part.name)
            node = Text(setting.value, setting.place) if setting else None
        elif part.kind not in {"wording", "words"}:
            node = theme.origin.get("brand", part.name)
    if node is not None:
        yield _get_position(node.place)
        yield from (_get_position(text.place) for _path, text in walk_texts(node))


def _get_position(place: Place) -> _Position:
    return place.file, place.line, place.column
