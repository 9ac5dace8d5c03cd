"""The settings that organisations own, inherited down their tree."""

from __future__ import annotations

from collections.abc import Sequence

from themebuilder.core.problems import Problem, problem
from themebuilder.core.tree import Map, Node, Seq, leaves
from themebuilder.definitions.library import Document
from themebuilder.definitions.model import Setting


def settings(line: Sequence[Document]) -> tuple[dict[str, Setting], list[Problem]]:
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


def settings_in_theme(document: Document, organisation: str) -> list[Problem]:
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
            for path, text in leaves(node)
        }
    if isinstance(node, Seq):
        value = " ".join(str(item) for item in node.items)
        return {name: Setting(value, by, node.place, is_shipped)}
    return {name: Setting(str(node), by, node.place, is_shipped)}
