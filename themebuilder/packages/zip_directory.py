"""The end record and the central directory of a zip, read by hand.

The standard library's reader is made to get at the data in spite of faults; this one is made to
find them. Facts of the format: PKWARE's APPNOTE, sections 4.3 and 4.4.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

from themebuilder.packages.errors import ArchiveError, Finding
from themebuilder.packages.names import MIB, Limits

_LOCAL = b"PK\x03\x04"
_END = struct.Struct("<4s4H2LH")
_END_MAGIC = b"PK\x05\x06"
_ZIP64_LOCATOR = b"PK\x06\x07"
_RECORD = struct.Struct("<4s6H3L5H2L")
_RECORD_MAGIC = b"PK\x01\x02"
_EXTRA = struct.Struct("<2H")

ENCRYPTED = 0x0001 | 0x0040 | 0x2000
UTF8_NAME = 0x0800
MOST_EXTRA = 1024
ZIP64_EXTRA = 0x0001
UNICODE_PATH_EXTRA = 0x7075


@dataclass(frozen=True, slots=True)
class Entry:
    """A record of the central directory, as it stands there."""

    name: bytes
    """Cut after one byte more than the longest name that is allowed."""
    name_at: int
    name_length: int
    extra: bytes
    """Cut likewise after `MOST_EXTRA` and one."""
    version: int
    """What a reader must be able to do: 20 is deflate, 63 the most that is specified."""
    flags: int
    method: int
    checksum: int
    packed: int
    size: int
    attributes: int
    offset: int


@dataclass(frozen=True, slots=True)
class Directory:
    """The central directory; it begins at *start*, where the last entry must end."""

    entries: tuple[Entry, ...]
    start: int
    comment: int
    """Bytes of the archive's comment."""


def read_directory(data: bytes, limits: Limits) -> Directory:
    """The directory of the zip *data*; raises `ArchiveError` where it cannot be trusted as a whole."""
    if len(data) > limits.archive:
        _refuse(
            "archive-too-large",
            f"The archive has {len(data) / MIB:,.1f} MiB; at most {limits.archive / MIB:,.0f} are read.",
        )
    at, comment = _find_end(data)
    _, disk, first_disk, here, count, size, start, _ = _END.unpack_from(data, at)
    # Info-ZIP writes Zip64 records for whatever it was piped, however small.
    has_locator = data.startswith(_ZIP64_LOCATOR, max(0, at - 20))
    is_zip64 = (
        has_locator or 0xFFFF in (disk, first_disk, here, count) or 0xFFFFFFFF in (size, start)
    )
    if count > limits.entries and (not is_zip64 or size > limits.entries * _RECORD.size):
        _too_many(limits)
    if is_zip64:
        _refuse("archive-zip64", "The archive is written as Zip64, for archives beyond 4 GiB.")
    if disk or first_disk or here != count:
        _refuse("archive-split", "The archive is one part of several.")
    if start + size > at:
        _refuse("archive-truncated", f"{start + size - at:,} bytes are missing in front.")
    if start + size < at:
        _refuse(
            "archive-stray-bytes",
            f"{at - start - size:,} bytes belong to nothing: they stand in front of the archive, or "
            "between its directory and its end record.",
        )
    entries = tuple(_records(data, start, at, limits))
    if len(entries) != count:
        _refuse(
            "archive-directory-broken",
            f"The end record promises {count:,} entries, and the directory lists {len(entries):,}.",
        )
    return Directory(entries, start, comment)


def extras(block: bytes) -> Iterator[tuple[int, bytes]]:
    """The extra fields in *block*: (id, content); a broken rest is passed over."""
    at = 0
    while at + _EXTRA.size <= len(block):
        kind, length = _EXTRA.unpack_from(block, at)
        at += _EXTRA.size
        yield kind, block[at : at + length]
        at += length


def adds_up(block: bytes) -> bool:
    """Whether the extra fields in *block* end where it ends; a rest too short for one is padding."""
    at = 0
    while at + _EXTRA.size <= len(block):
        at += _EXTRA.size + _EXTRA.unpack_from(block, at)[1]
    return at <= len(block)


def _find_end(data: bytes) -> tuple[int, int]:
    """Where the end record stands, and the length of the comment behind it."""
    at = data.rfind(_END_MAGIC, max(0, len(data) - _END.size - 0xFFFF))
    if at < 0 or at + _END.size > len(data):
        if data.startswith(_LOCAL) or at >= 0:
            _refuse("archive-truncated", "The archive begins well, and its end is missing.")
        _refuse("archive-not-a-zip", f"This is {_looks_like(data)}, not a zip archive.")
    comment: int = _END.unpack_from(data, at)[-1]
    behind = len(data) - at - _END.size - comment
    if behind < 0:
        _refuse("archive-truncated", f"{-behind:,} bytes are missing at the end.")
    if behind > 0:
        _refuse("archive-stray-bytes", f"{behind:,} bytes stand behind the archive's end.")
    return at, comment


def _records(data: bytes, at: int, end: int, limits: Limits) -> Iterator[Entry]:
    number = 0
    while at < end:
        number += 1
        if number > limits.entries:
            _too_many(limits)
        if at + _RECORD.size > end:
            _broken(number)
        fields = _RECORD.unpack_from(data, at)
        magic, _, version, flags, method, _, _, checksum, packed, size = fields[:10]
        name_length, extra_length, comment_length, disk, _, attributes, offset = fields[10:]
        name_at = at + _RECORD.size
        extra_at = name_at + name_length
        at = extra_at + extra_length + comment_length
        if magic != _RECORD_MAGIC or at > end:
            _broken(number)
        if disk:
            _refuse("archive-split", "The archive is one part of several.")
        yield Entry(
            name=data[name_at : name_at + min(name_length, limits.name + 1)],
            name_at=name_at,
            name_length=name_length,
            extra=data[extra_at : extra_at + min(extra_length, MOST_EXTRA + 1)],
            version=version & 0xFF,
            flags=flags,
            method=method,
            checksum=checksum,
            packed=packed,
            size=size,
            attributes=attributes,
            offset=offset,
        )


def _looks_like(data: bytes) -> str:
    kinds = {
        b"7z\xbc\xaf": "a 7z archive",
        b"Rar!": "a RAR archive",
        b"\x1f\x8b": "a gzip file",
        b"%PDF": "a PDF",
        b"\x89PNG": "a PNG picture",
        b"\xff\xd8\xff": "a JPEG picture",
        b"RIFF": "a recording or a WebP picture",
        b"<": "a web page or XML",
        b"{": "JSON",
    }
    if not data:
        return "an empty file"
    found = (kind for magic, kind in kinds.items() if data.lstrip(b" \r\n\t").startswith(magic))
    return next(found, "something else")


def _broken(number: int) -> NoReturn:
    _refuse("archive-directory-broken", f"Record {number:,} of the archive's directory is broken.")


def _too_many(limits: Limits) -> NoReturn:
    _refuse(
        "archive-too-many-entries",
        f"The archive lists more than {limits.entries:,} entries.",
    )


def _refuse(rule: str, message: str) -> NoReturn:
    raise ArchiveError([Finding(rule, message)])
