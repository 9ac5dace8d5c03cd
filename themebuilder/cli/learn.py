"""``themebuilder learn``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from themebuilder.cli.options import INPUT, Name, json_option
from themebuilder.cli.output import (
    EXIT_FINDINGS,
    print_json,
    print_list,
    read_all,
    report_write_errors,
    stop,
)
from themebuilder.cli.workspace import Workspace
from themebuilder.core.files import write_whole
from themebuilder.core.messages import _, _n
from themebuilder.core.problems import Place, ThemeError, suggest_name
from themebuilder.importing import learning
from themebuilder.platform.learnt import LearntFacts
from themebuilder.platform.learnt_file import LEARNT_FILE, read_learnt
from themebuilder.platform.target import Platform, find_closest_lines, load_platform

_MOST_SHOWN = 15


@click.command("learn")
@click.argument("files", nargs=-1, metavar="[FILE]...", type=INPUT)
@click.option(
    "-d",
    "--deployment",
    metavar="NAME",
    default="",
    type=Name("deployment"),
    help="Read what the first conferencing node of this deployment serves. Changes nothing there.",
)
@click.option(
    "--waiting",
    default="",
    metavar="NAME",
    help="The recording that asks guests to wait. Default: the only one with such a name.",
)
@json_option
@click.pass_obj
def learn(
    workspace: Workspace,
    files: tuple[str, ...],
    *,
    deployment: str,
    waiting: str,
    as_json: bool,
) -> None:
    """Read facts from your own deployment. Checks and builds use them from then on.

    FILE is one of these: your node's base theme (zip or folder) for screens, their elements and
    the prompts; a language file of the web app (en.json), or a folder with a copy of the hosted
    web app, for the keys of all texts.

    With --deployment, reads the texts of the hosted web app in every language, its version, the
    manifest of the default branding, and the direct-media screens of a meeting without a theme
    (the deployment's `check_alias`). With both, the texts of FILE count as that node's.

    The facts are stored in themes/platform.json. New texts, screens and prompts replace the old
    ones.
    """
    if not (files or deployment):
        stop(_("There is nothing to read."), _("Name a file, or a deployment with -d NAME."))
    shipped = load_platform(workspace.target)
    sources = read_all(files, lambda file: learning.learn(Path(file), file, shipped))
    if deployment:
        hosted = _read_node(workspace, deployment, shipped)
        has_texts = any(source.texts for source in (hosted, *sources))
        sources.insert(0, hosted if has_texts else replace(hosted, app={}))
        if not (has_texts or hosted.screens or hosted.manifest):
            stop(_("Nothing was written."), "\n".join(hosted.notes), EXIT_FINDINGS)
    try:
        before = read_learnt(workspace.root)
    except ThemeError:
        before = None  # a damaged file is repaired by learning again
    learnt = learning.merge_sources(before, sources, waiting)
    if waiting and waiting not in learnt.prompts:
        stop(
            _("No recording is named `{name}`.", name=waiting),
            suggest_name(waiting, learnt.prompts),
        )
    with report_write_errors(workspace.root / LEARNT_FILE):
        write_whole(workspace.root / LEARNT_FILE, learnt.to_json().encode())
    found = shipped.extend(learnt, Place(LEARNT_FILE)).contradictions
    contradictions = [problem.message for problem in found]
    if as_json:
        counts = {
            "texts": len(learnt.texts),
            "screens": len(learnt.screens),
            "prompts": len(learnt.prompts),
        }
        facts = {
            "spoken": dict(learnt.spoken),
            "app": dict(learnt.app),
            "lines": list(find_closest_lines(learnt.texts)),
            "notes": [note for source in sources for note in source.notes],
            "contradictions": contradictions,
        }
        print_json({"file": LEARNT_FILE, **counts, **facts})
        return
    for source in sources:
        click.echo(f"{source.name}: {source.summary}")
        for note in source.notes:
            click.echo(_("  note: {note}", note=note))
    click.echo(_("Saved in {file}. Checks and builds use it from now on.", file=LEARNT_FILE))
    if learnt.prompts:
        click.echo(_describe_waiting(learnt, is_given=bool(waiting)))
    if lines := find_closest_lines(learnt.texts):
        closest = ", ".join(lines)
        click.echo(
            _(
                "The texts fit components {lines} best; `target` is `{target}` (unconfirmed: which "
                "web app has which components isn't published).",
                lines=closest,
                target=workspace.target,
            )
        )
    if contradictions:
        heading = _n(
            "\nYour deployment contradicts {count} shipped fact:",
            "\nYour deployment contradicts {count} shipped facts:",
            len(contradictions),
        )
        click.echo(heading)
        print_list(contradictions, _MOST_SHOWN)
        click.echo(_("Your own files win. Check that `target` in themes/workspace.yaml is right."))


def _read_node(workspace: Workspace, deployment: str, shipped: Platform) -> learning.LearntSource:
    """Read what the deployment's nodes serve. It may be nothing; the notes say why."""
    from themebuilder.cli.connection import connect
    from themebuilder.publishing.inspection.hosted_app import read_hosted_app

    languages = {code for outline in workspace.outlines for code in outline.languages}
    with connect(workspace, deployment) as session:
        found = read_hosted_app(session, sorted(languages))
    bundle = found.bundle
    app = (
        {"node": found.node, "version": bundle.version, "revision": bundle.revision}
        if bundle
        else {}
    )
    name = f"{found.node} ({bundle})" if bundle else found.node
    source = learning.read_language(name, found.texts, shipped)
    return replace(
        source,
        app=app,
        screens=found.screens,
        manifest=found.manifest,
        notes=(*source.notes, *found.notes),
    )


def _describe_waiting(learnt: LearntFacts, *, is_given: bool) -> str:
    prompt = learnt.spoken.get("waiting")
    if prompt and is_given:
        return _("`{prompt}` asks guests to wait.", prompt=prompt)
    if prompt:
        return _(
            "`{prompt}` asks guests to wait, judging by its name (unconfirmed). Listen to it. If it's "
            "another one, run this again with --waiting NAME.",
            prompt=prompt,
        )
    if names := learning.list_waiting_prompts(learnt.prompts):
        return _(
            "Several recordings may ask guests to wait: {names}. Listen to them, and run this again "
            "with --waiting NAME.",
            names=", ".join(names),
        )
    return _(
        "No recording's name shows that it asks guests to wait. Listen to them, and run this again "
        "with --waiting NAME."
    )
