"""``themebuilder list``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence

import click

from themebuilder.cli.workspace import Workspace
from themebuilder.definitions.outline import Outline, outline_themes


@click.command("list")
@click.option("--tree", is_flag=True, help="Who extends whom, and the tree of organisations.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def command(workspace: Workspace, *, tree: bool, as_json: bool) -> None:
    """List the themes: own ones and shipped ones."""
    library = workspace.any_library
    found = outline_themes(library)
    own = library.own.get("theme", {})
    if as_json:
        listed = [_entry(outline, outline.name in own) for outline in found]
        click.echo(
            json.dumps({"schema": 1, "command": "list", "ok": True, "themes": listed}, indent=2)
        )
    elif tree:
        parents = {outline.name: _parent(outline) for outline in found}
        _print_tree(parents, lambda name: "" if name in own else "  (shipped)")
        click.echo()
        _print_tree(
            {
                name: document.tree.text("part_of")
                for name in library.names("organisation")
                if (document := library.get("organisation", name))
            },
            lambda _name: "",
        )
    else:
        _print_table(found, own)
    if library.problems:
        faults = f"{len(library.problems)} faults" if library.problems[1:] else "A fault"
        click.echo(f"{faults} may hide a theme: `themebuilder check` says what is wrong.", err=True)


def _entry(outline: Outline, is_own: bool) -> dict[str, object]:  # noqa: FBT001 - private
    return {
        "theme": outline.name,
        "title": outline.title,
        "extends": _parent(outline) or None,
        "organisation": next(iter(outline.organisation_names), None),
        "audience": outline.audience,
        "reach": outline.reach,
        "path": outline.path or None,
        "valid": {
            "since": outline.valid.since.isoformat() if outline.valid.since else None,
            "until": outline.valid.until.isoformat() if outline.valid.until else None,
            "then": outline.valid.then or None,
        },
        "own": is_own,
    }


def _parent(outline: Outline) -> str:
    parent = outline.line[0].tree.text("extends")
    return "" if parent == outline.name else parent


def _print_table(found: Sequence[Outline], own: Iterable[str]) -> None:
    rows = [("THEME", "ORGANISATION", "AUDIENCE", "REACH", "PATH", "IN USE", "")]
    for outline in found:
        since, until = outline.valid.since, outline.valid.until
        days = f"{since or ''} – {until or ''}" if since or until else "always"
        organisation = next(iter(outline.organisation_names), "?")
        origin = "" if outline.name in own else "shipped"
        rows.append(
            (
                outline.name,
                organisation,
                outline.audience,
                outline.reach,
                outline.path,
                days,
                origin,
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo("  ".join(cells).rstrip())


def _print_tree(parents: dict[str, str], note: Callable[[str], str]) -> None:
    below: dict[str, list[str]] = {}
    for name, parent in parents.items():
        hangs = parent in parents and parent != name
        below.setdefault(parent if hangs else "", []).append(name)
    shown: set[str] = set()
    # Whoever comes from each other in a circle hangs below nobody, and is shown all the same.
    for top in (*below.get("", ()), *parents):
        waiting = [(top, "", "")]
        while waiting:
            name, indent, twig = waiting.pop()
            if name in shown:
                continue
            shown.add(name)
            click.echo(f"{indent}{twig}{name}{note(name)}")
            indent += {"": "", "├─ ": "│  ", "└─ ": "   "}[twig]
            children = [child for child in below.get(name, ()) if child not in shown]
            twigs = ["├─ "] * len(children[1:]) + ["└─ "]
            waiting += [(child, indent, twig) for child, twig in zip(children, twigs)][::-1]  # noqa: B905 - a leaf has no twig
