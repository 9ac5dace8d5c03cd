"""What the tests of bookings share: two themes, a build with codes, and the report on it."""

from __future__ import annotations

from dataclasses import replace

from tests.publishing.kit import Look
from themebuilder.publishing.bookings.booking_report import read_booking_report
from themebuilder.publishing.build_output import OrganisationEntry

NORD, SYD = Look("nord"), Look("syd", "syd")
SECRET = "s3cret-of-themebuilder"


def add_codes(output, **values):
    """The build, with a code for each organisation and what *values* say of nord's settings."""
    entries = (
        OrganisationEntry("nord", "n1", ("danmark",), values),
        OrganisationEntry("syd", "s1", ("danmark",), {}),
    )
    return replace(output, organisations=entries)


def report(world, *more, organisations=None, **values):
    """What is reported for these settings of nord, with *more* looks."""
    built = add_codes(world.build(NORD, SYD, *more), **values)
    if organisations:
        built = replace(built, organisations=organisations)
    with world.session(BOOKING_SECRET=SECRET) as session:
        return read_booking_report(session, built)


def list_changes(found):
    """Field, value before and value after of each change."""
    return [(change.field, change.before, change.after) for change in found.changes]
