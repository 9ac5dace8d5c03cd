"""What the page that edits asks for: its requests read, with the theme, part and level that they name."""

from __future__ import annotations

import json
import math
import re
from typing import Any, cast

from starlette.exceptions import HTTPException
from starlette.requests import Request

from themebuilder.core.messages import _
from themebuilder.core.problems import shorten
from themebuilder.definitions.outline import Outline
from themebuilder.editing.new_files import NewTheme, ThemeRequest, plan_new_theme
from themebuilder.editing.parts import Part, parse_part
from themebuilder.editing.scopes import Level, WantedEdit, find_levels
from themebuilder.editing.yaml_editor import CannotEditError, YamlValue, describe_broken_file
from themebuilder.preview.theme_state import Snapshot

_MOST_EDITS = 50
"""Edits in one request."""
_MOST_CHARACTERS = 4000
"""Of a value, written as JSON."""
_MOST_DEPTH = 4
_LONGEST = 200
"""Characters of a value. Longer ones are refused without a reason."""
_COLOR = re.compile("#[0-9a-fA-F]{6}")
_TYPES = {
    "text": str,
    "name": str,
    "color": str,
    "wording": str,
    "words": str,
    "picture": str | dict,
    "setting": object,
}
"""Kind of part -> the types of its values."""


async def read_body(request: Request) -> dict[str, Any]:
    """Return the JSON object of a request, which the guard found small enough."""
    try:
        body = json.loads(await request.body())
    except (ValueError, RecursionError):
        raise HTTPException(400) from None
    if not isinstance(body, dict):
        raise HTTPException(400)
    return body


def read_ids(body: dict[str, Any]) -> list[int] | None:
    """Return the numbers of the edits that a request is about; None where it is about all."""
    ids = body.get("ids")
    if ids is not None and not (isinstance(ids, list) and all(isinstance(i, int) for i in ids)):
        raise HTTPException(400)
    return ids


def find_part(theme: str, part: str, snapshot: Snapshot) -> tuple[Outline, Part]:
    """Return the outline of a theme, and a part of it; 404 where the app has no such text.

    `CannotEditError` where the theme's file can't be read now.
    """
    outline = snapshot.outlines.get(theme)
    try:
        found = parse_part(part)
    except ValueError:
        raise HTTPException(404) from None
    is_known = found.kind != "text" or snapshot.platform.find_text(found.name)
    if outline is None and (faults := snapshot.find_blockers(theme)):
        raise CannotEditError(describe_broken_file(faults[0]))
    if outline is None or not is_known:
        raise HTTPException(404)
    return outline, found


def read_new_theme(body: dict[str, Any], snapshot: Snapshot) -> NewTheme:
    """Return the theme that *body* asks for."""
    match body:
        case {
            "name": str(name),
            "organisation": str(organisation),
            "is_internal": bool(is_internal),
            "color": str(color),
            "path": str(path),
        } if max(map(len, (name, organisation, color, path))) <= _LONGEST:
            request = ThemeRequest(name, organisation, is_internal, color, path)
            return plan_new_theme(request, snapshot.library, snapshot.outlines.values())
    raise HTTPException(400)


def read_edits(body: dict[str, Any], snapshot: Snapshot) -> list[WantedEdit]:
    """Return the edits of a request, each with its destination."""
    given = body.get("edits")
    if not isinstance(given, list) or not 0 < len(given) <= _MOST_EDITS:
        raise HTTPException(400)
    return [_read_edit(edit, snapshot) for edit in given]


def _read_edit(given: object, snapshot: Snapshot) -> WantedEdit:
    match given:
        case {"theme": str(theme), "part": str(part), "scope": str(scope), "value": value}:
            pass
        case _:
            raise HTTPException(400)
    outline, found = find_part(theme, part, snapshot)
    wanted = _read_value(value, found)
    levels = find_levels(snapshot.library, snapshot.outlines.values(), outline, found)
    level = next((choice for choice in levels if choice.scope == scope), None)
    if level is None:
        raise HTTPException(404)
    if why := _refuse_value(wanted, found, level):
        raise CannotEditError(why)
    return WantedEdit(theme, part, scope, wanted, level.destination)


def _read_value(value: object, part: Part) -> YamlValue | None:
    """Return the value of an edit, as it came in JSON; 400 where *part* can't have it."""
    if value is None:
        return None
    is_small = len(json.dumps(value)) <= _MOST_CHARACTERS
    if not (is_small and isinstance(value, _TYPES[part.kind]) and _is_plain(value, _MOST_DEPTH)):
        raise HTTPException(400)
    return cast("YamlValue", value)


def _refuse_value(value: YamlValue | None, part: Part, level: Level) -> str:
    """Return why the *level* can't have the *value* of *part*; an empty text where it can."""
    if value is None:
        return ""
    if level.locked_by:
        return _(
            "`{setting}` is locked by {organisation}.",
            setting=part.name,
            organisation=level.locked_by,
        )
    if part.kind == "color" and not _COLOR.fullmatch(str(value)):
        return _("`{value}` isn't a colour. Write it as `#2f6f8f`.", value=shorten(str(value)))
    return ""


def _is_plain(value: object, depth: int) -> bool:
    """Whether *value* is a YAML value: nothing is null in a definition, and no number infinite."""
    if isinstance(value, dict):
        return depth > 0 and all(_is_plain(below, depth - 1) for below in value.values())
    if isinstance(value, list):
        return depth > 0 and all(_is_plain(item, depth - 1) for item in value)
    return isinstance(value, str) or (isinstance(value, int | float) and math.isfinite(value))
