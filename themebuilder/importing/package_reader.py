"""Reads a package from a zip or a folder, with its files named as in packages we build."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from themebuilder.core.messages import N_, _
from themebuilder.core.problems import Place, ThemeError, join_first, problem
from themebuilder.core.reading import describe_os_error
from themebuilder.definitions.model import Files
from themebuilder.importing.package_repairs import PackageRepairs
from themebuilder.packages import json_reader, zip_reader, zip_writer
from themebuilder.packages.entry_names import LIMITS
from themebuilder.packages.errors import (
    ArchiveError,
    JsonError,
    make_entry_problem,
    package_problem,
)
from themebuilder.packages.json_reader import recode_json
from themebuilder.packages.model import (
    CONFIG,
    MANIFEST,
    WEBAPP2_FOLDER,
    WEBAPP3_FOLDER,
    ForeignKind,
    ForeignPackage,
)
from themebuilder.packages.zip_reader import ArchiveContent

_HEADS: Mapping[ForeignKind, str] = {
    "webapp3": WEBAPP3_FOLDER + MANIFEST,
    "webapp2": WEBAPP2_FOLDER + MANIFEST,
    "service-theme": CONFIG,
}
_MARKS = {"images", "translations", "colorPalette", "brandName", "applicationConfig", "plugins"}
"""Keys that only Webapp3 manifests have."""
_OLD_MARKS = {"brandingID", "isSettingsBranded", "isStylesBranded", "isWatermarkBranded"}


def read_package(path: Path, name: str) -> ForeignPackage:
    """Read the package in the zip or folder at *path*, which messages call *name*.

    Raise `ThemeError` with every reason why it can't be read.
    """
    try:
        data = (
            zip_writer.pack(_read_folder(path)) if path.is_dir() else zip_reader.load_archive(path)
        )
        unpacked = zip_reader.unpack_foreign(data)
    except ArchiveError as error:
        raise error.in_file(name) from None
    except (OSError, ValueError) as error:
        reason: str = _("this can't be the name of a file")
        if isinstance(error, OSError):
            reason = describe_os_error(error)
        message = _("The package can't be read: {reason}.", reason=reason)
        hint = _("Check the file's name and permissions.")
        raise ThemeError([problem("package-unreadable", message, Place(name), hint)]) from None
    return recognize_package(name, unpacked, is_zip=not path.is_dir())


def recognize_package(
    name: str, content: ArchiveContent | Files, *, is_zip: bool = True
) -> ForeignPackage:
    """Return the package that the files make; raise `ThemeError` if they make none."""
    if not isinstance(content, ArchiveContent):
        content = ArchiveContent(content, (), "")
    files = recode_json(content.files)
    named = _find_head(files)
    if named is None:
        message = _("This isn't a Webapp3 branding, a Webapp 2 branding or a service theme.")
        raise ThemeError([problem("package-unreadable", message, Place(name), _advise(files))])
    kind, found = named
    head = _HEADS[kind]
    base, folder = found[: found.rfind("/") + 1], head[: head.rfind("/") + 1]
    names = {old: folder + old.removeprefix(base) for old in files if old.startswith(base)}
    names[found] = head
    beside = {old: files[old] for old in sorted(files.keys() - names.keys())}
    others = _split_off(name, content, kind, beside, is_zip=is_zip)
    repairs = PackageRepairs(
        name, kind, head, {new: files[old] for old, new in names.items()}, beside
    )
    repairs.note_place(content.around + found, is_zip=is_zip)
    repairs.note_names(content.quirks)
    repairs.note_encodings({new: content.files[old] for old, new in names.items()})
    repairs.rename_alike()
    repairs.find_named_files()
    for other in others:
        repairs.note_other(other.place(CONFIG))
    notes = tuple(repairs.notes)
    return ForeignPackage(name, kind, repairs.files, notes, content.around + base, folder, others)


def _split_off(
    name: str, content: ArchiveContent, kind: ForeignKind, beside: dict[str, bytes], *, is_zip: bool
) -> tuple[ForeignPackage, ...]:
    """Take a service theme that is in a branding's zip out of the files *beside* the branding."""
    found = _find_head(beside) if kind == "webapp3" else None
    if found is None or found[0] != "service-theme":
        return ()
    base = found[1][: found[1].rfind("/") + 1]
    theirs = {entry: content.files[entry] for entry in beside if entry.startswith(base)}
    for entry in theirs:
        del beside[entry]
    package = recognize_package(name, ArchiveContent(theirs, (), content.around), is_zip=is_zip)
    return (package,)


def _advise(files: Files) -> str:
    """Return what to do with *files* that make no package."""
    shown = join_first(sorted(files), 5)
    endings = {PurePosixPath(name).suffix.lower() for name in files}
    if ".zip" in endings:
        return _("Unpack it, and use the package in it. It contains: {files}", files=shown)
    if ".wav" in endings:
        return _(
            "A service theme needs `{file}` with `theme_version` 2, even for one recording. It contains: "
            "{files}",
            file=CONFIG,
            files=shown,
        )
    return _("It contains: {files}", files=shown)


def looks_like_package(path: Path) -> bool:
    """Whether *path* is a package, where a theme's name is possible too."""
    if path.is_dir():
        return any((path / head).is_file() for head in (*_HEADS.values(), MANIFEST, "branding"))
    # No theme has a dot in its name. A definition was meant as a theme.
    return path.suffix.lower() not in ("", ".yaml", ".yml") and path.exists()


def _read_folder(path: Path) -> dict[str, bytes]:
    """Return the files below a folder, within the same limits as those in an archive."""
    files: dict[str, bytes] = {}
    total = 0
    for file in _list_below(path):
        if not file.is_file() or file.is_symlink():
            shown = file.relative_to(path).as_posix()
            message = N_("`{name}` is a link, a device or a pipe.")
            raise ArchiveError([make_entry_problem("archive-unsupported", message, shown)])
        total += file.stat().st_size
        if total > LIMITS.total:
            too_large = _("The folder has more than {most:,} bytes.", most=LIMITS.total)
            raise ArchiveError([package_problem("archive-too-large", too_large)])
        name = file.relative_to(path).as_posix()
        files[unicodedata.normalize("NFC", name)] = file.read_bytes()
    if not files:
        raise ArchiveError([package_problem("package-unreadable", _("The folder has no files."))])
    return files


def _list_below(path: Path) -> Iterator[Path]:
    count = 0
    for folder, folders, names in os.walk(path):
        here = Path(folder)
        folders[:] = sorted(name for name in folders if name not in {".git", "node_modules"})
        for name in [*folders, *sorted(names)]:
            count += 1
            if count > LIMITS.entries:
                message = _("The folder has more than {most:,} files.", most=LIMITS.entries)
                raise ArchiveError([package_problem("archive-too-large", message)])
            if name not in folders or (here / name).is_symlink():
                yield here / name


def _find_head(files: Files) -> tuple[ForeignKind, str] | None:
    """Return the kind of package, and its main file: the one nearest the top."""
    nearest_first = sorted(files, key=lambda name: (name.count("/"), name.swapcase()))
    for kind, head in _HEADS.items():
        for name in nearest_first:
            if f"/{name}".lower().endswith(f"/{head}"):
                return kind, name
    for name in nearest_first:
        if f"/{name}".lower().endswith(f"/{MANIFEST}"):
            keys = _read_keys(files[name], name)
            if keys & _OLD_MARKS:
                return "webapp2", name
            if keys & _MARKS:
                return "webapp3", name
    return None


def _read_keys(data: bytes, name: str) -> set[str]:
    try:
        return set(json_reader.read_foreign_json(data, name))
    except JsonError:
        return set()
