"""The JSON Schemas of the definitions, and a fast check whether a definition fits.

`jsonschema_rs` answers it, as nearly all definitions fit. For the others, `schema_problems` asks
`jsonschema` why. Tests compare the two.

Every scalar in a tree is text. So the schema's number and boolean types are compared with the form of
the text: ``"3"`` is an integer, ``"true"`` a boolean. Editors that read YAML 1.2 do the same.
"""

from __future__ import annotations

import json
import operator
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from themebuilder.core.json_text import ReadOnlyJson
from themebuilder.core.messages import N_
from themebuilder.core.tree import Map, to_plain

if TYPE_CHECKING:
    from themebuilder.platform.facts import ConfigKey

DEFINITION_KINDS = ("theme", "organisation", "texts", "wording", "terms", "workspace", "deployment")

FORMS = {
    "integer": r"[-+]?[0-9]{1,15}",
    "number": r"[-+]?(\.[0-9]{1,15}|[0-9]{1,15}(\.[0-9]{0,15})?)",
    "boolean": r"true|false",
}
"""Type of JSON Schema -> regular expression for its texts."""


def _is_multiple(value: float, step: float) -> bool:
    return abs(value / step - round(value / step)) < 1e-9


BOUNDS: dict[str, tuple[Callable[[float, float], bool], str]] = {
    "minimum": (operator.ge, N_("`{key}` must be at least {limit}, not {value}.")),
    "maximum": (operator.le, N_("`{key}` must be at most {limit}, not {value}.")),
    "multipleOf": (_is_multiple, N_("`{key}` must be a multiple of {limit}, not {value}.")),
}
"""Keyword -> the comparison of a number with its limit, and what is said where it fails."""


@cache
def load_schema(kind: str) -> dict[str, Any]:
    """Return the JSON Schema 2020-12 of a *kind* of definition."""
    file = Path(__file__).parent.parent / "schemas" / f"{kind}.json"
    schema: dict[str, Any] = json.loads(file.read_text("utf-8"))
    if kind == "theme":
        from themebuilder.platform.shipped import load_config_keys  # noqa: PLC0415 - takes long

        for key in (*load_config_keys("webapp").values(), *load_config_keys("meeting").values()):
            if key.definition and not key.by:
                _declare(key, schema)
    return schema


def fits_schema(kind: str, tree: Map) -> bool:
    """Whether *tree* fits the schema of its *kind*."""
    return bool(_compile(kind).is_valid(to_plain(tree)))


def accepts_value(path: str, value: ReadOnlyJson) -> bool:
    """Whether a theme's definition may have the JSON *value* at the dotted *path*."""
    import jsonschema_rs  # noqa: PLC0415 - only for imported packages

    steps = path.split(".")
    document: Any = value
    for step in reversed(steps):
        document = {step: document}
    faults = jsonschema_rs.Draft202012Validator(load_schema("theme")).iter_errors(document)
    return not any(fault.instance_path[: len(steps)] == steps for fault in faults)


def _declare(key: ConfigKey, part: dict[str, Any]) -> None:
    """Add a plain key of a package to the schema, unless the schema declares it in more detail."""
    *holders, name = key.definition.split(".")
    for holder in holders:
        part = part["properties"][holder]
    declared: dict[str, Any] = (
        {"enum": list(key.allowed)} if key.allowed else {"type": key.types[0]}
    )
    if key.pattern:
        declared["pattern"] = f"^({key.pattern})$"
    declared["description"] = f"{key.effect} `{key.path}` in the package."
    part["properties"].setdefault(name, declared)


@cache
def _compile(kind: str) -> Any:  # noqa: ANN401 - of jsonschema_rs, which is imported late
    import jsonschema_rs  # noqa: PLC0415 - only for new definitions

    schema = _make_text_schema(load_schema(kind))
    return jsonschema_rs.Draft202012Validator(schema, keywords={"within": _BoundsKeyword})


def _make_text_schema(part: Any) -> Any:  # noqa: ANN401 - a piece of JSON Schema
    """Return the schema of the same document with every scalar written as text."""
    if isinstance(part, list):
        return [_make_text_schema(item) for item in part]
    if not isinstance(part, dict):
        return part
    made = {key: _make_text_schema(value) for key, value in part.items()}
    kind = part.get("type")
    if isinstance(kind, str) and kind in FORMS:
        bounds = {key: made.pop(key) for key in BOUNDS if key in made}
        made |= {"type": "string", "pattern": f"^({FORMS[kind]})$", "within": bounds}
    return made


class _BoundsKeyword:
    """The keyword for the bounds of a number that is written as text."""

    def __init__(self, _schema: object, bounds: dict[str, float], _path: object) -> None:
        self._bounds = bounds

    def validate(self, value: object) -> None:
        """Raise `ValueError` when *value* is a number out of bounds."""
        if not isinstance(value, str) or not re.fullmatch(FORMS["number"], value):
            return
        for name, limit in self._bounds.items():
            if not BOUNDS[name][0](float(value), limit):
                raise ValueError(name)
