"""``themebuilder reviews``."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from themebuilder.cli.options import INPUT_FILE, json_option, theme_options
from themebuilder.cli.output import EXIT_FINDINGS, print_table, report_write_errors, stop
from themebuilder.cli.workspace import ThemeSelection, Workspace
from themebuilder.core.messages import _, _n
from themebuilder.core.problems import Problem, ThemeError
from themebuilder.definitions.model import Files
from themebuilder.definitions.outline import Outline
from themebuilder.reviews.review_files import (
    APPROVED,
    ThemeReviews,
    Verdict,
    name_file,
    read_review_file,
    read_reviews,
    write_reviews,
)
from themebuilder.reviews.status import (
    STATES,
    ScreenStatus,
    describe_unapproved,
    list_statuses,
    list_unapproved,
    merge_reviews,
    name_screen,
    report_unapproved,
)


@click.group("reviews")
def reviews() -> None:
    """Take in what reviewers said of themes, and list what they approved.

    `preview --export` writes the site on which they approve screens or write remarks.
    """


@reviews.command("import")
@click.argument("files", nargs=-1, required=True, type=INPUT_FILE, metavar="FILE...")
@json_option
@click.pass_obj
def import_reviews(workspace: Workspace, *, files: tuple[str, ...], as_json: bool) -> None:
    """Take in FILE, which a reviewer saved, into reviews/ of the workspace.

    An approval counts for the screen as the reviewer saw it. If the screen has changed since, the
    approval is left out, and the exit code is 1. Remarks are always taken in.
    """
    every = {outline.name: outline for outline in workspace.outlines}
    problems: list[Problem] = []
    given: list[tuple[str, ThemeReviews]] = []
    for file in files:
        try:
            given += ((file, file_reviews) for file_reviews in read_review_file(Path(file)))
        except ThemeError as error:
            problems += error.problems
    for file, file_reviews in given:
        if file_reviews.theme not in every:
            message = _(
                "{file} reviews `{theme}`, which this workspace doesn't have.",
                file=file,
                theme=file_reviews.theme,
            )
            stop(message)
    written: list[tuple[Path, ThemeReviews]] = []
    left: list[tuple[str, str, Verdict]] = []
    for file, file_reviews in given:
        with workspace.stop_on_error():
            packages = build_packages(workspace, every[file_reviews.theme])
            before = read_reviews(workspace.root, file_reviews.theme)
            merged, void = merge_reviews(before, file_reviews, packages)
        left += ((file, file_reviews.theme, verdict) for verdict in void)
        if kept := tuple(verdict for verdict in file_reviews.verdicts if verdict not in void):
            with report_write_errors(workspace.root / name_file(file_reviews.theme).file):
                target = write_reviews(workspace.root, merged)
            written.append((target, replace(file_reviews, verdicts=kept)))
    if not as_json:
        for target, accepted in written:
            _print_written(target, accepted)
        for file, name, verdict in left:
            click.echo(
                _(
                    "Left out of {file}: {name} approved `{theme}`, {screen}, which has changed since.",
                    file=file,
                    name=verdict.by,
                    theme=name,
                    screen=name_screen(verdict.screen, verdict.language),
                ),
                err=True,
            )
    data = {
        "ok": not (left or problems),
        "written": [str(target) for target, _accepted in written],
        "left_out": [
            {
                "file": file,
                "theme": name,
                "screen": verdict.screen,
                "language": verdict.language,
                "by": verdict.by,
            }
            for file, name, verdict in left
        ],
    }
    workspace.finish(problems, data)
    if left:
        sys.exit(EXIT_FINDINGS)


def _print_written(target: Path, accepted: ThemeReviews) -> None:
    approved = sum(verdict.verdict == APPROVED for verdict in accepted.verdicts)
    remarks = sum(bool(verdict.remark) for verdict in accepted.verdicts)
    click.echo(
        _(
            "{file}: {people}, {approvals}, {remarks}",
            file=target,
            people=", ".join(dict.fromkeys(verdict.by for verdict in accepted.verdicts)),
            approvals=_n("{count} approval", "{count} approvals", approved),
            remarks=_n("{count} remark", "{count} remarks", remarks),
        )
    )


@reviews.command("status")
@theme_options
@click.option(
    "--exit-code", "as_code", is_flag=True, help="Exit with 1 if anything isn't approved."
)
@json_option
@click.pass_obj
def status(
    workspace: Workspace, *, selection: ThemeSelection, as_code: bool, as_json: bool
) -> None:
    """List the screens and recordings that are approved, have remarks, or changed since.

    With --exit-code, exits with 1 if anything of these themes isn't approved.
    """
    chosen = workspace.choose(selection)
    found = [(outline.name, find_statuses(workspace, outline)) for outline in chosen]
    reviewed = [(name, statuses) for name, statuses in found if statuses]
    if not as_json:
        _print_statuses(reviewed)
        for name, statuses in found:
            if not statuses:
                click.echo(_("`{theme}`: nobody has reviewed it.", theme=name))
            elif open_ := [screen for screen in statuses if screen.is_open]:
                click.echo(f"`{name}`: {describe_unapproved(open_)}")
            else:
                click.echo(_("`{theme}`: everything is approved.", theme=name))
    workspace.finish((), {"themes": [_format(name, statuses) for name, statuses in found]})
    is_open = any(
        not statuses or any(screen.is_open for screen in statuses) for _name, statuses in found
    )
    if as_code and is_open:
        sys.exit(EXIT_FINDINGS)


def _print_statuses(reviewed: Iterable[tuple[str, Sequence[ScreenStatus]]]) -> None:
    headings = [_("THEME"), _("SCREEN"), _("LANGUAGE"), _("STATE"), _("BY"), _("REMARK")]
    rows = [
        [
            name,
            screen.screen,
            screen.language,
            _(STATES[screen.state]),
            ", ".join(f"{verdict.by} {verdict.on}" for verdict in screen.verdicts),
            " / ".join(
                f"{verdict.by}: {verdict.remark}" for verdict in screen.verdicts if verdict.remark
            ).replace("\n", " "),
        ]
        for name, statuses in reviewed
        for screen in statuses
    ]
    if rows:
        print_table(headings, rows)


def _format(name: str, statuses: Sequence[ScreenStatus]) -> dict[str, Any]:
    return {
        "theme": name,
        "screens": [
            {
                "screen": screen.screen,
                "language": screen.language,
                "state": screen.state,
                "verdicts": [
                    {
                        "by": verdict.by,
                        "on": verdict.on,
                        "verdict": verdict.verdict,
                        "remark": verdict.remark,
                    }
                    for verdict in screen.verdicts
                ],
            }
            for screen in statuses
        ],
    }


def find_statuses(workspace: Workspace, outline: Outline) -> tuple[ScreenStatus, ...]:
    """Return the status of each screen of a theme; empty if nobody has reviewed it.

    Exits if the reviews can't be read, or the theme can't be built.
    """
    statuses: tuple[ScreenStatus, ...] = ()
    with workspace.stop_on_error():
        if found := read_reviews(workspace.root, outline.name):
            statuses = list_statuses(found, build_packages(workspace, outline))
    return statuses


def report_screens(workspace: Workspace, outlines: Iterable[Outline]) -> list[Problem]:
    """Return a problem for each of the themes that has been reviewed and has unapproved screens.

    Themes with errors are left out: their errors are reported anyway.
    """
    problems: list[Problem] = []
    for outline in outlines:
        try:
            found = read_reviews(workspace.root, outline.name)
        except ThemeError as error:
            problems += error.problems
            continue
        if found is None:
            continue
        with suppress(ThemeError):
            unapproved = list_unapproved(found, build_packages(workspace, outline))
            problems += [report_unapproved(outline.name, unapproved)] if unapproved else []
    return problems


def build_packages(workspace: Workspace, outline: Outline) -> dict[str, Files]:
    """Build a theme in memory, and return the files of its packages by kind; raise `ThemeError`."""
    # Imported here: most themes have no reviews, and a check without changes builds nothing.
    from themebuilder.build.pipeline import build_theme

    build = build_theme(workspace.library, outline, workspace.platform, workspace.cache)
    if not build.is_whole:
        raise ThemeError([*workspace.library.problems, *build.problems])
    return {package.kind: package.files for package in build.packages}
