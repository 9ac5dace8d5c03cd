"""``themebuilder where``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import click

from themebuilder.cli.options import json_option, theme_options
from themebuilder.cli.output import print_text
from themebuilder.cli.workspace import ThemeSelection, Workspace
from themebuilder.core.messages import N_, _
from themebuilder.definitions.outline import Outline
from themebuilder.definitions.texts import WORDING_MESSAGES
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
    APP: N_("\n  In the web app (Webapp3 branding)"),
    SCREEN: N_("\n  On the screens (service theme)"),
    PROMPT: N_("\n  By voice (service theme)"),
}
_EVIDENCE = N_(
    "Evidence: P published by Pexip, L read from your own deployment, Q quoted, F reported, "
    "I inferred (unconfirmed), ? unknown."
)


@click.command("where")
@click.argument("message", type=click.Choice(WORDING_MESSAGES), metavar="MESSAGE")
@theme_options
@json_option
@click.pass_obj
def where(workspace: Workspace, message: str, selection: ThemeSelection, *, as_json: bool) -> None:
    """List every place where guests read or hear a message, also those that no package can change.

    MESSAGE is `waiting`, `locked`, `late`, `ended`, `welcome`, `audio` or `transfer`.
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
            "places": [_make_entry(place) for place in places],
        }
        for outline, places in found
    ]
    external = [asdict(place) for place in list_external_texts(message)]
    workspace.finish(problems, {"message": message, "themes": entries, "out_of_reach": external})


def _print_theme(message: str, outline: Outline, places: Sequence[MessagePlace]) -> None:
    wording = outline.merged.text("wording", message)
    values = {"theme": outline.name, "message": message, "wording": wording}
    title = (
        N_("{theme}: {message} (wording {wording})")
        if wording
        else N_("{theme}: {message} (no wording)")
    )
    click.secho(_(title, **values), bold=True)
    for kind, heading in _HEADINGS.items():
        click.echo(_(heading))
        for place in places:
            if place.kind == kind:
                _print_place(place)
    click.echo()


def _print_place(place: MessagePlace) -> None:
    unnamed = _("(name unknown)") if place.kind == PROMPT and place.text else _("(none)")
    name = click.style(place.name or unnamed, bold=True)
    click.echo(f"    {name}  {place.language}  [{place.evidence or '?'}]")
    for line in place.text.splitlines():
        click.echo(f"      | {line}")
    if place.situations:
        labels = (
            f"{_(load_situations()[id_].label)} [{mark}]" for id_, mark in place.situations.items()
        )
        print_text(
            _("for guests: {situations}", situations=", ".join(labels)), "      ", "        "
        )
    if place.note:
        sign = click.style("! ", fg="yellow", bold=True) if place.is_lacking else "  "
        print_text(f"{sign}{place.note}", "      ", "        ")
    for set_at in place.places:
        click.echo(f"        {set_at}")


def _print_external(message: str) -> None:
    click.secho(_("Places that no package can change"), bold=True)
    for place in list_external_texts(message):
        click.echo()
        print_text(f"{place.place}  [{place.evidence}]", "  ", "    ")
        for line in (f"{place.said}.", place.instead):
            print_text(line, "      ")
    click.echo()
    print_text(_(_EVIDENCE))


def _make_entry(place: MessagePlace) -> dict[str, Any]:
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
