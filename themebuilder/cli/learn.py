"""``themebuilder learn``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from themebuilder.cli.options import INPUT, json_option
from themebuilder.cli.output import (
    FOUND,
    print_json,
    print_list,
    print_problems,
    report_write_errors,
    stop,
)
from themebuilder.cli.workspace import Workspace
from themebuilder.core.files import write_whole
from themebuilder.core.problems import Place, Problem, ThemeError, suggest_name
from themebuilder.importing import learning
from themebuilder.platform.learnt import LEARNT_FILE, Learnt, read_learnt
from themebuilder.platform.target import load_platform

_MOST_SHOWN = 15


@click.command("learn")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=INPUT)
@click.option(
    "--waiting",
    default="",
    metavar="NAME",
    help="The recording that asks guests to wait. Default: the only one whose name says so.",
)
@json_option
@click.pass_obj
def learn(workspace: Workspace, files: tuple[str, ...], *, waiting: str, as_json: bool) -> None:
    """Learn from files of your own deployment; checks and builds use the facts from then on.

    FILE is your node's base theme (zip or folder): screens, their elements, prompts and their
    order. Or a language file of the web app (en.json), or a folder with a copy of the hosted web
    app: the keys of all texts. The facts are kept in themes/platform.json; texts, screens and
    prompts each replace those learnt before.
    """
    shipped = load_platform(workspace.target)
    sources: list[learning.LearntSource] = []
    problems: list[Problem] = []
    for file in files:
        try:
            sources.append(learning.learn(Path(file), file, shipped))
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
    learnt = learning.merge_sources(before, sources, waiting)
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
        names = ", ".join(learning.list_waiting_prompts(learnt.prompts)) or "no name says so"
        return (
            f"Which recording asks guests to wait is not known ({names}). Listen to them, and run "
            "this again with --waiting NAME."
        )
    basis = "" if is_told else ", by its name (unconfirmed): listen to it; --waiting names another"
    return f"{learnt.spoken['waiting']} asks guests to wait{basis}."
