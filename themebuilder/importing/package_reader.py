"""A package from a zip or a folder, with its files named as in the packages that we build."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

from themebuilder import checks
from themebuilder.checks.base import Context, run
from themebuilder.core.problems import Place, Problem, ThemeError, problem
from themebuilder.definitions.model import Files
from themebuilder.packages import json_reader, zip_reader, zip_writer
from themebuilder.packages.errors import ArchiveError, JsonError, in_package, package_problem
from themebuilder.packages.model import (
    CONFIG,
    MANIFEST,
    WEBAPP2,
    WEBAPP3,
    ForeignKind,
    ForeignPackage,
)
from themebuilder.packages.names import LIMITS, Limits

_HEADS: Mapping[ForeignKind, str] = {
    "webapp3": WEBAPP3 + MANIFEST,
    "webapp2": WEBAPP2 + MANIFEST,
    "service-theme": CONFIG,
}
_MARKS = {"images", "translations", "colorPalette", "brandName", "applicationConfig", "plugins"}
"""Keys of a Webapp3 manifest; that of Webapp 2 has none of them."""
_OLD_MARKS = {"brandingID", "isSettingsBranded", "isStylesBranded", "isWatermarkBranded"}
_MOST_NOTES = 20


def read_package(path: Path, name: str, limits: Limits = LIMITS) -> ForeignPackage:
    """Read the package in the zip or folder at *path*; *name* stands for it in messages.

    Raises `ThemeError` with everything that keeps it from being read.
    """
    try:
        data = (
            zip_writer.pack(_folder(path, limits))
            if path.is_dir()
            else zip_reader.load_archive(path, limits)
        )
        unpacked = zip_reader.unpack_foreign(data, limits)
    except ArchiveError as error:
        raise error.in_file(name) from None
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or "the name is not one of a file"
        message = f"The package cannot be read: {said}."
        raise ThemeError([problem("package-unreadable", message, Place(name))]) from None
    return recognize_package(name, unpacked.files, tuple(_limit_notes(unpacked.notes, name)))


def recognize_package(name: str, files: Files, notes: tuple[Problem, ...] = ()) -> ForeignPackage:
    """The package that *files* make; raises `ThemeError` if they make none."""
    named = _find_head(files)
    if named is None:
        message = (
            "This is neither a Webapp3 branding, nor a Webapp 2 branding, nor a service theme."
        )
        hint = f"It holds: {', '.join(sorted(files)[:5])}{' …' if len(files) > 5 else ''}"
        raise ThemeError([problem("package-unreadable", message, Place(name), hint)])
    kind, head = named
    base = head.removesuffix(_HEADS[kind].rpartition("/")[2])
    target = _HEADS[kind].rpartition("/")[0]
    prefix = f"{target}/" if target else ""
    kept = {prefix + old.removeprefix(base): files[old] for old in files if old.startswith(base)}
    found = [(head, f"{_HEADS[kind]} was found as {head}.")] if head != _HEADS[kind] else []
    beside = sorted(old for old in files if not old.startswith(base))[:_MOST_NOTES]
    found += [(old, "The file is beside the package and was left out.") for old in beside]
    more = [problem("quirk-place", said, Place(f"{name}/{entry}")) for entry, said in found]
    return ForeignPackage(name, kind, kept, (*notes, *more))


def looks_like_package(path: Path) -> bool:
    """Whether a path is that of a package, where a theme's name is possible too."""
    if path.is_dir():
        return any((path / head).is_file() for head in (*_HEADS.values(), MANIFEST, "branding"))
    return path.suffix.lower() == ".zip" and path.exists()


def _folder(path: Path, limits: Limits) -> dict[str, bytes]:
    """The files below a folder, within the same bounds as those in an archive."""
    files: dict[str, bytes] = {}
    total = 0
    for file in _list_below(path, limits):
        if not file.is_file() or file.is_symlink():
            shown = file.relative_to(path).as_posix()
            message = f"“{shown}” is a link, a device or a pipe."
            raise ArchiveError([package_problem("entry-link", message, shown)])
        total += file.stat().st_size
        if total > limits.total:
            message = f"The folder holds more than {limits.total:,} bytes."
            raise ArchiveError([package_problem("archive-too-large", message)])
        name = file.relative_to(path).as_posix()
        files[unicodedata.normalize("NFC", name)] = file.read_bytes()
    if not files:
        raise ArchiveError([package_problem("archive-empty", "The folder holds no files.")])
    return files


def _list_below(path: Path, limits: Limits) -> Iterator[Path]:
    count = 0
    for folder, folders, names in os.walk(path):
        here = Path(folder)
        folders[:] = sorted(name for name in folders if name not in {".git", "node_modules"})
        for name in [*folders, *sorted(names)]:
            count += 1
            if count > limits.entries:
                message = f"The folder holds more than {limits.entries:,} files."
                raise ArchiveError([package_problem("archive-too-large", message)])
            if name not in folders or (here / name).is_symlink():
                yield here / name


def _limit_notes(notes: tuple[Problem, ...], name: str) -> Iterator[Problem]:
    """The notes as problems; of each rule only the first few."""
    counted: dict[str, int] = {}
    for note in notes:
        rule = note.rule.name
        counted[rule] = counted.get(rule, 0) + 1
        if counted[rule] <= _MOST_NOTES:
            yield in_package(note, name)


def _find_head(files: Files) -> tuple[ForeignKind, str] | None:
    """The kind of package, and the name of the file that shows it: the one nearest the top."""
    nearest_first = sorted(files, key=lambda name: (name.count("/"), name))
    for kind, head in _HEADS.items():
        for name in nearest_first:
            if name == head or name.endswith(f"/{head}"):
                return kind, name
    for name in nearest_first:
        if name == MANIFEST or name.endswith(f"/{MANIFEST}"):
            keys = _keys(files[name], name)
            if keys & _OLD_MARKS:
                return "webapp2", name
            if keys & _MARKS:
                return "webapp3", name
    return None


def _keys(data: bytes, name: str) -> set[str]:
    try:
        return set(json_reader.read_foreign_json(data, name))
    except JsonError:
        return set()


def check_package(package: ForeignPackage, context: Context) -> list[Problem]:
    """What is wrong with *package*, and which quirks were repaired to find out."""
    if package.kind == "webapp2":
        message = "This is a branding for Webapp 2, which is not checked."
        hint = f"`themebuilder import {package.name}` makes a Webapp3 theme of it."
        return [*package.notes, problem("package-outdated", message, package.place(), hint)]
    subject = checks.PackageSubject(package.kind, package.name, package.files)
    return [*package.notes, *run(checks.PACKAGE_CHECKS, subject, context)]
