"""The list of what a folder holds: ``catalogue.json`` for programs, ``SHA256SUMS`` for people.

The catalogue is JSON with one theme on each line, so that a thousand themes are read and written
one by one, and a difference between two catalogues is a difference between lines.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from themebuilder.files import alone, replace_all

CATALOGUE = "catalogue.json"
SUMS = "SHA256SUMS"
SCHEMA = 1
_HEAD = f'{{"schema":{SCHEMA},"themes":['
_TAIL = "]}"

Entry = Mapping[str, Any]
"""What the catalogue says of one theme; see `themebuilder.make.listing`."""


def write(folder: Path, lines: Iterable[str]) -> None:
    """Write both lists: the entries in *lines*, and what the folder holds from earlier builds.

    Other themes' packages stay listed as long as their files are there, also those of a build into
    the same folder at the same time.
    """
    with alone(folder):
        _write(folder, lines)


def _write(folder: Path, lines: Iterable[str]) -> None:
    listed: dict[str, str] = {}
    sums: list[str] = []
    new = {str(json.loads(line)["theme"]): line for line in lines}
    kept = {name: line for name, line in _lines(folder) if name not in new}
    for name, line in sorted({**kept, **new}.items()):
        entry = json.loads(line)
        if name in new or _stands(folder, entry):
            listed[name] = line
            sums += [f"{file['sha256']}  {file['name']}\n" for file in entry["files"]]
    sums.sort(key=lambda line: line[66:])
    text = "\n".join([_HEAD, ",\n".join(listed.values()), _TAIL, ""])
    told = {CATALOGUE: text.encode(), SUMS: "".join(sums).encode()}
    if all(_bytes(folder / name) == data for name, data in told.items()):
        # It holds for what the definitions are now. Somebody else's file is written anew.
        with contextlib.suppress(PermissionError):
            os.utime(folder / CATALOGUE)
            return
    replace_all(folder, told)


def line_of(entry: Entry) -> str:
    """An entry as its line."""
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":"))


def read(folder: Path) -> dict[str, Entry]:
    """The entries of the folder's catalogue by theme; none where there is no usable one."""
    return {name: json.loads(line) for name, line in _lines(folder)}


def _lines(folder: Path) -> Iterator[tuple[str, str]]:
    """Each theme of the catalogue with its line; nothing of a file that we have not written."""
    try:
        if not (folder / CATALOGUE).is_file():
            return
        with (folder / CATALOGUE).open(encoding="utf-8") as file:
            if file.readline(len(_HEAD) + 2).rstrip() != _HEAD:
                return
            for row in file:
                line = row.strip().rstrip(",")
                if line.startswith("{"):
                    yield str(json.loads(line)["theme"]), line
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return


def _bytes(file: Path) -> bytes | None:
    try:
        return file.read_bytes() if file.is_file() else None
    except OSError:
        return None


def _stands(folder: Path, entry: Entry) -> bool:
    """Whether an entry's files are there, by size alone: whoever uses them verifies the bytes."""
    try:
        return all(
            isinstance(file["sha256"], str)
            and (folder / file["name"]).stat().st_size == file["bytes"]
            for file in entry["files"]
        )
    except (OSError, KeyError, TypeError, ValueError):
        return False
