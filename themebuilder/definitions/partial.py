"""What is left of a definition when all that is wrong with it is taken out.

So a fault hides no other: everything that does not rest on it can still be asked about.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import get_close_matches

from themebuilder.core.problems import Place, Problem
from themebuilder.core.tree import Map, Node, Seq
from themebuilder.definitions.schema import find_schema_problems, load_schema

_ROUNDS = 6
"""A list without its bad items may be too short: taking out goes on, but not for ever."""


def find_sound_part(
    kind: str, tree: Map, faults: Iterable[Problem]
) -> tuple[Map, frozenset[str]] | None:
    """*tree* without what its *faults* point at, and the top-level keys that lost something.

    A key that is not known takes the one with it that was probably meant. None where nothing is
    left that fits the schema.
    """
    told = list(faults)
    lost: set[str] = set()
    sound = tree
    for _ in range(_ROUNDS):
        if any(fault.place == sound.place for fault in told):
            return None  # the definition lacks a key of its own
        before, sound = sound, _without(sound, {fault.place for fault in told})
        lost |= {key for key, node in before.entries.items() if sound.entries.get(key) is not node}
        lost |= _meant(kind, before, told)
        told = list(find_schema_problems(kind, sound))
        if not told:
            return sound, frozenset(lost)
    return None


def _meant(kind: str, tree: Map, faults: Iterable[Problem]) -> set[str]:
    unknown = {fault.place for fault in faults if fault.rule.name == "unknown-key"}
    names = [key for key in tree.entries if tree.key_place(key) in unknown]
    known = [key for key in load_schema(kind)["properties"] if key not in tree.entries]
    return {near for name in names for near in get_close_matches(name[:80], known, n=1)}


def _without(tree: Map, places: Collection[Place]) -> Map:
    entries = {
        key: _pruned(node, places)
        for key, node in tree.entries.items()
        if tree.key_place(key) not in places and node.place not in places
    }
    return tree if _is_same(entries.values(), tree) else Map(entries, tree.place, tree.keys)


def _pruned(node: Node, places: Collection[Place]) -> Node:
    """The node without what stands at *places*; the node itself where nothing does."""
    if isinstance(node, Map):
        return _without(node, places)
    if isinstance(node, Seq):
        items = tuple(_pruned(item, places) for item in node.items if item.place not in places)
        return node if _is_same(items, node) else Seq(items, node.place)
    return node


def _is_same(nodes: Collection[Node], whole: Map | Seq) -> bool:
    before = whole.entries.values() if isinstance(whole, Map) else whole.items
    return len(nodes) == len(before) and all(map(lambda a, b: a is b, nodes, before))
