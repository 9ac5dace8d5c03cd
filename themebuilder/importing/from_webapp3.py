"""Reads a Webapp3 branding into the draft of a definition."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from typing import TypeGuard

from themebuilder.core.color import make_shades
from themebuilder.core.json_text import Json
from themebuilder.core.messages import _
from themebuilder.importing.draft import ThemeDraft, guess_extension, is_writable, read_plain_values
from themebuilder.media import pictures
from themebuilder.media.pictures import SLOTS, PictureError
from themebuilder.packages.differences import read_texts, resolve_path
from themebuilder.packages.model import MANIFEST, WEBAPP3, ForeignPackage, read_json
from themebuilder.packages.webapp3 import FILES
from themebuilder.platform.shipped import load_config_keys
from themebuilder.settings import LANGUAGES, Where, find_fields

HEX = re.compile("#[0-9a-fA-F]{6}")
PORTAL_COLOR = "#3c5974"
"""The portal's default brand colour."""

_LANGUAGE = re.compile("[a-z]{2,3}(-[A-Z]{2})?")
_KEYS = load_config_keys("webapp")
_GENERATED = re.compile(rf"({'|'.join(FILES.values())})\.\w+|manifest\.json")


def read_webapp3(draft: ThemeDraft, package: ForeignPackage) -> None:
    """Add the content of *package* to *draft*; raise `ThemeError` if its JSON can't be read."""
    _Webapp3Reader(draft, package).whole()


class _Webapp3Reader:
    """Reads one package; *used* are the files that have a place in the draft."""

    def __init__(self, draft: ThemeDraft, package: ForeignPackage) -> None:
        self.draft = draft
        self.package = package
        self.manifest = read_json(package, WEBAPP3 + MANIFEST)
        self.used = {WEBAPP3 + MANIFEST}

    def whole(self) -> None:
        for read in dict.fromkeys(READERS.values()):
            read(self)
        self._files()

    def _map(self, key: str) -> Mapping[str, Json]:
        value = self.manifest.get(key)
        return value if isinstance(value, dict) else {}

    def colors(self) -> None:
        palette = self.manifest.get("colorPalette")
        given = [one for one in palette if _is_color(one)] if isinstance(palette, list) else []
        shades = [str(one).upper() for one in given] if len(given) == 11 else []
        base = self._map("meta").get("baseColor")
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
            read_plain_values(
                self.draft, _KEYS, self._map(holder) if holder else self.manifest, holder
            )

    def pictures(self) -> None:
        for key in _KEYS.values():
            if key.by == "picture":
                holder, name = key.path.split(".")
                slot = key.definition.removeprefix("brand.")
                self._picture(key.path, self._map(holder).get(name), slot)
        brand = self.draft.tree.get("brand")
        assert isinstance(brand, dict)  # noqa: S101 - the colour is there
        if "background" in brand and brand.get("card") == brand["background"]:
            del brand["card"]  # the background is the card's picture where none is named
            self.draft.notes.pop("brand.card", None)
        elif "background" in brand and "card" not in brand:
            brand["card"] = "none"

    def _picture(self, key: str, path: Json, slot: str) -> None:
        entry = resolve_path(path) if isinstance(path, str) else ""
        data = self.package.files.get(entry)
        if data is None:
            if isinstance(path, str):
                why = _("The package has no such file.")
                self.draft.remark("passed", f"{key}: {path}", why)
            return
        file_ending = guess_extension(data, entry)
        try:
            pictures.keep(data, SLOTS[slot], name=f"x.{file_ending}")
        except PictureError as error:
            self.draft.remark_unusable(entry, slot, error)
            return
        stem = posixpath.basename(entry).rpartition(".")[0] or slot
        file = self.draft.add_file(f"{stem}.{file_ending}", data)
        self.draft.put(f"brand.{slot}", {"file": file, "keep": True}, key)
        self.used.add(entry)

    def texts(self) -> None:
        for language, path in self._map("translations").items():
            entry = resolve_path(path) if isinstance(path, str) else ""
            if entry not in self.package.files or not _LANGUAGE.fullmatch(language):
                continue
            texts = read_texts(self.package, entry)
            if texts and all(map(is_writable, texts)):
                self.draft.texts[language] = texts
                self.used.add(entry)
            else:
                why = _("This isn't a language file. It was kept unchanged.")
                self.draft.remark("passed", entry, why)
        offered = self.manifest.get("availableLanguages")
        named = [one for one in offered if isinstance(one, str)] if _is_list(offered) else []
        ordered = [one for one in named if one in self.draft.texts]
        languages = list(dict.fromkeys([*ordered, *self.draft.texts]))
        if languages:
            self.draft.settings[LANGUAGES.name] = list(languages)

    def config(self) -> None:
        config = self._map("applicationConfig")
        hidden = config.get("hiddenFunctionality")
        if hidden == []:
            self.draft.put("webapp.hide", [], "applicationConfig.hiddenFunctionality")
        if _is_list(hidden) and all(map(_is_name, hidden)):
            self.draft.hidden = list(dict.fromkeys(str(one) for one in hidden))
        shown: dict[str, Json] = {**config, **dict.fromkeys(self.draft.hidden, True)}
        for setting, field in find_fields(Where.HIDDEN, Where.CONFIG):
            value = setting.read_back(field, shown.get(field.name))
            if field.is_decisive and is_writable(value) and value:
                self.draft.settings[setting.name] = value

    def plugins(self) -> None:
        listed = self.manifest.get("plugins")
        if not _is_list(listed):
            return
        plugins = [self._plugin(one) for one in listed]
        if all(plugins):
            self.draft.put("webapp.plugins", [one for one, _files in filter(None, plugins)])
            for _plugin, files in filter(None, plugins):
                for entry, path in files.items():
                    self.draft.files[path] = self.package.files[entry]
                    self.used.add(entry)
        else:
            why = _("A plugin has no id or an unknown value. All plugins are under `manifest`.")
            self.draft.remark("passed", "plugins", why)

    def _plugin(self, plugin: Json) -> tuple[Json, dict[str, str]] | None:
        """Return a plugin as the definition has it, and its files with their new paths."""
        if not isinstance(plugin, dict) or plugin.keys() - {"id", "src", "sandboxValues"}:
            return None
        id_, src, sandbox = plugin.get("id"), plugin.get("src"), plugin.get("sandboxValues", [])
        if (
            not isinstance(id_, str)
            or not re.fullmatch(r"[\w.-]+", id_)
            or not isinstance(src, str)
            or not _is_name(src)
        ):
            return None
        if not _is_list(sandbox) or _KEYS["plugins[].sandboxValues"].find_fault(sandbox):
            return None
        if not sandbox and "sandboxValues" in plugin:
            return None
        definition: dict[str, Json] = {"id": id_, "src": src}
        files: dict[str, str] = {}
        entry = resolve_path(src)
        if entry in self.package.files:
            folder = posixpath.dirname(entry) + "/"
            if folder == WEBAPP3:
                return None
            definition |= {"src": posixpath.basename(entry), "files": f"plugins/{id_}"}
            inside = [other for other in self.package.files if other.startswith(folder)]
            files = {other: f"plugins/{id_}/{other.removeprefix(folder)}" for other in inside}
        elif "://" not in src:
            return None
        if sandbox:
            definition["sandbox"] = list(sandbox)
        return definition, files

    def step(self) -> None:
        step = self._map("customStepConfig")
        source = step.get("source")
        known = {name: _KEYS.get(f"customStepConfig.{name}") for name in step}
        if any(key is None or key.find_fault(step[name]) for name, key in known.items()):
            return
        if not is_writable(dict(step)) or step.get("active") is not True:
            return
        if not source or not isinstance(source, dict):
            return
        pages: dict[str, Json] = {}
        for language, path in source.items():
            entry = resolve_path(path) if isinstance(path, str) else ""
            if entry not in self.package.files:
                return
            suffix = posixpath.splitext(entry)[1] or ".html"
            pages[language] = self.draft.add_file(
                f"step/{language}{suffix}", self.package.files[entry]
            )
            self.used.add(entry)
        self.draft.put("webapp.step", {"pages": pages}, "customStepConfig")
        if "confirmation" in step:
            self.draft.put("webapp.step.confirm", value=True)
        read_plain_values(self.draft, _KEYS, step, "customStepConfig")

    def _files(self) -> None:
        """Keep all other files, except those with names that our own files will have."""
        for entry in sorted(self.package.files.keys() - self.used):
            name = entry.removeprefix(WEBAPP3)
            if _GENERATED.fullmatch(name) and self._is_generated(name):
                why = _(
                    "The package doesn't use the file, and the build writes its own file of this name."
                )
                self.draft.remark("lost", name, why)
            else:
                self.draft.files[f"webapp-files/{name}"] = self.package.files[entry]
                self.draft.put("webapp.files", "webapp-files")
                self.draft.remark("passed", name, _("No known key uses the file."))

    def _is_generated(self, name: str) -> bool:
        brand = self.draft.tree["brand"]
        slots = [slot for slot, stem in FILES.items() if name.startswith(f"{stem}.")]
        return isinstance(brand, dict) and any(slot in brand for slot in slots)


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


def _is_color(value: Json) -> bool:
    return isinstance(value, str) and HEX.fullmatch(value) is not None


def _is_name(value: Json) -> bool:
    return isinstance(value, str) and value != "" and is_writable(value)


def _is_list(value: Json) -> TypeGuard[list[Json]]:
    return isinstance(value, list)
