"""The lists of a build folder's packages: ``catalogue.json`` and ``SHA256SUMS``.

The catalogue is JSON with one theme per line, so that it can be read and compared line by line. Its
last line says which themes the workspace defines (``defined``), whether all of its own are listed
(``complete``), which files of earlier builds belong to no listed theme (``left``), which rules stopped
the last build of a theme (``failed``, where there is one), and what each organisation with a code
decides, for an external policy server (``organisations``).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from themebuilder.core.files import replace_all
from themebuilder.core.problems import ThemeError
from themebuilder.core.rules import Severity
from themebuilder.definitions.inheritance import find_organisations, inherit_settings
from themebuilder.definitions.library import Library
from themebuilder.definitions.model import CATALOGUE, CATALOGUE_SCHEMA
from themebuilder.settings import FieldKind, find_fields

SUMS = "SHA256SUMS"
_HEAD = f'{{"schema":{CATALOGUE_SCHEMA},"themes":['
_TAIL = "],"
_PACKAGE = re.compile(r"[a-z0-9][a-z0-9.-]*\.zip")

EntryJson = Mapping[str, Any]
"""One theme in the catalogue, as JSON values; see `pipeline.make_catalogue_entry`."""


class Defined(NamedTuple):
    """The themes that a workspace defines."""

    own: frozenset[str]
    names: frozenset[str]
    """The workspace's own themes and the shipped ones."""
    is_known: bool
    """Whether every definition could be read. If not, a theme may be missing only for that reason."""
    organisations: tuple[Mapping[str, Any], ...] = ()
    """The organisations that have a code; see `_list_organisations`."""

    @classmethod
    def of(cls, library: Library) -> Defined:
        """Return the themes of *library*."""
        is_known = all(found.severity is not Severity.ERROR for found in library.problems)
        own, names = frozenset(library.own.get("theme", {})), frozenset(library.names("theme"))
        return cls(own, names, is_known, tuple(_list_organisations(library)))


def _list_organisations(library: Library) -> Iterator[Mapping[str, Any]]:
    """Yield the settings of each organisation with a code, and the fields of a policy they stand for.

    ``settings`` holds what it or an organisation above it has set; ``fields`` is what the service
    configuration in a policy's answer can take over, as ``{"enable_chat": "no"}``.
    """
    for name in library.names("organisation"):
        document = library.get("organisation", name)
        if document is None or not (code := document.tree.text("code")):
            continue
        try:
            lineage, faults = find_organisations(library, name, document.tree.place)
        except ThemeError:
            continue  # what is above it can't be read
        if faults:
            continue
        found, _ = inherit_settings(lineage)
        values = {
            key: setting.value for key, setting in sorted(found.items()) if setting.counts_for(name)
        }
        fields = {
            field.name: field.find_value(values[setting.name])
            for setting, field in find_fields(FieldKind.POLICY)
            if setting.name in values
        }
        yield {
            "code": code,
            "name": document.tree.text("name"),
            "organisation": name,
            "above": [parent.name for parent in lineage[1:]],
            "settings": values,
            "fields": {key: value for key, value in fields.items() if value is not None},
        }


class _Row(NamedTuple):
    """What is needed of an entry to list it: thousands of whole entries would fill the memory."""

    theme: str
    line: str
    files: Mapping[str, str]
    """The names of its files, and their SHA-256."""
    is_whole: bool
    """Whether it names all of its files, each once."""

    @classmethod
    def of(cls, line: str, entry: EntryJson) -> _Row:
        files, listed = dict(_list_files(entry)), entry.get("files")
        is_whole = isinstance(listed, list) and len(listed) == len(files)
        return cls(entry["theme"], line, files, is_whole)

    def is_intact(self, folder: Path) -> bool:
        """Whether all of its files exist unchanged."""
        return self.is_whole and all(
            _has_digest(folder / name, digest) for name, digest in self.files.items()
        )


class StaleFiles(NamedTuple):
    """The names of package files from earlier builds that no listed theme has now."""

    removed: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    """The next build of all themes removes these."""
    changed: tuple[str, ...] = ()
    """Not removed, because somebody changed them after the build."""


def write(
    folder: Path,
    lines: Iterable[str],
    defined: Defined,
    *,
    removes: bool,
    failed: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> StaleFiles:
    """Write both lists: the entries in *lines*, and those of earlier builds that still hold.

    Other themes stay listed while the workspace defines them and their files are unchanged. Those in
    *failed*, with the rules that stopped their build, may have packages of an earlier one.
    With *removes*, files from earlier builds that no theme has now are deleted. Otherwise they stay
    and the catalogue lists them as left. The caller must hold the lock on the folder.
    """
    known = {line: _Row.of(line, entry) for line, entry in _read_lines(folder)}
    old = {row.theme: row for row in known.values()}
    # An unchanged line needn't be read twice.
    new = {
        row.theme: row
        for line in lines
        for row in [known.get(line) or _Row.of(line, json.loads(line))]
    }
    kept = {
        name: row
        for name, row in old.items()
        if name not in new
        and (name in defined.names or not defined.is_known)
        and row.is_intact(folder)
    }
    every = dict(sorted({**kept, **new}.items()))
    listed = {name: row.line for name, row in every.items()}
    sums = {name: digest for row in every.values() for name, digest in row.files.items()}
    earlier = [*_read_left(folder), *(file for row in old.values() for file in row.files.items())]
    left = {
        name: digest
        for name, digest in sorted(earlier)
        if name not in sums and os.path.lexists(folder / name)
    }
    earlier_failed = {
        name: rules
        for name, rules in _read_tail(folder).get("failed", {}).items()
        if name not in new and name in defined.names
    }
    all_failed = dict(sorted({**earlier_failed, **failed}.items()))
    # Listed before anything is removed: if the build is killed, the next one still knows these files.
    _write(folder, listed, sums, defined, left, failed=all_failed)
    changed = tuple(name for name, digest in left.items() if not _has_digest(folder / name, digest))
    ours = tuple(name for name in left if name not in changed)
    if not ours or not removes:
        return StaleFiles(waiting=ours, changed=changed)
    for name in ours:
        (folder / name).unlink(missing_ok=True)
    _write(folder, listed, sums, defined, {name: left[name] for name in changed}, failed=all_failed)
    return StaleFiles(removed=ours, changed=changed)


def _write(
    folder: Path,
    listed: Mapping[str, str],
    sums: Mapping[str, str],
    defined: Defined,
    left: Mapping[str, str],
    *,
    failed: Mapping[str, Sequence[str]],
) -> None:
    tail = {
        "defined": sorted(defined.names),
        "complete": defined.is_known and defined.own <= listed.keys(),
        "left": [{"name": name, "sha256": digest} for name, digest in left.items()],
        **({"failed": failed} if failed else {}),
        "organisations": defined.organisations,
    }
    last = _TAIL + format_line(tail).removeprefix("{")
    text = "\n".join([_HEAD, ",\n".join(listed.values()), last, ""])
    summed = "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))
    contents = {CATALOGUE: text.encode(), SUMS: summed.encode()}
    if all(_read_bytes(folder / name) == data for name, data in contents.items()):
        # The date says that it fits the current definitions. A file of another user is written again.
        with contextlib.suppress(PermissionError):
            os.utime(folder / CATALOGUE)
            return
    replace_all(folder, contents, is_made_again=True)


def format_line(entry: EntryJson) -> str:
    """Return an entry as its line."""
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":"))


def read(folder: Path) -> dict[str, EntryJson]:
    """Return the entries of the folder's catalogue by theme; empty if it has no usable catalogue."""
    return {entry["theme"]: entry for _line, entry in _read_lines(folder)}


def list_packages(folder: Path) -> dict[str, int]:
    """Return the packages in a folder, each with a number that changes when it is replaced."""
    # Another build may replace files meanwhile, and the folder may not exist yet.
    with contextlib.suppress(OSError), os.scandir(folder) as found:
        return {file.name: file.inode() for file in found if _PACKAGE.fullmatch(file.name)}
    return {}


def hash_file(file: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal; empty if there is no readable file."""
    with contextlib.suppress(OSError):
        if file.is_file():  # reading from a pipe would block
            with file.open("rb") as old:
                return hashlib.file_digest(old, "sha256").hexdigest()
    return ""


def _read_lines(folder: Path) -> Iterator[tuple[str, EntryJson]]:
    """Yield the line of each theme in the catalogue, and its entry; nothing if the file is not a catalogue."""
    for row in _read_rows(folder):
        line = row.rstrip(",")
        if line.startswith("{"):
            try:
                entry = json.loads(line)
                yield line, {**entry, "theme": str(entry["theme"])}
            except (ValueError, KeyError, TypeError, RecursionError):
                return


def _read_left(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the files that the catalogue lists as left, as name and digest."""
    yield from _list_files({"files": _read_tail(folder).get("left")})


def _read_tail(folder: Path) -> dict[str, Any]:
    """Return the catalogue's last line; empty if it isn't one that a build wrote."""
    for row in _read_rows(folder):
        if row.startswith(_TAIL):
            with contextlib.suppress(ValueError, RecursionError):
                tail = json.loads("{" + row.removeprefix(_TAIL))
                return tail if isinstance(tail.get("failed", {}), dict) else {}
    return {}


def _read_rows(folder: Path) -> Iterator[str]:
    try:
        if not (folder / CATALOGUE).is_file():
            return
        with (folder / CATALOGUE).open(encoding="utf-8") as file:
            if file.read(len(_HEAD)) != _HEAD:
                return
            for row in file:
                yield row.strip()
    except (OSError, ValueError):
        return


def _list_files(entry: EntryJson) -> Iterator[tuple[str, str]]:
    """Yield the files of an entry that a build may have written, as name and digest."""
    files = entry.get("files")
    for file in files if isinstance(files, list) else ():
        if isinstance(file, dict):
            name, digest = file.get("name"), file.get("sha256")
            if isinstance(name, str) and isinstance(digest, str) and _PACKAGE.fullmatch(name):
                yield name, digest


def _read_bytes(file: Path) -> bytes | None:
    try:
        return file.read_bytes() if file.is_file() else None
    except OSError:
        return None


def _has_digest(file: Path, digest: str) -> bool:
    """Whether *file* has that *digest* and is no link, which a build never writes."""
    return not file.is_symlink() and hash_file(file) == digest
