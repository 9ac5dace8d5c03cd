"""What booking templates select, what of it contradicts the definitions, and the list to hand over.

Templates are only read here: whoever administers them makes the changes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from themebuilder.core.json_text import Json
from themebuilder.core.messages import Message, _, _n
from themebuilder.publishing.bookings.booking_comparison import BookingComparison
from themebuilder.publishing.bookings.booking_templates import Bookings
from themebuilder.publishing.bookings.outside_users import find_theme
from themebuilder.publishing.build_output import BuildOutput
from themebuilder.publishing.node.node_state import NodeState, read_node_state
from themebuilder.publishing.node.objects import Resource, find_key
from themebuilder.publishing.session import Session


def read_booking_report(session: Session, output: BuildOutput | None) -> BookingComparison | None:
    """Read the deployment's bookings; None where it names none.

    Without a build, templates are compared with the node alone. `ThemeError` where a service, a file
    or the node can't be read.
    """
    if not session.deployment.bookings:
        return None
    bookings = session.read_bookings()
    live = read_node_state(session.node, session.deployment)
    found = BookingComparison(session, output, live)
    for template in bookings.templates:
        found.add(template)
    found.notes += [*found.list_gaps(), *_describe_rooms(session, bookings, live), *bookings.unread]
    return found


def format_values(found: BookingComparison) -> Mapping[str, Json]:
    """Return everything about the templates as JSON data."""
    return {
        "templates": [
            {
                "id": selection.template.id,
                "organisation": selection.template.organisation,
                "default": selection.template.is_default,
                "pool": selection.template.is_pool,
                "values": dict(selection.template.values),
                "means": dict(selection.meanings),
            }
            for selection in found.selections
        ],
        "changes": [
            {
                "template": change.template.id,
                "organisation": change.template.organisation,
                "field": change.field,
                "from": change.before,
                "to": change.after,
                "why": change.why,
            }
            for change in found.changes
        ],
        "notes": list(found.notes),
    }


def list_lines(found: BookingComparison) -> Iterator[str]:
    """Yield everything about the templates as lines for people."""
    if found.selections:
        yield _("Booking templates:")
    for selection in found.selections:
        yield f"  {selection.title}"
        yield from (f"    {name}: {meaning}" for name, meaning in selection.meanings.items())
    if found.changes:
        yield ""
        yield _("To hand over to whoever administers the booking templates:")
        yield from (f"  {change}" for change in found.changes)
    if found.notes:
        yield ""
        yield _("Notes on bookings:")
        yield from (f"  {note}" for note in found.notes)


def _describe_rooms(session: Session, bookings: Bookings, live: NodeState) -> Iterator[Message]:
    """Yield how many rooms have which theme already: changing a template changes none of them."""
    for pool in bookings.pools:
        yield _(
            "{organisation} keeps {available} of {desired} pooled rooms ready. They keep the theme that "
            "they were made with.",
            organisation=pool.organisation,
            available=pool.available,
            desired=pool.desired,
        )
    for theme, count in Counter(bookings.waiting).items():
        package = find_theme(live.packages, theme)
        yield _n(
            "{count} booked meeting waits for its room and will get the service theme {theme}.",
            "{count} booked meetings wait for their rooms and will get the service theme {theme}.",
            count,
            theme=package.name if package else theme,
        )
    used = [find_key(room.get("ivr_theme")) for room in session.node.all(Resource.ROOM)]
    themes = {find_theme(live.packages, template.theme): None for template in bookings.templates}
    for package in filter(None, themes):
        count = used.count(package.key)
        yield _n(
            "{count} room on the node has the service theme {theme} now.",
            "{count} rooms on the node have the service theme {theme} now.",
            count,
            theme=package.name,
        )
    yield _(
        "Meetings booked for later are not counted: their list holds names and subjects, so it isn't "
        "read. Each copied the theme of its template when it was booked."
    )
