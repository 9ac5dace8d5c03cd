"""What a deployment's definition names: whether it exists, and whether the names go together."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from themebuilder.core.messages import N_, _
from themebuilder.core.problems import Place, Problem, problem, shorten, suggest_name
from themebuilder.core.tree import Map


def find_contradictions(tree: Map) -> Iterator[Problem]:
    """Yield a problem for each service theme's name that is given twice, and for unsafe updates."""
    named: dict[str, str] = {}
    for theme in tree.map("service_themes").entries:
        name = tree.text("service_themes", theme)
        other = named.setdefault(name, theme)
        if other != theme:
            message = _(
                'The service themes of `{theme}` and `{other}` are both named "{name}".',
                theme=theme,
                other=other,
                name=name,
            )
            yield problem("claimed-twice", message, tree.place_of("service_themes", theme))
    if tree.text("theme_updates") != "new-theme":
        return
    for key in ("booking", "used_elsewhere"):
        if key in tree.entries:
            message = _(
                "With `theme_updates: new-theme`, each publish makes a service theme that what "
                "`{key}` names doesn't use.",
                key=key,
            )
            hint = _("Delete `theme_updates`.")
            yield problem("theme-updates-unsafe", message, tree.place_of("theme_updates"), hint)


def find_unknown_names(
    tree: Map, themes: Collection[str], organisations: Collection[str]
) -> tuple[Problem, ...]:
    """A problem for every theme and organisation in the definition *tree* that does not exist."""
    checks = (
        (N_("No theme is named `{name}`."), list_themes(tree), themes),
        (N_("No organisation is named `{name}`."), list_organisations(tree), organisations),
    )
    return tuple(
        problem(
            "deployment-name-unknown",
            _(message, name=shorten(name)),
            place,
            suggest_name(name, sorted(known)),
        )
        for message, names, known in checks
        for name, place in names
        if name not in known
    )


def list_themes(tree: Map) -> Iterator[tuple[str, Place]]:
    """Yield each theme that a deployment names, and where."""
    for slug in tree.map("paths").entries:
        yield tree.text("paths", slug), tree.place_of("paths", slug)
    for choice in tree.seq("rooms"):
        if isinstance(choice, Map):
            yield choice.text("theme"), choice.place_of("theme")
    named = tree.map("service_themes")
    for theme in named.entries:
        yield theme, named.key_place(theme)


def list_organisations(tree: Map) -> Iterator[tuple[str, Place]]:
    """Yield each organisation that a deployment names, and where."""
    chosen = tree.map("organisations")
    for name in chosen.entries:
        yield name, chosen.key_place(name)
    if owner := tree.text("whole_deployment_of"):
        yield owner, tree.place_of("whole_deployment_of")
