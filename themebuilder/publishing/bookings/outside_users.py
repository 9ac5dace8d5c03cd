"""References from outside the node: systems that name a service theme without the node showing it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from themebuilder.core.messages import _, join_messages
from themebuilder.core.problems import Problem, ThemeError, problem, suggest_name
from themebuilder.publishing.bookings.booking_templates import Bookings
from themebuilder.publishing.build_output import BuildOutput
from themebuilder.publishing.deployment import Deployment
from themebuilder.publishing.node.node_state import NodePackage, NodeState
from themebuilder.publishing.node.objects import ROOT, PackageKind, Resource
from themebuilder.publishing.session import Session

_ADDRESS = re.compile(rf"(?:https?://[^/]+)?{ROOT}{Resource.THEME.value}/([0-9]+)/?|([0-9]+)")


def find_outside_users(
    session: Session, packages: Iterable[NodePackage], unread: list[str] | None = None
) -> Mapping[NodePackage, tuple[str, ...]]:
    """Return those of *packages* that something outside the node uses, and what that is.

    A booking service or file that can't be read is added to *unread*; without it, that raises
    `ThemeError`.
    """
    deployment = session.deployment
    themes = [package for package in packages if package.kind is PackageKind.MEETING]
    users: dict[NodePackage, dict[str, None]] = {}
    named = {text.value: text.place for text in deployment.used_elsewhere}
    for package in themes:
        if package.theme in named:
            label = _("`used_elsewhere` in {place}", place=named[package.theme])
            users.setdefault(package, {})[label] = None
    if themes and deployment.bookings:
        try:
            bookings = session.read_bookings()
        except ThemeError as error:
            if unread is None:
                raise
            unread.append(join_messages((found.message for found in error.problems), " "))
            bookings = Bookings()
        for reference, user in _list_references(bookings):
            if found := find_theme(themes, reference):
                users.setdefault(found, {})[user] = None
    return {package: tuple(labels) for package, labels in users.items()}


def find_theme(packages: Iterable[NodePackage], reference: str) -> NodePackage | None:
    """Return the service theme that a template means by its address, its id or its exact name."""
    themes = [package for package in packages if package.kind is PackageKind.MEETING]
    match = _ADDRESS.fullmatch(reference.strip())
    key = (match[1] or match[2]) if match else ""
    found = (package for package in themes if key and package.key == key)
    return next(found, None) or next((theme for theme in themes if theme.name == reference), None)


def _list_references(bookings: Bookings) -> Iterator[tuple[str, str]]:
    """Yield how each template and room names its theme, and what to call it."""
    for template in bookings.templates:
        label = _(
            "booking template {id} of {organisation}",
            id=template.id,
            organisation=template.organisation,
        )
        yield template.theme, label
    for theme in (*bookings.pooled, *bookings.waiting):
        yield theme, _("rooms that are pooled or booked")


def find_unknown_themes(
    deployment: Deployment, output: BuildOutput, live: NodeState
) -> Iterator[Problem]:
    """Yield a problem for each theme in `used_elsewhere` that is neither defined nor on the node.

    A theme that is no longer defined may still be in use.
    """
    known = output.entries.keys() | output.defined
    known |= {package.theme for package in live.packages} - {""}
    for text in deployment.used_elsewhere:
        if text.value not in known:
            message = _("No theme is named `{name}`.", name=text.value)
            hint = suggest_name(text.value, sorted(known))
            yield problem("name-unknown", message, text.place, hint)
