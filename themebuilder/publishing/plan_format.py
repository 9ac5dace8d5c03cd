"""A plan as text for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from themebuilder.publishing.objects import Kind
from themebuilder.publishing.plan import (
    ContentChange,
    CreatePath,
    Plan,
    RetirePath,
    SetField,
    Step,
    SwitchPackage,
    UpdateDescription,
    UploadPackage,
    format_value,
)

MAX_LINES = 40
MAX_NAMES = 8
_NAMES = {
    UploadPackage: ("upload", "uploads"),
    CreatePath: ("new path", "new paths"),
    SwitchPackage: ("switch", "switches"),
    SetField: ("setting", "settings"),
    UpdateDescription: ("note", "notes"),
    RetirePath: ("retired path", "retired paths"),
}
_KINDS = {Kind.WEBAPP: "web app", Kind.MEETING: "meeting screens and prompts"}


def render(plan: Plan, *, every_line: bool = False) -> str:
    """The plan as text; long lists are cut unless *every_line*."""
    return "\n".join(_lines(plan, every_line=every_line)) + "\n"


def render_step(step: Step) -> str:
    """One step, as it is reported while it is carried out."""
    match step:
        case UploadPackage():
            return f"upload {step.package} ({step.size:,} bytes)"
        case UpdateDescription():
            return f"write on {step.package} what it replaces"
        case CreatePath():
            return f"create the path /{step.slug} with {step.package}"
        case SwitchPackage():
            enabled = ", and switch it on" if step.enable else ""
            return f"{step.label}: {step.before_shown} → {step.package.label}{enabled}"
        case SetField():
            return f"{step.label}: {_change(step)}"
        case RetirePath():
            after = "switched off" if step.switch_off else "the default branding"
            return f"retire {step.theme}: {step.label}, {step.before_shown} → {after}"


def _lines(plan: Plan, *, every_line: bool) -> Iterator[str]:
    yield f"Deployment {plan.deployment}, {plan.node}"
    for change in plan.contents:
        yield ""
        yield from _content(change, every_line=every_line)
    retired = [render_step(step) for step in plan.steps if isinstance(step, RetirePath)]
    sections = {
        "On the server:": list(_settings(plan, every_line=every_line)),
        "No longer defined, and retired:": retired,
        "No longer defined, and still published (stays as it is unless you confirm):": list(
            _retirements(plan)
        ),
        "How far the organisations' settings reach:": plan.scopes,
        "Not found on the node:": plan.missed,
        "To know:": plan.notes,
    }
    for title, lines in sections.items():
        if lines:
            yield from ("", title, *(f"  {line}" for line in lines))
    if plan.guarded:
        yield ""
        yield f"Every guest meets {', '.join(plan.guarded)}: publishing needs --allow-live."
    yield ""
    yield _summary(plan)


def _content(change: ContentChange, *, every_line: bool) -> Iterator[str]:
    where = _list(change.where, every_line=every_line)
    yield f"{change.package.theme}, {_KINDS[change.package.kind]}, on {where}"
    yield f"  {change.replaces} → {change.package.label}"
    lines = change.lines if every_line else change.lines[:MAX_LINES]
    yield from (f"    {line}" for line in lines)
    if more := len(change.lines) - len(lines):
        yield f"    … and {more} more (--all shows them)"


def _settings(plan: Plan, *, every_line: bool) -> Iterator[str]:
    """What is set, with all objects that get it; and paths that are switched on."""
    settings: dict[str, list[str]] = {}
    for step in plan.steps:
        if isinstance(step, SetField):
            settings.setdefault(f"{_change(step)}   ({step.why})", []).append(step.label)
    for setting, labels in settings.items():
        yield setting
        yield f"  {_list(labels, every_line=every_line)}"
    for step in plan.steps:
        if isinstance(step, SwitchPackage) and step.enable:
            yield f"{step.label} is switched off now and will be switched on."


def _retirements(plan: Plan) -> Iterator[str]:
    for one in plan.retirements:
        yield from map(render_step, one.paths)
        if one.used_by:
            yield f"{one.theme} cannot be retired while these use its service theme:"
            yield f"  {_list(one.used_by, every_line=False)}"
            yield "  Give them another theme, then plan again."
        else:
            yield f"  To do that: themebuilder publish -d {plan.deployment} --retire {one.theme}"


def _list(labels: Sequence[str], *, every_line: bool) -> str:
    named = labels if every_line else labels[:MAX_NAMES]
    more = len(labels) - len(named)
    return ", ".join(named) + (f" and {more} more" if more else "")


def _summary(plan: Plan) -> str:
    if plan.is_empty and plan.missed:
        return "Nothing to do, but rooms that the deployment names were not found: see above."
    if plan.is_empty and plan.retirements:
        return (
            "Nothing to do, but themes that are no longer defined are still published: see above."
        )
    if plan.is_empty:
        return "Nothing to do: the node is as it should be."
    kinds = [type(step) for step in plan.steps]
    counts = [(kinds.count(kind), name) for kind, name in _NAMES.items()]
    parts = (f"{count} {name[count > 1]}" for count, name in counts if count)
    return f"{', '.join(parts)}. Nothing is deleted."


def _change(step: SetField) -> str:
    return f"{step.field} {format_value(step.before)} → {format_value(step.after)}"
