"""Checks of a finished package, ours or anybody's, read back from its bytes."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlsplit

from themebuilder.checks.base import Context, Fault
from themebuilder.checks.package_subject import (
    BRANDING,
    CONFIG,
    MANIFEST,
    PackageSubject,
    list_language_files,
    list_leaves,
    package_check,
)
from themebuilder.core.json_text import find_object
from themebuilder.core.messages import N_, _
from themebuilder.core.problems import Place, shorten, suggest_path
from themebuilder.core.tree import Map, Seq, Text, format_path
from themebuilder.definitions.acceptance import ACTIVE_CONTENT
from themebuilder.media.recording_header import (
    find_prompt_faults,
    find_unproven_kinds,
    find_unproven_parts,
)
from themebuilder.packages.active_item import describe_unaccepted, suggest_acceptance
from themebuilder.packages.addresses import resolve_path
from themebuilder.packages.errors import JsonError, place_in_package
from themebuilder.packages.json_reader import read_shared_json
from themebuilder.packages.model import SCREENS
from themebuilder.platform.errors import PlatformError
from themebuilder.platform.nesting import flatten
from themebuilder.platform.shipped import load_needed_keys

# Without `bitexact`, ffmpeg adds a LIST chunk with its version.
_CONVERT = N_("Convert it, for example with `{command}`.")
_IMPORT_OR_CONVERT = N_(
    "Convert it, for example with `{command}`, or import the package and build it."
)
_CONVERSION = (
    "ffmpeg -i in.wav -ac 1 -ar 48000 -c:a pcm_s16le -map_metadata -1 -fflags +bitexact out.wav"
)


@package_check("package-malformed")
def package_lacks_its_head(package: PackageSubject, _context: Context) -> Iterator[Fault]:
    head = MANIFEST if package.kind == "webapp3" else CONFIG
    if head not in package.files:
        yield package.place(), _("The package has no {file}.", file=head)


@package_check("package-malformed")
def package_json_broken(package: PackageSubject, _context: Context) -> Iterator[Fault]:
    for name in package.files:
        if name.endswith(".json"):
            try:
                package.json(name)
            except JsonError as error:
                for found in error.in_file(package.name).problems:
                    yield found.place, found.message, found.hint


@package_check("over-budget")
def package_over_budget(package: PackageSubject, context: Context) -> Iterator[Fault]:
    budget = int(context.library.workspace.text("budgets", "package", default="0"))
    size = sum(len(data) for name, data in package.files.items() if not name.endswith(".wav"))
    if budget and size > budget:
        message = _(
            "The package has {size:,} bytes, but its budget is {budget:,}.",
            size=size,
            budget=budget,
        )
        yield package.place(), message


@package_check("package-malformed")
def manifest_lacks_objects(package: PackageSubject, _context: Context) -> Iterator[Fault]:
    manifest = package.manifest
    for key in load_needed_keys() if manifest is not None else ():
        value = (manifest or {}).get(key)
        # In a package of others, `config-value-not-allowed` reports another type.
        if value is None or (package.theme and not isinstance(value, dict)):
            yield package.place(MANIFEST, key), _("`{key}` must be an object with keys.", key=key)


@package_check("package-file-missing")
def manifest_names_missing_file(package: PackageSubject, _context: Context) -> Iterator[Fault]:
    for keys, path in _list_paths(package.tree(MANIFEST) if package.kind == "webapp3" else None):
        key = format_path(map(str, keys))
        try:
            parts = urlsplit(path)
        except ValueError as error:
            message = _("`{key}` isn't a valid address: {reason}.", key=key, reason=error)
            yield package.place(MANIFEST, *keys), message
            continue
        if parts.scheme or parts.netloc or not path.strip():
            continue
        target = resolve_path(path)
        if path.strip().startswith(("/", "\\")):
            message = _("`{key}` names {path}, a file of the host itself.", key=key, path=path)
            below = path.strip().lstrip("/\\").removeprefix(BRANDING)
            hint = _("Paths begin at the manifest: `./{path}`.", path=below)
            yield package.place(MANIFEST, *keys), message, hint
        elif not target:
            message = _("`{key}` points outside the package: {path}", key=key, path=path)
            file = posixpath.basename(parts.path)
            hint = _("Move the file into the package, and name it `./{file}`.", file=file)
            yield package.place(MANIFEST, *keys), message, hint
        elif target not in package.files and posixpath.normpath(BRANDING + path) in package.files:
            message = _(
                "In `{key}`, `#` or `?` ends the name of the file: {path}", key=key, path=path
            )
            hint = _("Write `{path}`.", path=quote(path))
            yield package.place(MANIFEST, *keys), message, hint
        elif target not in package.files:
            message = _("`{key}` names {path}, which isn't in the package.", key=key, path=path)
            beside = [f"./{name.removeprefix(BRANDING)}" for name in package.files]
            yield package.place(MANIFEST, *keys), message, suggest_path(path, beside)


@package_check("manifest-meta-unusual")
def manifest_meta_unusual(package: PackageSubject, _context: Context) -> Iterator[Fault]:
    meta = find_object(package.manifest or {}, "meta")
    if meta and meta.get("name") != "DEFAULT":
        name = json.dumps(meta.get("name"), ensure_ascii=False)
        message = _('`meta.name` is {value}, not "DEFAULT".', value=shorten(name))
        yield package.place(MANIFEST, "meta", "name"), message


@package_check("config-value-unusual")
def manifest_version_unknown(package: PackageSubject, context: Context) -> Iterator[Fault]:
    known = context.platform.manifest_keys["version"].default
    version = (package.manifest or {}).get("version", known)
    if isinstance(version, bool) or version != known:
        message = _("`version` is {value}, not {known}.", value=json.dumps(version), known=known)
        hint = _("Write 0, unless the maker of the package documents another value.")
        yield package.place(MANIFEST, "version"), message, hint


@package_check("texts-not-flat")
def language_file_not_flat(package: PackageSubject, _context: Context) -> Iterator[Fault]:
    manifest = package.tree(MANIFEST) if package.kind == "webapp3" else None
    for _language, entry in list_language_files(manifest) if manifest else ():
        seen: set[str] = set()
        data = package.files.get(entry)
        for key, node in () if data is None or _is_flat(data) else list_leaves(package.tree(entry)):
            if isinstance(node, Seq) or (node.is_plain and node.value != "null"):
                yield node.place, _("`{key}` isn't a text.", key=key), _("Write a text.")
            elif key in seen:
                message = _("`{key}` is there twice: nested and flat.", key=key)
                yield node.place, message, _("Keep one of the two.")
            seen.add(key)


@lru_cache(maxsize=64)
def _is_flat(data: bytes) -> bool:
    """Whether a language file is in order, or can't be read; quicker than looking for places."""
    try:
        flatten(read_shared_json(data, ""))
    except PlatformError:
        return False
    except JsonError:
        pass
    return True


def _list_paths(manifest: Map | None) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """List the paths in the manifest, each with its keys."""
    found = manifest or Map({}, Place(""))
    for section in (("images",), ("translations",), ("customStepConfig", "source")):
        for key, node in found.map(*section).entries.items():
            if isinstance(node, Text) and not node.is_plain:
                yield (*section, key), node.value
    if href := found.text("favicon", "href"):
        yield ("favicon", "href"), href
    for number, plugin in enumerate(found.seq("plugins")):
        if isinstance(plugin, Map) and (src := plugin.text("src")):
            yield ("plugins", number, "src"), src


@package_check("package-malformed")
def theme_version_missing(package: PackageSubject, _context: Context) -> Iterator[Fault]:
    config = package.config
    if config is None or (version := config.get("theme_version")) == 2 or _is_legacy(config):
        return
    hint = _('Write `"theme_version": 2`.')
    if version is None:
        message = _("`theme_version` is missing, so the node takes this for a legacy theme.")
    elif version == 1:
        message = _("`theme_version` is 1, so the node takes this for a legacy theme.")
    elif version == "2":
        message = _("`theme_version` is a text, but it must be the number 2.")
        hint = _('Remove the quotes around the 2: `"theme_version": 2`.')
    else:
        message = _("`theme_version` is {value}, not 2.", value=shorten(json.dumps(version)))
    yield package.place(CONFIG, "theme_version"), message, hint


@package_check("package-outdated")
def theme_is_legacy(package: PackageSubject, _context: Context) -> Iterator[Fault]:
    if package.config is not None and _is_legacy(package.config):
        message = _("This is a legacy theme: it has neither `theme_version` 2 nor screens.")
        hint = _("Make it a new one: `themebuilder import {file}`", file=package.name)
        yield package.place(CONFIG), message, hint


def _is_legacy(config: Mapping[str, Any]) -> bool:
    """Whether a theme has nothing that only themes of version 2 have."""
    return config.get("theme_version") in (None, 1) and "splash_screens" not in config


@package_check("package-file-missing")
def screen_names_missing_file(package: PackageSubject, _context: Context) -> Iterator[Fault]:
    for screen, parts in package.screens():
        path = find_object(parts, "background").get("path")
        # The one stock name that is known; the node falls back to its own file.
        if not isinstance(path, str) or path == "background.jpg":
            continue
        if path not in package.files:
            message = _("`{key}` names {path}, which isn't in the package.", key=screen, path=path)
            yield package.place(CONFIG, *SCREENS, screen, "background", "path"), message


@package_check("service-theme-unusual")
def screen_background_not_jpeg(package: PackageSubject, _context: Context) -> Iterator[Fault]:
    paths = [find_object(parts, "background").get("path") for _screen, parts in package.screens()]
    for path in dict.fromkeys(name for name in paths if isinstance(name, str)):
        data = package.files.get(path)
        if data is not None and not data.startswith(b"\xff\xd8\xff"):
            message = _("The background of a screen isn't a JPEG, as all known ones are.")
            yield package.place(path), message, _("Save it as JPEG.")


@package_check("prompt-refused")
def prompt_refused(package: PackageSubject, _context: Context) -> Iterator[Fault]:
    for name, data in _list_recordings(package):
        # The import converts no compressed sound: each conversion loses more of it.
        how = _IMPORT_OR_CONVERT if data.startswith(b"RIFF") else _CONVERT
        for message in find_prompt_faults(data):
            yield package.place(name), message, _(how, command=_CONVERSION)


@package_check("prompt-unproven")
def prompt_unproven(package: PackageSubject, context: Context) -> Iterator[Fault]:
    known = context.platform.probes.get("prompts")
    for name, data in _list_recordings(package):
        parts = find_unproven_parts(data)
        if known and known.outcome in _PROVEN:
            # What a stage node has accepted needs no mention.
            parts = parts if find_unproven_kinds(data) - _PROVEN[known.outcome] else None
        if message := parts:
            if package.theme:
                hint = _(
                    "To get a plain file, at the loudness of all prompts, remove it from `keep`."
                )
            else:
                hint = _(
                    "Try it on a node, or write a plain file, for example with `{command}`.",
                    command=_CONVERSION,
                )
            yield package.place(name), message, hint


_PROVEN = {
    "chunks-refused": frozenset({"extensible"}),
    "extensible-refused": frozenset({"chunks"}),
}
"""Outcome of the probe ``prompts`` -> what a node accepts; those that settle all alike are left out."""


def _list_recordings(package: PackageSubject) -> Iterator[tuple[str, bytes]]:
    return ((name, data) for name, data in package.files.items() if name.lower().endswith(".wav"))


@package_check("package-has-folders")
def package_not_flat(package: PackageSubject, _context: Context) -> Iterator[Fault]:
    if package.kind == "service-theme":
        for name in package.files:
            if "/" in name:
                message = _("The file is in a folder, but a service theme has no folders.")
                yield package.place(name), message


@package_check(ACTIVE_CONTENT)
def active_content_unaccepted(package: PackageSubject, _context: Context) -> Iterator[Fault]:
    for item in package.active:
        if item.accepted is None:
            hint = _("Remove it, or import the package and accept it in the theme.")
            if package.theme is not None:
                hint = suggest_acceptance(item)
            yield place_in_package(item.place, package.name), describe_unaccepted(item), hint
