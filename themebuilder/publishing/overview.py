"""What is live, and what else of ours is on the node."""

from __future__ import annotations

from dataclasses import dataclass

from themebuilder.publishing.built import Kind
from themebuilder.publishing.live import Live, OnNode


@dataclass(frozen=True, slots=True)
class Place:
    """Something that guests meet: a path or a room, and the package that it shows.

    *package* is None for the default one; *is_ours* tells whether it says that it is.
    """

    label: str
    kind: Kind
    package: OnNode | None
    is_on: bool = True

    @property
    def is_ours(self) -> bool:
        """Whether it shows a package of ours."""
        return self.package is not None and self.package.mark is not None

    def __str__(self) -> str:
        shows = self.package.name if self.package else "the default"
        ours = "" if self.is_ours or not self.package else "  (not ours)"
        return f"{self.label}: {shows}{ours}{'' if self.is_on else '  (switched off)'}"


@dataclass(frozen=True, slots=True)
class Status:
    """Every path and chosen room, what is spare, and what is there twice."""

    places: tuple[Place, ...]
    spare: tuple[OnNode, ...]
    twins: tuple[str, ...]


def status(live: Live) -> Status:
    """The status of a node."""
    places = [
        Place(
            f"/{path.slug}",
            Kind.WEBAPP,
            live.package(Kind.WEBAPP, path.package),
            path.is_enabled,
        )
        for path in live.paths.values()
    ]
    rooms = {room.ref: room for found in live.rooms.values() for room in found}
    places += [
        Place(f"room {room.name!r}", Kind.MEETING, live.package(Kind.MEETING, room.theme))
        for room in rooms.values()
    ]
    if live.default_theme:
        package = live.package(Kind.MEETING, live.default_theme)
        places.append(Place("the default theme", Kind.MEETING, package))
    shown = {place.package for place in places}
    ours = [package for package in live.packages if package.mark]
    names = [package.name for package in ours]
    return Status(
        places=tuple(places),
        spare=tuple(package for package in ours if package not in shown),
        twins=tuple(sorted({name for name in names if names.count(name) > 1})),
    )
