"""What a plan relies on, and whether a node is still so. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from themebuilder.publishing.built import Kind, PackageId
from themebuilder.publishing.failure import Json
from themebuilder.publishing.live import Live, OnNode
from themebuilder.publishing.objects import GLOBAL
from themebuilder.publishing.plan import AddPath, Plan, Point, RetirePath, Set, shown

State = Mapping[str, Json]

PACKAGE_FIELDS = {"branding": Kind.WEBAPP, "ivr_theme": Kind.MEETING, "default_theme": Kind.MEETING}
CALLED = {
    "branding": "the package",
    "ivr_theme": "the service theme",
    "default_theme": "the service theme",
    "ids": "the number of rooms",
}
MAX_IDS = 8


def states(live: Live) -> dict[str, State]:
    """Every object that a plan can rely on -> its fields."""
    known: dict[str, State] = {
        str(GLOBAL): {**live.settings, "default_theme": live.default_theme},
        **{f"path /{slug}": path_state(live, slug) for slug in live.paths},
    }
    for rooms, found in live.rooms.items():
        known[str(rooms)] = {"ids": [room.ref.key for room in found]}
        for room in found:
            known[str(room.ref)] = {**room.values, "ivr_theme": room.theme}
    return known


def path_state(live: Live, slug: str) -> dict[str, Json]:
    """What a plan relies on of a path; nothing where there is none."""
    path = live.paths.get(slug)
    if path is None:
        return {}
    return {
        "key": path.ref.key,
        "branding": path.package,
        "is_enabled": path.is_enabled,
        "webapp_type": path.webapp_type,
    }


def changes_since(plan: Plan, live: Live) -> tuple[str, ...]:
    """In what the node differs from what *plan* relies on, but for what the plan itself does.

    So a plan that was applied in part can be applied to its end.
    """
    if live.deployment_uuid != plan.deployment_uuid:
        return ("This is another deployment: its uuid is not the plan's.",)
    now = states(live)
    return tuple(
        change
        for name, relied in plan.relies_on.items()
        for change in _changes(plan, live, name, relied, now.get(name, {}))
    )


def is_carried_out(plan: Plan, live: Live) -> bool:
    """Whether everything that *plan* points at and sets is so already."""
    now = states(live)
    wanted: list[tuple[str, str]] = []
    for step in plan.steps:
        match step:
            case Set():
                wanted.append((str(step.ref), step.field))
            case AddPath():
                wanted.append((f"path /{step.slug}", "branding"))
            case RetirePath():
                field = "is_enabled" if step.switch_off else "branding"
                wanted.append((f"path {step.label}", field))
            case Point():
                is_path = step.package.kind is Kind.WEBAPP
                name = f"path {step.label}" if is_path else str(step.ref)
                wanted.append((name, step.field))
                if step.enable:
                    wanted.append((name, "is_enabled"))
    return bool(wanted) and all(
        _done(plan, live, name, field, now.get(name, {})) for name, field in wanted
    )


def _changes(plan: Plan, live: Live, name: str, relied: State, now: State) -> Iterator[str]:
    for field in relied or now:
        if now.get(field) == relied.get(field) or _done(plan, live, name, field, now):
            continue
        before, after = (_told(plan, live, field, state.get(field)) for state in (relied, now))
        yield f"{_called(plan, live, name)}: {CALLED.get(field, field)} was {before} and is {after}."


def _called(plan: Plan, live: Live, name: str) -> str:
    """An object as people call it; its address where nobody calls it anything."""
    labels = {str(step.ref): step.label for step in plan.steps if isinstance(step, Point | Set)}
    rooms = {str(room.ref): f"room {room.name!r}" for some in live.rooms.values() for room in some}
    return labels.get(name) or rooms.get(name) or name


def _told(plan: Plan, live: Live, field: str, value: Json) -> str:
    """A field's value: packages by theme and digest where somebody knows them, rooms by number."""
    if field == "ids" and isinstance(value, list):
        return f"{len(value)} ({', '.join(map(str, value[:MAX_IDS]))})" if value else "none"
    if field not in PACKAGE_FIELDS:
        return shown(value)
    if not value:
        return "the default"
    found = live.package(PACKAGE_FIELDS[field], str(value))
    if found and found.mark is None:
        return f"{found.name}, which is not ours"
    points = (step for step in plan.steps if isinstance(step, Point))
    before = next((point.before_shown for point in points if point.before == value), "")
    return found.name if found else before or f"a package that is gone ({value})"


def _done(plan: Plan, live: Live, name: str, field: str, now: State) -> bool:
    """Whether the plan itself wanted that field to be as it is now."""
    value = now.get(field)
    for step in plan.steps:
        match step:
            case Set() if str(step.ref) == name and step.field == field:
                return value == step.after
            case Point() if step.field == field and _names(step, name):
                kind = step.package.kind
                return is_package(live.package(kind, str(value)), step.package)
            case Point() if field == "is_enabled" and step.enable and _names(step, name):
                return value is True
            case AddPath() if name == f"path /{step.slug}":
                kind, key = step.package.kind, str(now.get("branding"))
                return is_package(live.package(kind, key), step.package)
            case RetirePath() if name == f"path {step.label}":
                if field == "is_enabled" and step.switch_off:
                    return value is False
                if field == "branding" and not step.switch_off:
                    return not value
    return False


def _names(step: Point, name: str) -> bool:
    is_path = step.package.kind is Kind.WEBAPP
    return name == (f"path {step.label}" if is_path else str(step.ref))


def is_package(found: OnNode | None, package: PackageId) -> bool:
    """Whether a package on the node has that content, by what it says of itself."""
    mark = found.mark if found else None
    return mark is not None and (mark.theme, mark.short) == (package.theme, package.short)
