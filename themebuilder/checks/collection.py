"""Questions asked of all themes together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from themebuilder.checks.base import Context, Finding, check
from themebuilder.core.problems import suggest_name
from themebuilder.core.tree import Map
from themebuilder.definitions.outline import Outline

Outlines = Sequence[Outline]


@check("successor-unknown")
def successor_unknown(outlines: Outlines, _context: Context) -> Iterator[Finding]:
    names = [outline.name for outline in outlines]
    for outline in outlines:
        if outline.valid.then and outline.valid.then not in names:
            hint = suggest_name(outline.valid.then, names, "Write the theme.")
            message = f"There is no theme named `{outline.valid.then}`."
            yield _valid(outline).place_of("then"), message, hint


@check("successor-missing")
def successor_missing(outlines: Outlines, _context: Context) -> Iterator[Finding]:
    for outline in outlines:
        if outline.valid.until and not outline.valid.then:
            message = f"The theme ends on {outline.valid.until}, and none takes over."
            yield _valid(outline).place_of("until"), message


@check("dates-leave-a-gap")
def dates_leave_a_gap(outlines: Outlines, _context: Context) -> Iterator[Finding]:
    for outline, successor in _successions(outlines):
        assert outline.valid.until  # noqa: S101 - a succession has an end
        if outline.valid.until == date.max:
            continue  # no day comes after it
        due = outline.valid.until + timedelta(days=1)
        if successor.valid.since and successor.valid.since > due:
            days = (successor.valid.since - due).days
            message = (
                f"The theme ends on {outline.valid.until} and `{successor.name}` begins on "
                f"{successor.valid.since}: {days} day{'s' * (days != 1)} without a theme."
            )
            yield _valid(outline).place_of("until"), message, f"Let it begin on {due}."


@check("dates-overlap")
def dates_overlap(outlines: Outlines, _context: Context) -> Iterator[Finding]:
    for outline, successor in _successions(outlines):
        if successor.valid.since and outline.valid.overlaps(successor.valid):
            message = (
                f"The theme ends on {outline.valid.until}, and `{successor.name}` begins on "
                f"{successor.valid.since} already."
            )
            yield _valid(outline).place_of("until"), message


@check("path-taken")
def path_taken(outlines: Outlines, _context: Context) -> Iterator[Finding]:
    by_path: dict[str, list[Outline]] = {}
    for outline in outlines:
        if outline.path and not outline.problems:
            by_path.setdefault(outline.path.lower(), []).append(outline)
    for sharing in by_path.values():
        for number, outline in enumerate(sharing):
            for other in sharing[:number]:
                # Where one succeeds the other, dates-overlap has said it.
                is_handover = outline.name == other.valid.then or other.name == outline.valid.then
                if outline.valid.overlaps(other.valid) and not is_handover:
                    message = f"`{other.name}` is on the path `{outline.path}` on the same days."
                    hint = f"Give `{outline.name}` a path of its own, or dates that do not meet."
                    yield outline.merged.place_of("webapp", "path"), message, hint


@check("path-reserved")
def path_reserved(outlines: Outlines, _context: Context) -> Iterator[Finding]:
    for outline in outlines:
        if outline.path.lower() in {"webapp", "webapp2", "webapp3", "api", "admin", "static"}:
            message = f"`{outline.path}` is one of the platform's own paths."
            yield outline.merged.place_of("webapp", "path"), message


@check("organisation-outlived")
def organisation_outlived(outlines: Outlines, _context: Context) -> Iterator[Finding]:
    for outline in outlines:
        for document in outline.organisations[:1]:
            end = day_of(document.tree.text("valid", "until"))
            if end and (outline.valid.until or date.max) > end:
                message = f"{document.tree.text('name')} ends on {end}, the theme does not."
                yield outline.line[0].tree.place_of("theme"), message


def _successions(outlines: Outlines) -> Iterator[tuple[Outline, Outline]]:
    by_name = {outline.name: outline for outline in outlines}
    for outline in outlines:
        successor = by_name.get(outline.valid.then)
        if successor and outline.valid.until:
            yield outline, successor


def day_of(text: str) -> date | None:
    """The day that a definition gives, or None."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None  # none was given, or it was told that it is none


def _valid(outline: Outline) -> Map:
    return outline.merged.map("valid")


CHECKS = (
    successor_unknown,
    successor_missing,
    dates_leave_a_gap,
    dates_overlap,
    path_taken,
    path_reserved,
    organisation_outlived,
)
