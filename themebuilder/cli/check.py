"""``themebuilder check``."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import click

from themebuilder import __version__
from themebuilder.build.checking import check_themes
from themebuilder.checks.base import Context
from themebuilder.cli.options import ReportOptions, report_options, theme_options
from themebuilder.cli.output import FOUND, get_command, print_report
from themebuilder.cli.workspace import ThemeSelection, Workspace
from themebuilder.core.problems import Problem, ThemeError
from themebuilder.importing.package_reader import check_package, looks_like_package, read_package
from themebuilder.reports.findings import Report


@click.command("check")
@theme_options
@report_options
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="Write the report to a file.")
@click.pass_obj
def check(
    workspace: Workspace, *, selection: ThemeSelection, options: ReportOptions, output: str | None
) -> None:
    """Check themes without building them.

    Checks everything that is known before pictures are drawn; `build` checks the rest. A THEME may
    also be the path of a finished package, ours or anybody's: a zip or a folder.
    """
    paths = [given for given in selection.patterns if looks_like_package(Path(given))]
    patterns = [given for given in selection.patterns if given not in paths]
    selection = replace(selection, patterns=patterns)
    problems = _check_packages(workspace, paths) if paths else []
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
        problems += check_themes(workspace.library, workspace.platform, workspace.outlines, chosen)
        problems += _check_deployments(workspace)
        report = workspace.report(options.filter(problems), strict=options.strict)
        data = {"themes": [outline.name for outline in chosen]}
    if not print_report(report, data, output or ""):
        sys.exit(FOUND)


def _check_packages(workspace: Workspace, paths: Sequence[str]) -> list[Problem]:
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
