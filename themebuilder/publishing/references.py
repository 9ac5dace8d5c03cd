"""Everything on a node that points at a package, ours or not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from themebuilder.core.problems import ThemeError
from themebuilder.publishing.built import Kind
from themebuilder.publishing.failure import fail
from themebuilder.publishing.node_reader import NodeReader
from themebuilder.publishing.objects import GLOBAL, Object, Ref, Resource, key_of

_USERS = {
    Resource.ROOM: "room",
    Resource.RULE: "call routing rule",
    Resource.TEMPLATE: "LDAP template",
    Resource.CONNECTOR: "Exchange connector",
}


@dataclass(frozen=True, slots=True)
class Reference:
    """An object that points at the package *key* of a *kind*; *label* is how people call it."""

    kind: Kind
    key: str
    ref: Ref
    label: str


def references(node: NodeReader) -> Iterator[Reference]:
    """Each path, room, rule, template and connector that names a package, and the default theme."""
    for path in node.all(Resource.PATH):
        if key := key_of(path.get("branding")):
            ref = Ref(Resource.PATH, str(path.get("id")))
            yield Reference(Kind.WEBAPP, key, ref, f"/{path.get('slug')}")
    yield from theme_references(node)


def theme_references(node: NodeReader, unread: list[str] | None = None) -> Iterator[Reference]:
    """What points at a service theme.

    What the account may not read is added to *unread*; without it, that raises `ThemeError`.
    """
    settings = node.get(GLOBAL)
    if settings is None or "default_theme" not in settings:
        fail("node-broken", "The node does not show its default theme.", node.origin)
    if key := key_of(settings["default_theme"]):
        yield Reference(Kind.MEETING, key, GLOBAL, "the default theme")
    index: Object = node.index()
    for resource, called in _USERS.items():
        for item in _items(node, resource, unread) if resource in index else ():
            if key := key_of(item.get("ivr_theme")):
                ref = Ref(resource, str(item.get("id")))
                yield Reference(Kind.MEETING, key, ref, f"{called} {item.get('name')!r}")


def _items(node: NodeReader, resource: Resource, unread: list[str] | None) -> list[Object]:
    try:
        return node.all(resource)
    except ThemeError as error:
        is_refused = all(found.rule.name == "not-admitted" for found in error.problems)
        if unread is None or not is_refused:
            raise
        unread.append(f"each {_USERS[resource]}, which this account may not read")
        return []
