"""Every reader by name, in plain sight."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.fuzz import definitions, media, node, packages, translations
from tests.fuzz.reader import Reader

READERS: Mapping[str, Callable[[], Reader]] = {
    "themes": definitions.themes,
    "words": definitions.words,
    "deployments": definitions.deployments,
    "packages": packages.packages,
    "imports": packages.imports,
    "json": packages.json_text,
    "pictures": media.raster,
    "svg": media.svg,
    "sound": media.sound,
    "xlsx": translations.workbooks,
    "xliff": translations.xliff,
    "po": translations.po,
    "replies": node.replies,
    "plans": node.plans,
    "catalogues": node.catalogues,
    "learnt": node.learnt,
}
"""Name -> what makes the reader, with its samples."""
