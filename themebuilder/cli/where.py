"""``themebuilder where``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import Any

import click

from themebuilder.cli.options import complete_themes
from themebuilder.cli.workspace import FOUND, Workspace
from themebuilder.core.problems import Problem, ThemeError
from themebuilder.definitions.outline import Outline
from themebuilder.definitions.texts import MESSAGES
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


@click.command("where")
@click.argument("message", type=click.Choice(MESSAGES))
@click.argument("themes", nargs=-1, metavar="[THEME]...", shell_complete=complete_themes)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def command(workspace: Workspace, message: str, themes: tuple[str, ...], *, as_json: bool) -> None:
    """List each place where a message is read or heard, and the places out of reach.

    MESSAGE is waiting, locked, late or ended. Without THEME: all themes of the workspace.
    """
    found: list[tuple[Outline, list[MessagePlace]]] = []
    problems: list[Problem] = list(workspace.library.problems)
    from themebuilder.definitions.resolver import resolve_theme  # heavy

    for outline in workspace.choose(themes):
        try:
            theme = resolve_theme(workspace.library, outline)
        except ThemeError as error:
            problems += error.problems
            continue
        found.append((outline, find_places(message, theme, workspace.library, workspace.platform)))
    if as_json:
        click.echo(json.dumps(_document(message, found, problems), indent=2, ensure_ascii=False))
    else:
        _Page(workspace).print(message, found)
        if problems:
            workspace.tell(problems, command="where")
    if problems:
        sys.exit(FOUND)


class _Page:
    """The answer as a person reads it."""

    def __init__(self, workspace: Workspace) -> None:
        self._is_colored = workspace.is_colored(sys.stdout)

    def print(self, message: str, found: Iterable[tuple[Outline, list[MessagePlace]]]) -> None:
        for outline, spots in found:
            wording = outline.merged.text("wording", message)
            said = f"wording {wording}" if wording else "no wording is picked"
            click.echo(self._bold(f"{outline.name}: {message} ({said})"))
            for kind, heading in _HEADINGS.items():
                click.echo(f"\n  {heading}")
                for spot in spots:
                    if spot.kind == kind:
                        self._print_spot(spot)
            click.echo()
        click.echo(self._bold("Out of reach of a package"))
        for place in list_external_texts(message):
            click.echo(f"\n  {place.place}  [{place.evidence}]")
            for line in (f"{place.said}.", place.instead):
                click.echo(click.wrap_text(line, 96, "      ", "      "))
        marks = "P published, L learnt from your deployment, Q quoted, F reported, I inferred"
        click.echo(f"\nEvidence: {marks}, ? not known.")

    def _print_spot(self, spot: MessagePlace) -> None:
        name = spot.name or ("(name not known)" if spot.kind == PROMPT and spot.text else "(none)")
        click.echo(f"    {self._bold(name)}  {spot.language}  [{spot.evidence or '?'}]")
        if spot.text:
            for line in spot.text.splitlines():
                click.echo(f"      | {line}")
        if spot.note:
            note = click.wrap_text(spot.note, 96, "        ", "        ")[8:]
            sign = self._warned("! ") if spot.is_lacking else "  "
            click.echo(f"      {sign}{note}")
        for place in spot.places:
            click.echo(f"        {place}")

    def _bold(self, text: str) -> str:
        return click.style(text, bold=True) if self._is_colored else text

    def _warned(self, text: str) -> str:
        return click.style(text, fg="yellow", bold=True) if self._is_colored else text


def _document(
    message: str, found: list[tuple[Outline, list[MessagePlace]]], problems: list[Problem]
) -> dict[str, Any]:
    return {
        "schema": 1,
        "command": "where",
        "ok": not problems,
        "message": message,
        "themes": [
            {
                "theme": outline.name,
                "wording": outline.merged.text("wording", message) or None,
                "places": [_entry(spot) for spot in spots],
            }
            for outline, spots in found
        ],
        "out_of_reach": [
            {
                "place": place.place,
                "said": place.said,
                "evidence": place.evidence,
                "instead": place.instead,
            }
            for place in list_external_texts(message)
        ],
        "problems": [
            {"rule": one.rule.name, "message": one.message, "place": str(one.place)}
            for one in problems
        ],
    }


def _entry(spot: MessagePlace) -> dict[str, Any]:
    return {
        "package": "webapp3" if spot.kind == APP else "service-theme",
        "kind": {APP: "text"}.get(spot.kind, spot.kind),
        "name": spot.name or None,
        "language": spot.language,
        "text": spot.text or None,
        "set_at": [
            {"file": place.file, "line": place.line, "column": place.column}
            for place in spot.places
        ],
        "evidence": spot.evidence or None,
        "note": spot.note,
        "lacking": spot.is_lacking,
    }
