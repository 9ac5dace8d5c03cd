"""A theme without its texts: who it comes from, whose it is, when it holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise

from themebuilder.core.problems import Problem, ThemeError, problem
from themebuilder.core.tree import Map, Text, merge
from themebuilder.definitions.inheritance import (
    find_organisations,
    find_parents,
    inherit_settings,
    is_usable,
    refuse_theme_settings,
)
from themebuilder.definitions.library import Document, Library
from themebuilder.definitions.model import Audience, Reach, Setting, Valid
from themebuilder.settings import DEFAULTS, LANGUAGES

_OWN_KEYS = ("title", "about", "valid", "extends", "theme")
"""Keys that a theme never inherits."""

_RESTED_ON = {
    "theme": frozenset({"extends", "organisation", "audience", "role", "values", "accept"}),
    "organisation": frozenset({"part_of", "settings", "lock", "values", "accept"}),
    "workspace": frozenset({"target", "draft_languages", "spoken", "inferred", "budgets", "lix"}),
}
"""Keys without which most of what is said of a theme would not hold."""

SLOTS = ("background", "card", "screen", "logo", "favicon")
"""Where a theme's pictures go."""


@dataclass(frozen=True)
class Outline:
    """A theme without its texts: small enough to hold a thousand of them for questions across all."""

    name: str
    line: tuple[Document, ...]
    """The theme and its parents, nearest first."""
    organisations: tuple[Document, ...]
    """The theme's organisation and those above it, nearest first."""
    merged: Map
    settings: Mapping[str, Setting]
    valid: Valid
    problems: tuple[Problem, ...]
    stands: bool = True
    """Whether all that it rests on is there, so that more can be asked of it in spite of *problems*."""

    @property
    def title(self) -> str:
        """What people call the theme."""
        return self.merged.text("title", default=self.name)

    @property
    def path(self) -> str:
        """The web app path, or an empty text."""
        return self.merged.text("webapp", "path")

    @property
    def audience(self) -> Audience:
        """Who meets the theme."""
        return self.merged.text("audience", default="everyone")  # type: ignore[return-value]

    @property
    def reach(self) -> Reach:
        """Whether the theme is for the organisation's own staff."""
        return self.merged.text("reach", default="external")  # type: ignore[return-value]

    @property
    def organisation_names(self) -> tuple[str, ...]:
        """The organisation and those above it, nearest first."""
        return tuple(document.name for document in self.organisations)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages offered."""
        return tuple(self.setting(LANGUAGES.name).split())

    @cached_property
    def accept(self) -> dict[str, Text]:
        """Rule -> the reason for which the theme or its organisation breaks it."""
        trees = (*(document.tree for document in reversed(self.organisations)), self.merged)
        return {
            rule: reason
            for tree in trees
            for rule, reason in tree.map("accept").entries.items()
            if isinstance(reason, Text)
        }

    def setting(self, name: str) -> str:
        """The value of a setting, or its default."""
        found = self.settings.get(name)
        return found.value if found else DEFAULTS.get(name, "")


def outline_themes(library: Library) -> list[Outline]:
    """All themes of the library without their texts, sorted by name; what is wrong stands in each."""
    return [outline_theme(library, name) for name in library.names("theme")]


def outline_theme(library: Library, name: str) -> Outline:
    """The theme called *name* without its texts; never raises for what a definition says."""
    document = library.get("theme", name)
    if document is None:
        raise KeyError(name)
    problems = list(library.faults("theme", name))
    is_whole = is_usable(document, problems) and _workspace_stands(library)
    problems = [*library.faults("workspace", ""), *problems]
    line: tuple[Document, ...] = (document,)
    try:
        line, found = find_parents(library, document)
        problems += found
    except ThemeError as error:
        problems += error.problems
        is_whole = False
    merged = _merged(line)
    organisations: tuple[Document, ...] = ()
    owner = merged.text("organisation")
    if owner:
        try:
            named_at = merged.place_of("organisation")
            organisations, found = find_organisations(library, owner, named_at)
            problems += found
        except ThemeError as error:
            problems += error.problems
    elif len(line) == 1 and {"extends", "organisation"} & {*document.tree.entries, *document.lost}:
        pass  # the parent is missing, and was told
    else:
        place = document.tree.place_of("theme")
        problems.append(
            problem(
                "missing-key",
                "The theme belongs to no organisation.",
                place,
                "Add `organisation: <name>`.",
            )
        )
    problems += refuse_theme_settings(document, organisations[0].name if organisations else owner)
    owned, found = inherit_settings(organisations)
    problems += found
    valid, found = _valid(merged.map("valid"))
    problems += found
    for above in organisations:
        problems += _valid(above.tree.map("valid"))[1]
    is_whole = is_whole and all(
        not one.lost & _RESTED_ON[one.kind] for one in (*line, *organisations)
    )
    stands = is_whole and bool(organisations)
    told = tuple(dict.fromkeys(problems))
    return Outline(name, line, organisations, merged, owned, valid, told, stands)


def _workspace_stands(library: Library) -> bool:
    """Whether what holds for all themes is known, in spite of what is wrong with it."""
    faults = library.faults("workspace", "")
    own = library.own.get("workspace", {}).values()
    return not faults or any(
        is_usable(document, faults) and not document.lost & _RESTED_ON["workspace"]
        for document in own
    )


def _merged(line: Sequence[Document]) -> Map:
    tree = line[-1].tree
    for parent, document in pairwise(reversed(line)):
        is_same = parent.name == document.name
        tree = merge(_inherited(tree, document.tree, is_same=is_same), document.tree)
    return tree


def _inherited(parent: Map, child: Map, *, is_same: bool) -> Map:
    """What of *parent* a *child* takes over; all of it when it *is_same* theme, edited."""
    kept = parent
    if not is_same:
        kept = _without(parent, _OWN_KEYS)
        # Two themes never share a path.
        kept = _with(kept, "webapp", _without(kept.map("webapp"), ("path",)))
    brand = child.map("brand").entries
    # A picture is one thing: {file: …} never mixes with a parent's {draw: …}.
    replaced = [slot for slot in SLOTS if slot in brand]
    if "color" in brand:
        # Shades given for the parent's colour say nothing about the child's.
        replaced += ["palette", "background_color"]
    return _with(kept, "brand", _without(kept.map("brand"), replaced))


def _without(tree: Map, names: Iterable[str]) -> Map:
    entries = {key: node for key, node in tree.entries.items() if key not in names}
    return Map(entries, tree.place, tree.keys)


def _with(tree: Map, name: str, part: Map) -> Map:
    if name not in tree.entries:
        return tree
    return Map({**tree.entries, name: part}, tree.place, tree.keys)


def _valid(tree: Map) -> tuple[Valid, list[Problem]]:
    problems: list[Problem] = []
    days: dict[str, date | None] = {}
    for key in ("from", "until"):
        try:
            days[key] = date.fromisoformat(tree.text(key)) if tree.text(key) else None
        except ValueError:
            message = f"`{tree.text(key)}` is not a day of the calendar."
            hint = "Write a day that exists, as 2026-12-31: year, month, day."
            problems.append(problem("date-impossible", message, tree.place_of(key), hint))
            days[key] = None
    since, until = days["from"], days["until"]
    if since and until and until < since:
        message = f"The end, {until}, comes before the beginning, {since}."
        problems.append(problem("date-impossible", message, tree.place_of("until")))
    return Valid(since, until, tree.text("then")), problems


def list_pictures(merged: Map) -> Iterator[Text]:
    """The files of the theme's pictures."""
    for slot in SLOTS:
        node = merged.get("brand", slot)
        file = node.get("file") if isinstance(node, Map) else node
        if isinstance(file, Text):
            yield file


def list_recordings(merged: Map) -> Iterator[tuple[str, Text]]:
    """The recordings by the name of their prompt."""
    for name, node in merged.map("meeting", "prompts").entries.items():
        if isinstance(node, Text):
            yield name, node


def list_packed_files(merged: Map, library: Library) -> Iterator[Text]:
    """The files that are packed as they are: of plugins, of passed-on folders, of the custom step.

    A folder in which there is nothing is given itself, as a file that will not be found.
    """
    owners = (*merged.seq("webapp", "plugins"), merged.map("webapp"), merged.map("meeting"))
    for owner in owners:
        folder = owner.get("files") if isinstance(owner, Map) else None
        if isinstance(folder, Text):
            found = library.assets_in(folder.value)
            yield from (Text(path, folder.place) for path in found or (folder.value,))
    for page in merged.map("webapp", "step", "pages").entries.values():
        if isinstance(page, Text):
            yield page
