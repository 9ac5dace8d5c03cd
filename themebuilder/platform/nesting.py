"""Language files: flat dotted keys on our side, nested objects in the package."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from themebuilder.core.problems import Place, Problem, problem
from themebuilder.platform.facts import PlatformError

Nested = dict[str, "str | Nested"]

_NOWHERE = Place("")
_MOST_DEPTH = 60
"""Objects inside each other; no real file has more than five, and JSON readers stop somewhere."""


def nest(texts: Mapping[str, str]) -> Nested:
    """The texts as i18next reads them: ``{"a.b": "x"}`` becomes ``{"a": {"b": "x"}}``.

    A key that is a text cannot hold others, so theirs stand flat beside it: ``common.join`` and
    ``common.join.aria-label`` become ``{"common": {"join": …, "join.aria-label": …}}``, which
    i18next finds. Brackets are part of a name. Sorted by key, whatever the order of *texts*.
    """
    nested: Nested = {}
    holders: dict[str, tuple[Nested, int]] = {}
    # Sorted, a text always comes before the keys that begin with it.
    for key in sorted(texts):
        above, dot, _ = key.rpartition(".")
        if not dot:
            nested[key] = texts[key]
            continue
        holder, start = holders.get(above) or holders.setdefault(above, _holder(nested, above))
        holder[key[start:]] = texts[key]
    return nested


def _holder(nested: Nested, above: str) -> tuple[Nested, int]:
    """The object that holds the keys below *above*, and where their names in it begin."""
    start = depth = 0
    while start <= len(above) and depth < _MOST_DEPTH:
        end = above.find(".", start)
        end = len(above) if end < 0 else end
        below = nested.setdefault(above[start:end], {})
        if isinstance(below, str):
            break
        nested, start, depth = below, end + 1, depth + 1
    return nested, start


def flatten(
    nested: object, place: Place = _NOWHERE, *, texts: Collection[str] = ()
) -> dict[str, str]:
    """The flat keys of a language file, in its order: the inverse of `nest`.

    *texts* names keys that must be texts: an object in their place is refused, since the app would
    show "returned an object instead of string". So is whatever is neither text nor object, and a
    key that can be read in two ways. Raises `PlatformError` with all of it at *place*.
    """
    if not isinstance(nested, Mapping):
        refused = f"The file is {_kind(nested)} where an object with texts is expected"
        raise PlatformError([problem("texts-not-flat", refused, place, "Write {} around it.")])
    flat: dict[str, str] = {}
    problems: list[Problem] = []
    for key, value in _leaves(nested):
        if not isinstance(value, str):
            message = f'"{key}" is {_kind(value)} where a text is expected'
            problems.append(problem("texts-not-flat", message, place, "Write a text."))
        elif key in flat:
            message = f'"{key}" is given twice, once nested and once flat'
            problems.append(problem("texts-not-flat", message, place, "Keep one of the two."))
        else:
            flat[key] = value
    for key in sorted(set(texts) - flat.keys()):
        if _holds_object(nested, key):
            message = f'"{key}" is an object where a text is expected'
            hint = f'Write the text there; what is in it goes beside it, as "{key}.…".'
            problems.append(problem("texts-not-flat", message, place, hint))
    if problems:
        raise PlatformError(problems)
    return flat


def _leaves(nested: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Whatever is not an object, with its dotted key, in the order of the file."""
    stack = [("", iter(nested.items()))]
    while stack:
        prefix, items = stack[-1]
        name, value = next(items, (None, None))
        if name is None:
            stack.pop()
        elif isinstance(value, Mapping):
            stack.append((f"{prefix}{name}.", iter(value.items())))
        else:
            yield f"{prefix}{name}", value


def _holds_object(nested: object, key: str) -> bool:
    for part in key.split("."):
        nested = nested.get(part) if isinstance(nested, Mapping) else None
    return isinstance(nested, Mapping)


def _kind(value: object) -> str:
    if isinstance(value, str):
        return "a text"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "null"
    return "true or false" if isinstance(value, bool) else "a number"
