"""Checks of a finished package, ours or anybody's, read back from its bytes."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from themebuilder.checks.base import Context, Fault, check
from themebuilder.checks.package_subject import BRANDING, CONFIG, MANIFEST, PackageSubject
from themebuilder.core.messages import _
from themebuilder.media.recordings import find_prompt_faults
from themebuilder.packages.errors import JsonError
from themebuilder.platform.facts import PlatformError
from themebuilder.platform.nesting import flatten
from themebuilder.platform.shipped import load_needed_keys


@check("package-malformed")
def package_lacks_its_head(package: PackageSubject, _context: Context) -> Iterator[Fault]:
    head = MANIFEST if package.kind == "webapp3" else CONFIG
    if head not in package.files:
        yield package.place(), _("The package has no {file}.", file=head)


@check("package-malformed")
def package_json_broken(package: PackageSubject, _context: Context) -> Iterator[Fault]:
    for name in package.files:
        if name.endswith(".json"):
            try:
                package.json(name)
            except JsonError as error:
                for found in error.in_file(package.name).problems:
                    yield found.place, found.message


@check("package-over-budget")
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


@check("package-malformed")
def manifest_shape(package: PackageSubject, context: Context) -> Iterator[Fault]:
    manifest = package.manifest
    if manifest is None:
        return
    place = package.place(MANIFEST)
    for key in load_needed_keys():
        if not isinstance(manifest.get(key), dict):
            yield place, _("`{key}` must be an object.", key=key)
    for key in ("version", "colorPalette", "backgroundColor"):
        value = manifest.get(key, [])
        if value != [] and (objection := context.platform.config_keys[key].find_fault(value)):
            yield place, _("`{key}` {fault}.", key=key, fault=objection)


@check("package-file-missing")
def manifest_names_missing_file(package: PackageSubject, _context: Context) -> Iterator[Fault]:
    for key, path in _list_paths(package.manifest or {}):
        try:
            parts = urlsplit(path)
        except ValueError as error:
            message = _("`{key}` isn't a valid address: {reason}.", key=key, reason=error)
            yield package.place(MANIFEST), message
            continue
        if parts.scheme or parts.netloc:
            continue
        target = posixpath.normpath(BRANDING + parts.path)
        if not target.startswith(BRANDING):
            message = _("`{key}` points outside the package: {path}", key=key, path=path)
            yield package.place(MANIFEST), message
        elif target not in package.files:
            message = _("`{key}` names {path}, which isn't in the package.", key=key, path=path)
            yield package.place(MANIFEST), message


@check("manifest-meta-unusual")
def manifest_meta_unusual(package: PackageSubject, _context: Context) -> Iterator[Fault]:
    meta = _part(package.manifest or {}, "meta")
    if meta and meta.get("name") != "DEFAULT":
        message = _("`meta.name` is {value}, not 'DEFAULT'.", value=repr(meta.get("name")))
        yield package.place(MANIFEST), message


@check("package-malformed")
def language_file_broken(package: PackageSubject, _context: Context) -> Iterator[Fault]:
    for language, path in _part(package.manifest or {}, "translations").items():
        name = posixpath.normpath(BRANDING + str(path))
        if name not in package.files:
            continue
        try:
            flatten(package.json(name))
        except JsonError:
            continue  # package_json_broken reports it
        except PlatformError as error:
            for found in error.problems:
                message = _("`{language}`: {fault}.", language=language, fault=found.message)
                yield package.place(name), message, found.hint


def _list_paths(manifest: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """List the paths in the manifest, each with its key."""
    for section in ("images", "translations"):
        for key, path in _part(manifest, section).items():
            if isinstance(path, str):
                yield f"{section}.{key}", path
    if "href" in (favicon := _part(manifest, "favicon")):
        yield "favicon.href", str(favicon["href"])
    plugins = manifest.get("plugins")
    for number, plugin in enumerate(plugins if isinstance(plugins, list) else []):
        if isinstance(plugin, dict) and "src" in plugin:
            yield f"plugins[{number}].src", str(plugin["src"])
    for language, path in _part(_part(manifest, "customStepConfig"), "source").items():
        yield f"customStepConfig.source.{language}", str(path)


def _part(parent: Mapping[str, Any], key: str) -> dict[str, Any]:
    """The object under *key*, or an empty one."""
    value = parent.get(key)
    return value if isinstance(value, dict) else {}


@check("package-malformed")
def theme_version_missing(package: PackageSubject, _context: Context) -> Iterator[Fault]:
    config = package.config
    if config is not None and config.get("theme_version") != 2:
        message = _("`theme_version` is {value}, not 2.", value=repr(config.get("theme_version")))
        yield package.place(CONFIG), message


@check("package-file-missing")
def screen_names_missing_file(package: PackageSubject, _context: Context) -> Iterator[Fault]:
    for screen, parts in package.screens():
        path = _part(parts, "background").get("path")
        # The one stock name that is known; the node falls back to its own file.
        if not isinstance(path, str) or path == "background.jpg":
            continue
        if path not in package.files:
            message = _("`{key}` names {path}, which isn't in the package.", key=screen, path=path)
            yield package.place(CONFIG), message
        elif not package.files[path].startswith(b"\xff\xd8\xff"):
            yield package.place(path), _("The background of a screen must be a JPEG.")


@check("direct-media-screen-crowded")
def direct_media_screen_crowded(package: PackageSubject, context: Context) -> Iterator[Fault]:
    for screen, parts in package.screens():
        known = context.platform.screens.get(screen)
        if known is None or not known.is_direct_media:
            continue
        elements = parts.get("elements", [])
        if not isinstance(elements, list):
            message = _("`elements` of screen `{screen}` must be a list.", screen=screen)
            yield package.place(CONFIG), message
            continue
        crowded = len(elements) > 1 or set(parts) - {"background", "elements", "layout_type"}
        first = elements[0] if elements else {"type": "text"}
        if crowded or not isinstance(first, dict) or first.get("type") != "text":
            yield (
                package.place(CONFIG),
                _("Screen `{screen}` may only hold one text.", screen=screen),
            )


@check("key-without-evidence")
def package_screen_unknown(package: PackageSubject, context: Context) -> Iterator[Fault]:
    if package.theme is not None:
        return  # the definition was checked, with a better place
    for screen, _parts in package.screens():
        if screen not in context.platform.screens:
            yield package.place(CONFIG), _("Screen `{name}` is unknown.", name=screen)


@check("waiting-said-in-one-place")
def waiting_said_in_one_place(package: PackageSubject, _context: Context) -> Iterator[Fault]:
    said = {screen: _first_text(parts) for screen, parts in package.screens()}
    node, direct = said.get("waiting_for_host"), said.get("direct_media_waiting_for_host")
    if (node or direct) and node != direct:
        message = _(
            "The two waiting screens differ: one says “{one}”, the other “{other}”.",
            one=node or "",
            other=direct or "",
        )
        yield package.place(CONFIG), message


@check("prompt-refused")
def prompt_refused(package: PackageSubject, _context: Context) -> Iterator[Fault]:
    for name, data in package.files.items():
        if name.lower().endswith(".wav"):
            for fault in find_prompt_faults(data):
                yield package.place(name), fault.message, fault.hint


@check("package-malformed")
def package_not_flat(package: PackageSubject, _context: Context) -> Iterator[Fault]:
    if package.kind == "service-theme":
        for name in package.files:
            if "/" in name:
                message = _("The file is in a folder, but a service theme has no folders.")
                yield package.place(name), message


def _first_text(screen: Mapping[str, Any]) -> str | None:
    elements = screen.get("elements")
    first = elements[0] if isinstance(elements, list) and elements else None
    return first.get("text") if isinstance(first, dict) else None


PACKAGE_CHECKS = (
    package_lacks_its_head,
    package_json_broken,
    package_over_budget,
    manifest_shape,
    manifest_names_missing_file,
    manifest_meta_unusual,
    language_file_broken,
    theme_version_missing,
    screen_names_missing_file,
    direct_media_screen_crowded,
    package_screen_unknown,
    waiting_said_in_one_place,
    prompt_refused,
    package_not_flat,
)
