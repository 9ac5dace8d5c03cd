"""The names in a deployment's definition that nothing has. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from difflib import get_close_matches

from themebuilder.problems import Place, Problem, problem, shortened
from themebuilder.publish import rules
from themebuilder.tree import Map


def unknown_names(
    tree: Map, themes: Collection[str], organisations: Collection[str]
) -> tuple[Problem, ...]:
    """Every theme and organisation that the definition *tree* names and that is not there."""
    return (
        *(
            problem(
                rules.DEPLOYMENT_THEME_UNKNOWN,
                f"No theme is named `{shortened(name)}`.",
                place,
                _nearest(name, themes),
            )
            for name, place in _themes(tree)
            if name not in themes
        ),
        *(
            problem(
                rules.DEPLOYMENT_ORGANISATION_UNKNOWN,
                f"No organisation is named `{shortened(name)}`.",
                place,
                _nearest(name, organisations),
            )
            for name, place in _organisations(tree)
            if name not in organisations
        ),
    )


def _themes(tree: Map) -> Iterator[tuple[str, Place]]:
    for slug in tree.map("paths").entries:
        yield tree.text("paths", slug), tree.place_of("paths", slug)
    for choice in tree.seq("rooms"):
        if isinstance(choice, Map):
            yield choice.text("theme"), choice.place_of("theme")


def _organisations(tree: Map) -> Iterator[tuple[str, Place]]:
    chosen = tree.map("organisations")
    for name in chosen.entries:
        yield name, chosen.key_place(name)
    if owner := tree.text("whole_deployment_of"):
        yield owner, tree.place_of("whole_deployment_of")


def _nearest(name: str, known: Collection[str]) -> str:
    nearest = get_close_matches(name[:80], sorted(known), n=1)
    return f"Did you mean {nearest[0]}?" if nearest else ""
