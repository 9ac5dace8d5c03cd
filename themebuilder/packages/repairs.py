"""Names in the archives of other tools: read strictly, or repaired with a note for each quirk."""

from __future__ import annotations

import re
import struct
import unicodedata
import zlib
from collections.abc import Mapping
from zipfile import ZipInfo

from themebuilder.core.problems import Problem
from themebuilder.packages.errors import entry_problem, package_problem, printable

_PACKAGE_FOLDERS = frozenset({"webapp2", "webapp3", "branding"})
"""Top folders that belong to a package."""

_LITTER = re.compile(
    r"(?:^|/)(?:__MACOSX(?:/.*)?|\.DS_Store|\._[^/]*|\.Spotlight-V100(?:/.*)?|\.Trashes(?:/.*)?"
    r"|\.fseventsd(?:/.*)?|Icon\r|Thumbs\.db|ehthumbs\.db|desktop\.ini)/?$",
    re.IGNORECASE,
)
_EMPTY_PARTS = re.compile(r"(?:(?<=/)|^)\./|(?<=/)/+")
_UTF8_NAME = 0x0800
_UNICODE_PATH = 0x7075


def read_name(info: ZipInfo) -> str | Problem:
    """The entry's name, if all programs read it in the same way."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8_NAME and not name.isascii():
        lossy = encode_name(info).decode("utf-8", "replace")
        return entry_problem("entry-name-not-portable", lossy, "is not marked as UTF-8")
    other = _read_unicode_path(info)
    if other is not None and other != name.encode():
        fault = f"has a second name, “{printable(other.decode('utf-8', 'replace'))}”"
        return entry_problem("archive-inconsistent", name, fault)
    return name


def repair_name(info: ZipInfo) -> tuple[str | Problem | None, list[Problem]]:
    """The entry's name with its quirks repaired, and a note for each; None is no part of a package."""
    notes: list[Problem] = []
    name: str | Problem
    if info.flag_bits & _UTF8_NAME or info.orig_filename.isascii():
        name = read_name(info)
        if not isinstance(name, str):
            return name, notes
    else:
        name, source = _guess_name(info)
        notes.append(entry_problem("quirk-name", name, f"is the name as {source}"))
    if "\\" in name:
        name = name.replace("\\", "/")
        notes.append(entry_problem("quirk-name", name, "was written with backslashes"))
    if not unicodedata.is_normalized("NFC", name):
        name = unicodedata.normalize("NFC", name)
        notes.append(entry_problem("quirk-name", name, "was composed (NFC)"))
    if _LITTER.search(name):
        fault = "is not part of the package and was left out"
        return None, [entry_problem("quirk-left-out", name, fault)]
    shorter = _EMPTY_PARTS.sub("", name)
    if shorter != name:
        name = shorter
        notes.append(entry_problem("quirk-name", name, "was written with an empty part"))
    # Nothing is left of “./”, which is the archive itself.
    return name or None, notes


def drop_top_folder(files: Mapping[str, bytes]) -> tuple[dict[str, bytes], list[Problem]]:
    """*files* without the folders that hold all of them and are no part of a package."""
    found = dict(files)
    notes: list[Problem] = []
    while True:
        tops = {name.partition("/")[0] for name in found}
        top = next(iter(tops)) if len(tops) == 1 and not tops & set(found) else ""
        if not top or top.lower() in _PACKAGE_FOLDERS:
            return found, notes
        found = {name.removeprefix(f"{top}/"): data for name, data in found.items()}
        message = f"The folder “{printable(top)}” around all files was left out of their names."
        notes.append(package_problem("quirk-left-out", message))


def encode_name(info: ZipInfo) -> bytes:
    """The bytes of the entry's name in the directory."""
    # Without the mark for UTF-8, zipfile reads names as code page 437, where each byte is a letter.
    return info.orig_filename.encode("utf-8" if info.flag_bits & _UTF8_NAME else "cp437")


def read_extra_fields(block: bytes) -> Mapping[int, bytes] | None:
    """The extra fields in *block* by their id; None where they run beyond its end."""
    fields: dict[int, bytes] = {}
    at = 0
    # A rest that is too short for a field is padding.
    while at + 4 <= len(block):
        kind, length = struct.unpack_from("<2H", block, at)
        at += 4 + length
        fields.setdefault(kind, block[at - length : at])
    return fields if at <= len(block) else None


def _guess_name(info: ZipInfo) -> tuple[str, str]:
    """A name that is neither ASCII nor marked as UTF-8, and what it was read as."""
    raw = encode_name(info)
    for found, source in (
        (_read_unicode_path(info), "its extra field has it"),
        (raw, "read in UTF-8"),
    ):
        if found is not None:
            try:
                return found.decode(), source
            except UnicodeDecodeError:
                pass
    return raw.decode("cp850"), "read in code page 850 (Danish Windows)"


def _read_unicode_path(info: ZipInfo) -> bytes | None:
    """The name in Info-ZIP's Unicode path field, if it was made for this name (APPNOTE 4.6.9)."""
    field = (read_extra_fields(info.extra) or {}).get(_UNICODE_PATH, b"")
    if len(field) > 5 and field[:5] == struct.pack("<BL", 1, zlib.crc32(encode_name(info))):
        return field[5:]
    return None
