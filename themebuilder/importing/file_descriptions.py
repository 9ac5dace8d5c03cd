"""Describes the files of a package briefly, and compares pictures and recordings."""

from __future__ import annotations

import io
import math
from base64 import b64encode
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageChops

from themebuilder.core.messages import _
from themebuilder.core.tree import Map, format_path, walk_texts
from themebuilder.importing.draft import guess_extension
from themebuilder.media.model import MediaError
from themebuilder.media.picture_colors import read_picture
from themebuilder.media.picture_header import read_header
from themebuilder.media.recording_header import read_recording
from themebuilder.media.recordings import measure
from themebuilder.media.wav_header import is_wav
from themebuilder.packages import zip_writer
from themebuilder.packages.addresses import resolve_path
from themebuilder.packages.errors import JsonError
from themebuilder.packages.json_reader import read_tree
from themebuilder.packages.model import (
    CONFIG,
    MANIFEST,
    WEBAPP2_FOLDER,
    WEBAPP3_FOLDER,
    ForeignPackage,
)
from themebuilder.platform.shipped import load_prompts


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A file: its *size* in bytes, and *what* it is, such as ``JPEG, 1920 x 1080``.

    *use* says what the package has it for; *named_by* are the keys that name it: ``images.logo``.
    """

    name: str
    size: int
    what: str
    use: str
    named_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PackageListing:
    """The files of a package. *weight* counts for the budget: all bytes but those of recordings."""

    files: tuple[ListedFile, ...]
    size: int
    weight: int
    digest: str


def list_package(package: ForeignPackage, prompts: Collection[str] | None = None) -> PackageListing:
    """Return the files of *package*, sorted by name; *prompts* are the platform's recordings."""
    known = load_prompts() if prompts is None else prompts
    named, folders = _find_names(package)

    def describe_use(name: str) -> str:
        if name in named:
            first, *others = named[name]
            more = _("{key} and {count} more", key=first, count=len(others))
            return more if others else first
        if name in (WEBAPP3_FOLDER + MANIFEST, WEBAPP2_FOLDER + MANIFEST, CONFIG):
            return _("names the other files")
        if package.kind == "webapp2":
            return ""
        if plugin := next((id_ for folder, id_ in folders.items() if name.startswith(folder)), ""):
            return _("in the folder of plugin `{plugin}`", plugin=plugin)
        if package.kind == "service-theme" and name.lower().endswith(".wav"):
            return _("a prompt") if name in known else _("no known prompt has this name")
        return _("no key names it")

    files = tuple(
        ListedFile(
            name,
            len(data),
            describe_file(data, name),
            describe_use(name),
            tuple(named.get(name, ())),
        )
        for name, data in sorted(package.files.items())
    )
    weight = sum(file.size for file in files if not file.name.lower().endswith(".wav"))
    size = sum(file.size for file in files)
    return PackageListing(files, size, weight, zip_writer.compute_digest(package.files))


def _find_names(package: ForeignPackage) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Return file -> the keys that name it, and folder of a plugin -> the plugin's id or source."""
    base, head = (
        ("", CONFIG)
        if package.kind == "service-theme"
        else (WEBAPP3_FOLDER, WEBAPP3_FOLDER + MANIFEST)
    )
    named: dict[str, list[str]] = {}
    folders: dict[str, str] = {}
    try:
        tree = read_tree(package.files.get(head, b"{}"), head)
    except JsonError:  # the check reports it
        return named, folders
    for path, text in walk_texts(tree):
        entry = resolve_path(text.value, base)
        if entry in package.files:
            named.setdefault(entry, []).append(format_path(path))
    for plugin in tree.seq("plugins"):
        if isinstance(plugin, Map) and plugin.text("src"):
            folder = resolve_path(plugin.text("src")).rpartition("/")[0] + "/"
            if folder not in {"/", base}:
                folders[folder] = plugin.text("id") or plugin.text("src")
    return named, folders


def describe_file(data: bytes, name: str) -> str:
    """Return what a file is, by its first bytes: ``JPEG, 1920 x 1080`` or an empty text."""
    ending = name.rpartition(".")[2].lower()
    if ending == "wav":
        try:
            return str(read_recording(data))
        except MediaError as error:
            return error.message
    if ending in {"json", "html", "css", "js", "txt"}:
        return ""
    if b"<svg" in data[:1000]:
        return "SVG"
    try:
        header = read_header(data)
    except MediaError:
        return _("not a readable picture") if ending in {"jpg", "jpeg", "png"} else ""
    return f"{header.format}, {header.width} x {header.height}" if header.width else header.format


THUMBNAIL = (560, 315)
_LARGE = 40_000
"""Bytes from which a picture is scaled down."""
_NOTICEABLE = 8
"""Difference in a channel, of 255, that is visible."""
_MOST_SOUND = 2_000_000
_TYPES = {"jpg": "jpeg", "png": "png", "gif": "gif", "ico": "x-icon", "webp": "webp"}


@dataclass(frozen=True, slots=True)
class PictureChange:
    """Two pictures in a few words, and the share of pixels that changed, if known."""

    before: str
    after: str
    changed: float | None


def is_recording(data: bytes | None) -> bool:
    """Whether *data* is a RIFF file, as recordings are."""
    return is_wav(data or b"")


def is_picture(data: bytes | None) -> bool:
    """Whether a browser can show *data*."""
    return bool(data) and _guess_media_type(data or b"") != ""


def _guess_media_type(data: bytes) -> str:
    """Return the media type of a picture, or an empty text."""
    known = _TYPES.get(guess_extension(data, ""), "svg+xml" if b"<svg" in data[:1000] else "")
    return known and f"image/{known}"


def compare_pictures(before: bytes | None, after: bytes | None) -> PictureChange:
    """Compare two versions of a picture; None if one is missing."""
    old, new = map(_describe_picture, (before, after))
    return PictureChange(
        old, new, _measure_changed_share(before, after) if before and after else None
    )


def _describe_picture(data: bytes | None) -> str:
    what = describe_file(data, "") if data else ""
    return _("{what}, {size:,} bytes", what=what, size=len(data or b"")) if what else ""


def _measure_changed_share(before: bytes, after: bytes) -> float | None:
    """Return the share of pixels that differ visibly; None if a picture can't be decoded."""
    old, new = _open_picture(before), _open_picture(after)
    if old is None or new is None:
        return None
    if old.size != new.size:
        new = new.resize(old.size, Image.Resampling.LANCZOS)
    bands = ImageChops.difference(old, new).split()
    most = bands[0]
    for band in bands[1:]:
        most = ImageChops.lighter(most, band)
    return sum(most.histogram()[_NOTICEABLE:]) / (old.width * old.height)


@lru_cache(maxsize=64)  # themes of an organisation share pictures
def make_thumbnail(data: bytes) -> str:
    """Return a picture as a data URL, scaled down if it is large."""
    kind = _guess_media_type(data)
    is_scaled = len(data) >= _LARGE and kind in {"image/jpeg", "image/png", "image/webp"}
    image = _open_picture(data) if is_scaled else None
    if image is None:
        return f"data:{kind or 'application/octet-stream'};base64,{b64encode(data).decode()}"
    image.thumbnail(THUMBNAIL)
    shown, form = ("png", image) if kind != "image/jpeg" else ("jpeg", image.convert("RGB"))
    out = io.BytesIO()
    form.save(out, shown.upper(), quality=82)
    return f"data:image/{shown};base64,{b64encode(out.getvalue()).decode()}"


def describe_recording(data: bytes | None) -> str:
    """Return how long and how loud a recording is."""
    if not data:
        return ""
    try:
        levels = measure(data)
    except MediaError:
        return describe_file(data, "x.wav")
    if not math.isfinite(levels.loudness_lufs):
        return _("{seconds:.1f} s, silent", seconds=levels.seconds)
    values = {"seconds": levels.seconds, "loudness": levels.loudness_lufs}
    return _("{seconds:.1f} s, {loudness:.1f} LUFS", **values)


def make_sound_url(data: bytes) -> str:
    """Return a recording as a data URL, or an empty text if it is too large."""
    if len(data) > _MOST_SOUND:
        return ""
    return f"data:audio/wav;base64,{b64encode(data).decode()}"


def _open_picture(data: bytes) -> Image.Image | None:
    """Return the picture as RGBA, or None if it can't be decoded safely."""
    try:
        return read_picture(data).convert("RGBA")
    except MediaError:
        return None
