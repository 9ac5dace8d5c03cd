"""``themebuilder plan``, ``publish`` and ``rollback``."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from pathlib import Path

import click

from themebuilder.cli.connection import confirm, node_command, print_anyway, show_bookings
from themebuilder.cli.deployment import packages_option
from themebuilder.cli.options import (
    Name,
    allow_live_option,
    exit_code_option,
    file_output_option,
    themes_argument,
    yes_option,
)
from themebuilder.cli.output import EXIT_FINDINGS, get_format, print_lines, stop, write_output
from themebuilder.cli.workspace import LIST_HINT, Workspace
from themebuilder.core.messages import _
from themebuilder.core.problems import ThemeError, suggest_name
from themebuilder.platform.learnt_file import read_learnt
from themebuilder.publishing.apply.publish import check_plan, publish_plan
from themebuilder.publishing.apply.rollback import plan_rollback, roll_back
from themebuilder.publishing.apply.verify import Verification
from themebuilder.publishing.build_output import BuildOutput, find_newer_source, read_build_output
from themebuilder.publishing.inspection.hosted_app import list_target_notes
from themebuilder.publishing.node.node_state import read_packages
from themebuilder.publishing.node.objects import SHORT, LocalPackage
from themebuilder.publishing.plan.cleanup import confirm_retirements
from themebuilder.publishing.plan.notes import note_unused_themes
from themebuilder.publishing.plan.plan import Plan
from themebuilder.publishing.plan.plan_format import render
from themebuilder.publishing.plan.plan_json import from_json, to_json
from themebuilder.publishing.plan.planner import plan_publishing
from themebuilder.publishing.session import Session
from themebuilder.releases.earlier import build_revision, read_release
from themebuilder.releases.release import read_git_revision

_DIGEST = re.compile(f"[0-9a-f]{{{SHORT},64}}")
_retire_option = click.option(
    "--retire",
    "retired",
    multiple=True,
    metavar="THEME",
    type=Name("theme"),
    help="Retire this theme, which is published but no longer defined. Repeatable.",
)


@click.command("plan")
@node_command
@packages_option
@_retire_option
@file_output_option("Save the plan to a file.")
@exit_code_option
@click.option("--full", "is_full", is_flag=True, help="Show full lists.")
def plan(
    workspace: Workspace,
    session: Session,
    *,
    folder: str,
    retired: tuple[str, ...],
    output: str | None,
    as_code: bool,
    is_full: bool,
) -> None:
    """Show what `publish` would change on a node. Changes nothing.

    `publish --plan FILE` publishes exactly a saved plan, and refuses if the node has changed.

    Also lists published themes that are no longer defined. They stay until --retire names them,
    here or in `publish`.
    """
    built = read_build_output(Path(folder))
    planned = _make_plan(workspace, session, folder, built, retired)
    data = to_json(planned)
    if output:
        write_output(output, (json.dumps(data, indent=2) + "\n").encode())
    if get_format() == "text":
        print_lines(render(planned, every_line=is_full).rstrip("\n"))
    # What templates contradict is in the list to hand over; only what can't be read fails the plan.
    found, bookings = show_bookings(session, built)
    workspace.finish(() if bookings else found, {"plan": data, **bookings})
    if as_code and (planned.retirements or not planned.is_empty):
        sys.exit(EXIT_FINDINGS)


@click.command("publish")
@node_command
@packages_option
@_retire_option
@click.option(
    "--plan",
    "saved",
    type=click.Path(exists=True, dir_okay=False),
    metavar="FILE",
    help="Publish exactly this saved plan, or nothing if the node has changed.",
)
@allow_live_option
@click.option(
    "--allow-loss",
    is_flag=True,
    help="Replace a service theme even if the content that is live now is saved nowhere.",
)
@yes_option
def publish(
    workspace: Workspace,
    session: Session,
    *,
    folder: str,
    retired: tuple[str, ...],
    saved: str | None,
    allow_live: bool,
    allow_loss: bool,
    yes: bool,
) -> None:
    """Publish themes to a node and verify them on every conferencing node.

    Uploads the web app packages next to the old ones, waits for replication, switches the paths to
    the new packages, and compares every byte. A service theme keeps its name and id; its content is
    replaced. What was live before is saved for `rollback`. If it's interrupted, run it again: it
    continues.

    A theme that is no longer defined stays published until --retire names it.
    """
    built = read_build_output(Path(folder))
    if saved:
        planned = confirm_retirements(from_json(Path(saved).read_bytes(), saved), retired)
        is_done = check_plan(session, planned)
        themes = [change.package.theme for change in planned.content_changes]
        unused = note_unused_themes(built, themes, session.today)
        planned = replace(planned, notes=tuple(dict.fromkeys([*planned.notes, *unused])))
    else:
        planned = _make_plan(workspace, session, folder, built, retired)
        is_done = False
    if is_done:
        planned = replace(planned, steps=())
    if get_format() == "text":
        done = _("Nothing to do: this plan was already carried out.")
        print_lines(done if is_done else render(planned))
    if not planned.is_empty:
        confirm(_("Publish this?"), yes=yes)
    applied = publish_plan(session, built, planned, allow_live=allow_live, allow_loss=allow_loss)
    _print_applied(workspace, planned, applied)


@click.command("rollback")
@node_command
@click.option(
    "--to",
    default="",
    metavar="DIGEST|RELEASE",
    help="Roll back to this digest (at least 12 digits), or to the packages of this release.",
)
@click.option(
    "--revision",
    default="",
    metavar="COMMIT",
    help="Build the definitions of this commit, and roll back to these packages.",
)
@allow_live_option
@yes_option
@themes_argument
def rollback(
    workspace: Workspace,
    session: Session,
    *,
    themes: tuple[str, ...],
    to: str,
    revision: str,
    allow_live: bool,
    yes: bool,
) -> None:
    """Roll back all themes, or only THEME, to the previous version.

    The web app packages of the previous version are still on the node. The content of service
    themes comes from this machine, the deployment's `saved_packages`, a release (--to), or is built
    again from a commit (--revision). Server settings aren't rolled back.

    If something can't be rolled back, the rest is, and the exit code is 1.
    """
    _refuse_unknown(workspace, session, themes)
    if to and revision:
        stop(_("Use either --to or --revision."))
    if revision or (to and Path(to).exists()):
        packages = (
            _build_commit(workspace, revision)
            if revision
            else [
                package
                for theme in read_release(Path(to)).themes.values()
                for package in theme.packages
            ]
        )
        for package in packages:
            session.store.add(package)
        commit = read_git_revision(workspace.root, revision).commit if revision else ""
        planned = plan_rollback(
            session, themes, release=[package.id for package in packages], commit=commit
        )
    else:
        _require_digest(session, to)
        planned = plan_rollback(session, themes, to)
    if get_format() == "text":
        print_lines(render(planned.plan))
    confirm(_("Roll back?"), yes=yes)
    applied = roll_back(session, planned, allow_live=allow_live)
    _print_applied(workspace, planned.plan, applied)


def _require_digest(session: Session, to: str) -> None:
    """Exit with 2 for a `--to` that is neither a release nor a digest."""
    if to and not _DIGEST.fullmatch(to):
        command = f"themebuilder status -d {session.deployment.name}"
        stop(
            _(
                "`--to {to}` is neither a release on this machine nor a digest of at least {count} "
                "digits.",
                to=to,
                count=SHORT,
            ),
            _("This lists digests: {command}", command=command),
        )


def _build_commit(workspace: Workspace, commit: str) -> list[LocalPackage]:
    """Build the packages of all themes as they were defined at a git *commit*."""
    organisations = frozenset(outline.organisation_names[0] for outline in workspace.outlines)
    built = build_revision(
        workspace.library, commit, workspace.target, organisations, workspace.cache
    )
    if built.problems and not built.themes:
        raise ThemeError(built.problems)
    return [package for theme in built.themes.values() for package in theme.packages]


def _make_plan(
    workspace: Workspace,
    session: Session,
    folder: str,
    built: BuildOutput,
    retired: tuple[str, ...],
) -> Plan:
    """Plan with all notes, and with the confirmed retirements."""
    planned = add_notes(plan_publishing(session, built), workspace, folder, built)
    notes = list_target_notes(session, read_learnt(workspace.root), workspace.target)
    return confirm_retirements(replace(planned, notes=(*planned.notes, *notes)), retired)


def add_notes(plan: Plan, workspace: Workspace, folder: str, built: BuildOutput) -> Plan:
    """Add notes about packages that are older than the definitions, or not defined."""
    notes = list(plan.notes)
    if newer := find_newer_source(workspace.root, Path(folder)):
        notes.append(
            _(
                "{file} changed after the build in {folder}/. To publish the change, build first.",
                file=newer,
                folder=folder,
            )
        )
    if unknown := sorted(built.entries.keys() - workspace.known_names[0]):
        notes.append(
            _(
                "{folder}/ has themes that this workspace doesn't define: {names}. To leave them "
                "out, "
                "build first.",
                folder=folder,
                names=", ".join(unknown),
            )
        )
    if unspoken := workspace.describe_unspoken(
        [outline for outline in workspace.outlines if outline.name in built.entries]
    ):
        notes.append(unspoken)
    return replace(plan, notes=tuple(notes))


def _print_applied(workspace: Workspace, plan: Plan, applied: Verification) -> None:
    seen = [str(served) for served in applied.seen]
    if get_format() == "text" and seen:
        print_anyway(lambda: print_lines("\n".join(seen)))
    data = {"plan": to_json(plan), "seen": seen}
    print_anyway(lambda: workspace.finish(applied.problems, data))


def _refuse_unknown(workspace: Workspace, session: Session, themes: tuple[str, ...]) -> None:
    """Exit with 2 for a theme that neither the definitions nor the node's packages name."""
    known = workspace.known_names[0]
    if known.issuperset(themes):
        return
    known |= {package.theme for package in read_packages(session.node)}
    for theme in themes:
        if theme not in known:
            hint = suggest_name(theme, sorted(known), _(LIST_HINT))
            stop(_("No theme matches `{name}`.", name=theme), hint)
