"""Clear up: delete old packages of ours that nothing uses, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from themebuilder.publishing.built import Kind
from themebuilder.publishing.client import Node
from themebuilder.publishing.failure import fail
from themebuilder.publishing.live import OnNode, read_packages
from themebuilder.publishing.objects import Resource
from themebuilder.publishing.references import references
from themebuilder.publishing.session import Session


@dataclass(frozen=True, slots=True)
class Pruning:
    """What would be deleted, and what stays for which reason."""

    deletes: tuple[OnNode, ...]
    kept: tuple[tuple[OnNode, str], ...]


def plan_pruning(node: Node, keep: int) -> Pruning:
    """Our packages that nothing uses, but for the newest *keep* of each theme and kind."""
    packages = tuple(read_packages(node))
    used = _used(node)
    named = _in_policies(node)
    deletes: list[OnNode] = []
    kept: list[tuple[OnNode, str]] = []
    spare: dict[tuple[Kind, str], int] = {}
    for package in sorted(packages, key=lambda p: (p.last_updated, p.key), reverse=True):
        mark = package.mark
        reason = _reason(package, packages, used, named)
        if reason is None and mark is not None:
            seen = spare.setdefault((package.kind, mark.theme), 0)
            spare[package.kind, mark.theme] = seen + 1
            if seen < keep:
                reason = f"one of the newest {keep} that are not in use"
        if reason is None:
            deletes.append(package)
        else:
            kept.append((package, reason))
    return Pruning(tuple(deletes), tuple(kept))


def prune(session: Session, pruning: Pruning, max_deletes: int) -> tuple[OnNode, ...]:
    """Delete what *pruning* says; each is looked at again right before. What was deleted."""
    count = len(pruning.deletes)
    if count > max_deletes:
        message = f"{count} packages would be deleted, and {max_deletes} may be."
        where = session.deployment.name
        fail("deletes-limited", message, where, f"Say --max-deletes {count}.")
    node = session.node
    done = []
    for package in pruning.deletes:
        now = {(p.kind, p.key): p for p in read_packages(node)}.get((package.kind, package.key))
        if now is None:
            continue
        if now != package or (package.kind, package.key) in _used(node):
            message = f"{package.name} is in use now, or was changed; it is not deleted."
            fail("changed-meanwhile", message, node.origin)
        session.say(f"delete {package.name} ({package.kind.value})")
        node.delete(package.ref)
        done.append(package)
    return tuple(done)


def _reason(
    package: OnNode,
    packages: Iterable[OnNode],
    used: frozenset[tuple[Kind, str]],
    policies: str,
) -> str | None:
    """Why a package stays, or None."""
    if package.mark is None:
        return "built in" if package.is_default else "not ours"
    if package.is_default:
        return "built in"
    if (package.kind, package.key) in used:
        return "in use"
    if package.name in policies:
        return "a policy names it"
    ways_back = {
        (other.kind, other.mark.theme, other.mark.before)
        for other in packages
        if other.mark and (other.kind, other.key) in used
    }
    if (package.kind, package.mark.theme, package.mark.short) in ways_back:
        return "the way back from what is in use"
    return None


def _used(node: Node) -> frozenset[tuple[Kind, str]]:
    """Every package that something on the node points at."""
    return frozenset((one.kind, one.key) for one in references(node))


def _in_policies(node: Node) -> str:
    if Resource.POLICY not in node.index():
        return ""
    policies = node.all(Resource.POLICY)
    return "\n".join(str(p.get("internal_service_policy_template", "")) for p in policies)
