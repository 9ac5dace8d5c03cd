"""Rollback: return to what was live before the last publish, or to a package that is named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from themebuilder.core.messages import N_, _, join_messages
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
from themebuilder.publishing.paths import plan_return
from themebuilder.publishing.plan import Plan, RestorePath, UploadPackage
from themebuilder.publishing.plan_builder import PlanBuilder
from themebuilder.publishing.publish import PublishResult, apply_plan
from themebuilder.publishing.references import Reference, deployment_references
from themebuilder.publishing.session import Session, content_reader

_MAX_OTHERS = 5
_UNCHANGED = (
    N_("Server settings aren't rolled back."),
    N_(
        "The definitions aren't rolled back: change them and build, or the next `publish` undoes "
        "the rollback."
    ),
)


@dataclass(frozen=True, slots=True)
class Rollback:
    """A plan, and the packages that it uploads again because the node no longer has them."""

    plan: Plan
    packages: dict[PackageId, LocalPackage]


def plan_rollback(
    session: Session, themes: Iterable[str] = (), to: str = "", release: Iterable[PackageId] = ()
) -> Rollback:
    """Plan to undo the last publish, or that of *themes*.

    Or plan to switch to the digest *to*, or to the packages of a *release*, which the node or the store
    has.

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
        message = _(
            "The digest `{digest}` is too short: at least {count} digits.", digest=to, count=SHORT
        )
        fail("no-earlier-package", message, deployment.name)
    targets = {(one.kind, one.theme): one for one in release}
    last = max((mark.at for mark in marks), default="")
    latest = {mark.theme for mark in marks if targets or mark.at == last}
    chosen = set(themes) or latest
    unknown: list[str] = []
    for reference, mark in used:
        if to:
            target = planner.identify(reference.kind, mark.theme, to)
        elif targets:
            target = targets.get((reference.kind, mark.theme)) if mark.theme in chosen else None
        elif mark.theme in chosen:
            target = planner.previous(releases.get(mark.theme), reference.kind, mark)
            if target is None and not planner.restore(reference, mark):
                unknown.append(reference.label)
        else:
            continue
        if target is not None and target.short != mark.short:
            planner.return_to(reference, mark, target)
    if unknown:
        note = _(
            "No earlier package is known for {places}. Nothing changes there.",
            places=join_messages(unknown),
        )
        planner.notes.append(note)
    if not planner.switches:
        message = _("None of our packages is in use.")
        if planner.notes:
            message = join_messages(dict.fromkeys(planner.notes), " ")
        elif to:
            message = _(
                "Neither the node nor this machine has a package `{digest}` of a theme in use.",
                digest=to,
            )
        in_use = {one.package for one, _ in used}
        others = [
            package.name
            for kind in Kind
            for theme in sorted(chosen)
            for package in live.ours(kind, theme)
            if package not in in_use
        ]
        listed = ", ".join(others[:_MAX_OTHERS])
        if targets:
            message = _("The deployment uses no other package of a theme in this release.")
        hint = "" if to or targets else _("Change the definitions, build and publish instead.")
        if others:
            hint = _(
                "The node also has {packages}. Choose one with `--to DIGEST`.", packages=listed
            )
        fail("no-earlier-package", message, deployment.name, hint)
    planner.notes = [*dict.fromkeys(planner.notes), *map(_, _UNCHANGED)]
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

    def restore(self, reference: Reference, now: Mark) -> bool:
        """Let a path show what it showed before the theme; whether anything says what that was."""
        step = None if now.before else plan_return(self.live, reference)
        if isinstance(step, RestorePath):
            self.rely_on(reference)
            self.switches.append(step)
            if reference.is_guarded:
                self.guarded.append(reference.label)
        elif step:
            self.notes.append(step)
        return step is not None

    def return_to(self, reference: Reference, now: Mark, target: PackageId) -> None:
        """Let the object use *target*, which is uploaded where the node no longer has it."""
        present = self.live.find(target.kind, target.theme, target.short)
        if present is None and target not in self.missing:
            data = self.store.data(target)
            if data is None:
                self.notes.append(
                    _(
                        "The earlier package of {place}, {package}, is neither on the node nor "
                        "on this machine. {place} stays as it is.",
                        place=reference.label,
                        package=target,
                    )
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
