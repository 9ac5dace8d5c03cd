"""A plan in the making, for publishing and for rollback. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from themebuilder.core.messages import _, _n
from themebuilder.definitions.model import Files
from themebuilder.packages.differences import describe_changes
from themebuilder.publishing.deployment import Deployment
from themebuilder.publishing.live_packages import ContentReader
from themebuilder.publishing.node.node_state import WEBAPP3_TYPE, NodePackage, NodeState
from themebuilder.publishing.node.objects import LocalPackage, PackageId, PackageKind
from themebuilder.publishing.node.records import EarlierContent, ThemeRecord
from themebuilder.publishing.node.references import Reference, make_theme_reference
from themebuilder.publishing.plan.plan import (
    ContentChange,
    CreatePath,
    Plan,
    RestorePath,
    Step,
    SwitchPackage,
    UploadPackage,
    WriteTheme,
)
from themebuilder.publishing.plan.preconditions import read_fields


@dataclass
class PlanBuilder:
    """The parts of a plan; `to_plan` puts them together."""

    deployment: Deployment
    live: NodeState
    read_content: ContentReader
    uploads: dict[PackageId, UploadPackage] = field(default_factory=dict)
    writes: list[WriteTheme] = field(default_factory=list)
    switches: list[CreatePath | SwitchPackage | RestorePath] = field(default_factory=list)
    changes: dict[tuple[PackageId, str], ContentChange] = field(default_factory=dict)
    guarded: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    relies_on: dict[str, set[str]] = field(default_factory=dict)
    """The objects that must stay as they are -> their fields; none for all of them."""

    def rely_on(self, reference: Reference) -> None:
        """Require that the object stays as it is until the plan is carried out."""
        if reference.kind is PackageKind.WEBAPP:
            self.relies_on[f"path {reference.label}"] = set()
        else:
            self.relies_on.setdefault(str(reference.ref), set()).add(reference.field)

    def write_theme(self, package: LocalPackage, at: str = "", revision: str = "") -> None:
        """Write the content into the theme's service theme, unless it has it.

        The record then names what was live, so that `rollback` returns to it; not without *at*, which is
        such a return.
        """
        identity, name = package.id, self.deployment.node_name(package.id.theme)
        now = self.live.find_theme(name)
        key, updated = (now.key, now.last_updated) if now else ("", "")
        self.relies_on[f"service theme {name}"] = set()
        if now and now.mark.has(identity):
            return
        stored = self.live.records.get(identity.theme)
        record = stored.record if stored else ThemeRecord(identity.theme)
        is_creation = record.is_creation
        if is_creation:
            record = replace(record, key=key)
        elif record.key != key:  # the record is of another theme
            record = ThemeRecord(identity.theme)
        after = record.begin(identity.short, at or record.at, revision, updated)
        if not at:
            after = replace(after, before=identity.short, before_revision="")
        self.writes.append(
            WriteTheme(
                package=identity,
                size=len(package.data),
                name=name,
                key=key,
                updated=updated,
                record=str(stored.record) if stored else "",
                after=str(after),
                is_saved=is_creation or self._is_saved(now, record, identity),
            )
        )
        self._compare_theme(package, now, name)
        if now and now.key == self.live.default_theme:
            self.guarded.append(_("the default theme"))

    def _is_saved(self, now: NodePackage | None, record: ThemeRecord, package: PackageId) -> bool:
        """Whether what a service theme has now can be written again: its bytes, or its revision."""
        if now is None or now.mark.short == package.short:
            return True
        return bool(record.find_revision(now.last_updated)) or self.read_content(now) is not None

    def _compare_theme(self, package: LocalPackage, now: NodePackage | None, name: str) -> None:
        """Add what changes for the rooms that use the service theme already."""
        users = {
            room.ref: make_theme_reference(self.live, room).label
            for rooms in self.live.rooms.values()
            for room in rooms
            if now and room.theme == now.key
        }
        if now is None and package.id.theme in {choice.theme for choice in self.deployment.rooms}:
            return  # the rooms are switched to it, and the plan compares there
        replaces = _('"{name}", new', name=name)
        if now:
            content = now.mark.short or _("unknown content")
            replaces = _('"{name}", {content}', name=name, content=content)
        others = _("rooms of other deployments, if any") if now else _("no room yet")
        for label in users.values() or [others]:
            self.compare(package.id, package.files, now, label, (replaces, package.id.short))

    def switch(
        self,
        reference: Reference,
        package: PackageId,
        package_name: str = "",
        *,
        enable: bool = False,
        earlier: EarlierContent | None = None,
    ) -> None:
        """Switch the object to *package*, named *package_name*; *enable* also switches a path on.

        *earlier* is recorded on a path that shows something else than an earlier package of the theme.
        """
        path = reference.path
        self.switches.append(
            SwitchPackage(
                reference.ref,
                reference.label,
                reference.field,
                reference.key,
                reference.package_name,
                package,
                package_name or package.label,
                enable,
                path.webapp_type if path and reference.is_other_webapp else "",
                str(earlier or ""),
            )
        )
        if reference.is_guarded:
            self.guarded.append(reference.label)

    def compare(
        self,
        package: PackageId,
        after: Files | None,
        now: NodePackage | None,
        label: str,
        shown: tuple[str, str] | None = None,
    ) -> None:
        """Add the visible changes where *package* replaces *now*, once for all places.

        *shown*: the names of both, where those of the packages won't do.
        """
        replaces, becomes = shown or (now.name if now else _("the default"), package.label)
        change = self.changes.get((package, replaces))
        if change is None:
            lines, is_known = self._describe_changes(package, after, now)
            change = ContentChange(package, replaces, (), lines, is_known, becomes)
        self.changes[package, replaces] = replace(change, where=(*change.where, label))

    def _describe_changes(
        self, package: PackageId, after: Files | None, now: NodePackage | None
    ) -> tuple[tuple[str, ...], bool]:
        """Return what guests see change, and whether both contents are known."""
        if now is None:
            return (_n("{count} file", "{count} files", len(after or ())),), False
        if now.webapp_type not in {"", WEBAPP3_TYPE}:
            return (_("everything guests see: the old package is for another web app"),), False
        before = self.read_content(now)
        if before is not None and after is not None:
            return describe_changes(package.kind.value, before, after), True
        if now.mark and not now.mark.short:
            return (_("changes unknown: what the service theme has now isn't known"),), False
        if now.mark:
            return (_("changes unknown: the old package isn't stored on this machine"),), False
        return (_("changes unknown: the old package isn't ours"),), False

    def to_plan(self, steps: tuple[Step, ...]) -> Plan:
        """Return the finished plan."""
        now = read_fields(self.live)
        return Plan(
            deployment=self.deployment.name,
            node=self.deployment.node,
            deployment_uuid=self.live.deployment_uuid,
            steps=steps,
            content_changes=tuple(self.changes.values()),
            scopes=(),
            notes=tuple(dict.fromkeys(self.notes)),
            guarded=tuple(self.guarded),
            relies_on={
                name: {
                    one: now.get(name, {}).get(one) for one in sorted(fields or now.get(name, {}))
                }
                for name, fields in self.relies_on.items()
            },
        )
