"""Make a plan: what a deployment wants, against what is live. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from themebuilder.core.problems import Place, Problem, ThemeError, problem
from themebuilder.definitions.model import Files
from themebuilder.publishing.built import Built, Kind, Package, PackageId, description
from themebuilder.publishing.content_diff import differences
from themebuilder.publishing.deployment import Deployment, Rooms
from themebuilder.publishing.desired_state import MeetingTarget, room_targets, wanted_paths
from themebuilder.publishing.failure import Json
from themebuilder.publishing.live import BUILT_IN_PATHS, Live, OnNode
from themebuilder.publishing.plan import AddPath, ContentChange, Plan, Point, Step, Trail, Upload
from themebuilder.publishing.preconditions import is_package, path_state, states
from themebuilder.publishing.retire import Users, leave_to_a_complete_build, plan_retirements
from themebuilder.publishing.server_settings import plan_settings
from themebuilder.settings import find_weakened

Contents = Callable[[OnNode], Files | None]
"""The files of a package on the node, where somebody has them: nodes seldom give them back."""


@dataclass
class _Draft:
    """A plan in the making."""

    uploads: dict[PackageId, Package] = field(default_factory=dict)
    before: dict[tuple[str, Kind], str] = field(default_factory=dict)
    """Theme and kind -> the short digest of what is live now, for themes that change."""
    points: list[Step] = field(default_factory=list)
    where: dict[tuple[PackageId, str], list[str]] = field(default_factory=dict)
    replaced: dict[tuple[PackageId, str], OnNode | None] = field(default_factory=dict)
    guarded: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    relies_on: dict[str, dict[str, Json]] = field(default_factory=dict)


def make_plan(
    deployment: Deployment,
    built: Built,
    live: Live,
    contents: Contents,
    now: datetime,
    *,
    users: Users,
) -> Plan:
    """What `publish` would do; `ThemeError` with everything that keeps it from being done.

    *users* is what uses the themes that are no longer defined (`retiring.read_users`).

    *now* is the time of planning, with its zone: its day decides which themes are in use, and it is
    written on what goes live.
    """
    draft = _Draft()
    at = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    wanted = wanted_paths(deployment, built, now.date())
    draft.notes += wanted.notes
    draft.problems += wanted.problems
    for slug, theme in wanted.paths.items():
        if package := _built(draft, deployment, built, Kind.WEBAPP, theme):
            _plan_path(draft, live, slug, package)
    for target in room_targets(deployment, live):
        if package := _built(draft, deployment, built, Kind.MEETING, target.theme):
            _plan_meeting(draft, live, target, package)
    server = plan_settings(deployment, built, live, wanted.paths)
    draft.problems += server.problems
    if draft.problems:
        raise ThemeError(draft.problems)
    for name, state in server.relies_on.items():
        draft.relies_on.setdefault(name, {}).update(state)
    as_it_is = states(live)
    for rooms in live.rooms:
        draft.relies_on[str(rooms)] = dict(as_it_is[str(rooms)])
    changed = {step.ref for step in draft.points if isinstance(step, Point)}
    retirements = plan_retirements(built, live, users, changed)
    if not built.is_complete:
        draft.notes += leave_to_a_complete_build(retirements)
        retirements = ()
    return Plan(
        deployment=deployment.name,
        node=deployment.node,
        deployment_uuid=live.deployment_uuid,
        steps=(
            *_package_steps(draft, built, live, at),
            *server.steps,
            *draft.points,
        ),
        contents=tuple(_content_changes(draft, built, contents)),
        scopes=server.scopes,
        notes=(
            *draft.notes,
            *server.notes,
            *_weakened_by_successors(built),
            *_in_no_room(deployment, built, wanted.paths),
            *_named_in_policies(live, built),
        ),
        guarded=tuple(draft.guarded),
        relies_on=draft.relies_on,
        missed=tuple(f"{place}: {said}" for said, place in rooms_not_found(deployment, live)),
        retirements=retirements,
    )


def _built(
    draft: _Draft, deployment: Deployment, built: Built, kind: Kind, theme: str
) -> Package | None:
    package = built.package(kind, theme)
    if package is None:
        message = f"The theme {theme!r} has no {kind.value} package in the build folder."
        hint = "Run `themebuilder build` first."
        place = deployment.places.get(theme, deployment.place)
        found = problem("package-missing", message, place, hint)
        if found not in draft.problems:
            draft.problems.append(found)
    return package


def _plan_path(draft: _Draft, live: Live, slug: str, package: Package) -> None:
    path = live.paths.get(slug)
    draft.relies_on[f"path /{slug}"] = path_state(live, slug)
    _remember(draft, package.id, live.package(Kind.WEBAPP, path.package) if path else None)
    if path is None:
        _plan_package(draft, live, package, None, f"/{slug} (new)")
        draft.points.append(AddPath(slug, package.id))
        if slug in BUILT_IN_PATHS:
            draft.guarded.append(f"/{slug}")
        return
    if path.webapp_type != "webapp3":
        message = f"The path /{slug} is for {path.webapp_type}; packages are for webapp3."
        draft.problems.append(problem("path-type-mismatch", message, Place(path.ref.uri)))
        return
    now = live.package(Kind.WEBAPP, path.package) if path.package else None
    shows = is_package(now, package.id)
    if shows and path.is_enabled:
        return
    if not shows:
        _plan_package(draft, live, package, now, f"/{slug}")
    shown = _shown(now, path.package)
    draft.points.append(
        Point(
            path.ref,
            f"/{slug}",
            "branding",
            path.package,
            shown,
            package.id,
            enable=not path.is_enabled,
        )
    )
    if path.is_live_default:
        draft.guarded.append(f"/{slug}")


def _plan_meeting(draft: _Draft, live: Live, target: MeetingTarget, package: Package) -> None:
    key = target.key(live)
    name = str(target.ref)
    draft.relies_on.setdefault(name, {})[target.field] = key
    now = live.package(Kind.MEETING, key) if key else None
    _remember(draft, package.id, now)
    if is_package(now, package.id):
        return
    _plan_package(draft, live, package, now, target.label)
    shown = _shown(now, key)
    draft.points.append(Point(target.ref, target.label, target.field, key, shown, package.id))
    if target.room is None:
        draft.guarded.append(target.label)


def _plan_package(
    draft: _Draft, live: Live, package: Package, now: OnNode | None, where: str
) -> None:
    """See that the package will be there, and remember what it replaces *where*."""
    draft.where.setdefault((package.id, _shown(now, "")), []).append(where)
    draft.replaced[package.id, _shown(now, "")] = now
    if live.holding(package.id.kind, package.id.theme, package.id.short) is None:
        draft.uploads[package.id] = package


def _remember(draft: _Draft, package: PackageId, now: OnNode | None) -> None:
    if now and now.mark and now.mark.theme == package.theme:
        draft.before.setdefault((package.theme, package.kind), now.mark.short)


def _package_steps(draft: _Draft, built: Built, live: Live, at: str) -> Iterator[Step]:
    """Upload what is missing; and write on each web app package what it takes the place of."""
    for package in draft.uploads.values():
        described = ""
        if package.id.kind is Kind.WEBAPP:
            described = description(package.id, at, *_live_now(draft, package.id.theme))
        yield Upload(package.id, len(package.data), described)
    for theme in dict.fromkeys(package.theme for package, _ in draft.where):
        ready = built.package(Kind.WEBAPP, theme)
        there = live.holding(Kind.WEBAPP, theme, ready.id.short) if ready else None
        if ready is None or there is None or there.mark is None:
            continue
        before, before_meeting = _live_now(draft, theme)
        if (before or before_meeting) and (there.mark.before, there.mark.before_meeting) != (
            before,
            before_meeting,
        ):
            yield Trail(ready.id, description(ready.id, at, before, before_meeting))


def _live_now(draft: _Draft, theme: str) -> tuple[str, str]:
    """The short digests of the theme's web app package and service theme that are live now."""
    return draft.before.get((theme, Kind.WEBAPP), ""), draft.before.get((theme, Kind.MEETING), "")


def _content_changes(draft: _Draft, built: Built, contents: Contents) -> Iterator[ContentChange]:
    for (package, shown), where in draft.where.items():
        now = draft.replaced[package, shown]
        ready = built.package(package.kind, package.theme)
        after = ready.files if ready else {}
        before = contents(now) if now else None
        if now is None:
            lines: tuple[str, ...] = (f"{len(after)} files",)
        elif before is not None:
            lines = tuple(str(difference) for difference in differences(before, after))
        else:
            ours = "its content is not in the local store"
            lines = (ours if now.mark else "unknown content, not ours",)
        yield ContentChange(package, shown, tuple(where), lines, is_known=before is not None)


def rooms_not_found(deployment: Deployment, live: Live) -> Iterator[tuple[str, Place]]:
    """The choices of rooms, for a theme or an organisation, that match no room, and where they are."""
    chosen = [(choice.theme, choice.rooms) for choice in deployment.rooms]
    chosen += (deployment.organisations or {}).items()
    for name, rooms in chosen:
        if not rooms.everything and rooms != Rooms() and not live.rooms.get(rooms):
            place = rooms.places.get(rooms.tag, deployment.place)
            yield f"{name}: there are no {rooms}.", place


def _in_no_room(deployment: Deployment, built: Built, paths: Mapping[str, str]) -> Iterator[str]:
    """Which themes go to a path while the deployment gives their service themes to nobody."""
    chosen = {choice.theme for choice in deployment.rooms}
    left = [
        theme
        for theme in dict.fromkeys(paths.values())
        if theme not in chosen and built.package(Kind.MEETING, theme)
    ]
    if left:
        whose = "its service theme goes" if len(left) == 1 else "their service themes go"
        yield f"{', '.join(left)}: {whose} to no room; name rooms under `rooms`."


def _named_in_policies(live: Live, built: Built) -> Iterator[str]:
    """Policies choose a service theme by its name, and ours change with the content."""
    for policy in live.policies:
        for kind, theme in built.packages:
            if kind is Kind.MEETING and f"{theme} " in policy.script:
                yield (
                    f"The policy profile {policy.name!r} names the service theme {theme!r}; "
                    "each content has a name of its own, so look at it after publishing."
                )


def _weakened_by_successors(built: Built) -> Iterator[str]:
    """What the packages themselves will bring, on its day, without another decision."""
    for entry in built.entries.values():
        successor = built.entries.get(entry.valid.then)
        day = entry.valid.handover(successor.valid.since) if successor else None
        if successor is None or day is None:
            continue
        for change in find_weakened(entry.values, successor.values):
            yield (
                f"On {day} {successor.theme} takes over from {entry.theme}, and {change}. "
                "[successor-weakens-setting]"
            )


def _shown(now: OnNode | None, key: str) -> str:
    if now is not None:
        return now.name
    return f"a package that is gone ({key})" if key else "the default"
