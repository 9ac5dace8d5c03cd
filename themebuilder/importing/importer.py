"""From packages to definitions: draft them, build them, compare, and return the files to write."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from themebuilder.build.pipeline import ThemeBuild, build_theme, prevents_build
from themebuilder.core.cache import NO_CACHE
from themebuilder.core.json_text import Json
from themebuilder.core.messages import _
from themebuilder.core.problems import Place, ThemeError
from themebuilder.core.rules import Severity
from themebuilder.definitions.library import Library
from themebuilder.definitions.outline import outline_theme
from themebuilder.definitions.resolver import resolve_theme
from themebuilder.importing import from_service_theme, from_webapp2, from_webapp3, patching
from themebuilder.importing import match_library as fitting
from themebuilder.importing.draft import (
    Broken,
    Remedy,
    ThemeDraft,
    Tree,
    choose_remedy,
    format_todo,
    make_writable,
)
from themebuilder.importing.grouping import ThemePackages, extract_parent, place_files
from themebuilder.importing.match_library import (
    IMPORTED,
    add_definition,
    add_documents,
    outline_tree,
    parse_document,
)
from themebuilder.importing.yaml_writer import write_yaml
from themebuilder.media.model import PreparedPicture
from themebuilder.packages import service_theme, webapp3
from themebuilder.packages.active_item import ActiveItem
from themebuilder.packages.differences import Difference, find_differences, read_facts
from themebuilder.packages.model import CONFIG, MANIFEST, WEBAPP3_FOLDER, Assets, ForeignPackage
from themebuilder.platform.target import Platform


@dataclass(frozen=True, slots=True)
class ImportedTheme:
    """An imported theme. *left* are the differences between what it builds and its packages.

    *passed* was kept unchanged, *lost* was not imported, *broken* are rules that it breaks, by what to do.
    *changed* was imported differently and *open* must be decided by a person, each with the reason.
    """

    name: str
    sources: tuple[str, ...]
    left: tuple[Difference, ...]
    passed: tuple[str, ...]
    lost: tuple[str, ...]
    broken: Mapping[Remedy, Sequence[str]]
    active: tuple[ActiveItem, ...]
    """What runs, leads elsewhere or looks like a secret; nothing of it is accepted by importing it."""
    is_migration: bool
    changed: tuple[str, ...]
    open: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """The files that an import writes, by their path in the workspace, and the themes they make."""

    files: Mapping[str, bytes]
    themes: tuple[ImportedTheme, ...]


@dataclass(slots=True)
class _ThemeImport:
    """A theme during the import."""

    draft: ThemeDraft
    source: ThemePackages
    organisation: Tree | None = None
    broken: Broken = field(default_factory=dict)
    active: tuple[ActiveItem, ...] = ()
    left: tuple[Difference, ...] = ()


def plan_import(
    sources: Sequence[ThemePackages],
    library: Library,
    platform: Platform,
    *,
    organisation: str,
    parent: str,
) -> ImportPlan:
    """Return what importing the *sources* would write; nothing is written here.

    *parent* names the theme that takes what several have in common. Raise `ThemeError` where a
    package can't be read or its definition can't be built.
    """
    imports = [_start_import(source, library, platform, organisation) for source in sources]
    for theme in imports:
        make_writable(theme.draft)
    _share_organisation(imports, parent)
    assets = place_files([theme.draft for theme in imports], parent)
    trees = [theme.draft.tree for theme in imports if not theme.source.is_migration]
    shared = extract_parent(trees, parent, _make_title(parent)) if len(trees) > 1 else None
    with tempfile.TemporaryDirectory() as folder:
        for path, data in assets.items():
            file = Path(folder, "brand_assets", path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        for theme in imports:
            _build_and_compare(
                theme, (imports, shared), add_documents(library, (), Path(folder)), platform
            )
    files = {f"brand_assets/{path}": data for path, data in sorted(assets.items())}
    files |= {path: text.encode() for path, text in _write_definitions(imports, shared)}
    for theme in imports:
        if todo := format_todo(theme.draft, theme.left, theme.broken, theme.active):
            files[f"themes/{theme.draft.name}.todo.md"] = todo.encode()
    return ImportPlan(files, tuple(_summarize(theme) for theme in imports))


def _start_import(
    source: ThemePackages, library: Library, platform: Platform, organisation: str
) -> _ThemeImport:
    draft = ThemeDraft(
        source.name, list(dict.fromkeys(package.name for package in source.packages))
    )
    draft.tree = {"theme": source.name, "title": _make_title(source.name)}
    kinds: list[Json] = [package.kind for package in source.packages]
    if len(kinds) == 1 and not source.is_migration:
        draft.put("packages", kinds, _("as imported; remove this line to build both packages"))
    one = _ThemeImport(draft, source)
    if source.webapp2 or source.webapp3:
        why = _("Which path do guests use? Packages don't contain it. Add it.")
        draft.remark("look", "webapp.path", why)
    if source.webapp2:
        from_webapp2.migrate_webapp2(draft, source.webapp2, library, platform)
        draft.put("organisation", organisation)
        return one
    if source.webapp3:
        from_webapp3.read_webapp3(draft, source.webapp3)
    else:
        draft.put("brand.color", from_webapp3.PORTAL_COLOR, _("a service theme has none"))
    if source.service_theme:
        from_service_theme.read_service_theme(draft, source.service_theme)
    _adapt_screen(draft, source)
    one.organisation = fitting.choose_organisation(draft, library, organisation)
    if one.organisation:
        library = add_definition(library, "organisation", one.organisation)
    fitting.choose_wording(draft, library)
    if source.webapp3:
        fitting.choose_texts(draft, library, platform)
        fitting.choose_hidden(draft, library)
    _patch_draft(one, library, platform)
    return one


def _share_organisation(imports: Sequence[_ThemeImport], name: str) -> None:
    """Give themes that need the same new organisation one in common."""
    new = [theme for theme in imports if theme.organisation]
    wanted = {
        json.dumps({**(theme.organisation or {}), "organisation": "", "name": ""}) for theme in new
    }
    if len(new) > 1 and len(wanted) == 1:
        for theme in new:
            shared = {**(theme.organisation or {}), "organisation": name, "name": _make_title(name)}
            theme.organisation = shared
            theme.draft.put("organisation", name)


def _adapt_screen(draft: ThemeDraft, source: ThemePackages) -> None:
    """Use the background on screens only if it is JPEG, which a node can read."""
    brand = draft.part("brand")
    picture = brand.get("background")
    if source.service_theme and "screen" not in brand:
        brand["screen"] = "none"
    elif isinstance(picture, dict) and not str(picture["file"]).endswith((".jpg", ".jpeg")):
        brand.setdefault("screen", "none")


def _patch_draft(one: _ThemeImport, library: Library, platform: Platform) -> None:
    """Render both packages without pictures, and patch what the definition cannot say."""
    draft, source = one.draft, one.source
    if source.service_theme and not draft.screens.get(service_theme.WAITING):
        draft.put(f"meeting.screens.{service_theme.WAITING}", "", _("the package has no text here"))
    theme = resolve_theme(library, outline_tree(library, draft.tree))
    assets = _list_placeholders(draft)
    if source.webapp3:
        drawn = webapp3.render(theme, assets, platform).files[WEBAPP3_FOLDER + MANIFEST]
        patching.patch_manifest(draft, source.webapp3, json.loads(drawn))
    if source.service_theme:
        rendered = service_theme.render(theme, assets, library.workspace, platform)
        patching.patch_config(draft, source.service_theme, json.loads(rendered.files[CONFIG]))


def _list_placeholders(draft: ThemeDraft) -> Assets:
    """Return empty pictures: only their names matter for the patches."""
    brand = draft.part("brand")
    named = {
        slot: str(picture["file"]).rpartition(".")[2]
        for slot, picture in brand.items()
        if isinstance(picture, dict) and "file" in picture
    }
    for slot in ("card", "screen"):
        if slot not in brand and "background" in named:
            named[slot] = named["background"]
    pages = dict.fromkeys(draft.files, b"")
    return Assets({slot: PreparedPicture(b"", ending) for slot, ending in named.items()}, pages)


def _build_and_compare(
    one: _ThemeImport,
    all_of_it: tuple[Sequence[_ThemeImport], Tree | None],
    library: Library,
    platform: Platform,
) -> None:
    """Build the theme from its YAML, accept the rules that the package breaks, and compare."""
    from themebuilder.definitions.schema_problems import find_schema_problems  # noqa: PLC0415 - slow

    for _attempt in range(2):
        documents = [
            parse_document("organisation" if "organisations/" in path else "theme", text, path)
            for path, text in _write_definitions(*all_of_it)
        ]
        staged = add_documents(library, documents)
        outline = outline_theme(staged, one.draft.name)
        built = build_theme(staged, outline, platform, NO_CACHE)
        faults = [problem for problem in built.problems if problem.severity is Severity.ERROR]
        unfit = [
            fault
            for document in documents
            for fault in find_schema_problems(document.kind, document.tree)
        ]
        if unfit or (faults and not built.packages):
            raise ThemeError([*unfit, *faults])
        faults = list(filter(prevents_build, faults))
        if not faults:
            break
        for fault in sorted(faults, key=lambda fault: fault.rule.name):
            # Lines hold: `accept` comes last in a definition.
            reported = one.broken.setdefault(choose_remedy(fault.rule), {})
            places = reported.setdefault(fault.rule.name, {})
            places[f"{_restore_place(fault.place, one, built)}: {fault.message}"] = None
        accepted = [rule for way, rules in one.broken.items() if way != "fix" for rule in rules]
        if not accepted:
            break
        sources = _list_sources(one.draft.sources)
        reason = _("Imported from {sources}. Fix it and remove this line.", sources=sources)
        one.draft.put("accept", dict.fromkeys(sorted(accepted), reason))
    one.active = tuple(item for package in built.packages for item in package.active)
    one.left = tuple(_find_differences(one, built))


def _restore_place(place: Place, one: _ThemeImport, built: ThemeBuild) -> Place:
    """Return the place in the imported package of one in the built package, which nobody has yet."""
    for ours in built.packages:
        for package in one.source.packages:
            entry = place.file.removeprefix(f"{ours.name}/")
            if ours.kind == package.kind and entry != place.file:
                return package.place(entry)
    return place


def _find_differences(one: _ThemeImport, built: ThemeBuild) -> Iterator[Difference]:
    for package in one.source.packages:
        for ours in built.packages:
            if ours.kind == package.kind:
                again = ForeignPackage(ours.name, ours.kind, ours.files, ())
                yield from find_differences(read_facts(package), read_facts(again))


def _write_definitions(
    imports: Sequence[_ThemeImport], shared: Tree | None
) -> Iterator[tuple[str, str]]:
    """Yield the definitions as path and YAML, those that others need first."""
    seen: set[str] = set()
    for theme in imports:
        if theme.organisation and theme.organisation["organisation"] not in seen:
            seen.add(str(theme.organisation["organisation"]))
            yield _write_definition("organisation", theme.organisation, {}, theme.draft.sources)
    if shared:
        sources = [source for theme in imports for source in theme.draft.sources]
        yield _write_definition("theme", shared, {}, sources)
    for theme in imports:
        yield _write_definition("theme", theme.draft.tree, theme.draft.notes, theme.draft.sources)


def _write_definition(
    kind: str, tree: Tree, notes: Mapping[str, str], sources: Sequence[str]
) -> tuple[str, str]:
    name = str(tree[kind])
    folder = "themes/organisations" if kind == "organisation" else "themes"
    schemas = "../.schemas" if kind == "organisation" else ".schemas"
    head = f"# yaml-language-server: $schema={schemas}/{kind}.json\n"
    head += f"{IMPORTED}{_list_sources(sources)}.\n"
    return f"{folder}/{name}.yaml", write_yaml(tree, notes, head)


def _list_sources(sources: Sequence[str]) -> str:
    shown = [Path(source).name for source in sources]
    return ", ".join("".join(c if c.isprintable() else "?" for c in name) for name in shown)


def _summarize(one: _ThemeImport) -> ImportedTheme:
    remarks = one.draft.remarks
    return ImportedTheme(
        one.draft.name,
        tuple(one.draft.sources),
        one.left,
        tuple(remark.what for remark in remarks if remark.weight == "passed"),
        tuple(remark.what for remark in remarks if remark.weight == "lost"),
        {way: tuple(rules) for way, rules in one.broken.items()},
        one.active,
        one.source.is_migration,
        *(
            tuple(f"{remark.what}: {remark.why}" for remark in remarks if remark.weight == weight)
            for weight in ("changed", "look")
        ),
    )


def _make_title(name: str) -> str:
    return name.replace("-", " ").capitalize()
