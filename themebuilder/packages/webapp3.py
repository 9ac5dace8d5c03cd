"""The Webapp3 branding: manifest, language files, pictures, plugins, custom step."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from themebuilder.core.json_text import ReadOnlyJson, dump_compact, find_object
from themebuilder.core.tree import Map
from themebuilder.definitions.model import PictureFile, Texts, Theme
from themebuilder.packages.entry_names import choose_free_name
from themebuilder.packages.keys import (
    Writer,
    add_passed_on,
    collect_files,
    make_content,
    read_value,
)
from themebuilder.packages.model import WEBAPP3_FOLDER, Assets, Claim, RenderedFiles
from themebuilder.packages.plugins import FOLDER, read_plugins
from themebuilder.platform.facts import ConfigKey, Evidence
from themebuilder.platform.nesting import nest
from themebuilder.platform.target import Platform
from themebuilder.settings import FieldKind, find_fields

PICTURE_STEMS = {
    "card": "background",
    "background": "page-background",
    "logo": "logo",
    "favicon": "favicon",
}
"""Slot -> file name; the portal calls the card's picture ``background``."""


def render(theme: Theme, assets: Assets, platform: Platform) -> RenderedFiles:
    """Return the files of the branding package, below ``webapp3/branding/``."""
    names = _name_files(theme, assets)
    files = collect_files(theme.webapp, assets, WEBAPP3_FOLDER)
    for slot, name in names.pictures.items():
        files[WEBAPP3_FOLDER + name] = assets.pictures[slot].data
    for language, name in names.texts.items():
        keeps_other_versions = theme.webapp.text("texts") == "own"
        files[WEBAPP3_FOLDER + name] = _render_texts(
            theme.texts[language], None if keeps_other_versions else platform
        )
    for source, target in _list_assets(theme, assets.files):
        files[WEBAPP3_FOLDER + target] = assets.files[source]
    manifest = _make_manifest(theme, names, platform)
    files[f"{WEBAPP3_FOLDER}manifest.json"] = dump_compact(manifest)
    claims = (*_list_claims(manifest, platform), *_list_file_claims(files))
    return RenderedFiles("webapp3", files, claims)


@lru_cache(maxsize=64)
def _render_texts(texts: Texts, platform: Platform | None) -> bytes:
    """Return a language file; with a *platform*, without the texts of other versions."""
    return dump_compact(
        nest(
            {
                key: text.value
                for key, text in texts.items()
                if platform is None or platform.includes_text(key)
            }
        )
    )


HIDDEN_KEY = "hiddenFunctionality"
"""The key of applicationConfig that lists the test ids of what the page doesn't show."""

_REPLACES = (
    "A language file is inferred to take the place of the web app's own, so that gaps are English."
)
_OWN_PAGES = (
    "The web app's own pages (name, PIN, errors, end) ask for texts that nobody has published."
)
_HIDDEN = "No source shows that this part can be hidden."
_SVG = "No source shows that the web app draws an SVG as the logo."


def _list_file_claims(files: Collection[str]) -> Iterator[Claim]:
    """Yield what Pexip's documentation doesn't confirm of the files beside the manifest."""
    if any(name.startswith(f"{WEBAPP3_FOLDER}texts/") for name in files):
        yield Claim("texts/<language>.json: replaces a language", "I", _REPLACES)
        yield Claim("texts/<language>.json: all texts", "I", _OWN_PAGES)
    if f"{WEBAPP3_FOLDER}{PICTURE_STEMS['logo']}.svg" in files:
        yield Claim("logo.svg", "I", _SVG)


def _list_assets(theme: Theme, available: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield the files of plugins and of the custom step: path among the assets, name in the package.

    An asset may have several names: languages may share a page, and plugins a folder.
    """
    for plugin in read_plugins(theme.webapp):
        for path in available if plugin.folder else ():
            if path.startswith(plugin.folder):
                yield path, f"{FOLDER}/{plugin.name}/{path.removeprefix(plugin.folder)}"
    for language, page in theme.webapp.map("step", "pages").entries.items():
        yield str(page), _name_page(language, str(page), theme.webapp)


class _FileNames(NamedTuple):
    """The names of the files that the manifest names: slot -> picture, language -> texts, -> page."""

    pictures: Mapping[str, str]
    texts: Mapping[str, str]
    pages: Mapping[str, str]


def _name_files(theme: Theme, assets: Assets) -> _FileNames:
    """Name the files; those that the definition passes on keep the names that they have."""
    folder = theme.webapp.text("files").rstrip("/") + "/"
    taken = {path.removeprefix(folder) for path in assets.files if path.startswith(folder)}
    chosen: dict[bytes, str] = {}
    pictures: dict[str, str] = {}
    for slot, stem in PICTURE_STEMS.items():
        if picture := assets.pictures.get(slot):
            source = theme.brand.pictures.get(slot)
            path = source.path if isinstance(source, PictureFile) and source.is_kept else ""
            if path.startswith(folder):
                pictures[slot] = path.removeprefix(folder)
                continue
            # A picture in two slots is one file, which a guest loads once.
            free = choose_free_name(f"{stem}.{picture.extension}", taken)
            pictures[slot] = chosen.setdefault(picture.data, free)
    pages = theme.webapp.map("step", "pages").entries
    return _FileNames(
        pictures,
        {
            language: choose_free_name(f"texts/{language}.json", taken)
            for language in _list_languages(theme)
        },
        {
            language: _name_page(language, str(page), theme.webapp)
            for language, page in pages.items()
        },
    )


def _list_languages(theme: Theme) -> tuple[str, ...]:
    """Return the languages that have a file in the package."""
    is_complete = theme.webapp.text("texts", default="complete") == "complete"
    return tuple(
        language for language in theme.languages if theme.texts.get(language) or is_complete
    )


def _make_manifest(theme: Theme, names: _FileNames, platform: Platform) -> dict[str, Any]:
    """Return the manifest, its keys in the order of the table: the portal's own nine come first."""
    webapp = theme.webapp

    def name_picture(key: ConfigKey) -> ReadOnlyJson:
        name = names.pictures.get(key.definition.removeprefix("brand."))
        return f"./{name}" if name else None

    def list_plugins(_key: ConfigKey) -> ReadOnlyJson:
        plugins = [plugin.content for plugin in read_plugins(webapp)]
        return plugins if "plugins" in webapp.entries else None

    writers: dict[str, Writer] = {
        "checkbox": lambda _: "checkbox" if webapp.flag("step", "confirm") else None,
        # As without `by`; the import reads colours back in its own way.
        "colour": lambda key: read_value(key, theme),
        "languages": lambda _: (
            list(theme.languages) if webapp.text("texts") != "built-in" else None
        ),
        "pages": lambda _: (
            {language: f"./{name}" for language, name in names.pages.items()} or None
        ),
        "picture": name_picture,
        "plugins": list_plugins,
        "settings": lambda _: _make_application_config(theme),
        "step": lambda _: "step" in webapp.entries or None,
        "texts": lambda _: {language: f"./{name}" for language, name in names.texts.items()},
    }
    return add_passed_on(make_content(platform.manifest_keys, theme, writers), "webapp", theme)


def _make_application_config(theme: Theme) -> ReadOnlyJson:
    config: dict[str, ReadOnlyJson] = {}
    # The test ids that settings or the theme itself hide. Nothing is known about their order.
    ids = {name for name, _ in list_decided_fields(theme, FieldKind.HIDDEN)}
    ids |= {text.value for text in theme.webapp.texts("hide")}
    if ids or "hide" in theme.webapp.entries:
        config[HIDDEN_KEY] = sorted(ids)
    return config | dict(list_decided_fields(theme, FieldKind.CONFIG))


def list_decided_fields(theme: Theme, where: FieldKind) -> Iterator[tuple[str, ReadOnlyJson]]:
    """Yield name and value of each field in *where* that the organisation's settings decide."""
    for setting, field in find_fields(where):
        found = theme.settings.get(setting.name)
        value = field.find_value(found.value) if found else None
        if value is not None:
            yield field.name, value


def _name_page(language: str, page: str, webapp: Map) -> str:
    """Return the name of a page in the package: its place in the passed-on files, or one of ours."""
    # No page begins with "/", which is what remains where no files are passed on.
    folder = webapp.text("files").rstrip("/") + "/"
    if page.startswith(folder):
        return page.removeprefix(folder)
    return f"step/{language}{PurePosixPath(page).suffix}"


def _list_claims(manifest: Mapping[str, object], platform: Platform) -> Iterator[Claim]:
    """Yield the manifest's keys that Pexip's documentation doesn't confirm."""
    for section, keys in (
        ("", manifest),
        ("images.", manifest.get("images")),
        ("applicationConfig.", manifest.get("applicationConfig")),
        ("defaultUserConfig.", manifest.get("defaultUserConfig")),
    ):
        for key in keys if isinstance(keys, Mapping) else ():
            fact = platform.manifest_keys.get(section + key)
            if fact and not fact.is_published:
                yield Claim(f"manifest {section}{key}", fact.evidence.value, fact.source)
    # A definition may pass on anything here; other checks report a value of the wrong type.
    hidden = find_object(manifest, "applicationConfig").get(HIDDEN_KEY)
    for id_ in hidden if isinstance(hidden, list) else ():
        part = platform.test_ids.get(str(id_))
        if part is None or part.hiding is None:
            yield Claim(f"hidden part {id_}", Evidence.INFERRED.value, _HIDDEN)
        elif not part.hiding.is_published:
            yield Claim(f"hidden part {id_}", part.hiding.evidence.value, part.hiding.source)
