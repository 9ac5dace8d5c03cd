"""A plan as text for people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from themebuilder.core.messages import N_, Message, _, _n, join_messages
from themebuilder.publishing.node.node_state import WEBAPP3_TYPE, name_webapp
from themebuilder.publishing.node.objects import PackageKind
from themebuilder.publishing.plan.paths import list_other_webapps
from themebuilder.publishing.plan.plan import (
    ContentChange,
    CreatePath,
    Plan,
    RestorePath,
    RetirePath,
    SetField,
    Step,
    SwitchPackage,
    UpdateDescription,
    UploadPackage,
    WriteTheme,
    format_value,
)

MAX_LINES = 40
MAX_NAMES = 8
_COUNTS: Mapping[type[Step], Callable[[int], Message]] = {
    UploadPackage: lambda count: _n("{count} upload", "{count} uploads", count),
    WriteTheme: lambda count: _n("{count} service theme", "{count} service themes", count),
    CreatePath: lambda count: _n("{count} new path", "{count} new paths", count),
    SwitchPackage: lambda count: _n("{count} switch", "{count} switches", count),
    SetField: lambda count: _n("{count} setting", "{count} settings", count),
    UpdateDescription: lambda count: _n("{count} description", "{count} descriptions", count),
    RetirePath: lambda count: _n("{count} retired path", "{count} retired paths", count),
    RestorePath: lambda count: _n("{count} restored path", "{count} restored paths", count),
}
_KINDS = {PackageKind.WEBAPP: N_("web app"), PackageKind.MEETING: N_("meeting screens and prompts")}


def render(plan: Plan, *, every_line: bool = False) -> str:
    """Return the plan as text; long lists are cut unless *every_line*."""
    return "\n".join(_list_lines(plan, every_line=every_line)) + "\n"


def render_step(step: Step) -> Message:
    """Return one step, as it is reported while it is carried out."""
    match step:
        case UploadPackage(package, size):
            return _("upload {package} ({size:,} bytes)", package=package, size=size)
        case UpdateDescription(package):
            return _(
                "update the description of {package}: which packages it replaces", package=package
            )
        case WriteTheme(key=""):
            return _('create the service theme "{name}"', name=step.name)
        case WriteTheme():
            return _('replace the content of the service theme "{name}"', name=step.name)
        case CreatePath(slug, package):
            return _("create path /{path} with {package}", path=slug, package=package)
        case SwitchPackage(enable=True):
            return _("switch on {change}", change=_switch(step, step.package_name))
        case SwitchPackage(webapp_type=str(before)) if before:
            change = _switch(step, step.package_name)
            apps = join_messages([name_webapp(before), name_webapp(WEBAPP3_TYPE)], " → ")
            return _("{change} ({webapps})", change=change, webapps=apps)
        case SwitchPackage():
            return _switch(step, step.package_name)
        case SetField():
            return join_messages([step.label, _describe_change(step)], ": ")
        case RetirePath():
            after = _("switched off") if step.switch_off else step.after_shown
            return _("retire {theme}: {change}", theme=step.theme, change=_switch(step, after))
        case RestorePath(switch_off=True):
            return _("switch off {change}", change=_switch(step, step.after_shown))
        case RestorePath():
            return _switch(step, step.after_shown)


def _list_lines(plan: Plan, *, every_line: bool) -> Iterator[str]:
    yield _("Deployment {name}, {node}", name=plan.deployment, node=plan.node)
    for change in plan.content_changes:
        yield ""
        yield from _describe_content(change, every_line=every_line)
    rendered = {
        kind: [render_step(step) for step in plan.steps if type(step) is kind]
        for kind in (RestorePath, RetirePath, UpdateDescription)
    }
    sections: Mapping[Message, Sequence[str]] = {
        _("On the server:"): list(_list_settings(plan, every_line=every_line)),
        _("Shown again as before:"): rendered[RestorePath],
        _("No longer defined, and retired:"): rendered[RetirePath],
        _("Descriptions on the node, for `rollback`:"): rendered[UpdateDescription],
        _("No longer defined, but still published (kept until you retire them):"): list(
            _describe_retirements(plan)
        ),
        _("Where the organisations' settings apply:"): plan.scopes,
        _("What gives the settings to rooms that don't exist yet:"): list(_describe_coverage(plan)),
        _("Not found on the node:"): plan.missed,
        _("Notes:"): plan.notes,
    }
    for title, lines in sections.items():
        if lines:
            yield from ("", title, *(f"  {line}" for line in lines))
    if other_webapps := list_other_webapps(plan.steps):
        yield ""
        yield _("Guests get another web app: publishing needs `--allow-live`.")
        for label, (before, after) in other_webapps.items():
            apps = join_messages([name_webapp(before), name_webapp(after)], " → ")
            yield f"  {label}: {apps}"
        yield "  " + _(
            "Guests see other pages, menus and shortcuts there. Links into a meeting may have another "
            "form (unconfirmed): try one from an invitation first."
        )
    if unsaved := [
        step.name for step in plan.steps if isinstance(step, WriteTheme) and not step.is_saved
    ]:
        yield ""
        yield _(
            "The content of {themes} is saved nowhere: publishing needs `--allow-loss`.",
            themes=", ".join(unsaved),
        )
    if plan.guarded:
        yield ""
        yield _(
            "All guests use {places}: publishing needs `--allow-live`.",
            places=join_messages(plan.guarded),
        )
    yield ""
    yield _summarize(plan)


def _describe_content(change: ContentChange, *, every_line: bool) -> Iterator[str]:
    where = _list(change.where, every_line=every_line)
    kind = _(_KINDS[change.package.kind])
    yield _("{theme}, {kind}, on {where}", theme=change.package.theme, kind=kind, where=where)
    yield f"  {change.replaces} → {change.becomes}"
    lines = change.lines if every_line else change.lines[:MAX_LINES]
    yield from (f"    {line}" for line in lines)
    if more := len(change.lines) - len(lines):
        yield "    " + _("… and {count} more (`--full` shows them)", count=more)


def _list_settings(plan: Plan, *, every_line: bool) -> Iterator[str]:
    """Yield what is set, with all objects that get it; and paths that are switched on."""
    settings: dict[str, list[str]] = {}
    for step in plan.steps:
        if isinstance(step, SetField):
            settings.setdefault(f"{_describe_change(step)}   ({step.reason})", []).append(
                step.label
            )
    for setting, labels in settings.items():
        yield setting
        yield f"  {_list(labels, every_line=every_line)}"
    for step in plan.steps:
        if isinstance(step, SwitchPackage) and step.enable:
            yield _("{path} is switched off now, and will be switched on.", path=step.label)


def _describe_coverage(plan: Plan) -> Iterator[str]:
    for coverage in plan.coverage:
        details = [source.detail for source in coverage.sources] or [_("nothing")]
        yield _(
            "{organisation}, `{setting}`: {sources}",
            organisation=coverage.organisation,
            setting=coverage.setting,
            sources=join_messages(details, "; "),
        )
    if not all(coverage.sources for coverage in plan.coverage):
        command = f"themebuilder policy -d {plan.deployment}"
        yield _("To cover these rooms, install the script of `{command}`.", command=command)


def _describe_retirements(plan: Plan) -> Iterator[str]:
    for retirement in plan.retirements:
        yield from map(render_step, retirement.paths)
        if retirement.used_by:
            yield _(
                "{theme} can't be retired while these use its service theme:",
                theme=retirement.theme,
            )
            yield f"  {_list(retirement.used_by, every_line=False)}"
            yield "  " + _("Give these another service theme, then plan again.")
        else:
            command = f"themebuilder publish -d {plan.deployment} --retire {retirement.theme}"
            yield "  " + _("To retire it: {command}", command=command)


def _list(labels: Sequence[str], *, every_line: bool) -> str:
    named = labels if every_line else labels[:MAX_NAMES]
    more, listed = len(labels) - len(named), ", ".join(named)
    return _("{names} and {count} more", names=listed, count=more) if more else listed


def _summarize(plan: Plan) -> str:
    if plan.is_empty and plan.missed:
        return _("Nothing to do, but some rooms weren't found: see above.")
    if plan.is_empty and plan.retirements:
        return _("Nothing to do, but some published themes are no longer defined: see above.")
    if plan.is_empty:
        return _("Nothing to change on the node.")
    kinds = [type(step) for step in plan.steps]
    counts = ((count, kinds.count(kind)) for kind, count in _COUNTS.items())
    steps = join_messages(count(number) for count, number in counts if number)
    return _("{steps}. Nothing is deleted.", steps=steps)


def _switch(step: SwitchPackage | RestorePath, after: str) -> Message:
    shown = dict.fromkeys([step.before_shown, after])  # once where only the path itself is switched
    return join_messages([step.label, join_messages(shown, " → ")], ": ")


def _describe_change(step: SetField) -> Message:
    values = join_messages([format_value(step.before), format_value(step.after)], " → ")
    return join_messages([step.field, values], " ")
