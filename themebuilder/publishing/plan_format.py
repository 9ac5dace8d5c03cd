"""A plan as text for people."""

from __future__ import annotations

from collections.abc import Iterator

from themebuilder.publishing.packages import Kind
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
    settings: dict[str, list[str]] = {}
    for step in plan.steps:
        if isinstance(step, SetField):
            settings.setdefault(f"{_change(step)}   ({step.why})", []).append(step.label)
    if settings:
        yield ""
        yield "On the server:"
    for setting, labels in settings.items():
        yield f"  {setting}"
        yield f"    {_list(tuple(labels), every_line=every_line)}"
    switched_on = [s for s in plan.steps if isinstance(s, SwitchPackage) and s.enable]
    for point in switched_on:
        yield f"  {point.label} is switched off now and will be switched on."
    if retired := [step for step in plan.steps if isinstance(step, RetirePath)]:
        yield ""
        yield "No longer defined, and retired:"
        yield from (f"  {render_step(step)}" for step in retired)
    yield from _retirements(plan)
    if plan.scopes:
        yield ""
        yield "How far the organisations' settings reach:"
        yield from (f"  {line}" for line in plan.scopes)
    if plan.missed:
        yield ""
        yield "Not found on the node:"
        yield from (f"  {line}" for line in plan.missed)
    if plan.notes:
        yield ""
        yield "To know:"
        yield from (f"  {line}" for line in plan.notes)
    if plan.guarded:
        yield ""
        yield f"Every guest meets {', '.join(plan.guarded)}: publishing needs --allow-live."
    yield ""
    yield _summary(plan)


def _retirements(plan: Plan) -> Iterator[str]:
    if not plan.retirements:
        return
    yield ""
    yield "No longer defined, and still published (stays as it is unless you confirm):"
    for one in plan.retirements:
        yield from (f"  {render_step(step)}" for step in one.paths)
        if one.used_by:
            yield f"  {one.theme} cannot be retired while these use its service theme:"
            yield f"    {_list(one.used_by, every_line=False)}"
            yield "    Give them another theme, then plan again."
        else:
            yield f"    To do that: themebuilder publish -d {plan.deployment} --retire {one.theme}"


def _content(change: ContentChange, *, every_line: bool) -> Iterator[str]:
    where = _list(change.where, every_line=every_line)
    yield f"{change.package.theme}, {_KINDS[change.package.kind]}, on {where}"
    yield f"  {change.replaces} → {change.package.label}"
    for line in change.lines if every_line else change.lines[:MAX_LINES]:
        yield f"    {line}"
    yield from _rest(len(change.lines), every_line=every_line)


def _list(labels: tuple[str, ...], *, every_line: bool) -> str:
    named = labels if every_line else labels[:MAX_NAMES]
    more = len(labels) - len(named)
    return ", ".join(named) + (f" and {more} more" if more else "")


def _rest(count: int, *, every_line: bool) -> Iterator[str]:
    if count > MAX_LINES and not every_line:
        yield f"    … and {count - MAX_LINES} more (--all shows them)"


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
    parts = [
        _counted(kinds.count(UploadPackage), "upload"),
        _counted(kinds.count(CreatePath), "new path"),
        _counted(kinds.count(SwitchPackage), "switch", "switches"),
        _counted(kinds.count(SetField), "setting"),
        _counted(kinds.count(UpdateDescription), "note"),
        _counted(kinds.count(RetirePath), "retired path"),
    ]
    return f"{', '.join(part for part in parts if part)}. Nothing is deleted."


def _counted(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}" if count else ""


def _change(step: SetField) -> str:
    return f"{step.field} {format_value(step.before)} → {format_value(step.after)}"
