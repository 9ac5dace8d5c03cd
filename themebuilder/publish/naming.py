"""The names in a deployment's definition that nothing has. Pure."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches

from themebuilder.problems import Problem, problem, shortened
from themebuilder.publish import rules
from themebuilder.publish.deployment import named_organisations, named_themes
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
            for name, place in named_themes(tree)
            if name not in themes
        ),
        *(
            problem(
                rules.DEPLOYMENT_ORGANISATION_UNKNOWN,
                f"No organisation is named `{shortened(name)}`.",
                place,
                _nearest(name, organisations),
            )
            for name, place in named_organisations(tree)
            if name not in organisations
        ),
    )


def _nearest(name: str, known: Collection[str]) -> str:
    nearest = get_close_matches(name[:80], sorted(known), n=1)
    return f"Did you mean `{nearest[0]}`?" if nearest else ""
