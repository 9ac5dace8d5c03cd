"""Questions asked of a Webapp3 branding, read back from its bytes."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from themebuilder.checks.base import Context, Finding, check
from themebuilder.checks.package_subject import BRANDING, MANIFEST, PackageSubject
from themebuilder.packages.errors import JsonError
from themebuilder.platform.facts import PlatformError
from themebuilder.platform.nesting import flatten
from themebuilder.platform.shipped import load_needed_keys


@check("manifest-shape")
def manifest_shape(package: PackageSubject, context: Context) -> Iterator[Finding]:
    manifest = package.manifest
    if manifest is None:
        return
    place = package.place(MANIFEST)
    for key in load_needed_keys():
        if not isinstance(manifest.get(key), dict):
            yield place, f"`{key}` must be an object, and be there."
    for key in ("version", "colorPalette", "backgroundColor"):
        value = manifest.get(key, [])
        if value != [] and (objection := context.platform.config_keys[key].objection(value)):
            yield place, f"`{key}` {objection}."


@check("manifest-names-missing-file")
def manifest_names_missing_file(package: PackageSubject, _context: Context) -> Iterator[Finding]:
    manifest = package.manifest
    for key, path in _named_paths(manifest or {}):
        try:
            parts = urlsplit(path)
        except ValueError as error:
            yield package.place(MANIFEST), f"`{key}` is no address: {error}."
            continue
        if parts.scheme or parts.netloc:
            continue
        target = posixpath.normpath(BRANDING + parts.path)
        if not target.startswith(BRANDING):
            yield package.place(MANIFEST), f"`{key}` leads out of the package: {path}"
        elif target not in package.files:
            yield package.place(MANIFEST), f"`{key}` names {path}, which is not in the package."


@check("manifest-meta-unusual")
def manifest_meta_unusual(package: PackageSubject, _context: Context) -> Iterator[Finding]:
    manifest = package.manifest
    meta = (manifest or {}).get("meta", {})
    if isinstance(meta, dict) and meta and meta.get("name") != "DEFAULT":
        yield package.place(MANIFEST), f"`meta.name` is {meta.get('name')!r}."


@check("language-file-broken")
def language_file_broken(package: PackageSubject, _context: Context) -> Iterator[Finding]:
    manifest = package.manifest or {}
    translations = manifest.get("translations")
    for language, path in (translations if isinstance(translations, dict) else {}).items():
        name = posixpath.normpath(BRANDING + str(path))
        if name not in package.files:
            continue
        try:
            flatten(package.json(name))
        except JsonError:
            continue  # told by package-json-broken
        except PlatformError as error:
            for found in error.problems:
                yield package.place(name), f"`{language}`: {found.message}.", found.hint


def _named_paths(manifest: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every path in the manifest, with the key that holds it."""
    for section in ("images", "translations"):
        part = manifest.get(section)
        for key, path in (part if isinstance(part, dict) else {}).items():
            if isinstance(path, str):
                yield f"{section}.{key}", path
    if isinstance(favicon := manifest.get("favicon"), dict) and "href" in favicon:
        yield "favicon.href", str(favicon["href"])
    plugins = manifest.get("plugins")
    for number, plugin in enumerate(plugins if isinstance(plugins, list) else []):
        if isinstance(plugin, dict) and "src" in plugin:
            yield f"plugins[{number}].src", str(plugin["src"])
    step = manifest.get("customStepConfig")
    pages = step.get("source") if isinstance(step, dict) else None
    for language, path in (pages if isinstance(pages, dict) else {}).items():
        yield f"customStepConfig.source.{language}", str(path)


CHECKS = (
    manifest_shape,
    manifest_names_missing_file,
    manifest_meta_unusual,
    language_file_broken,
)
