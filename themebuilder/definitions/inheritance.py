"""Who comes from whom: the parents of a theme, and the organisations above one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from themebuilder.core.problems import Place, Problem, ThemeError, problem, suggest_name
from themebuilder.core.tree import Map, Node, Seq, walk_texts
from themebuilder.definitions.library import Document, Library
from themebuilder.definitions.model import Setting

MOST_ABOVE = 24
"""The most parents of a theme, and the most organisations above one."""
_SURELY = 0.8
"""How like a name one that is not there must be, of 1, to be read on as that name."""

Line = tuple[tuple[Document, ...], list[Problem]]
"""Documents, nearest first, and what is wrong with them as they stand."""


def find_parents(library: Library, document: Document) -> Line:
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


def find_organisations(library: Library, name: str, named_at: Place) -> Line:
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


def is_usable(document: Document, faults: Iterable[Problem]) -> bool:
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
    if found is None or not is_usable(found, library.faults(kind, name)):
        raise ThemeError(problems)
    return found, problems


def _circle(rule: str, names: list[str], place: Place) -> Problem:
    return problem(rule, " -> ".join([*names, names[0]]) + " is a circle.", place)


def _unknown(kind: str, name: str, place: Place, rule: str, names: Sequence[str]) -> Problem:
    hint = suggest_name(name, names, f"Known: {', '.join(names[:30])}.")
    return problem(rule, f"There is no {kind} named `{name}`.", place, hint)


def inherit_settings(line: Sequence[Document]) -> tuple[dict[str, Setting], list[Problem]]:
    """The settings of the organisation whose *line* (nearest first) is given, and what is wrong."""
    found: dict[str, Setting] = {}
    locked: dict[str, Document] = {}
    problems: list[Problem] = []
    for document in reversed(line):
        for name, node in document.tree.map("settings").entries.items():
            if name in locked:
                message = f"`{name}` is locked by {locked[name].name} ({locked[name].file})."
                place = document.tree.map("settings").key_place(name)
                problems.append(problem("setting-locked", message, place))
            else:
                found.update(_read(name, node, document))
        for lock in document.tree.texts("lock"):
            locked.setdefault(lock.value, document)
    return found, problems


def refuse_theme_settings(document: Document, organisation: str) -> list[Problem]:
    """A problem for each setting that a theme tries to set."""
    tree = document.tree.map("settings")
    if "settings" not in document.tree.entries:
        return []
    file = f"themes/organisations/{organisation or '<organisation>'}.yaml"
    hint = f"Move it to `settings:` in {file}; it then holds for all themes of that organisation."
    names = list(tree.entries) or ["settings"]
    return [
        problem(
            "setting-in-theme",
            f"`{name}` is a setting of the organisation, and a theme cannot set it.",
            tree.key_place(name) if tree.entries else document.tree.key_place("settings"),
            hint,
        )
        for name in names
    ]


def _read(name: str, node: Node, document: Document) -> dict[str, Setting]:
    by, is_shipped = document.name, document.is_shipped
    if isinstance(node, Map):
        return {
            ".".join((name, *path)): Setting(text.value, by, text.place, is_shipped)
            for path, text in walk_texts(node)
        }
    if isinstance(node, Seq):
        value = " ".join(str(item) for item in node.items)
        return {name: Setting(value, by, node.place, is_shipped)}
    return {name: Setting(str(node), by, node.place, is_shipped)}
