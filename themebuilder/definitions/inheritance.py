"""What a theme inherits from: its parents, and its organisations with their settings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from themebuilder.core.messages import N_, _
from themebuilder.core.problems import (
    Place,
    Problem,
    ThemeError,
    find_nearest,
    problem,
    suggest_name,
)
from themebuilder.core.tree import Map, Node, Seq, Text, walk_texts
from themebuilder.definitions.library import Document, Library
from themebuilder.definitions.model import ResolvedSetting
from themebuilder.settings import COMPLETE, find_setting

MOST_ABOVE = 24
"""The most parents of a theme, and the most organisations above one."""
_CLEAR_LIKENESS = 0.8
"""How alike a misspelt name and a known one must be, 0 to 1, to go on with the known one."""

_UNKNOWN = {
    "theme": N_("No theme is named `{name}`."),
    "organisation": N_("No organisation is named `{name}`."),
}

LineageResult = tuple[tuple[Document, ...], list[Problem]]
"""Documents, nearest first, and their problems."""


def find_lineage(library: Library, document: Document) -> LineageResult:
    """Return the theme itself and its parents; `ThemeError` where one of them is missing.

    A theme that extends its own name extends the shipped theme that it replaces.
    """
    return _collect_ancestors(library, document, "extends")


def find_organisations(library: Library, name: str, named_at: Place) -> LineageResult:
    """Return the organisation called *name* and those above it; `ThemeError` where one is missing."""
    document, faults = _look_up(library, "organisation", name, named_at, below=())
    lineage, found = _collect_ancestors(library, document, "part_of")
    known = library.names("organisation")
    successors = [one.tree.get("valid", "then") for one in lineage]
    unknown = [
        _report_unknown("organisation", then.value, then.place, known)
        for then in successors
        if isinstance(then, Text) and then.value not in {*known, *library.broken}
    ]
    return lineage, [*faults, *found, *unknown]


def is_usable(document: Document, faults: Iterable[Problem]) -> bool:
    """Whether *document* can be checked further in spite of the *faults* found under its name.

    It can't where they are in another file, which defines the same name.
    """
    return all(fault.place.file == document.file for fault in faults)


def _collect_ancestors(library: Library, document: Document, key: str) -> LineageResult:
    """Return *document* and those above it, each named by *key* in the one before."""
    lineage = [document]
    problems: list[Problem] = []
    while above := lineage[-1].tree.text(key):
        place = lineage[-1].tree.place_of(key)
        if above == lineage[-1].name:
            below = library.find_replaced(lineage[-1])
            if below is None:
                raise ThemeError([*problems, _report_circle([above], place)])
            found = below
        else:
            try:
                found, faults = _look_up(library, document.kind, above, place, below=lineage)
            except ThemeError as error:
                raise ThemeError([*problems, *error.problems]) from None
            problems += faults
        if found in lineage:
            names = [step.name for step in lineage[lineage.index(found) :]]
            raise ThemeError([*problems, _report_circle(names, place)])
        lineage.append(found)
        if len(lineage) > MOST_ABOVE + 1:
            message = _(
                "`{name}` has more than {most} levels above it (`{key}`).",
                name=document.name,
                most=MOST_ABOVE,
                key=key,
            )
            place = document.tree.place_of(key)
            raise ThemeError([*problems, problem("line-too-long", message, place)])
    return tuple(lineage), problems


def _report_unknown(kind: str, name: str, named_at: Place, names: Sequence[str]) -> Problem:
    hint = suggest_name(name, names, _("Known: {names}.", names=", ".join(names[:30])))
    return problem("name-unknown", _(_UNKNOWN[kind], name=name), named_at, hint)


def _look_up(
    library: Library, kind: str, name: str, named_at: Place, *, below: Sequence[Document]
) -> tuple[Document, list[Problem]]:
    """Return the definition called *name* and its problems; `ThemeError` where there is none.

    For a misspelt name, the search goes on with the name that was clearly intended, to find further
    faults; never with one of those *below*, which would report a circle that nobody wrote.
    """
    problems = list(library.faults(kind, name))
    found = library.get(kind, name)
    if found is None and not problems:
        circular = {document.name for document in below if library.find_replaced(document) is None}
        names = [known for known in library.names(kind) if known not in circular]
        problems.append(_report_unknown(kind, name, named_at, names))
        if near := find_nearest(name, names, _CLEAR_LIKENESS):
            found = library.get(kind, near)
            found = None if found in below else found
            name, problems = near, [*problems, *library.faults(kind, near)]
    if found is None or not is_usable(found, library.faults(kind, name)):
        raise ThemeError(problems)
    return found, problems


def _report_circle(names: list[str], place: Place) -> Problem:
    message = _(
        "They refer to each other in a circle: {names}.", names=" -> ".join([*names, names[0]])
    )
    return problem("parents-in-a-circle", message, place)


def inherit_settings(
    lineage: Sequence[Document],
) -> tuple[dict[str, ResolvedSetting], list[Problem]]:
    """Return the settings of the organisation whose *lineage* is given, nearest first, and problems."""
    found: dict[str, ResolvedSetting] = {}
    locked: dict[str, Document] = {}
    problems: list[Problem] = []
    for document in reversed(lineage):
        for name, node in document.tree.map("settings").entries.items():
            if name in locked:
                message = _(
                    "`{setting}` is locked by organisation `{name}` ({file}).",
                    setting=name,
                    name=locked[name].name,
                    file=locked[name].file,
                )
                place = document.tree.map("settings").key_place(name)
                problems.append(problem("setting-locked", message, place))
            else:
                found.update(_read(name, node, document))
        for lock in document.tree.texts("lock"):
            locked.setdefault(lock.value, document)
    return found, problems


def refuse_theme_settings(document: Document, organisation: str) -> list[Problem]:
    """Return a problem for each setting that a theme tries to set."""
    tree = document.tree.map("settings")
    if "settings" not in document.tree.entries:
        return []
    file = f"themes/organisations/{organisation or '<organisation>'}.yaml"
    hint = _(
        "Move it to `settings:` in {file}. It then applies to all themes of the organisation.",
        file=file,
    )
    names = list(tree.entries) or ["settings"]
    return [
        problem(
            "setting-in-theme",
            _("Only an organisation can set `{setting}`, not a theme.", setting=name),
            tree.key_place(name) if tree.entries else document.tree.key_place("settings"),
            hint,
        )
        for name in names
    ]


def _read(name: str, node: Node, document: Document) -> dict[str, ResolvedSetting]:
    by, is_shipped = document.name, document.is_shipped
    declared = find_setting(name)
    if isinstance(node, Map) and declared and declared.is_list:
        levels = {word: str(level) for word, level in node.entries.items()}
        words = [word if level == COMPLETE else f"{word}:{level}" for word, level in levels.items()]
        return {name: ResolvedSetting(" ".join(words), by, node.place, is_shipped)}
    if isinstance(node, Map):
        return {
            ".".join((name, *path)): ResolvedSetting(text.value, by, text.place, is_shipped)
            for path, text in walk_texts(node)
        }
    if isinstance(node, Seq):
        value = " ".join(str(item) for item in node.items)
        return {name: ResolvedSetting(value, by, node.place, is_shipped)}
    return {name: ResolvedSetting(str(node), by, node.place, is_shipped)}
