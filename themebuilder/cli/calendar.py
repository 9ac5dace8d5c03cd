"""``themebuilder calendar``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from itertools import groupby

import click

from themebuilder.cli.build import check_chosen
from themebuilder.cli.options import json_option, theme_options
from themebuilder.cli.output import print_text
from themebuilder.cli.reviews import report_screens
from themebuilder.cli.workspace import ThemeSelection, Workspace
from themebuilder.core.messages import N_, _
from themebuilder.releases.calendar import (
    AUDIENCES,
    REACHES,
    UNAPPROVED_SCREENS,
    CalendarEvent,
    list_events,
)
from themebuilder.translation.coverage import cover_themes

_KINDS = {
    ("begins", False): N_("Begins: {title} (`{name}`)"),
    ("begins", True): N_("Begins: {title} (`{name}`), in place of {others}"),
    ("ends", False): N_("Last day: {title} (`{name}`)"),
    ("ends", True): N_("Last day: {title} (`{name}`). Then: {others}"),
}


@click.command("calendar")
@theme_options
@json_option
@click.pass_obj
def calendar(workspace: Workspace, *, selection: ThemeSelection, as_json: bool) -> None:
    """Show which themes and organisations begin and end when, and what isn't ready.

    Lists what a successor weakens, missing successors, days without a theme, names that end, texts that
    are missing or not approved, and screens that reviewers haven't approved.
    """
    chosen = workspace.choose(selection)
    reviewed = report_screens(workspace, chosen)
    problems = [*check_chosen(workspace, chosen), *reviewed]
    covered = cover_themes(workspace.library, workspace.platform, chosen)
    events = list_events(chosen, workspace.outlines, problems, covered)
    # What stands in a file that can't be read is in no line of the calendar, nor is an impossible day.
    damaged = (problem for problem in reviewed if problem.rule.name != UNAPPROVED_SCREENS)
    faults = (problem for outline in chosen for problem in outline.problems)
    unread = [*workspace.library.problems, *faults, *damaged]
    begin = {one.name for one in events if one.kind == "begins"}
    # Those that begin say it themselves.
    in_use = [
        problem
        for problem in problems
        if problem.rule.name == UNAPPROVED_SCREENS and problem.theme not in begin
    ]
    if as_json:
        days = [{**asdict(one), "day": one.day.isoformat()} for one in events]
        unapproved = [{"theme": problem.theme, "message": problem.message} for problem in in_use]
        workspace.finish(unread, {"events": days, "unapproved": unapproved})
        return
    if not events and not unread:
        click.echo(_("No theme or organisation has a first or a last day."))
    for day, found in groupby(events, key=lambda one: one.day):
        click.echo(_("{day}", day=day))
        for event in found:
            _print_event(event)
    if in_use:
        click.echo(_("In use, and not approved as it is now"))
    for problem in in_use:
        print_text(f"`{problem.theme}`: {problem.message}", "  ", "    ")
    workspace.finish(unread, {})


def _print_event(event: CalendarEvent) -> None:
    others = ", ".join(f"`{name}`" for name in event.others)
    line = _KINDS[event.kind, bool(others)]
    print_text(_(line, title=event.title, name=event.name, others=others), "  ", "    ")
    if event.audience:
        click.echo("    " + ", ".join(_describe_use(event)))
    for note in event.notes:
        print_text(f"- {note.message}", "    ", "      ")


def _describe_use(event: CalendarEvent) -> Iterator[str]:
    yield _(AUDIENCES[event.audience])
    yield _(REACHES[event.reach])
    if event.path:
        yield f"/{event.path}"
