"""Which files below ``brand_assets/`` a theme names: one answer for whoever packs and whoever compares."""

from __future__ import annotations

from collections.abc import Iterator

from themebuilder.core.tree import Map, Text
from themebuilder.definitions.library import Library
from themebuilder.definitions.outline import SLOTS


def pictures(merged: Map) -> Iterator[Text]:
    """The files of the theme's pictures."""
    for slot in SLOTS:
        node = merged.get("brand", slot)
        file = node.get("file") if isinstance(node, Map) else node
        if isinstance(file, Text):
            yield file


def recordings(merged: Map) -> Iterator[tuple[str, Text]]:
    """The recordings by the name of their prompt."""
    for name, node in merged.map("meeting", "prompts").entries.items():
        if isinstance(node, Text):
            yield name, node


def packed(merged: Map, library: Library) -> Iterator[Text]:
    """The files that are packed as they are: of plugins, of passed-on folders, of the custom step.

    A folder in which there is nothing is given itself, as a file that will not be found.
    """
    owners = (*merged.seq("webapp", "plugins"), merged.map("webapp"), merged.map("meeting"))
    for owner in owners:
        folder = owner.get("files") if isinstance(owner, Map) else None
        if isinstance(folder, Text):
            found = library.assets_in(folder.value)
            yield from (Text(path, folder.place) for path in found or (folder.value,))
    for page in merged.map("webapp", "step", "pages").entries.values():
        if isinstance(page, Text):
            yield page
