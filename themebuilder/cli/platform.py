"""``themebuilder platform``."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import click

from themebuilder.cli.options import json_option
from themebuilder.cli.output import (
    FOUND,
    print_json,
    print_list,
    print_problems,
    report_write_errors,
    stop,
    stop_with,
)
from themebuilder.cli.workspace import Workspace
from themebuilder.core.files import write_whole
from themebuilder.core.problems import Place, Problem, ThemeError, suggest_name
from themebuilder.importing.learning import (
    LearntSource,
    learn,
    list_waiting_prompts,
    merge_sources,
)
from themebuilder.importing.release_comparison import DATA, ReleaseChange, compare_release
from themebuilder.platform.learnt import LEARNT_FILE, Learnt, read_learnt
from themebuilder.platform.target import load_platform

_MOST_SHOWN = 15


@click.group("platform")
def platform() -> None:
    """Learn from your own deployment; compare a new version."""


@platform.command("learn")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--waiting",
    default="",
    metavar="NAME",
    help="The recording that asks guests to wait. Default: the only one whose name says so.",
)
@json_option
@click.pass_obj
def learn_files(
    workspace: Workspace, files: tuple[str, ...], *, waiting: str, as_json: bool
) -> None:
    """Learn from files of your own deployment; checks and builds use the facts from then on.

    FILE is your node's base theme (zip or folder): screens, their elements, prompts and their
    order. Or a language file of the web app (en.json), or a folder with a copy of the hosted web
    app: the keys of all texts. The facts are kept in themes/platform.json; texts, screens and
    prompts each replace those learnt before.
    """
    shipped = load_platform(workspace.target)
    sources: list[LearntSource] = []
    problems: list[Problem] = []
    for file in files:
        try:
            sources.append(learn(Path(file), file, shipped))
        except ThemeError as error:
            problems += error.problems
    if problems:
        print_problems(problems, files=len(files))
        click.echo("Nothing was written.", err=True)
        sys.exit(FOUND)
    try:
        before = read_learnt(workspace.root)
    except ThemeError:
        before = None  # a damaged file is repaired by learning again
    learnt = merge_sources(before, sources, waiting)
    if waiting and waiting not in learnt.prompts:
        stop(f"No recording is named {waiting}.", suggest_name(waiting, learnt.prompts))
    with report_write_errors(workspace.root / LEARNT_FILE):
        write_whole(workspace.root / LEARNT_FILE, learnt.to_json().encode())
    found = shipped.extend(learnt, Place(LEARNT_FILE)).contradictions
    contradictions = [one.message for one in found]
    if as_json:
        counts = {
            "texts": len(learnt.texts),
            "screens": len(learnt.screens),
            "prompts": len(learnt.prompts),
        }
        facts = {"spoken": dict(learnt.spoken), "contradictions": contradictions}
        print_json({"file": LEARNT_FILE, **counts, **facts})
        return
    for source in sources:
        click.echo(f"{source.name}: {source.summary}")
        for note in source.notes:
            click.echo(f"  note: {note}")
    click.echo(f"Kept in {LEARNT_FILE}; checks and builds use it from now on.")
    if learnt.prompts:
        click.echo(_describe_waiting(learnt, is_told=bool(waiting)))
    if contradictions:
        count = len(contradictions)
        click.echo(f"\nYour deployment says something else than what is shipped ({count}):")
        print_list(contradictions, _MOST_SHOWN, more="; --json lists them")
        click.echo("Your own files count. Compare the target in themes/workspace.yaml.")


def _describe_waiting(learnt: Learnt, *, is_told: bool) -> str:
    if "waiting" not in learnt.spoken:
        names = ", ".join(list_waiting_prompts(learnt.prompts)) or "no name says so"
        return (
            f"Which recording asks guests to wait is not known ({names}). Listen to them, and run "
            "this again with --waiting NAME."
        )
    basis = "" if is_told else ", by its name (unconfirmed): listen to it; --waiting names another"
    return f"{learnt.spoken['waiting']} asks guests to wait{basis}."


@platform.command("compare")
@click.argument("material", nargs=-1, required=True, metavar="MATERIAL...")
@json_option
@click.pass_obj
def compare_material(workspace: Workspace, material: tuple[str, ...], *, as_json: bool) -> None:
    """Compare what a new version has published with what is known of the newest one.

    MATERIAL is an unpacked npm package (@pexip/media-components, and @pexip/components beside it), a
    package of the new version (branding or service theme), or a file that `platform learn` takes.
    Prints what is new, changed and removed, the definitions and checks affected, and the data file
    to edit. Nothing is written.
    """
    try:
        news, read = compare_release(material, load_platform(), workspace.any_library)
    except ThemeError as error:
        stop_with(error.problems, files=len(material))
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
        print_json({"news": listed}, ok=not news)
    else:
        for line in read:
            click.echo(line)
        for kind in dict.fromkeys(one.kind for one in news):
            _print_news([one for one in news if one.kind == kind])
        if not news:
            click.echo("Nothing is new, changed or removed.")
    sys.exit(FOUND if news else 0)


def _print_news(news: list[ReleaseChange]) -> None:
    """Print the news of one kind."""
    kind = news[0].kind
    counts = Counter(one.what for one in news)
    click.echo(f"\n{kind.name}: {', '.join(f'{count} {what}' for what, count in counts.items())}")
    for one in news:
        click.echo(f"  {one.what:8} {one.name}  {one.said}".rstrip())
        if one.places:
            more = f" and {len(one.places) - 3} more" if len(one.places) > 3 else ""
            click.echo(f"           in {', '.join(map(str, one.places[:3]))}{more}")
    click.echo(f"  Edit {DATA}/{kind.file}: {kind.how}.")
    click.echo(f"  Checks that ask for it: {', '.join(kind.checks)}.")
