"""References: which object of a node uses which package.

Status, rollback, retirement, pruning and `diff` ask here who shows or uses a package.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from themebuilder.core.messages import N_, _, join_messages
from themebuilder.core.problems import Place, Problem, ThemeError, problem
from themebuilder.definitions.model import Files
from themebuilder.packages import zip_writer
from themebuilder.publishing.deployment import Deployment
from themebuilder.publishing.node.node import Node
from themebuilder.publishing.node.node_state import (
    WEBAPP3,
    NodePackage,
    NodeState,
    Room,
    WebPath,
    name_webapp,
    read_node_state,
    read_optional,
)
from themebuilder.publishing.node.objects import (
    GLOBAL,
    SHORT,
    Kind,
    Mark,
    Ref,
    Resource,
    fail,
    key_of,
)
from themebuilder.publishing.session import Session, content_reader

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
    kind: Kind
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
    def mark(self) -> Mark | None:
        """What the package says about itself; None where it is not ours."""
        return self.package.mark if self.package else None

    @property
    def theme(self) -> str:
        """The theme of the package; empty where it is not ours."""
        return self.package.theme if self.package else ""

    @property
    def takeover(self) -> str:
        """When the theme took over a path from something else; empty where that isn't recorded."""
        entries = self.path.earlier if self.path else ()
        return next((one.at for one in entries if one.theme == self.theme), "")

    @property
    def live_since(self) -> str:
        """When the object began to show its package, as far as the node says it."""
        return max(self.mark.at if self.mark else "", self.takeover)

    @property
    def is_ours(self) -> bool:
        """Whether the package is one of ours."""
        return self.mark is not None

    @property
    def is_other_webapp(self) -> bool:
        """Whether it is a path with another web app than Webapp3."""
        return self.path is not None and self.path.webapp_type != WEBAPP3

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


def path_reference(live: NodeState, path: WebPath) -> Reference:
    """What a web app path shows."""
    return Reference(
        path.ref,
        f"/{path.slug}",
        Kind.WEBAPP,
        path.package,
        live.package(Kind.WEBAPP, path.package),
        path.is_enabled,
        path.is_live_default,
        path,
    )


def theme_reference(live: NodeState, room: Room | None) -> Reference:
    """The service theme that a room uses; without a room, the default one."""
    key = room.theme if room else live.default_theme
    return Reference(
        room.ref if room else GLOBAL,
        _('room "{name}"', name=room.name) if room else _("the default theme"),
        Kind.MEETING,
        key,
        live.package(Kind.MEETING, key),
        is_guarded=room is None,
    )


def deployment_references(deployment: Deployment, live: NodeState) -> tuple[Reference, ...]:
    """The paths, rooms and default theme of *deployment* that use a package of ours."""
    found = [
        path_reference(live, path)
        for slug, path in live.paths.items()
        if deployment.paths is None or slug in deployment.paths
    ]
    for choice in deployment.rooms:
        found += [theme_reference(live, room) for room in live.rooms.get(choice.rooms, ())]
        if choice.rooms.everything:
            found.append(theme_reference(live, None))
    return tuple({one.ref: one for one in found if one.is_ours}.values())


def read_references(
    node: Node, packages: Iterable[NodePackage], unread: list[str] | None = None
) -> Iterator[Reference]:
    """Return every object on the node that uses one of *packages*, in any deployment.

    What the account may not read is added to *unread*; without it, that raises `ThemeError`.
    """
    known = {(package.kind, package.key): package for package in packages}

    def refer(kind: Kind, related: object, ref: Ref, label: str) -> Iterator[Reference]:
        if package := known.get((kind, key_of(related))):
            yield Reference(ref, label, kind, package.key, package)

    if any(kind is Kind.WEBAPP for kind, _ in known):
        for path in node.all(Resource.PATH):
            ref = Ref(Resource.PATH, str(path["id"]))
            yield from refer(Kind.WEBAPP, path.get("branding"), ref, f"/{path.get('slug')}")
    settings = node.get(GLOBAL)
    if settings is None or "default_theme" not in settings:
        fail("node-broken", _("The node doesn't return its default theme."), node.origin)
    yield from refer(Kind.MEETING, settings["default_theme"], GLOBAL, _("the default theme"))
    index = node.index()
    for resource, (label, unreadable) in _THEME_USERS.items():
        for item in read_optional(node, index, resource, unread, _(unreadable)):
            ref = Ref(resource, str(item["id"]))
            named = _(label, name=str(item.get("name")))
            yield from refer(Kind.MEETING, item.get("ivr_theme"), ref, named)


@dataclass(frozen=True, slots=True)
class Status:
    """The package of each path and chosen room; our themes, our unused and our duplicate packages."""

    places: tuple[Reference, ...]
    themes: tuple[NodePackage, ...]
    """The service themes of ours that keep their id."""
    spare: tuple[NodePackage, ...]
    duplicates: tuple[str, ...]


def read_status(live: NodeState) -> Status:
    """The status of a node."""
    rooms = {room.ref: room for found in live.rooms.values() for room in found}
    places = [path_reference(live, path) for path in live.paths.values()]
    places += [theme_reference(live, room) for room in rooms.values()]
    if live.default_theme:
        places.append(theme_reference(live, None))
    shown = {place.package for place in places}
    ours = [package for package in live.packages if package.mark]
    names = [package.name for package in ours]
    return Status(
        places=tuple(places),
        themes=tuple(package for package in ours if package.keeps_id),
        spare=tuple(one for one in ours if one not in shown and not one.keeps_id),
        duplicates=tuple(sorted({name for name in names if names.count(name) > 1})),
    )


@dataclass(frozen=True, slots=True)
class LivePackage:
    """A package of ours that guests get, and its files."""

    package: NodePackage
    mark: Mark
    files: Files


def read_live_packages(session: Session) -> tuple[tuple[LivePackage, ...], tuple[Problem, ...]]:
    """Return our packages in use at the deployment, and a problem for each unknown content."""
    return _contents(session, _live_references(session), {})


def read_live_theme(
    session: Session, theme: str, kinds: Sequence[Kind], local: Iterable[Files] = ()
) -> tuple[LivePackage, ...]:
    """Return the packages of *theme* in use at the deployment, at most one of each kind.

    The node tells which content is in use; its files are among *local*, in the local store, or
    returned by the node. `ThemeError` if no package of these kinds is in use, if two of one kind
    are, or if the files are missing.
    """
    deployment, references = session.deployment.name, _live_references(session)
    used = [one for one in references if one.kind in kinds and one.theme == theme]
    problems: list[Problem] = []
    if not used:
        message = _(
            "{deployment} uses no package of theme `{theme}` ({kinds}).",
            deployment=deployment,
            theme=theme,
            kinds=", ".join(kinds),
        )
        themes = ", ".join(sorted({one.theme for one in references}))
        hint = (
            _(
                "Themes in use there: {themes}. `{command}` lists every path and room.",
                themes=themes,
                command=f"themebuilder status -d {deployment}",
            )
            if themes
            else _("The deployment uses none of our themes.")
        )
        problems.append(problem("live-content-unknown", message, Place(deployment), hint))
    for kind in kinds:
        marks = [(one.mark.short, one.label) for one in used if one.mark and one.kind is kind]
        if len({short for short, _ in marks}) > 1:
            listed = join_messages(
                _("{digest} at {place}", digest=short, place=label) for short, label in marks
            )
            message = _(
                "Several {kind} packages of {theme} are in use: {packages}.",
                kind=kind.value,
                theme=theme,
                packages=listed,
            )
            command = f"themebuilder plan -d {deployment}"
            hint = _("`{command}` shows what would change at each place.", command=command)
            problems.append(problem("live-content-unknown", message, Place(deployment), hint))
    known = {zip_writer.compute_digest(files)[:SHORT]: files for files in local}
    found, unknown = ((), ()) if problems else _contents(session, used, known)
    if problems or unknown:
        raise ThemeError([*problems, *unknown])
    return tuple({one.package.kind: one for one in found}.values())


def _live_references(session: Session) -> tuple[Reference, ...]:
    live = read_node_state(session.node, session.deployment)
    return deployment_references(session.deployment, live)


def _contents(
    session: Session, references: Iterable[Reference], known: dict[str, Files]
) -> tuple[tuple[LivePackage, ...], tuple[Problem, ...]]:
    contents = content_reader(session, None)
    used: dict[NodePackage, list[str]] = {}
    for reference in references:
        if reference.package:
            used.setdefault(reference.package, []).append(reference.label)
    found: list[LivePackage] = []
    problems: list[Problem] = []
    for package, labels in used.items():
        mark = package.mark
        assert mark  # noqa: S101 - the references of a deployment are to packages of ours
        files = known.get(mark.short) or contents(package)
        if files is not None:
            found.append(LivePackage(package, mark, files))
            continue
        message = _(
            "The content of `{package}` ({kind}, at {places}) is unknown: it wasn't published from "
            "this machine, and the node doesn't return it.",
            package=package.name,
            kind=package.kind.value,
            places=join_messages(labels),
        )
        folder = session.store.folder / package.kind.value / mark.theme
        hint = _(
            "Run this on the machine that published it, or copy {file} from there to {folder}.",
            file=f"{mark.short}….zip",
            folder=str(folder),
        )
        place = Place(session.deployment.name)
        problems.append(problem("live-content-unknown", message, place, hint))
    return tuple(found), tuple(problems)
