"""Plugins of the web app: their entries in the manifest, and their names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from themebuilder.core.json_text import Json, ReadOnlyJson
from themebuilder.core.slugs import find_free_name
from themebuilder.core.tree import Map
from themebuilder.packages.keys import to_json

FOLDER = "plugins"
"""The folder in the package for plugins that the definition gives as a folder."""
PASSED_ON = "manifest"
"""The key of a plugin's definition for what its entry in the manifest has besides."""


class Plugin(NamedTuple):
    """A plugin of a definition. *content* is its entry in the manifest, an object unless passed on."""

    node: Map
    name: str
    """Its id, or what `name_plugins` calls it; unlike the id, it isn't in the manifest."""
    content: ReadOnlyJson

    @property
    def folder(self) -> str:
        """The folder of its files below ``brand_assets/``, with a slash at the end, or an empty text."""
        folder = self.node.text("files")
        return folder.rstrip("/") + "/" if folder else ""

    def get(self, key: str) -> ReadOnlyJson:
        """Return the value of *key* in the manifest, or None."""
        return self.content.get(key) if isinstance(self.content, Mapping) else None


def read_plugins(webapp: Map) -> tuple[Plugin, ...]:
    """Return the plugins of a theme's ``webapp`` part, in order."""
    nodes = [node for node in webapp.seq("plugins") if isinstance(node, Map)]
    names = name_plugins(
        (_find_text(node, "id"), node.text("files"), _find_text(node, "src")) for node in nodes
    )
    return tuple(
        Plugin(node, name, _make_content(node, name))
        for node, name in zip(nodes, names, strict=True)
    )


def name_plugins(plugins: Iterable[tuple[str, str, str]]) -> tuple[str, ...]:
    """Return names for plugins, each given as id, folder and source; any of them may be empty.

    A plugin without an id gets the name of its folder or host, with a number if that is taken.
    """
    listed = list(plugins)
    taken = {id_ for id_, _folder, _src in listed if id_}
    names = []
    for id_, folder, src in listed:
        name = id_ or find_free_name(_derive_name(folder, src), taken.__contains__)
        taken.add(name)
        names.append(name)
    return tuple(names)


def name_entries(entries: Iterable[Json]) -> tuple[str, ...]:
    """Return names for the plugins in a manifest, as `name_plugins` does."""
    return name_plugins((get_text(entry, "id"), "", get_text(entry, "src")) for entry in entries)


def get_text(entry: Json, key: str) -> str:
    """Return the text under *key* in the *entry* of a plugin; empty if there is none."""
    value = entry.get(key) if isinstance(entry, dict) else None
    return value if isinstance(value, str) else ""


def is_inside(src: str) -> bool:
    """Whether *src* is a path that stays in the package, whether there is such a file or not."""
    try:
        parts = urlsplit(src)
    except ValueError:
        return False
    # A browser reads a backslash as a slash, and an escaped dot as a dot.
    path = unquote(parts.path).replace("\\", "/")
    if parts.scheme or parts.netloc or not path or path.startswith("/"):
        return False
    depth = 0
    for step in path.split("/"):
        depth += -1 if step == ".." else step not in {"", "."}
        if depth < 0:
            return False
    return True


def is_secure_address(src: str) -> bool:
    """Whether *src* is an https address."""
    try:
        parts = urlsplit(src)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.netloc)


def _derive_name(folder: str, src: str) -> str:
    host = ""
    path = PurePosixPath(folder, "-")
    if not folder:
        try:
            parts = urlsplit(src)
            host, path = parts.hostname or "", PurePosixPath(parts.path)
        except ValueError:
            path = PurePosixPath()
    folders = [step for step in path.parts[:-1] if step not in {"/", ".."}]
    if FOLDER in folders[:-1]:
        folders = folders[: folders.index(FOLDER) + 2]
    stem = folders[-1] if folders else host or path.stem
    return re.sub(r"[^\w.-]+", "-", stem).strip("-.") or "plugin"


def _find_text(node: Map, key: str) -> str:
    return node.text(PASSED_ON, key, default=node.text(key))


def _make_content(node: Map, name: str) -> ReadOnlyJson:
    content: dict[str, ReadOnlyJson] = {}
    if id_ := node.text("id"):
        content["id"] = id_
    if src := node.text("src"):
        is_packed = node.text("files") and not is_secure_address(src)
        content["src"] = f"./{FOLDER}/{name}/{src.removeprefix('./')}" if is_packed else src
    if "sandbox" in node.entries:
        content["sandboxValues"] = [text.value for text in node.texts("sandbox")]
    passed = node.get(PASSED_ON)
    if passed is None:
        return content
    more = to_json(passed)
    return {**content, **more} if isinstance(more, Mapping) else more
