"""Why a definition doesn't fit its schema, and what remains of it without its faults.

Imported only when something is wrong: `jsonschema` takes longer to import than everything else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache, reduce
from typing import Any

import jsonschema

from themebuilder.core.messages import N_, _, join_messages
from themebuilder.core.problems import Place, Problem, find_nearest, problem, shorten, suggest_name
from themebuilder.core.tree import Map, Node, Seq, Text, to_plain
from themebuilder.definitions.redaction import is_below_secret
from themebuilder.definitions.schema import BOUNDS, FORMS, load_schema

_MAX_ROUNDS = 6
"""A list without its faulty items may be too short, so pruning repeats, with a limit."""
_NAMES = {
    "object": N_("`key: value` lines"),
    "array": N_("a list"),
    "string": N_("a text"),
    "integer": N_("a whole number"),
    "number": N_("a number"),
    "boolean": N_("`true` or `false`"),
}
_SIZES = {
    "maxLength": N_("`{key}` has {count} characters. At most {limit} fit."),
    "minItems": N_("Too few items in `{key}`: {count} (at least {limit})."),
    "maxItems": N_("Too many items in `{key}`: {count} (at most {limit})."),
}


def find_schema_problems(kind: str, tree: Map) -> Iterator[Problem]:
    """Yield every problem of *tree* with the schema of its *kind*."""
    for error in _validator(kind).iter_errors(to_plain(tree)):
        yield from _explain(error, tree)


def find_faultless_part(
    kind: str, tree: Map, faults: Iterable[Problem]
) -> tuple[Map, frozenset[str]] | None:
    """Return *tree* without the values at its *faults*, and the top-level keys that lost something.

    An unknown key counts as the loss of the key that was probably intended. None where nothing is left
    that fits the schema.
    """
    problems = list(faults)
    lost: set[str] = set()
    faultless = tree
    for _round in range(_MAX_ROUNDS):
        if any(fault.place == faultless.place for fault in problems):
            return None  # the definition lacks a key of its own
        before, faultless = faultless, _prune_map(faultless, {fault.place for fault in problems})
        lost |= {
            key for key, node in before.entries.items() if faultless.entries.get(key) is not node
        }
        lost |= _find_intended_keys(kind, before, problems)
        problems = list(find_schema_problems(kind, faultless))
        if not problems:
            return faultless, frozenset(lost)
    return None


def _find_intended_keys(kind: str, tree: Map, faults: Iterable[Problem]) -> set[str]:
    unknown = {fault.place for fault in faults if fault.rule.name == "unknown-key"}
    names = [key for key in tree.entries if tree.key_place(key) in unknown]
    known = [key for key in load_schema(kind)["properties"] if key not in tree.entries]
    return {near for name in names if (near := find_nearest(name, known))}


def _prune_map(tree: Map, places: Collection[Place]) -> Map:
    entries = {
        key: _prune(node, places)
        for key, node in tree.entries.items()
        if tree.key_place(key) not in places and node.place not in places
    }
    return tree if _is_unchanged(entries.values(), tree) else tree._replace(entries=entries)


def _prune(node: Node, places: Collection[Place]) -> Node:
    """Return the node without the values at *places*; the node itself where there are none."""
    if isinstance(node, Map):
        return _prune_map(node, places)
    if isinstance(node, Seq):
        items = tuple(_prune(item, places) for item in node.items if item.place not in places)
        return node if _is_unchanged(items, node) else Seq(items, node.place)
    return node


def _is_unchanged(nodes: Collection[Node], whole: Map | Seq) -> bool:
    before = whole.entries.values() if isinstance(whole, Map) else whole.items
    return len(nodes) == len(before) and all(map(lambda a, b: a is b, nodes, before))


@cache
def _validator(kind: str) -> Any:  # noqa: ANN401 - jsonschema makes the class at run time
    base = jsonschema.Draft202012Validator
    checker = base.TYPE_CHECKER.redefine_many(
        {name: _make_form_check(form) for name, form in FORMS.items()}
    )
    bounds = {name: _make_bound_check(holds) for name, (holds, _message) in BOUNDS.items()}
    keywords = {"pattern": _check_pattern, **bounds}
    extend: Any = jsonschema.validators.extend
    return extend(base, validators=keywords, type_checker=checker)(load_schema(kind))


def _make_form_check(form: str) -> Any:  # noqa: ANN401 - as jsonschema types it
    return lambda _checker, value: isinstance(value, str) and bool(re.fullmatch(form, value))


def _make_bound_check(holds: Callable[[float, float], bool]) -> Any:  # noqa: ANN401 - as jsonschema types it
    def check(_validator: object, limit: float, value: object, _schema: object) -> Iterator[Any]:
        is_number = isinstance(value, str) and re.fullmatch(FORMS["number"], value)
        if is_number and not holds(float(str(value)), limit):
            yield jsonschema.ValidationError("bound")

    return check


def _check_pattern(
    _validator: object, pattern: str, value: object, _schema: object
) -> Iterator[Any]:
    """Match as JSON Schema does: ``$`` is the end, where Python's ``$`` allows a line break after."""
    if isinstance(value, str) and not re.search(re.sub(r"(?<!\\)\$", r"\\Z", pattern), value):
        yield jsonschema.ValidationError("pattern")


def _explain(error: Any, tree: Map) -> Iterator[Problem]:  # noqa: ANN401 - as jsonschema types it
    path = [str(step) for step in error.absolute_path]
    node = _find_node(tree, path)
    place = node.place
    key = ".".join(map(shorten, path))
    if is_below_secret(path) and error.validator not in {"required", "anyOf"}:
        yield _explain_secret(error, node, key)
        return
    match error.validator:
        case "additionalProperties" | "unevaluatedProperties" if isinstance(node, Map):
            yield from _explain_unknown_keys(error, node, key)
        case "required":
            # Each missing key is an error of its own, and only its message names the key.
            missing = next(name for name in error.validator_value if repr(name) in error.message)
            message = _("`{key}` needs the key `{missing}`.", key=key, missing=missing)
            if not key:
                message = _("The definition needs the key `{missing}`.", missing=missing)
            hint = _get_description(error.schema.get("properties", {}).get(missing, {}))
            yield problem("missing-key", message, place, hint)
        case "type":
            types = error.validator_value
            types = [types] if isinstance(types, str) else types
            wanted = reduce(
                lambda one, other: _("{one} or {other}", one=one, other=other),
                (_(_NAMES[name]) for name in types),
            )
            message = _(
                "`{key}` must be {wanted}, not {found}.",
                key=key,
                wanted=wanted,
                found=_describe_node(node),
            )
            yield problem("value-not-allowed", message, place, _get_description(error.schema))
        case "anyOf":
            yield from _explain_alternatives(error, tree, node, key)
        case _:
            yield problem("value-not-allowed", *_describe_value_fault(error, node, place, key))


def _explain_unknown_keys(error: Any, node: Map, key: str) -> Iterator[Problem]:  # noqa: ANN401 - as above
    known = list(error.schema.get("properties", {}))
    patterns = error.schema.get("patternProperties", {})
    for name in node.entries:
        if name in known or any(re.search(pattern, name) for pattern in patterns):
            continue
        message = _("Unknown key `{name}` in `{key}`.", name=shorten(name), key=key)
        if not key:
            message = _("Unknown key `{name}`.", name=shorten(name))
        yield problem(
            "unknown-key",
            message,
            node.key_place(name),
            _suggest_setting(name, node, key) or suggest_name(name, known, _list_keys(known)),
        )


def _list_keys(known: Iterable[str]) -> str:
    return _("Known keys: {keys}.", keys=", ".join(known))


def _suggest_setting(name: str, node: Map, key: str) -> str:
    """Return where a setting belongs that stands in the wrong place, or an empty text."""
    settings = load_schema("organisation")["properties"]["settings"]["properties"]
    if key or name not in settings:
        return ""
    if "organisation" in node.entries and "theme" not in node.entries:
        return _("This is a setting: write it below `settings:`.")
    return _(
        "This is a setting: write it below `settings:` in themes/organisations/<organisation>.yaml."
    )


def _explain_alternatives(
    error: Any,  # noqa: ANN401 - as above
    tree: Map,
    node: Node,
    key: str,
) -> Iterator[Problem]:
    """Report the faults of the intended alternative, or that none fits."""
    unfit = {
        inner.relative_schema_path[0]
        for inner in error.context
        if inner.validator == "type" and not inner.relative_path
    }
    if len(error.validator_value) - len(unfit) == 1:
        # Only one alternative is of this type: mappings, or a list of them.
        for inner in error.context:
            if inner.relative_schema_path[0] not in unfit:
                yield from _explain(inner, tree)
        return
    if isinstance(node, Map):
        # The intended alternative is the one whose own key is there: {file: …} or {draw: …}.
        for number, option in enumerate(error.validator_value):
            if set(option.get("required", ())) & set(node.entries):
                for inner in error.context:
                    if inner.relative_schema_path[0] == number:
                        yield from _explain(inner, tree)
                return
    if is_below_secret(key.split(".")):
        yield _explain_secret(error, node, key)
        return
    message = _("`{key}` can't be {found}.", key=key, found=_describe_node(node))
    yield problem("value-not-allowed", message, node.place, _get_description(error.schema))


def _explain_secret(error: Any, node: Node, key: str) -> Problem:  # noqa: ANN401 - as above
    """Return a problem that quotes neither value nor key, as either may be a secret."""
    described = _get_description(error.schema)
    place = node.place._replace(end_column=0)  # nor its length
    if error.validator == "additionalProperties":
        known = list(error.schema.get("properties", {}))
        message = _("Unknown key in `{key}`.", key=key)
        return problem("unknown-key", message, place, _list_keys(known))
    seen = _("a text") if isinstance(node, Text) and node.value else _describe_node(node)
    if error.validator in {"type", "anyOf"}:
        message = _("`{key}` can't be {found}.", key=key, found=seen)
        return problem("value-not-allowed", message, place, described)
    message = _("The text of `{key}` doesn't have the required form.", key=key)
    return problem("value-not-allowed", message, place, described)


def _describe_value_fault(error: Any, node: Node, place: Place, key: str) -> tuple[str, Place, str]:  # noqa: ANN401
    is_text = isinstance(error.instance, str)
    value = f"`{shorten(error.instance)}`" if is_text else _describe_node(node)
    described = _get_description(error.schema)
    match error.validator:
        case "enum" if isinstance(error.instance, str):
            allowed = [str(item) for item in error.validator_value]
            nearest = suggest_name(error.instance, allowed)
            message = _(
                "{value} isn't a value of `{key}`. Allowed values: {values}.",
                value=value,
                key=key,
                values=", ".join(allowed),
            )
            if error.instance == "" and isinstance(node, Map):
                return message, place, described
            return message, _choose_place(error, node), nearest or described
        case "pattern" if error.instance == "" and isinstance(node, Text):
            if "color" in key and node.is_plain:
                quote = _("YAML reads # as a comment: put quotes around a colour.")
                described = join_messages((described, quote), " ")
            return _("`{key}` is empty.", key=key), place, described
        case "pattern":
            name_of_key = "propertyNames" in error.absolute_schema_path
            message = _("{value} isn't a valid `{key}`.", value=value, key=key)
            if name_of_key:
                message = _("{value} isn't allowed as a name in `{key}`.", value=value, key=key)
            if name_of_key and not key:
                message = _("{value} isn't allowed as a name here.", value=value)
            return message, _choose_place(error, node), described
        case "minLength" | "minProperties" if not error.instance:
            return _("`{key}` is empty.", key=key), place, described
        case "minLength":
            return _("`{key}` is too short.", key=key), place, described
        case "maxLength" | "minItems" | "maxItems" as keyword:
            message = _(
                _SIZES[keyword], key=key, count=len(error.instance), limit=error.validator_value
            )
            return message, place, described
        case "uniqueItems":
            return _("`{key}` lists the same value twice.", key=key), place, described
        case keyword if keyword in BOUNDS:
            message = _(
                BOUNDS[keyword][1], key=key, limit=str(error.validator_value), value=error.instance
            )
            return message, place, described
        case _:
            return (
                _("`{key}` can't be {found}.", key=key, found=_describe_node(node)),
                place,
                described,
            )


def _choose_place(error: Any, node: Node) -> Place:  # noqa: ANN401 - as above
    """Return the place of the key when its name is the fault, else of the value."""
    if isinstance(node, Map) and isinstance(error.instance, str):
        return node.key_place(error.instance)
    return node.place


def _find_node(tree: Map, path: list[str]) -> Node:
    node: Node = tree
    for step in path:
        if isinstance(node, Map):
            node = node.entries[step]
        elif isinstance(node, Seq):
            node = node.items[int(step)]
    return node


def _describe_node(node: Node) -> str:
    if isinstance(node, Map):
        return _("`key: value` lines")
    if isinstance(node, Seq):
        return _("a list")
    if node.is_plain and node.value == "":
        return _("empty")
    return _("the text `{text}`", text=shorten(node.value))


def _get_description(part: Any) -> str:  # noqa: ANN401 - a piece of JSON Schema
    if not isinstance(part, dict):
        return ""
    described = str(part.get("description", ""))
    return _(described) if described else ""
