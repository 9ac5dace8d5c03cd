"""Checks of the keys and values of the manifest and of the theme configuration, as far as they are known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from themebuilder.checks.base import Context, Fault, theme_check
from themebuilder.core.messages import _
from themebuilder.core.problems import Place, shorten, suggest_name
from themebuilder.core.tree import Map, Node, Seq, find_values, walk_texts
from themebuilder.definitions.model import Theme
from themebuilder.packages.keys import to_json
from themebuilder.packages.plugins import PASSED_ON, read_plugins
from themebuilder.packages.secret_values import describe_secret
from themebuilder.platform.facts import ConfigKey, Evidence, describe_json_type, name_json_type
from themebuilder.platform.shipped import load_passed_on

_NUMBER = re.compile(
    r"[-+]?(0[ox][0-9a-f_]+|\.?[0-9][0-9_]*(\.[0-9_]*)?(e[-+]?[0-9]+)?|\.inf)|\.nan", re.IGNORECASE
)
"""A number for some YAML parser."""
_SECTIONS = {
    definition.removeprefix("webapp."): f"{section}." if section else ""
    for section, definition in load_passed_on("webapp").items()
}


def _list_passed_on(theme: Theme) -> Iterator[tuple[Map, str]]:
    """Yield each part that is passed on to the manifest, with the keys that lead to it there."""
    for section, prefix in _SECTIONS.items():
        yield theme.webapp.map(section), prefix
    for plugin in read_plugins(theme.webapp):
        yield plugin.node.map(PASSED_ON), "plugins[]."


@theme_check("key-without-evidence")
def config_key_without_evidence(theme: Theme, context: Context) -> Iterator[Fault]:
    for part, prefix in _list_passed_on(theme):
        for key in part.entries:
            if context.platform.manifest_keys.get(prefix + key) is None:
                siblings = [
                    known.removeprefix(prefix)
                    for known in context.platform.manifest_keys
                    if known.startswith(prefix)
                ]
                message = _("No source mentions `{key}`.", key=prefix + key)
                yield part.key_place(key), message, suggest_name(key, siblings)


@theme_check("config-value-not-allowed")
def config_value_not_allowed(theme: Theme, context: Context) -> Iterator[Fault]:
    for place, message, is_error in _find_wrong_values(theme, context):
        if is_error:
            yield place, message
    for plugin in read_plugins(theme.webapp):
        if not isinstance(plugin.content, Mapping):
            kind = describe_json_type(plugin.content)
            message = _("A plugin must be an object with `src`, not {found}.", found=kind)
            yield plugin.node.place, message


@theme_check("config-value-unusual")
def config_value_unusual(theme: Theme, context: Context) -> Iterator[Fault]:
    for place, message, is_error in _find_wrong_values(theme, context):
        if not is_error:
            yield place, message


def _find_wrong_values(theme: Theme, context: Context) -> Iterator[tuple[Place, str, bool]]:
    """Yield place and message of each value that its key doesn't take, and whether that is an error.

    In packages of others it is one where Pexip's documents or code show the key's type, and the value is of another.
    """
    parts = [
        (part, prefix, context.platform.manifest_keys) for part, prefix in _list_passed_on(theme)
    ]
    config = theme.meeting.map("config")
    parts.append((config, "", context.platform.themeconfig_keys))
    for part, prefix, facts in parts:
        for path, fact in facts.items():
            below = path.removeprefix(prefix)
            first = below.partition(".")[0].removesuffix("[]")
            is_there = path.startswith(prefix) and (first in part.entries or first == "*")
            for node in find_values(part, below) if is_there else ():
                value = to_json(node)
                # null takes the key out of the manifest: it never gets there.
                if value is None or not (objection := fact.find_fault(value)):
                    continue
                is_shown = fact.is_published or fact.evidence is Evidence.QUOTED
                is_certain = is_shown and name_json_type(value) not in fact.types
                # Of the theme configuration, a definition passes on what an import found.
                is_error = is_certain if theme.is_foreign else part is not config
                message = _("`{key}` {fault}.", key=path, fault=objection)
                yield _find_item(node, fact).place, message, is_error


def _find_item(node: Node, fact: ConfigKey) -> Node:
    """Return the first item that its key doesn't take, or the whole value if that is what is wrong."""
    whole = replace(fact, items=(), allowed=(), pattern="")
    if not isinstance(node, Seq) or whole.find_fault(to_json(node)):
        return node
    each = replace(fact, length=None)
    return next((item for item in node.items if each.find_fault([to_json(item)])), node)


@theme_check("config-value-unusual")
def number_not_in_json(theme: Theme, _context: Context) -> Iterator[Fault]:
    parts = [part for part, _prefix in _list_passed_on(theme)]
    for part in (*parts, theme.meeting.map("config")):
        for path, text in walk_texts(part):
            is_kept = text.is_plain and to_json(text) == text.value
            if is_kept and _NUMBER.fullmatch(text.value):
                shown = "…" if describe_secret(text.value, path[-1]) else shorten(text.value)
                message = _("`{value}` is passed on as a text, not as a number.", value=shown)
                yield text.place, message


@theme_check("key-without-evidence")
def meeting_key_without_evidence(theme: Theme, context: Context) -> Iterator[Fault]:
    known = [path.replace("[]", ".*").split(".") for path in context.platform.themeconfig_keys]
    # What is in an object whose values have a type may have any name.
    known += [
        [*path.split("."), "*"]
        for path, fact in context.platform.themeconfig_keys.items()
        if fact.items and "object" in fact.types
    ]
    seen: set[tuple[str, ...]] = set()
    for path, text in walk_texts(theme.meeting.map("config")):
        lengths = range(1, len(path) + 1)
        unknown = next((n for n in lengths if not _leads_to(path[:n], known)), None)
        if unknown is None or to_json(text) is None or path[:unknown] in seen:
            continue
        seen.add(path[:unknown])
        holder = theme.meeting.map("config", *path[: unknown - 1])
        place = holder.key_place(path[unknown - 1]) if holder.key_places else text.place
        yield place, _("No source mentions `{key}`.", key=".".join(path[:unknown]))


def _leads_to(path: Sequence[str], known: Sequence[Sequence[str]]) -> bool:
    """Whether *path* begins a pattern of the platform's facts: ``*`` is any name or item."""
    return any(
        len(path) <= len(pattern)
        and all(step in ("*", name) for name, step in zip(path, pattern, strict=False))
        for pattern in known
    )
