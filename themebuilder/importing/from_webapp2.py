"""Reads a Webapp 2 branding into a new theme, and lists what has no counterpart in Webapp3.

This module has an end date: remove it when the last Webapp 2 branding is migrated.

The only published example is in pexip/terraform-provider-infinity (testdata). The names of files
and flags come from there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import PurePosixPath

from themebuilder.core.color import split_channels
from themebuilder.core.json_text import Json, iterate_leaves
from themebuilder.core.messages import _
from themebuilder.core.problems import join_first
from themebuilder.definitions.library import Library
from themebuilder.importing.draft import ThemeDraft, guess_extension
from themebuilder.media import pictures
from themebuilder.media.model import SLOTS, MediaError
from themebuilder.packages.differences import read_texts
from themebuilder.packages.model import MANIFEST, WEBAPP2_FOLDER, ForeignPackage, read_json
from themebuilder.platform.target import Platform

ROOT_THEME = "generisk"
"""The shipped theme that a migrated one extends."""

_LANGUAGE_FILE = re.compile(
    r"(?:^|/)(?:lang\w*|locales?|i18n|translations?)/([a-z]{2,3})(?:[-_](\w\w))?\.json$"
)
_HEX = re.compile(r"#([0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_MOST_CSS = 1_000_000
_FLAGS = {
    "background": "isCustomBackgroundBranded",
    "logo": "isWatermarkBranded",
    "color": "isStylesBranded",
}
_PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_LISTED = 40
_PLUGIN = re.compile(r"(^|/)plugins?\b", re.IGNORECASE)
"""A file or key of a plugin: those of Webapp 2 don't work in Webapp3."""


def migrate_webapp2(
    draft: ThemeDraft, package: ForeignPackage, library: Library, platform: Platform
) -> None:
    """Add to *draft* what has a counterpart, and a remark on everything else."""
    if ROOT_THEME in library.names("theme"):
        draft.put("extends", ROOT_THEME, _("gives wording, texts and the rest of the look"))
    _Migration(draft, package).read_all(platform)


class _Migration:
    """One migration; *used* gathers the files that have a counterpart."""

    def __init__(self, draft: ThemeDraft, package: ForeignPackage) -> None:
        self.draft = draft
        self.package = package
        self.flags = read_json(package, WEBAPP2_FOLDER + MANIFEST)
        self.used = {WEBAPP2_FOLDER + MANIFEST}

    def read_all(self, platform: Platform) -> None:
        self._read_titles()
        self._read_color()
        self._read_background()
        self._read_logo()
        self._read_favicon()
        self._read_texts(platform)
        self._report_rest()

    def _read_titles(self) -> None:
        for name in sorted(self.package.files):
            if name.endswith(".webmanifest"):
                self.used.add(name)
                title = read_json(self.package, name).get("name")
                if isinstance(title, str) and 0 < len(title) <= 80:
                    self.draft.put(
                        "brand.title", title, _("name in {file}", file=_shorten_name(name))
                    )
                why = _("Only its `name` has a counterpart in Webapp3.")
                self.draft.remark("lost", _shorten_name(name), why)

    def _read_color(self) -> None:
        found: Counter[str] = Counter()
        for name, data in sorted(self.package.files.items()):
            if name.endswith(".css"):
                self.used.add(name)
                found += _count_colors(data)
                if data.strip():
                    why = _("Only the colours of the style sheet were imported.")
                    self.draft.remark("lost", _shorten_name(name), why)
        vivid = [shade for shade, _count in found.most_common() if _is_vivid(shade)]
        if not vivid:
            why = _("The styles have only greys, so the parent's colour is used. Is it yours?")
            self.draft.remark("look", "brand.color", why)
            return
        note = self._note(_("the most used colour in its styles"), "color")
        self.draft.put("brand.color", vivid[0], note)
        if others := vivid[1:10]:
            why = _(
                "A theme has one brand colour. `{color}` is the most used one in the styles. Is it "
                "yours? They also use {others}.",
                color=vivid[0],
                others=", ".join(f"`{shade}`" for shade in others),
            )
            self.draft.remark("look", "brand.color", why)

    def _read_background(self) -> None:
        name = self._find_first("background")
        if name and self._fits(name, "background"):
            self._take(name, "background", "brand.background")

    def _read_logo(self) -> None:
        name = self._find_first("watermark_icon") or self._find_first("logo")
        if name and self._fits(name, "logo"):
            self._take(name, "logo", "brand.logo")

    def _read_favicon(self) -> None:
        icons = [name for name in self.package.files if _is_icon(_shorten_name(name))]
        # A vector is sharp at any size, and a Windows icon holds several; a PNG must be large enough.
        order = (".svg", ".ico", ".png")
        by_kind = sorted(
            icons, key=lambda name: (order.index(name[-4:].lower()), -len(self.package.files[name]))
        )
        for name in by_kind[:1]:
            if name.lower().endswith(".ico"):
                self._take(name, "favicon", "brand.favicon", keep=True)
            elif self._fits(name, "favicon"):
                self._take(name, "favicon", "brand.favicon")
        for name in icons:
            if name not in self.used:
                self.used.add(name)
                why = _("The favicon is made from one picture.")
                self.draft.remark("lost", _shorten_name(name), why)

    def _take(self, name: str, slot: str, path: str, *, keep: bool = False) -> None:
        data = self.package.files[name]
        stem = PurePosixPath(name).stem
        file = self.draft.add_file(f"{stem}.{guess_extension(data, name)}", data)
        picture: dict[str, Json] = {"file": file, "keep": True} if keep else {"file": file}
        self.draft.put(path, picture, self._note(_shorten_name(name), slot))
        self.used.add(name)

    def _note(self, note: str, part: str) -> str:
        """Return *note*, and whether the package marks the *part* as not customised."""
        flag = _FLAGS.get(part, "")
        if self.flags.get(flag) is not False:
            return note
        return _("{note}; the package marks it as the default ({flag})", note=note, flag=flag)

    def _fits(self, name: str, slot: str) -> bool:
        try:
            data = self.package.files[name]
            pictures.prepare(data, SLOTS[slot], name=f"x.{guess_extension(data, name)}")
        except MediaError as error:
            why = _(
                "Can't be used as `{slot}`: {reason} Name another picture under `brand.{slot}`.",
                slot=slot,
                reason=error.message,
            )
            self.draft.remark("look", _shorten_name(name), why)
            self.used.add(name)
            return False
        return True

    def _find_first(self, stem: str) -> str:
        named = [
            name
            for name in sorted(self.package.files)
            if PurePosixPath(name).stem.lower() == stem
            and PurePosixPath(name).suffix.lower() in {".jpg", ".jpeg", ".png", ".svg"}
        ]
        return named[0] if named else ""

    def _read_texts(self, platform: Platform) -> None:
        files: dict[str, dict[str, str]] = {}
        for name in sorted(self.package.files):
            if found := _LANGUAGE_FILE.search(name):
                code, region = found.groups()
                language = f"{code}-{region.upper()}" if region else code
                files[language] = read_texts(self.package, name)
                self.used.add(name)
        counterparts = _find_counterparts(files.get("en", {}), platform)
        for language, texts in files.items():
            carried: dict[str, str] = {}
            for key, text in texts.items():
                for ours in (key,) if key in platform.keys else counterparts.get(key, ()):
                    if _find_placeholders(text) == _find_placeholders(platform.keys[ours].english):
                        carried[ours] = text.replace("[[", "[ [")
            if language != "en" or carried:
                self._report(language, texts, carried)
            for key, text in sorted(carried.items()):
                if text != platform.keys[key].english:
                    self.draft.part("texts", language)[key] = text

    def _report(self, language: str, texts: Mapping[str, str], carried: Mapping[str, str]) -> None:
        left = len(texts) - len(set(texts.values()) & set(carried.values()))
        values = {"carried": len(carried), "left": left}
        why = _(
            "Texts imported: {carried}. Texts without a counterpart: {left}; the shipped ones "
            "are used.",
            **values,
        )
        self.draft.remark("changed", f"texts.{language}", why)

    def _report_rest(self) -> None:
        for name in sorted(self.package.files.keys() - self.used):
            if name.endswith(".json") and not _PLUGIN.search(name):
                leaves = [path for path, _value in iterate_leaves(read_json(self.package, name))]
                if settings := [path for path in leaves if not _PLUGIN.search(path)]:
                    why = _(
                        "Settings of Webapp 2: {names}. Set those that you need under `webapp.config`.",
                        names=join_first(settings, _LISTED),
                    )
                    self.draft.remark("look", _shorten_name(name), why)
                if len(settings) == len(leaves):
                    continue
            self.draft.remark("lost", _shorten_name(name), _("It has no counterpart in Webapp3."))


def _count_colors(css: bytes) -> Counter[str]:
    text = _COMMENT.sub("", css[:_MOST_CSS].decode("utf-8", "replace"))
    return Counter(_lengthen(found) for found in _HEX.findall(text))


def _lengthen(digits: str) -> str:
    return "#" + (digits if len(digits) == 6 else "".join(c * 2 for c in digits)).lower()


def _is_vivid(color: str) -> bool:
    """Whether a colour is neither a grey nor nearly white or black."""
    red, green, blue = split_channels(color)
    return max(red, green, blue) - min(red, green, blue) > 24 and max(red, green, blue) > 40


def _is_icon(name: str) -> bool:
    stem = PurePosixPath(name).name.lower()
    return stem.startswith("favicon") and stem.endswith((".png", ".ico", ".svg"))


def _find_counterparts(
    english: Mapping[str, str], platform: Platform
) -> dict[str, tuple[str, ...]]:
    """Return key of Webapp 2 -> the target's keys with the same English text."""
    by_text: dict[str, list[str]] = {}
    for key, known in platform.keys.items():
        by_text.setdefault(_normalize(known.english), []).append(key)
    return {key: tuple(by_text.get(_normalize(text), ())) for key, text in english.items() if text}


def _normalize(text: str) -> str:
    return re.sub(r"[\s.…!:]+", " ", text).strip().casefold()


def _find_placeholders(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text))


def _shorten_name(name: str) -> str:
    return name.removeprefix(WEBAPP2_FOLDER)
