"""``themebuilder preview --export``: the site for reviewers."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from themebuilder.cli.output import report_write_errors, stop
from themebuilder.cli.preview import read_page
from themebuilder.cli.workspace import ThemeSelection, Workspace
from themebuilder.core.messages import _, _n
from themebuilder.core.problems import Problem, ThemeError
from themebuilder.definitions.library import shipped_root
from themebuilder.packages.service_theme import meeting_language
from themebuilder.preview.baseline import Baseline
from themebuilder.preview.page import HOW_TO_BUILD
from themebuilder.preview.rebuilder import Rebuilder
from themebuilder.preview.screen_content import OldPageError
from themebuilder.preview.screenshots import BrowserMissingError
from themebuilder.preview.session import PreviewSession
from themebuilder.preview.theme_state import ThemeState, content_digest
from themebuilder.releases.review_site import INDEX, write_site
from themebuilder.releases.reviewed_theme import ReviewedTheme
from themebuilder.reviews.review_files import read_reviews
from themebuilder.translation.recording_rows import find_prompt_text


def export_site(
    workspace: Workspace,
    target: Path,
    theme: str | None,
    baselines: Sequence[Baseline],
    program: str | None,
) -> None:
    """Write the site of *theme*, or of all own themes, into the new folder *target*."""
    if target.is_dir() and any(target.iterdir()):
        stop(
            _("{folder} isn't empty. A site for reviewers is never overwritten.", folder=target),
            _("Choose another folder, or delete this one."),
        )
    bundle = read_page()
    outlines = workspace.choose(ThemeSelection([theme] if theme else []))
    if not outlines:
        workspace.stop_with(workspace.library.problems)
    rebuilder = Rebuilder(workspace.root, shipped_root(), workspace.cache)
    themes: list[ReviewedTheme] = []
    problems: list[Problem] = []
    for outline in outlines:
        rebuilder.make(outline.name)
        state = rebuilder.state(outline.name)
        try:
            if state is None or state.errors or state.served is None:
                problems += state.errors if state else ()
            else:
                themes.append(_read_theme(workspace, state, baselines))
        except ThemeError as error:
            problems += error.problems
    if problems or not themes:
        workspace.stop_with(problems)
    session = PreviewSession(rebuilder, baselines)
    try:
        with (
            report_write_errors(target),
            click.progressbar(
                length=1, label=_("Pictures"), file=sys.stderr, hidden=not sys.stderr.isatty()
            ) as progress,
        ):

            def show_progress(done: int, every: int) -> None:
                progress.length, progress.pos = every, done
                progress.update(0)

            write_site(target, themes, session, bundle, program=program, on_progress=show_progress)
    except BrowserMissingError as error:
        stop(
            _("Chromium can't be started: {error}", error=error),
            _("Install it, or name one with --chromium."),
        )
    except OldPageError:
        stop(_("The preview's page is of another version."), _(HOW_TO_BUILD))
    except ThemeError as error:
        workspace.stop_with(error.problems)
    click.echo(
        _n(
            "{count} theme in {file}. Send the whole folder to the reviewers.",
            "{count} themes in {file}. Send the whole folder to the reviewers.",
            len(themes),
            file=target / INDEX,
        )
    )
    click.echo(_("Take in what they save with `themebuilder reviews import FILE`."))


def _read_theme(
    workspace: Workspace, state: ThemeState, baselines: Sequence[Baseline]
) -> ReviewedTheme:
    build = state.served
    assert build is not None  # noqa: S101 - the caller checked it
    assert build.theme is not None  # noqa: S101 - as it is built
    language = meeting_language(build.theme)
    recordings = build.theme.meeting.map("prompts").entries
    return ReviewedTheme(
        build,
        content_digest(build),
        next((one for one in baselines if one.theme == state.name), None),
        read_reviews(workspace.root, state.name),
        {name: find_prompt_text(name, language, workspace.platform) for name in recordings},
    )
