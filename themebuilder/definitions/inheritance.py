"""Who comes from whom: the parents of a theme, and the organisations above one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from themebuilder.core.problems import Place, Problem, ThemeError, problem, suggest_name
from themebuilder.definitions.library import Document, Library

MOST_ABOVE = 24
"""The most parents of a theme, and the most organisations above one."""
_SURELY = 0.8
"""How like a name one that is not there must be, of 1, to be read on as that name."""

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
        unknown="parent-unknown",
        circle="parents-in-a-circle",
    )


def organisations(library: Library, name: str, named_at: Place) -> Line:
    """The organisation called *name* and those above it; `ThemeError` where one is not there."""
    document, faults = _look_up(
        library, "organisation", name, named_at, "organisation-unknown", below=()
    )
    line, found = _climb(
        library,
        document,
        key="part_of",
        unknown="organisation-unknown",
        circle="organisations-in-a-circle",
    )
    return line, [*faults, *found]


def stands(document: Document, faults: Iterable[Problem]) -> bool:
    """Whether *document*, in spite of the *faults* found under its name, can be asked about further.

    Not where they lie in another file, whose place the document would take.
    """
    return all(fault.place.file == document.file for fault in faults)


def _climb(library: Library, document: Document, *, key: str, unknown: str, circle: str) -> Line:
    line = [document]
    problems: list[Problem] = []
    while above := line[-1].tree.text(key):
        place = line[-1].tree.place_of(key)
        if above == line[-1].name:
            below = library.below(line[-1])
            if below is None:
                raise ThemeError([*problems, _circle(circle, [above], place)])
            found = below
        else:
            try:
                found, faults = _look_up(library, document.kind, above, place, unknown, below=line)
            except ThemeError as error:
                raise ThemeError([*problems, *error.problems]) from None
            problems += faults
        if found in line:
            names = [step.name for step in line[line.index(found) :]]
            raise ThemeError([*problems, _circle(circle, names, place)])
        line.append(found)
        if len(line) > MOST_ABOVE:
            message = f"More than {MOST_ABOVE} stand above `{document.name}`, by `{key}`."
            place = document.tree.place_of(key)
            raise ThemeError([*problems, problem("line-too-long", message, place)])
    return tuple(line), problems


def _look_up(
    library: Library,
    kind: str,
    name: str,
    named_at: Place,
    unknown: str,
    *,
    below: Sequence[Document],
) -> tuple[Document, list[Problem]]:
    """The definition called *name*, and what is wrong with it; `ThemeError` where there is none.

    A name that is not there is told, and read on as the one that was surely meant, so that it hides
    no other fault; never as one of those *below*, which would be a circle that nobody wrote.
    """
    problems = list(library.faults(kind, name))
    found = library.get(kind, name)
    if found is None and not problems:
        circular = {one.name for one in below if library.below(one) is None}
        names = [known for known in library.names(kind) if known not in circular]
        problems.append(_unknown(kind, name, named_at, unknown, names))
        from difflib import get_close_matches  # noqa: PLC0415 - only when something is wrong

        for near in get_close_matches(name[:80], names, n=1, cutoff=_SURELY):
            found = library.get(kind, near)
            found = None if found in below else found
            name, problems = near, [*problems, *library.faults(kind, near)]
    if found is None or not stands(found, library.faults(kind, name)):
        raise ThemeError(problems)
    return found, problems


def _circle(rule: str, names: list[str], place: Place) -> Problem:
    return problem(rule, " -> ".join([*names, names[0]]) + " is a circle.", place)


def _unknown(kind: str, name: str, place: Place, rule: str, names: Sequence[str]) -> Problem:
    hint = suggest_name(name, names, f"Known: {', '.join(names[:30])}.")
    return problem(rule, f"There is no {kind} named `{name}`.", place, hint)
