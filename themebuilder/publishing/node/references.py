"""References: which object of a node uses which package.

Status, rollback, retirement, pruning and `diff` ask here who shows or uses a package.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from themebuilder.core.messages import N_, _
from themebuilder.publishing.deployment import Deployment
from themebuilder.publishing.node.node import Node
from themebuilder.publishing.node.node_state import (
    WEBAPP3_TYPE,
    NodePackage,
    NodeState,
    Room,
    WebPath,
    name_webapp,
    read_optional,
)
from themebuilder.publishing.node.objects import (
    GLOBAL,
    Mark,
    PackageKind,
    Ref,
    Resource,
    fail,
    find_key,
)

_THEME_USERS = {
    Resource.ROOM: (N_('room "{name}"'), N_("rooms that our account can't read")),
    Resource.RULE: (
        N_('call routing rule "{name}"'),
        N_("call routing rules that our account can't read"),
    ),
    Resource.TEMPLATE: (
        N_('LDAP template "{name}"'),
        N_("LDAP templates that our account can't read"),
    ),
    Resource.CONNECTOR: (
        N_('Exchange connector "{name}"'),
        N_("Exchange connectors that our account can't read"),
    ),
}
"""What can use a service theme -> the message that names one, and the one for those unread."""
_FIELDS = {Resource.PATH: "branding", Resource.GLOBAL: "default_theme"}


@dataclass(frozen=True, slots=True)
class Reference:
    """An object that uses the package *key* of a *kind*; the key is empty for the default one.

    *package* is None for the default one, and for one that is not on the node. All guests use
    guarded objects.
    """

    ref: Ref
    label: str
    kind: PackageKind
    key: str
    package: NodePackage | None
    is_on: bool = True
    is_guarded: bool = False
    path: WebPath | None = None

    @property
    def field(self) -> str:
        """The field that names the package."""
        return _FIELDS.get(self.ref.resource, "ivr_theme")

    @property
    def mark(self) -> Mark:
        """What the package says about itself."""
        return self.package.mark if self.package else Mark()

    @property
    def theme(self) -> str:
        """The theme of the package; empty where it is not ours."""
        return self.mark.theme

    @property
    def takeover(self) -> str:
        """When the theme took over a path from something else; empty where that isn't recorded."""
        entries = self.path.earlier if self.path else ()
        return next((entry.at for entry in entries if entry.theme == self.theme), "")

    @property
    def live_since(self) -> str:
        """When the object began to show its package, as far as the node says it."""
        return max(self.mark.at, self.takeover)

    @property
    def is_ours(self) -> bool:
        """Whether the package is one of ours."""
        return bool(self.mark)

    @property
    def is_other_webapp(self) -> bool:
        """Whether it is a path with another web app than Webapp3."""
        return self.path is not None and self.path.webapp_type != WEBAPP3_TYPE

    @property
    def package_name(self) -> str:
        """The package's name for people."""
        if self.package:
            return self.package.name
        return _("a deleted package ({key})", key=self.key) if self.key else _("the default")

    def __str__(self) -> str:
        notes: list[str] = []
        if self.package and self.package.keeps_id:
            notes.append(self.package.content or _("unknown content"))
        elif self.package and not self.is_ours:
            notes.append(_("not ours"))
        if not self.is_on:
            notes.append(_("switched off"))
        if self.path and self.is_other_webapp:
            notes.append(name_webapp(self.path.webapp_type))
        if self.path and self.path.is_default:
            notes.append(_("/webapp redirects here"))
        return f"{self.label}: {self.package_name}" + "".join(f"  ({note})" for note in notes)


def make_path_reference(live: NodeState, path: WebPath) -> Reference:
    """Return what a web app path shows."""
    return Reference(
        path.ref,
        f"/{path.slug}",
        PackageKind.WEBAPP,
        path.package,
        live.package(PackageKind.WEBAPP, path.package),
        path.is_enabled,
        path.is_live_default,
        path,
    )


def make_theme_reference(live: NodeState, room: Room | None) -> Reference:
    """Return the service theme that a room uses; without a room, the default one."""
    key = room.theme if room else live.default_theme
    return Reference(
        room.ref if room else GLOBAL,
        _('room "{name}"', name=room.name) if room else _("the default theme"),
        PackageKind.MEETING,
        key,
        live.package(PackageKind.MEETING, key),
        is_guarded=room is None,
    )


def list_references(deployment: Deployment, live: NodeState) -> tuple[Reference, ...]:
    """Return the paths, rooms and default theme of *deployment* that use a package of ours."""
    found = [
        make_path_reference(live, path)
        for slug, path in live.paths.items()
        if deployment.paths is None or slug in deployment.paths
    ]
    for choice in deployment.rooms:
        found += [make_theme_reference(live, room) for room in live.rooms.get(choice.rooms, ())]
        if choice.rooms.everything:
            found.append(make_theme_reference(live, None))
    return tuple({reference.ref: reference for reference in found if reference.is_ours}.values())


def read_references(
    node: Node, packages: Iterable[NodePackage], unread: list[str] | None = None
) -> Iterator[Reference]:
    """Return every object on the node that uses one of *packages*, in any deployment.

    What the account may not read is added to *unread*; without it, that raises `ThemeError`.
    """
    known = {(package.kind, package.key): package for package in packages}

    def refer(kind: PackageKind, related: object, ref: Ref, label: str) -> Iterator[Reference]:
        if package := known.get((kind, find_key(related))):
            yield Reference(ref, label, kind, package.key, package)

    if any(kind is PackageKind.WEBAPP for kind, _ in known):
        for path in node.all(Resource.PATH):
            ref = Ref(Resource.PATH, str(path["id"]))
            yield from refer(PackageKind.WEBAPP, path.get("branding"), ref, f"/{path.get('slug')}")
    settings = node.get(GLOBAL)
    if settings is None or "default_theme" not in settings:
        fail("node-broken", _("The node doesn't return its default theme."), node.origin)
    yield from refer(PackageKind.MEETING, settings["default_theme"], GLOBAL, _("the default theme"))
    index = node.index()
    for resource, (label, unreadable) in _THEME_USERS.items():
        for item in read_optional(node, index, resource, unread, _(unreadable)):
            ref = Ref(resource, str(item["id"]))
            named = _(label, name=str(item.get("name")))
            yield from refer(PackageKind.MEETING, item.get("ivr_theme"), ref, named)


@dataclass(frozen=True, slots=True)
class Status:
    """The package of each path and chosen room; our themes, our unused and our duplicate packages."""

    places: tuple[Reference, ...]
    themes: tuple[NodePackage, ...]
    """The service themes of ours that keep their id."""
    spare: tuple[NodePackage, ...]
    duplicates: tuple[str, ...]


def read_status(live: NodeState) -> Status:
    """Return the status of a node."""
    rooms = {room.ref: room for found in live.rooms.values() for room in found}
    places = [make_path_reference(live, path) for path in live.paths.values()]
    places += [make_theme_reference(live, room) for room in rooms.values()]
    if live.default_theme:
        places.append(make_theme_reference(live, None))
    shown = {place.package for place in places}
    ours = [package for package in live.packages if package.mark]
    names = [package.name for package in ours]
    return Status(
        places=tuple(places),
        themes=tuple(package for package in ours if package.keeps_id),
        spare=tuple(package for package in ours if package not in shown and not package.keeps_id),
        duplicates=tuple(sorted({name for name in names if names.count(name) > 1})),
    )
