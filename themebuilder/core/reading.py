"""Files found and read with bounds, whatever lies in a folder: pipes, links in circles, giants."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

MAX_FILES = 20_000
"""The most files that a folder is searched for."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The *files* below a folder, sorted, and the places that were *not_searched*, with the reason."""

    files: tuple[Path, ...]
    not_searched: tuple[tuple[Path, str], ...]


class NotAFileError(OSError):
    """There is something under the name, and it is no file that can be read to its end."""


class TooLargeError(Exception):
    """The file has more bytes than are allowed."""


def search_folder(folder: Path) -> SearchResult:
    """All files below *folder* but hidden ones. Links to folders are not followed, and are told."""
    faults: list[tuple[Path, str]] = []
    files: list[Path] = []

    def note(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):
            faults.append((Path(error.filename), f"it cannot be opened: {error.strerror}"))

    for base, folders, names in os.walk(folder, onerror=note):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        faults += [
            (Path(base, name), "it is a link to a folder, and such links are not followed")
            for name in folders
            if Path(base, name).is_symlink()
        ]
        files += [Path(base, name) for name in names if not name.startswith(".")]
        if len(files) > MAX_FILES:
            faults.append((folder, f"it holds more than {MAX_FILES:,} files"))
            break
    return SearchResult(tuple(sorted(files[:MAX_FILES])), tuple(faults))


def list_yaml_files(found: SearchResult) -> Iterator[Path]:
    """The YAML files among those that were found, those of the upper folders first."""
    files = sorted(found.files, key=lambda file: len(file.parts))
    return (file for file in files if file.suffix in {".yaml", ".yml"})


def read_file(file: Path, limit: int) -> bytes:
    """The bytes of *file*, never more than *limit*; never waits, as a pipe would make us.

    Raises `OSError`, and `TooLargeError` for a file that has more.
    """
    with open(file, "rb", opener=_open_at_once) as source:
        if not stat.S_ISREG(os.fstat(source.fileno()).st_mode):
            raise NotAFileError(0, "It is a pipe or a device")
        data = source.read(limit + 1)
    if len(data) > limit:
        raise TooLargeError
    return data


def leads_out(path: str) -> bool:
    """Whether *path* is anything else than a way down from the folder that it is relative to."""
    pure = PurePosixPath(path)
    return pure.is_absolute() or ".." in pure.parts or "\\" in path or "\0" in path


def find_on_disk(folder: Path, path: str) -> Path:
    """*path* below *folder*, in the Unicode form in which it lies there.

    macOS may write å as two characters where an editor writes one: the same name to everybody but
    a file system.
    """
    whole = folder / path
    if path.isascii():
        return whole
    file = folder
    try:
        if whole.exists():
            return whole
        for part in PurePosixPath(path).parts:
            lies_there = part.isascii() or (file / part).exists() or not file.is_dir()
            names = [] if lies_there else sorted(one.name for one in file.iterdir())
            file /= next(
                (name for name in names if compose_unicode(name) == compose_unicode(part)), part
            )
    except OSError:  # a name too long, a folder shut: whoever opens it says so
        return whole
    return file


def compose_unicode(text: str) -> str:
    """*text* in the composed Unicode form, NFC: each letter one character where it can be."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _open_at_once(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
