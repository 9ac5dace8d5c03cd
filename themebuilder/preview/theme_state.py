"""How it stands with one theme: what is served of it, and what its newest source gives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from themebuilder.build.pipeline import Made
from themebuilder.core.problems import Problem
from themebuilder.core.tree import Text, leaves
from themebuilder.definitions.discovery import composed
from themebuilder.definitions.library import Library
from themebuilder.definitions.model import Theme
from themebuilder.definitions.outline import Outline
from themebuilder.definitions.resolver import meeting_language

_FOR_ALL = ("wording", "terms", "workspace")
Inputs = tuple[tuple[str, str], ...]
"""File and digest of each definition that a theme is made from."""


@dataclass(frozen=True, slots=True)
class Stand:
    """One theme. It is replaced as a whole, never changed."""

    name: str
    outline: Outline | None = None
    """None for a theme whose file was never readable."""
    inputs: Inputs = ()
    served: Made | None = None
    theme: Theme | None = None
    """The newest complete theme; its packages may not be made yet."""
    told: tuple[Problem, ...] = ()
    """What is wrong with the theme by itself."""
    between: tuple[Problem, ...] = ()
    """What is wrong between it and other themes."""
    failure: tuple[Problem, ...] = ()
    """Why its newest source gives no package."""
    unread: tuple[Problem, ...] = ()
    """What keeps its source from being read at all."""
    is_stale: bool = True
    """Whether the packages of the newest source are not made yet."""
    is_examined: bool = False
    """Whether the newest source was asked all that can be asked without making packages."""

    @property
    def found(self) -> tuple[Problem, ...]:
        """Everything that is wrong, each told once."""
        return tuple(dict.fromkeys((*self.told, *self.between)))

    @property
    def trouble(self) -> tuple[Problem, ...]:
        """Why there is nothing newer to show, or nothing."""
        return tuple(dict.fromkeys((*self.unread, *self.failure)))

    @property
    def is_shipped(self) -> bool:
        """Whether the theme came with the tool."""
        return self.outline is not None and self.outline.line[0].is_shipped

    @property
    def shown(self) -> Outline | None:
        """The outline of what is served, else the newest."""
        return self.served.outline if self.served else self.outline


def inputs(outlined: Outline, library: Library) -> Inputs:
    """What the theme is made from, its assets left out."""
    languages = set(outlined.languages)
    if languages:
        languages.add(meeting_language(outlined))
    documents = [*outlined.line, *outlined.organisations]
    for layer in (library.shipped, library.own):
        for kind in _FOR_ALL:
            documents += layer.get(kind, {}).values()
        documents += [
            document
            for name, document in layer.get("texts", {}).items()
            if name.partition(".")[0] in languages
        ]
    return tuple(sorted({(document.file, document.digest) for document in documents}))


def names_asset(outlined: Outline, path: PurePosixPath) -> bool:
    """Whether the theme names the asset at *path* below ``brand_assets/``, or a folder above it."""
    folders = {composed(str(folder)) for folder in (path, *path.parents)} - {"."}
    named = {composed(text.value.rstrip("/")) for text in _named(outlined)}
    return bool(folders & named)


def _named(outlined: Outline) -> Iterator[Text]:
    for part in ("brand", "meeting", "webapp"):
        yield from (text for _, text in leaves(outlined.merged.map(part)))
