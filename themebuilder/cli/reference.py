"""``themebuilder init``, ``rules`` and ``schema``."""

from __future__ import annotations

import json
import os
import re
import shlex
from fnmatch import fnmatchcase
from pathlib import Path

import click

from themebuilder.cli.options import Rules, Slug, json_option, output_option
from themebuilder.cli.output import print_json, print_table, print_text, report_write_errors, stop
from themebuilder.cli.workspace import Workspace
from themebuilder.core.files import replace_all
from themebuilder.core.messages import N_, _
from themebuilder.core.rules import format_page, load_groups
from themebuilder.definitions.library import WORKSPACE_FILE
from themebuilder.definitions.reference import format_keys
from themebuilder.definitions.schema import KINDS, load_schema
from themebuilder.importing.draft import make_slug
from themebuilder.importing.yaml_writer import format_scalar
from themebuilder.settings import LANGUAGES, SETTINGS


@click.command("rules")
@click.argument("rule", required=False, type=Rules("rule"))
@json_option
def rules(rule: str | None, *, as_json: bool) -> None:
    """List all rules, or print the manual page of RULE: what it checks, why, and how to fix it.

    RULE may be a pattern: `text-*`.
    """
    groups = {
        group: [one for one in members if fnmatchcase(one.name, rule or "*")]
        for group, members in load_groups().items()
    }
    if as_json:
        listed = [
            {
                "name": one.name,
                "severity": one.severity,
                "title": one.title,
                "group": group,
                **({"page": one.page} if rule else {}),
            }
            for group, members in groups.items()
            for one in members
        ]
        print_json({"rules": listed})
    elif rule:
        pages = [format_page(one) for members in groups.values() for one in members]
        for line in "\n".join(pages).splitlines():
            print_text(line)
    else:
        for group, members in groups.items():
            rows = [(f"  {one.name}", one.severity.label, one.title) for one in members]
            click.echo()
            print_table((group, "", ""), rows)


@click.command("schema")
@click.argument("kind", type=click.Choice(KINDS), required=False, metavar="[KIND]")
@output_option("Write all schemas to this folder, for editors.")
@click.option(
    "--markdown", is_flag=True, help="Print all keys of all kinds as one Markdown document."
)
@click.pass_context
def schema(ctx: click.Context, kind: str | None, output: str | None, *, markdown: bool) -> None:
    """Print the JSON Schema (2020-12) of a kind of file.

    KIND is `theme`, `organisation`, `texts`, `wording`, `terms`, `workspace` or `deployment`.
    """
    if output:
        with report_write_errors(output):
            replace_all(Path(output), _schemas())
    elif markdown:
        click.echo(format_keys(), nl=False)
    elif kind:
        click.echo(_format_schema(kind), nl=False)
    else:
        raise click.UsageError(_("Name a kind: {kinds}.", kinds=", ".join(KINDS)), ctx)


def make_workspace(name: str, *, whole: bool) -> dict[str, bytes]:
    """Return the files of a workspace without definitions, the one that makes it a workspace last.

    Unless it is to be *whole*, that one is the only one.
    """
    others = {**_schemas("themes/.schemas/"), _IGNORE: _FILES[_IGNORE].encode()} if whole else {}
    return {**others, WORKSPACE_FILE: _(_FILES[WORKSPACE_FILE], name=name).encode()}


def _schemas(folder: str = "") -> dict[str, bytes]:
    return {f"{folder}{kind}.json": _format_schema(kind).encode() for kind in KINDS}


def _format_schema(kind: str) -> str:
    return json.dumps(load_schema(kind), indent=2, ensure_ascii=False) + "\n"


_LONGEST_TITLE = 80
_CITIZENS = (N_("A theme for citizens."), "borger", "borger")
_INTERNAL = (N_("A theme for meetings of your own staff."), "kliniker", "intern")
"""The comment on the theme, its parent, and the end of its name."""
_IGNORE = ".gitignore"
_FILES = {
    WORKSPACE_FILE: N_("""\
# yaml-language-server: $schema=.schemas/workspace.json
# Settings for all themes of this workspace. Keys that you leave out have defaults.
workspace: {name}
"""),
    "themes/organisations/{name}.yaml": N_("""\
# yaml-language-server: $schema=../.schemas/organisation.json
# Your organisation, and its settings for all of its themes.
organisation: {name}
name: {title}
part_of: faelles              # the top of the shipped organisations
settings:
{settings}
"""),
    "themes/{theme}.yaml": N_("""\
# yaml-language-server: $schema=.schemas/theme.json
# {about} Values that it doesn't set come from `{parent}`. To see them: themebuilder show {theme} --all
theme: {theme}
title: {theme_title}
extends: {parent}
organisation: {name}
brand:
  name: {title}
  title: {meeting_title}
  color: "#2b6a94"            # your own colour; all shades are derived from it
  # background: {name}/background.jpg    # 1920 x 1080 or larger, in brand_assets/
  # logo: {name}/logo.svg
webapp: {{path: {path}}}
"""),
    "brand_assets/{name}/README.md": N_("""\
Put your logo (SVG, or PNG of 336 x 160) and your background (JPEG of 1920 x 1080 or larger) here.
Then name them in `themes/{theme}.yaml`.
"""),
    _IGNORE: "/dist/\n",
}


@click.command("init")
@click.argument("folder", default=".", metavar="[DIR]", type=click.Path(file_okay=False))
@click.option(
    "--name",
    type=Slug(),
    metavar="NAME",
    help="Your organisation's short name, also for web addresses: a-z, 0-9 and hyphens. Default: from "
    "the title or the folder's name.",
)
@click.option(
    "--title",
    metavar="TITLE",
    help="Your organisation's name as people write it. Default: the short name.",
)
@click.option(
    "--internal", "is_internal", is_flag=True, help="Create a theme for staff instead of citizens."
)
@click.pass_obj
def init(
    workspace: Workspace, folder: str, name: str | None, title: str | None, *, is_internal: bool
) -> None:
    """Create a workspace: an organisation, a first theme, and schemas for your editor.

    Overwrites nothing.
    """
    root = Path(folder)
    title = _write_well(title or "")
    name = name or make_slug(title) or make_slug(root.resolve().name) or "my-organisation"
    title = title or name.replace("-", " ").capitalize()
    if not title.isprintable() or len(title) > _LONGEST_TITLE or "{" in title:
        stop(
            _(
                "The title `{title}` can't be used: it may have {count} characters, and no control "
                "characters or braces.",
                title=title,
                count=_LONGEST_TITLE,
            )
        )
    about, parent, end = _INTERNAL if is_internal else _CITIZENS
    values = {
        "name": name,
        "about": _(about),
        "parent": parent,
        "theme": f"{name}-{end}",
        "path": f"{name}-{end}" if is_internal else name,
        "title": format_scalar(title),
        "theme_title": format_scalar(f"{title}, {end}"),
        "meeting_title": format_scalar(f"Videomøde, {title}"),
        "settings": _settings(),
    }
    with report_write_errors(root):
        files = {file.format_map(values): text for file, text in _FILES.items()}
        made = {
            file: _(text, **values).encode()
            for file, text in files.items()
            if not (root / file).exists()
        }
        replace_all(root, {**made, **_schemas("themes/.schemas/")})
    for file_name in made:
        click.echo(_("  created  {file}", file=file_name))
    click.echo(
        _("  created  themes/.schemas/  (so that your editor can complete and explain keys)")
    )
    if not made:
        click.echo(_("All other files exist already. They weren't changed."))
    if f"themes/{values['theme']}.yaml" in made:
        click.echo(
            _(
                "\nGuests will use …/{path}. Every invitation contains this path: if you want another, "
                "change `webapp.path` now.",
                path=values["path"],
            )
        )
    there = shlex.quote(os.path.relpath(root, workspace.came_from))
    where = "" if there == "." else f"cd {there} && "
    command = f"{where}themebuilder check && themebuilder build"
    click.echo(_("\nNext: {command}", command=command))


def _write_well(title: str) -> str:
    """Return a title with typographic characters, as the checks of guests' texts ask."""
    quoted = re.sub(r'"([^"]*)"', r"»\1«", title.replace("...", "…").replace(" - ", " – "))
    return " ".join(quoted.replace("'", "’").replace('"', "").split())


def _settings() -> str:
    """Return the languages, and each undecided setting with fixed values as a comment."""
    rows = [f"  {LANGUAGES}: [{', '.join(LANGUAGES.default.split())}]"]
    for setting in SETTINGS:
        if setting.values:
            values = " | ".join(value.name for value in setting.values)
            rows.append(f"  # {f'{setting}: {values}':<34}  {setting.about}")
    return "\n".join(rows)
