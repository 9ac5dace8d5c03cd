"""``themebuilder show``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

import click

from themebuilder.cli.options import Name, complete_themes, own_themes
from themebuilder.cli.workspace import FOUND, Workspace, stop
from themebuilder.core.problems import Place, ThemeError
from themebuilder.core.tree import walk_texts
from themebuilder.definitions.outline import Outline
from themebuilder.reports.visible import escape_hidden
from themebuilder.settings import DEFAULTS

Row = tuple[str, str, Place | None, str]
"""Key, value, where it was set (None: nowhere, it is a default or derived), and a note."""


@click.command("show")
@click.argument("theme", type=Name(own_themes), shell_complete=complete_themes)
@click.argument("prefix", default="")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def command(workspace: Workspace, theme: str, prefix: str, *, as_json: bool) -> None:
    """Print a complete theme: each value with the file and line that set it.

    PREFIX narrows it down: `show borger texts.da.meeting`.
    """
    form = "json" if as_json else "text"
    try:
        rows = [row for row in _rows(workspace, theme) if row[0].startswith(prefix)]
    except ThemeError as error:
        workspace.tell([*workspace.library.problems, *error.problems], command="show", form=form)
        sys.exit(FOUND)
    if not rows:
        stop(f"`{theme}` has nothing that begins with `{prefix}`.")
    if as_json:
        values = [
            {
                "key": key,
                "value": value,
                "file": place.file if place else None,
                "line": place.line if place else None,
                "column": place.column if place else None,
                "note": note,
            }
            for key, value, place, note in rows
        ]
        click.echo(
            json.dumps({"schema": 1, "command": "show", "ok": True, "values": values}, indent=2)
        )
        return
    width = min(max(len(key) for key, *_ in rows), 44)
    for key, value, place, note in rows:
        said = (
            escape_hidden(value) if value.isprintable() and value else f'"{escape_hidden(value)}"'
        )
        where = escape_hidden(str(place)) if place else "(default)"
        name = escape_hidden(key)
        click.echo(f"{name:<{width}}  {said}\n{'':<{width}}    {where}{note and f'  {note}'}")


def _one(workspace: Workspace, name: str) -> Outline:
    found = [outline for outline in workspace.outlines if outline.name == name]
    found = found or workspace.choose([name])
    if not found:
        raise ThemeError(workspace.library.problems)
    return found[0]


def _rows(workspace: Workspace, name: str) -> Iterator[Row]:
    from themebuilder.definitions.resolver import resolve_theme

    outline = _one(workspace, name)
    theme = resolve_theme(workspace.library, outline)
    yield "theme", theme.name, outline.line[0].tree.place_of("theme"), ""
    yield "extends", " > ".join(theme.parents) or "-", outline.merged.place_of("extends"), ""
    organisations = " > ".join(theme.organisations)
    yield "organisation", organisations, outline.merged.place_of("organisation"), ""
    skipped = ("theme", "extends", "organisation", "texts", "accept")
    for path, text in walk_texts(outline.merged):
        if path[0] not in skipped:
            yield ".".join(path), text.value, text.place, ""
    for number, shade in enumerate(theme.brand.palette, 1):
        place = outline.merged.place_of("brand", "palette")
        is_given = "palette" in outline.merged.map("brand").entries
        note = "" if is_given else "derived from brand.color"
        yield f"brand.palette.{number}", shade, place if is_given else None, note
    for key in sorted({*DEFAULTS, *theme.settings}):
        setting = theme.settings.get(key)
        set_at = setting.place if setting else None
        note = f"set by {setting.organisation}" if setting else ""
        yield f"settings.{key}", outline.setting(key), set_at, note
    for kind, languages in theme.messages.items():
        for language, message in languages.items():
            for part in ("title", "body", "spoken"):
                words = getattr(message, part)
                if words.text:
                    yield f"wording.{kind}.{language}.{part}", words.text, words.place, ""
    for language, texts in theme.texts.items():
        for key, words in sorted(texts.items()):
            yield f"texts.{language}.{key}", words.text, words.place, ""
    for rule, reason in outline.accept.items():
        yield f"accept.{rule}", reason.value, reason.place, ""
