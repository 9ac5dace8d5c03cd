"""The state that a plan relies on, and whether a node still has it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from themebuilder.core.json_text import Json
from themebuilder.publishing.node_state import NodePackage, NodeState
from themebuilder.publishing.objects import GLOBAL
from themebuilder.publishing.packages import Kind, PackageId
from themebuilder.publishing.plan import (
    CreatePath,
    Plan,
    RetirePath,
    SetField,
    Step,
    SwitchPackage,
    format_value,
)

Fields = Mapping[str, Json]

_PACKAGE_FIELDS = {
    "branding": Kind.WEBAPP,
    "ivr_theme": Kind.MEETING,
    "default_theme": Kind.MEETING,
}
_LABELS = {
    "branding": "the package",
    "ivr_theme": "the service theme",
    "default_theme": "the service theme",
    "ids": "the number of rooms",
}
_PATH_FIELDS = ("key", "branding", "is_enabled", "webapp_type")
_MAX_IDS = 8


def read_fields(live: NodeState) -> dict[str, Fields]:
    """Every object that a plan can rely on -> its fields."""
    known: dict[str, Fields] = {
        str(GLOBAL): {**live.settings, "default_theme": live.default_theme},
        **{f"path /{slug}": path_fields(live, slug) for slug in live.paths},
    }
    for rooms, found in live.rooms.items():
        known[str(rooms)] = {"ids": [room.ref.key for room in found]}
        for room in found:
            known[str(room.ref)] = {**room.values, "ivr_theme": room.theme}
    return known


def path_fields(live: NodeState, slug: str) -> dict[str, Json]:
    """What a plan relies on of a path; nothing where the path does not exist."""
    path = live.paths.get(slug)
    if path is None:
        return {}
    values = (path.ref.key, path.package, path.is_enabled, path.webapp_type)
    return dict(zip(_PATH_FIELDS, values, strict=True))


def changes_since(plan: Plan, live: NodeState) -> tuple[str, ...]:
    """How the node differs from what *plan* relies on, except for what the plan itself does.

    So a plan that was partly carried out can be completed.
    """
    if live.deployment_uuid != plan.deployment_uuid:
        return ("This is another deployment: its uuid is not the plan's.",)
    now = read_fields(live)
    return tuple(
        change
        for name, before in plan.relies_on.items()
        for change in _changes(plan, live, name, before, now.get(name, {}))
    )


def is_carried_out(plan: Plan, live: NodeState) -> bool:
    """Whether everything that *plan* switches and sets is so already."""
    now = read_fields(live)
    effects = [effect for step in plan.steps for effect in _effects(step)]
    return bool(effects) and all(
        _is_reached(live, now.get(name, {}).get(field), wanted)
        for name, _, field, wanted in effects
    )


def is_package(found: NodePackage | None, package: PackageId) -> bool:
    """Whether a package on the node has that content, by its mark."""
    mark = found.mark if found else None
    return mark is not None and (mark.theme, mark.short) == (package.theme, package.short)


def _effects(step: Step) -> Iterator[tuple[str, tuple[str, ...], str, Json | PackageId]]:
    """What a step leads to: object, the fields that it changes, and one field with its new value."""
    match step:
        case SetField():
            yield str(step.ref), (step.field,), step.field, step.after
        case CreatePath():
            yield f"path /{step.slug}", _PATH_FIELDS, "branding", step.package
        case SwitchPackage():
            is_path = step.package.kind is Kind.WEBAPP
            name = f"path {step.label}" if is_path else str(step.ref)
            yield name, (step.field,), step.field, step.package
            if step.enable:
                yield name, ("is_enabled",), "is_enabled", True
        case RetirePath(switch_off=True):
            yield f"path {step.label}", ("is_enabled",), "is_enabled", False
        case RetirePath():
            yield f"path {step.label}", ("branding",), "branding", ""


def _is_reached(live: NodeState, value: Json, wanted: Json | PackageId) -> bool:
    if isinstance(wanted, PackageId):
        return is_package(live.package(wanted.kind, str(value)), wanted)
    return not value if wanted == "" else value == wanted


def _changes(plan: Plan, live: NodeState, name: str, before: Fields, now: Fields) -> Iterator[str]:
    own = [effect for step in plan.steps for effect in _effects(step) if effect[0] == name]
    for field in before or now:
        if now.get(field) == before.get(field) or any(
            field in changed and _is_reached(live, now.get(key), wanted)
            for _, changed, key, wanted in own
        ):
            continue
        was, is_now = (_format(plan, live, field, state.get(field)) for state in (before, now))
        label = _LABELS.get(field, field)
        yield f"{_label(plan, live, name)}: {label} was {was} and is {is_now}."


def _label(plan: Plan, live: NodeState, name: str) -> str:
    """The label of an object; its address where it has none."""
    steps = [step for step in plan.steps if isinstance(step, SwitchPackage | SetField)]
    labels = {str(step.ref): step.label for step in steps}
    rooms = {str(room.ref): f"room {room.name!r}" for some in live.rooms.values() for room in some}
    return labels.get(name) or rooms.get(name) or name


def _format(plan: Plan, live: NodeState, field: str, value: Json) -> str:
    """A field's value: packages by theme and digest where they are known, rooms by number."""
    if field == "ids" and isinstance(value, list):
        return f"{len(value)} ({', '.join(map(str, value[:_MAX_IDS]))})" if value else "none"
    if field not in _PACKAGE_FIELDS:
        return format_value(value)
    if not value:
        return "the default"
    found = live.package(_PACKAGE_FIELDS[field], str(value))
    if found:
        return found.name if found.mark else f"{found.name}, which is not ours"
    switches = (step for step in plan.steps if isinstance(step, SwitchPackage))
    known = (step.before_shown for step in switches if step.before == value)
    return next(known, "") or f"a package that is gone ({value})"
