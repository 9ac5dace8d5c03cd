"""``themebuilder platform``."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import click

from themebuilder.cli.workspace import FOUND, Workspace, writing
from themebuilder.core.problems import Problem, ThemeError

_SHOWN = 15


@click.group("platform")
def command() -> None:
    """What is known of the platform that the packages are for."""


@command.command("learn")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def learn_command(workspace: Workspace, files: tuple[str, ...], *, as_json: bool) -> None:
    """Learn from files of your own deployment; checks and builds use it from then on.

    FILE is your node's base theme (zip or folder): screens, their elements, prompts and their
    order. Or a language file of the web app (en.json), or a folder with a copy of the hosted web
    app: the keys of all texts. What was learnt is kept in themes/platform.json; texts, screens and
    prompts each take the place of those that were learnt before.
    """
    from themebuilder.cli.packages import tell
    from themebuilder.core.files import write_whole
    from themebuilder.core.problems import Place
    from themebuilder.importing.learning import LearntSource, learn, merge_sources
    from themebuilder.platform.learnt import LEARNT_FILE, read_learnt
    from themebuilder.platform.target import load_platform

    shipped = load_platform(workspace.target)
    sources: list[LearntSource] = []
    problems: list[Problem] = []
    for file in files:
        try:
            sources.append(learn(Path(file), file, shipped))
        except ThemeError as error:
            problems += error.problems
    form = "json" if as_json else "text"
    if problems:
        tell(workspace, problems, command="platform learn", form=form, files=len(files))
        click.echo("Nothing was written.", err=True)
        sys.exit(FOUND)
    try:
        before = read_learnt(workspace.root)
    except ThemeError:
        before = None  # learning again is how a damaged file is mended
    found = merge_sources(before, sources)
    with writing(workspace.root / LEARNT_FILE):
        write_whole(workspace.root / LEARNT_FILE, found.to_json().encode())
    contradictions = shipped.extend(found, Place(LEARNT_FILE)).contradictions
    if as_json:
        envelope = {"schema": 1, "command": "platform learn", "ok": True, "file": LEARNT_FILE}
        envelope |= {"texts": len(found.texts), "screens": len(found.screens)}
        envelope |= {"prompts": len(found.prompts)}
        envelope["contradictions"] = [one.message for one in contradictions]
        click.echo(json.dumps(envelope, indent=2))
        return
    for source in sources:
        click.echo(f"{source.name}: {source.said}")
        for note in source.notes:
            click.echo(f"  note: {note}")
    click.echo(f"Kept in {LEARNT_FILE}; checks and builds use it from now on.")
    if contradictions:
        click.echo(
            f"\nYour deployment says something else than what is shipped ({len(contradictions)}):"
        )
        for one in contradictions[:_SHOWN]:
            click.echo(f"  {one.message}")
        if len(contradictions) > _SHOWN:
            click.echo(f"  and {len(contradictions) - _SHOWN} more; --json lists them")
        click.echo("Your own files count. Compare the target in themes/workspace.yaml.")


@command.command("compare")
@click.argument("material", nargs=-1, required=True, metavar="MATERIAL...")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def compare_command(workspace: Workspace, material: tuple[str, ...], *, as_json: bool) -> None:
    """Compare what a new version has published with what is known of the newest one.

    MATERIAL is an unpacked npm package (@pexip/media-components, and @pexip/components beside it), a
    package of the new version (branding or service theme), or a file that `platform learn` takes.
    Prints what is new, changed and removed, the definitions and checks that it touches, and the data
    file to edit. Nothing is written.
    """
    from themebuilder.cli.packages import tell
    from themebuilder.importing.release_comparison import DATA, compare_release
    from themebuilder.platform.target import load_platform

    try:
        news, read = compare_release(material, load_platform(), workspace.any_library)
    except ThemeError as error:
        form = "json" if as_json else "text"
        tell(workspace, error.problems, command="platform compare", form=form, files=len(material))
        sys.exit(FOUND)
    if as_json:
        listed = [
            {
                "kind": one.kind.name,
                "what": one.what,
                "name": one.name,
                "said": one.said,
                "definitions": [str(place) for place in one.places],
                "file": f"{DATA}/{one.kind.file}",
                "checks": one.kind.checks,
            }
            for one in news
        ]
        envelope = {"schema": 1, "command": "platform compare", "ok": not news, "news": listed}
        click.echo(json.dumps(envelope, indent=2, ensure_ascii=False))
        sys.exit(FOUND if news else 0)
    for line in read:
        click.echo(line)
    for kind in dict.fromkeys(one.kind for one in news):
        of_kind = [one for one in news if one.kind == kind]
        counted = Counter(one.what for one in of_kind)
        click.echo(f"\n{kind.name}: {', '.join(f'{n} {what}' for what, n in counted.items())}")
        for one in of_kind:
            click.echo(f"  {one.what:8} {one.name}  {one.said}".rstrip())
            if one.places:
                more = f" and {len(one.places) - 3} more" if len(one.places) > 3 else ""
                click.echo(f"           in {', '.join(map(str, one.places[:3]))}{more}")
        click.echo(f"  Edit {DATA}/{kind.file}: {kind.how}.")
        click.echo(f"  Checks that ask for it: {', '.join(kind.checks)}.")
    if not news:
        click.echo("Nothing is new, changed or removed.")
    sys.exit(FOUND if news else 0)
