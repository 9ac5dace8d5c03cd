"""What a package says, apart from how it is packed: one fact for each thing that a guest could notice.

Names of pictures and language files mean nothing, and neither does the order of keys or whether a
language file is nested; what they lead to does.
"""

from __future__ import annotations

import hashlib
import json
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from themebuilder.importing.package_reader import (
    CONFIG,
    MANIFEST,
    WEBAPP2,
    WEBAPP3,
    Foreign,
    json_of,
)
from themebuilder.packages.json_reader import Json
from themebuilder.platform.facts import PlatformError
from themebuilder.platform.nesting import flatten
from themebuilder.platform.shipped import load_config_keys

SECTIONS = (
    "titles", "colours", "pictures", "texts", "settings", "screens", "prompts", "plugins",
    "configuration", "files",
)  # fmt: skip
"""The parts of a package, in the order in which people care."""

PICTURES: Mapping[str, str] = {
    path.removeprefix("images."): key.definition.removeprefix("brand.")
    for path, key in load_config_keys("webapp").items()
    if path.startswith("images.") and key.by == "picture"
}
"""Key below ``images`` in the manifest -> our slot."""

_SETTINGS = {"applicationConfig": "", "defaultUserConfig": "user "}
_TITLES = {"brandName": "brand name", "appTitle": "title of the tab"}
_COLOURS = {
    "backgroundColor": "background",
    "overlay": "veil",
    "overlayOpacity": "strength of the veil",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a package says: *shown* to people; *data* where it is a file of its own.

    Two facts are one when *section*, *name* and *value* are: *value* of a file is its digest.
    """

    section: str
    name: str
    value: str
    shown: str
    data: bytes | None = field(default=None, repr=False, compare=False)

    @property
    def key(self) -> tuple[str, str]:
        """What the fact is about."""
        return self.section, self.name


def facts(package: Foreign) -> tuple[Fact, ...]:
    """Everything that *package* says; raises `ThemeError` where its JSON cannot be read."""
    reader = {"webapp3": _webapp3, "service-theme": _service_theme, "webapp2": _webapp2}
    return tuple(reader[package.kind](package))


def entry_of(path: str, base: str = WEBAPP3) -> str:
    """The name in the package that a *path* in its manifest means, or an empty text.

    A path counts from the manifest; an address elsewhere, or a way out, is none.
    """
    try:
        parts = urlsplit(path)
    except ValueError:  # an address that is none
        return ""
    if parts.scheme or parts.netloc or not parts.path or parts.path.startswith("/"):
        return ""
    name = posixpath.normpath(base + parts.path)
    return name if name.startswith(base) else ""


def texts_of(package: Foreign, entry: str) -> dict[str, str]:
    """The flat texts of a language file; none where it holds something else."""
    try:
        return flatten(json_of(package, entry))
    except PlatformError:
        return {}


def leaves(value: Json, path: str = "") -> Iterator[tuple[str, Json]]:
    """Every value that is not a container, with its dotted path; an empty container is a value."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and value:
        for number, inner in enumerate(value, 1):
            yield from leaves(inner, f"{path}.{number}")
    else:
        yield path, value


def _webapp3(package: Foreign) -> Iterator[Fact]:
    manifest = json_of(package, WEBAPP3 + MANIFEST)
    used = {WEBAPP3 + MANIFEST}
    for key, value in manifest.items():
        if key in _TITLES:
            yield _fact("titles", _TITLES[key], value)
        elif key in _COLOURS:
            yield _fact("colours", _COLOURS[key], _upper(value))
        elif key == "colorPalette" and isinstance(value, list):
            for number, shade in enumerate(value, 1):
                yield _fact("colours", f"shade {number}", _upper(shade))
        elif key == "images" and isinstance(value, dict):
            for name, path in value.items():
                yield _picture(package, PICTURES.get(name, name), path, used)
        elif key == "favicon" and isinstance(value, dict):
            for name, inner in leaves(value):
                if name == "href":
                    yield _picture(package, "favicon", inner, used)
                else:
                    yield _fact("configuration", f"favicon.{name}", inner)
        elif key == "translations" and isinstance(value, dict):
            yield from _texts(package, value, used)
        elif key == "availableLanguages":
            yield _fact("texts", "languages offered", value)
        elif key in _SETTINGS and isinstance(value, dict):
            yield from _settings(value, _SETTINGS[key])
        elif key == "plugins" and isinstance(value, list):
            yield from _plugins(package, value, used)
        elif key == "customStepConfig" and isinstance(value, dict):
            yield from _step(package, value, used)
        else:
            yield from _configuration(key, value)
    yield from _files(package, used, WEBAPP3)


def _service_theme(package: Foreign) -> Iterator[Fact]:
    config = json_of(package, CONFIG)
    used = {CONFIG}
    for path, value in leaves(config):
        if path.startswith("splash_screens.screens."):
            screen, _, rest = path.removeprefix("splash_screens.screens.").partition(".")
            if rest == "background.path" and isinstance(value, str) and value in package.files:
                used.add(value)
                yield _file("screens", f"{screen} background", package.files[value])
            else:
                rest = "words" if rest == "elements.1.text" else rest
                yield _fact("screens", f"{screen} {rest}".strip(), value)
        else:
            yield _fact("configuration", path, value)
    yield from _files(package, used, "")


def _webapp2(package: Foreign) -> Iterator[Fact]:
    """A Webapp 2 branding is only looked at: its files are told, and what its JSON files hold."""
    used: set[str] = set()
    for name in sorted(package.files):
        if name.endswith((".json", ".webmanifest")):
            used.add(name)
            for path, value in leaves(json_of(package, name)):
                yield _fact("configuration", f"{name.removeprefix(WEBAPP2)} {path}", value)
    yield from _files(package, used, WEBAPP2)


def _texts(package: Foreign, translations: Mapping[str, Json], used: set[str]) -> Iterator[Fact]:
    for language, path in translations.items():
        entry = entry_of(path) if isinstance(path, str) else ""
        if entry in package.files:
            used.add(entry)
            yield _fact("texts", f"{language} language file", "in the package")
            for key, text in texts_of(package, entry).items():
                yield _fact("texts", f"{language} {key}", text)
        else:
            yield _fact("texts", f"{language} language file", path)


def _settings(section: Mapping[str, Json], prefix: str) -> Iterator[Fact]:
    for key, value in section.items():
        if key == "hiddenFunctionality" and isinstance(value, list):
            for item in value:
                yield Fact("settings", f"hidden {_said(item)}", "hidden", "hidden")
        else:
            for name, inner in leaves(value, key):
                yield _fact("settings", prefix + name, inner)


def _plugins(package: Foreign, plugins: list[Json], used: set[str]) -> Iterator[Fact]:
    for number, plugin in enumerate(plugins, 1):
        if not isinstance(plugin, dict):
            yield _fact("plugins", f"plugin {number}", plugin)
            continue
        name = str(plugin.get("id", f"plugin {number}"))
        yield _fact("plugins", f"{name} order", number)
        for key, value in plugin.items():
            entry = entry_of(value) if key == "src" and isinstance(value, str) else ""
            if entry in package.files:
                yield _fact("plugins", f"{name} src", posixpath.basename(entry))
                folder = entry.rpartition("/")[0] + "/"
                for other in sorted(package.files):
                    if other == entry or (folder != WEBAPP3 and other.startswith(folder)):
                        used.add(other)
                        inside = other.removeprefix(folder)
                        yield _file("plugins", f"{name} {inside}", package.files[other])
            else:
                for path, inner in leaves(value, key):
                    yield _fact("plugins", f"{name} {path}", inner)


def _step(package: Foreign, step: Mapping[str, Json], used: set[str]) -> Iterator[Fact]:
    for path, value in leaves(dict(step), "customStepConfig"):
        entry = entry_of(value) if ".source." in path and isinstance(value, str) else ""
        if entry in package.files:
            used.add(entry)
            yield _file("configuration", path, package.files[entry])
        else:
            yield _fact("configuration", path, value)


def _configuration(key: str, value: Json) -> Iterator[Fact]:
    for path, inner in leaves(value, key):
        if path == "meta.baseColor":
            yield _fact("colours", "brand colour", _upper(inner))
        elif inner not in ({}, []) or path != key:
            yield _fact("configuration", path, inner)


def _picture(package: Foreign, slot: str, path: Json, used: set[str]) -> Fact:
    entry = entry_of(path) if isinstance(path, str) else ""
    if entry not in package.files:
        return _fact("pictures", slot, path)
    used.add(entry)
    return _file("pictures", slot, package.files[entry])


def _files(package: Foreign, used: set[str], base: str) -> Iterator[Fact]:
    """What nothing in the package names: recordings are found by their own names."""
    for name, data in sorted(package.files.items()):
        if name in used:
            continue
        is_prompt = package.kind == "service-theme" and name.lower().endswith(".wav")
        yield _file("prompts" if is_prompt else "files", name.removeprefix(base), data)


def _fact(section: str, name: str, value: Json) -> Fact:
    return Fact(section, name, json.dumps(value, sort_keys=True), _said(value))


def _file(section: str, name: str, data: bytes) -> Fact:
    sha256 = hashlib.sha256(data).hexdigest()
    return Fact(section, name, sha256, f"{len(data):,} bytes ({sha256[:8]})", data)


def _said(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _upper(value: Json) -> Json:
    return value.upper() if isinstance(value, str) and value.startswith("#") else value
