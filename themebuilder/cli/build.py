"""``themebuilder build`` and ``check``."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from themebuilder import __version__
from themebuilder.build.builder import (
    BuildOrder,
    BuildResult,
    ThemeResult,
    WorkerKilledError,
    build_themes,
    check_themes,
    count_processors,
)
from themebuilder.build.catalogue import list_packages
from themebuilder.cli.active_content import find_impossible_acceptances, print_unpublishable
from themebuilder.cli.options import (
    ReportOptions,
    file_output_option,
    output_option,
    report_options,
    shard_option,
    theme_options,
)
from themebuilder.cli.output import (
    EXIT_FINDINGS,
    get_command,
    get_exit_code,
    get_format,
    print_report,
    report_write_errors,
    stop,
)
from themebuilder.cli.workspace import ThemeSelection, Workspace, stop_on_platform_error
from themebuilder.core.messages import N_, _, _n
from themebuilder.core.problems import Problem, ThemeError, join_first
from themebuilder.definitions.model import CATALOGUE
from themebuilder.definitions.outline import Outline
from themebuilder.reports.findings import Report

_MOST_THEMES, _MOST_FILES = 4, 6
_KILLED = N_("A worker process was killed, probably because memory ran out.")
_STALE = {
    "removed": N_("Removed from {folder}, because no theme needs them: {files}."),
    "waiting": N_(
        "No theme needs these files in {folder}: {files}. A build of all themes removes them."
    ),
    "changed": N_(
        "No theme needs these files in {folder}, but they changed after the build, so they stay: "
        "{files}. Delete them if nobody needs them."
    ),
}


@click.command("build")
@theme_options
@output_option("The folder for the packages. Default: dist/ in the workspace.")
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(1, 64),
    metavar="N",
    help="Number of parallel processes. Default: one per processor.",
)
@shard_option
@report_options
@click.pass_obj
def build(
    workspace: Workspace,
    *,
    selection: ThemeSelection,
    options: ReportOptions,
    output: str | None,
    jobs: int | None,
    shard: slice | None,
) -> None:
    """Build the packages of each theme.

    Without THEME, builds all themes of the workspace, and removes the packages of themes that are
    no longer defined. A theme with an error of its own isn't built: its last
    good packages stay.
    """
    folder = Path(output) if output else workspace.root / "dist"
    _refuse_dangling_link(folder)
    is_full = not (selection.patterns or selection.organisations or selection.day or shard)
    may_be_none = is_full and (folder / CATALOGUE).is_file()
    chosen = workspace.choose(selection, may_be_none=may_be_none)[shard or slice(None)]
    jobs = jobs or count_processors()
    order = BuildOrder(chosen, workspace.outlines, folder, jobs, workspace.cache, is_full)
    result = _build(workspace, order)
    impossible = find_impossible_acceptances(chosen)
    problems = options.filter([*workspace.library.problems, *impossible, *result.problems])
    unbuilt = [theme.name for theme in result.themes if not theme.catalogue_line]
    data: dict[str, Any] = {
        "artifacts": _list_artifacts(result, folder),
        "unbuilt": unbuilt,
        "stale": {name: list(files) for name, files in result.stale._asdict().items()},
    }
    if unbuilt:  # whatever --ignore says
        data["ok"] = False
    is_text = get_format() == "text"
    if is_text:
        _print_packages(result, folder)
        _print_stale(result, folder)
    is_good = True
    if problems or not is_text:
        is_good = print_report(workspace.make_report(problems, strict=options.strict), data)
    if is_good:
        workspace.print_unspoken([outline for outline in chosen if outline.name not in unbuilt])
    if is_text:
        print_unpublishable(result.themes, chosen)
    if is_text and not chosen:
        click.echo(_("No themes to build."), err=True)
    if is_text and unbuilt:
        names = ", ".join(unbuilt)
        message = _("Not built, so their previous packages stay: {themes}.", themes=names)
        click.echo(message, err=True)
    if not is_good or unbuilt:
        sys.exit(get_exit_code(result.problems) or EXIT_FINDINGS)


def _build(workspace: Workspace, order: BuildOrder) -> BuildResult:
    context = click.get_current_context()
    shows_progress = sys.stderr.isatty() and context.color is not False
    built, folder = 0, _format_folder(order.folder)

    def show_progress(theme: ThemeResult) -> None:
        nonlocal built
        built += 1
        if shows_progress:
            line = f"\r\033[K{built}/{len(order.outlines)} {theme.name}"
            click.echo(line, nl=False, err=True)

    def announce_wait() -> None:
        click.echo(_("Waiting for another build that writes to {folder}.", folder=folder), err=True)

    before = list_packages(order.folder)
    try:
        with report_write_errors(order.folder), stop_on_platform_error():
            return build_themes(
                workspace.library, workspace.target, order, show_progress, announce_wait
            )
    except KeyboardInterrupt:
        if new := sorted(dict(list_packages(order.folder).items() - before.items())):
            named = join_first(new, _MOST_FILES)
            message = N_("New in {folder}, but not yet in its catalogue: {files}. Build again.")
            click.echo(_(message, folder=folder, files=named), err=True)
        raise
    except WorkerKilledError:
        hint = _("Use fewer processes, for example --jobs 1. No file is incomplete.")
        stop(_(_KILLED), hint, EXIT_FINDINGS)
    finally:
        if shows_progress:
            click.echo("\r\033[K", nl=False, err=True)


def _print_packages(result: BuildResult, folder: Path) -> None:
    files = new = total = 0
    claimed: set[str] = set()
    server_settings: dict[tuple[str, str], list[str]] = {}
    for theme in result.themes:
        entry = theme.entry
        if entry is None:
            continue
        click.echo(theme.name)
        for file in entry["files"]:
            files += 1
            total += file["bytes"]
            is_new = file["name"] in theme.changed
            new += is_new
            claimed |= {claim["item"] for claim in file["claims"]}
            size = _("{size:,.0f} kB", size=file["bytes"] / 1000)
            state = _("new") if is_new else _("unchanged")
            click.echo(f"  {file['name']:<52} {size:>9}  {file['digest'][:12]}  {state}")
        for name in entry["needs_server"]:
            setting = entry["settings"][name]
            needed = f"{name}: {setting['value']}", ", ".join(setting["room_fields"])
            server_settings.setdefault(needed, []).append(theme.name)
    if not files:
        return
    summary = _n(
        "\n{count} package, {size:.1f} MB in {folder}: {new} new, {unchanged} unchanged.",
        "\n{count} packages, {size:.1f} MB in {folder}: {new} new, {unchanged} unchanged.",
        files,
        size=total / 1e6,
        folder=_format_folder(folder),
        new=new,
        unchanged=files - new,
    )
    click.echo(summary)
    _print_server_settings(server_settings)
    if claimed:
        message = _n(
            "{count} format detail isn't confirmed by Pexip's documentation. See `claims` in "
            "catalogue.json.",
            "{count} format details aren't confirmed by Pexip's documentation. See `claims` in "
            "catalogue.json.",
            len(claimed),
        )
        click.echo(message)


def _print_server_settings(settings: Mapping[tuple[str, str], Sequence[str]]) -> None:
    for (setting, field), themes in settings.items():
        named = join_first(themes, _MOST_THEMES)
        message = _n(
            "Server setting, which only `publish` can apply: `{setting}` ({field}), for {count} theme: {themes}",
            "Server setting, which only `publish` can apply: `{setting}` ({field}), for {count} themes: {themes}",
            len(themes),
            setting=setting,
            field=field,
            themes=named,
        )
        click.echo(message)


def _print_stale(result: BuildResult, folder: Path) -> None:
    """Report what happened to the files of themes that are no longer defined."""
    for state, files in result.stale._asdict().items():
        if files:
            message = _(_STALE[state], folder=_format_folder(folder), files=", ".join(files))
            click.echo(message)


def _refuse_dangling_link(folder: Path) -> None:
    for path in (folder, *folder.parents):
        if path.is_symlink() and not path.exists():
            stop(
                _(
                    "{link} is a link to {folder}, which doesn't exist.",
                    link=path,
                    folder=path.readlink(),
                ),
                _("Create that folder, remove the link, or choose another folder with -o."),
            )


def _format_folder(folder: Path) -> str:
    try:
        return folder.relative_to(Path.cwd()).as_posix() + "/"
    except ValueError:
        return f"{folder}/"


def _list_artifacts(result: BuildResult, folder: Path) -> list[dict[str, Any]]:
    return [
        {
            "theme": theme.name,
            "path": _format_folder(folder) + file["name"],
            "bytes": file["bytes"],
            "sha256": file["sha256"],
            "content_digest": file["digest"],
            "changed": file["name"] in theme.changed,
        }
        for theme in result.themes
        if (entry := theme.entry)
        for file in entry["files"]
    ]


@click.command("check")
@theme_options
@report_options
@file_output_option("Write the report to this file.")
@click.pass_obj
def check(
    workspace: Workspace, *, selection: ThemeSelection, options: ReportOptions, output: str | None
) -> None:
    """Check themes without building them.

    Reports everything that `build` would report. THEME may also be a finished package, also one
    from another tool: a zip, a folder, or what a deployment uses (`deployment:NAME/THEME`).
    """
    from themebuilder.cli.diff import LIVE
    from themebuilder.cli.reviews import report_screens
    from themebuilder.importing.package_reader import looks_like_package

    paths = [
        given
        for given in selection.patterns
        if given.startswith(LIVE) or looks_like_package(Path(given))
    ]
    patterns = [given for given in selection.patterns if given not in paths]
    selection = selection._replace(patterns=patterns)
    sources: dict[str, str] = {}
    problems: list[Problem] = []
    if paths:
        from themebuilder.cli.package_files import check_packages

        problems += check_packages(workspace, paths, sources)
    chosen: list[Outline] = []
    if paths and not (patterns or selection.organisations or selection.everything):
        # Packages alone need no workspace.
        report = Report(
            options.filter(problems),
            command=get_command(),
            sources=sources.get,
            files=len(paths),
            strict=options.strict,
            version=__version__,
        )
        data = {"packages": paths}
    else:
        chosen = workspace.choose(selection)
        problems += [*check_chosen(workspace, chosen), *find_impossible_acceptances(chosen)]
        problems += [*_check_deployments(workspace), *report_screens(workspace, chosen)]
        report = workspace.make_report(options.filter(problems), strict=options.strict)
        data = {"themes": [outline.name for outline in chosen]}
    if not print_report(report, data, output or ""):
        sys.exit(get_exit_code(problems) or EXIT_FINDINGS)
    workspace.print_unspoken(chosen)


def check_chosen(workspace: Workspace, chosen: Sequence[Outline]) -> list[Problem]:
    """Return what building the chosen themes would report."""
    jobs = count_processors()
    order = BuildOrder(chosen, workspace.outlines, Path(), jobs, workspace.cache, is_full=False)
    try:
        with stop_on_platform_error():
            return check_themes(workspace.library, workspace.target, order)
    except WorkerKilledError:
        stop(_(_KILLED), _("Check fewer themes at once."), EXIT_FINDINGS)


def _check_deployments(workspace: Workspace) -> Iterator[Problem]:
    """Yield the problems of the deployments that can be found without their nodes."""
    deployments = workspace.library.own.get("deployment", {})
    if not deployments:
        return
    from themebuilder.publishing.deployment import Deployment, find_unknown_names

    for document in deployments.values():
        yield from find_unknown_names(document.tree, *workspace.known_names)
        try:
            Deployment.from_tree(document.tree)
        except ThemeError as error:
            yield from error.problems
