"""Prune: delete old packages of ours that nothing on the node uses."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from themebuilder.publishing.errors import fail
from themebuilder.publishing.node import Node
from themebuilder.publishing.node_state import NodePackage, read_packages
from themebuilder.publishing.objects import Resource
from themebuilder.publishing.packages import Kind
from themebuilder.publishing.references import read_references
from themebuilder.publishing.session import Session


@dataclass(frozen=True, slots=True)
class Pruning:
    """What would be deleted, and what stays for which reason."""

    deletes: tuple[NodePackage, ...]
    kept: tuple[tuple[NodePackage, str], ...]


def plan_pruning(node: Node, keep: int) -> Pruning:
    """Our packages that nothing uses, except the newest *keep* of each theme and kind."""
    packages, used = _read_use(node)
    policies = _policy_scripts(node)
    deletes: list[NodePackage] = []
    kept: list[tuple[NodePackage, str]] = []
    spare: dict[tuple[Kind, str], int] = {}
    for package in sorted(packages, key=lambda p: (p.last_updated, p.key), reverse=True):
        reason = _reason_to_keep(package, used, policies)
        if reason is None and package.mark:
            key = package.kind, package.mark.theme
            spare[key] = spare.get(key, 0) + 1
            if spare[key] <= keep:
                reason = f"one of the newest {keep} that are not in use"
        if reason is None:
            deletes.append(package)
        else:
            kept.append((package, reason))
    return Pruning(tuple(deletes), tuple(kept))


def prune(session: Session, pruning: Pruning, max_deletes: int) -> tuple[NodePackage, ...]:
    """Delete what *pruning* says, each after another look at its use; returns what was deleted."""
    count = len(pruning.deletes)
    if count > max_deletes:
        message = f"{count} packages would be deleted, and {max_deletes} may be."
        where = session.deployment.name
        fail("permission-missing", message, where, f"Say --max-deletes {count}.")
    node = session.node
    deleted = []
    for package in pruning.deletes:
        packages, used = _read_use(node)
        now = {(one.kind, one.key): one for one in packages}.get((package.kind, package.key))
        if now is None:
            continue
        if now != package or package in used:
            message = f"{package.name} is in use now, or was changed; it is not deleted."
            fail("changed-meanwhile", message, node.origin)
        session.say(f"delete {package.name} ({package.kind.value})")
        node.delete(package.ref)
        deleted.append(package)
    return tuple(deleted)


def _read_use(node: Node) -> tuple[tuple[NodePackage, ...], frozenset[NodePackage]]:
    """All packages, and those that something on the node uses."""
    packages = tuple(read_packages(node))
    used = (one.package for one in read_references(node, packages))
    return packages, frozenset(package for package in used if package)


def _reason_to_keep(
    package: NodePackage, used: Collection[NodePackage], policies: str
) -> str | None:
    if package.is_default:
        return "built in"
    if package.mark is None:
        return "not ours"
    if package in used:
        return "in use"
    if package.name in policies:
        return "a policy names it"
    if _needed_for_rollback(package, used):
        return "the way back from what is in use"
    return None


def _needed_for_rollback(package: NodePackage, used: Iterable[NodePackage]) -> bool:
    return any(
        one.mark
        and package.mark
        and one.kind is package.kind
        and (one.mark.theme, one.mark.before) == (package.mark.theme, package.mark.short)
        for one in used
    )


def _policy_scripts(node: Node) -> str:
    if Resource.POLICY not in node.index():
        return ""
    policies = node.all(Resource.POLICY)
    return "\n".join(str(p.get("internal_service_policy_template", "")) for p in policies)
