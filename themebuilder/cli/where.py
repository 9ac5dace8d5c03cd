"""``themebuilder where``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import click

from themebuilder.cli.options import json_option, theme_options
from themebuilder.cli.output import print_text
from themebuilder.cli.workspace import ThemeSelection, Workspace
from themebuilder.definitions.outline import Outline
from themebuilder.definitions.texts import MESSAGES
from themebuilder.platform.shipped import load_situations
from themebuilder.translation.where import (
    APP,
    PROMPT,
    SCREEN,
    MessagePlace,
    find_places,
    list_external_texts,
)

_HEADINGS = {
    APP: "In the web app (Webapp3 branding)",
    SCREEN: "On the screens (service theme)",
    PROMPT: "By voice (service theme)",
}
_EVIDENCE = (
    "P published, L learnt from your deployment, Q quoted, F reported, I inferred, ? not known"
)


@click.command("where")
@click.argument("message", type=click.Choice(MESSAGES))
@theme_options
@json_option
@click.pass_obj
def where(workspace: Workspace, message: str, selection: ThemeSelection, *, as_json: bool) -> None:
    """List each place where guests read or hear a message, and the places that we can't change.

    MESSAGE is waiting, locked, late or ended. Without THEME: all themes of the workspace.
    """
    themes, problems = workspace.resolve(selection)
    found = [
        (outline, find_places(message, theme, workspace.library, workspace.platform))
        for outline, theme in themes
    ]
    if not as_json:
        for outline, places in found:
            _print_theme(message, outline, places)
        _print_external(message)
    entries = [
        {
            "theme": outline.name,
            "wording": outline.merged.text("wording", message) or None,
            "places": [_entry(place) for place in places],
        }
        for outline, places in found
    ]
    external = [asdict(place) for place in list_external_texts(message)]
    workspace.finish(problems, {"message": message, "themes": entries, "out_of_reach": external})


def _print_theme(message: str, outline: Outline, places: Sequence[MessagePlace]) -> None:
    wording = outline.merged.text("wording", message)
    origin = f"wording {wording}" if wording else "no wording is picked"
    click.secho(f"{outline.name}: {message} ({origin})", bold=True)
    for kind, heading in _HEADINGS.items():
        click.echo(f"\n  {heading}")
        for place in places:
            if place.kind == kind:
                _print_place(place)
    click.echo()


def _print_place(place: MessagePlace) -> None:
    unnamed = "(name not known)" if place.kind == PROMPT and place.text else "(none)"
    name = click.style(place.name or unnamed, bold=True)
    click.echo(f"    {name}  {place.language}  [{place.evidence or '?'}]")
    for line in place.text.splitlines():
        click.echo(f"      | {line}")
    if place.situations:
        labels = (
            f"{load_situations()[id_].label} [{mark}]" for id_, mark in place.situations.items()
        )
        print_text(f"for guests: {', '.join(labels)}", "      ", "        ")
    if place.note:
        sign = click.style("! ", fg="yellow", bold=True) if place.is_lacking else "  "
        print_text(f"{sign}{place.note}", "      ", "        ")
    for set_at in place.places:
        click.echo(f"        {set_at}")


def _print_external(message: str) -> None:
    click.secho("Out of reach of a package", bold=True)
    for place in list_external_texts(message):
        click.echo()
        print_text(f"{place.place}  [{place.evidence}]", "  ", "    ")
        for line in (f"{place.said}.", place.instead):
            print_text(line, "      ")
    click.echo()
    print_text(f"Evidence: {_EVIDENCE}.")


def _entry(place: MessagePlace) -> dict[str, Any]:
    return {
        "package": "webapp3" if place.kind == APP else "service-theme",
        "kind": "text" if place.kind == APP else place.kind,
        "name": place.name or None,
        "language": place.language,
        "text": place.text or None,
        "set_at": [one.to_json() for one in place.places],
        "evidence": place.evidence or None,
        "situations": {id_: mark.value for id_, mark in place.situations.items()},
        "note": place.note,
        "lacking": place.is_lacking,
    }
