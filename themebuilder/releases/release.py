"""A release of one organisation: its files, apart from the pictures."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from themebuilder import __version__
from themebuilder.core.json_text import dump_indented
from themebuilder.core.messages import _, get_language
from themebuilder.core.problems import ThemeError
from themebuilder.core.tree import Map
from themebuilder.definitions.library import Library
from themebuilder.definitions.model import Files, ResolvedSetting
from themebuilder.definitions.outline import Outline
from themebuilder.importing.compare_inputs import ask_git
from themebuilder.publishing.deployment import Deployment
from themebuilder.publishing.node.objects import SHORT, Mark, Resource
from themebuilder.releases import MANIFEST
from themebuilder.releases.changes import ThemeChanges, compare_theme
from themebuilder.releases.earlier import BuiltRelease, Released, ReleasedTheme
from themebuilder.settings import SETTINGS_BY_NAME, Field, FieldKind, Setting

_SERVER = (FieldKind.ROOM, FieldKind.GLOBAL, FieldKind.BOOKING, FieldKind.POLICY)


class Revision(NamedTuple):
    """The git commit of the definitions, empty without git, and whether files differ from it."""

    commit: str = ""
    is_modified: bool = False


class ServerSetting(NamedTuple):
    """A field to set by hand, and where the organisation decided it."""

    declared: Setting
    resolved: ResolvedSetting
    field: Field

    @property
    def value(self) -> bool | str:
        """The value of the field."""
        found = self.field.find_value(self.resolved.value)
        assert found is not None  # noqa: S101 - only such fields are listed
        return found

    @property
    def resource(self) -> str:
        """The object of the management API that has the field; empty where a person sets it elsewhere."""
        return {FieldKind.ROOM: Resource.ROOM.value, FieldKind.GLOBAL: Resource.GLOBAL.value}.get(
            self.field.kind, ""
        )


class RoomChoice(NamedTuple):
    """The rooms of a deployment that get the service theme of a theme, in words."""

    deployment: str
    theme: str
    rooms: str


class Details(NamedTuple):
    """What all releases of one run share."""

    name: str
    """What people call the release; may be empty."""
    begins: date | None
    """The day on which guests get it, where the themes' own dates don't say it."""
    revision: Revision
    target: str
    since: str
    """The name of the earlier release; empty without one."""
    unapproved: Mapping[str, str]
    """Theme -> what reviewers haven't approved."""
    owners: frozenset[str]
    """The organisations that get a release."""


@dataclass(frozen=True)
class Release:
    """An organisation's themes to hand over, compared with an *earlier* release."""

    owner: str
    details: Details
    built: BuiltRelease
    earlier: Released
    outlines: Mapping[str, Outline]
    """Every theme of the library."""
    library: Library

    @cached_property
    def organisation(self) -> Map:
        """The organisation's definition."""
        document = self.library.get("organisation", self.owner)
        assert document is not None  # noqa: S101 - the release has themes of it
        return document.tree

    @property
    def title(self) -> str:
        """The organisation's name."""
        return self.organisation.text("name", default=self.owner)

    @property
    def themes(self) -> Released:
        """The themes that are handed over."""
        return self.built.themes

    @cached_property
    def changes(self) -> tuple[ThemeChanges, ...]:
        """The changes of each theme; those that were removed come last. Raises `ThemeError`."""
        gone = [
            theme
            for name, theme in self.earlier.items()
            if name not in self.themes and self._reports(name, theme)
        ]
        return (
            *(compare_theme(self.earlier.get(name), theme) for name, theme in self.themes.items()),
            *(compare_theme(theme, None) for theme in gone),
        )

    def _reports(self, name: str, gone: ReleasedTheme) -> bool:
        """Whether readers learn here that a theme is gone.

        If its organisation is gone too, the nearest one above that gets a release tells of it.
        """
        if gone.organisation in self.details.owners:
            return gone.organisation == self.owner
        above = (
            organisation
            for organisation in gone.entry["organisations"]
            if organisation in self.details.owners
        )
        return name not in self.outlines and next(above, "") == self.owner

    def list_packages(self) -> Files:
        """Return the packages and the two lists that a build writes beside them."""
        zips = {
            package.file: package.data
            for theme in self.themes.values()
            for package in theme.packages
        }
        return {**zips, **self.built.lists}

    def list_server_settings(self) -> list[ServerSetting]:
        """Return what somebody must set outside the packages, as `plan` would."""
        settings: dict[str, ResolvedSetting] = {}
        for name in self.themes:
            settings.update(self.outlines[name].settings)
        return [
            ServerSetting(declared, resolved, field)
            for key, declared in SETTINGS_BY_NAME.items()
            if (resolved := settings.get(key)) and resolved.counts_for(self.owner)
            for field in declared.list_fields(*_SERVER)
            if field.find_value(resolved.value) is not None
        ]

    def list_paths(self, theme: str) -> list[str]:
        """Return the paths of a theme: those that deployments name, or else its own."""
        named = [
            path
            for deployment in _read_deployments(self.library)
            for path, shown in (deployment.paths or {}).items()
            if shown == theme
        ]
        return list(dict.fromkeys(named)) or [path for path in [self.outlines[theme].path] if path]

    def list_rooms(self) -> list[RoomChoice]:
        """Return which rooms the workspace's deployments give to these themes."""
        return [
            RoomChoice(deployment.name, choice.theme, choice.rooms.describe())
            for deployment in _read_deployments(self.library)
            for choice in deployment.rooms
            if choice.theme in self.themes
        ]


def find_start(release: Release, changed: ThemeChanges) -> date | None:
    """Return the day from which guests meet what changed of a theme.

    None where nobody said it, or where the theme has ended by then.
    """
    outline = release.outlines.get(changed.name)
    has_own = changed.state == "new" or changed.begins != changed.begins_before
    days = [release.details.begins, outline.valid.since if outline and has_own else None]
    start = max((day for day in days if day), default=None)
    until = outline.valid.until if outline else None
    return None if start and until and start > until else start


def format_manifest(release: Release) -> bytes:
    """Return the release as JSON."""
    details = release.details
    states = {change.name: change.state for change in release.changes}
    return dump_indented(
        {
            "schema": 1,
            "name": details.name or None,
            "begins": details.begins.isoformat() if details.begins else None,
            "since": details.since or None,
            "language": get_language(),
            "tool": {"name": "themebuilder", "version": __version__},
            "target": details.target,
            "revision": {
                "commit": details.revision.commit or None,
                "modified": details.revision.is_modified,
            },
            "organisation": {
                "id": release.owner,
                "code": release.organisation.text("code") or None,
                "name": release.title,
            },
            "themes": [
                {"state": states[name], **theme.entry} for name, theme in release.themes.items()
            ],
            "removed": [change.name for change in release.changes if change.state == "removed"],
            "server_settings": [
                {
                    "setting": setting.declared.name,
                    "value": setting.resolved.value,
                    "decided_by": setting.resolved.set_by,
                    "decided_in": str(setting.resolved.place),
                    "where": setting.field.kind.value,
                    "resource": setting.resource or None,
                    "field": setting.field.name,
                    "field_value": setting.value,
                }
                for setting in release.list_server_settings()
            ],
            "rooms": [choice._asdict() for choice in release.list_rooms()],
        }
    )


def read_git_revision(root: Path, name: str = "HEAD") -> Revision:
    """Return the commit *name*, and whether the definitions below *root* have other changes."""
    commit = ask_git(root, "rev-parse", "--verify", f"{name}^{{commit}}")
    changed = commit and ask_git(root, "status", "--porcelain", "--", "themes", "brand_assets")
    return Revision(commit, bool(changed))


def _read_deployments(library: Library) -> Iterator[Deployment]:
    for _name, document in sorted(library.own.get("deployment", {}).items()):
        try:
            yield Deployment.from_tree(document.tree)
        except ThemeError:  # `check` and `plan` report it
            continue


@dataclass(frozen=True, slots=True)
class Origin:
    """What `release.json` says of its packages; *packages* are pairs of theme and short digest."""

    release: str
    commit: str
    is_modified: bool
    version: str
    packages: frozenset[tuple[str, str]]

    def describe(self, path: str, mark: Mark) -> str:
        """Say whether the package that *path* shows is from this release."""
        package = f"{mark.theme} {mark.short}"
        if (mark.theme, mark.short) not in self.packages:
            return _("/{path}: {package} isn't in the release.", path=path, package=package)
        commit = self.commit or _("not known")
        if self.is_modified:
            commit = _("{commit}, with changes that weren't committed", commit=commit)
        return _(
            "/{path}: {package}. Release: {release}. Commit: {commit}. Built by themebuilder {version}.",
            path=path,
            package=package,
            release=self.release or _("unnamed"),
            commit=commit,
            version=self.version,
        )


def read_origin(folder: Path) -> Origin | None:
    """Read what the release in *folder* says; None where it is no release, or unreadable."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        revision: Mapping[str, object] = manifest["revision"]
        return Origin(
            str(manifest["name"] or ""),
            str(revision["commit"] or ""),
            revision["modified"] is True,
            str(manifest["tool"]["version"]),
            frozenset(
                (str(theme["theme"]), str(file["digest"])[:SHORT])
                for theme in manifest["themes"]
                for file in theme["files"]
            ),
        )
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None
