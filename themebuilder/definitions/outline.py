"""A theme without its texts: its parents, its organisations and settings, its dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import pairwise

from themebuilder.core.messages import _
from themebuilder.core.problems import Place, Problem, ThemeError, problem
from themebuilder.core.tree import Map, Node, Text, merge
from themebuilder.definitions.acceptance import read_acceptances
from themebuilder.definitions.inheritance import (
    find_lineage,
    find_organisations,
    inherit_settings,
    is_usable,
    refuse_theme_settings,
)
from themebuilder.definitions.library import Document, Library
from themebuilder.definitions.model import (
    Acceptance,
    Audience,
    BuiltKind,
    Reach,
    ResolvedSetting,
    ValidPeriod,
    list_packages,
    list_screen_languages,
)
from themebuilder.settings import CORE, DEFAULTS, LANGUAGES_SETTING, split_levels

_OWN_KEYS = frozenset({"title", "about", "valid", "extends", "theme"})
"""Keys that a theme doesn't inherit."""

_NEEDED_KEYS = {
    "theme": frozenset({"extends", "organisation", "audience", "values", "accept"}),
    "organisation": frozenset({"part_of", "settings", "lock", "values", "accept"}),
    "workspace": frozenset({"target", "draft_languages", "spoken", "inferred", "budgets", "lix"}),
}
"""Keys without which most statements about a theme would be wrong."""

SLOT_NAMES = ("background", "card", "screen", "logo", "favicon")
"""The pictures of a theme."""


BUILT_IN_PATHS = frozenset({"webapp", "webapp2", "webapp3"})
"""The platform's own web app paths."""
RESERVED_PATHS = BUILT_IN_PATHS | {"api", "admin", "static"}
"""Paths that the platform itself uses, and no theme can have."""


@dataclass(frozen=True)
class Outline:
    """A theme without its texts, so small that a thousand can be compared in memory."""

    name: str
    lineage: tuple[Document, ...]
    """The theme and its parents, nearest first."""
    organisations: tuple[Document, ...]
    """The theme's organisation and those above it, nearest first."""
    merged: Map
    settings: Mapping[str, ResolvedSetting]
    valid: ValidPeriod
    problems: tuple[Problem, ...]
    is_checkable: bool
    """Whether all that it depends on exists, so that it can be checked in spite of its *problems*."""

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
        """Who uses the theme."""
        return self.merged.text("audience", default="everyone")  # type: ignore[return-value]

    @property
    def reach(self) -> Reach:
        """Whether the theme is for the organisation's own staff."""
        return self.merged.text("reach", default="external")  # type: ignore[return-value]

    @property
    def packages(self) -> tuple[BuiltKind, ...]:
        """The packages that the theme builds."""
        return list_packages(self.merged)

    @property
    def organisation_names(self) -> tuple[str, ...]:
        """The organisation and those above it, nearest first."""
        return tuple(document.name for document in self.organisations)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages offered."""
        return tuple(split_levels(self.setting(LANGUAGES_SETTING.name)))

    @property
    def core_languages(self) -> frozenset[str]:
        """Those of the languages that have only the core texts."""
        levels = split_levels(self.setting(LANGUAGES_SETTING.name))
        return frozenset(language for language, level in levels.items() if level == CORE)

    @property
    def screen_languages(self) -> tuple[str, ...]:
        """The languages of the meeting's screens: one, or two."""
        return list_screen_languages(self.merged.map("meeting"), self.languages)

    @property
    def meeting_language(self) -> str:
        """The language of the meeting's screens and prompts."""
        return self.screen_languages[0]

    @cached_property
    def accept(self) -> dict[str, Text]:
        """Rule -> the reason why the theme may break it, its organisations' included."""
        trees = (*(document.tree for document in reversed(self.organisations)), self.merged)
        return {
            rule: reason
            for tree in trees
            for rule, reason in tree.map("accept").entries.items()
            if isinstance(reason, Text)
        }

    @cached_property
    def acceptances(self) -> tuple[Acceptance, ...]:
        """Accepted active content, that of parents and organisations included."""
        return read_acceptances((*self.lineage, *self.organisations))[0]

    def setting(self, name: str) -> str:
        """Return the value of a setting, or its default."""
        return found.value if (found := self.settings.get(name)) else DEFAULTS.get(name, "")


def outline_themes(library: Library) -> list[Outline]:
    """Return all themes of the library, sorted by name, each with its problems."""
    return [outline_theme(library, name) for name in library.names("theme")]


def outline_theme(library: Library, name: str) -> Outline:
    """Return the theme called *name*, with its problems; `KeyError` for an unknown name."""
    document = library.get("theme", name)
    if document is None:
        raise KeyError(name)
    problems = list(library.faults("theme", name))
    is_whole = is_usable(document, problems) and _is_workspace_usable(library)
    problems = [*library.faults("workspace", ""), *problems]
    lineage: tuple[Document, ...] = (document,)
    try:
        lineage, found = find_lineage(library, document)
        problems += found
    except ThemeError as error:
        problems += error.problems
        is_whole = False
    merged = _merge_lineage(lineage)
    organisations: tuple[Document, ...] = ()
    owner = merged.text("organisation")
    if owner:
        try:
            named_at = merged.place_of("organisation")
            organisations, found = find_organisations(library, owner, named_at)
            problems += found
        except ThemeError as error:
            problems += error.problems
    elif len(lineage) == 1 and {"extends", "organisation"} & {
        *document.tree.entries,
        *document.lost,
    }:
        pass  # the parent is missing, and that was reported
    else:
        place = document.tree.place_of("theme")
        problems.append(
            problem(
                "missing-key",
                _("The theme needs `organisation`."),
                place,
                _("Add `organisation: <name>`."),
            )
        )
    problems += refuse_theme_settings(document, organisations[0].name if organisations else owner)
    settings, found = inherit_settings(organisations)
    problems += found
    valid, found = _read_dates(merged.map("valid"))
    problems += found
    for above in organisations:
        problems += _read_dates(above.tree.map("valid"))[1]
    problems += read_acceptances((*lineage, *organisations))[1]
    is_whole = is_whole and all(
        not definition.lost & _NEEDED_KEYS[definition.kind]
        for definition in (*lineage, *organisations)
    )
    is_checkable = is_whole and bool(organisations)
    unique = tuple(dict.fromkeys(problems))
    outline = Outline(name, lineage, organisations, merged, settings, valid, unique, is_checkable)
    return replace(outline, merged=_add_recordings(outline, library))


def _is_workspace_usable(library: Library) -> bool:
    """Whether the workspace's settings are known in spite of their faults."""
    faults = library.faults("workspace", "")
    own = library.own.get("workspace", {}).values()
    return not faults or any(
        is_usable(document, faults) and not document.lost & _NEEDED_KEYS["workspace"]
        for document in own
    )


def _merge_lineage(lineage: Sequence[Document]) -> Map:
    tree = lineage[-1].tree
    for parent, document in pairwise(reversed(lineage)):
        is_same = parent.name == document.name
        tree = merge(_select_inherited(tree, document.tree, is_same=is_same), document.tree)
    return tree


def _add_recordings(outline: Outline, library: Library) -> Map:
    """Return the theme with the recordings of its wordings as prompts, unless it has its own."""
    merged, language = outline.merged, outline.meeting_language
    recordings: dict[str, Node] = {}
    for message, prompt in library.workspace.map("spoken").entries.items():
        wording = library.get_merged("wording", merged.text("wording", message))
        recording = wording.get(message, language, "recording") if wording else None
        if recording is not None:
            recordings[str(prompt)] = recording
    if not recordings:
        return merged
    place = merged.place
    return merge(Map({"meeting": Map({"prompts": Map(recordings, place)}, place)}, place), merged)


def _select_inherited(parent: Map, child: Map, *, is_same: bool) -> Map:
    """Return what a *child* inherits of its *parent*.

    With *is_same* the child replaces a shipped theme of its own name, and inherits everything.
    """
    kept = parent
    if not is_same:
        kept = _drop_keys(parent, _OWN_KEYS)
        # Two themes never share a path.
        kept = _set_part(kept, "webapp", _drop_keys(kept.map("webapp"), ("path",)))
    brand = child.map("brand").entries
    # A picture is replaced as a whole: {file: …} doesn't mix with a parent's {draw: …}.
    replaced = [slot for slot in SLOT_NAMES if slot in brand]
    if "color" in brand:
        # Shades of the parent's colour don't fit the child's.
        replaced += ["palette", "background_color"]
    return _set_part(kept, "brand", _drop_keys(kept.map("brand"), replaced))


def _drop_keys(tree: Map, names: Iterable[str]) -> Map:
    return tree._replace(entries={k: v for k, v in tree.entries.items() if k not in names})


def _set_part(tree: Map, name: str, part: Map) -> Map:
    if name not in tree.entries:
        return tree
    return tree._replace(entries={**tree.entries, name: part})


def _read_dates(tree: Map) -> tuple[ValidPeriod, list[Problem]]:
    problems: list[Problem] = []
    days: dict[str, date | None] = {}
    for key in ("from", "until"):
        try:
            days[key] = date.fromisoformat(tree.text(key)) if tree.text(key) else None
        except ValueError:
            message = _("`{day}` isn't a date in the calendar.", day=tree.text(key))
            hint = _("Write a date as year, month and day: 2026-12-31.")
            problems.append(problem("value-not-allowed", message, tree.place_of(key), hint))
            days[key] = None
    since, until = days["from"], days["until"]
    if since and until and until < since:
        message = _(
            "The last day, {until}, is before the first day, {since}.", until=until, since=since
        )
        problems.append(problem("value-not-allowed", message, tree.place_of("until")))
    return ValidPeriod(since, until, tree.text("then")), problems


def find_languages_place(settings: Mapping[str, ResolvedSetting], merged: Map) -> Place:
    """Return where the languages are set, or where the theme is named if nobody sets them."""
    found = settings.get(LANGUAGES_SETTING.name)
    return found.place if found else merged.place_of("theme")


def list_pictures(merged: Map) -> Iterator[Text]:
    """Yield the files of the theme's pictures."""
    for slot in SLOT_NAMES:
        node = merged.get("brand", slot)
        file = node.get("file") if isinstance(node, Map) else node
        if isinstance(file, Text):
            yield file


def list_recordings(merged: Map) -> Iterator[tuple[str, Text]]:
    """Yield the recordings with the name of their prompt."""
    for name, node in merged.map("meeting", "prompts").entries.items():
        if isinstance(node, Text):
            yield name, node


def list_packed_files(merged: Map, library: Library) -> Iterator[Text]:
    """Yield the files that are packed unchanged: of plugins, passed-on folders and the custom step.

    An empty folder yields its own path, which then is reported as a missing file.
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
