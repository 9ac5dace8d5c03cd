"""Where a change goes: the levels at which a part of a theme can be set, and the file of each.

A shipped file is never a destination: the same level in the user's workspace is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from themebuilder.core.tree import Text
from themebuilder.definitions.library import Document, Library
from themebuilder.definitions.outline import Outline
from themebuilder.definitions.texts import find_least_review, list_target_layers
from themebuilder.editing.edits import read_node
from themebuilder.editing.parts import COLORS, Part
from themebuilder.editing.yaml_editor import YamlValue, set_value

Scope = Literal["theme", "organisation", "audience", "all"]
SCOPES: tuple[Scope, ...] = ("theme", "organisation", "audience", "all")
"""From narrow to wide."""
_HIDING = {"background_color": COLORS}
"""A value -> the keys of a nearer theme that hide it: shades of a parent's colour don't fit."""
_BUILDS_ON = {"theme": "extends", "organisation": "part_of"}
_NOT_INHERITED = ("name", "short", "code", "contact")
"""Keys of an organisation that hold for itself only."""
_FOLDERS = {
    "theme": "themes",
    "organisation": "themes/organisations",
    "texts": "themes/texts",
    "wording": "themes/wordings",
}


@dataclass(frozen=True, slots=True)
class Destination:
    """The value at *path* in *file* of the workspace; *head* begins a file that doesn't exist.

    Without a head, a missing file isn't created.
    """

    file: str
    path: tuple[str, ...]
    head: bytes


@dataclass(frozen=True, slots=True)
class WantedEdit:
    """A change as the user asks for it, and its destination; None removes the value."""

    theme: str
    part: str
    scope: str
    value: YamlValue | None
    destination: Destination


@dataclass(frozen=True, slots=True)
class Level:
    """A level at which the part can be set."""

    scope: Scope
    title: str
    """What people call the organisation, the audience or the parent theme; else empty."""
    destination: Destination
    themes: tuple[str, ...]
    """The themes that inherit from this level."""
    hidden_in: tuple[str, ...]
    """Those of them that have a value at a nearer level."""
    value: YamlValue | None
    """The value at this level, as it is written."""
    is_own: bool
    """Whether the user's own file has it."""
    has_wider: bool
    """Whether another value would apply without the own one."""
    is_here: bool
    """Whether the theme gets its value from this level."""
    overridden_by: Scope | Literal["parent", "target", ""]
    """The nearest level that hides this one: a parent theme, the texts of a target, or a scope."""
    locked_by: str = ""
    """The organisation above that doesn't let this level have a value."""


@dataclass(frozen=True, slots=True)
class _Layer:
    """One definition that may hold the value: the shipped one, then the user's own over it."""

    kind: str
    name: str
    role: Literal["theme", "parent", "organisation", "audience", "target", "all"]
    documents: tuple[Document, ...]
    path: tuple[str, ...]
    locked_by: str = ""

    @property
    def own(self) -> Document | None:
        return next((document for document in self.documents if not document.is_shipped), None)

    @property
    def is_shipped_below(self) -> bool:
        """Whether the shipped definition has a value that the own one replaces."""
        return any(
            document.is_shipped and document.tree.get(*self.path) for document in self.documents
        )

    @property
    def value(self) -> YamlValue | None:
        found = [node for document in self.documents if (node := document.tree.get(*self.path))]
        if not found:
            return None
        node = found[-1]
        # A text is a text, also where it looks like a number.
        if isinstance(node, Text) and self.path[0] not in {"brand", "settings"}:
            return node.value
        return read_node(node)

    @property
    def hides(self) -> bool:
        """Whether wider levels aren't seen through this one."""
        *above, key = self.path
        keys = _HIDING.get(key, (key,)) if above == ["brand"] else (key,)
        effective = [
            document for document in self.documents if document.is_shipped or not self.locked_by
        ]
        return any(document.tree.get(*above, name) for document in effective for name in keys)


def find_levels(
    library: Library, outlines: Iterable[Outline], outline: Outline, part: Part
) -> tuple[Level, ...]:
    """Return the levels at which *part* of the theme *outline* can be set, narrow to wide.

    *outlines* are those of all themes; reached are the user's own among them, and this one. There is
    no level where the theme doesn't have the part.
    """
    own = library.own.get("theme", {})
    chains = {
        theme.name: list(_list_layers(library, theme, part))
        for theme in outlines
        if theme.name in own or theme.name == outline.name
    }
    layers = chains.get(outline.name, [])
    giver = next((layer for layer in reversed(layers) if layer.hides), None)
    found = []
    for scope in SCOPES:
        layer = _choose_layer(scope, layers, part)
        if layer is None:
            continue
        destination = _find_destination(library, layer)
        if layer.own is None and (library.root / destination.file).exists():
            continue  # it is broken, or defines something else
        nearer = [other for other in layers[layers.index(layer) + 1 :] if other.hides]
        reached, hidden = _find_reach(layer, chains)
        found.append(
            Level(
                scope,
                _find_title(layer),
                destination,
                reached,
                hidden,
                layer.value,
                layer.own is not None and layer.own.tree.get(*layer.path) is not None,
                any(other.hides for other in layers[: layers.index(layer)])
                or layer.is_shipped_below,
                layer is giver and layer.value is not None,
                nearer[-1].role if nearer else "",
                layer.locked_by,
            )
        )
    return tuple(found)


def find_value(library: Library, outline: Outline, part: Part) -> YamlValue | None:
    """Return the value of *part* in the theme, as it is written; None where nothing sets it."""
    layers = [layer for layer in _list_layers(library, outline, part) if layer.hides]
    return layers[-1].value if layers else None


def find_default_scope(
    levels: Sequence[Level], outlines: Iterable[Outline], outline: Outline
) -> Scope:
    """Return where an edit of the theme *outline* goes without a choice.

    That is where the user's own file sets the value, unless themes of other organisations get it from
    there too: these must be chosen. Then it is the narrowest level that isn't locked.
    """
    owner = _find_owner(outline)
    others = {theme.name for theme in outlines if _find_owner(theme) != owner}
    here = (
        level
        for level in levels
        if level.is_here and level.is_own and others.isdisjoint(level.themes)
    )
    unlocked = (level for level in levels if not level.locked_by)
    return next((level.scope for level in (*here, *unlocked, *levels)), "theme")


def _find_owner(outline: Outline) -> str:
    return outline.organisations[0].name if outline.organisations else ""


def _list_layers(library: Library, outline: Outline, part: Part) -> Iterator[_Layer]:
    """Yield what may give the theme its value, the widest first."""
    if part.kind == "setting":
        yield from _list_setting_layers(outline, part.name)
        return
    if part.kind == "words":
        wording, message, field = part.name.split(".")
        if outline.merged.text("wording", message) == wording:
            path = (message, part.language, field)
            yield _Layer("wording", wording, "all", library.get_both("wording", wording), path)
        return
    if part.kind != "text":
        layers = _group("theme", outline.lineage, outline, part.path)
        # What people call a theme isn't inherited.
        yield from (layer for layer in layers if layer.role == "theme" or part.path != ("title",))
        return
    texts = outline.merged.text("webapp", "texts", default="complete")
    if texts == "built-in" or part.language not in outline.languages:
        return
    below = ("texts", part.language, part.name)
    if texts == "complete":
        keys = ("keys", part.name)
        language, audience = part.language, f"{part.language}.{outline.audience}"
        yield _Layer("texts", language, "all", library.get_both("texts", language), keys)
        for document in list_target_layers(library, language):
            yield _Layer("texts", document.name, "target", (document,), keys)
        if outline.audience != "everyone":
            yield _Layer("texts", audience, "audience", library.get_both("texts", audience), keys)
        yield from _group("organisation", outline.organisations, outline, below)
    yield from _group("theme", outline.lineage, outline, below)


def _group(
    kind: Literal["theme", "organisation"],
    nearest_first: Sequence[Document],
    outline: Outline,
    path: tuple[str, ...],
) -> Iterator[_Layer]:
    """Yield a layer for each name: a user's definition may build on the shipped one of its name."""
    for name, documents in groupby(reversed(nearest_first), key=lambda document: document.name):
        is_parent = kind == "theme" and name != outline.name
        yield _Layer(kind, name, "parent" if is_parent else kind, tuple(documents), path)


def _list_setting_layers(outline: Outline, name: str) -> Iterator[_Layer]:
    """Yield the organisations; those above the theme's own one are its level `all`."""
    path = ("settings", *name.split("."))
    locks: dict[str, str] = {}

    def add_locks(documents: Iterable[Document]) -> None:
        for document in documents:
            title = document.tree.text("name", default=document.name)
            locks.update({lock.value: title for lock in document.tree.texts("lock")} | locks)

    for owner, group in groupby(
        reversed(outline.organisations), key=lambda organisation: organisation.name
    ):
        documents = tuple(group)
        role: Scope = "organisation" if owner == outline.organisations[0].name else "all"
        # The user's definition builds on the shipped one of its name, and has to keep its locks.
        add_locks(document for document in documents if document.is_shipped)
        yield _Layer("organisation", owner, role, documents, path, locks.get(path[1], ""))
        add_locks(documents)


def _choose_layer(scope: Scope, layers: Sequence[_Layer], part: Part) -> _Layer | None:
    """Return the layer that *scope* changes.

    Of several organisations, the nearest whose file has the value, else the theme's own. What only
    themes have has the nearest parent theme of the user instead. A setting's level `all` is the
    nearest organisation of the user above the theme's, if none above that has locked the setting.
    """
    is_theme_only = part.kind not in {"text", "setting"}
    role = "parent" if scope == "organisation" and is_theme_only else scope
    fitting = [layer for layer in reversed(layers) if layer.role == role]
    if role == "parent" or (part.kind == "setting" and role == "all"):
        fitting = [layer for layer in fitting if layer.own and not layer.locked_by]
    giving = [layer for layer in fitting if layer.own and layer.own.tree.get(*layer.path)]
    return next(iter((*giving, *fitting)), None)


def _find_reach(
    layer: _Layer, chains: dict[str, list[_Layer]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    reached, hidden = [], []
    for name, chain in sorted(chains.items()):
        named = [(link.kind, link.name) for link in chain]
        if (layer.kind, layer.name) not in named:
            continue
        reached.append(name)
        if any(link.hides for link in chain[named.index((layer.kind, layer.name)) + 1 :]):
            hidden.append(name)
    return tuple(reached), tuple(hidden)


def _find_destination(library: Library, layer: _Layer) -> Destination:
    default = f"{_FOLDERS[layer.kind]}/{layer.name}.yaml"
    shipped = library.shipped.get(layer.kind, {}).get(layer.name)
    return Destination(
        layer.own.file if layer.own else default, layer.path, _write_head(layer, shipped)
    )


def _write_head(layer: _Layer, shipped: Document | None) -> bytes:
    """Return how a new file begins: a definition that builds on the *shipped* one of its name."""
    if layer.kind == "texts":
        language, _dot, audience = layer.name.partition(".")
        # The words change, so nobody has read them yet.
        state = "draft" if not shipped or find_least_review(shipped.tree) == "draft" else "proposed"
        lines = [f"texts: {language}", f"audience: {audience}", f"review: {state}"]
        return "".join(f"{line}\n" for line in lines if not line.endswith(" ")).encode()
    if shipped is None:
        return b""
    head = f"{layer.kind}: {layer.name}\n".encode()
    for key in _NOT_INHERITED:
        if layer.kind == "organisation" and (value := shipped.tree.text(key)):
            head = set_value(head, (key,), value)
    builds_on = _BUILDS_ON.get(layer.kind)
    return set_value(head, (builds_on,), layer.name) if builds_on else head


def _find_title(layer: _Layer) -> str:
    if layer.kind == "organisation":
        return layer.documents[-1].tree.text("name", default=layer.name)
    if layer.role == "parent":
        return layer.documents[-1].tree.text("title", default=layer.name)
    return layer.name.rpartition(".")[2] if layer.role == "audience" else ""
