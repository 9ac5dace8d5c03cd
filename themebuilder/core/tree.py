"""Values that know where they were written.

A definition is a tree of `Map`, `Seq` and `Text`. Every scalar is text: the schema says which form it
must have, and code that needs a number or a date converts it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from themebuilder.core.problems import Place


class Text(NamedTuple):
    """A scalar, as text. *is_plain* means that it was written without quotes."""

    value: str
    place: Place
    is_plain: bool = True

    def __str__(self) -> str:
        """Return the text itself."""
        return self.value


class Seq(NamedTuple):
    """A list."""

    items: tuple[Node, ...]
    place: Place


class Map(NamedTuple):
    """A mapping, in the order of the file; *key_places* has the place of each key."""

    entries: Mapping[str, Node]
    place: Place
    key_places: Mapping[str, Place] = MappingProxyType({})

    def get(self, *path: str) -> Node | None:
        """Return the node at *path*, or None."""
        node: Node | None = self
        for key in path:
            node = node.entries.get(key) if isinstance(node, Map) else None
        return node

    def text(self, *path: str, default: str = "") -> str:
        """Return the text at *path*, or *default*."""
        node = self.get(*path)
        return node.value if isinstance(node, Text) else default

    def flag(self, *path: str, default: bool = False) -> bool:
        """Return the boolean at *path*, or *default*."""
        return self.text(*path, default=str(default).lower()) == "true"

    def map(self, *path: str) -> Map:
        """Return the mapping at *path*, or an empty one at the place where it would be."""
        node = self.get(*path)
        return node if isinstance(node, Map) else Map({}, self.place_of(*path))

    def seq(self, *path: str) -> tuple[Node, ...]:
        """Return the items of the list at *path*, or none."""
        node = self.get(*path)
        return node.items if isinstance(node, Seq) else ()

    def texts(self, *path: str) -> tuple[Text, ...]:
        """Return the texts of the list at *path*; a single text counts as a list of one."""
        node = self.get(*path)
        if isinstance(node, Text):
            return (node,)
        return tuple(item for item in self.seq(*path) if isinstance(item, Text))

    def place_of(self, *path: str) -> Place:
        """Return the place of the value at *path*, or of the nearest value that would contain it."""
        node: Node = self
        for key in path:
            child = node.entries.get(key) if isinstance(node, Map) else None
            if child is None:
                break
            node = child
        return node.place

    def key_place(self, key: str) -> Place:
        """Return the place of the key itself."""
        return self.key_places.get(key, self.place)


Node = Text | Seq | Map
Plain = str | list["Plain"] | dict[str, "Plain"]


def to_plain(node: Node) -> Plain:
    """Return the tree without places: dicts, lists and texts."""
    if isinstance(node, Map):
        return {key: to_plain(value) for key, value in node.entries.items()}
    if isinstance(node, Seq):
        return [to_plain(item) for item in node.items]
    return node.value


def merge(base: Map, over: Map) -> Map:
    """Return *over* merged into *base*: mappings key by key, anything else replaced."""
    entries = dict(base.entries)
    key_places = {**base.key_places, **over.key_places}
    for key, value in over.entries.items():
        below = entries.get(key)
        both = isinstance(below, Map) and isinstance(value, Map)
        entries[key] = merge(below, value) if both else value  # type: ignore[arg-type]
    return Map(entries, over.place, key_places)


def find_key_place(node: Node, value: Text) -> Place:
    """Return the place of the key of *value*, which is somewhere in *node*; else the value's place."""
    if isinstance(node, Map):
        for name, child in node.entries.items():
            if isinstance(child, Text):
                if child.place == value.place:
                    return node.key_place(name)
            elif (found := find_key_place(child, value)) != value.place:
                return found
    return value.place


def walk_texts(node: Node, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Text]]:
    """Yield every text with its path, in the order of the file; list items are numbered."""
    if isinstance(node, Text):
        yield path, node
    elif isinstance(node, Map):
        for key, value in node.entries.items():
            yield from walk_texts(value, (*path, key))
    else:
        for number, item in enumerate(node.items):
            yield from walk_texts(item, (*path, str(number)))


def find_values(node: Node, path: str) -> Iterator[Node]:
    """Yield the values at a dotted *path*, in which ``[]`` is every item and ``*`` every name."""
    yield from _find_values(node, path.replace("[]", ".[]").split("."))


def _find_values(node: Node, path: list[str]) -> Iterator[Node]:
    if not path:
        yield node
        return
    step, *rest = path
    inner: Iterable[Node] = ()
    if isinstance(node, Seq) and step == "[]":
        inner = node.items
    elif isinstance(node, Map):
        names = node.entries if step == "*" else [step]
        inner = [node.entries[name] for name in names if name in node.entries]
    for item in inner:
        yield from _find_values(item, rest)


def format_path(path: Iterable[str]) -> str:
    """Return the path of a value as messages have it: ``plugins[0].src``."""
    parts = (f"[{part}]" if part.isdigit() else f".{part}" for part in path)
    return "".join(parts).removeprefix(".")
