"""The JSON Schemas of the definitions, and what to say when a definition does not fit.

Every scalar in a tree is text, so the schema's number and boolean types are asked of the text's
form: ``"3"`` is an integer, ``"true"`` a boolean. Editors that read YAML 1.2 see the same.

Two libraries are asked. `jsonschema_rs` says at once whether a definition fits, as nearly all do;
only for one that does not, `jsonschema` is loaded, which says why. The tests hold them together.
"""

from __future__ import annotations

import hashlib
import json
import operator
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from themebuilder.core.cache import Cache, make_key
from themebuilder.core.problems import Place, Problem, problem, shorten, suggest_name
from themebuilder.core.tree import Map, Node, Seq, Text, to_plain
from themebuilder.definitions.redaction import is_below_secret
from themebuilder.platform.facts import ConfigKey, Json
from themebuilder.platform.shipped import load_config_keys

if TYPE_CHECKING:
    import jsonschema_rs

KINDS = ("theme", "organisation", "texts", "wording", "terms", "workspace", "deployment")

_FORMS = {
    "integer": r"[-+]?[0-9]{1,15}",
    "number": r"[-+]?(\.[0-9]{1,15}|[0-9]{1,15}(\.[0-9]{0,15})?)",
    "boolean": r"true|false",
}


def _is_multiple(value: float, step: float) -> bool:
    return abs(value / step - round(value / step)) < 1e-9


_BOUNDS: dict[str, tuple[Callable[[float, float], bool], str]] = {
    "minimum": (operator.ge, "at least"),
    "maximum": (operator.le, "at most"),
    "multipleOf": (_is_multiple, "a multiple of"),
}
_CALLED = {
    "object": "`key: value` lines",
    "array": "a list",
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "`true` or `false`",
}


@cache
def load_schema(kind: str) -> dict[str, Any]:
    """The JSON Schema 2020-12 of a *kind* of definition."""
    file = Path(__file__).parent.parent / "schemas" / f"{kind}.json"
    read: dict[str, Any] = json.loads(file.read_text("utf-8"))
    if kind == "theme":
        for key in (*load_config_keys("webapp").values(), *load_config_keys("meeting").values()):
            if key.definition and not key.by:
                _declare(key, read)
    return read


def _declare(key: ConfigKey, part: dict[str, Any]) -> None:
    """Add a plain key of a package to the schema, where the schema does not say more of it."""
    *holders, name = key.definition.split(".")
    for holder in holders:
        part = part["properties"][holder]
    declared: dict[str, Any] = {"type": key.types[0]}
    if key.allowed:
        declared = {"enum": list(key.allowed)}
    if key.pattern:
        declared["pattern"] = f"^({key.pattern})$"
    declared["description"] = f"{key.effect} `{key.path}` in the package."
    part["properties"].setdefault(name, declared)


def find_schema_problems(kind: str, tree: Map) -> Iterator[Problem]:
    """Everything in which *tree* does not fit the schema of its *kind*, each with its place."""
    for error in _validator(kind).iter_errors(to_plain(tree)):
        yield from _told(error, tree)


def fits_schema(kind: str, tree: Map) -> bool:
    """Whether *tree* fits the schema of its *kind* wholly."""
    return _verdict(kind).is_valid(to_plain(tree))


def accepts_value(path: str, value: Json) -> bool:
    """Whether a theme's definition may have *value*, as JSON has it, at the dotted *path*."""
    import jsonschema_rs  # noqa: PLC0415 - only for packages that are brought in

    steps = path.split(".")
    document: Any = value
    for step in reversed(steps):
        document = {step: document}
    faults = jsonschema_rs.Draft202012Validator(load_schema("theme")).iter_errors(document)
    return not any(fault.instance_path[: len(steps)] == steps for fault in faults)


@cache
def hash_schema(kind: str) -> str:
    """A name for the schema of a *kind* as it stands: another schema, another name."""
    return hashlib.sha256(json.dumps(load_schema(kind)).encode()).hexdigest()


@cache
def _verdict(kind: str) -> jsonschema_rs.Draft202012Validator:
    import jsonschema_rs  # noqa: PLC0415 - only for definitions that are new

    keywords: dict[str, type[jsonschema_rs.KeywordValidator]] = {"within": _Within}
    return jsonschema_rs.Draft202012Validator(_of_texts(load_schema(kind)), keywords=keywords)


def _of_texts(part: Any) -> Any:  # noqa: ANN401 - a piece of JSON Schema
    """The schema of the same document when every scalar in it is text."""
    if isinstance(part, list):
        return [_of_texts(item) for item in part]
    if not isinstance(part, dict):
        return part
    told = {key: _of_texts(value) for key, value in part.items()}
    kind = part.get("type")
    if isinstance(kind, str) and kind in _FORMS:
        bounds = {key: told.pop(key) for key in _BOUNDS if key in told}
        told |= {"type": "string", "pattern": f"^({_FORMS[kind]})$", "within": bounds}
    return told


class _Within:
    """The keyword for the bounds of a number that is written as a text."""

    def __init__(self, _schema: object, bounds: dict[str, float], _path: object) -> None:
        self._bounds = bounds

    def validate(self, value: object) -> None:
        """Raise `ValueError` when *value* is a number and out of bounds."""
        if not isinstance(value, str) or not re.fullmatch(_FORMS["number"], value):
            return
        for name, limit in self._bounds.items():
            if not _BOUNDS[name][0](float(value), limit):
                raise ValueError(name)


@cache
def _validator(kind: str) -> Any:  # noqa: ANN401 - jsonschema makes the class at run time
    import jsonschema  # noqa: PLC0415 - costs more than the rest of the start

    base = jsonschema.Draft202012Validator
    checker = base.TYPE_CHECKER.redefine_many(
        {name: _has_form(form) for name, form in _FORMS.items()}
    )
    bounds = {name: _bound(holds, said) for name, (holds, said) in _BOUNDS.items()}
    keywords = {"pattern": _pattern, **bounds}
    extend: Any = jsonschema.validators.extend
    return extend(base, validators=keywords, type_checker=checker)(load_schema(kind))


def _has_form(form: str) -> Any:  # noqa: ANN401 - as jsonschema types it
    return lambda _checker, value: isinstance(value, str) and bool(re.fullmatch(form, value))


def _bound(holds: Callable[[float, float], bool], said: str) -> Any:  # noqa: ANN401 - as jsonschema types it
    from jsonschema import ValidationError  # noqa: PLC0415 - as above

    def check(_validator: object, limit: float, value: object, _schema: object) -> Iterator[Any]:
        is_number = isinstance(value, str) and re.fullmatch(_FORMS["number"], value)
        if is_number and not holds(float(str(value)), limit):
            yield ValidationError(f"{value} is not {said} {limit}")

    return check


def _pattern(_validator: object, pattern: str, value: object, _schema: object) -> Iterator[Any]:
    """As JSON Schema means it: ``$`` is the end, where Python's would let a line break follow."""
    from jsonschema import ValidationError  # noqa: PLC0415 - as above

    if isinstance(value, str) and not re.search(re.sub(r"(?<!\\)\$", r"\\Z", pattern), value):
        yield ValidationError(f"{shorten(value)} does not match {pattern}")


def _told(error: Any, tree: Map) -> Iterator[Problem]:  # noqa: ANN401 - as jsonschema types it
    path = [str(step) for step in error.absolute_path]
    node = _node_at(tree, path)
    place = node.place
    key = ".".join(map(shorten, path))
    if is_below_secret(path) and error.validator not in {"required", "anyOf"}:
        yield _untold(error, node, key)
        return
    match error.validator:
        case "additionalProperties" | "unevaluatedProperties" if isinstance(node, Map):
            yield from _unknown(error, node, key)
        case "required":
            # Each missing key is an error of its own, and only its text says which one it is.
            missing = next(name for name in error.validator_value if repr(name) in error.message)
            said = f"`{key}` lacks" if key else "The definition lacks"
            hint = _describe(error.schema.get("properties", {}).get(missing, {}))
            yield problem("missing-key", f"{said} the key `{missing}`.", place, hint)
        case "type":
            wanted = _CALLED.get(str(error.validator_value), str(error.validator_value))
            message = f"`{key}` takes {wanted}, and there is {_seen(node)}."
            yield problem("wrong-kind", message, place, _describe(error.schema))
        case "anyOf":
            yield from _alternatives(error, tree, node, key)
        case _:
            yield problem("value-not-allowed", *_value_said(error, node, place, key))


def _unknown(error: Any, node: Map, key: str) -> Iterator[Problem]:  # noqa: ANN401 - as above
    known = list(error.schema.get("properties", {}))
    patterns = error.schema.get("patternProperties", {})
    for name in node.entries:
        if name in known or any(re.search(pattern, name) for pattern in patterns):
            continue
        where = f" in `{key}`" if key else ""
        yield problem(
            "unknown-key",
            f"The key `{shorten(name)}` is not known{where}.",
            node.key_place(name),
            _belongs(name, node, key)
            or suggest_name(name, known)
            or f"Known keys: {', '.join(known)}.",
        )


def _belongs(name: str, node: Map, key: str) -> str:
    """Where a key belongs that is known elsewhere: a setting is not, wherever it was tried."""
    settings = load_schema("organisation")["properties"]["settings"]["properties"]
    if key or name not in settings:
        return ""
    if "organisation" in node.entries and "theme" not in node.entries:
        return "It is a setting: write it below `settings:`."
    return (
        "It is a setting: write it below `settings:` in themes/organisations/<organisation>.yaml."
    )


def _alternatives(
    error: Any,  # noqa: ANN401 - as above
    tree: Map,
    node: Node,
    key: str,
) -> Iterator[Problem]:
    """Tell the faults of the alternative that was meant, or that none was."""
    if isinstance(node, Map):
        # The alternative was meant whose own key is there: {file: …} or {draw: …}.
        for number, option in enumerate(error.validator_value):
            if set(option.get("required", ())) & set(node.entries):
                for inner in error.context:
                    if inner.relative_schema_path[0] == number:
                        yield from _told(inner, tree)
                return
    if is_below_secret(key.split(".")):
        yield _untold(error, node, key)
        return
    message = f"`{key}` does not take {_seen(node)}."
    yield problem("value-not-allowed", message, node.place, _describe(error.schema))


def _untold(error: Any, node: Node, key: str) -> Problem:  # noqa: ANN401 - as above
    """What is wrong where a secret may stand: neither a value nor a key that may be one is named."""
    described = _describe(error.schema)
    place = replace(node.place, end_column=0)  # its length is not told either
    if error.validator == "additionalProperties":
        known = list(error.schema.get("properties", {}))
        hint = f"Known keys: {', '.join(known)}."
        return problem("unknown-key", f"A key in `{key}` is not known.", place, hint)
    seen = "a text" if isinstance(node, Text) and node.value else _seen(node)
    if error.validator in {"type", "anyOf"}:
        rule = "wrong-kind" if error.validator == "type" else "value-not-allowed"
        return problem(rule, f"`{key}` does not take {seen}.", place, described)
    message = f"The text of `{key}` does not have the form that is needed."
    return problem("value-not-allowed", message, place, described)


def _value_said(error: Any, node: Node, place: Place, key: str) -> tuple[str, Place, str]:  # noqa: ANN401
    is_text = isinstance(error.instance, str)
    value = f"`{shorten(error.instance)}`" if is_text else _seen(node)
    described = _describe(error.schema)
    match error.validator:
        case "enum" if isinstance(error.instance, str):
            allowed = [str(item) for item in error.validator_value]
            nearest = suggest_name(error.instance, allowed)
            listed = ", ".join(allowed)
            message = f"{value} is not a value of `{key}`; it takes {listed}."
            if error.instance == "" and isinstance(node, Map):
                return message, place, described
            return message, _key_or_value(error, node), nearest or described
        case "pattern" if error.instance == "" and isinstance(node, Text) and node.is_plain:
            hint = f"{described} YAML reads # as a comment: put quotes around a colour."
            return f"`{key}` is empty.", place, hint if "color" in key else described
        case "pattern":
            name_of_key = "propertyNames" in error.absolute_schema_path
            said = "is not a name that may stand here" if name_of_key else "does not have the form"
            of = f" in `{key}`" if name_of_key and key else ("" if name_of_key else f" of `{key}`")
            return f"{value} {said}{of}.", _key_or_value(error, node), described
        case "minLength":
            text = "is empty" if error.instance == "" else "is too short"
            return f"`{key}` {text}.", place, described
        case "maxLength":
            message = f"`{key}` has {len(error.instance)} characters; {error.validator_value} fit."
            return message, place, described
        case "minItems" | "maxItems":
            end = "or more are needed" if error.validator == "minItems" else "are allowed"
            message = f"`{key}` has {len(error.instance)} items; {error.validator_value} {end}."
            return message, place, described
        case "uniqueItems":
            return f"`{key}` names something twice.", place, described
        case _:
            return f"`{key}`: {str(error.message)[:200]}.", place, described


def _key_or_value(error: Any, node: Node) -> Place:  # noqa: ANN401 - as above
    """Where to point: at the key when the fault is a key's name, else at the value."""
    if isinstance(node, Map) and isinstance(error.instance, str):
        return node.key_place(error.instance)
    return node.place


def _node_at(tree: Map, path: list[str]) -> Node:
    node: Node = tree
    for step in path:
        if isinstance(node, Map):
            node = node.entries[step]
        elif isinstance(node, Seq):
            node = node.items[int(step)]
    return node


def _seen(node: Node) -> str:
    if isinstance(node, Map):
        return "a mapping"
    if isinstance(node, Seq):
        return "a list"
    if node.is_plain and node.value == "":
        return "nothing"
    return f"the text `{shorten(node.value)}`"


def _describe(part: Any) -> str:  # noqa: ANN401 - a piece of JSON Schema
    if not isinstance(part, dict):
        return ""
    return str(part.get("description", ""))


class Candidate(NamedTuple):
    """A definition's *kind*, its *tree* as the schema sees it, and the *digest* of its file."""

    kind: str
    tree: Map
    digest: str


def find_misfits(asked: Sequence[Candidate], cache: Cache, scope: str) -> frozenset[int]:
    """The numbers of those that do not fit. *cache* remembers under *scope* which ones fitted."""
    key = make_key("fits", scope)
    known = frozenset((cache.get(key) or b"").split())
    marks = [f"{hash_schema(one.kind)}.{one.digest}".encode() for one in asked]
    found = frozenset(
        number
        for number, one in enumerate(asked)
        if marks[number] not in known and not fits_schema(one.kind, one.tree)
    )
    fitting = frozenset(mark for number, mark in enumerate(marks) if number not in found)
    if fitting != known:
        cache.put(key, b"\n".join(sorted(fitting)))
    return found
