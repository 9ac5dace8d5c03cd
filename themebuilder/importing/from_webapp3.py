"""Reads a Webapp3 branding into the draft of a definition."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from typing import TypeGuard

from themebuilder.core.color import make_shades
from themebuilder.core.json_text import Json, find_object, iterate_texts
from themebuilder.core.messages import _
from themebuilder.importing.draft import (
    ThemeDraft,
    guess_extension,
    is_hidden,
    is_writable,
    read_plain_values,
)
from themebuilder.media import pictures
from themebuilder.media.model import SLOTS, MediaError
from themebuilder.packages.addresses import resolve_path
from themebuilder.packages.differences import read_texts
from themebuilder.packages.model import MANIFEST, WEBAPP3_FOLDER, ForeignPackage, read_json
from themebuilder.packages.plugins import FOLDER, PASSED_ON, get_text, name_entries
from themebuilder.packages.webapp3 import PICTURE_STEMS
from themebuilder.platform.shipped import load_config_keys
from themebuilder.settings import LANGUAGES_SETTING, FieldKind, find_fields

HEX = re.compile("#[0-9a-fA-F]{6}")
PORTAL_COLOR = "#3c5974"
"""The portal's default brand colour."""

_LANGUAGE = re.compile("[a-z]{2,3}(-[A-Z]{2})?")
_KEYS = load_config_keys("webapp")
_SANDBOX = _KEYS["plugins[].sandboxValues"]
_SAFE = re.compile(r"\w[\w.-]*")
"""The name of a folder in ``brand_assets/``."""
_PAGES = (".html", ".htm", ".js", ".mjs", ".css")
"""Endings of files that may refer to others beside them."""
_KEPT = "webapp-files"
"""The folder of a theme's files that keep their place in the package."""


def read_webapp3(draft: ThemeDraft, package: ForeignPackage) -> None:
    """Add the content of *package* to *draft*; raise `ThemeError` if its JSON can't be read."""
    _Webapp3Reader(draft, package).read_all()


class _Webapp3Reader:
    """Reads one package.

    *used* are the files that have a place in the draft, *known* those whose use is known of the others.
    *folders* are those of plugins, *slots* the files of the pictures.
    """

    def __init__(self, draft: ThemeDraft, package: ForeignPackage) -> None:
        self.draft = draft
        self.package = package
        self.manifest = read_json(package, WEBAPP3_FOLDER + MANIFEST)
        self.used = {WEBAPP3_FOLDER + MANIFEST}
        self.known: set[str] = set()
        self.folders: set[str] = set()
        self.slots: dict[str, str] = {}

    def read_all(self) -> None:
        for read in dict.fromkeys(READERS.values()):
            read(self)
        self._report_files()

    def colors(self) -> None:
        palette = self.manifest.get("colorPalette")
        given = (
            [color for color in palette if _is_color(color)] if isinstance(palette, list) else []
        )
        shades = [str(color).upper() for color in given] if len(given) == 11 else []
        base = find_object(self.manifest, "meta").get("baseColor")
        if _is_color(base):
            self.draft.put("brand.color", str(base).lower(), "meta.baseColor")
        elif shades:
            base = shades[5].lower()
            self.draft.put("brand.color", base, _("the sixth shade of colorPalette"))
        else:
            base = PORTAL_COLOR
            self.draft.put("brand.color", base, _("the package has none: the portal's default"))
        derived = list(make_shades(str(base)))
        if shades and shades != derived:
            note = _("colorPalette: differs from the derived shades")
            self.draft.put("brand.palette", list(shades), note)
        background = self.manifest.get("backgroundColor")
        if _is_color(background) and str(background).upper() != (shades or derived)[10]:
            self.draft.put("brand.background_color", str(background).lower(), "backgroundColor")

    def plain(self) -> None:
        for holder in ("", "applicationConfig", "defaultUserConfig"):
            part = find_object(self.manifest, *filter(None, [holder]))
            read_plain_values(self.draft, _KEYS, part, holder)

    def pictures(self) -> None:
        for key in _KEYS.values():
            if key.by == "picture":
                holder, name = key.path.split(".")
                slot = key.definition.removeprefix("brand.")
                self._read_picture(key.path, find_object(self.manifest, holder).get(name), slot)
        brand = self.draft.part("brand")
        if "background" in brand and brand.get("card") == brand["background"]:
            del brand["card"]  # the background is the card's picture where none is named
            self.draft.notes.pop("brand.card", None)
        elif "background" in brand and "card" not in brand:
            brand["card"] = "none"

    def _read_picture(self, key: str, path: Json, slot: str) -> None:
        entry = resolve_path(path) if isinstance(path, str) and "#" not in path else ""
        data = self.package.files.get(entry)
        if data is None:
            if isinstance(path, str):
                why = _("The package has no such file.")
                self.draft.remark("passed", f"{key}: {path}", why)
            return
        file_ending = guess_extension(data, entry)
        try:
            pictures.keep(data, SLOTS[slot], name=f"x.{file_ending}")
        except MediaError as error:
            self.draft.remark_unusable(entry, slot, error)
            return
        if f"{WEBAPP3_FOLDER}{PICTURE_STEMS[slot]}.{file_ending}" in self._list_missing():
            # Under our name for it, it would be what another key asks for in vain.
            self.known.add(entry)
            return
        stem = posixpath.basename(entry).rpartition(".")[0] or slot
        file = self.draft.add_file(f"{stem}.{file_ending}", data)
        self.draft.put(f"brand.{slot}", {"file": file, "keep": True}, key)
        self.slots[slot] = entry
        self.used.add(entry)

    def _list_missing(self) -> set[str]:
        """Return what values of the manifest seem to name and the package doesn't have."""
        named = {
            resolve_path(text)
            for text in iterate_texts(self.manifest)
            if posixpath.splitext(text)[1]
        }
        return named - self.package.files.keys()

    def texts(self) -> None:
        for language, path in find_object(self.manifest, "translations").items():
            entry = resolve_path(path) if isinstance(path, str) else ""
            if entry not in self.package.files or not _LANGUAGE.fullmatch(language):
                continue
            texts = read_texts(self.package, entry)
            if texts and all(map(is_writable, texts)):
                self.draft.texts[language] = texts
                self.used.add(entry)
        offered = self.manifest.get("availableLanguages")
        named = [code for code in offered if isinstance(code, str)] if _is_list(offered) else []
        ordered = [name for name in named if name in self.draft.texts]
        languages = list(dict.fromkeys([*ordered, *self.draft.texts]))
        if languages:
            self.draft.settings[LANGUAGES_SETTING.name] = list(languages)

    def config(self) -> None:
        config = find_object(self.manifest, "applicationConfig")
        hidden = config.get("hiddenFunctionality")
        if hidden == []:
            self.draft.put("webapp.hide", [], "applicationConfig.hiddenFunctionality")
        if _is_list(hidden) and all(map(_is_name, hidden)):
            self.draft.hidden = list(dict.fromkeys(str(id_) for id_ in hidden))
        shown: dict[str, Json] = {**config, **dict.fromkeys(self.draft.hidden, True)}
        for setting, field in find_fields(FieldKind.HIDDEN, FieldKind.CONFIG):
            value = setting.read_back(field, shown.get(field.name))
            if field.is_decisive and is_writable(value) and value:
                self.draft.settings[setting.name] = value

    def plugins(self) -> None:
        listed = self.manifest.get("plugins")
        if not _is_list(listed):
            return
        names = name_entries(listed)
        plugins: list[Json] = []
        for plugin, name in zip(listed, names, strict=True):
            definition = self._read_plugin(plugin, name) if isinstance(plugin, dict) else {}
            passed = definition.pop(PASSED_ON, plugin if not isinstance(plugin, dict) else {})
            for key in passed if isinstance(passed, dict) else {}:
                self.draft.remark(
                    "passed", f"{MANIFEST} {FOLDER}.{name}.{key}", _("As in the package.")
                )
            if passed != {} or not definition:
                definition[PASSED_ON] = passed
            plugins.append(definition)
            self.known |= self._find_plugin_files(plugin)
        packed = tuple(f"{WEBAPP3_FOLDER}{folder}/" for folder in self.folders)
        self.known = {name for name in self.known if not name.startswith(packed)}
        self.draft.put("webapp.plugins", plugins)

    def _read_plugin(self, plugin: Mapping[str, Json], name: str) -> dict[str, Json]:
        """Return a plugin as the definition has it; its files go into the draft or keep their place."""
        definition: dict[str, Json] = {}
        passed: dict[str, Json] = {}
        for key, value in plugin.items():
            if key in {"id", "src"} and _is_name(value):
                definition[key] = value
            elif key == "sandboxValues" and _is_list(value) and not _SANDBOX.find_fault(value):
                definition["sandbox"] = value
            else:
                passed[key] = value
        src, folder = str(definition.get("src", "")), f"{FOLDER}/{name}"
        inside = src.removeprefix(f"./{folder}/")
        is_ours = (
            inside != src
            and not is_hidden(inside)
            and _SAFE.fullmatch(name)
            and not inside.startswith(("/", "."))
        )
        if is_ours and folder not in self.folders and resolve_path(src) in self.package.files:
            definition |= {"src": inside, "files": folder}
            self.folders.add(folder)
            for entry, data in self.package.files.items():
                if entry.startswith(f"{WEBAPP3_FOLDER}{folder}/"):
                    self.draft.files[entry.removeprefix(WEBAPP3_FOLDER)] = data
                    self.used.add(entry)
        return {**definition, PASSED_ON: passed}

    def _find_plugin_files(self, plugin: Json) -> set[str]:
        """Return the files that a plugin's entry names, and those beside its page."""
        named = set(map(resolve_path, iterate_texts(plugin)))
        src = resolve_path(get_text(plugin, "src"))
        folder = posixpath.dirname(src) + "/"
        is_own = src in self.package.files and folder not in {
            WEBAPP3_FOLDER,
            f"{WEBAPP3_FOLDER}{FOLDER}/",
        }
        beside = {file for file in self.package.files if is_own and file.startswith(folder)}
        return (named & self.package.files.keys()) | beside

    def step(self) -> None:
        step = find_object(self.manifest, "customStepConfig")
        source = step.get("source")
        known = {name: _KEYS.get(f"customStepConfig.{name}") for name in step}
        if any(key is None or key.find_fault(step[name]) for name, key in known.items()):
            return
        if not is_writable(dict(step)) or step.get("active") is not True:
            return
        if not source or not isinstance(source, dict):
            return
        pages: dict[str, Json] = {}
        entries = {
            language: resolve_path(path)
            for language, path in source.items()
            if isinstance(path, str) and _is_plain_path(path)
        }
        if (
            entries.keys() != source.keys()
            or not set(entries.values()) <= self.package.files.keys()
        ):
            return
        for language, entry in entries.items():
            name = entry.removeprefix(WEBAPP3_FOLDER)
            if name == f"step/{language}{posixpath.splitext(name)[1]}":
                self.used.add(entry)
            else:
                # A page keeps its place, since it may refer to the files beside it.
                name = f"{_KEPT}/{name}"
                self.known.add(entry)
            self.draft.files[name] = self.package.files[entry]
            pages[language] = name
        self.draft.put("webapp.step", {"pages": pages}, "customStepConfig")
        if "confirmation" in step:
            self.draft.put("webapp.step.confirm", value=True)
        read_plain_values(self.draft, _KEYS, step, "customStepConfig")

    def _report_files(self) -> None:
        """Keep all other files, and those whose name others may refer to."""
        self._keep_pictures()
        for entry in sorted(self.package.files.keys() - (self.used - self.known)):
            name = entry.removeprefix(WEBAPP3_FOLDER)
            if is_hidden(name):
                self.draft.remark("look", name, _("Hidden files aren't packed: rename it."))
                continue
            self.draft.files[f"{_KEPT}/{name}"] = self.package.files[entry]
            self.draft.put("webapp.files", _KEPT)
            if entry not in self.known:
                self.draft.remark("passed", name, _("No known key uses the file."))

    def _keep_pictures(self) -> None:
        """Let pictures keep their place in a package with pages, which may refer to them."""
        if not any(entry.endswith(_PAGES) for entry in self.package.files):
            return
        brand = self.draft.part("brand")
        moved: set[str] = set()
        for slot, entry in self.slots.items():
            picture = brand.get(slot)
            file = str(picture["file"]) if isinstance(picture, dict) else ""
            if (
                is_hidden(entry)
                or entry == f"{WEBAPP3_FOLDER}{PICTURE_STEMS[slot]}.{file.rpartition('.')[2]}"
            ):
                continue
            if file and entry.endswith(file[file.rindex(".") :]):
                moved.add(file)
                brand[slot] = {
                    "file": f"{_KEPT}/{entry.removeprefix(WEBAPP3_FOLDER)}",
                    "keep": True,
                }
            self.known.add(entry)
        for file in moved - {
            value["file"] for value in brand.values() if isinstance(value, dict) and "file" in value
        }:
            del self.draft.files[file]


READERS: Mapping[str, Callable[[_Webapp3Reader], None]] = {
    "colour": _Webapp3Reader.colors,
    "": _Webapp3Reader.plain,
    "picture": _Webapp3Reader.pictures,
    "texts": _Webapp3Reader.texts,
    "languages": _Webapp3Reader.texts,
    "settings": _Webapp3Reader.config,
    "plugins": _Webapp3Reader.plugins,
    "step": _Webapp3Reader.step,
    "pages": _Webapp3Reader.step,
    "checkbox": _Webapp3Reader.step,
}
"""The ``by`` of a key -> the method that reads it."""


def _is_plain_path(path: str) -> bool:
    """Whether *path* is nothing but the name of a file that can be packed."""
    name = path.removeprefix("./")
    return posixpath.normpath(path) == name and not is_hidden(name) and not set("?#%") & set(path)


def _is_color(value: Json) -> bool:
    return isinstance(value, str) and HEX.fullmatch(value) is not None


def _is_name(value: Json) -> bool:
    return isinstance(value, str) and value != "" and is_writable(value)


def _is_list(value: Json) -> TypeGuard[list[Json]]:
    return isinstance(value, list)
