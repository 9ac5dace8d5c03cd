"""What a deployment's nodes serve of the hosted web app: language files, default manifest, screens.

Only reads, without credentials at the conferencing node, within the limits of `language_files`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from themebuilder.core.messages import Message, _
from themebuilder.definitions.model import Files
from themebuilder.publishing.inspection.app_version import WEBAPP, AppBundle, find_bundle
from themebuilder.publishing.inspection.language_files import Reader, read_language_files
from themebuilder.publishing.node.meetings import join_meeting
from themebuilder.publishing.node.node import Node
from themebuilder.publishing.node.objects import GLOBAL, Object, Resource, fail
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
    reader = Reader(transport, session.clock)
    notes: list[Message] = []
    slug = str(path["slug"]) if path else WEBAPP
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
        if path.get("webapp_type") == WEBAPP and path.get("is_enabled") is True
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
    aliases = tuple((session.deployment.check_aliases or {}).values())
    alias = next((one for one in aliases if _has_stock_theme(session.node, one)), "")
    if not alias:
        notes.append(
            _(
                "The stock screens weren't read: no `check_alias` of the deployment leads to a room "
                "that is known to have no theme."
            )
        )
        return {}
    with join_meeting(transport, alias) as meeting:
        found = meeting.get("theme/") if meeting else None
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
            isinstance(one, dict) and one.get("alias") == alias for one in room.get("aliases") or ()
        )
        for room in node.all(Resource.ROOM)
    )
