"""Rollback: return to what was live before the last publish, or to a package that is named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from themebuilder.publishing.node_state import read_node_state
from themebuilder.publishing.objects import (
    SHORT,
    Kind,
    LocalPackage,
    Mark,
    PackageId,
    Store,
    fail,
    format_description,
)
from themebuilder.publishing.plan import Plan, UploadPackage
from themebuilder.publishing.plan_builder import PlanBuilder
from themebuilder.publishing.publish import PublishResult, apply_plan
from themebuilder.publishing.references import Reference, deployment_references
from themebuilder.publishing.session import Session, content_reader

_MAX_OTHERS = 5
_FORWARD = "After a first publication, change the definitions, build and publish instead."
_UNCHANGED = (
    "Settings on the server stay as they are.",
    "The definitions stay too: change them and build, or the next publish brings it all back.",
)


@dataclass(frozen=True, slots=True)
class Rollback:
    """A plan, and the packages that it uploads again because the node no longer has them."""

    plan: Plan
    packages: dict[PackageId, LocalPackage]


def plan_rollback(session: Session, themes: Iterable[str] = (), to: str = "") -> Rollback:
    """Plan to undo the last publish, or that of *themes*, or to switch to the digest *to*.

    The packages on the node say what went live together and what was live before. Settings are not
    changed. `ThemeError` when there is nothing to return to.
    """
    deployment = session.deployment
    live = read_node_state(session.node, deployment)
    planner = _Planner(deployment, live, content_reader(session, None), store=session.store)
    used = [(one, one.mark) for one in deployment_references(deployment, live) if one.mark]
    marks = [mark for _, mark in used]
    releases = {mark.theme: mark for one, mark in reversed(used) if one.kind is Kind.WEBAPP}
    if to and len(to) < SHORT:
        message = f"{to!r} is too short to identify a package; give at least {SHORT} digits."
        fail("nothing-to-go-back-to", message, deployment.name)
    last = max((mark.at for mark in marks), default="")
    chosen = set(themes) or {mark.theme for mark in marks if mark.at == last}
    for reference, mark in used:
        if to:
            target = planner.identify(reference.kind, mark.theme, to)
        elif mark.theme in chosen:
            target = planner.previous(releases.get(mark.theme), reference.kind, mark)
            if target is None:
                planner.notes.append(f"{reference.label} stays as it is: nothing was before it.")
        else:
            continue
        if target is not None and target.short != mark.short:
            planner.return_to(reference, mark, target)
    if not planner.switches:
        message = (
            f"No package {to} of a theme in use is known to the node or to the local store."
            if to
            else "What was live before is not known to the node."
        )
        in_use = {one.package for one, _ in used}
        others = [
            package.name
            for kind in Kind
            for theme in sorted(chosen)
            for package in live.ours(kind, theme)
            if package not in in_use
        ]
        hint = "" if to else _FORWARD
        if others:
            listed = ", ".join(others[:_MAX_OTHERS])
            hint = f"On the node there are also {listed}: say --to with one of their digests."
        fail("nothing-to-go-back-to", message, deployment.name, hint)
    planner.notes = [*dict.fromkeys(planner.notes), *_UNCHANGED]
    plan = planner.to_plan((*planner.uploads.values(), *planner.switches))
    return Rollback(plan, planner.missing)


def roll_back(session: Session, rollback: Rollback, *, allow_live: bool = False) -> PublishResult:
    """Carry the rollback out, and verify."""
    # Packages that are still on the node were in use before: every conferencing node has them.
    return apply_plan(
        rollback.plan,
        session,
        rollback.packages,
        allow_live=allow_live,
        is_replicated=not rollback.packages,
    )


@dataclass(kw_only=True)
class _Planner(PlanBuilder):
    store: Store
    missing: dict[PackageId, LocalPackage] = field(default_factory=dict)
    """Packages that are uploaded again."""

    def identify(self, kind: Kind, theme: str, digest: str) -> PackageId | None:
        """The package whose digest begins with *digest*, in the store or on the node."""
        if stored := self.store.find(kind, theme, digest):
            return stored
        present = self.live.find(kind, theme, digest[:SHORT])
        return PackageId(kind, theme, digest) if present else None

    def previous(self, release: Mark | None, kind: Kind, now: Mark) -> PackageId | None:
        """The package that was live before *now*: *release*, the web app package's mark, says it.

        A theme without a path has no release; then it is our newest other service theme.
        """
        if release is not None:
            short = release.before if kind is Kind.WEBAPP else release.before_meeting
            return self.identify(kind, now.theme, short) if short else None
        for other in self.live.ours(kind, now.theme):
            if other.mark and other.mark.short != now.short:
                return self.identify(kind, now.theme, other.mark.short)
        return None

    def return_to(self, reference: Reference, now: Mark, target: PackageId) -> None:
        """Let the object use *target*, which is uploaded where the node no longer has it."""
        present = self.live.find(target.kind, target.theme, target.short)
        if present is None and target not in self.missing:
            data = self.store.data(target)
            if data is None:
                self.notes.append(
                    f"{reference.label} stays as it is: {target} does not exist any more."
                )
                return
            name = f"{target.theme}-{target.kind.value}.zip"
            self.missing[target] = LocalPackage(target, name, data)
            is_webapp = target.kind is Kind.WEBAPP
            description = format_description(target, now.at, "", "") if is_webapp else ""
            self.uploads[target] = UploadPackage(target, len(data), description)
        after = self.store.files(target.kind, target.theme, target.short)
        if after is None and present:
            after = self.contents(present)
        self.compare(target, after, reference.package, reference.label)
        self.rely_on(reference)
        self.switch(reference, target)
