"""Which version of the hosted web app a node has, and what the workspace knows of that version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from themebuilder.core.messages import Message, _
from themebuilder.core.problems import ThemeError
from themebuilder.platform.closest import find_closest_lines
from themebuilder.platform.learnt import LEARNT_FILE, Learnt
from themebuilder.publishing.node.node import Node
from themebuilder.publishing.node.objects import Object, Resource
from themebuilder.publishing.session import Session

WEBAPP = "webapp3"


@dataclass(frozen=True, slots=True)
class AppBundle:
    """A version of the web app on a node, as its management node names it."""

    version: str
    revision: str

    def __str__(self) -> str:
        return f"{WEBAPP} {self.version} ({self.revision})"


def find_bundle(node: Node, path: Object | None = None) -> AppBundle | None:
    """Return the web app's version at *path*, or the one that paths without a choice have.

    None where the node does not show it, or where more than one may be meant.
    """
    chosen = (path or {}).get("bundle")
    if isinstance(chosen, dict):
        return _make_bundle(chosen)
    try:
        found = node.all(Resource.BUNDLE) if Resource.BUNDLE in node.index() else []
    except ThemeError:  # an account may lack the right to read it
        return None
    bundles = [one for one in found if one.get("bundle_type") == WEBAPP]
    if isinstance(chosen, str):
        bundles = [one for one in bundles if one.get("resource_uri") == chosen]
    core = [one for one in bundles if one.get("core") is True] if len(bundles) > 1 else bundles
    return _make_bundle(core[0]) if len(core) == 1 else None


def _make_bundle(found: Object) -> AppBundle:
    return AppBundle(str(found.get("version", "")), str(found.get("revision", "")))


def list_target_notes(session: Session, learnt: Learnt | None, target: str) -> Iterator[Message]:
    """Yield why *target*, a component version, may not be what the node has.

    Which version of the web app has which components isn't published: only the node's own texts show it.
    """
    bundle = find_bundle(session.node)
    app = learnt.app if learnt else {}
    command = f"themebuilder learn -d {session.deployment.name}"
    if bundle is None:
        yield _("The node doesn't show which version of the web app it has.")
    elif not app:
        yield _(
            "The node has {app}. Whether `target` `{target}` fits is unconfirmed, as nothing was "
            "learned from a node yet: `{command}`.",
            app=bundle,
            target=target,
            command=command,
        )
    elif (app.get("version"), app.get("revision")) != (bundle.version, bundle.revision):
        yield _(
            "The node has {app}, but {file} was learned from {learnt}. Texts may have changed: "
            "`{command}`.",
            app=bundle,
            file=LEARNT_FILE,
            learnt=AppBundle(app.get("version", "?"), app.get("revision", "?")),
            command=command,
        )
    lines = find_closest_lines(learnt.texts) if learnt and app else ()
    if lines and target not in lines:
        yield _(
            "The node's texts fit components {lines} best, but `target` is `{target}` "
            "(unconfirmed).",
            lines=", ".join(lines),
            target=target,
        )
