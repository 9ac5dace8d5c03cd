"""``themebuilder build`` and ``check``."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click

from themebuilder import __version__
from themebuilder.build.builder import (
    BuildOrder,
    BuildResult,
    BuiltTheme,
    WorkerKilledError,
    build_themes,
    check_themes,
    count_processors,
)
from themebuilder.build.catalogue import CATALOGUE
from themebuilder.cli.options import (
    ReportOptions,
    file_output_option,
    output_option,
    report_options,
    theme_options,
)
from themebuilder.cli.output import (
    FOUND,
    get_command,
    get_exit_code,
    get_format,
    print_report,
    report_write_errors,
    stop,
)
from themebuilder.cli.workspace import ThemeSelection, Workspace, stop_on_platform_error
from themebuilder.core.problems import Problem, ThemeError
from themebuilder.definitions.outline import Outline
from themebuilder.reports.findings import Report

_MOST_THEMES = 4
_KILLED = "A worker process was killed, most likely because memory ran out."


@click.command("build")
@theme_options
@output_option("The folder for the packages. Default: dist/ in the workspace.")
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(1, 64),
    metavar="N",
    help="Parallel processes. Default: one for each processor.",
)
@click.option("--shard", metavar="I/N", help="Build every N-th theme, starting with the I-th.")
@report_options
@click.pass_obj
def build(
    workspace: Workspace,
    *,
    selection: ThemeSelection,
    options: ReportOptions,
    output: str | None,
    jobs: int | None,
    shard: str | None,
) -> None:
    """Build both packages of each theme.

    Without THEME: all themes of the workspace. With --organisation: that organisation's and all
    below it. A theme with an error is not built, and its last good packages stay.

    A build of all themes also removes the packages of themes that are no longer defined.
    """
    target = Path(output) if output else workspace.root / "dist"
    _refuse_dangling_link(target)
    is_full = not (selection.patterns or selection.organisations or selection.day or shard)
    may_be_none = is_full and (target / CATALOGUE).is_file()
    chosen = _take_shard(workspace.choose(selection, may_be_none=may_be_none), shard)
    jobs = jobs or count_processors()
    order = BuildOrder(chosen, workspace.outlines, target, jobs, workspace.cache, is_full)
    result = _build(workspace, order)
    problems = options.filter([*workspace.library.problems, *result.problems])
    unbuilt = [theme.name for theme in result.themes if not theme.line]
    data: dict[str, Any] = {
        "artifacts": _list_artifacts(result, target),
        "unbuilt": unbuilt,
        "stale": {name: list(files) for name, files in asdict(result.stale).items()},
    }
    if unbuilt:  # whatever --ignore says
        data["ok"] = False
    is_text = get_format() == "text"
    if is_text:
        _print_packages(result, target)
        _print_stale(result, target)
    is_good = True
    if problems or not is_text:
        is_good = print_report(workspace.report(problems, strict=options.strict), data)
    if is_good:
        workspace.print_unspoken([one for one in chosen if one.name not in unbuilt])
    if is_text and not chosen:
        click.echo("No theme is built here.", err=True)
    if is_text and unbuilt:
        click.echo(f"Not built; the earlier packages stay: {', '.join(unbuilt)}", err=True)
    if not is_good or unbuilt:
        sys.exit(get_exit_code(result.problems) or FOUND)


def _build(workspace: Workspace, order: BuildOrder) -> BuildResult:
    context = click.get_current_context()
    shows_progress = sys.stderr.isatty() and context.color is not False
    built = 0

    def show_progress(theme: BuiltTheme) -> None:
        nonlocal built
        built += 1
        if shows_progress:
            line = f"\r\033[K{built}/{len(order.outlines)} {theme.name}"
            click.echo(line, nl=False, err=True)

    def announce_wait() -> None:
        folder = _format_folder(order.folder)
        click.echo(f"Another build writes to {folder}; waiting for it.", err=True)

    try:
        with report_write_errors(order.folder), stop_on_platform_error():
            return build_themes(
                workspace.library, workspace.target, order, show_progress, announce_wait
            )
    except WorkerKilledError:
        stop(_KILLED, "Use fewer, for example --jobs 1. No file is half written.", FOUND)
    finally:
        if shows_progress:
            click.echo("\r\033[K", nl=False, err=True)


def _print_packages(result: BuildResult, folder: Path) -> None:
    files = new = total = 0
    inferred: set[str] = set()
    server_settings: dict[str, list[str]] = {}
    for theme in result.themes:
        entry = theme.entry
        if entry is None:
            continue
        click.echo(theme.name)
        for file in entry["files"]:
            files += 1
            total += file["bytes"]
            state = "new" if file["name"] in theme.changed else "unchanged"
            new += state == "new"
            inferred |= {claim["item"] for claim in file["rests_on"]}
            size = f"{file['bytes'] / 1000:,.0f} kB"
            click.echo(f"  {file['name']:<52} {size:>9}  {file['digest'][:12]}  {state}")
        for needed in entry["needs_server"]:
            server_settings.setdefault(needed, []).append(theme.name)
    if not files:
        return
    click.echo(
        f"\n{files} packages, {total / 1e6:.1f} MB in {_format_folder(folder)}: "
        f"{new} new, {files - new} unchanged."
    )
    _print_server_settings(server_settings)
    if inferred:
        click.echo(
            f"{len(inferred)} format details aren't confirmed by Pexip's documentation. See "
            "`rests_on` in catalogue.json."
        )


def _print_server_settings(settings: Mapping[str, Sequence[str]]) -> None:
    for needed, themes in settings.items():
        setting, _, field = needed.partition(" (")
        named = ", ".join(themes[:_MOST_THEMES])
        if len(themes) > _MOST_THEMES:
            named += f" and {len(themes) - _MOST_THEMES} more"
        click.echo(f"Server setting, applied by `publish`: `{setting}` ({field}, for {named}.")


def _print_stale(result: BuildResult, folder: Path) -> None:
    """Say what happened to files of former themes."""
    stale, shown = result.stale, _format_folder(folder)
    if stale.removed:
        click.echo(f"Removed from {shown}, as no theme has them now: {', '.join(stale.removed)}.")
    if stale.waiting:
        click.echo(
            f"Still in {shown}, though no theme has them now: {', '.join(stale.waiting)}. "
            "A build of all themes removes them."
        )
    if stale.changed:
        click.echo(
            f"Left in {shown}: {', '.join(stale.changed)}. No theme has them now, and they are not "
            "the files that were built. Delete them if nobody needs them."
        )


def _refuse_dangling_link(folder: Path) -> None:
    for path in (folder, *folder.parents):
        if path.is_symlink() and not path.exists():
            stop(
                f"{path} is a link to {path.readlink()}, which does not exist.",
                "Make that folder, remove the link, or name another folder with -o.",
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


def _take_shard(chosen: list[Outline], shard: str | None) -> list[Outline]:
    if shard is None:
        return chosen
    found = re.fullmatch(r"([0-9]{1,4})/([0-9]{1,4})", shard)
    number, count = (int(part) for part in found.groups()) if found else (0, 0)
    if not 1 <= number <= count:
        stop(f"`--shard {shard}` is not of the form 2/5.")
    return chosen[number - 1 :: count]


@click.command("check")
@theme_options
@report_options
@file_output_option("Write the report to a file.")
@click.pass_obj
def check(
    workspace: Workspace, *, selection: ThemeSelection, options: ReportOptions, output: str | None
) -> None:
    """Check themes: report everything that `build` would report, and write no package.

    A THEME may also be the path of a finished package, ours or anybody's: a zip or a folder.
    """
    from themebuilder.importing.package_reader import looks_like_package

    paths = [given for given in selection.patterns if looks_like_package(Path(given))]
    patterns = [given for given in selection.patterns if given not in paths]
    selection = replace(selection, patterns=patterns)
    problems = _check_packages(workspace, paths) if paths else []
    chosen: list[Outline] = []
    if paths and not (patterns or selection.organisations or selection.everything):
        # Packages alone need no workspace.
        report = Report(
            options.filter(problems),
            command=get_command(),
            files=len(paths),
            strict=options.strict,
            version=__version__,
        )
        data = {"packages": paths}
    else:
        chosen = workspace.choose(selection)
        jobs = count_processors()
        order = BuildOrder(chosen, workspace.outlines, Path(), jobs, workspace.cache, is_full=False)
        try:
            with stop_on_platform_error():
                problems += check_themes(workspace.library, workspace.target, order)
        except WorkerKilledError:
            stop(_KILLED, "Check fewer themes at once.", FOUND)
        problems += _check_deployments(workspace)
        report = workspace.report(options.filter(problems), strict=options.strict)
        data = {"themes": [outline.name for outline in chosen]}
    if not print_report(report, data, output or ""):
        sys.exit(get_exit_code(problems) or FOUND)
    workspace.print_unspoken(chosen)


def _check_packages(workspace: Workspace, paths: Sequence[str]) -> list[Problem]:
    from themebuilder.checks.base import Context
    from themebuilder.importing.package_reader import check_package, read_package

    context = Context(workspace.any_library, workspace.any_platform)
    problems: list[Problem] = []
    for path in paths:
        try:
            problems += check_package(read_package(Path(path), path), context)
        except ThemeError as error:
            problems += error.problems
    return problems


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
