"""What a deployment's nodes serve of the hosted web app: its version, language files, manifest, screens.

Only reads, without credentials at the conferencing node, within the limits of `language_files`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from themebuilder.core.messages import Message, _
from themebuilder.definitions.model import Files
from themebuilder.platform.learnt import LearntFacts
from themebuilder.platform.learnt_file import LEARNT_FILE
from themebuilder.platform.target import find_closest_lines
from themebuilder.publishing.apply.served import SCREENS, ask_meeting
from themebuilder.publishing.inspection.language_files import FileFetcher, read_language_files
from themebuilder.publishing.node.node import Node
from themebuilder.publishing.node.node_state import WEBAPP3_TYPE, read_optional
from themebuilder.publishing.node.objects import GLOBAL, Object, Resource, fail, skip_unread
from themebuilder.publishing.node.transport import Transport
from themebuilder.publishing.session import Session


@dataclass(frozen=True, slots=True)
class HostedApp:
    """What was read. *texts* has a file ``da.json`` for each language."""

    node: str
    """Host and port of the conferencing node."""
    bundle: AppBundle | None
    texts: Files
    manifest: Mapping[str, Any]
    screens: Mapping[str, Any]
    notes: tuple[Message, ...]


def read_hosted_app(session: Session, languages: Iterable[str] = ()) -> HostedApp:
    """Read what the first conferencing node serves; *languages* are asked for in any case.

    Raises `ThemeError` where the deployment has no conferencing node, or it doesn't answer.
    """
    transport = next(iter(session.conferencing.values()), None)
    if transport is None:
        message = _("The deployment lists no conferencing nodes, so nothing can be read there.")
        fail("node-unreachable", message, session.node.origin)
    path = _choose_path(session.node)
    reader = FileFetcher(transport, session.clock)
    notes: list[Message] = []
    slug = str(path["slug"]) if path else WEBAPP3_TYPE
    texts = read_language_files(reader, slug, languages, notes)
    manifest: Mapping[str, Any] = {}
    if path and _is_default(path):
        if found := reader.read_json(f"/{slug}/branding/manifest.json"):
            manifest = found[1]
        else:
            notes.append(_("/{path} serves no default manifest.", path=slug))
    else:
        notes.append(_("No path shows the default branding, so its manifest wasn't read."))
    screens = _read_screens(session, transport, notes)
    if reader.is_spent:
        notes.append(_("Stopped at the limit of requests, bytes or seconds: files may be missing."))
    bundle = find_bundle(session.node, path)
    if bundle is None:
        notes.append(_("The node doesn't show which version of the web app it has."))
    node = urlsplit(transport.origin).netloc
    return HostedApp(node, bundle, texts, manifest, screens, tuple(notes))


def _choose_path(node: Node) -> Object | None:
    """Return a path of Webapp3 that is on, preferably with the default branding and bundle."""
    paths = [
        path
        for path in node.all(Resource.PATH)
        if path.get("webapp_type") == WEBAPP3_TYPE and path.get("is_enabled") is True
    ]
    order = sorted(
        paths, key=lambda path: (not _is_default(path), bool(path.get("bundle")), path["slug"])
    )
    return order[0] if order else None


def _is_default(path: Object) -> bool:
    branding = path.get("branding")
    return not branding or (isinstance(branding, dict) and branding.get("is_default") is True)


def _read_screens(
    session: Session, transport: Transport, notes: list[Message]
) -> Mapping[str, Any]:
    """Return the direct-media screens of a meeting without a theme, as its apps get them.

    The deployment names the meeting by a ``check_alias``; we join it as a guest for a moment.
    """
    aliases = (
        organisation.check_alias for organisation in session.deployment.organisations.values()
    )
    alias = ""
    with skip_unread([], ""):  # the texts need none of these rights
        alias = next(
            (alias for alias in aliases if alias and _has_stock_theme(session.node, alias)), ""
        )
    if not alias:
        notes.append(
            _(
                "The stock screens weren't read: no `check_alias` of the deployment leads to a room "
                "that is known to have no theme."
            )
        )
        return {}
    found = ask_meeting(transport, alias, SCREENS)
    screens = {
        id_: shape
        for id_, shape in (found if isinstance(found, dict) else {}).items()
        if isinstance(shape, dict) and id_.startswith("direct_media_")
    }
    if not screens:
        notes.append(_("The meeting {alias} shows no screens.", alias=alias))
    return screens


def _has_stock_theme(node: Node, alias: str) -> bool:
    """Whether the node says that the room at *alias* has no theme, nor the whole deployment."""
    if (node.get(GLOBAL) or {}).get("default_theme"):
        return False
    return any(
        not room.get("ivr_theme")
        and any(
            isinstance(room_alias, dict) and room_alias.get("alias") == alias
            for room_alias in room.get("aliases") or ()
        )
        for room in node.all(Resource.ROOM)
    )


@dataclass(frozen=True, slots=True)
class AppBundle:
    """A version of the web app on a node, as its management node names it."""

    version: str
    revision: str

    def __str__(self) -> str:
        return f"{WEBAPP3_TYPE} {self.version} ({self.revision})"


def find_bundle(node: Node, path: Object | None = None) -> AppBundle | None:
    """Return the web app's version at *path*, or the one that paths without a choice have.

    None where the node does not show it, or where more than one may be meant.
    """
    chosen = (path or {}).get("bundle")
    if isinstance(chosen, dict):
        return _make_bundle(chosen)
    found = read_optional(node, node.index(), Resource.BUNDLE, [])  # an account may lack the right
    bundles = [bundle for bundle in found if bundle.get("bundle_type") == WEBAPP3_TYPE]
    if isinstance(chosen, str):
        bundles = [bundle for bundle in bundles if bundle.get("resource_uri") == chosen]
    if len(bundles) > 1:
        bundles = [bundle for bundle in bundles if bundle.get("core") is True]
    return _make_bundle(bundles[0]) if len(bundles) == 1 else None


def _make_bundle(found: Object) -> AppBundle:
    return AppBundle(str(found.get("version", "")), str(found.get("revision", "")))


def list_target_notes(
    session: Session, learnt: LearntFacts | None, target: str
) -> Iterator[Message]:
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
