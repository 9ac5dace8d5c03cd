"""Finds and reads files within limits, in spite of pipes, circular links and huge files."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from themebuilder.core.messages import N_, _

MAX_FILES = 20_000
"""The most files that a search returns."""
_YAML = (".yaml", ".yml")
_OS_ERRORS = frozenset(
    {
        N_("Address already in use"),
        N_("Broken pipe"),
        N_("Cannot allocate memory"),
        N_("Cannot assign requested address"),
        N_("Connection refused"),
        N_("Connection reset by peer"),
        N_("Connection timed out"),
        N_("Device or resource busy"),
        N_("Directory not empty"),
        N_("Disk quota exceeded"),
        N_("File exists"),
        N_("File name too long"),
        N_("File too large"),
        N_("Input/output error"),
        N_("Invalid argument"),
        N_("Is a directory"),
        N_("Name or service not known"),
        N_("Network is unreachable"),
        N_("No address associated with hostname"),
        N_("No route to host"),
        N_("No space left on device"),
        N_("No such file or directory"),
        N_("Not a directory"),
        N_("Operation not permitted"),
        N_("Operation timed out"),
        N_("Permission denied"),
        N_("Read-only file system"),
        N_("Resource temporarily unavailable"),
        N_("Stale file handle"),
        N_("Temporary failure in name resolution"),
        N_("Too many levels of symbolic links"),
        N_("Too many open files"),
        N_("Too many open files in system"),
    }
)
"""The texts of the operating system that we translate."""


class SearchResult(NamedTuple):
    """The *files* below a folder, sorted, and the paths that were *not_searched*, with sentences why."""

    files: tuple[Path, ...]
    not_searched: tuple[tuple[Path, str], ...]


class TooLargeError(Exception):
    """The file has more bytes than allowed."""


def describe_os_error(error: OSError) -> str:
    """Return the operating system's text for *error*, in the user's language where we know it."""
    text = error.strerror or str(error) or type(error).__name__
    return _(text) if text in _OS_ERRORS else text


def search_folder(folder: Path) -> SearchResult:
    """Return all files below *folder* except hidden ones. Links to folders are reported, not followed."""
    faults: list[tuple[Path, str]] = []
    files: list[Path] = []

    def note(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):
            faults.append(
                (
                    Path(error.filename),
                    _("This folder can't be opened: {error}.", error=describe_os_error(error)),
                )
            )

    for base, folders, names in os.walk(folder, onerror=note):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        faults += [
            (Path(base, name), _("This is a link to a folder. Such links aren't followed."))
            for name in folders
            if Path(base, name).is_symlink()
        ]
        files += [Path(base, name) for name in names if not name.startswith(".")]
        if len(files) > MAX_FILES:
            why = _(
                "This folder has more than {count:,} files. The rest isn't read.", count=MAX_FILES
            )
            faults.append((folder, why))
            break
    return SearchResult(tuple(sorted(files[:MAX_FILES])), tuple(faults))


def list_yaml_files(found: SearchResult) -> Iterator[Path]:
    """Return the YAML files among those found, upper folders first.

    Also those that an editor of Windows saved as ``x.yaml.txt``, as the ending isn't shown there.
    """
    files = sorted(found.files, key=lambda file: len(file.parts))
    return (file for file in files if file.name.lower().removesuffix(".txt").endswith(_YAML))


def read_file(file: Path, limit: int) -> bytes:
    """Return the bytes of *file*, at most *limit*; doesn't block on a pipe.

    Raises `OSError`, and `TooLargeError` for a larger file.
    """
    with open(file, "rb", opener=_open_without_blocking) as source:
        if not stat.S_ISREG(os.fstat(source.fileno()).st_mode):
            raise OSError(0, _("It is a pipe or a device"))
        data = source.read(limit + 1)
    if len(data) > limit:
        raise TooLargeError
    return data


def leads_out(path: str) -> bool:
    """Whether *path* may leave the folder that it is relative to."""
    pure = PurePosixPath(path)
    return pure.is_absolute() or ".." in pure.parts or "\\" in path or "\0" in path


def find_on_disk(folder: Path, path: str) -> Path:
    """Return *path* below *folder* in the Unicode form that the file system has.

    macOS may store å as two characters where an editor writes one.
    """
    whole = folder / path
    if path.isascii():
        return whole
    file = folder
    try:
        if whole.exists():
            return whole
        for part in PurePosixPath(path).parts:
            is_there = part.isascii() or (file / part).exists() or not file.is_dir()
            names = [] if is_there else sorted(child.name for child in file.iterdir())
            file /= next(
                (name for name in names if compose_unicode(name) == compose_unicode(part)), part
            )
    except OSError:  # a name too long, a folder without permission: opening it reports that
        return whole
    return file


def compose_unicode(text: str) -> str:
    """Return *text* in the composed Unicode form (NFC)."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _open_without_blocking(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
