"""The list of what a folder holds: ``catalogue.json`` for programs, ``SHA256SUMS`` for people.

The catalogue is JSON with one theme on each line, so that a thousand themes are read and written
one by one, and a difference between two catalogues is a difference between lines. Its last line says
which themes the workspace defines, whether all of its own are listed (``complete``), and which files
of ours are in the folder without belonging to a theme (``left``).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from themebuilder.core.files import replace_all
from themebuilder.core.rules import Severity
from themebuilder.definitions.library import Library

CATALOGUE = "catalogue.json"
SUMS = "SHA256SUMS"
SCHEMA = 1
_HEAD = f'{{"schema":{SCHEMA},"themes":['
_TAIL = "],"
_PACKAGE = re.compile(r"[a-z0-9][a-z0-9.-]*\.zip")

ThemeEntry = Mapping[str, Any]
"""What the catalogue says of one theme; see `pipeline.catalogue_entry`."""


@dataclass(frozen=True, slots=True)
class Defined:
    """The themes that a workspace defines."""

    own: frozenset[str]
    names: frozenset[str]
    """Its own and the shipped ones."""
    is_known: bool
    """Whether every definition could be read: else a theme may be missing only because of that."""

    @classmethod
    def of(cls, library: Library) -> Defined:
        """The themes of *library*."""
        is_known = all(found.severity is not Severity.ERROR for found in library.problems)
        return cls(
            frozenset(library.own.get("theme", {})), frozenset(library.names("theme")), is_known
        )


@dataclass(frozen=True, slots=True)
class Strays:
    """BuiltPackage files that earlier builds wrote and that belong to no listed theme now, by name."""

    removed: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    """Left for the next build of all themes to remove."""
    changed: tuple[str, ...] = ()
    """Left because the bytes are not those that a build wrote."""


def write(folder: Path, lines: Iterable[str], defined: Defined, *, removes: bool) -> Strays:
    """Write both lists: the entries in *lines*, and what the folder holds from earlier builds.

    Other themes stay listed while the workspace defines them and their files are as they were built.
    With *removes*, the files that earlier builds listed and that no theme has now are deleted;
    else they stay, and the catalogue remembers them. Whoever calls this is `alone` in the folder.
    """
    old = {name: json.loads(line) for name, line in _lines(folder)}
    new = {str(json.loads(line)["theme"]): line for line in lines}
    kept = {
        name: line_of(entry)
        for name, entry in old.items()
        if name not in new
        and (name in defined.names or not defined.is_known)
        and _is_intact(folder, entry)
    }
    listed = dict(sorted({**kept, **new}.items()))
    sums = {
        file["name"]: file["sha256"]
        for line in listed.values()
        for file in json.loads(line)["files"]
    }
    earlier = [*_left(folder), *(file for entry in old.values() for file in _files(entry))]
    left = {
        name: digest
        for name, digest in sorted(earlier)
        if name not in sums and os.path.lexists(folder / name)
    }
    # Remembered before anything is removed: a build that is killed leaves nothing that nobody knows.
    _write(folder, listed, sums, defined, left)
    changed = tuple(name for name, digest in left.items() if not _is(folder / name, digest))
    ours = tuple(name for name in left if name not in changed)
    if not ours or not removes:
        return Strays(waiting=ours, changed=changed)
    for name in ours:
        (folder / name).unlink(missing_ok=True)
    _write(folder, listed, sums, defined, {name: left[name] for name in changed})
    return Strays(removed=ours, changed=changed)


def _write(
    folder: Path,
    listed: Mapping[str, str],
    sums: Mapping[str, str],
    defined: Defined,
    left: Mapping[str, str],
) -> None:
    tail = {
        "defined": sorted(defined.names),
        "complete": defined.is_known and defined.own <= listed.keys(),
        "left": [{"name": name, "sha256": digest} for name, digest in left.items()],
    }
    last = _TAIL + line_of(tail).removeprefix("{")
    text = "\n".join([_HEAD, ",\n".join(listed.values()), last, ""])
    summed = "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))
    told = {CATALOGUE: text.encode(), SUMS: summed.encode()}
    if all(_bytes(folder / name) == data for name, data in told.items()):
        # It holds for what the definitions are now. Somebody else's file is written anew.
        with contextlib.suppress(PermissionError):
            os.utime(folder / CATALOGUE)
            return
    replace_all(folder, told)


def line_of(entry: ThemeEntry) -> str:
    """An entry as its line."""
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":"))


def read(folder: Path) -> dict[str, ThemeEntry]:
    """The entries of the folder's catalogue by theme; none where there is no usable one."""
    return {name: json.loads(line) for name, line in _lines(folder)}


def digest_of(file: Path) -> str:
    """The SHA-256 of a file's bytes; empty where there is no file that can be read."""
    if not file.is_file():  # a pipe would make us wait
        return ""
    try:
        with file.open("rb") as old:
            return hashlib.file_digest(old, "sha256").hexdigest()
    except OSError:
        return ""


def _lines(folder: Path) -> Iterator[tuple[str, str]]:
    """Each theme of the catalogue with its line; nothing of a file that we have not written."""
    for row in _rows(folder):
        line = row.rstrip(",")
        if line.startswith("{"):
            try:
                yield str(json.loads(line)["theme"]), line
            except (ValueError, KeyError, TypeError, RecursionError):
                return


def _left(folder: Path) -> Iterator[tuple[str, str]]:
    """The files without a theme that the catalogue remembers, as name and digest."""
    for row in _rows(folder):
        if row.startswith(_TAIL):
            try:
                yield from _files({"files": json.loads("{" + row.removeprefix(_TAIL))["left"]})
            except (ValueError, KeyError, TypeError, RecursionError):
                return


def _rows(folder: Path) -> Iterator[str]:
    try:
        if not (folder / CATALOGUE).is_file():
            return
        with (folder / CATALOGUE).open(encoding="utf-8") as file:
            if file.readline(len(_HEAD) + 2).rstrip() != _HEAD:
                return
            for row in file:
                yield row.strip()
    except (OSError, ValueError):
        return


def _files(entry: ThemeEntry) -> Iterator[tuple[str, str]]:
    """The files of an entry that a build may have written, as name and digest."""
    files = entry.get("files")
    for file in files if isinstance(files, list) else ():
        name, digest = (
            (file.get("name"), file.get("sha256")) if isinstance(file, dict) else ("", "")
        )
        if isinstance(name, str) and isinstance(digest, str) and _PACKAGE.fullmatch(name):
            yield name, digest


def _bytes(file: Path) -> bytes | None:
    try:
        return file.read_bytes() if file.is_file() else None
    except OSError:
        return None


def _is_intact(folder: Path, entry: ThemeEntry) -> bool:
    """Whether an entry's files are there, byte for byte."""
    files = dict(_files(entry))
    said = entry.get("files")
    return isinstance(said, list) and len(said) == len(files) == sum(
        _is(folder / name, digest) for name, digest in files.items()
    )


def _is(file: Path, digest: str) -> bool:
    """Whether *file* is one that we wrote, with that *digest*: we never write through a link."""
    return not file.is_symlink() and digest_of(file) == digest
