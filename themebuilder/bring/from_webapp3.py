"""What a Webapp3 branding says, as a theme's definition says it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from typing import TypeGuard

from themebuilder import color, pictures
from themebuilder.archive import Json
from themebuilder.bring.meaning import entry_of, texts_of
from themebuilder.bring.portrait import Portrait, ending
from themebuilder.bring.reading import MANIFEST, WEBAPP3, Foreign, json_of
from themebuilder.pictures import SLOTS, PictureError

HEX = re.compile("#[0-9a-fA-F]{6}")
PORTAL_COLOR = "#3c5974"
"""The brand colour that the portal begins with."""

_SLOTS = {"images.background": "background", "images.jumbotron": "card", "images.logo": "logo"}
_LANGUAGE = re.compile("[a-z]{2,3}(-[A-Z]{2})?")
_SANDBOX = (
    "allow-scripts", "allow-same-origin", "allow-popups", "allow-popups-to-escape-sandbox",
    "allow-forms", "allow-downloads",
)  # fmt: skip
_SIZES = {
    "width": "width",
    "height": "height",
    "mobileWidth": "mobile_width",
    "mobileHeight": "mobile_height",
}
_STEP = {"active", "source", "confirmation", "mandatory", *_SIZES}
_SETTINGS = {
    "button-participants": "participants_list",
    "user-menu-add-participant": "add_participant",
}
_GENERATED = re.compile(r"(background|page-background|logo|favicon)\.\w+|manifest\.json")


def add(portrait: Portrait, package: Foreign) -> None:
    """Add what *package* says to *portrait*; raises `ThemeError` where its JSON cannot be read."""
    _Reading(portrait, package).whole()


class _Reading:
    """One reading of one package; *used* gathers the files that have found their place."""

    def __init__(self, portrait: Portrait, package: Foreign) -> None:
        self.portrait = portrait
        self.package = package
        self.manifest = json_of(package, WEBAPP3 + MANIFEST)
        self.used = {WEBAPP3 + MANIFEST}

    def whole(self) -> None:
        self._colors()
        self._titles()
        self._pictures()
        self._texts()
        self._config()
        self._plugins()
        self._step()
        self._files()

    def _map(self, key: str) -> Mapping[str, Json]:
        value = self.manifest.get(key)
        return value if isinstance(value, dict) else {}

    def _colors(self) -> None:
        palette = self.manifest.get("colorPalette")
        given = [one for one in palette if _is_color(one)] if isinstance(palette, list) else []
        shades = [str(one).upper() for one in given] if len(given) == 11 else []
        base = self._map("meta").get("baseColor")
        if _is_color(base):
            self.portrait.put("brand.color", str(base).lower(), "meta.baseColor")
        elif shades:
            base = shades[5].lower()
            self.portrait.put("brand.color", base, "the sixth shade of colorPalette")
        else:
            base = PORTAL_COLOR
            self.portrait.put("brand.color", base, "the package names none: the portal's own")
        derived = list(color.shades(str(base)))
        if shades and shades != derived:
            self.portrait.put("brand.palette", list(shades), "colorPalette: not the derived shades")
        background = self.manifest.get("backgroundColor")
        if _is_color(background) and str(background).upper() != (shades or derived)[10]:
            self.portrait.put("brand.background_color", str(background).lower(), "backgroundColor")
        if (tint := self.manifest.get("overlay")) in ("light", "dark"):
            self.portrait.put("brand.overlay.tint", tint)
        opacity = self.manifest.get("overlayOpacity")
        if _is_number(opacity) and opacity in [step / 10 for step in range(11)]:
            self.portrait.put("brand.overlay.opacity", opacity)

    def _titles(self) -> None:
        for key, path in (("brandName", "brand.name"), ("appTitle", "brand.title")):
            value = self.manifest.get(key)
            if isinstance(value, str) and value and len(value) <= 80:
                self.portrait.put(path, value, key)

    def _pictures(self) -> None:
        named = {f"images.{key}": path for key, path in self._map("images").items()}
        for key, slot in _SLOTS.items():
            self._picture(key, named.get(key), slot)
        self._picture("favicon.href", self._map("favicon").get("href"), "favicon")
        brand = self.portrait.tree.get("brand")
        assert isinstance(brand, dict)  # noqa: S101 - the colour is there
        if "background" in brand and brand.get("card") == brand["background"]:
            del brand["card"]  # the background is the card's picture where none is named
            self.portrait.notes.pop("brand.card", None)
        elif "background" in brand and "card" not in brand:
            brand["card"] = "none"

    def _picture(self, key: str, path: Json, slot: str) -> None:
        entry = entry_of(path) if isinstance(path, str) else ""
        data = self.package.files.get(entry)
        if data is None:
            if isinstance(path, str):
                self.portrait.remark("passed", f"{key}: {path}", "it is no file of the package")
            return
        file_ending = ending(data, entry)
        try:
            pictures.keep(data, SLOTS[slot], name=f"x.{file_ending}")
        except PictureError as error:
            self.portrait.remark(
                "look", entry, f"not fit as {slot}: {error.message} Left as a file."
            )
            return
        stem = posixpath.basename(entry).rpartition(".")[0] or slot
        file = self.portrait.add_file(f"{stem}.{file_ending}", data)
        self.portrait.put(f"brand.{slot}", {"file": file, "keep": True}, key)
        self.used.add(entry)

    def _texts(self) -> None:
        for language, path in self._map("translations").items():
            entry = entry_of(path) if isinstance(path, str) else ""
            if entry not in self.package.files or not _LANGUAGE.fullmatch(language):
                continue
            if texts := texts_of(self.package, entry):
                self.portrait.texts[language] = texts
                self.used.add(entry)
            else:
                self.portrait.remark("look", entry, "not a file of texts; passed on as it is")
        offered = self.manifest.get("availableLanguages")
        named = [one for one in offered if isinstance(one, str)] if _is_list(offered) else []
        ordered = [one for one in named if one in self.portrait.texts]
        languages = list(dict.fromkeys([*ordered, *self.portrait.texts]))
        if languages:
            self.portrait.settings["languages"] = list(languages)

    def _config(self) -> None:
        config = self._map("applicationConfig")
        hidden = config.get("hiddenFunctionality")
        if _is_list(hidden) and all(isinstance(one, str) and one for one in hidden):
            self.portrait.hidden = list(dict.fromkeys(str(one) for one in hidden))
        for test_id, setting in _SETTINGS.items():
            is_hidden = test_id in self.portrait.hidden
            self.portrait.settings[setting] = "hidden" if is_hidden else "shown"
        captions = config.get("showLiveCaptionsFeature")
        self.portrait.settings["captions"] = "hidden" if captions is False else "shown"
        address = config.get("disconnectDestination")
        if isinstance(address, str) and re.fullmatch(r"https://\S+", address):
            self.portrait.settings["return_address"] = address
        if user := self._map("defaultUserConfig"):
            self.portrait.put("webapp.user", dict(user), "defaultUserConfig")

    def _plugins(self) -> None:
        listed = self.manifest.get("plugins")
        if not _is_list(listed) or not listed:
            return
        plugins = [self._plugin(one) for one in listed]
        if all(plugins):
            self.portrait.put("webapp.plugins", [one for one, _ in filter(None, plugins)])
            for _, files in filter(None, plugins):
                for entry, path in files.items():
                    self.portrait.files[path] = self.package.files[entry]
                    self.used.add(entry)
        else:
            why = "one of them has no id, or a value that is not known; they stand under `manifest`"
            self.portrait.remark("passed", "plugins", why)

    def _plugin(self, plugin: Json) -> tuple[Json, dict[str, str]] | None:
        """A plugin as the definition has it, and its files with their new paths."""
        if not isinstance(plugin, dict) or plugin.keys() - {"id", "src", "sandboxValues"}:
            return None
        id_, src, sandbox = plugin.get("id"), plugin.get("src"), plugin.get("sandboxValues", [])
        if (
            not isinstance(id_, str)
            or not re.fullmatch(r"[\w.-]+", id_)
            or not isinstance(src, str)
        ):
            return None
        if not _is_list(sandbox) or any(one not in _SANDBOX for one in sandbox):
            return None
        made: dict[str, Json] = {"id": id_, "src": src}
        files: dict[str, str] = {}
        entry = entry_of(src)
        if entry in self.package.files:
            folder = posixpath.dirname(entry) + "/"
            if folder == WEBAPP3:
                return None
            made |= {"src": posixpath.basename(entry), "files": f"plugins/{id_}"}
            inside = [other for other in self.package.files if other.startswith(folder)]
            files = {other: f"plugins/{id_}/{other.removeprefix(folder)}" for other in inside}
        elif "://" not in src:
            return None
        if sandbox:
            made["sandbox"] = list(sandbox)
        return made, files

    def _step(self) -> None:
        step = self._map("customStepConfig")
        source = step.get("source")
        if not step or step.keys() - _STEP or step.get("active") is not True:
            return
        if step.get("confirmation", "checkbox") != "checkbox" or not isinstance(source, dict):
            return
        pages: dict[str, Json] = {}
        for language, path in source.items():
            entry = entry_of(path) if isinstance(path, str) else ""
            if entry not in self.package.files:
                return
            suffix = posixpath.splitext(entry)[1] or ".html"
            pages[language] = self.portrait.add_file(
                f"step/{language}{suffix}", self.package.files[entry]
            )
            self.used.add(entry)
        made: dict[str, Json] = {"pages": pages}
        if "confirmation" in step:
            made["confirm"] = True
        if isinstance(step.get("mandatory"), bool):
            made["mandatory"] = step["mandatory"]
        made |= {ours: str(step[theirs]) for theirs, ours in _SIZES.items() if theirs in step}
        self.portrait.put("webapp.step", made, "customStepConfig")

    def _files(self) -> None:
        """Whatever has found no place is passed on, but for names that our own files will have."""
        for entry in sorted(self.package.files.keys() - self.used):
            name = entry.removeprefix(WEBAPP3)
            if _GENERATED.fullmatch(name) and self._is_made(name):
                self.portrait.remark("lost", name, "nothing names the file, and ours has that name")
            else:
                self.portrait.files[f"webapp-files/{name}"] = self.package.files[entry]
                self.portrait.put("webapp.files", "webapp-files")
                self.portrait.remark("passed", name, "a file that nothing known names")

    def _is_made(self, name: str) -> bool:
        slot = {"background": "card", "page-background": "background"}
        stem = name.partition(".")[0]
        brand = self.portrait.tree["brand"]
        return isinstance(brand, dict) and slot.get(stem, stem) in brand


def _is_color(value: Json) -> bool:
    return isinstance(value, str) and HEX.fullmatch(value) is not None


def _is_number(value: Json) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_list(value: Json) -> TypeGuard[list[Json]]:
    return isinstance(value, list)
