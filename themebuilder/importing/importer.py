"""From packages to definitions that build to the same: drafted, tried out, compared, then written."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from themebuilder.build.pipeline import ThemeBuild
from themebuilder.core.problems import ThemeError
from themebuilder.core.rules import Severity
from themebuilder.definitions.library import Library
from themebuilder.definitions.resolver import resolve_theme
from themebuilder.definitions.schema import find_schema_problems
from themebuilder.importing import from_service_theme, from_webapp2, from_webapp3, patching
from themebuilder.importing import match_library as fitting
from themebuilder.importing.comparison import Change, changes
from themebuilder.importing.draft import Portrait, Tree
from themebuilder.importing.facts import facts
from themebuilder.importing.grouping import Look
from themebuilder.importing.overlay import IMPORTED, beside, made, outlined, written_document
from themebuilder.importing.package_reader import CONFIG, MANIFEST, WEBAPP3, Foreign
from themebuilder.importing.parents import common_parent, place_files
from themebuilder.importing.todo import todo
from themebuilder.importing.writable import make_writable
from themebuilder.importing.yaml_writer import written
from themebuilder.media.pictures import Prepared
from themebuilder.packages import service_theme, webapp3
from themebuilder.packages.json_reader import Json
from themebuilder.packages.model import Assets
from themebuilder.platform.target import Platform

Trees = tuple[tuple[str, Mapping[str, Json]], ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """One theme that came of an import: what is still other than in its packages, and what is to do.

    *passed* and *lost* name what was passed on as it is, and what was not carried over.
    """

    name: str
    sources: tuple[str, ...]
    left: tuple[Change, ...]
    passed: tuple[str, ...]
    lost: tuple[str, ...]
    accepted: tuple[str, ...]
    is_migration: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """The files that an import writes, by their path in the workspace, and the themes they make."""

    files: Mapping[str, bytes]
    themes: tuple[Imported, ...]


@dataclass(slots=True)
class _Draft:
    """A theme on its way through the steps below."""

    portrait: Portrait
    look: Look
    organisation: Tree | None = None
    accepted: list[str] = field(default_factory=list)
    left: tuple[Change, ...] = ()

    @property
    def base(self) -> Trees:
        return (("organisation", self.organisation),) if self.organisation else ()


def plan(
    looks: Sequence[Look], library: Library, platform: Platform, *, organisation: str, parent: str
) -> Plan:
    """What importing the *looks* would write; nothing is written here.

    *parent* names the theme that takes what several have in common. Raises `ThemeError` where a
    package cannot be read or its definition cannot be built.
    """
    drafts = [_drafted(look, library, platform, organisation) for look in looks]
    for draft in drafts:
        make_writable(draft.portrait)
    _share_organisation(drafts, parent)
    assets = place_files([draft.portrait for draft in drafts], parent)
    trees = [draft.portrait.tree for draft in drafts if not draft.look.is_migration]
    shared = common_parent(trees, parent, _title(parent)) if len(trees) > 1 else None
    with tempfile.TemporaryDirectory() as folder:
        for path, data in assets.items():
            file = Path(folder, "brand_assets", path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        for draft in drafts:
            _try(draft, (drafts, shared), beside(library, (), Path(folder)), platform)
    files = {f"brand_assets/{path}": data for path, data in sorted(assets.items())}
    files |= {path: text.encode() for path, text in _texts(drafts, shared)}
    for draft in drafts:
        if said := todo(draft.portrait, draft.left, draft.accepted):
            files[f"themes/{draft.portrait.name}.todo.md"] = said.encode()
    return Plan(files, tuple(_imported(draft) for draft in drafts))


def _drafted(look: Look, library: Library, platform: Platform, organisation: str) -> _Draft:
    portrait = Portrait(look.name, [package.name for package in look.packages])
    portrait.tree = {"theme": look.name, "title": _title(look.name)}
    draft = _Draft(portrait, look)
    why = "no package says on which path it lies: write `path` under `webapp`"
    portrait.remark("look", "web app path", why)
    if look.webapp2:
        from_webapp2.add(portrait, look.webapp2, library, platform)
        portrait.put("organisation", organisation)
        return draft
    if look.webapp3:
        from_webapp3.add(portrait, look.webapp3)
    else:
        portrait.put("brand.color", from_webapp3.PORTAL_COLOR, "a service theme names none")
    if look.service_theme:
        from_service_theme.add(portrait, look.service_theme)
    _suit_screen(portrait, look)
    draft.organisation = fitting.organise(portrait, library, organisation)
    fitting.word(portrait, library, draft.base)
    if look.webapp3:
        fitting.place_texts(portrait, library, draft.base, platform)
        fitting.hide(portrait, library, draft.base)
    _patch(draft, library, platform)
    return draft


def _share_organisation(drafts: Sequence[_Draft], name: str) -> None:
    """Themes that need the same settings belong to one organisation, and not each to its own."""
    new = [draft for draft in drafts if draft.organisation]
    wanted = {
        json.dumps({**(draft.organisation or {}), "organisation": "", "name": ""}) for draft in new
    }
    if len(new) > 1 and len(wanted) == 1:
        for draft in new:
            shared = {**(draft.organisation or {}), "organisation": name, "name": _title(name)}
            draft.organisation = shared
            draft.portrait.put("organisation", name)


def _suit_screen(portrait: Portrait, look: Look) -> None:
    """A screen takes the background's place only where a conferencing node can read it."""
    brand = portrait.tree["brand"]
    assert isinstance(brand, dict)  # noqa: S101 - the colour is there
    picture = brand.get("background")
    if look.service_theme and "screen" not in brand:
        brand["screen"] = "none"
    elif isinstance(picture, dict) and not str(picture["file"]).endswith((".jpg", ".jpeg")):
        brand.setdefault("screen", "none")


def _patch(draft: _Draft, library: Library, platform: Platform) -> None:
    """Add what our definition cannot say: both packages are drawn without pictures and compared."""
    portrait, look = draft.portrait, draft.look
    base = draft.base
    staged = fitting.library_with(library, base)
    if look.service_theme and not portrait.screens.get(service_theme.WAITING):
        portrait.put(
            f"meeting.screens.{service_theme.WAITING}", "", "the package has no words here"
        )
    theme = resolve_theme(staged, outlined(library, (*base, ("theme", portrait.tree))))
    assets = _stand_ins(portrait)
    if look.webapp3:
        drawn = webapp3.render(theme, assets, platform).files[WEBAPP3 + MANIFEST]
        patching.patch_manifest(portrait, look.webapp3, json.loads(drawn))
    if look.service_theme:
        rendered = service_theme.render(theme, assets, library.workspace, platform)
        patching.patch_config(portrait, look.service_theme, json.loads(rendered.files[CONFIG]))


def _stand_ins(portrait: Portrait) -> Assets:
    """The theme's pictures, of which only the names matter here."""
    brand = portrait.tree["brand"]
    assert isinstance(brand, dict)  # noqa: S101 - the colour is there
    named = {
        slot: str(picture["file"]).rpartition(".")[2]
        for slot, picture in brand.items()
        if isinstance(picture, dict) and "file" in picture
    }
    for slot in ("card", "screen"):
        if slot not in brand and "background" in named:
            named[slot] = named["background"]
    pages = dict.fromkeys(portrait.files, b"")
    return Assets({slot: Prepared(b"", ending, 0, 0) for slot, ending in named.items()}, pages)


def _try(
    draft: _Draft,
    all_of_it: tuple[Sequence[_Draft], Tree | None],
    library: Library,
    platform: Platform,
) -> None:
    """Build the theme from its text, accept what came with it, and compare."""
    for _ in range(2):
        documents = [
            written_document("organisation" if "organisations/" in path else "theme", text, path)
            for path, text in _texts(*all_of_it)
        ]
        built = made(beside(library, documents), draft.portrait.name, platform)
        faults = [one for one in built.problems if one.severity is Severity.ERROR]
        unfit = [fault for one in documents for fault in find_schema_problems(one.kind, one.tree)]
        if unfit or (faults and not built.packages):
            raise ThemeError([*unfit, *faults])
        if not faults:
            break
        draft.accepted = sorted({fault.rule.name for fault in faults})
        reason = f"Came with {_listed(draft.portrait.sources)}; mend it and take this line out."
        draft.portrait.put("accept", dict.fromkeys(draft.accepted, reason))
    draft.left = tuple(_differences(draft, built))


def _differences(draft: _Draft, built: ThemeBuild) -> Iterator[Change]:
    for package in draft.look.packages:
        for ours in built.packages:
            if ours.kind == package.kind:
                again = Foreign(ours.name, ours.kind, ours.files, ())
                yield from changes(facts(package), facts(again))


def _texts(drafts: Sequence[_Draft], shared: Tree | None) -> Iterator[tuple[str, str]]:
    """The definitions as files: path and text; what others stand on comes first."""
    seen: set[str] = set()
    for draft in drafts:
        if draft.organisation and draft.organisation["organisation"] not in seen:
            seen.add(str(draft.organisation["organisation"]))
            yield _file("organisation", draft.organisation, {}, draft.portrait.sources)
    if shared:
        sources = [source for draft in drafts for source in draft.portrait.sources]
        yield _file("theme", shared, {}, sources)
    for draft in drafts:
        yield _file("theme", draft.portrait.tree, draft.portrait.notes, draft.portrait.sources)


def _file(
    kind: str, tree: Tree, notes: Mapping[str, str], sources: Sequence[str]
) -> tuple[str, str]:
    name = str(tree[kind])
    folder = "themes/organisations" if kind == "organisation" else "themes"
    schemas = "../.schemas" if kind == "organisation" else ".schemas"
    head = f"# yaml-language-server: $schema={schemas}/{kind}.json\n"
    head += f"{IMPORTED}{_listed(sources)}.\n"
    return f"{folder}/{name}.yaml", written(tree, notes, head)


def _listed(sources: Sequence[str]) -> str:
    shown = [Path(source).name for source in sources]
    return ", ".join("".join(c if c.isprintable() else "?" for c in name) for name in shown)


def _imported(draft: _Draft) -> Imported:
    remarks = draft.portrait.remarks
    return Imported(
        draft.portrait.name,
        tuple(draft.portrait.sources),
        draft.left,
        tuple(one.what for one in remarks if one.weight == "passed"),
        tuple(one.what for one in remarks if one.weight == "lost"),
        tuple(draft.accepted),
        draft.look.is_migration,
    )


def _title(name: str) -> str:
    return name.replace("-", " ").capitalize()
