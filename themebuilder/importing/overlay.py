"""Definitions tried out beside the workspace's own, before a file of them is written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from themebuilder.build.pipeline import ThemeBuild, build_theme
from themebuilder.core.cache import NO_CACHE
from themebuilder.core.problems import Place
from themebuilder.core.tree import Map, Node, Seq, Text
from themebuilder.definitions.library import Document, Library
from themebuilder.definitions.outline import Outline, outline_theme
from themebuilder.definitions.yaml_reader import parse_yaml
from themebuilder.packages.json_reader import Json
from themebuilder.platform.target import Platform

IMPORTED = "# Imported from "
"""How the second line begins of every definition that an import writes."""


def document(kind: str, tree: Mapping[str, Json]) -> Document:
    """A definition made of plain values."""
    node = _node(dict(tree), Place(f"{kind}s/{tree[kind]}"))
    assert isinstance(node, Map)  # noqa: S101 - a mapping gives a mapping
    return Document(kind, str(tree[kind]), node, f"new {tree[kind]}", False, "")  # noqa: FBT003


def written_document(kind: str, text: str, file: str) -> Document:
    """A definition as it will be read back from *file*; raises `ThemeError`."""
    tree = parse_yaml(text.encode(), file)
    return Document(kind, tree.text(kind), tree, file, False, "")  # noqa: FBT003


def beside(library: Library, documents: Iterable[Document], root: Path | None = None) -> Library:
    """*library* with further *documents*, and with the assets below *root* in place of its own."""
    own = {kind: dict(named) for kind, named in library.own.items()}
    for one in documents:
        own.setdefault(one.kind, {})[one.name] = one
    # A `replace` keeps the cached workspace settings out, as it makes a new object.
    return replace(library, own=own, root=root or library.root)


def without_imported(library: Library, names: Collection[str]) -> Library:
    """*library* without those of its own themes and organisations of *names* that an import wrote."""
    own = {
        kind: {
            name: one
            for name, one in documents.items()
            if kind not in {"theme", "organisation"}
            or name not in names
            or not _is_imported(library.root / one.file)
        }
        for kind, documents in library.own.items()
    }
    return replace(library, own=own)


def _is_imported(file: Path) -> bool:
    try:
        return f"\n{IMPORTED}".encode() in file.read_bytes()
    except OSError:
        return False


def outlined(library: Library, trees: Iterable[tuple[str, Mapping[str, Json]]]) -> Outline:
    """The outline of the last of the *trees*, given as (kind, definition), among the others."""
    documents = [document(kind, tree) for kind, tree in trees]
    return outline_theme(beside(library, documents), documents[-1].name)


def made(library: Library, name: str, platform: Platform) -> ThemeBuild:
    """Both packages of a theme in the staged *library*."""
    return build_theme(library, outline_theme(library, name), platform, NO_CACHE)


def _node(value: Json, place: Place) -> Node:
    """Plain values as a tree; a text counts as one in quotes, everything else as written bare."""
    if isinstance(value, dict):
        entries = {key: _node(inner, place) for key, inner in value.items()}
        return Map(entries, place, dict.fromkeys(entries, place))
    if isinstance(value, list):
        return Seq(tuple(_node(inner, place) for inner in value), place)
    if isinstance(value, str):
        return Text(value, place, is_plain=False)
    return Text(bare(value), place)


def bare(value: float | bool | None) -> str:  # noqa: FBT001 - a scalar of JSON
    """A number, a truth value or nothing, as YAML writes it without quotes."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value)
