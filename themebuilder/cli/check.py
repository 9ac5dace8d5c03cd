"""``themebuilder check``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

import click

from themebuilder.cli.options import problem_options, theme_options
from themebuilder.cli.workspace import FOUND, Workspace, select
from themebuilder.core.problems import Problem, ThemeError


@click.command("check")
@theme_options
@problem_options
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="Write the report to a file.")
@click.pass_obj
def command(
    workspace: Workspace,
    themes: tuple[str, ...],
    organisations: tuple[str, ...],
    day: datetime | None,
    form: str,
    only: tuple[str, ...],
    ignored: tuple[str, ...],
    output: str | None,
    *,
    everything: bool,
    strict: bool,
) -> None:
    """Say what is wrong with themes, without building them.

    Asks everything that can be known before a picture is drawn; `build` asks the rest. In place of
    a theme, the path of a finished package may stand, ours or anybody's: a zip or a folder.
    """
    from themebuilder.build.checking import check_themes
    from themebuilder.importing.package_reader import looks_like_package

    packages = [given for given in themes if looks_like_package(Path(given))]
    if packages:
        themes = tuple(given for given in themes if given not in packages)
        found = select(_in_packages(workspace, packages), only, ignored)
        if not (themes or organisations or everything):
            _end(workspace, found, packages, form=form, strict=strict, output=output)
    else:
        found = []
    chosen = workspace.choose(
        themes, organisations=organisations, everything=everything, day=day.date() if day else None
    )
    problems = [
        *found,
        *check_themes(workspace.library, workspace.platform, workspace.outlines, chosen),
        *_in_deployments(workspace),
    ]
    extra: dict[str, Any] = {"themes": [outline.name for outline in chosen]}
    told = select(problems, only, ignored)
    if not workspace.tell(
        told, command="check", form=form, strict=strict, extra=extra, output=output
    ):
        sys.exit(FOUND)


def _in_deployments(workspace: Workspace) -> Iterator[Problem]:
    """What is wrong with the deployments, as far as it can be known without their nodes."""
    library = workspace.library
    deployments = library.own.get("deployment", {})
    if not deployments:
        return
    from themebuilder.publishing.deployment import Deployment, find_unknown_names

    themes, organisations = (
        {*library.names(kind), *library.broken} for kind in ("theme", "organisation")
    )
    for document in deployments.values():
        yield from find_unknown_names(document.tree, themes, organisations)
        try:
            Deployment.from_tree(document.tree)
        except ThemeError as error:
            yield from error.problems


def _in_packages(workspace: Workspace, given: list[str]) -> list[Problem]:
    from themebuilder.checks.base import Context
    from themebuilder.cli.packages import attempt_all
    from themebuilder.importing.package_reader import check_package

    packages, problems = attempt_all(given)
    context = Context(workspace.any_library, workspace.any_platform)
    return [
        *problems,
        *(found for package in packages for found in check_package(package, context)),
    ]


def _end(
    workspace: Workspace,
    problems: list[Problem],
    packages: list[str],
    *,
    form: str,
    strict: bool,
    output: str | None,
) -> NoReturn:
    """Tell what was found in packages alone, for which no workspace is needed, and exit."""
    from themebuilder.cli.packages import tell

    is_good = tell(
        workspace,
        problems,
        command="check",
        form=form,
        files=len(packages),
        strict=strict,
        extra={"packages": packages},
        output=output,
    )
    sys.exit(0 if is_good else FOUND)
