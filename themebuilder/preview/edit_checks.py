"""What edits that aren't kept would do to their themes, what fixes that, and what a part needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from themebuilder.build.checking import apply_exceptions, check_theme
from themebuilder.checks import propose_fixes
from themebuilder.checks.base import Context
from themebuilder.checks.color_contrast import darken
from themebuilder.checks.glossary import load_glossary
from themebuilder.checks.names import find_settings_to_set
from themebuilder.checks.passages import Passage, Reader
from themebuilder.checks.readability import find_limit, lix
from themebuilder.checks.text_alternatives import find_names_to_set
from themebuilder.core.messages import _
from themebuilder.core.problems import Place, Problem, shorten
from themebuilder.core.tree import Text, walk_texts
from themebuilder.definitions.model import Texts, Theme
from themebuilder.definitions.outline import Outline
from themebuilder.editing.parts import Part, parse_part
from themebuilder.editing.scopes import WantedEdit
from themebuilder.platform.target import Platform
from themebuilder.preview.description import JsonObject
from themebuilder.preview.rebuilder import Rebuilder
from themebuilder.preview.theme_state import Snapshot, make_problem_json, translate_all
from themebuilder.settings import describe_value

_ENOUGH_WORDS = 5
"""With fewer words in a text its LIX says nothing."""


def describe_limits(part: Part, platform: Platform) -> JsonObject:
    """Return the placeholders that a text needs, and how many characters its place holds."""
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
    """Return the problems of the values in *wanted* where the files are those of *overlay*, and their LIX.

    A value that the files already have is checked as it is. Each problem comes with what fixes it.
    """
    snapshot = rebuilder.read_with(overlay)
    context = Context(snapshot.library, snapshot.platform)
    problems: list[JsonObject] = []
    for edit in wanted:
        outline = snapshot.outlines.get(edit.theme)
        if outline is None:
            continue
        theme, found = check_theme(outline, context)
        found = apply_exceptions(found, outline, None)
        # Files that can't be used are nobody's, and the checks report them of the theme.
        unread = (
            problem._replace(theme=edit.theme) for problem in snapshot.find_blockers(edit.theme)
        )
        every = dict.fromkeys((*unread, *found))
        places = set(_find_places(snapshot, theme, edit))
        problems += (
            {
                **make_problem_json(problem),
                "fixes": [
                    {"label": translate_all(label), "part": part, "value": value}
                    for label, part, value in _list_fixes(problem, edit, outline, context)
                ],
            }
            for problem in every
            if _get_position(problem.place) in places
        )
    texts = {
        edit.part: str(edit.value)
        for edit in wanted
        if edit.value and parse_part(edit.part).kind == "text"
    }
    measured = {part: lix([text]) for part, text in texts.items()}
    return {
        "problems": problems,
        "lix": {
            part: round(part_lix.value)
            for part, part_lix in measured.items()
            if part_lix.words >= _ENOUGH_WORDS and part_lix.value
        },
    }


_Position = tuple[str, int, int]
"""File, line and column: values in braces share a line."""


def _find_places(
    snapshot: Snapshot, theme: Theme | None, wanted: WantedEdit
) -> Iterator[_Position]:
    """Yield where the value is, or what makes its file unreadable."""
    destination, part = wanted.destination, parse_part(wanted.part)
    yield from (
        _get_position(problem.place)
        for problem in snapshot.unread
        if problem.place.file == destination.file
    )
    documents = (
        document for by_name in snapshot.library.own.values() for document in by_name.values()
    )
    tree = next(
        (document.tree for document in documents if document.file == destination.file), None
    )
    node = tree.get(*destination.path) if tree else None
    if node is None and theme is not None:
        if part.kind == "text":
            node = theme.texts.get(part.language, Texts()).get(part.name)
        elif part.kind == "setting":
            setting = theme.settings.get(part.name)
            node = Text(setting.value, setting.place) if setting else None
        elif part.kind not in {"wording", "words"}:
            node = theme.origin.get(*part.path)
    if node is not None:
        yield _get_position(node.place)
        yield from (_get_position(text.place) for _path, text in walk_texts(node))


def _get_position(place: Place) -> _Position:
    return place.file, place.line, place.column


_CONTRAST = ("contrast-too-low", "contrast-unreadable")


def _list_fixes(
    found: Problem, wanted: WantedEdit, outline: Outline, context: Context
) -> Iterator[tuple[str, str, str]]:
    """Yield the corrections of a problem that *wanted* has or leaves: what the button says, part, value."""
    part, rule, value = parse_part(wanted.part), found.rule.name, wanted.value
    if part.kind == "text" and isinstance(value, str):
        glossary = load_glossary(context.library, part.language, outline.audience)
        until = outline.valid.until
        reader = Reader(part.language, outline.audience, until, glossary, context.platform)
        for label, text in propose_fixes(rule, Passage("text", part.name, value, reader)):
            yield label, wanted.part, text
        if rule == "label-not-in-name":
            for name in find_names_to_set(part.name, value, context.platform):
                label = _("Let screen readers say “{text}”", text=shorten(value))
                yield label, f"text:{part.language}:{name}", value
    elif part.kind == "color" and rule in _CONTRAST and isinstance(value, str):
        has_own_shades = "palette" in outline.merged.map("brand").entries
        if (part.name != "color" or not has_own_shades) and (color := darken(value, part.name)):
            yield _("Use the nearest readable colour, {color}", color=color), wanted.part, color
    elif part.kind == "setting" and rule == "names-still-shown":
        values = {name: setting.value for name, setting in outline.settings.items()}
        for name, needed in find_settings_to_set(values).items():
            title, _effect = describe_value(name, needed)
            label = _("Set “{setting}” to `{value}`", setting=title, value=needed)
            yield label, f"setting:{name}", needed
