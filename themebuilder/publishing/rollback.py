"""Plan the way back: to what was live before the last publish, or to a package that is named."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from themebuilder.publishing import in_use
from themebuilder.publishing.built import SHORT, Kind, Package, PackageId, description
from themebuilder.publishing.content_diff import differences
from themebuilder.publishing.deployment import Deployment
from themebuilder.publishing.failure import Json, fail
from themebuilder.publishing.in_use import User
from themebuilder.publishing.live import Live, OnNode
from themebuilder.publishing.objects import GLOBAL
from themebuilder.publishing.plan import ContentChange, Plan, Point, Step, Upload
from themebuilder.publishing.planning import Contents
from themebuilder.publishing.preconditions import path_state
from themebuilder.publishing.store import Store

_MOST_OTHERS = 5
_FORWARD = "Change the definitions, build and publish: that is the way on from a first publication."
_STAYING = (
    "Settings on the server stay as they are.",
    "The definitions stay too: change them and build, or the next publish brings it all back.",
)


@dataclass(frozen=True, slots=True)
class WayBack:
    """A plan, and the packages that it uploads anew because the node has them no more."""

    plan: Plan
    packages: dict[PackageId, Package]

    @property
    def is_settled(self) -> bool:
        """Whether everything it points at was in use before, and is there still."""
        return not self.packages


@dataclass
class _Draft:
    """The way back in the making."""

    live: Live
    store: Store
    contents: Contents
    uploads: dict[PackageId, Upload] = field(default_factory=dict)
    points: list[Point] = field(default_factory=list)
    changes: dict[tuple[PackageId, str], ContentChange] = field(default_factory=dict)
    anew: dict[PackageId, Package] = field(default_factory=dict)
    guarded: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    relies_on: dict[str, dict[str, Json]] = field(default_factory=dict)


def plan_back(
    deployment: Deployment,
    live: Live,
    store: Store,
    contents: Contents,
    *,
    themes: Iterable[str] = (),
    to: str = "",
) -> WayBack:
    """The plan that undoes the last publish, or that of *themes*, or that goes *to* a digest.

    What went live together says so on the node, and so does what was live before it. Settings on
    the server are not touched. `ThemeError` when there is nothing to go back to.
    """
    draft = _Draft(live, store, contents)
    users = tuple(in_use.users(deployment, live))
    if to and len(to) < SHORT:
        message = f"{to!r} is too short to tell a package by; give at least {SHORT} digits."
        fail("nothing-to-go-back-to", message, deployment.name)
    chosen = set(themes) or _last_published(users)
    for user in users:
        if to:
            target = _identified(draft, user.package.kind, user.mark.theme, to)
        elif user.mark.theme in chosen:
            target = _before(draft, users, user)
            if target is None:
                draft.notes.append(f"{user.label} stays as it is: nothing was before it.")
        else:
            continue
        if target is not None and target.short != user.mark.short:
            _go(draft, user, target)
    if not draft.points:
        message = (
            f"No package {to} of a theme in use is known to the node or to the local store."
            if to
            else "What was live before is not known to the node."
        )
        hint = _others(live, users, chosen) or ("" if to else _FORWARD)
        fail("nothing-to-go-back-to", message, deployment.name, hint)
    steps: tuple[Step, ...] = (*draft.uploads.values(), *draft.points)
    plan = Plan(
        deployment=deployment.name,
        node=deployment.node,
        deployment_uuid=live.deployment_uuid,
        steps=steps,
        contents=tuple(draft.changes.values()),
        scopes=(),
        notes=(*dict.fromkeys(draft.notes), *_STAYING),
        guarded=tuple(draft.guarded),
        relies_on=draft.relies_on,
    )
    return WayBack(plan, draft.anew)


def _others(live: Live, users: Iterable[User], themes: Collection[str]) -> str:
    """Which packages of *themes* one could go to instead, the newest first."""
    used = {(user.package.kind, user.package.key) for user in users}
    there = [
        package
        for kind in Kind
        for theme in sorted(themes)
        for package in live.ours(kind, theme)
        if (kind, package.key) not in used
    ]
    named = ", ".join(package.name for package in there[:_MOST_OTHERS])
    return (
        f"On the node there are also {named}: say --to with one of their digests." if named else ""
    )


def _last_published(users: Iterable[User]) -> set[str]:
    """The themes that went live together last."""
    marks = [user.mark for user in users]
    last = max((mark.at for mark in marks), default="")
    return {mark.theme for mark in marks if mark.at == last}


def _before(draft: _Draft, users: Iterable[User], user: User) -> PackageId | None:
    """What was there before: as the theme's web app package says, it knows of both.

    A theme that is on no path has none; then it is the newest other service theme of ours.
    """
    kind, theme = user.package.kind, user.mark.theme
    release = next(
        (u.mark for u in users if u.package.kind is Kind.WEBAPP and u.mark.theme == theme), None
    )
    if release is not None:
        short = release.before if kind is Kind.WEBAPP else release.before_meeting
        return _identified(draft, kind, theme, short) if short else None
    for other in draft.live.ours(kind, theme):
        if other.mark and other.mark.short != user.mark.short:
            return _identified(draft, kind, theme, other.mark.short)
    return None


def _identified(draft: _Draft, kind: Kind, theme: str, digest: str) -> PackageId | None:
    """The package that *digest* begins, in the store or on the node."""
    if kept := draft.store.find(kind, theme, digest):
        return kept
    present = draft.live.holding(kind, theme, digest[:SHORT])
    return PackageId(kind, theme, digest) if present else None


def _go(draft: _Draft, user: User, target: PackageId) -> None:
    present = draft.live.holding(target.kind, target.theme, target.short)
    if present is None and target not in draft.anew:
        data = draft.store.data(target)
        if data is None:
            draft.notes.append(f"{user.label} stays as it is: {target} is nowhere any more.")
            return
        name = f"{target.theme}-{target.kind.value}.zip"
        draft.anew[target] = Package(target, name, data, "")
        described = description(target, user.mark.at, "", "") if target.kind is Kind.WEBAPP else ""
        draft.uploads[target] = Upload(target, len(data), described)
    draft.points.append(
        Point(user.ref, user.label, user.field, user.package.key, user.package.name, target)
    )
    _tell(draft, user, target, present)
    if _is_guarded(draft.live, user):
        draft.guarded.append(user.label)
    if user.field == "branding":
        draft.relies_on[f"path {user.label}"] = path_state(draft.live, user.label.removeprefix("/"))
    else:
        draft.relies_on[str(user.ref)] = {user.field: user.package.key}


def _tell(draft: _Draft, user: User, target: PackageId, present: OnNode | None) -> None:
    """Say what people will see differently, once for all who see it."""
    key = target, user.package.name
    if told := draft.changes.get(key):
        draft.changes[key] = replace(told, where=(*told.where, user.label))
        return
    before = draft.contents(user.package)
    after = draft.store.files(target.kind, target.theme, target.short)
    if after is None and present:
        after = draft.contents(present)
    lines: tuple[str, ...] = ("its content is not in the local store",)
    is_known = before is not None and after is not None
    if before is not None and after is not None:
        lines = tuple(map(str, differences(before, after)))
    where = (user.label,)
    draft.changes[key] = ContentChange(target, user.package.name, where, lines, is_known=is_known)


def _is_guarded(live: Live, user: User) -> bool:
    if user.ref == GLOBAL:
        return True
    return any(path.ref == user.ref and path.is_live_default for path in live.paths.values())
