"""The names in a deployment's definition that nothing has. Pure."""

from __future__ import annotations

from collections.abc import Collection

from themebuilder.core.problems import Problem, problem, shorten, suggest_name
from themebuilder.core.tree import Map
from themebuilder.publishing.deployment import named_organisations, named_themes


def unknown_names(
    tree: Map, themes: Collection[str], organisations: Collection[str]
) -> tuple[Problem, ...]:
    """Every theme and organisation that the definition *tree* names and that is not there."""
    return (
        *(
            problem(
                "deployment-theme-unknown",
                f"No theme is named `{shorten(name)}`.",
                place,
                suggest_name(name, sorted(themes)),
            )
            for name, place in named_themes(tree)
            if name not in themes
        ),
        *(
            problem(
                "deployment-organisation-unknown",
                f"No organisation is named `{shorten(name)}`.",
                place,
                suggest_name(name, sorted(organisations)),
            )
            for name, place in named_organisations(tree)
            if name not in organisations
        ),
    )
