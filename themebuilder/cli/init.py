"""``themebuilder init``."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import click

from themebuilder.cli.output import report_write_errors, stop
from themebuilder.cli.reference import write_schemas
from themebuilder.cli.workspace import Workspace
from themebuilder.core.files import replace_all
from themebuilder.settings import LANGUAGES, SETTINGS

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
    name = name or _slug(title or root.resolve().name) or "my-organisation"
    if _slug(name) != name:
        stop(f"`{name}` is not a name of a-z, 0-9 and single hyphens.", f"Try `{_slug(name)}`.")
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


def _slug(text: str) -> str:
    letters = text.lower().replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in letters).split()
    return "-".join(words)[:50].strip("-")
