"""A finished package to be checked: its files, with each JSON file read once, and what it says as a theme.

As the theme of a package of others, only what it says is filled in. It has no settings, wordings or
parents, and its pictures are checked as files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

from themebuilder.checks.base import CheckRegistry, Context, Fault
from themebuilder.core.problems import Place
from themebuilder.core.tree import Map, Node, Seq, Text, find_values
from themebuilder.definitions.model import Brand, Files, Texts, Theme, ValidPeriod
from themebuilder.packages import model
from themebuilder.packages.active_content import find_active_content
from themebuilder.packages.active_item import Accepted, ActiveItem, accept_items
from themebuilder.packages.addresses import resolve_path
from themebuilder.packages.errors import JsonError
from themebuilder.packages.json_reader import read_shared_json, read_tree
from themebuilder.packages.keys import to_json
from themebuilder.packages.plugins import PASSED_ON
from themebuilder.platform.shipped import load_config_keys, load_passed_on

BRANDING, CONFIG, MANIFEST = (
    model.WEBAPP3_FOLDER,
    model.CONFIG,
    model.WEBAPP3_FOLDER + model.MANIFEST,
)


@dataclass(frozen=True)
class PackageSubject:
    """A package's files; *theme* is the theme it was built from, None for a package of others."""

    kind: model.ForeignKind
    name: str
    files: Files
    theme: Theme | None = None
    accepted: Mapping[tuple[str, str], Accepted] = field(default_factory=dict)
    """Name and kind -> who accepted that active content, of a package without its theme."""

    @cached_property
    def active(self) -> tuple[ActiveItem, ...]:
        """Its active content, with who accepted it."""
        found = find_active_content(self.kind, self.files)
        if self.theme is not None:
            return accept_items(found, self.theme.acceptances, self.theme.settings)
        return tuple(
            replace(item, accepted=self.accepted.get((item.name, item.kind))) for item in found
        )

    def place(self, entry: str = "", *path: str | int) -> Place:
        """Return the place of the package, of *entry* in it, or of the value at *path* in its JSON.

        A value that isn't there has the place of the nearest one around it.
        """
        if not path:
            return Place(f"{self.name}/{entry}" if entry else self.name)
        node: Node = self.tree(entry) or Map({}, self.place(entry))
        for key in path:
            inner: Node | None = None
            if isinstance(node, Map):
                inner = node.entries.get(str(key))
            elif isinstance(node, Seq) and isinstance(key, int) and key < len(node.items):
                inner = node.items[key]
            if inner is None:
                break
            node = inner
        return node.place

    def tree(self, entry: str) -> Map | None:
        """Return the object in a JSON file with its places, or None where it can't be read."""
        try:
            return _read_tree(self.files[entry], f"{self.name}/{entry}")
        except (KeyError, JsonError):
            return None

    def json(self, name: str) -> dict[str, Any]:
        """Return the object in a JSON file of the package; don't change it. Raises `JsonError`."""
        return read_shared_json(self.files[name], name)

    @property
    def manifest(self) -> dict[str, Any] | None:
        """The manifest of a branding, or None where it is missing or broken."""
        return self._read_head(MANIFEST) if self.kind == "webapp3" else None

    @property
    def config(self) -> dict[str, Any] | None:
        """The themeconfig.json of a service theme, or None where it is missing or broken."""
        return self._read_head(CONFIG) if self.kind == "service-theme" else None

    def screens(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the screens of a service theme with their content."""
        return model.list_screens(self.config)

    def _read_head(self, name: str) -> dict[str, Any] | None:
        if name not in self.files:
            return None
        try:
            return self.json(name)
        except JsonError:
            return None


package_check = CheckRegistry[[PackageSubject, Context], Fault]()
"""Asked of a finished package, read back from its bytes."""

_read_tree = lru_cache(maxsize=64)(read_tree)
"""Several checks ask for the same file."""


_DANISH = re.compile("[æøåÆØÅ]")
_APP_COLOR = "#3c5974"
"""Stands for a brand colour that the package doesn't name."""


def read_theme(package: PackageSubject) -> Theme:
    """Return what *package* says as a theme; what can't be read is left out."""
    if package.kind == "service-theme":
        return _make_theme(
            Map({}, package.place()), Map({}, package.place()), _read_meeting(package)
        )
    manifest = package.tree(MANIFEST) or Map({}, package.place(MANIFEST))
    texts = {
        language: read_texts(package, entry) for language, entry in list_language_files(manifest)
    }
    webapp = _read_webapp(manifest, has_texts=bool(texts))
    return _make_theme(manifest, webapp, Map({}, package.place()), texts)


def _make_theme(
    manifest: Map, webapp: Map, meeting: Map, texts: Mapping[str, Texts] | None = None
) -> Theme:
    brand, keys = _read_brand(manifest)
    origin = Map({"brand": keys, "webapp": webapp, "meeting": meeting}, manifest.place)
    return Theme(
        name="",
        title="",
        audience="everyone",
        reach="external",
        valid=ValidPeriod(),
        parents=(),
        organisations=("",),
        brand=brand,
        settings={},
        languages=tuple(texts or ("",)),
        core_languages=frozenset(),
        texts=texts or {},
        messages={},
        path="",
        webapp=webapp,
        meeting=meeting,
        accept={},
        acceptances=(),
        origin=origin,
        is_foreign=True,
    )


def _read_brand(manifest: Map) -> tuple[Brand, Map]:
    """Return the brand, and its values as they would be in a definition.

    Without eleven valid shades the palette is empty: the app's own colours aren't the package's.
    """
    found = {
        key.definition.removeprefix("brand."): node
        for key in load_config_keys("webapp").values()
        if key.definition.startswith("brand.")
        for node in find_values(manifest, key.path)
        if not key.find_fault(to_json(node))
    }
    values = Map(found, manifest.place)
    palette = tuple(text.value for text in values.texts("palette"))
    color = values.text("color", default=palette[5] if palette else _APP_COLOR)
    window = values.text("background_color", default=palette[-1] if palette else "")
    return Brand(values.text("name"), values.text("title"), color, palette, window, {}), values


def _read_webapp(manifest: Map, *, has_texts: bool) -> Map:
    """Return the ``webapp`` part of a definition; what it passes on is all that the manifest has."""
    entries: dict[str, Node] = {"texts": Text("own" if has_texts else "built-in", manifest.place)}
    sections = load_passed_on("webapp")
    for section, definition in sections.items():
        part = manifest.map(section) if section else _drop(manifest, *sections)
        entries[definition.removeprefix("webapp.")] = part
    if isinstance(hidden := manifest.get("applicationConfig", "hiddenFunctionality"), Seq):
        entries["hide"] = hidden
    if isinstance(pages := manifest.get("customStepConfig", "source"), Map):
        entries["step"] = Map({"pages": pages}, pages.place)
    if isinstance(listed := manifest.get("plugins"), Seq):
        entries["manifest"] = _drop(manifest, *sections, "plugins")
        plugins = tuple(Map({PASSED_ON: item}, item.place) for item in listed.items)
        entries["plugins"] = Seq(plugins, listed.place)
    return Map(entries, manifest.place)


def _drop(manifest: Map, *names: str) -> Map:
    kept = {
        key: node
        for key, node in manifest.entries.items()
        if key not in names or not isinstance(node, Map | Seq)
    }
    return manifest._replace(entries=kept)


def _read_meeting(package: PackageSubject) -> Map:
    config = package.tree(CONFIG) or Map({}, package.place(CONFIG))
    listed = config.map("splash_screens", "screens")
    screens = {
        screen: _find_first_text(parts) or Text("", parts.place)
        for screen, parts in listed.entries.items()
    }
    prompts = {
        name: Text(name, package.place(name)) for name in package.files if name.endswith(".wav")
    }
    keys = {name: text.place for name, text in prompts.items()}
    place = package.place()
    entries: dict[str, Node] = {
        "language": Text(_guess_language(text.value for text in screens.values()), place),
        "screens": listed._replace(entries=screens),
        "prompts": Map(prompts, place, keys),
        "config": config,
    }
    return Map(entries, place)


def _guess_language(texts: Iterable[str]) -> str:
    """Return `da` for words with Danish letters, else nothing: a theme doesn't say its language."""
    return "da" if any(_DANISH.search(text) for text in texts) else ""


def _find_first_text(screen: Node) -> Text | None:
    if not isinstance(screen, Map):
        return None
    found = (item.get("text") for item in screen.seq("elements") if isinstance(item, Map))
    return next((text for text in found if isinstance(text, Text)), None)


def list_language_files(manifest: Map) -> Iterator[tuple[str, str]]:
    """Yield language and file of each translation that the manifest names in the package."""
    for language, path in manifest.map("translations").entries.items():
        if isinstance(path, Text) and (entry := resolve_path(path.value)):
            yield language, entry


def read_texts(package: PackageSubject, entry: str) -> Texts:
    """Return the texts in a language file by their dotted key; none where it can't be read."""
    tree = package.tree(entry) if entry in package.files else None
    return Texts(
        (key, node)
        for key, node in list_leaves(tree)
        if isinstance(node, Text) and not node.is_plain
    )


def list_leaves(node: Map | None, prefix: str = "") -> Iterator[tuple[str, Text | Seq]]:
    """Yield whatever is no object, with its dotted key, in the order of the file."""
    for name, value in node.entries.items() if node else ():
        if isinstance(value, Map):
            yield from list_leaves(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value
