"""Questions asked of a service theme, read back from its bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from themebuilder.checks.base import Context, Finding, check
from themebuilder.checks.package_subject import CONFIG, PackageSubject
from themebuilder.media.recording import faults as sound_faults


@check("theme-version-missing")
def theme_version_missing(package: PackageSubject, _context: Context) -> Iterator[Finding]:
    config = package.config
    if config is not None and config.get("theme_version") != 2:
        yield package.place(CONFIG), f"`theme_version` is {config.get('theme_version')!r}, not 2."


@check("screen-names-missing-file")
def screen_names_missing_file(package: PackageSubject, _context: Context) -> Iterator[Finding]:
    for screen, parts in package.screens():
        background = parts.get("background")
        path = background.get("path") if isinstance(background, dict) else None
        # The one stock name that is known; the node falls back to its own file.
        if not isinstance(path, str) or path == "background.jpg":
            continue
        if path not in package.files:
            yield package.place(CONFIG), f"`{screen}` names {path}, which is not in the package."
        elif not package.files[path].startswith(b"\xff\xd8\xff"):
            yield package.place(path), "The background of a screen is no JPEG."


@check("direct-media-screen-crowded")
def direct_media_screen_crowded(package: PackageSubject, context: Context) -> Iterator[Finding]:
    for screen, parts in package.screens():
        known = context.platform.screens.get(screen)
        if known is None or not known.is_direct_media:
            continue
        elements = parts.get("elements", [])
        if not isinstance(elements, list):
            yield package.place(CONFIG), f"`elements` of `{screen}` must be a list."
            continue
        crowded = len(elements) > 1 or set(parts) - {"background", "elements", "layout_type"}
        first = elements[0] if elements else {"type": "text"}
        if crowded or not isinstance(first, dict) or first.get("type") != "text":
            yield package.place(CONFIG), f"`{screen}` holds more than one text."


@check("package-screen-unknown")
def package_screen_unknown(package: PackageSubject, context: Context) -> Iterator[Finding]:
    if package.theme is not None:
        return  # asked of the definition, where the place is better
    for screen, _ in package.screens():
        if screen not in context.platform.screens:
            yield package.place(CONFIG), f"No screen is known as `{screen}`."


@check("waiting-said-in-one-place")
def waiting_said_in_one_place(package: PackageSubject, _context: Context) -> Iterator[Finding]:
    said = {screen: _first_text(parts) for screen, parts in package.screens()}
    node, direct = said.get("waiting_for_host"), said.get("direct_media_waiting_for_host")
    if (node or direct) and node != direct:
        yield package.place(CONFIG), f"One screen says {node!r}, the other {direct!r}."


@check("prompt-refused")
def prompt_refused(package: PackageSubject, _context: Context) -> Iterator[Finding]:
    for name, data in package.files.items():
        if name.lower().endswith(".wav"):
            for fault in sound_faults(data):
                yield package.place(name), fault.message, fault.hint


@check("package-not-flat")
def package_not_flat(package: PackageSubject, _context: Context) -> Iterator[Finding]:
    if package.kind == "service-theme":
        for name in package.files:
            if "/" in name:
                yield package.place(name), "The file lies in a folder."


def _first_text(screen: Mapping[str, Any]) -> str | None:
    elements = screen.get("elements")
    first = elements[0] if isinstance(elements, list) and elements else None
    return first.get("text") if isinstance(first, dict) else None


CHECKS = (
    theme_version_missing,
    screen_names_missing_file,
    direct_media_screen_crowded,
    package_screen_unknown,
    waiting_said_in_one_place,
    prompt_refused,
    package_not_flat,
)
