"""Language files: flat dotted keys on our side, nested objects in the package."""

from __future__ import annotations

from collections.abc import Mapping

from themebuilder.core.messages import _
from themebuilder.core.problems import Place, Problem, problem
from themebuilder.platform.errors import PlatformError

Nested = dict[str, "str | Nested"]

_NOWHERE = Place("")
_MOST_DEPTH = 60
"""Objects inside each other; no real file has more than five, and JSON readers stop somewhere."""


def nest(texts: Mapping[str, str]) -> Nested:
    """Return the texts as i18next reads them: ``{"a.b": "x"}`` becomes ``{"a": {"b": "x"}}``.

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
        holder, start = holders.get(above) or holders.setdefault(above, _find_holder(nested, above))
        holder[key[start:]] = texts[key]
    return nested


def _find_holder(nested: Nested, above: str) -> tuple[Nested, int]:
    """Return the object that holds the keys below *above*, and where their names in it begin."""
    start = depth = 0
    while start <= len(above) and depth < _MOST_DEPTH:
        end = above.find(".", start)
        end = len(above) if end < 0 else end
        below = nested.setdefault(above[start:end], {})
        if isinstance(below, str):
            break
        nested, start, depth = below, end + 1, depth + 1
    return nested, start


def flatten(nested: object) -> dict[str, str]:
    """Return the flat keys of a language file, in its order: the inverse of `nest`.

    Refused is whatever is neither text nor object, and a key that can be read in two ways. Raises
    `PlatformError` with all of it, without a place.
    """
    if not isinstance(nested, dict):
        message = _(
            "The file must contain a JSON object with texts, not {found}.", found=_name_kind(nested)
        )
        hint = _("Put the texts in braces: `{…}`.")
        raise PlatformError([problem("texts-not-flat", message, _NOWHERE, hint)])
    flat: dict[str, str] = {}
    problems: list[Problem] = []
    leaves: list[tuple[str, object]] = []
    _collect_leaves(nested, "", leaves)
    for key, value in leaves:
        if not isinstance(value, str):
            message = _("`{key}` must be a text, not {found}.", key=key, found=_name_kind(value))
            problems.append(problem("texts-not-flat", message, _NOWHERE, _("Write a text.")))
        elif key in flat:
            message = _("`{key}` is there twice: nested and flat.", key=key)
            problems.append(problem("texts-not-flat", message, _NOWHERE, _("Keep one of the two.")))
        else:
            flat[key] = value
    if problems:
        raise PlatformError(problems)
    return flat


def _collect_leaves(
    nested: dict[str, object], prefix: str, leaves: list[tuple[str, object]]
) -> None:
    """Add whatever is not an object, with its dotted key, in the order of the file."""
    for name, value in nested.items():
        if isinstance(value, dict):
            _collect_leaves(value, f"{prefix}{name}.", leaves)
        else:
            leaves.append((f"{prefix}{name}", value))


def _name_kind(value: object) -> str:
    if isinstance(value, str):
        return _("a text")
    if isinstance(value, list):
        return _("a list")
    if value is None:
        return "null"
    return _("true or false") if isinstance(value, bool) else _("a number")
