"""Plan the way back: to the package that was live before, or to one that is named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from themebuilder.problems import Place, Problem, ThemeError, problem
from themebuilder.publish import rules
from themebuilder.publish.content import differences
from themebuilder.publish.deployment import Deployment
from themebuilder.publish.failure import Json
from themebuilder.publish.live import Live, OnNode
from themebuilder.publish.objects import GLOBAL, Ref
from themebuilder.publish.packages import SHORT, Kind, Package, PackageId
from themebuilder.publish.plan import ContentChange, Plan, Point, Step, Upload
from themebuilder.publish.planning import Contents
from themebuilder.publish.reliance import path_state
from themebuilder.publish.store import Store


@dataclass(frozen=True, slots=True)
class _User:
    """An object that shows one of our packages now."""

    ref: Ref
    label: str
    field: str
    package: OnNode


@dataclass(frozen=True, slots=True)
class WayBack:
    """A plan, and the packages that it uploads anew because the node has them no more."""

    plan: Plan
    packages: dict[PackageId, Package]

    @property
    def is_settled(self) -> bool:
        """Whether everything it points at was in use before, and is there still."""
        return not self.packages


def plan_back(
    deployment: Deployment,
    live: Live,
    store: Store,
    contents: Contents,
    *,
    themes: Iterable[str] = (),
    to: str = "",
) -> WayBack:
    """The plan that goes back; of all that shows our packages, or of *themes* only.

    *to* is the beginning of a digest, at least twelve digits. Without it each web app path goes to
    what its package took the place of; a service theme, which cannot say, to the newest other one.
    """
    chosen = set(themes)
    steps: list[Step] = []
    anew: dict[PackageId, Package] = {}
    changes: list[ContentChange] = []
    guarded: list[str] = []
    problems: list[Problem] = []
    relies_on: dict[str, dict[str, Json]] = {}
    for user in _users(deployment, live):
        mark = user.package.mark
        if mark is None or (chosen and mark.theme not in chosen):
            continue
        target = _named(live, store, user, to) if to else _before(live, store, user)
        if target is None:
            if not to:
                message = f"{user.label} shows {user.package.name}, and nothing was before it."
                place = Place(deployment.name)
                problems.append(problem(rules.NOTHING_TO_GO_BACK_TO, message, place))
            continue
        if target.short == mark.short:
            continue
        if live.holding(target.kind, target.theme, target.short) is None:
            data = store.data(target)
            if data is None:
                continue
            anew[target] = Package(target, f"{target.theme}-{target.kind.value}.zip", data, "")
            steps.insert(0, Upload(target, len(data), mark.short))
        steps.append(
            Point(user.ref, user.label, user.field, user.package.key, user.package.name, target)
        )
        changes.append(_change(live, store, contents, user, target))
        if _is_guarded(live, user):
            guarded.append(user.label)
        relies_on.update(_relied(live, user))
    if to and not steps:
        message = f"No package {to} of a theme in use is on the node or in the local store."
        problems.append(problem(rules.NOTHING_TO_GO_BACK_TO, message, Place(deployment.name)))
    if problems:
        raise ThemeError(problems)
    plan = Plan(
        deployment.name,
        deployment.node,
        live.deployment_uuid,
        tuple(dict.fromkeys(steps)),
        tuple(changes),
        scopes=(),
        notes=("Settings on the server stay as they are.",),
        guarded=tuple(guarded),
        relies_on=relies_on,
    )
    return WayBack(plan, anew)


def _users(deployment: Deployment, live: Live) -> Iterator[_User]:
    wanted = deployment.paths
    for slug, path in live.paths.items():
        package = live.package(Kind.WEBAPP, path.package) if path.package else None
        if package and package.mark and (wanted is None or slug in wanted):
            yield _User(path.ref, f"/{slug}", "branding", package)
    seen = set()
    for choice in deployment.rooms:
        for room in live.rooms.get(choice.rooms, ()):
            package = live.package(Kind.MEETING, room.theme) if room.theme else None
            if package and package.mark and room.ref not in seen:
                seen.add(room.ref)
                yield _User(room.ref, f"room {room.name!r}", "ivr_theme", package)
        if choice.rooms.everything and live.default_theme:
            package = live.package(Kind.MEETING, live.default_theme)
            if package and package.mark:
                yield _User(GLOBAL, "the default theme", "default_theme", package)


def _before(live: Live, store: Store, user: _User) -> PackageId | None:
    mark = user.package.mark
    if mark is None:
        return None
    kind = user.package.kind
    if mark.before:
        return _identified(live, store, kind, mark.theme, mark.before)
    if kind is Kind.WEBAPP:
        return None
    for other in live.ours(kind, mark.theme):
        if other.mark and other.mark.short != mark.short:
            return _identified(live, store, kind, mark.theme, other.mark.short)
    return None


def _named(live: Live, store: Store, user: _User, to: str) -> PackageId | None:
    mark = user.package.mark
    if mark is None or len(to) < SHORT:
        return None
    return _identified(live, store, user.package.kind, mark.theme, to)


def _identified(live: Live, store: Store, kind: Kind, theme: str, digest: str) -> PackageId | None:
    """The package that *digest* begins, on the node or in the store."""
    if kept := store.find(kind, theme, digest):
        return kept
    present = live.holding(kind, theme, digest[:SHORT])
    return PackageId(kind, theme, digest) if present else None


def _change(
    live: Live, store: Store, contents: Contents, user: _User, target: PackageId
) -> ContentChange:
    before = contents(user.package)
    present = live.holding(target.kind, target.theme, target.short)
    after = store.files(target.kind, target.theme, target.short)
    if after is None and present:
        after = contents(present)
    known = before is not None and after is not None
    lines = tuple(map(str, differences(before or {}, after or {}))) if known else ()
    unknown = ("its content is not in the local store",)
    return ContentChange(
        target, user.package.name, (user.label,), lines if known else unknown, is_known=known
    )


def _is_guarded(live: Live, user: _User) -> bool:
    if user.ref == GLOBAL:
        return True
    return any(path.ref == user.ref and path.is_live_default for path in live.paths.values())


def _relied(live: Live, user: _User) -> dict[str, dict[str, Json]]:
    if user.field == "branding":
        return {f"path {user.label}": path_state(live, user.label.removeprefix("/"))}
    return {str(user.ref): {user.field: user.package.key}}
