"""Who comes from whom: the parents of a theme, and the organisations above one."""

from __future__ import annotations

from difflib import get_close_matches

from themebuilder.problems import Place, Problem, Rule, ThemeError, problem
from themebuilder.resolve import rules
from themebuilder.source.library import Document, Library

MOST_ABOVE = 24
"""The most parents of a theme, and the most organisations above one."""


def parents(library: Library, document: Document) -> tuple[Document, ...]:
    """The theme itself and its parents, nearest first.

    A theme that extends its own name stands on the shipped theme whose place it takes.
    """
    return _climb(
        library,
        document,
        key="extends",
        unknown=rules.PARENT_UNKNOWN,
        circle=rules.PARENTS_IN_A_CIRCLE,
    )


def organisations(library: Library, name: str, named_at: Place) -> tuple[Document, ...]:
    """The organisation called *name* and those above it, nearest first."""
    if faults := library.faults("organisation", name):
        raise ThemeError(faults)
    document = library.get("organisation", name)
    if document is None:
        raise _unknown(library, "organisation", name, named_at, rules.ORGANISATION_UNKNOWN)
    return _climb(
        library,
        document,
        key="part_of",
        unknown=rules.ORGANISATION_UNKNOWN,
        circle=rules.ORGANISATIONS_IN_A_CIRCLE,
    )


def _climb(
    library: Library, document: Document, *, key: str, unknown: Rule, circle: Rule
) -> tuple[Document, ...]:
    line = [document]
    while above := line[-1].tree.text(key):
        place = line[-1].tree.place_of(key)
        is_own_name = above == line[-1].name
        if not is_own_name and (faults := library.faults(document.kind, above)):
            raise ThemeError(faults)
        found = library.below(line[-1]) if is_own_name else library.get(document.kind, above)
        if found is None and is_own_name:
            raise ThemeError([_circle(circle, [above], place)])
        if found is None:
            raise _unknown(library, document.kind, above, place, unknown)
        if found in line:
            names = [step.name for step in line[line.index(found) :]]
            raise ThemeError([_circle(circle, names, place)])
        line.append(found)
        if len(line) > MOST_ABOVE:
            message = f"More than {MOST_ABOVE} stand above `{document.name}`, by `{key}`."
            place = document.tree.place_of(key)
            raise ThemeError([problem(rules.LINE_TOO_LONG, message, place)])
    return tuple(line)


def _circle(rule: Rule, names: list[str], place: Place) -> Problem:
    return problem(rule, " -> ".join([*names, names[0]]) + " is a circle.", place)


def _unknown(library: Library, kind: str, name: str, place: Place, rule: Rule) -> ThemeError:
    names = library.names(kind)
    nearest = get_close_matches(name, names, n=1)
    hint = f"Did you mean `{nearest[0]}`?" if nearest else f"Known: {', '.join(names[:30])}."
    return ThemeError([problem(rule, f"There is no {kind} named `{name}`.", place, hint)])
