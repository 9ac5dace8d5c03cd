"""``themebuilder release``."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import click

from themebuilder.cli.options import (
    chromium_option,
    json_option,
    organisations_option,
    output_option,
    parse_day,
    shipped_option,
)
from themebuilder.cli.output import print_json, print_report, report_write_errors, stop, warn
from themebuilder.cli.reviews import report_screens
from themebuilder.cli.workspace import ThemeSelection, Workspace, stop_on_platform_error
from themebuilder.core.files import replace_all, stage, write_whole
from themebuilder.core.messages import _, _n, join_messages
from themebuilder.core.rules import Severity
from themebuilder.definitions.outline import Outline
from themebuilder.packages.zip_writer import pack
from themebuilder.preview.page import HOW_TO_BUILD, SCREENS, BundleMissingError, read_bundle
from themebuilder.releases.documents import write_documents
from themebuilder.releases.earlier import (
    LIMITS,
    BuiltRelease,
    EarlierRelease,
    build_release,
    build_revision,
    read_release,
)
from themebuilder.releases.release import Details, Release, read_git_revision

PICTURES = "pictures"


@click.command("release")
@organisations_option
@shipped_option
@click.option(
    "--since",
    metavar="RELEASE|REV",
    help="Compare with an earlier release (its folder or zip), a build folder, or a git revision.",
)
@click.option("--name", default="", metavar="NAME", help="What people call this release.")
@click.option(
    "--begins",
    type=parse_day,
    metavar="DATE",
    help="The day on which guests get it, for the drafts.",
)
@output_option(
    "The folder for the releases, one folder and one zip for each organisation.", required=True
)
@click.option(
    "--screen",
    "screens",
    multiple=True,
    type=click.Choice(SCREENS),
    metavar="NAME",
    help="Only pictures of this screen; see `screenshots --help`. Repeatable.",
)
@click.option("--no-pictures", is_flag=True, help="Take no pictures of the screens.")
@chromium_option
@json_option
@click.pass_obj
def release(
    workspace: Workspace,
    *,
    organisations: tuple[str, ...],
    everything: bool,
    since: str | None,
    name: str,
    begins: date | None,
    output: str,
    screens: tuple[str, ...],
    no_pictures: bool,
    program: str | None,
    as_json: bool,
) -> None:
    """Write what you hand over: packages, instructions, changes, pictures and drafts.

    Writes a folder and a zip for each organisation. The folder is also a build folder:
    `publish --packages FOLDER` publishes it. The instructions are in the language in use.
    """
    target = Path(output)
    by_owner: dict[str, list[Outline]] = {}
    for outline in workspace.choose(ThemeSelection((), organisations, everything)):
        for owner in outline.organisation_names[:1]:
            by_owner.setdefault(owner, []).append(outline)
    _refuse_existing(target, by_owner)
    with (
        workspace.stop_on_error(),
        report_write_errors(tempfile.gettempdir()),
        stop_on_platform_error(),
    ):
        earlier = _read_earlier(workspace, since, frozenset(by_owner))
        built = {owner: _build(workspace, themes) for owner, themes in sorted(by_owner.items())}
        problems = dict.fromkeys(problem for found in built.values() for problem in found.problems)
        chosen = [outline for outlines in by_owner.values() for outline in outlines]
        unapproved = report_screens(workspace, chosen)
        report = workspace.make_report([*workspace.library.problems, *problems, *unapproved])
        if not report.ok:
            workspace.stop_with(report.problems)
        details = Details(
            name,
            begins,
            read_git_revision(workspace.root),
            workspace.target,
            earlier.name,
            {problem.theme: problem.message for problem in unapproved if problem.theme},
            frozenset(by_owner),
        )
        _warn_of_ended(chosen, details.begins)
        every = {outline.name: outline for outline in workspace.outlines}
        releases = [
            Release(owner, details, built_release, earlier.themes, every, workspace.library)
            for owner, built_release in built.items()
        ]
        documents = [write_documents(each) for each in releases]
        if not organisations:
            _warn_of_untold(earlier, releases)
    if report.problems and not as_json:
        print_report(report)
    pictures: dict[str, int] = {}
    # A folder comes last: where it exists, its zip does.
    names = [name for each in releases for name in (f"{each.owner}.zip", each.owner)]
    with report_write_errors(target), stage(target, names) as staging:
        for each, files in zip(releases, documents, strict=True):
            folder = staging / each.owner
            replace_all(folder, {**each.list_packages(), **files})
            pictures[each.owner] = (
                0 if no_pictures else _take_pictures(workspace, each, folder, screens, program)
            )
            write_whole(staging / f"{each.owner}.zip", _pack(folder))
    if as_json:
        written = [
            {"organisation": owner, "folder": str(target / owner), "pictures": count}
            for owner, count in pictures.items()
        ]
        print_json({"releases": written}, report.problems)
        return
    for each in releases:
        _print_release(each, target / each.owner, pictures[each.owner])


def _warn_of_ended(chosen: Iterable[Outline], begins: date | None) -> None:
    for outline in chosen:
        until = outline.valid.until
        if begins and until and begins > until:
            message = _(
                "`{theme}` ends on {until}, before {begins}: nobody gets what changed in it.",
                theme=outline.name,
                until=until,
                begins=begins,
            )
            warn(message)


def _warn_of_untold(earlier: EarlierRelease, releases: Sequence[Release]) -> None:
    """Warn of each theme that is gone together with every organisation that could tell of it."""
    described = {changed.name for each in releases for changed in each.changes}
    for name in sorted({*earlier.themes} - described - {*releases[0].outlines}):
        message = _(
            "Theme `{theme}` was in {since} and is gone. No release says so: none of its "
            "organisations has a theme.",
            theme=name,
            since=earlier.name,
        )
        warn(message)


def _refuse_existing(target: Path, owners: Iterable[str]) -> None:
    """Exit with 2 where a release exists: a folder with files, or anything else of its two names."""
    names = [name for owner in owners for name in (owner, f"{owner}.zip")]
    found = [target / name for name in names if os.path.lexists(target / name)]
    existing = [str(path) for path in found if not path.is_dir() or any(path.iterdir())]
    if existing:
        stop(
            _(
                "These exist already: {files}. A release is never overwritten.",
                files=", ".join(existing),
            ),
            _("Choose another folder with -o, or delete them."),
        )


def _read_earlier(
    workspace: Workspace, since: str | None, owners: frozenset[str]
) -> EarlierRelease:
    if not since:
        return EarlierRelease({}, "")
    if Path(since).exists():
        return read_release(Path(since))
    built = build_revision(workspace.library, since, workspace.target, owners, workspace.cache)
    broken = {
        problem.theme
        for problem in built.problems
        if problem.severity is Severity.ERROR and problem.theme
    }
    for name in sorted((broken - {*built.themes}) & {*workspace.library.names("theme")}):
        warn(
            _(
                "Theme `{theme}` at {revision} has errors. The release shows it as new.",
                theme=name,
                revision=since,
            )
        )
    return EarlierRelease(built.themes, since)


def _build(workspace: Workspace, outlines: Sequence[Outline]) -> BuiltRelease:
    return build_release(
        workspace.library, workspace.target, outlines, workspace.outlines, workspace.cache
    )


def _take_pictures(
    workspace: Workspace, one: Release, folder: Path, screens: Sequence[str], program: str | None
) -> int:
    """Take the pictures, or say why there are none."""
    try:
        from themebuilder.preview.screen_content import OldPageError
        from themebuilder.preview.screenshots import BrowserMissingError
        from themebuilder.releases.pictures import take_pictures
    except ModuleNotFoundError as error:
        module = error.name or ""
        warn(_("No pictures: the Python package `{name}` is missing.", name=module))
        return 0
    target = folder / PICTURES
    try:
        bundle, cache = read_bundle(), workspace.cache
        return take_pictures(one, target, bundle, cache, screens=screens, program=program)
    except BundleMissingError:
        reason = join_messages((_("The preview's page hasn't been built."), _(HOW_TO_BUILD)), " ")
    except OldPageError:
        reason = join_messages(
            (_("The preview's page is of another version."), _(HOW_TO_BUILD)), " "
        )
    except BrowserMissingError as error:
        reason = _("Chromium can't be started: {error}", error=error)
    warn(_("No pictures. {reason}", reason=reason))
    return 0


def _pack(folder: Path) -> bytes:
    """Return the folder as a zip; without pictures it is the same on every machine."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    contents = {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}
    return pack(contents, limits=LIMITS)


def _print_release(one: Release, folder: Path, pictures: int) -> None:
    states = Counter(changed.state for changed in one.changes)
    click.echo(f"{one.title}: {folder}/, {folder}.zip")
    shown = _(
        "  themes: {new} new, {changed} changed, {same} unchanged, {removed} removed",
        **{state: states[state] for state in ("new", "changed", "same", "removed")},
    )
    click.echo(shown)
    if pictures:
        click.echo(_n("  {count} picture", "  {count} pictures", pictures))
    settings = one.list_server_settings()
    if settings:
        fields = ", ".join(dict.fromkeys(f"`{found.field.name}`" for found in settings))
        click.echo(_("  to set by hand: {fields}", fields=fields))
