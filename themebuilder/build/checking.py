"""Everything that can be said of themes without making their packages."""

from __future__ import annotations

from collections.abc import Sequence

from themebuilder import checks
from themebuilder.build.assets import inspect
from themebuilder.build.exceptions import settled
from themebuilder.build.pipeline import examine
from themebuilder.checks.base import Context, run
from themebuilder.core.problems import Problem
from themebuilder.definitions.library import Library
from themebuilder.definitions.outline import Outline
from themebuilder.platform.target import Platform


def check(
    library: Library, platform: Platform, every: Sequence[Outline], chosen: Sequence[Outline]
) -> list[Problem]:
    """What is wrong with the files, between the themes, and with each *chosen* theme."""
    context = Context(library, platform)
    problems = [*library.problems, *check_together(library, platform, every, chosen)]
    for outlined in chosen:
        theme, found = examine(outlined, context)
        if theme is not None:
            found += inspect(theme, library)
        problems += settled(found, outlined, is_everything=False)
    return problems


def check_together(
    library: Library, platform: Platform, every: Sequence[Outline], chosen: Sequence[Outline]
) -> list[Problem]:
    """What is wrong between the chosen themes, the workspace's own, and their successors.

    A shipped theme that nobody uses is no neighbour: its path is free.
    """
    by_name = {outline.name: outline for outline in every}
    own = library.own.get("theme", {})
    together = {outline.name: outline for outline in chosen}
    together |= {name: by_name[name] for name in own}
    for outline in list(together.values()):
        step = outline
        while (step := by_name.get(step.valid.then, step)).name not in together:
            together[step.name] = step
    accepted = {outline.line[0].file: outline.accept for outline in together.values()}
    unknown = {outline.line[0].file for outline in together.values() if _has_lost_place(outline)}
    subject = sorted(together.values(), key=_name)
    found = run(checks.COLLECTION_CHECKS, subject, Context(library, platform))
    return [
        problem
        for problem in found
        if problem.rule.name not in accepted.get(problem.place.file, ())
        and problem.place.file not in unknown
    ]


def _has_lost_place(outline: Outline) -> bool:
    """Whether it is not known where and when the theme is met."""
    return not outline.stands or bool(outline.line[0].lost & {"valid", "webapp"})


def _name(outline: Outline) -> str:
    return outline.name
