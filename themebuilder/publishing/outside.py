"""References from outside the node: systems that name a service theme without the node showing it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from themebuilder.core.messages import _
from themebuilder.core.problems import Problem, problem, suggest_name
from themebuilder.publishing.build_output import BuildOutput
from themebuilder.publishing.node_state import NodePackage, NodeState
from themebuilder.publishing.objects import Kind
from themebuilder.publishing.session import Session


def find_outside_users(
    session: Session, packages: Iterable[NodePackage]
) -> Mapping[NodePackage, tuple[str, ...]]:
    """Return those of *packages* that something outside the node uses, and what that is."""
    named = {text.value: text.place for text in session.deployment.used_elsewhere}
    return {
        package: (_("`used_elsewhere` in {place}", place=named[package.mark.theme]),)
        for package in packages
        if package.kind is Kind.MEETING and package.mark and package.mark.theme in named
    }


def find_unknown_themes(
    session: Session, output: BuildOutput, live: NodeState
) -> Iterator[Problem]:
    """Yield a problem for each theme in `used_elsewhere` that is neither defined nor on the node.

    A theme that is no longer defined may still be in use.
    """
    known = output.entries.keys() | output.defined
    known |= {package.mark.theme for package in live.packages if package.mark}
    for text in session.deployment.used_elsewhere:
        if text.value not in known:
            message = _("No theme is named `{name}`.", name=text.value)
            hint = suggest_name(text.value, sorted(known))
            yield problem("deployment-name-unknown", message, text.place, hint)
