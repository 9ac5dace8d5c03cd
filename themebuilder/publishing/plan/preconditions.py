"""The state of the node that a plan relies on: what has changed since, and whether the plan was carried out.

Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from themebuilder.core.json_text import Json
from themebuilder.core.messages import N_, Message, _
from themebuilder.publishing.node.node_state import WEBAPP3_TYPE, NodePackage, NodeState
from themebuilder.publishing.node.objects import GLOBAL, PackageId, PackageKind
from themebuilder.publishing.node.references import make_theme_reference
from themebuilder.publishing.plan.plan import (
    CreatePath,
    Plan,
    RestorePath,
    RetirePath,
    SetField,
    Step,
    SwitchPackage,
    WriteTheme,
    format_value,
)

Fields = Mapping[str, Json]

_PACKAGE_FIELDS = {
    "branding": PackageKind.WEBAPP,
    "ivr_theme": PackageKind.MEETING,
    "default_theme": PackageKind.MEETING,
}
_LABELS = {
    "branding": N_("the package"),
    "ivr_theme": N_("the service theme"),
    "default_theme": N_("the service theme"),
    "content": N_("the content"),
    "updated": N_("the time of the last change"),
    "ids": N_("the number of rooms"),
}
_PATH_FIELDS = ("key", "branding", "is_enabled", "webapp_type")
_MAX_IDS = 8


def read_fields(live: NodeState) -> dict[str, Fields]:
    """Return every object that a plan can rely on -> its fields."""
    known: dict[str, Fields] = {
        str(GLOBAL): {**live.global_values, "default_theme": live.default_theme},
        **{
            f"path /{slug}": {
                "key": path.ref.key,
                "branding": path.package,
                "is_enabled": path.is_enabled,
                "webapp_type": path.webapp_type,
            }
            for slug, path in live.paths.items()
        },
        **{
            f"service theme {name}": {
                "key": theme.key,
                "content": theme.mark.short,
                "updated": theme.last_updated,
            }
            for name in {
                package.name for package in live.packages if package.kind is PackageKind.MEETING
            }
            if (theme := live.find_theme(name))
        },
    }
    for rooms, found in live.rooms.items():
        known[str(rooms)] = {"ids": [room.ref.key for room in found]}
        for room in found:
            known[str(room.ref)] = {**room.values, "ivr_theme": room.theme}
    return known


def list_changes_since(plan: Plan, live: NodeState) -> tuple[str, ...]:
    """Return how the node differs from the state that *plan* requires, apart from its own steps.

    So a plan that was partly carried out can be completed.
    """
    if live.deployment_uuid != plan.deployment_uuid:
        return (_("The plan is for another Pexip deployment: its UUID differs."),)
    now = read_fields(live)
    return tuple(
        change
        for name, before in plan.relies_on.items()
        for change in _find_changes(plan, live, name, before, now.get(name, {}))
    )


def is_carried_out(plan: Plan, live: NodeState) -> bool:
    """Whether all switches and settings of *plan* are already in place."""
    now = read_fields(live)
    if any(isinstance(step, WriteTheme) and not _is_written(step, live) for step in plan.steps):
        return False
    effects = [effect for step in plan.steps for effect in _list_effects(step)]
    return bool(effects) and all(
        _is_reached(live, now.get(name, {}).get(field), wanted)
        for name, _, field, wanted in effects
    )


def is_package(found: NodePackage | None, package: PackageId) -> bool:
    """Whether a package on the node has that content, by its mark."""
    return bool(found and found.mark.has(package))


def _is_written(step: WriteTheme, live: NodeState) -> bool:
    return is_package(live.find_theme(step.name), step.package)


_Wanted = Json | PackageId | SwitchPackage


def _list_effects(step: Step) -> Iterator[tuple[str, tuple[str, ...], str, _Wanted]]:
    """Yield what a step leads to: object, the fields that it changes, and one field with its new value."""
    match step:
        case SetField():
            yield str(step.ref), (step.field,), step.field, step.after
        case WriteTheme():
            # Also while its write is unfinished: then the same plan completes it.
            name = f"service theme {step.name}"
            yield name, ("key", "content", "updated"), "content", step.package.short
        case CreatePath():
            yield f"path /{step.slug}", _PATH_FIELDS, "branding", step.package
        case SwitchPackage():
            is_path = step.package.kind is PackageKind.WEBAPP
            name = f"path {step.label}" if is_path else str(step.ref)
            yield name, (step.field,), step.field, step
            if step.enable:
                yield name, ("is_enabled",), "is_enabled", True
            if step.webapp_type:
                yield name, ("webapp_type",), "webapp_type", WEBAPP3_TYPE
        case RetirePath(switch_off=True):
            yield f"path {step.label}", ("is_enabled",), "is_enabled", False
        case RestorePath():
            yield f"path {step.label}", ("branding",), "branding", step.after
            yield f"path {step.label}", ("webapp_type",), "webapp_type", step.webapp_type
            if step.switch_off:
                yield f"path {step.label}", ("is_enabled",), "is_enabled", False


def _is_reached(live: NodeState, value: Json, wanted: _Wanted) -> bool:
    if isinstance(wanted, SwitchPackage):
        found = live.package(wanted.package.kind, str(value))
        return found is not None and bool(found.mark) and found.name == wanted.package_name
    if isinstance(wanted, PackageId):
        return is_package(live.package(wanted.kind, str(value)), wanted)
    return not value if wanted == "" else value == wanted


def _find_changes(
    plan: Plan, live: NodeState, name: str, before: Fields, now: Fields
) -> Iterator[Message]:
    own = [effect for step in plan.steps for effect in _list_effects(step) if effect[0] == name]
    for key in before or now:
        if now.get(key) == before.get(key) or any(
            key in changed and _is_reached(live, now.get(effect), wanted)
            for _, changed, effect, wanted in own
        ):
            continue
        was, is_now = (_format(plan, live, key, state.get(key)) for state in (before, now))
        yield _(
            "{object}: {field} was {before} and is now {now}.",
            object=_find_label(plan, live, name),
            field=_(_LABELS[key]) if key in _LABELS else f"`{key}`",
            before=was,
            now=is_now,
        )


def _find_label(plan: Plan, live: NodeState, name: str) -> str:
    """Return the label of an object; its address where it has none."""
    steps = [step for step in plan.steps if isinstance(step, SwitchPackage | SetField)]
    labels = {str(step.ref): step.label for step in steps}
    for rooms, found in live.rooms.items():
        labels[str(rooms)] = rooms.describe()
        labels = {str(room.ref): make_theme_reference(live, room).label for room in found} | labels
    return labels.get(name) or name.removeprefix("path ")


def _format(plan: Plan, live: NodeState, field: str, value: Json) -> str:
    """Return a field's value: packages by theme and digest where they are known, rooms by number."""
    if field == "ids" and isinstance(value, list):
        return f"{len(value)} ({', '.join(map(str, value[:_MAX_IDS]))})" if value else "0"
    if field not in _PACKAGE_FIELDS:
        return format_value(value)
    if not value:
        return _("the default")
    found = live.package(_PACKAGE_FIELDS[field], str(value))
    if found:
        return found.name if found.mark else _("{package} (not ours)", package=found.name)
    switches = (step for step in plan.steps if isinstance(step, SwitchPackage))
    known = (step.before_shown for step in switches if step.before == value)
    return next(known, "") or _("a deleted package ({key})", key=str(value))
