"""What is published and no longer defined: how it would be taken away, and what stands in the way."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from themebuilder.core.problems import Place, ThemeError, problem
from themebuilder.publishing.built import Built, Kind
from themebuilder.publishing.failure import Json, fail
from themebuilder.publishing.live import Live, read_packages
from themebuilder.publishing.node_reader import NodeReader
from themebuilder.publishing.objects import Ref
from themebuilder.publishing.plan import Plan, Point, Retirement, RetirePath
from themebuilder.publishing.references import Reference, theme_references

Undefined = dict[tuple[Kind, str], str]
"""Packages by kind and key -> their theme, which is not defined any more."""


@dataclass(frozen=True, slots=True)
class Users:
    """What uses service themes of ours whose definition is gone, and what could not be read."""

    references: tuple[Reference, ...] = ()
    unread: tuple[str, ...] = ()


def read_users(node: NodeReader, built: Built, live: Live) -> Users:
    """What uses them on the node; nothing is asked where every published theme is defined."""
    themes = _undefined(built, live)
    if not themes:
        return Users()
    unread: list[str] = []
    found = [one for one in theme_references(node, unread) if (one.kind, one.key) in themes]
    return Users(tuple(found), tuple(unread))


def plan_retirements(
    built: Built, live: Live, users: Users, changed: Collection[Ref]
) -> tuple[Retirement, ...]:
    """The retirement of each theme that is met and not defined; *changed* gets another theme anyway."""
    themes = _undefined(built, live)
    steps: dict[str, list[RetirePath]] = {}
    guarded: dict[str, list[str]] = {}
    used_by: dict[str, list[str]] = {}
    for slug, path in live.paths.items():
        now = live.package(Kind.WEBAPP, path.package)
        theme = themes.get((Kind.WEBAPP, path.package))
        if now is None or theme is None or not path.is_enabled or path.ref in changed:
            continue
        label, switch_off = f"/{slug}", path.is_ours and not path.is_live_default
        step = RetirePath(path.ref, label, theme, path.package, now.name, switch_off)
        steps.setdefault(theme, []).append(step)
        if path.is_live_default:
            guarded.setdefault(theme, []).append(label)
    for user in users.references:
        if user.ref not in changed:
            used_by.setdefault(themes[user.kind, user.key], []).append(user.label)
    return tuple(
        Retirement(
            theme,
            tuple(steps.get(theme, ())),
            # What could not be read may use it.
            (*used_by.get(theme, ()), *users.unread),
            tuple(guarded.get(theme, ())),
        )
        for theme in sorted({*steps, *used_by})
    )


def leave_to_a_complete_build(retirements: Iterable[Retirement]) -> Iterator[str]:
    """Say what is published and missing from a build folder that holds only some themes."""
    for one in retirements:
        shown = ", ".join((*(step.label for step in one.paths), *one.used_by))
        yield (
            f"{one.theme} is published ({shown}) and is not in the build folder, which holds only "
            "some of the workspace's themes. It stays as it is. Build all themes, then plan again."
        )


def confirm(plan: Plan, themes: Collection[str]) -> Plan:
    """The plan with the retirement of those *themes* among its steps.

    `ThemeError` for a theme that the plan does not offer to retire, or that is still in use.
    """
    chosen = [one for one in plan.retirements if one.theme in themes]
    place = Place(plan.deployment)
    offered = ", ".join(one.theme for one in plan.retirements) or "nothing"
    confirmed = {step.theme for step in plan.steps if isinstance(step, RetirePath)}
    problems = [
        problem(
            "nothing-to-retire",
            f"The plan does not offer to retire {theme!r}.",
            place,
            f"It offers {offered}. `themebuilder plan -d {plan.deployment}` says why.",
        )
        for theme in sorted({*themes} - {one.theme for one in chosen} - confirmed)
    ]
    problems += [
        problem("retired-theme-in-use", _in_use(one.theme, one.used_by), place)
        for one in chosen
        if one.used_by
    ]
    if problems:
        raise ThemeError(problems)
    steps = [step for one in chosen for step in one.paths]
    relied: dict[str, dict[str, Json]] = {
        f"path {step.label}": {"branding": step.before, "is_enabled": True} for step in steps
    }
    return replace(
        plan,
        steps=(*plan.steps, *steps),
        guarded=(*plan.guarded, *(label for one in chosen for label in one.guarded)),
        relies_on={**plan.relies_on, **relied},
        retirements=tuple(one for one in plan.retirements if one not in chosen),
    )


def check_unused(plan: Plan, node: NodeReader) -> None:
    """`ThemeError` when a room, or anything else, uses a theme that *plan* retires."""
    themes = {step.theme for step in plan.steps if isinstance(step, RetirePath)}
    if not themes:
        return
    changed = {step.ref for step in plan.steps if isinstance(step, Point)}
    packages = {
        package.key: package.mark.theme
        for package in read_packages(node)
        if package.kind is Kind.MEETING and package.mark and package.mark.theme in themes
    }
    used_by: dict[str, list[str]] = {}
    for user in theme_references(node):
        if user.key in packages and user.ref not in changed:
            used_by.setdefault(packages[user.key], []).append(user.label)
    for theme, labels in used_by.items():
        fail("retired-theme-in-use", _in_use(theme, labels), node.origin)


def _in_use(theme: str, labels: Iterable[str]) -> str:
    return f"The service theme of {theme} is used by {', '.join(labels)}."


def _undefined(built: Built, live: Live) -> Undefined:
    return {
        (package.kind, package.key): package.mark.theme
        for package in live.packages
        if package.mark and built.lacks(package.mark.theme)
    }
