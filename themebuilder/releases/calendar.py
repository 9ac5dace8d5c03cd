"""What begins and ends when, for whom, and what won't be ready by then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from themebuilder.checks.glossary import parse_day
from themebuilder.core.messages import N_, _, _n, name_language
from themebuilder.core.problems import Problem
from themebuilder.definitions.library import Document
from themebuilder.definitions.outline import Outline
from themebuilder.settings import find_weakened
from themebuilder.translation.coverage import Coverage

RULES = frozenset({"dates-do-not-join", "organisation-outlived", "name-outlived"})
"""Rules whose problems say that something won't be ready on a day."""
UNAPPROVED_SCREENS = "screen-unapproved"
WEAKENED, UNAPPROVED, MISSING = "successor-weakens-setting", "text-unapproved", "text-missing"
AUDIENCES = {
    "citizen": N_("for citizens"),
    "clinician": N_("for clinicians"),
    "everyone": N_("for everyone"),
}
"""Audience -> its name, for people."""
REACHES = {"internal": N_("internal"), "external": N_("external")}
"""Reach -> its name, for people."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something that won't be ready; *kind* is the rule that reports it, or what isn't ready."""

    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """A theme or an organisation that begins on a *day*, or is used on it for the last time.

    *others* are the names of its successor or its predecessors. An organisation has no *audience*,
    *reach* and *path*.
    """

    day: date
    kind: Literal["begins", "ends"]
    name: str
    title: str
    organisation: str
    others: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    audience: str = ""
    reach: str = ""
    path: str = ""


def list_events(
    chosen: Sequence[Outline],
    every: Sequence[Outline],
    problems: Iterable[Problem],
    covered: Iterable[Coverage],
) -> list[CalendarEvent]:
    """Return the events of the *chosen* themes and of their organisations, by day.

    *every* theme can precede another. *problems* and *covered* texts are those of the chosen themes.
    """
    notes: dict[str, list[Note]] = {outline.name: [] for outline in chosen}
    unready: dict[str, list[Note]] = {}
    files = {outline.lineage[0].file: outline.name for outline in chosen}
    for found in problems:
        name = found.theme or files.get(found.place.file, "")
        if found.rule.name in RULES and name in notes:
            notes[name].append(Note(found.rule.name, found.message))
        elif found.rule.name == UNAPPROVED_SCREENS:
            unready.setdefault(name, []).append(Note(found.rule.name, found.message))
    for coverage in covered:
        unready.setdefault(coverage.name, []).extend(_describe_texts(coverage))
    found_events = [
        *(
            event
            for outline in chosen
            for event in _list_theme(outline, every, notes[outline.name], unready)
        ),
        *_list_organisations(chosen),
    ]
    return sorted(
        found_events,
        key=lambda event: (event.day, event.kind != "ends", event.audience, event.name),
    )


def _list_theme(
    outline: Outline,
    every: Sequence[Outline],
    notes: Sequence[Note],
    unready: Mapping[str, Sequence[Note]],
) -> Iterator[CalendarEvent]:
    who = (outline.name, outline.title, "".join(outline.organisation_names[:1]))
    use = {"audience": outline.audience, "reach": outline.reach, "path": outline.path}
    since, until, then = outline.valid.since, outline.valid.until, outline.valid.then
    if since:
        before = [other for other in every if other.valid.then == outline.name]
        weakened = (note for old in before for note in _list_weakened(old, outline))
        faults = (*weakened, *unready.get(outline.name, ()), *(() if until else notes))
        yield CalendarEvent(
            since, "begins", *who, tuple(earlier.name for earlier in before), faults, **use
        )
    if until and until != date.max:
        # A successor without a first day has no event of its own.
        silent = (other for other in every if other.name == then and not other.valid.since)
        faults = (*notes, *(note for new in silent for note in _list_weakened(outline, new)))
        yield CalendarEvent(until, "ends", *who, (then,) if then else (), faults, **use)


def _list_weakened(old: Outline, new: Outline) -> Iterator[Note]:
    values = [{key: setting.value for key, setting in side.settings.items()} for side in (old, new)]
    reason = old.accept.get(WEAKENED)
    for change in find_weakened(*values):
        details = {"theme": old.name, "change": change}
        if reason:
            message = _(
                "From `{theme}`: {change}. Accepted: {reason}", **details, reason=reason.value
            )
        else:
            message = _("From `{theme}`: {change}.", **details)
        yield Note(WEAKENED, message)


def _describe_texts(found: Coverage) -> Iterator[Note]:
    language = name_language(found.language)
    if count := sum(found.states.values()) - found.states.get("approved", 0):
        message = _n(
            "{count} text isn't approved ({language}).",
            "{count} texts aren't approved ({language}).",
            count,
            language=language,
        )
        yield Note(UNAPPROVED, message)
    if count := len(found.missing):
        message = _n(
            "{count} text is missing ({language}).",
            "{count} texts are missing ({language}).",
            count,
            language=language,
        )
        yield Note(MISSING, message)


def _list_organisations(chosen: Sequence[Outline]) -> Iterator[CalendarEvent]:
    every: dict[str, Document] = {
        organisation.name: organisation for theme in chosen for organisation in theme.organisations
    }
    for name, document in every.items():
        valid = document.tree.map("valid")
        since, until = (parse_day(valid.text(key)) for key in ("from", "until"))
        title, above = document.tree.text("name", default=name), document.tree.text("part_of")
        then = valid.text("then")
        before = [
            definition.name
            for definition in every.values()
            if definition.tree.map("valid").text("then") == name
        ]
        if since:
            yield CalendarEvent(since, "begins", name, title, above, tuple(before))
        if until and until != date.max:
            yield CalendarEvent(until, "ends", name, title, above, (then,) if then else ())
