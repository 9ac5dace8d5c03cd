"""Clean up a node: retire themes that are no longer defined, and prune packages that nothing uses.

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
from themebuilder.publishing.node.node_state import NodePackage, NodeState, read_packages
from themebuilder.publishing.node.objects import PackageKind, Ref, Resource, fail
from themebuilder.publishing.node.references import make_path_reference, read_references
from themebuilder.publishing.plan.paths import plan_retired_path, read_recorded_packages
from themebuilder.publishing.plan.plan import Plan, Retirement, RetirePath, SwitchPackage
from themebuilder.publishing.session import Progress, Session


def plan_retirements(
    session: Session, output: BuildOutput, live: NodeState, changed: Collection[Ref]
) -> tuple[Retirement, ...]:
    """Return the retirement of each undefined theme in use; the plan already changes *changed*.

    Reads what uses their service themes; sends no request where every published theme is defined.
    """
    undefined = [
        package for package in live.packages if package.theme and output.lacks(package.theme)
    ]
    if not undefined:
        return ()
    shown = [make_path_reference(live, path) for path in live.paths.values()]
    paths = [
        reference
        for reference in shown
        if reference.package in undefined and reference.is_on and reference.ref not in changed
    ]
    unread: list[str] = []
    users = _read_theme_users(session, undefined, changed, unread)

    def retire(theme: str) -> Retirement:
        own = [reference for reference in paths if reference.theme == theme]
        return Retirement(
            theme,
            tuple(plan_retired_path(live, reference) for reference in own),
            # What could not be read may use it.
            (*users.get(theme, ()), *unread),
            tuple(reference.label for reference in own if reference.is_guarded),
        )

    return tuple(map(retire, sorted({*users, *(reference.theme for reference in paths)})))


def confirm_retirements(plan: Plan, themes: Collection[str]) -> Plan:
    """Return the plan with the retirement of those *themes* among its steps.

    `ThemeError` for a theme that the plan does not offer to retire, or that is still in use.
    """
    chosen = [retirement for retirement in plan.retirements if retirement.theme in themes]
    place = Place(plan.deployment)
    offered = ", ".join(retirement.theme for retirement in plan.retirements)
    hint = (
        _("These themes can be retired: {themes}.", themes=offered)
        if offered
        else _("The plan lists no theme that can be retired.")
    )
    known = {retirement.theme for retirement in chosen}
    known |= {step.theme for step in plan.steps if isinstance(step, RetirePath)}
    unlisted = N_("The plan doesn't list `{theme}` among the themes to retire.")
    problems = [
        problem("retirement-refused", _(unlisted, theme=theme), place, hint)
        for theme in sorted({*themes} - known)
    ]
    problems += [
        problem("retirement-refused", _describe_use(retirement.theme, retirement.used_by), place)
        for retirement in chosen
        if retirement.used_by
    ]
    if problems:
        raise ThemeError(problems)
    steps = [step for retirement in chosen for step in retirement.paths]
    relied: dict[str, dict[str, Json]] = {
        f"path {step.label}": {"branding": step.before, "is_enabled": True} for step in steps
    }
    return replace(
        plan,
        steps=(*plan.steps, *steps),
        guarded=(*plan.guarded, *(label for retirement in chosen for label in retirement.guarded)),
        relies_on={**plan.relies_on, **relied},
        retirements=tuple(
            retirement for retirement in plan.retirements if retirement not in chosen
        ),
    )


def check_unused(plan: Plan, session: Session) -> None:
    """`ThemeError` when something still uses a service theme that *plan* retires."""
    themes = {step.theme for step in plan.steps if isinstance(step, RetirePath)}
    if not themes:
        return
    changed = {step.ref for step in plan.steps if isinstance(step, SwitchPackage)}
    retired = [package for package in read_packages(session.node) if package.theme in themes]
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
    for reference in read_references(session.node, themes, unread):
        if reference.ref not in changed:
            users.setdefault(reference.theme, []).append(reference.label)
    for package, labels in find_outside_users(session, themes, unread).items():
        users.setdefault(package.theme, []).extend(labels)
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
    """Return our packages that nothing uses, except the newest *keep* of each theme and kind."""
    packages, users = _read_use(session)
    keep_anyway = _read_policy_scripts(session.node), read_recorded_packages(session.node)
    deletes: list[NodePackage] = []
    kept: list[tuple[NodePackage, str]] = []
    spare: dict[tuple[PackageKind, str], int] = {}
    contents = {(package.kind, package.theme, package.mark.short) for package in users}
    for package in sorted(packages, key=lambda p: (p.last_updated, p.key), reverse=True):
        reason = users.get(package) or _find_reason_to_keep(package, users, *keep_anyway)
        key = package.kind, package.theme
        if reason is None and (*key, package.mark.short) not in contents:  # not a twin
            spare[key] = spare.get(key, 0) + 1
            if spare[key] <= (keep or _count_kept(package, users)):
                reason = _n(
                    "the newest unused package", "one of the {count} newest unused packages", keep
                )
        if reason is None:
            deletes.append(package)
        else:
            kept.append((package, reason))
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
        return tuple(_delete_unused(session, pruning.deletes, progress))


def _delete_unused(
    session: Session, packages: Iterable[NodePackage], progress: Progress
) -> Iterator[NodePackage]:
    node = session.node
    for package in packages:
        present, users = _read_use(session)
        now = {(other.kind, other.key): other for other in present}.get((package.kind, package.key))
        if now is None:
            continue
        if now != package or package in users:
            message = _(
                "`{package}` is in use now, or has changed. It was not deleted.",
                package=package.name,
            )
            fail("changed-meanwhile", message, node.origin)
        line = _("delete {package} ({kind})", package=package.name, kind=package.kind.value)
        with progress.change(line, is_visible=False):
            node.delete(package.ref)
        yield package


def _read_use(session: Session) -> tuple[tuple[NodePackage, ...], Mapping[NodePackage, str]]:
    """Return all packages; and those that anything uses, on the node or outside it, with a reason to keep."""
    packages = tuple(read_packages(session.node))
    references = read_references(session.node, packages)
    users: dict[NodePackage, str] = {
        reference.package: _("in use") for reference in references if reference.package
    }
    outside = find_outside_users(session, packages)
    return packages, users | {package: join_messages(labels) for package, labels in outside.items()}


def _find_reason_to_keep(
    package: NodePackage, used: Collection[NodePackage], policies: str, recorded: Collection[str]
) -> str | None:
    reasons = {
        N_("built in"): package.is_default,
        N_("not ours"): not package.mark,
        N_("a policy names it"): package.name in policies,
        N_("it keeps its id: policies and bookings may name it"): package.keeps_id,
        N_("needed for `rollback`"): package.key in recorded
        or _is_needed_for_rollback(package, used),
    }
    return next((_(reason) for reason, holds in reasons.items() if holds), None)


def _count_kept(package: NodePackage, used: Iterable[NodePackage]) -> int:
    """Return how many unused packages `rollback` needs: where no web app package names the earlier one."""
    kinds = {other.kind for other in used if other.theme == package.theme}
    return int(package.kind is PackageKind.MEETING and kinds == {PackageKind.MEETING})


def _is_needed_for_rollback(package: NodePackage, used: Iterable[NodePackage]) -> bool:
    """Whether a web app package in use says that this package was live before it."""
    is_webapp = package.kind is PackageKind.WEBAPP
    befores = {
        (other.mark.theme, other.mark.before if is_webapp else other.mark.before_meeting)
        for other in used
        if other.mark and other.kind is PackageKind.WEBAPP
    }
    return (package.theme, package.mark.short) in befores


def _read_policy_scripts(node: Node) -> str:
    if Resource.POLICY not in node.index():
        return ""
    policies = node.all(Resource.POLICY)
    return "\n".join(str(p.get("internal_service_policy_template", "")) for p in policies)
