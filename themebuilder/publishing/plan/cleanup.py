"""Clean up a node: retire themes that are no longer defined, and prune web app packages that nothing uses.

Both happen only when the user confirms them, and never to anything that is in use.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from themebuilder.core.json_text import Json
from themebuilder.core.messages import N_, Message, _, _n, join_messages
from themebuilder.core.problems import Place, ThemeError, problem
from themebuilder.publishing.bookings.outside_users import find_outside_users
from themebuilder.publishing.build_output import BuildOutput
from themebuilder.publishing.node.node import Node
from themebuilder.publishing.node.node_state import (
    NodePackage,
    NodeState,
    get_text,
    read_packages,
)
from themebuilder.publishing.node.objects import PackageKind, Ref, Resource, fail, key_of
from themebuilder.publishing.node.records import list_records, read_description
from themebuilder.publishing.node.references import make_path_reference, read_references
from themebuilder.publishing.plan.paths import plan_retired_path
from themebuilder.publishing.plan.plan import Plan, Retirement, RetirePath, SwitchPackage
from themebuilder.publishing.session import Progress, Session


def plan_retirements(
    session: Session, output: BuildOutput, live: NodeState, changed: Collection[Ref]
) -> tuple[Retirement, ...]:
    """Return the retirement of each undefined theme in use; the plan already changes *changed*.

    Reads what uses their service themes; sends no request where every published theme is defined.
    """
    undefined = [one for one in live.packages if one.theme and output.lacks(one.theme)]
    if not undefined:
        return ()
    shown = [make_path_reference(live, path) for path in live.paths.values()]
    paths = [
        one for one in shown if one.package in undefined and one.is_on and one.ref not in changed
    ]
    unread: list[str] = []
    users = _read_theme_users(session, undefined, changed, unread)

    def retire(theme: str) -> Retirement:
        own = [one for one in paths if one.theme == theme]
        return Retirement(
            theme,
            tuple(plan_retired_path(live, one) for one in own),
            # What could not be read may use it.
            (*users.get(theme, ()), *unread),
            tuple(one.label for one in own if one.is_guarded),
        )

    return tuple(map(retire, sorted({*users, *(one.theme for one in paths)})))


def confirm_retirements(plan: Plan, themes: Collection[str]) -> Plan:
    """Return the plan with the retirement of those *themes* among its steps.

    `ThemeError` for a theme that the plan does not offer to retire, or that is still in use.
    """
    chosen = [one for one in plan.retirements if one.theme in themes]
    place = Place(plan.deployment)
    offered = ", ".join(one.theme for one in plan.retirements)
    hint = (
        _("These themes can be retired: {themes}.", themes=offered)
        if offered
        else _("The plan lists no theme that can be retired.")
    )
    known = {one.theme for one in chosen}
    known |= {step.theme for step in plan.steps if isinstance(step, RetirePath)}
    unlisted = N_("The plan doesn't list `{theme}` among the themes to retire.")
    problems = [
        problem("retirement-refused", _(unlisted, theme=theme), place, hint)
        for theme in sorted({*themes} - known)
    ]
    problems += [
        problem("retirement-refused", _describe_use(one.theme, one.used_by), place)
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


def check_unused(plan: Plan, session: Session) -> None:
    """`ThemeError` when something still uses a service theme that *plan* retires."""
    themes = {step.theme for step in plan.steps if isinstance(step, RetirePath)}
    if not themes:
        return
    changed = {step.ref for step in plan.steps if isinstance(step, SwitchPackage)}
    retired = [one for one in read_packages(session.node) if one.theme in themes]
    for theme, labels in _read_theme_users(session, retired, changed).items():
        fail("retirement-refused", _describe_use(theme, labels), session.node.origin)


def _read_theme_users(
    session: Session,
    packages: Iterable[NodePackage],
    changed: Collection[Ref],
    unread: list[str] | None = None,
) -> dict[str, list[str]]:
    """Theme -> what uses its service theme, on the node (except *changed*) and outside it."""
    themes = [package for package in packages if package.kind is PackageKind.MEETING]
    users: dict[str, list[str]] = {}
    for one in read_references(session.node, themes, unread):
        if one.ref not in changed:
            users.setdefault(one.theme, []).append(one.label)
    for theme, label in find_outside_users(session, themes, unread):
        users.setdefault(theme, []).append(label)
    return users


def _describe_use(theme: str, labels: Iterable[str]) -> Message:
    users = join_messages(labels)
    return _("The service theme of `{theme}` is still used: {users}.", theme=theme, users=users)


@dataclass(frozen=True, slots=True)
class Pruning:
    """What would be deleted, and what stays for which reason."""

    deletes: tuple[NodePackage, ...]
    kept: tuple[tuple[NodePackage, str], ...]


def plan_pruning(session: Session, keep: int) -> Pruning:
    """Return our web app packages that nothing needs, except the newest *keep* of each theme."""
    deletes: list[NodePackage] = []
    kept: list[tuple[NodePackage, str]] = []
    spare: dict[str, int] = {}
    packages = _read_reasons_to_keep(session.node)
    for package in sorted(packages, key=lambda p: (p.last_updated, p.key), reverse=True):
        reason = packages[package]
        if not reason:
            spare[package.theme] = spare.get(package.theme, 0) + 1
            if spare[package.theme] <= keep:
                reason = _n(
                    "the newest unused package", "one of the {count} newest unused packages", keep
                )
        if reason:
            kept.append((package, reason))
        else:
            deletes.append(package)
    return Pruning(tuple(deletes), tuple(kept))


def prune(session: Session, pruning: Pruning, max_deletes: int) -> tuple[NodePackage, ...]:
    """Delete the packages of *pruning* that are still unused; return the deleted ones."""
    count = len(pruning.deletes)
    if count > max_deletes:
        message = _n(
            "{count} package would be deleted; the limit is {limit}.",
            "{count} packages would be deleted; the limit is {limit}.",
            count,
            limit=max_deletes,
        )
        where = session.deployment.name
        hint = _("Allow it with `--max-deletes {count}`.", count=count)
        fail("permission-missing", message, where, hint)
    progress = Progress(session, count)
    with progress.explain_stop():
        return tuple(_delete_unused(session.node, pruning.deletes, progress))


def _delete_unused(
    node: Node, packages: Iterable[NodePackage], progress: Progress
) -> Iterator[NodePackage]:
    for package in packages:
        present = _read_reasons_to_keep(node)
        if package.ref not in {one.ref for one in present}:
            continue
        if present.get(package) != "":
            message = _(
                "`{package}` is in use now, or has changed. It was not deleted.",
                package=package.name,
            )
            fail("changed-meanwhile", message, node.origin)
        line = _("delete {package} ({kind})", package=package.name, kind=package.kind.value)
        with progress.change(line, is_visible=False):
            node.delete(package.ref)
        yield package


def _read_reasons_to_keep(node: Node) -> Mapping[NodePackage, str]:
    """Return all packages on the node, each with the reason why it stays, or an empty text."""
    paths = node.all(Resource.PATH)
    packages = tuple(read_packages(node, list_records(paths)))
    used = {key_of(path.get("branding")) for path in paths}
    entries = (read_description(get_text(path, "description"))[1] for path in paths)
    recorded = {one.package for earlier in entries for one in earlier}
    before = {(one.theme, one.mark.before) for one in packages if one.mark and one.key in used}

    def find_reason(package: NodePackage) -> str:
        is_recorded = package.key in recorded or (package.theme, package.content) in before
        reasons = {
            N_("in use"): package.key in used,
            N_("built in"): package.is_default,
            N_("not ours"): package.mark is None,
            N_("it keeps its id: policies and bookings may name it"): (
                package.kind is PackageKind.MEETING
            ),
            N_("needed for `rollback`"): is_recorded,
        }
        return next((_(reason) for reason, holds in reasons.items() if holds), "")

    return {package: find_reason(package) for package in packages}
