"""The facts of a package that a guest could notice, and the differences between two packages.

Names of pictures and language files, the order of keys and nesting in language files don't count.
"""

from __future__ import annotations

import hashlib
import json
import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from themebuilder.core.json_text import Json, iterate_leaves
from themebuilder.core.messages import N_, _, join_messages
from themebuilder.core.problems import ThemeError, shorten
from themebuilder.definitions.model import Files
from themebuilder.packages.addresses import resolve_path
from themebuilder.packages.model import (
    CONFIG,
    MANIFEST,
    WEBAPP2_FOLDER,
    WEBAPP3_FOLDER,
    ForeignKind,
    ForeignPackage,
    read_json,
)
from themebuilder.packages.plugins import name_entries
from themebuilder.packages.secret_values import describe_secret
from themebuilder.platform.nesting import flatten
from themebuilder.platform.shipped import load_config_keys

SECTIONS: Mapping[str, str] = {
    N_("titles"): N_("title"), N_("colours"): N_("colour"), N_("pictures"): N_("picture"),
    N_("texts"): N_("text"), N_("settings"): N_("setting"), N_("screens"): N_("screen"),
    N_("prompts"): N_("prompt"), N_("plugins"): N_("plugin"),
    N_("configuration"): N_("configuration"), N_("files"): N_("file"),
}  # fmt: skip
"""The parts of a package, the most important first -> what one thing in it is called."""

_KEYS = load_config_keys("webapp")
PICTURES: Mapping[str, str] = {
    path.removeprefix("images."): key.definition.removeprefix("brand.")
    for path, key in _KEYS.items()
    if path.startswith("images.") and key.by == "picture"
}
"""Key below ``images`` in the manifest -> our slot."""

SHADES = _KEYS["colorPalette"].definition
HIDE_PREFIX = "hide "  # begins the name of the fact that a part of the page is hidden
_SETTINGS = {"applicationConfig": "", "defaultUserConfig": "user "}
_NAMED = dict.fromkeys(("brandName", "appTitle"), "titles") | dict.fromkeys(
    ("backgroundColor", "overlay", "overlayOpacity"), "colours"
)
"""Key of the manifest -> section; the fact is named after the definition's key."""


@dataclass(frozen=True, slots=True)
class PackageFact:
    """One thing that a guest could notice. *shown* is the value to print, *data* a file's bytes.

    A *name* is the same in every language. Facts are equal if their *value* is: JSON, or a file's SHA-256.
    """

    section: str
    name: str
    value: str
    shown: str = field(compare=False)
    data: bytes | None = field(default=None, repr=False, compare=False)

    @property
    def key(self) -> tuple[str, str]:
        """Return section and name."""
        return self.section, self.name


def read_facts(package: ForeignPackage) -> tuple[PackageFact, ...]:
    """Return all facts of *package*; raise `ThemeError` if its JSON can't be read."""
    match package.kind:
        case "webapp3":
            return tuple(_read_webapp3(package))
        case "service-theme":
            return tuple(_read_service_theme(package))
    return tuple(_read_webapp2(package))


def read_texts(package: ForeignPackage, entry: str) -> dict[str, str]:
    """Return the flat texts of a language file; none if it holds something else."""
    try:
        return flatten(read_json(package, entry))
    except ThemeError:
        return {}


def _read_webapp3(package: ForeignPackage) -> Iterator[PackageFact]:
    manifest = read_json(package, WEBAPP3_FOLDER + MANIFEST)
    used = {WEBAPP3_FOLDER + MANIFEST}
    for key, value in manifest.items():
        if key in _NAMED:
            yield _make_fact(_NAMED[key], _KEYS[key].definition, value)
        elif key == "colorPalette" and isinstance(value, list):
            for number, shade in enumerate(value, 1):
                yield _make_fact("colours", f"{SHADES}.{number}", shade)
        elif key == "images" and isinstance(value, dict):
            for name, path in value.items():
                yield _read_file_or_value(
                    package, ("pictures", PICTURES.get(name, name)), path, used
                )
        elif key == "favicon" and isinstance(value, dict):
            for name, inner in iterate_leaves(value):
                if name == "href":
                    yield _read_file_or_value(package, ("pictures", "favicon"), inner, used)
                else:
                    yield _make_fact("configuration", f"favicon.{name}", inner)
        elif key == "translations" and isinstance(value, dict):
            yield from _read_language_files(package, value, used)
        elif key == "availableLanguages":
            yield _make_fact("texts", "languages", value)
        elif key in _SETTINGS and isinstance(value, dict):
            yield from _read_settings(value, _SETTINGS[key])
        elif key == "plugins" and isinstance(value, list):
            yield from _read_plugins(package, value, used)
        elif key == "customStepConfig" and isinstance(value, dict):
            for path, inner in iterate_leaves(value, key):
                yield _read_file_or_value(package, ("configuration", path), inner, used)
        else:
            yield from _read_configuration(key, value)
    yield from _read_other_files(package, used, WEBAPP3_FOLDER)


def _read_service_theme(package: ForeignPackage) -> Iterator[PackageFact]:
    config = read_json(package, CONFIG)
    used = {CONFIG}
    for path, value in iterate_leaves(config):
        if path.startswith("splash_screens.screens."):
            screen, _, rest = path.removeprefix("splash_screens.screens.").partition(".")
            if rest == "background.path" and isinstance(value, str) and value in package.files:
                used.add(value)
                yield _make_file_fact("screens", f"{screen} background", package.files[value])
            else:
                rest = "text" if rest == "elements.1.text" else rest
                yield _make_fact("screens", f"{screen} {rest}".strip(), value)
        else:
            yield _make_fact("configuration", path, value)
    yield from _read_other_files(package, used, "")


def _read_webapp2(package: ForeignPackage) -> Iterator[PackageFact]:
    used: set[str] = set()
    for name in sorted(package.files):
        if name.endswith((".json", ".webmanifest")):
            used.add(name)
            for path, value in iterate_leaves(read_json(package, name)):
                yield _make_fact(
                    "configuration", f"{name.removeprefix(WEBAPP2_FOLDER)} {path}", value
                )
    yield from _read_other_files(package, used, WEBAPP2_FOLDER)


def _read_language_files(
    package: ForeignPackage, translations: Mapping[str, Json], used: set[str]
) -> Iterator[PackageFact]:
    for language, path in translations.items():
        entry = resolve_path(path) if isinstance(path, str) else ""
        if entry in package.files:
            used.add(entry)
            texts = read_texts(package, entry)
            digest = "" if texts else hashlib.sha256(package.files[entry]).hexdigest()
            yield PackageFact("texts", language, digest, posixpath.basename(entry))
            for key, text in texts.items():
                yield _make_fact("texts", f"{language} {key}", text)
        else:
            yield _make_fact("texts", language, path)


def _read_settings(section: Mapping[str, Json], prefix: str) -> Iterator[PackageFact]:
    for key, value in section.items():
        if key == "hiddenFunctionality" and isinstance(value, list):
            for item in value:
                yield PackageFact("settings", HIDE_PREFIX + _as_text(item), "", _("hidden"))
        else:
            for name, inner in iterate_leaves(value, key):
                yield _make_fact("settings", prefix + name, inner)


def _read_plugins(
    package: ForeignPackage, plugins: list[Json], used: set[str]
) -> Iterator[PackageFact]:
    names = name_entries(plugins)
    for number, (plugin, name) in enumerate(zip(plugins, names, strict=True), 1):
        yield _make_fact("plugins", f"{name} position", number)
        for key, value in (plugin if isinstance(plugin, dict) else {"": plugin}).items():
            entry = resolve_path(value) if key == "src" and isinstance(value, str) else ""
            if entry in package.files:
                yield _make_fact("plugins", f"{name} src", posixpath.basename(entry))
                folder = entry.rpartition("/")[0] + "/"
                for other in sorted(package.files):
                    if other == entry or (folder != WEBAPP3_FOLDER and other.startswith(folder)):
                        used.add(other)
                        inside = other.removeprefix(folder)
                        yield _make_file_fact("plugins", f"{name} {inside}", package.files[other])
            else:
                for path, inner in iterate_leaves(value, key):
                    yield _make_fact("plugins", f"{name} {path}", inner)


def _read_configuration(key: str, value: Json) -> Iterator[PackageFact]:
    for path, inner in iterate_leaves(value, key):
        if path == "meta.baseColor":
            yield _make_fact("colours", _KEYS[path].definition, inner)
        elif inner not in ({}, []) or path != key:
            yield _make_fact("configuration", path, inner)


def _read_file_or_value(
    package: ForeignPackage, key: tuple[str, str], path: Json, used: set[str]
) -> PackageFact:
    """Return the file that *path* names, or the *path* itself where it names none."""
    entry = resolve_path(path) if isinstance(path, str) else ""
    if entry not in package.files:
        fact = _make_fact(*key, path)
        if entry and key[0] == "pictures":
            return replace(fact, shown=_("{path} (not in the package)", path=fact.shown))
        return fact
    used.add(entry)
    return _make_file_fact(*key, package.files[entry])


def _read_other_files(package: ForeignPackage, used: set[str], base: str) -> Iterator[PackageFact]:
    """Yield files that nothing in the package names, such as recordings."""
    for name, data in sorted(package.files.items()):
        if name in used:
            continue
        is_prompt = package.kind == "service-theme" and name.lower().endswith(".wav")
        yield _make_file_fact("prompts" if is_prompt else "files", name.removeprefix(base), data)


def _make_fact(section: str, name: str, value: Json) -> PackageFact:
    if section == "colours" and isinstance(value, str) and value.startswith("#"):
        value = value.upper()
    key = "" if section == "texts" else name.replace(" ", ".").rpartition(".")[2]
    shown = describe_secret(_as_text(value), key) or _as_text(value)
    return PackageFact(section, name, json.dumps(value, sort_keys=True), shown)


def _make_file_fact(section: str, name: str, data: bytes) -> PackageFact:
    sha256 = hashlib.sha256(data).hexdigest()
    shown = _("{size:,} bytes ({digest})", size=len(data), digest=sha256[:8])
    return PackageFact(section, name, sha256, shown, data)


def _as_text(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Difference:
    """One change; *before* is None if the thing is new, *after* if it was removed.

    *names* are all things with the same change, such as the background of many screens.
    """

    section: str
    names: tuple[str, ...]
    before: PackageFact | None
    after: PackageFact | None

    @property
    def name(self) -> str:
        """Return what changes, in a few words."""
        if len(self.names) == 1:
            return self.names[0]
        what = self.names[0].partition(" ")[2]
        return _("{count} screens: {what}", count=len(self.names), what=what)

    def __str__(self) -> str:
        """Return a line: ``text da meeting.leave: Farvel → Forlad``."""
        about = self.name
        if len(self.names) == 1:
            about = join_messages([_(SECTIONS[self.section]), self.name], " ")
        old, new = (
            shorten(" ".join(fact.shown.split()), 120) if fact else ""
            for fact in (self.before, self.after)
        )
        if self.before is None:
            return _("{about}: new, {new}", about=about, new=new)
        if self.after is None:
            return _("{about}: removed, was {old}", about=about, old=old)
        return _("{about}: {old} → {new}", about=about, old=old, new=new)


def describe_changes(kind: ForeignKind, before: Files, after: Files) -> tuple[str, ...]:
    """Return one line for each difference, or one that says why nothing is compared."""
    try:
        old, new = (read_facts(ForeignPackage("", kind, files)) for files in (before, after))
    except ThemeError as error:
        return (_("Not compared: {reason}", reason=error.problems[0].message),)
    except KeyError as missing:
        return (_("Not compared: `{file}` is missing.", file=missing.args[0]),)
    return tuple(map(str, find_differences(old, new)))


def find_differences(
    before: Iterable[PackageFact], after: Iterable[PackageFact]
) -> tuple[Difference, ...]:
    """Return what changes from *before* to *after*, in the order of `SECTIONS`."""
    old, new = ({fact.key: fact for fact in side} for side in (before, after))
    found = [
        Difference(key[0], (key[1],), old.get(key), new.get(key))
        for key in dict.fromkeys((*old, *new))
        if old.get(key) != new.get(key)
    ]
    found.sort(key=lambda change: [*SECTIONS].index(change.section))
    return _merge_screens(found)


def _merge_screens(found: list[Difference]) -> tuple[Difference, ...]:
    """Merge the same change of several screens into one."""
    merged: dict[tuple[object, ...], Difference] = {}
    for change in found:
        (name,), before, after = change.names, change.before, change.after
        what = name.partition(" ")[2] if change.section == "screens" else name
        key = (change.section, what, before and before.value, after and after.value)
        names = (*merged[key].names, name) if key in merged else (name,)
        merged[key] = replace(change, names=names)
    return tuple(merged.values())
