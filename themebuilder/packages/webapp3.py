"""The Webapp3 branding: manifest, language files, pictures, plugins, custom step."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import PurePosixPath

from themebuilder.core.json_text import dump_compact
from themebuilder.core.tree import Map, Node
from themebuilder.definitions.model import Theme
from themebuilder.packages.keys import (
    Writer,
    collect_files,
    patch,
    plain,
    put_nulls,
    to_json,
    write,
)
from themebuilder.packages.model import Assets, Claim, Rendered
from themebuilder.platform.facts import ConfigKey, Json
from themebuilder.platform.nesting import nest
from themebuilder.platform.shipped import load_passed_on
from themebuilder.platform.target import Platform
from themebuilder.settings import Where, find_fields

FOLDER = "webapp3/branding/"

FILES = {
    "card": "background",
    "background": "page-background",
    "logo": "logo",
    "favicon": "favicon",
}
"""Slot -> file name; the portal calls the card's picture ``background``."""


def render(theme: Theme, assets: Assets, platform: Platform) -> Rendered:
    """The files of the branding package, below ``webapp3/branding/``."""
    files = collect_files(theme.webapp, assets, FOLDER)
    for slot, name in FILES.items():
        if picture := assets.pictures.get(slot):
            files[f"{FOLDER}{name}.{picture.extension}"] = picture.data
    for language in _carried(theme):
        words = {key: words.text for key, words in theme.texts[language].items()}
        if theme.webapp.text("texts") != "own":
            words = {key: text for key, text in words.items() if platform.ships(key)}
        files[f"{FOLDER}texts/{language}.json"] = dump_compact(nest(words))
    for source, target in _asset_files(theme, assets.files):
        files[FOLDER + target] = assets.files[source]
    manifest = _manifest(theme, assets, platform)
    files[f"{FOLDER}manifest.json"] = dump_compact(manifest)
    return Rendered("webapp3", files, tuple(_claims(manifest, platform)))


def _asset_files(theme: Theme, available: Collection[str]) -> Iterator[tuple[str, str]]:
    """Asset path, and a name below the branding folder: of every plugin, and of the custom step.

    One asset may have several names: two languages share a page, two plugins a folder.
    """
    for plugin in theme.webapp.seq("plugins"):
        if isinstance(plugin, Map) and (folder := plugin.text("files")):
            prefix = folder.rstrip("/") + "/"
            for path in available:
                if path.startswith(prefix):
                    yield path, f"plugins/{plugin.text('id')}/{path.removeprefix(prefix)}"
    for language, page in theme.webapp.map("step", "pages").entries.items():
        yield str(page), _page(language, page)


def _carried(theme: Theme) -> tuple[str, ...]:
    """The languages of which the package has a file."""
    is_complete = theme.webapp.text("texts", default="complete") == "complete"
    return tuple(one for one in theme.languages if theme.texts.get(one) or is_complete)


def _manifest(theme: Theme, assets: Assets, platform: Platform) -> dict[str, object]:
    """The manifest, its keys in the order of the table: the portal's own nine come first."""

    def picture(key: ConfigKey) -> Json:
        slot = key.definition.removeprefix("brand.")
        found = assets.pictures.get(slot)
        return f"./{FILES[slot]}.{found.extension}" if found else None

    def languages(_key: ConfigKey) -> Json:
        return list(theme.languages) if theme.webapp.text("texts") != "built-in" else None

    def plugins(_key: ConfigKey) -> Json:
        is_said = "plugins" in theme.webapp.entries
        return [_plugin(entry) for entry in theme.webapp.seq("plugins")] if is_said else None

    writers: dict[str, Writer] = {
        "checkbox": lambda _: "checkbox" if theme.webapp.flag("step", "confirm") else None,
        "colour": lambda key: plain(key, theme),
        "languages": languages,
        "pages": lambda _: _pages(theme),
        "picture": picture,
        "plugins": plugins,
        "settings": lambda _: _application_config(theme),
        "step": lambda _: "step" in theme.webapp.entries or None,
        "texts": lambda _: {language: f"./texts/{language}.json" for language in _carried(theme)},
    }
    manifest = write(platform.config_keys, theme, writers)
    for section, definition in load_passed_on("webapp").items():
        extra = to_json(theme.origin.map(*definition.split(".")))
        manifest = patch(manifest, {section: extra} if section else extra)
    return put_nulls(manifest, theme.webapp)


def hidden(theme: Theme) -> tuple[str, ...]:
    """The test ids of what the theme hides, by its organisation's settings and by its own, sorted.

    They are a set, and nothing about their order is known.
    """
    ids = [part for part, _ in _from_settings(theme, Where.HIDDEN)]
    return tuple(sorted({*ids, *(text.value for text in theme.webapp.texts("hide"))}))


def _from_settings(theme: Theme, where: Where) -> Iterator[tuple[str, Json]]:
    """Name and value of each field that the organisation's settings decide."""
    for setting, field in find_fields(where):
        found = theme.settings.get(setting.name)
        value = field.value(found.value) if found else None
        if value is not None:
            yield field.name, value


def _application_config(theme: Theme) -> Json:
    config: dict[str, Json] = {}
    ids = hidden(theme)
    if ids or "hide" in theme.webapp.entries:
        config["hiddenFunctionality"] = list(ids)
    config |= _from_settings(theme, Where.CONFIG)
    return config


def _plugin(entry: Node) -> Json:
    assert isinstance(entry, Map)  # noqa: S101 - the schema allows mappings only
    src = entry.text("src")
    if entry.text("files") and not src.startswith("https://"):
        src = f"./plugins/{entry.text('id')}/{src.removeprefix('./')}"
    plugin: dict[str, Json] = {"id": entry.text("id"), "src": src}
    if sandbox := [text.value for text in entry.texts("sandbox")]:
        plugin["sandboxValues"] = sandbox
    return plugin


def _pages(theme: Theme) -> Json:
    pages = theme.webapp.map("step", "pages").entries
    return {language: f"./{_page(language, page)}" for language, page in pages.items()} or None


def _page(language: str, page: Node) -> str:
    return f"step/{language}{PurePosixPath(str(page)).suffix}"


def _claims(manifest: Mapping[str, object], platform: Platform) -> Iterator[Claim]:
    """What in the manifest rests on less than Pexip's own publications."""
    for section, keys in (
        ("", manifest),
        ("images.", manifest.get("images")),
        ("applicationConfig.", manifest.get("applicationConfig")),
        ("defaultUserConfig.", manifest.get("defaultUserConfig")),
    ):
        for key in keys if isinstance(keys, Mapping) else ():
            fact = platform.config_keys.get(section + key)
            if fact and not fact.is_published:
                yield Claim(f"manifest {section}{key}", fact.evidence.value, fact.source)
