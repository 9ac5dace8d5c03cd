"""Checks that need no packages, and the exceptions that a theme accepts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from themebuilder import checks
from themebuilder.build.assets import check_assets
from themebuilder.checks.base import Context, run
from themebuilder.core.messages import _
from themebuilder.core.problems import Place, Problem, problem, suggest_name
from themebuilder.core.rules import load_rules
from themebuilder.core.tree import walk_texts
from themebuilder.definitions.acceptance import ACTIVE_CONTENT, is_covered, list_entries, split_item
from themebuilder.definitions.library import Library
from themebuilder.definitions.model import Theme
from themebuilder.definitions.outline import Outline
from themebuilder.definitions.resolver import resolve_partly
from themebuilder.platform.target import Platform

_ACCEPTABLE = checks.THEME_RULES | checks.COLLECTION_RULES
_NEEDS_ALL_TEXTS = frozenset({"language-incomplete"})
"""Rules that would only repeat that a text is missing."""


def check_collection(
    library: Library, platform: Platform, every: Sequence[Outline], chosen: Sequence[Outline]
) -> list[Problem]:
    """Return the problems between the chosen themes, the workspace's own, and their successors.

    Shipped themes count only when they are chosen or succeed another: an unused one takes no path.
    """
    by_name = {outline.name: outline for outline in every}
    compared = {outline.name: outline for outline in chosen}
    compared |= {name: by_name[name] for name in library.own.get("theme", {})}
    for outline in list(compared.values()):
        successor = outline
        while (successor := by_name.get(successor.valid.then, successor)).name not in compared:
            compared[successor.name] = successor
    accepted = {outline.lineage[0].file: outline.accept for outline in compared.values()}
    unknown = {
        outline.lineage[0].file for outline in compared.values() if _lacks_path_or_dates(outline)
    }
    outlines = [compared[name] for name in sorted(compared)]
    return [
        found
        for found in run(checks.COLLECTION_CHECKS, outlines, Context(library, platform))
        if found.rule.name not in accepted.get(found.place.file, ())
        and found.place.file not in unknown
    ]


def check_theme(
    outline: Outline, context: Context, before_step: Callable[[Theme], None] = lambda _theme: None
) -> tuple[Theme | None, list[Problem]]:
    """Return the resolved theme, and the problems that can be found before its pictures are read.

    The theme is None when it is incomplete. Then only checks that do not depend on its faults run.
    *before_step* gets the theme before the checks, incomplete or not.
    """
    found = resolve_partly(context.library, outline)
    if found.theme is None:
        return None, list(found.problems)
    before_step(found.theme)
    problems = checks.run_on_theme(found.theme, context, has_words=found.has_words)
    if not found.problems:
        return found.theme, problems
    unreliable = _find_unreliable_places(outline)
    problems = [
        one
        for one in problems
        if one.place not in unreliable and one.rule.name not in _NEEDS_ALL_TEXTS
    ]
    return None, [*found.problems, *problems, *check_assets(found.theme, context.library)]


def apply_exceptions(
    problems: Sequence[Problem], outline: Outline, active: Collection[str] | None
) -> list[Problem]:
    """Drop the problems that the theme accepts; add the problems of its `accept` entries.

    Only rules of checks can be accepted: any other error keeps the packages from being built.
    *active* are the names of the active content in both packages. It's None where not every check
    ran, so that unneeded exceptions can't be found.
    """
    accepted = outline.accept.keys() & _ACCEPTABLE
    remaining = [found for found in problems if found.rule.name not in accepted]
    broken = {found.rule.name for found in problems}
    unneeded = () if active is None else _find_unneeded_items(outline, active)
    return [*remaining, *_check_exceptions(outline, None if active is None else broken), *unneeded]


def _check_exceptions(outline: Outline, broken: set[str] | None) -> Iterator[Problem]:
    own = outline.lineage[0].tree.map("accept")
    for name in own.entries:
        place = own.key_place(name)
        if name not in load_rules():
            hint = suggest_name(name, load_rules())
            message = _("No rule is named `{name}`.", name=name)
            yield problem("accept-unknown-rule", message, place, hint, theme=outline.name)
        elif name not in _ACCEPTABLE:
            message = _("A theme can't accept `{rule}`. Fix the problem instead.", rule=name)
            yield problem("accept-unknown-rule", message, place, theme=outline.name)
        elif broken is not None and name in checks.THEME_RULES - broken - {ACTIVE_CONTENT}:
            message = _(
                "Theme `{theme}` doesn't break `{rule}`. Remove this line.",
                theme=outline.name,
                rule=name,
            )
            yield problem("accept-without-need", message, place, theme=outline.name)


def _find_unneeded_items(outline: Outline, active: Collection[str]) -> Iterator[Problem]:
    for entry in list_entries(outline.lineage[0].tree):
        for item in entry.texts("items"):
            accepted, _digest = split_item(item.value)
            if not any(is_covered(name, accepted) for name in active):
                message = _(
                    "Theme `{theme}` has no active content `{name}`.",
                    theme=outline.name,
                    name=accepted,
                )
                hint = suggest_name(accepted, active) or _("Remove it from `items`.")
                yield problem("accept-without-need", message, item.place, hint, theme=outline.name)


def _lacks_path_or_dates(outline: Outline) -> bool:
    """Whether the theme's path or dates are unknown because of a fault."""
    return not outline.is_checkable or bool(outline.lineage[0].lost & {"valid", "webapp"})


def _find_unreliable_places(outline: Outline) -> set[Place]:
    """Return all places in the brand if part of it is lost: its parts can't be checked separately."""
    if not any("brand" in document.lost for document in outline.lineage):
        return set()
    return {text.place for _, text in walk_texts(outline.merged.map("brand"))}
