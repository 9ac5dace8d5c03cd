"""Pictures of a draft: whole files that its values name, kept by digest beside the draft.

An edit at `DIGEST` is about a picture as a whole. It is made, saved and taken back together with the edits
whose values name the file.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from themebuilder.editing.edits import (
    DIGEST,
    Contents,
    Edit,
    Key,
    UndoStep,
    add_dependent,
    add_needed,
    digest,
    merge_edits,
)
from themebuilder.editing.saving import ASSETS, write_private
from themebuilder.editing.yaml_editor import YamlValue

_NAME = re.compile(r"(?<![\w./-])[a-z0-9-]+/[a-z0-9-]+-([0-9a-f]{12})\.[a-z]+\b")
_MOST_UNUSED = 20
"""Pictures that are kept though no edit names them, since somebody may be choosing one."""


@dataclass(frozen=True, slots=True)
class AssetStore:
    """The pictures in *folder*, or those in memory where there is none."""

    folder: Path | None
    memory: dict[str, bytes]

    def keep(self, data: bytes, used: Collection[str]) -> str:
        """Keep *data* and return its digest; the oldest that aren't *used* are dropped. `OSError`."""
        kept = digest(data)
        if self.folder is None:
            self.memory[_strip(kept)] = data
        else:
            write_private(self.folder / _strip(kept), data)
        unused = [name for name in self._list() if f"sha256:{name}" not in {kept, *used}]
        for name in unused[: max(0, len(unused) - _MOST_UNUSED)]:
            self.memory.pop(name, None)
            if self.folder:
                (self.folder / name).unlink(missing_ok=True)
        return kept

    def read(self, wanted: str) -> bytes | None:
        """Return the bytes with the digest *wanted*; None where they aren't kept."""
        name = _strip(wanted)
        if self.folder is None:
            return self.memory.get(name)
        try:
            data = (self.folder / name).read_bytes()
        except OSError:
            return None
        return data if digest(data) == wanted else None

    def find(self, start: str) -> str | None:
        """Return the digest whose digits begin with *start*; None where none is kept."""
        found = next((name for name in self._list() if start and name.startswith(start)), None)
        return f"sha256:{found}" if found else None

    def _list(self) -> list[str]:
        """Return the digits of what is kept, the oldest first."""
        if self.folder is None:
            return list(self.memory)
        if not self.folder.is_dir():
            return []
        files = [file for file in self.folder.iterdir() if len(file.name) == 64]
        return [file.name for file in sorted(files, key=lambda file: file.stat().st_mtime)]


def name_asset(folder: str, slot: str, kept: str, extension: str) -> str:
    """Return the path below ``brand_assets/`` of a picture with the digest *kept*."""
    return f"{folder}/{slot}-{_strip(kept)[:12]}.{extension}"


def make_asset_edits(
    edits: Collection[Edit], files: Contents, store: AssetStore, next_id: int
) -> tuple[Edit, ...]:
    """Return the edits of pictures that *edits*, all of a draft, need beside them.

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
            found.append(replace(edit, id=0, file=file, path=DIGEST, value=kept, was=was, head=""))
    found += (
        edit.inverse
        for edit in merged.values()
        if edit.path == DIGEST and edit.value is not None and edit.file not in named
    )
    return tuple(replace(edit, id=next_id + number) for number, edit in enumerate(found))


def list_named(edits: Iterable[Edit]) -> list[str]:
    """Return the files that the values of *edits* name."""
    return [file for edit in edits for file in _list_assets(edit.value)]


def list_digests(steps: Iterable[UndoStep]) -> list[str]:
    """Return the digests of the pictures in *steps*, new ones and those before."""
    pictures = [edit for step in steps for edit in step.edits if edit.path == DIGEST]
    return [str(value) for edit in pictures for value in (edit.value, edit.was) if value]


def include_needed(keys: Collection[Key], edits: Mapping[Key, Edit]) -> set[Key]:
    """Return *keys* with those of the edits that have to be saved together with them."""
    found = add_needed(keys, edits)
    return found | _find_pictures(found, edits)


def include_dependent(keys: Collection[Key], edits: Mapping[Key, Edit]) -> set[Key]:
    """Return *keys* with those of the edits that have no file, or no use, without them."""
    found = add_dependent(keys, edits)
    kept = (edit for key, edit in edits.items() if key not in found)
    return found | _find_pictures(found, edits) - {(file, DIGEST) for file in list_named(kept)}


def _find_pictures(keys: Collection[Key], edits: Mapping[Key, Edit]) -> set[Key]:
    """Return the edits of pictures that come and go with those of *keys*."""
    chosen = [edits[key] for key in keys]
    found: set[Key] = {(file, DIGEST) for file in list_named(chosen)}
    for file in (file for edit in chosen for file in _list_assets(edit.was)):
        picture = edits.get((file, DIGEST))
        found |= {picture.key} if picture and picture.value is None else set()
    return found & edits.keys()


def _strip(kept: str) -> str:
    return kept.removeprefix("sha256:")


def _find_digits(file: str) -> str:
    found = _NAME.fullmatch(file.removeprefix(f"{ASSETS}/"))
    return found[1] if found else ""


def _list_assets(value: YamlValue | None) -> Iterator[str]:
    """Yield the files in *value* whose names say that a draft made them."""
    if isinstance(value, str):
        yield from (f"{ASSETS}/{found[0]}" for found in _NAME.finditer(value))
    elif isinstance(value, Mapping):
        for below in value.values():
            yield from _list_assets(below)
    elif isinstance(value, list | tuple):
        for below in value:
            yield from _list_assets(below)
