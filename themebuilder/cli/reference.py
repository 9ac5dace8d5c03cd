"""``themebuilder init``, ``explain``, ``rules`` and ``schema``."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

import click

from themebuilder.cli.options import Name, json_option
from themebuilder.cli.output import print_json, report_write_errors, stop
from themebuilder.cli.workspace import Workspace
from themebuilder.core.files import replace_all
from themebuilder.core.rules import format_page, format_reference, load_groups, load_rules
from themebuilder.definitions.reference import format_keys
from themebuilder.definitions.schema import KINDS, load_schema
from themebuilder.importing.draft import make_slug
from themebuilder.settings import LANGUAGES, SETTINGS

_LIST_ALL = "`themebuilder rules` lists all."
_MOST_NAMED = 5


def _complete(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    return [name for name in load_rules() if name.startswith(incomplete)]


@click.command("explain")
@click.argument("rule", type=Name(lambda _: _LIST_ALL), shell_complete=_complete)
def explain(rule: str) -> None:
    """Print a rule's manual page: what it checks, why it matters, how to fix it."""
    rules = load_rules()
    if rule not in rules:
        stop(f"No rule is named `{rule}`.", _suggest_rules(rule, list(rules)))
    click.echo(format_page(rules[rule]), nl=False)


@click.command("rules")
@json_option
@click.option("--markdown", is_flag=True, help="All manual pages as one document.")
def rules(*, as_json: bool, markdown: bool) -> None:
    """List all rules with their severity and what they check."""
    if markdown:
        click.echo(format_reference(), nl=False)
    elif as_json:
        listed = [
            {"name": rule.name, "severity": rule.severity, "title": rule.title, "group": group}
            for group, members in load_groups().items()
            for rule in members
        ]
        print_json({"rules": listed})
    else:
        for group, members in load_groups().items():
            click.echo(f"\n{group}")
            for rule in members:
                click.echo(f"  {rule.name:<34} {rule.severity:<8} {rule.title}")


@click.command("schema")
@click.argument("kind", type=click.Choice(KINDS), required=False)
@click.option(
    "--write",
    type=click.Path(file_okay=False),
    metavar="DIR",
    help="Write all schemas into a folder, for editors.",
)
@click.option("--markdown", is_flag=True, help="All keys of all kinds as one document.")
@click.pass_context
def schema(ctx: click.Context, kind: str | None, write: str | None, *, markdown: bool) -> None:
    """Print the JSON Schema (2020-12) of a kind of file."""
    if write:
        with report_write_errors(write):
            write_schemas(Path(write))
    elif markdown:
        click.echo(format_keys(), nl=False)
    elif kind:
        click.echo(_format_schema(kind), nl=False)
    else:
        raise click.UsageError(f"Say which kind: {', '.join(KINDS)}.", ctx)


def write_schemas(folder: Path) -> None:
    """Write every schema into *folder*, replacing older ones."""
    replace_all(folder, {f"{kind}.json": _format_schema(kind).encode() for kind in KINDS})


def _format_schema(kind: str) -> str:
    return json.dumps(load_schema(kind), indent=2, ensure_ascii=False) + "\n"


def _suggest_rules(given: str, known: Sequence[str]) -> str:
    """Suggest the rules that have the given word in their name, or else the nearest one."""
    similar = [name for name in known if given and given in name][:_MOST_NAMED]
    similar = similar or get_close_matches(given, known, n=1)
    return f"Did you mean {' or '.join(similar)}?" if similar else _LIST_ALL


_FILES = {
    "themes/workspace.yaml": """\
# yaml-language-server: $schema=.schemas/workspace.json
# What holds for all themes of this workspace. Everything that is not set here comes with the tool.
workspace: {name}
""",
    "themes/organisations/{name}.yaml": """\
# yaml-language-server: $schema=../.schemas/organisation.json
# Your organisation, and what it decides for all of its themes.
organisation: {name}
name: {title}
part_of: faelles              # the shipped top of the tree
settings:
{settings}
""",
    "themes/{name}-borger.yaml": """\
# yaml-language-server: $schema=.schemas/theme.json
# A theme for citizens. What it does not set comes from `borger`: `themebuilder show {name}-borger`.
theme: {name}-borger
title: {title}, borger
extends: borger
organisation: {name}
brand:
  name: {title}
  title: Videomøde, {title}
  color: "#2b6a94"            # your own colour; all shades are derived from it
  # background: {name}/background.jpg    # 1920 x 1080 or larger, in brand_assets/
  # logo: {name}/logo.svg
webapp: {{path: {name}}}
""",
    "brand_assets/{name}/README.md": """\
Put your logo (SVG, or PNG of 336 x 160) and your background (JPEG of 1920 x 1080 or larger) here,
and name them in `themes/{name}-borger.yaml`.
""",
    ".gitignore": "/dist/\n",
}


@click.command("init")
@click.argument("folder", default=".", metavar="[DIR]", type=click.Path(file_okay=False))
@click.option(
    "--name",
    help="Your organisation's short name, also in web addresses: a-z, 0-9 and hyphens. Default: "
    "from the title, or else from the folder's name.",
)
@click.option("--title", help="Your organisation's name as people write it. Default: the name.")
@click.pass_obj
def init(workspace: Workspace, folder: str, name: str | None, title: str | None) -> None:
    """Make a workspace: an organisation, a first theme, and schemas for your editor.

    Nothing that is there already is overwritten.
    """
    root = Path(folder)
    name = name or make_slug(title or root.resolve().name) or "my-organisation"
    if make_slug(name) != name:
        stop(f"`{name}` is not a name of a-z, 0-9 and single hyphens.", f"Try `{make_slug(name)}`.")
    title = title or name.replace("-", " ").capitalize()
    strange = any(not one.isprintable() or one in "\"'#:{}[]&*!|>%@`" for one in title)
    if strange or title[0] in "-?, " or len(title) > 80:
        message = (
            f"The title {title!r} is too long, or holds a character that YAML reads otherwise."
        )
        stop(message)
    with report_write_errors(root):
        files = {file.format(name=name): text for file, text in _FILES.items()}
        made = {
            file: text.format(name=name, title=title, settings=_settings()).encode()
            for file, text in files.items()
            if not (root / file).exists()
        }
        replace_all(root, made)
        write_schemas(root / "themes" / ".schemas")
    for file_name in made:
        click.echo(f"  made   {file_name}")
    click.echo("  made   themes/.schemas/  (your editor completes and explains keys with it)")
    if not made:
        click.echo("Everything else was there already; nothing was changed.")
    if f"themes/{name}-borger.yaml" in made:
        click.echo(
            f"\nGuests will come to …/{name}. Every invitation holds that: change `webapp: {{path: …}}` "
            "now, or not at all."
        )
    there = shlex.quote(os.path.relpath(root, workspace.came_from))
    where = "" if there == "." else f"cd {there} && "
    click.echo(f"\nNext: {where}themebuilder check && themebuilder build")


def _settings() -> str:
    """The languages, and every setting with fixed values as a comment: nobody has decided it yet."""
    rows = [f"  {LANGUAGES}: [{', '.join(LANGUAGES.default.split())}]"]
    for setting in SETTINGS:
        if setting.values:
            values = " or ".join(value.name for value in setting.values)
            rows.append(f"  # {f'{setting}: {values}':<34}  {setting.about.en}")
    return "\n".join(rows)
