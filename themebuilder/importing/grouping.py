"""Which packages are the two halves of one theme."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from themebuilder.importing.draft import slug
from themebuilder.importing.package_reader import Foreign

_KIND_WORDS = re.compile(
    r"(^|[-_ .])(webapp[-_ ]?[23]?|service[-_ ]?theme|theme|ivr|branding|brand|package|pexip|zip)"
    r"(?=$|[-_ .])",
    re.IGNORECASE,
)
_DIGEST = re.compile(r"-[0-9a-f]{12}$")


@dataclass(frozen=True, slots=True)
class Look:
    """The packages of one theme, and the *name* that it will have."""

    name: str
    packages: tuple[Foreign, ...]

    @property
    def webapp3(self) -> Foreign | None:
        """The Webapp3 branding, where there is one."""
        return self._of("webapp3")

    @property
    def service_theme(self) -> Foreign | None:
        """The service theme, where there is one."""
        return self._of("service-theme")

    @property
    def webapp2(self) -> Foreign | None:
        """The Webapp 2 branding, where there is one."""
        return self._of("webapp2")

    @property
    def is_migration(self) -> bool:
        """Whether the theme will be another one than its package: Webapp 2 has no twin."""
        return self.webapp2 is not None

    def _of(self, kind: str) -> Foreign | None:
        return next((package for package in self.packages if package.kind == kind), None)


def looks(packages: Sequence[Foreign], name: str = "") -> tuple[Look, ...]:
    """The themes that *packages* make: a branding and a service theme of one name are one theme.

    So are the only branding and the only service theme. *name* is the name of a single theme; of
    several, each gets the name of its file.
    """
    brandings = [one for one in packages if one.kind == "webapp3"]
    themes = [one for one in packages if one.kind == "service-theme"]
    pairs: list[tuple[str, tuple[Foreign, ...]]] = []
    for branding in brandings:
        twin = next((one for one in themes if _stem(one) == _stem(branding)), None)
        if twin is None and len(brandings) == len(themes) == 1:
            twin = themes[0]
        if twin:
            themes.remove(twin)
        pairs.append((_stem(branding), (branding, twin) if twin else (branding,)))
    pairs += [(_stem(one), (one,)) for one in themes]
    pairs += [(_stem(one), (one,)) for one in packages if one.kind == "webapp2"]
    if len(pairs) == 1 and name:
        return (Look(name, pairs[0][1]),)
    return tuple(_named(pairs))


def _stem(package: Foreign) -> str:
    """The file's name without what says which kind of package it is."""
    stem = PurePath(package.name.replace("\\", "/")).name.removesuffix(".zip").removesuffix(".ZIP")
    bare = _KIND_WORDS.sub("", stem)
    bare = _DIGEST.sub("", slug(bare))
    return bare or slug(stem) or "imported"


def _named(pairs: Sequence[tuple[str, tuple[Foreign, ...]]]) -> list[Look]:
    """Each with a name of its own."""
    taken: set[str] = set()
    named: list[Look] = []
    for stem, packages in pairs:
        name, number = stem, 1
        while name in taken:
            number += 1
            name = f"{stem}-{number}"
        taken.add(name)
        named.append(Look(name, packages))
    return named
