"""Refuse to publish screens that nobody has approved, where a deployment requires approval."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from themebuilder.core.messages import _
from themebuilder.core.problems import Problem, ThemeError, problem
from themebuilder.publishing.build_output import BuildOutput
from themebuilder.publishing.node.objects import Kind, LocalPackage
from themebuilder.publishing.session import Session
from themebuilder.reviews.review_files import read_reviews
from themebuilder.reviews.status import describe_unapproved, list_unapproved, name_file


def find_unapproved(
    session: Session, output: BuildOutput, packages: Iterable[LocalPackage]
) -> Iterator[Problem]:
    """Yield a problem for each theme of *packages* whose screens aren't all approved.

    A screen shows both packages of its theme, so both are read, whichever is published.
    """
    if not session.deployment.requires_approval:
        return
    for theme in sorted({one.id.theme for one in packages}):
        files = {
            kind.value: package.files for kind in Kind if (package := output.package(kind, theme))
        }
        try:
            found = read_reviews(session.root, theme)
            unapproved = list_unapproved(found, files) if found else ()
        except ThemeError as error:
            yield from error.problems
            continue
        if found is None or not found.shown:
            message = _("Nobody has reviewed this theme.")
        elif unapproved:
            message = describe_unapproved(unapproved)
        else:
            continue
        hint = _(
            "Write a site for reviewers with `themebuilder preview {theme} --export DIR`.",
            theme=theme,
        )
        yield problem("approval-missing", message, name_file(theme), hint, theme=theme)
