"""Questions asked of a finished package, read back from its bytes: ours or anybody's."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from themebuilder.archive import JsonError, read_json
from themebuilder.checks.base import Context, Finding, check
from themebuilder.model import Files, Theme
from themebuilder.platform import PlatformError, flatten
from themebuilder.problems import Place, Severity
from themebuilder.sound.recording import faults as sound_faults

BRANDING = "webapp3/branding/"
MANIFEST = f"{BRANDING}manifest.json"
CONFIG = "themeconfig.json"


@dataclass(frozen=True, slots=True)
class PackageSubject:
    """A package's files; *theme* is the one it was made from, when it is ours."""

    kind: str
    name: str
    files: Files
    theme: Theme | None = None

    def place(self, entry: str = "") -> Place:
        """The package, or the *entry* in it."""
        return Place(f"{self.name}/{entry}" if entry else self.name)


@check("package-lacks-its-head")
def package_lacks_its_head(package: PackageSubject, _context: Context) -> Iterator[Finding]:
    """A branding has `webapp3/branding/manifest.json`, a service theme `themeconfig.json` at its root.

    Without it the node answers "No branding files found", or takes the theme for a legacy one.
    Build the package again; do not pack it by hand.
    """
    head = MANIFEST if package.kind == "webapp3" else CONFIG
    if head not in package.files:
        yield package.place(), f"There is no {head}."


@check("package-json-broken")
def package_json_broken(package: PackageSubject, _context: Context) -> Iterator[Finding]:
    """Every JSON file in a package is strict JSON.

    The node or the browser drops a file that it cannot read, and with it the whole brand.
    Mend the file at the place that the message names.
    """
    for name, data in package.files.items():
        if name.endswith(".json"):
            try:
                read_json(data, name)
            except JsonError as error:
                for finding in error.findings:
                    place = Place(f"{package.name}/{name}", finding.line, finding.column)
                    yield place, finding.message


@check("manifest-shape")
def manifest_shape(package: PackageSubject, _context: Context) -> Iterator[Finding]:
    """The manifest has what the web app cannot do without, in the form it takes.

    When applying it fails, the web app falls back to its own look and says so in a log only.
    Build the package again.
    """
    manifest = _manifest(package)
    if manifest is None:
        return
    place = package.place(MANIFEST)
    for key in ("images", "translations"):
        if not isinstance(manifest.get(key), dict):
            yield place, f"`{key}` must be an object, and be there."
    if manifest.get("version", 0) != 0:
        yield place, f"`version` is {manifest['version']!r}; 0 is the only one known."
    palette = manifest.get("colorPalette", [])
    if not isinstance(palette, list):
        yield place, "`colorPalette` must be a list of eleven colours."
        palette = []
    if palette and len(palette) != 11:
        yield place, f"`colorPalette` holds {len(palette)} colours; the web app takes eleven."
    for color in [*palette, manifest.get("backgroundColor", "#000000")]:
        if not _is_color(color):
            yield place, f"{color!r} is no colour."


@check("manifest-names-missing-file")
def manifest_names_missing_file(package: PackageSubject, _context: Context) -> Iterator[Finding]:
    """Every file that the manifest names is in the package.

    A missing picture leaves a hole; a missing language file leaves English.
    Add the file, or take its name out.
    """
    manifest = _manifest(package)
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


@check("manifest-meta-unusual", Severity.INFO)
def manifest_meta_unusual(package: PackageSubject, _context: Context) -> Iterator[Finding]:
    """`meta.name` is DEFAULT and `brandVersion` is n/a, as in every package of the portal.

    One source says that a node refuses other values; another one ships them.
    Write them as the portal does.
    """
    manifest = _manifest(package)
    meta = (manifest or {}).get("meta", {})
    if isinstance(meta, dict) and meta and meta.get("name") != "DEFAULT":
        yield package.place(MANIFEST), f"`meta.name` is {meta.get('name')!r}."


@check("language-file-broken")
def language_file_broken(package: PackageSubject, _context: Context) -> Iterator[Finding]:
    """A language file holds texts, nested or flat, and nothing else.

    Where the web app expects a text and finds an object, it shows an English error message.
    Build the package again.
    """
    manifest = _manifest(package) or {}
    translations = manifest.get("translations")
    for language, path in (translations if isinstance(translations, dict) else {}).items():
        name = posixpath.normpath(BRANDING + str(path))
        data = package.files.get(name)
        if data is None:
            continue
        try:
            flatten(read_json(data, name))
        except JsonError:
            continue  # told by package-json-broken
        except PlatformError as error:
            for found in error.problems:
                yield package.place(name), f"`{language}`: {found.message}.", found.hint


@check("theme-version-missing")
def theme_version_missing(package: PackageSubject, _context: Context) -> Iterator[Finding]:
    """A service theme says `"theme_version": 2`.

    Without it the node treats the theme as a legacy one, and ignores most of it.
    Build the package again.
    """
    config = _config(package)
    if config is not None and config.get("theme_version") != 2:
        yield package.place(CONFIG), f"`theme_version` is {config.get('theme_version')!r}, not 2."


@check("screen-names-missing-file")
def screen_names_missing_file(package: PackageSubject, _context: Context) -> Iterator[Finding]:
    """Every background that a screen names is a JPEG in the package.

    Otherwise the screen shows the platform's own picture.
    Add the picture, or take its name out.
    """
    for screen, parts in _screens(package):
        background = parts.get("background")
        path = background.get("path") if isinstance(background, dict) else None
        # The one stock name that is known; the node falls back to its own file.
        if not isinstance(path, str) or path == "background.jpg":
            continue
        if path not in package.files:
            yield package.place(CONFIG), f"`{screen}` names {path}, which is not in the package."
        elif not package.files[path].startswith(b"\xff\xd8\xff"):
            yield package.place(path), "The background of a screen is no JPEG."


@check("direct-media-screen-crowded", Severity.WARNING)
def direct_media_screen_crowded(package: PackageSubject, context: Context) -> Iterator[Finding]:
    """A direct-media screen has one element, a text, and nothing else.

    The client reads the first element only, and drops all screens when it meets a key it does not
    know: the guest then sees nothing at all.
    Take the other elements and keys out.
    """
    for screen, parts in _screens(package):
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


@check("package-screen-unknown", Severity.WARNING)
def package_screen_unknown(package: PackageSubject, context: Context) -> Iterator[Finding]:
    """Every screen of a service theme is one that has been seen.

    The list of screens is not public as a whole, so another one may exist.
    Look at the spelling.
    """
    if package.theme is not None:
        return  # asked of the definition, where the place is better
    for screen, _ in _screens(package):
        if screen not in context.platform.screens:
            yield package.place(CONFIG), f"No screen is known as `{screen}`."


@check("waiting-said-in-one-place", Severity.WARNING)
def waiting_said_in_one_place(package: PackageSubject, _context: Context) -> Iterator[Finding]:
    """Both waiting screens say the same.

    A guest in a direct-media room reads the one, everybody else the other; where one of them lacks
    its text, the platform's English is shown.
    Reword both.
    """
    said = {screen: _first_text(parts) for screen, parts in _screens(package)}
    node, direct = said.get("waiting_for_host"), said.get("direct_media_waiting_for_host")
    if (node or direct) and node != direct:
        yield package.place(CONFIG), f"One screen says {node!r}, the other {direct!r}."


@check("prompt-refused")
def prompt_refused(package: PackageSubject, _context: Context) -> Iterator[Finding]:
    """Every recording is RIFF WAVE, PCM 16-bit, mono, 48,000 Hz.

    The platform's documentation says that a theme with any other recording fails to upload.
    Name the recording in a theme definition: the build converts it.
    """
    for name, data in package.files.items():
        if name.lower().endswith(".wav"):
            for fault in sound_faults(data):
                yield package.place(name), fault.message, fault.hint


@check("package-not-flat")
def package_not_flat(package: PackageSubject, _context: Context) -> Iterator[Finding]:
    """All files of a service theme lie at the root of the zip.

    Every theme that is known to have been taken is flat; whether folders are read is not known.
    Move the files to the root.
    """
    if package.kind == "service-theme":
        for name in package.files:
            if "/" in name:
                yield package.place(name), "The file lies in a folder."


@check("package-over-budget", Severity.WARNING)
def package_over_budget(package: PackageSubject, context: Context) -> Iterator[Finding]:
    """A package stays within the workspace's budget.

    A guest on a phone waits for every picture before the page looks like anything.
    Choose calmer pictures, or raise ``budgets: package`` in ``themes/workspace.yaml``.
    """
    budget = int(context.library.workspace.text("budgets", "package", default="0"))
    size = sum(len(data) for name, data in package.files.items() if not name.endswith(".wav"))
    if budget and size > budget:
        yield package.place(), f"The package has {size:,} bytes; {budget:,} are the budget."


def _manifest(package: PackageSubject) -> dict[str, Any] | None:
    return _read(package, MANIFEST) if package.kind == "webapp3" else None


def _config(package: PackageSubject) -> dict[str, Any] | None:
    return _read(package, CONFIG) if package.kind == "service-theme" else None


def _read(package: PackageSubject, name: str) -> dict[str, Any] | None:
    data = package.files.get(name)
    if data is None:
        return None
    try:
        read: Any = read_json(data, name)
    except JsonError:
        return None
    return read if isinstance(read, dict) else {}


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


def _screens(package: PackageSubject) -> Iterator[tuple[str, dict[str, Any]]]:
    part: Any = _config(package) or {}
    for key in ("splash_screens", "screens"):
        part = part.get(key) if isinstance(part, dict) else None
    for screen, parts in (part if isinstance(part, dict) else {}).items():
        if isinstance(parts, dict):
            yield screen, parts


def _first_text(screen: Mapping[str, Any]) -> str | None:
    elements = screen.get("elements")
    first = elements[0] if isinstance(elements, list) and elements else None
    return first.get("text") if isinstance(first, dict) else None


def _is_color(value: object) -> bool:
    return (
        isinstance(value, str)
        and len(value) == 7
        and value[0] == "#"
        and all(letter in "0123456789abcdefABCDEF" for letter in value[1:])
    )


CHECKS = (
    package_lacks_its_head,
    package_json_broken,
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
    package_over_budget,
)
