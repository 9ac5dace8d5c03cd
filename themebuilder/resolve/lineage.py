"""Who comes from whom: the parents of a theme, and the organisations above one."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from themebuilder.problems import Place, Problem, Rule, ThemeError, problem
from themebuilder.resolve import rules
from themebuilder.source.library import Document, Library

MOST_ABOVE = 24
"""The most parents of a theme, and the most organisations above one."""


Line = tuple[tuple[Document, ...], list[Problem]]
"""Documents, nearest first, and what is wrong with them as they stand."""


def parents(library: Library, document: Document) -> Line:
    """The theme itself and its parents; `ThemeError` where one of them is not there at all.

    A theme that extends its own name stands on the shipped theme whose place it takes.
    """
    return _climb(
        library,
        document,
        key="extends",
        unknown=rules.PARENT_UNKNOWN,
        circle=rules.PARENTS_IN_A_CIRCLE,
    )


def organisations(library: Library, name: str, named_at: Place) -> Line:
    """The organisation called *name* and those above it; `ThemeError` where one is not there."""
    faults = library.faults("organisation", name)
    document = library.get("organisation", name)
    if document is None or not stands(document, faults):
        unknown = _unknown(library, "organisation", name, named_at, rules.ORGANISATION_UNKNOWN)
        raise ThemeError(faults or [unknown])
    line, found = _climb(
        library,
        document,
        key="part_of",
        unknown=rules.ORGANISATION_UNKNOWN,
        circle=rules.ORGANISATIONS_IN_A_CIRCLE,
    )
    return line, [*faults, *found]


def stands(document: Document, faults: Iterable[Problem]) -> bool:
    """Whether *document*, in spite of the *faults* found under its name, can be asked about further.

    Not where they lie in another file, whose place the document would take.
    """
    return all(fault.place.file == document.file for fault in faults)


def _climb(library: Library, document: Document, *, key: str, unknown: Rule, circle: Rule) -> Line:
    line = [document]
    problems: list[Problem] = []
    while above := line[-1].tree.text(key):
        place = line[-1].tree.place_of(key)
        is_own_name = above == line[-1].name
        faults = () if is_own_name else library.faults(document.kind, above)
        found = library.below(line[-1]) if is_own_name else library.get(document.kind, above)
        if faults and (found is None or not stands(found, faults)):
            raise ThemeError([*problems, *faults])
        problems += faults
        if found is None and is_own_name:
            raise ThemeError([*problems, _circle(circle, [above], place)])
        if found is None:
            raise ThemeError([*problems, _unknown(library, document.kind, above, place, unknown)])
        if found in line:
            names = [step.name for step in line[line.index(found) :]]
            raise ThemeError([*problems, _circle(circle, names, place)])
        line.append(found)
        if len(line) > MOST_ABOVE:
            message = f"More than {MOST_ABOVE} stand above `{document.name}`, by `{key}`."
            place = document.tree.place_of(key)
            raise ThemeError([*problems, problem(rules.LINE_TOO_LONG, message, place)])
    return tuple(line), problems


def _circle(rule: Rule, names: list[str], place: Place) -> Problem:
    return problem(rule, " -> ".join([*names, names[0]]) + " is a circle.", place)


def _unknown(library: Library, kind: str, name: str, place: Place, rule: Rule) -> Problem:
    names = library.names(kind)
    nearest = get_close_matches(name, names, n=1)
    hint = f"Did you mean `{nearest[0]}`?" if nearest else f"Known: {', '.join(names[:30])}."
    return problem(rule, f"There is no {kind} named `{name}`.", place, hint)
