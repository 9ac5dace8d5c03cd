"""What commands say of screens that reviewers haven't approved."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from themebuilder.cli.workspace import Workspace
from themebuilder.core.problems import Problem, ThemeError
from themebuilder.definitions.model import Files
from themebuilder.definitions.outline import Outline
from themebuilder.reviews.review_files import read_reviews
from themebuilder.reviews.status import list_unapproved, report_unapproved


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
    return {one.kind: one.files for one in build.packages}
