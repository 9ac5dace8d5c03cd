"""Pictures of a draft: whole files that its values name, kept by digest beside the draft.

An edit of a whole file has no path, and its value is the digest of the bytes. It is made, saved and taken
back together with the edits whose values name the file.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from themebuilder.editing.edits import Contents, Edit, Key, digest, merge_edits
from themebuilder.editing.saving import ASSETS, write_private
from themebuilder.editing.yaml_editor import Value

_NAME = re.compile(r"[a-z0-9-]+/[a-z0-9-]+-([0-9a-f]{12})\.[a-z]+")
_MOST_UNUSED = 20
"""Pictures that are kept though no edit names them, since somebody may be choosing one."""


@dataclass(frozen=True, slots=True)
class AssetStore:
    """The pictures in *folder*, or those in memory where there is none."""

    folder: Path | None
    memory: dict[str, bytes]

    def keep(self, data: bytes) -> str:
        """Keep *data* and return its digest; `OSError`."""
        name = hashlib.sha256(data).hexdigest()
        if self.folder is None:
            self.memory[name] = data
        elif self.read(f"sha256:{name}") is None:
            write_private(self.folder / name, data)
        return f"sha256:{name}"

    def read(self, wanted: str) -> bytes | None:
        """Return the bytes with the digest *wanted*; None where they aren't kept."""
        name = wanted.removeprefix("sha256:")
        if self.folder is None:
            return self.memory.get(name)
        try:
            data = (self.folder / name).read_bytes()
        except OSError:
            return None
        return data if digest(data) == wanted else None

    def find(self, start: str) -> str | None:
        """Return the digest whose digits begin with *start*; None where none is kept."""
        found = next((name for name in self._list() if name.startswith(start)), None)
        return f"sha256:{found}" if found else None

    def drop_unused(self, used: Collection[str]) -> None:
        """Remove the oldest of those that aren't *used*."""
        unused = [name for name in self._list() if f"sha256:{name}" not in used]
        for name in unused[: max(0, len(unused) - _MOST_UNUSED)]:
            self.memory.pop(name, None)
            if self.folder:
                (self.folder / name).unlink(missing_ok=True)

    def _list(self) -> list[str]:
        """Return the digits of what is kept, the oldest first."""
        if self.folder is None:
            return list(self.memory)
        if not self.folder.is_dir():
            return []
        files = [file for file in self.folder.iterdir() if len(file.name) == 64]
        return [file.name for file in sorted(files, key=lambda one: one.stat().st_mtime)]


def name_asset(folder: str, slot: str, kept: str, extension: str) -> str:
    """Return the path below ``brand_assets/`` of a picture with the digest *kept*."""
    return f"{folder}/{slot}-{kept.removeprefix('sha256:')[:12]}.{extension}"


def make_asset_edits(
    edits: Collection[Edit], files: Contents, store: AssetStore, next_id: int
) -> tuple[Edit, ...]:
    """Return the edits of whole files that *edits*, all of a draft, need beside them.

    *files* are those with the draft. A kept picture that a value names is added, and one that no value
    names any more is left out again.
    """
    merged = merge_edits(edits)
    named = {file: edit for edit in merged.values() for file in _list_assets(edit.value)}
    found: list[Edit] = []
    for file, edit in named.items():
        kept = store.find(_find_digits(file))
        was = digest(files.get(file)) or None
        if kept and kept != was:
            found.append(replace(edit, id=0, file=file, path=(), value=kept, was=was, head=""))
    for edit in merged.values():
        if not edit.path and edit.value is not None and edit.file not in named:
            found.append(edit.inverse)
    return tuple(replace(edit, id=next_id + number) for number, edit in enumerate(found))


def list_named(edits: Iterable[Edit]) -> list[str]:
    """Return the files that the values of *edits* name."""
    return [file for edit in edits for file in _list_assets(edit.value)]


def find_companions(edits: Mapping[Key, Edit], chosen: Collection[Key]) -> set[Key]:
    """Return the edits of whole files that must go along with the *chosen* ones to the disk."""
    found = set()
    for key in chosen:
        edit = edits[key]
        found |= {(file, ()) for file in _list_assets(edit.value)}
        gone = ((file, ()) for file in _list_assets(edit.was))
        found |= {one for one in gone if one in edits and edits[one].value is None}
    return found & edits.keys()


def find_unneeded(edits: Mapping[Key, Edit], dropped: Collection[Key]) -> set[Key]:
    """Return the edits of whole files that only the *dropped* ones need."""
    kept = [edit for key, edit in edits.items() if key not in dropped]
    needed = {(file, ()) for file in list_named(kept)}
    return find_companions(edits, dropped) - needed


def _find_digits(file: str) -> str:
    found = _NAME.fullmatch(file.removeprefix(f"{ASSETS}/"))
    return found[1] if found else ""


def _list_assets(value: Value | None) -> Iterator[str]:
    """Yield the files in *value* whose names say that a draft made them."""
    if isinstance(value, str):
        if _NAME.fullmatch(value):
            yield f"{ASSETS}/{value}"
    elif isinstance(value, Mapping):
        for below in value.values():
            yield from _list_assets(below)
    elif isinstance(value, list | tuple):
        for below in value:
            yield from _list_assets(below)
