"""``themebuilder list``."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

import click

from themebuilder.cli.options import json_option
from themebuilder.cli.output import print_json, print_table
from themebuilder.cli.workspace import Workspace
from themebuilder.definitions.outline import Outline, outline_themes


@click.command("list")
@click.option("--tree", is_flag=True, help="Show which theme extends which, and organisations.")
@json_option
@click.pass_obj
def list_themes(workspace: Workspace, *, tree: bool, as_json: bool) -> None:
    """List the themes: the workspace's own and the shipped ones."""
    library = workspace.any_library
    outlines = outline_themes(library)
    own = library.own.get("theme", {})
    if as_json:
        print_json(
            {"themes": [_entry(outline, is_own=outline.name in own) for outline in outlines]}
        )
    elif tree:
        parents = {outline.name: _parent(outline) for outline in outlines}
        _print_tree(parents, lambda name: "" if name in own else "  (shipped)")
        click.echo()
        organisations = {
            name: document.tree.text("part_of")
            for name in library.names("organisation")
            if (document := library.get("organisation", name))
        }
        _print_tree(organisations, lambda _name: "")
    else:
        headings = ("THEME", "ORGANISATION", "AUDIENCE", "REACH", "PATH", "IN USE", "")
        print_table(headings, [_row(outline, own) for outline in outlines])
    if library.problems:
        faults = f"{len(library.problems)} problems" if library.problems[1:] else "A problem"
        click.echo(f"{faults} may hide a theme. `themebuilder check` has the details.", err=True)


def _entry(outline: Outline, *, is_own: bool) -> dict[str, object]:
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


def _row(outline: Outline, own: Collection[str]) -> tuple[str, ...]:
    since, until = outline.valid.since, outline.valid.until
    days = f"{since or ''} – {until or ''}" if since or until else "always"
    organisation = next(iter(outline.organisation_names), "?")
    origin = "" if outline.name in own else "shipped"
    reach = outline.reach
    return outline.name, organisation, outline.audience, reach, outline.path, days, origin


def _parent(outline: Outline) -> str:
    parent = outline.line[0].tree.text("extends")
    return "" if parent == outline.name else parent


def _print_tree(parents: Mapping[str, str], note: Callable[[str], str]) -> None:
    children: dict[str, list[str]] = {}
    for name, parent in parents.items():
        has_parent = parent in parents and parent != name
        children.setdefault(parent if has_parent else "", []).append(name)
    shown: set[str] = set()
    # Members of a circle have no top; they are printed all the same.
    for top in (*children.get("", ()), *parents):
        waiting = [(top, "", "")]
        while waiting:
            name, indent, branch = waiting.pop()
            if name in shown:
                continue
            shown.add(name)
            click.echo(f"{indent}{branch}{name}{note(name)}")
            indent += {"": "", "├─ ": "│  ", "└─ ": "   "}[branch]
            below = [child for child in children.get(name, ()) if child not in shown]
            branches = ["├─ "] * (len(below) - 1) + ["└─ "]
            waiting += [(child, indent, one) for child, one in zip(below, branches)][::-1]  # noqa: B905 - without children there is one branch too many
