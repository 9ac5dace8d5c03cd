"""``themebuilder status``, ``verify``, ``prune`` and ``doctor``."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click

from themebuilder.cli.connection import confirm, node_command, print_anyway, show_bookings
from themebuilder.cli.deployment import packages_option
from themebuilder.cli.options import yes_option
from themebuilder.cli.output import EXIT_FINDINGS, get_format, print_json, print_lines
from themebuilder.cli.workspace import Workspace
from themebuilder.core.messages import N_, _, _n
from themebuilder.definitions.model import CATALOGUE
from themebuilder.platform.learnt_file import LEARNT_FILE, read_learnt
from themebuilder.publishing.apply.verify import verify as verify_packages
from themebuilder.publishing.build_output import read_build_output
from themebuilder.publishing.inspection.doctor import NEEDED, Answer, examine
from themebuilder.publishing.inspection.hosted_app import list_target_notes
from themebuilder.publishing.node.node_state import read_node_state
from themebuilder.publishing.node.references import read_status
from themebuilder.publishing.plan.cleanup import plan_pruning
from themebuilder.publishing.plan.cleanup import prune as prune_packages
from themebuilder.publishing.session import Session
from themebuilder.releases.release import read_origin
from themebuilder.settings import FieldKind, Setting, find_fields


@click.command("status")
@node_command
def status(workspace: Workspace, session: Session) -> None:
    """Show what each path and room uses, and which of our packages are unused."""
    found = read_status(read_node_state(session.node, session.deployment))
    if get_format() == "json":
        places = [
            {
                "label": place.label,
                "kind": place.kind.value,
                "package": place.package.name if place.package else None,
                "ours": place.is_ours,
                "on": place.is_on,
                **(
                    {"webapp": place.path.webapp_type, "default": place.path.is_default}
                    if place.path
                    else {}
                ),
            }
            for place in found.places
        ]
        spare = [package.name for package in found.spare]
        themes = [
            {"name": theme.name, "uri": theme.ref.uri, "content": theme.content or None}
            for theme in found.themes
        ]
        problems, bookings = show_bookings(session, None)
        packages = {"spare": spare, "twins": list(found.duplicates)}
        workspace.finish(problems, {"places": places, "themes": themes, **packages, **bookings})
        return
    lines = [*map(str, found.places)]
    if found.themes:
        lines.append(_("\nService themes:"))
    for theme in found.themes:
        content = theme.content or _("unknown content")
        lines.append(f"  {theme.name}: {content}  ({theme.ref.uri})")
    if found.spare:
        lines.append(_("\nUnused packages of ours:"))
    for package in found.spare:
        time = package.last_updated[:16].replace("T", " ")
        lines.append(f"  {package.name}  ({package.kind.value}, {time})")
    lines += (
        _("`{package}` is on the node twice. `themebuilder prune` removes one.", package=name)
        for name in found.duplicates
    )
    print_lines("\n".join(lines))
    workspace.finish(show_bookings(session, None)[0], {})


@click.command("verify")
@node_command
@packages_option
def verify(workspace: Workspace, session: Session, *, folder: str) -> None:
    """Compare what guests get with what was published: every byte, and server settings.

    Asks every conferencing node. If there is a build folder, compares the node with it as well. If
    the deployment names an alias, asks a meeting there which of the settings it has. If the folder is
    a release, names the release, commit and program that each live package comes from.
    """
    built = read_build_output(Path(folder)) if (Path(folder) / CATALOGUE).is_file() else None
    found = verify_packages(session, built, workspace.known_names[0])
    seen = [str(served) for served in found.seen]
    data = {
        "seen": seen,
        "meetings": {name: dict(answer) for name, answer in found.meetings.items()},
        "compared_with_build": built is not None,
        "live": {path: [mark.theme, mark.short] for path, mark in found.live.items()},
    }
    origin = read_origin(Path(folder))
    if get_format() == "text":
        lines = list(seen)
        if origin:
            lines += [origin.describe(path, mark) for path, mark in found.live.items()]
        for organisation, answer in found.meetings.items():
            for setting, field in find_fields(FieldKind.MEETING):
                if field.name in answer:
                    lines.append(_format_state(organisation, setting, is_on=answer[field.name]))
        rooms = session.deployment.rooms
        if rooms and not any(room.check_alias for room in rooms):
            lines.append(
                _(
                    "Service themes: the management node confirms which room uses which. Their "
                    "files can't be compared, because conferencing nodes don't show them."
                )
            )
        if built is None:
            lines.append(
                _("{folder}/ has no build, so the node wasn't compared with one.", folder=folder)
            )
        if lines:
            print_lines("\n".join(lines))
    problems, bookings = show_bookings(session, built)
    workspace.finish((*found.problems, *problems), {**data, **bookings})


@click.command("prune")
@node_command
@click.option(
    "--keep",
    type=click.IntRange(0),
    metavar="N",
    default=3,
    show_default=True,
    help="Unused packages to keep per theme.",
)
@click.option(
    "--max-deletes",
    type=click.IntRange(0),
    metavar="N",
    help="Delete at most this many packages. Default: the deployment's limit, or 0.",
)
@yes_option
def prune(
    workspace: Workspace, session: Session, *, keep: int, max_deletes: int | None, yes: bool
) -> None:
    """Delete old packages of ours that nothing uses.

    Never deletes packages in use, built-in ones, other people's, or those that `rollback` needs. If
    more than --max-deletes would go, nothing is deleted.
    """
    is_json = get_format() == "json"
    pruning = plan_pruning(session, keep)
    for package, reason in pruning.kept:
        if package.mark:
            line = _(
                "keep    {package} ({kind}): {reason}",
                package=package.name,
                kind=package.kind.value,
                reason=reason,
            )
            click.echo(line, err=is_json)
    for package in pruning.deletes:
        line = _("delete  {package} ({kind})", package=package.name, kind=package.kind.value)
        click.echo(line, err=is_json)
    limit = session.deployment.max_deletes if max_deletes is None else max_deletes
    if pruning.deletes and len(pruning.deletes) <= limit:
        question = _n(
            "Delete {count} package permanently?",
            "Delete {count} packages permanently?",
            len(pruning.deletes),
        )
        confirm(question, yes=yes)
    deleted = prune_packages(session, pruning, limit)
    if not deleted and not is_json:
        click.echo(_("Nothing to delete."))
    kept = [
        {"package": package.name, "kind": package.kind.value, "reason": reason}
        for package, reason in pruning.kept
        if package.mark
    ]
    data = {"deleted": [package.name for package in deleted], "kept": kept}
    print_anyway(lambda: workspace.finish((), data))


@click.command("doctor")
@node_command
def doctor(workspace: Workspace, session: Session) -> None:
    """Compare a node's schemas and versions with what themebuilder expects. Changes nothing."""
    found = examine(session)
    notes = tuple(list_target_notes(session, read_learnt(workspace.root), workspace.target))
    is_expected = not (found.missing or found.contradicted or {*found.unread} & {*NEEDED})
    if get_format() == "json":
        print_json({"node": asdict(found), "notes": list(notes)}, ok=is_expected)
    else:
        uuid = found.deployment_uuid or _("without a UUID")
        click.echo(_("{node}, deployment ID {uuid}", node=found.origin, uuid=uuid))
        for line in (*found.versions, *found.conferencing):
            click.echo(f"  {line}")
        for note in notes:
            print_lines(_("  note: {note}", note=note))
        if not notes:
            click.echo(
                _(
                    "  {file} was learned from this version; its texts fit `target` `{target}` "
                    "(unconfirmed)",
                    file=LEARNT_FILE,
                    target=workspace.target,
                )
            )
        for resource in found.missing:
            click.echo(_("  missing: {resource}, which publishing needs", resource=resource))
        for resource in found.unread:
            click.echo(_("  our account can't read {resource}", resource=resource))
        confirmed = [fact for fact in found.facts if fact.answer is Answer.CONFIRMED]
        click.echo(
            _n(
                "  confirmed: {count} fact of {total} that publishing relies on",
                "  confirmed: {count} facts of {total} that publishing relies on",
                len(confirmed),
                total=len(found.facts),
            )
        )
        for fact in found.facts:
            if fact.answer is not Answer.CONFIRMED:
                click.echo(f"  {_(fact.answer)}: {fact.what}\n    ({fact.source})")
    if not is_expected:
        sys.exit(EXIT_FINDINGS)


def _format_state(organisation: str, setting: Setting, *, is_on: bool | None) -> str:
    message = {
        None: N_("{organisation}: the meeting didn't report `{setting}`."),
        True: N_("{organisation}: the meeting has `{setting}` on."),
        False: N_("{organisation}: the meeting has `{setting}` off."),
    }[is_on]
    return _(message, organisation=organisation, setting=setting.name)
