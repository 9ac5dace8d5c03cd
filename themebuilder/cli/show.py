"""``themebuilder show`` and ``list``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import click

from themebuilder.cli.active_content import describe_acceptance
from themebuilder.cli.options import Name, json_option, parse_browser_language
from themebuilder.cli.output import get_exit_code, print_json, print_table, print_text, stop
from themebuilder.cli.package_files import make_guest_entry, print_package_language, show_package
from themebuilder.cli.workspace import ThemeSelection, Workspace, refuse_missing_file
from themebuilder.core.messages import _, _n
from themebuilder.core.problems import Place, ThemeError
from themebuilder.core.tree import walk_texts
from themebuilder.definitions.acceptance import ACTIVE_CONTENT, list_entries
from themebuilder.definitions.outline import Outline, outline_themes
from themebuilder.definitions.resolver import resolve_theme
from themebuilder.packages import webapp3
from themebuilder.packages.model import Assets, ForeignPackage
from themebuilder.packages.secret_values import describe_secret
from themebuilder.reports.findings import escape_hidden
from themebuilder.settings import DEFAULTS

_KEY_WIDTH = 30
_PASSED_ON = ("webapp", "meeting")
"""The parts of a definition that may hold secrets, as they pass on unknown keys."""


class ShownValue(NamedTuple):
    """A value of a theme; without a place it is a default, or derived from other values."""

    key: str
    value: str
    place: Place | None
    note: str = ""


@click.command("show")
@click.argument("theme", type=Name("theme"))
@click.argument("prefix", default="")
@click.option(
    "--all", "everything", is_flag=True, help="Include inherited, shipped and default values."
)
@click.option(
    "--browser-language",
    "asked",
    multiple=True,
    type=parse_browser_language,
    metavar="CODE",
    help="Show what a guest gets whose browser asks for this language, such as da-DK. Repeatable, the "
    "most wanted first.",
)
@json_option
@click.pass_obj
def show(
    workspace: Workspace,
    theme: str,
    prefix: str,
    *,
    everything: bool,
    asked: tuple[str, ...],
    as_json: bool,
) -> None:
    """Show what a theme sets: each value with its file and line.

    PREFIX narrows it down: `show borger texts.da.meeting`.

    THEME may also be a package, also one from another tool: a zip or a folder. Then it shows the
    files with their sizes and what they are for, the budget and the content digest.
    """
    refuse_missing_file(theme)
    path = Path(theme)
    is_package = path.exists() and theme not in workspace.any_library.names("theme")
    if (prefix or everything) and (is_package or asked):
        stop(_("PREFIX and --all work with themes, not with packages or --browser-language."))
    if is_package:
        show_package(workspace, path, theme, asked, as_json=as_json)
        return
    if asked:
        _show_theme_language(workspace, theme, asked, as_json=as_json)
        return
    try:
        outline = _find_outline(workspace, theme)
        found = [
            value for value in _list_values(workspace, outline) if value.key.startswith(prefix)
        ]
    except ThemeError as error:
        workspace.stop_with([*workspace.library.problems, *error.problems])
    own = outline.lineage[0].file
    values = [value for value in found if everything or (value.place and value.place.file == own)]
    if not values:
        hint = _("Use --all to include inherited values.") if found else ""
        message = _(
            "Theme `{theme}` sets no value that starts with `{prefix}`.", theme=theme, prefix=prefix
        )
        stop(message, hint)
    if as_json:
        listed = [
            {
                "key": key,
                "value": value,
                **(place.to_json() if place else dict.fromkeys(("file", "line", "column"))),
                "note": note,
            }
            for key, value, place, note in values
        ]
        print_json({"values": listed})
        return
    width = min(max(len(value.key) for value in values), _KEY_WIDTH)
    for key, value, place, note in values:
        shown = escape_hidden(value)
        shown = shown if value.isprintable() and value else f'"{shown}"'
        where = escape_hidden(str(place)) if place else _("(default)")
        inner = " " * (width + 4)
        print_text(f"{escape_hidden(key):<{width}}  {shown}", "", inner)
        print_text(f"{where}{note and f'  {note}'}", inner)


def _show_theme_language(
    workspace: Workspace, name: str, asked: Sequence[str], *, as_json: bool
) -> None:
    """Show what a guest gets from the branding that a theme builds; it needs no pictures."""
    try:
        theme = resolve_theme(workspace.library, _find_outline(workspace, name))
    except ThemeError as error:
        workspace.stop_with([*workspace.library.problems, *error.problems])
    rendered = webapp3.render(theme, Assets(), workspace.platform)
    package = ForeignPackage(name, "webapp3", rendered.files)
    if as_json:
        print_json({"theme": name, **make_guest_entry(workspace, package, asked)})
    else:
        print_package_language(workspace, package, asked)


def _find_outline(workspace: Workspace, name: str) -> Outline:
    found = [outline for outline in workspace.outlines if outline.name == name]
    found = found or workspace.choose(ThemeSelection([name]))
    if not found:
        raise ThemeError(workspace.library.problems)
    return found[0]


def _list_values(workspace: Workspace, outline: Outline) -> Iterator[ShownValue]:
    theme = resolve_theme(workspace.library, outline)
    merged = outline.merged
    yield ShownValue("theme", theme.name, outline.lineage[0].tree.place_of("theme"))
    yield ShownValue("extends", " > ".join(theme.parents) or "-", merged.place_of("extends"))
    organisations = " > ".join(theme.organisations)
    yield ShownValue("organisation", organisations, merged.place_of("organisation"))
    skipped = ("theme", "extends", "organisation", "texts", "accept")
    for path, text in walk_texts(merged):
        if path[0] not in skipped:
            secret = describe_secret(text.value, path[-1]) if path[0] in _PASSED_ON else None
            yield ShownValue(".".join(path), f"({secret})" if secret else text.value, text.place)
    is_given = "palette" in merged.map("brand").entries
    palette_place = merged.place_of("brand", "palette") if is_given else None
    for number, shade in enumerate(theme.brand.palette, 1):
        note = "" if is_given else _("derived from brand.color")
        yield ShownValue(f"brand.palette.{number}", shade, palette_place, note)
    for key in sorted({*DEFAULTS, *theme.settings}):
        setting = theme.settings.get(key)
        place = setting.place if setting else None
        note = _("set by {organisation}", organisation=setting.set_by) if setting else ""
        yield ShownValue(f"settings.{key}", outline.setting(key), place, note)
    for kind, languages in theme.messages.items():
        for language, message in languages.items():
            for part in ("title", "body", "spoken"):
                words = getattr(message, part)
                if words.value:
                    yield ShownValue(f"wording.{kind}.{language}.{part}", words.value, words.place)
    for language, texts in theme.texts.items():
        for key, words in sorted(texts.items()):
            yield ShownValue(f"texts.{language}.{key}", words.value, words.place)
    for rule, reason in outline.accept.items():
        yield ShownValue(f"accept.{rule}", reason.value, reason.place)
    for document in (*outline.lineage, *outline.organisations):
        for entry in list_entries(document.tree):
            for item in entry.texts("items"):
                values = {key: entry.text(key) for key in ("reason", "by", "date")}
                yield ShownValue(
                    f"accept.{ACTIVE_CONTENT}", item.value, item.place, describe_acceptance(values)
                )


@click.command("list")
@click.option(
    "--tree", is_flag=True, help="Show which theme extends which, and the tree of organisations."
)
@json_option
@click.pass_obj
def list_themes(workspace: Workspace, *, tree: bool, as_json: bool) -> None:
    """List the workspace's own themes and the shipped ones."""
    library = workspace.any_library
    outlines = outline_themes(library)
    # Without a workspace, the shipped definitions are read as one.
    own = library.own.get("theme", {}) if workspace.has_root else {}
    if as_json:
        print_json(
            {"themes": [_make_entry(outline, is_own=outline.name in own) for outline in outlines]},
            library.problems,
        )
    elif tree:
        parents = {outline.name: _find_parent(outline) for outline in outlines}
        _print_tree(parents, lambda name: "" if name in own else _("  (shipped)"))
        click.echo()
        organisations = {
            name: document.tree.text("part_of")
            for name in library.names("organisation")
            if (document := library.get("organisation", name))
        }
        _print_tree(organisations, lambda _name: "")
    else:
        headings = [_("ORGANISATION"), _("AUDIENCE"), _("REACH"), _("PATH"), _("IN USE")]
        rows = [_make_row(outline) for outline in outlines if outline.name in own]
        shipped = [_make_row(outline) for outline in outlines if outline.name not in own]
        if rows:
            print_table([_("THEME"), *headings], rows)
        if rows and shipped:
            click.echo()
        if shipped:
            print_table([_("SHIPPED THEME"), *headings], shipped)
    workspace.print_unspoken([outline for outline in outlines if outline.name in own])
    if library.problems:
        message = _n(
            "{count} problem may hide a theme. Details: themebuilder check",
            "{count} problems may hide themes. Details: themebuilder check",
            len(library.problems),
        )
        click.echo(message, err=True)
    if code := get_exit_code(library.problems):
        sys.exit(code)


def _make_entry(outline: Outline, *, is_own: bool) -> dict[str, object]:
    return {
        "theme": outline.name,
        "title": outline.title,
        "extends": _find_parent(outline) or None,
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


def _make_row(outline: Outline) -> tuple[str, ...]:
    since, until = outline.valid.since, outline.valid.until
    days = f"{since or ''} – {until or ''}".strip() if since or until else _("always")
    organisation = next(iter(outline.organisation_names), "?")
    return outline.name, organisation, outline.audience, outline.reach, outline.path, days


def _find_parent(outline: Outline) -> str:
    parent = outline.lineage[0].tree.text("extends")
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
            waiting += [(child, indent, branch) for child, branch in zip(below, branches)][::-1]  # noqa: B905 - without children there is one branch too many
