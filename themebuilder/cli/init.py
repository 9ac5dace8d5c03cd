"""``themebuilder init``: the first definitions of a workspace, from templates in init_files/."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath

import click

from themebuilder.checks.color_contrast import darken, find_faint, truncate_ratio
from themebuilder.cli.options import INPUT_FILE
from themebuilder.cli.output import (
    ask_yes_no,
    is_terminal,
    report_write_errors,
    stop,
    stop_on_error,
    warn,
)
from themebuilder.cli.reference import make_schemas
from themebuilder.cli.workspace import Workspace
from themebuilder.core.color import is_proven_base
from themebuilder.core.files import replace_all
from themebuilder.core.messages import N_, _
from themebuilder.core.problems import join_first, shorten
from themebuilder.core.reading import TooLargeError, describe_os_error, read_file
from themebuilder.core.slugs import apply_typography, find_name_fault, make_slug
from themebuilder.definitions.library import WORKSPACE_FILE
from themebuilder.editing.new_files import (
    CITIZENS,
    GROUP,
    LONGEST_NAME,
    ORGANISATIONS,
    STAFF,
    TOP,
    Owner,
    Planned,
    plan_organisation,
    plan_theme,
    render,
)
from themebuilder.importing.organisations import ListedOrganisation, read_organisations
from themebuilder.media.model import SLOTS, MediaError
from themebuilder.media.pictures import prepare

_KINDS = ("clinic", "region", "operator")
_DEFAULT_COLOR = "#2b6a94"
_MOST_BYTES = 5 * 1024 * 1024
_MOST_LISTED = 5
_IGNORE = ".gitignore"
_WORKSPACE = N_("""\
# yaml-language-server: $schema=.schemas/workspace.json
# Settings for all themes of this workspace. Keys that you leave out have defaults.
workspace: {name}
""")


def _parse_color(text: str) -> str:
    """Return a colour in lower case, with its #."""
    if not re.fullmatch("#?[0-9a-fA-F]{6}", text):
        message = _('`{color}` isn\'t a colour. Write it as "#2b6a94".', color=text)
        raise click.BadParameter(message)
    return f"#{text.lower().removeprefix('#')}"


def make_workspace(name: str, *, whole: bool) -> dict[str, bytes]:
    """Return the files of a workspace without definitions, the one that makes it a workspace last.

    Unless it is to be *whole*, that one is the only one.
    """
    others = {**make_schemas("themes/.schemas/"), _IGNORE: b"/dist/\n"} if whole else {}
    return {**others, WORKSPACE_FILE: _(_WORKSPACE, name=name).encode()}


@click.command("init")
@click.argument("folder", default=".", metavar="[DIR]", type=click.Path(file_okay=False))
@click.option(
    "--for",
    "kind",
    type=click.Choice(_KINDS),
    help="What to create. A clinic or municipality: a theme for citizens. A region: themes for citizens, "
    "for staff and for group therapy without chat. An operator: a theme for each region or municipality, and a "
    "deployment. Default: clinic.",
)
@click.option(
    "--name",
    metavar="NAME",
    help='Your organisation\'s name, as "Region Vest". File names and web addresses come from it. '
    "Default: from the title or the folder's name.",
)
@click.option(
    "--title",
    metavar="TITLE",
    help="Your organisation's name as people write it, if --name is a short one for addresses.",
)
@click.option("--color", metavar="COLOR", type=_parse_color, help='Your colour, as "#2b6a94".')
@click.option(
    "--logo", metavar="FILE", type=INPUT_FILE, help="Your logo: SVG or PNG. It is copied."
)
@click.option(
    "--organisations",
    "tree",
    metavar="FILE",
    type=INPUT_FILE,
    help="For an operator: the tree of organisations, as JSON or YAML (`code`, `name`, `children`), or "
    "as CSV (`code`, `name`, `parent`).",
)
@click.option(
    "--internal", "is_internal", is_flag=True, help="For a clinic: a theme for staff, not citizens."
)
@click.pass_obj
def init(
    workspace: Workspace,
    folder: str,
    *,
    kind: str | None,
    name: str | None,
    title: str | None,
    color: str | None,
    logo: str | None,
    tree: str | None,
    is_internal: bool,
) -> None:
    """Create a workspace: organisations, first themes, and schemas for your editor.

    Asks for what is missing when you give --for, or no name; without a terminal it never asks.
    Overwrites nothing.
    """
    root = Path(folder)
    if is_terminal() and (kind or not (name or title)):
        kind = kind or click.prompt(_("Who is it for?"), type=click.Choice(_KINDS))
        is_incomplete = not (name or title) or not color
        name = name or title or click.prompt(_("Your organisation's name"))
        color = color or click.prompt(_('Your colour, as "#2b6a94"'), value_proc=_parse_color)
        if is_incomplete:
            logo = logo or _ask_file(_("Your logo, SVG or PNG (Enter: none yet)"))
            if kind == "operator":
                tree = tree or _ask_file(_("The file with the organisations (Enter: none yet)"))
    elif kind and not ((name or title) and color):
        missing = [*([] if name or title else ["--name"]), *([] if color else ["--color"])]
        stop(
            _("Missing: {options}.", options=", ".join(missing)),
            _("Run the command in a terminal to be asked, or add the options."),
        )
    kind = kind or "clinic"
    if tree and kind != "operator":
        raise click.UsageError(_("--organisations needs --for operator."))
    if is_internal and kind != "clinic":
        raise click.UsageError(_("--internal is for a clinic: a region gets both themes anyway."))
    owner = _describe_owner(root, name or "", title or "", color, logo)
    listed: tuple[ListedOrganisation, ...] = ()
    if tree:
        with stop_on_error():
            listed = read_organisations(_read(tree), tree)
    if TOP in {owner.name, *(organisation.name for organisation in listed)}:
        stop(
            _("`{name}` is the name of the shipped top organisation.", name=TOP),
            _("Give yours another short name: --name … --title …, or another code in the file."),
        )
    planned = plan_files(kind, owner, listed, is_internal=is_internal)
    is_new = _write_files(root, planned, owner)
    _print_written(is_new)
    paths = [
        f"…/{values['path']}"
        for file, (_form, values) in planned.items()
        if is_new[file] and "path" in values
    ]
    if paths:
        click.echo(
            _(
                "\nGuests will use {paths}. Every invitation contains such a path: if you want another, "
                "change `webapp.path` now.",
                paths=join_first(paths, _MOST_LISTED),
            )
        )
    there = shlex.quote(os.path.relpath(root, workspace.came_from))
    where = "" if there == "." else f"cd {there} && "
    click.echo(_("\nNext: {command}", command=f"{where}themebuilder check && themebuilder preview"))
    click.echo(_("To hand it over: {command}", command="themebuilder release -o releases"))


def _ask_file(question: str) -> str:
    answer: str = click.prompt(
        question,
        default="",
        show_default=False,
        value_proc=lambda said: said and str(INPUT_FILE(said)),
    )
    return answer


def _describe_owner(
    root: Path, name: str, title: str, color: str | None, logo: str | None
) -> Owner:
    """Return the owner; exit with 2 for a name, colour or logo that can't be used."""
    slug = make_slug(name) or make_slug(title) or make_slug(root.resolve().name)
    slug = slug or "my-organisation"
    given = title or ("" if name in {"", slug} else name)
    shown = apply_typography(given) or slug.replace("-", " ").capitalize()
    if fault := find_name_fault(shown, LONGEST_NAME):
        stop(fault)
    return Owner(
        slug, shown, _choose_color(color) if color else _DEFAULT_COLOR, _read_logo(logo, slug)
    )


def _choose_color(color: str) -> str:
    """Return *color*, or the darker one that the user prefers; off a terminal, exit with 2."""
    if not is_proven_base(color):
        warn(
            _(
                "{color} is grey, very light or very dark, so its shades may look wrong. `check` warns "
                "about it.",
                color=color,
            )
        )
    faint = find_faint(color)
    if not faint:
        return color
    reason = _(
        "{color} has too little contrast: {pair} ({above} on {below}) has {ratio:.1f}:1 and needs "
        "{needed:g}:1.",
        color=color,
        pair=faint[0].pair.name,
        above=faint[0].above,
        below=faint[0].below,
        ratio=truncate_ratio(faint[0].ratio),
        needed=faint[0].pair.needed,
    )
    better = darken(color).lower()
    if not better:
        stop(reason, _("No shade of this hue is dark enough. Use another colour."))
    if not is_terminal():
        stop(reason, _('Use --color "{color}": the same hue, but darker.', color=better))
    click.echo(reason)
    if ask_yes_no(_("Use {color} instead, the same hue but darker?", color=better), default=True):
        return better
    warn(_("`check` will report the colour as an error until you change it."))
    return color


def _read_logo(logo: str | None, slug: str) -> tuple[str, bytes] | None:
    """Return the logo's place in brand_assets/, and its bytes; exit with 2 if it can't be used."""
    if not logo:
        return None
    data = _read(logo)
    try:
        prepare(data, SLOTS["logo"], name=logo)
    except MediaError as error:
        stop(f"{logo}: {error}")
    return f"{slug}/logo{PurePath(logo).suffix.lower()}", data


def _read(file: str) -> bytes:
    try:
        return read_file(Path(file), _MOST_BYTES)
    except (OSError, TooLargeError) as error:
        reason = describe_os_error(error) if isinstance(error, OSError) else str(error)
        stop(_("{file} can't be read: {error}.", file=file, error=reason))


def _write_files(root: Path, planned: Mapping[str, Planned], owner: Owner) -> dict[str, bool]:
    """Write what doesn't exist; return each file with whether it was written."""
    forms = {file: render(content) for file, content in planned.items()}
    logo = {f"brand_assets/{owner.logo[0]}": owner.logo[1]} if owner.logo else {}
    schemas = make_schemas("themes/.schemas/")
    wanted = {**forms, **logo, **make_workspace(owner.name, whole=True)}
    with report_write_errors(root):
        is_new = {file: not (root / file).exists() for file in wanted if file not in schemas}
        replace_all(root, {**{file: wanted[file] for file in is_new if is_new[file]}, **schemas})
    return is_new


def _print_written(is_new: Mapping[str, bool]) -> None:
    listed = [file for file in is_new if is_new[file]]
    organisations = [file for file in listed if file.startswith(ORGANISATIONS)]
    if len(organisations) > _MOST_LISTED:
        listed = [file for file in listed if file not in organisations]
    for file in listed:
        click.echo(_("  created  {file}", file=file))
    if len(organisations) > _MOST_LISTED:
        count = len(organisations)
        click.echo(
            _("  created  {folder}  ({count} organisations)", folder=ORGANISATIONS, count=count)
        )
    click.echo(
        _("  created  themes/.schemas/  (so that your editor can complete and explain keys)")
    )
    for file in is_new:
        if not is_new[file]:
            click.echo(_("  exists   {file}  (not changed)", file=file))


_TEMPLATES = "cli/init_files"


def plan_files(
    kind: str, owner: Owner, listed: Sequence[ListedOrganisation], *, is_internal: bool
) -> dict[str, Planned]:
    """Return file -> what to write there."""
    own = next((organisation for organisation in listed if organisation.name == owner.name), None)
    code = own.code if own else ""
    planned = dict([plan_organisation(owner.name, owner.title, TOP, code, has_settings=True)])
    names = {organisation.code: organisation.name for organisation in listed}
    for organisation in listed:
        if organisation is not own:
            above = names.get(organisation.parent, owner.name)
            title = apply_typography(organisation.title) or organisation.name
            planned |= [plan_organisation(organisation.name, title, above, organisation.code)]
    citizens = f"{owner.name}-{CITIZENS.end}"
    planned |= [plan_theme(STAFF if is_internal else CITIZENS, owner)]
    if kind == "region":
        group = f"{owner.name}-{GROUP.end}"
        title = f"Gruppeterapi, {owner.title}"
        planned |= [
            plan_organisation(group, title, owner.name, is_group=True),
            plan_theme(STAFF, owner),
            plan_theme(GROUP, owner, parent=citizens, organisation=group),
        ]
    if kind == "operator":
        for organisation in _list_tops(listed):
            if organisation is not own:
                title = shorten(
                    apply_typography(organisation.title) or organisation.name, LONGEST_NAME
                )
                top = Owner(organisation.name, title, "")
                planned |= [plan_theme(CITIZENS, top, parent=citizens)]
        values = {"theme": citizens, "name": owner.name}
        planned["themes/deployments/stage.yaml"] = (f"{_TEMPLATES}/deployment.yaml.j2", values)
    first = next(values["theme"] for _file, (_form, values) in planned.items() if "theme" in values)
    readme = f"brand_assets/{owner.name}/README.md"
    planned[readme] = f"{_TEMPLATES}/README.md.j2", {"theme": first}
    return planned


def _list_tops(listed: Sequence[ListedOrganisation]) -> list[ListedOrganisation]:
    """Return the organisations at the top; below a single one, those that it consists of."""
    tops = [organisation for organisation in listed if not organisation.parent]
    if len(tops) != 1:
        return tops
    return [organisation for organisation in listed if organisation.parent == tops[0].code] or tops
