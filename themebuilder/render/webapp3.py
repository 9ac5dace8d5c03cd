"""The Webapp3 branding: manifest, language files, pictures, plugins, custom step."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from math import isfinite
from pathlib import PurePosixPath

from themebuilder.json_text import compact, patched
from themebuilder.model import Theme
from themebuilder.platform.facts import Json
from themebuilder.platform.known import Platform
from themebuilder.platform.nesting import nest
from themebuilder.render.rendered import Assets, Claim, Rendered
from themebuilder.tree import Map, Node, Seq, Text

FOLDER = "webapp3/branding/"

_FILES = {
    "card": "background",
    "background": "page-background",
    "logo": "logo",
    "favicon": "favicon",
}
"""Slot -> file name; the portal calls the card's picture ``background``."""
_IMAGES = {"card": "jumbotron", "logo": "logo", "background": "background"}
"""Slot -> key below ``images``, in the order in which the manifest lists them."""


def render(theme: Theme, assets: Assets, platform: Platform) -> Rendered:
    """The files of the branding package, below ``webapp3/branding/``."""
    files = passed_on(theme.webapp, assets, FOLDER)
    for slot, name in _FILES.items():
        if picture := assets.pictures.get(slot):
            files[f"{FOLDER}{name}.{picture.extension}"] = picture.data
    for language in _carried(theme):
        words = {key: words.text for key, words in theme.texts[language].items()}
        if theme.webapp.text("texts") != "own":
            words = {key: text for key, text in words.items() if platform.ships(key)}
        files[f"{FOLDER}texts/{language}.json"] = compact(nest(words))
    for source, target in asset_files(theme, assets.files):
        files[FOLDER + target] = assets.files[source]
    manifest = _manifest(theme, assets)
    files[f"{FOLDER}manifest.json"] = compact(manifest)
    return Rendered("webapp3", files, tuple(_claims(manifest, platform)))


def asset_files(theme: Theme, available: Collection[str]) -> Iterator[tuple[str, str]]:
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


def passed_on(part: Map, assets: Assets, folder: str) -> dict[str, bytes]:
    """The files that a *part* of the definition packs as they are, by their name in the package."""
    prefix = part.text("files").rstrip("/") + "/"
    return {
        folder + path.removeprefix(prefix): data
        for path, data in assets.files.items()
        if len(prefix) > 1 and path.startswith(prefix)
    }


def _carried(theme: Theme) -> tuple[str, ...]:
    """The languages of which the package has a file."""
    is_complete = theme.webapp.text("texts", default="complete") == "complete"
    return tuple(one for one in theme.languages if theme.texts.get(one) or is_complete)


def _manifest(theme: Theme, assets: Assets) -> dict[str, object]:
    """The manifest: the portal's nine keys in its order, then what the portal cannot set."""
    brand = theme.brand
    pictures = {
        slot: f"./{_FILES[slot]}.{picture.extension}"
        for slot in _FILES
        if (picture := assets.pictures.get(slot))
    }
    manifest: dict[str, object] = {
        "version": 0,
        # The portal writes just this, and one source says that an upload needs it.
        "meta": {"name": "DEFAULT", "brandVersion": "n/a", "baseColor": brand.color},
        "brandName": brand.name,
        "images": {key: pictures[slot] for slot, key in _IMAGES.items() if slot in pictures},
        "translations": {language: f"./texts/{language}.json" for language in _carried(theme)},
        "applicationConfig": _application_config(theme),
        "defaultUserConfig": patched({}, json_value(theme.webapp.map("user"))),
        "colorPalette": list(brand.palette),
        "backgroundColor": brand.background_color,
        "appTitle": brand.title,
    }
    if theme.webapp.text("texts") != "built-in":
        manifest["availableLanguages"] = list(theme.languages)
    if "favicon" in pictures:
        manifest["favicon"] = {"href": pictures["favicon"]}
    if brand.overlay:
        manifest["overlay"] = brand.overlay
    if brand.overlay_opacity is not None:
        manifest["overlayOpacity"] = brand.overlay_opacity
    if plugins := [_plugin(entry) for entry in theme.webapp.seq("plugins")]:
        manifest["plugins"] = plugins
    if "step" in theme.webapp.entries:
        manifest["customStepConfig"] = _step(theme.webapp.map("step"))
    whole = patched(manifest, json_value(theme.webapp.map("manifest")))
    assert isinstance(whole, dict)  # noqa: S101 - a map gives a dict
    return whole


def hidden(theme: Theme) -> tuple[str, ...]:
    """The test ids of what the theme hides, by its organisation's settings and by its own, sorted.

    They are a set, and nothing about their order is known.
    """
    ids = [
        test_id
        for (setting, value), test_id in _HIDDEN_BY.items()
        if (found := theme.settings.get(setting)) and found.value == value
    ]
    return tuple(sorted({*ids, *(text.value for text in theme.webapp.texts("hide"))}))


_HIDDEN_BY: Mapping[tuple[str, str], str] = {
    ("chat", "disabled"): "button-chat",
    ("participants_list", "hidden"): "button-participants",
    ("add_participant", "hidden"): "user-menu-add-participant",
}


def _application_config(theme: Theme) -> dict[str, object]:
    config: dict[str, object] = {}
    if ids := hidden(theme):
        config["hiddenFunctionality"] = list(ids)
    if address := theme.settings.get("return_address"):
        config["disconnectDestination"] = address.value
    if (captions := theme.settings.get("captions")) and captions.value == "hidden":
        config["showLiveCaptionsFeature"] = False
    whole = patched(config, json_value(theme.webapp.map("config")))
    assert isinstance(whole, dict)  # noqa: S101 - a map gives a dict
    return whole


def _plugin(entry: Node) -> dict[str, object]:
    assert isinstance(entry, Map)  # noqa: S101 - the schema allows mappings only
    src = entry.text("src")
    if entry.text("files") and not src.startswith("https://"):
        src = f"./plugins/{entry.text('id')}/{src.removeprefix('./')}"
    plugin: dict[str, object] = {"id": entry.text("id"), "src": src}
    if sandbox := [text.value for text in entry.texts("sandbox")]:
        plugin["sandboxValues"] = sandbox
    return plugin


def _step(step: Map) -> dict[str, object]:
    pages = step.map("pages").entries
    config: dict[str, object] = {
        "active": True,
        "source": {language: f"./{_page(language, page)}" for language, page in pages.items()},
    }
    if step.flag("confirm"):
        config["confirmation"] = "checkbox"
    if "mandatory" in step.entries:
        config["mandatory"] = step.flag("mandatory")
    sizes = {"width": "width", "height": "height", "mobile_width": "mobileWidth"}
    for key, name in {**sizes, "mobile_height": "mobileHeight"}.items():
        if key in step.entries:
            config[name] = step.text(key)
    return config


def _page(language: str, page: Node) -> str:
    return f"step/{language}{PurePosixPath(str(page)).suffix}"


def json_value(node: Node) -> Json:
    """A pass-through value as JSON: unquoted ``true``, ``false``, ``null`` and numbers are such."""
    if isinstance(node, Map):
        return {key: json_value(value) for key, value in node.entries.items()}
    if isinstance(node, Seq):
        return [json_value(item) for item in node.items]
    return _json_scalar(node)


_NULL = {"", "~", "null", "Null", "NULL"}
_TRUE, _FALSE = {"true", "True", "TRUE"}, {"false", "False", "FALSE"}
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_EXACT = 2**53
"""Beyond it a browser rounds whole numbers."""


def _json_scalar(text: Text) -> Json:
    """A scalar as YAML 1.2's core schema reads it; in quotes it is always a text.

    What JSON has no number for (``.inf``, ``.nan``), and what a browser would read as another
    number, stays the text that was written.
    """
    said = text.value
    if not text.is_plain:
        return said
    if said in _NULL:
        return None
    if said in _TRUE | _FALSE:
        return said in _TRUE
    if len(said) < 40 and _INTEGER.fullmatch(said):
        whole = int(said, 8 if said[:2] == "0o" else 16 if said[:2] == "0x" else 10)
        return whole if abs(whole) <= _EXACT else said
    if len(said) < 40 and _FLOAT.fullmatch(said):
        number = float(said)
        return number if isfinite(number) else said
    return said


def _claims(manifest: Mapping[str, object], platform: Platform) -> Iterator[Claim]:
    """What in the manifest rests on less than Pexip's own publications."""
    for section, keys in (
        ("", manifest),
        ("images.", manifest.get("images")),
        ("applicationConfig.", manifest.get("applicationConfig")),
        ("defaultUserConfig.", manifest.get("defaultUserConfig")),
    ):
        for key in keys if isinstance(keys, Mapping) else ():
            fact = platform.manifest_fact(section + key)
            if fact and not fact.is_published:
                yield Claim(f"manifest {section}{key}", fact.evidence.value, fact.source)
