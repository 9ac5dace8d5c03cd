"""A plan in the making, for publishing and for rollback."""

from __future__ import annotations

from dataclasses import dataclass, field

from themebuilder.core.json_text import Json
from themebuilder.definitions.model import Files
from themebuilder.packages.differences import describe_changes
from themebuilder.publishing.deployment import Deployment
from themebuilder.publishing.node_state import NodePackage, NodeState
from themebuilder.publishing.packages import Kind, PackageId
from themebuilder.publishing.plan import (
    ContentChange,
    CreatePath,
    Plan,
    Retirement,
    Step,
    SwitchPackage,
    UploadPackage,
)
from themebuilder.publishing.preconditions import path_fields
from themebuilder.publishing.references import Reference
from themebuilder.publishing.session import ContentReader


@dataclass
class PlanBuilder:
    """The parts of a plan; `to_plan` puts them together."""

    live: NodeState
    contents: ContentReader
    uploads: dict[PackageId, UploadPackage] = field(default_factory=dict)
    switches: list[CreatePath | SwitchPackage] = field(default_factory=list)
    changes: dict[tuple[PackageId, str], ContentChange] = field(default_factory=dict)
    guarded: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    relies_on: dict[str, dict[str, Json]] = field(default_factory=dict)

    def rely_on(self, reference: Reference) -> None:
        """Make the object's present state a precondition of the plan."""
        if reference.kind is Kind.WEBAPP:
            slug = reference.label.removeprefix("/")
            self.relies_on[f"path {reference.label}"] = path_fields(self.live, slug)
        else:
            state = self.relies_on.setdefault(str(reference.ref), {})
            state[reference.field] = reference.key

    def switch(self, reference: Reference, package: PackageId, *, enable: bool = False) -> None:
        """Let the object use *package*; *enable* also switches a path on."""
        self.switches.append(
            SwitchPackage(
                reference.ref,
                reference.label,
                reference.field,
                reference.key,
                reference.package_name,
                package,
                enable,
            )
        )
        if reference.is_guarded:
            self.guarded.append(reference.label)

    def compare(
        self, package: PackageId, after: Files | None, now: NodePackage | None, label: str
    ) -> None:
        """Say once for all places where *package* replaces *now* what guests will see differently."""
        key = package, now.name if now else "the default"
        lines: tuple[str, ...]
        if change := self.changes.get(key):
            where, lines, is_known = (*change.where, label), change.lines, change.is_known
        else:
            before = self.contents(now) if now else None
            where, is_known = (label,), before is not None and after is not None
            if now is None:
                lines = (f"{len(after or ())} files",)
            elif before is not None and after is not None:
                lines = describe_changes(package.kind.value, before, after)
            elif now.mark:
                lines = ("its content is not in the local store",)
            else:
                lines = ("unknown content, not ours",)
        self.changes[key] = ContentChange(package, key[1], where, lines, is_known)

    def to_plan(
        self,
        deployment: Deployment,
        steps: tuple[Step, ...],
        *,
        scopes: tuple[str, ...] = (),
        missed: tuple[str, ...] = (),
        retirements: tuple[Retirement, ...] = (),
    ) -> Plan:
        """The finished plan."""
        return Plan(
            deployment=deployment.name,
            node=deployment.node,
            deployment_uuid=self.live.deployment_uuid,
            steps=steps,
            contents=tuple(self.changes.values()),
            scopes=scopes,
            notes=tuple(self.notes),
            guarded=tuple(self.guarded),
            relies_on=self.relies_on,
            missed=missed,
            retirements=retirements,
        )
