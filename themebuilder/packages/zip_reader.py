"""Zip bytes to files: strictly for our own packages, with repairs for those of other tools.

`zipfile` reads the directory. What it accepts beyond that is refused here, so that every program
unpacks the same files: each byte must belong to one entry, and an entry's own header must agree with
the directory. The format: PKWARE's APPNOTE, sections 4.3 and 4.4.
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn
from zipfile import ZipInfo

from themebuilder.core.problems import Problem
from themebuilder.definitions.model import Files
from themebuilder.packages.errors import ArchiveError, entry_problem, package_problem
from themebuilder.packages.names import LIMITS, MIB, Limits, find_name_problems
from themebuilder.packages.repairs import (
    drop_top_folder,
    encode_name,
    read_extra_fields,
    read_name,
    repair_name,
)

_LOCAL = struct.Struct("<4s5H3L2H")
_END = struct.Struct("<4s4H2LH")
_LOCAL_MAGIC = b"PK\x03\x04"
_RECORD_MAGIC = b"PK\x01\x02"
_DESCRIPTOR_MAGIC = b"PK\x07\x08"
_ZIP64_LOCATOR = b"PK\x06\x07"
_ZIP64_EXTRA = 1
_MOST_EXTRA = 1024

_STREAMED = 0x0008
_PATCH = 0x0020
_ENCRYPTED = 0x0001 | 0x0040 | 0x2000
# The other flags say how hard the packer tried, and may differ.
_COMPARED_FLAGS = _ENCRYPTED | _STREAMED | 0x0800
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_AES = 99
_DOS_FOLDER = 0x10
# Not every mode that is no file and no folder: old Maven sets all bits.
_SPECIAL_FILES = (stat.S_IFLNK, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFSOCK)

Name = str | Problem | None
"""An entry's name; a problem where it has none, None where the entry is left out."""


@dataclass(frozen=True, slots=True)
class ArchiveContent:
    """The files of a package from another tool, and a note for each quirk that was repaired."""

    files: Files
    notes: tuple[Problem, ...]


def load_archive(path: Path, limits: Limits = LIMITS) -> bytes:
    """The bytes of the archive at *path*, if it is an ordinary file within the limits.

    Raises `ArchiveError` where it is not, and `OSError` where it cannot be read.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        _refuse("archive-unreadable", "This is not an ordinary file.")
    with path.open("rb") as file:
        data = file.read(limits.archive + 1)
    _check_size(data, limits)
    return data


def unpack(data: bytes, limits: Limits = LIMITS) -> Files:
    """The files in the zip *data*, by name; folders are left out.

    Raises `ArchiveError` with everything that is wrong.
    """
    archive = _read_directory(data, limits)
    if archive.comment:
        _refuse(
            "archive-unsupported", f"The archive has a comment of {len(archive.comment)} bytes."
        )
    return _read_files(data, archive, [read_name(info) for info in archive.infolist()], limits)


def unpack_foreign(data: bytes, limits: Limits = LIMITS) -> ArchiveContent:
    """The files in the zip *data* of another tool, its harmless quirks repaired.

    Repaired are backslashes, ``./``, an extra top folder, names in another encoding or Unicode form,
    a comment, and the files that Macs and Windows leave behind. Raises `ArchiveError` for the rest.
    """
    archive = _read_directory(data, limits)
    notes: list[Problem] = []
    if archive.comment:
        message = f"A comment of {len(archive.comment):,} bytes was left out."
        notes.append(package_problem("quirk-left-out", message))
    names: list[Name] = []
    for info in archive.infolist():
        name, repairs = repair_name(info)
        names.append(name)
        notes += repairs
    files, more = drop_top_folder(_read_files(data, archive, names, limits))
    return ArchiveContent(files, (*notes, *more))


def _refuse(rule: str, message: str) -> NoReturn:
    raise ArchiveError([package_problem(rule, message)])


def _check_size(data: bytes, limits: Limits) -> None:
    if len(data) > limits.archive:
        most = f"{limits.archive / MIB:,.0f} MiB"
        _refuse("archive-too-large", f"The archive is larger than {most}.")


def _read_directory(data: bytes, limits: Limits) -> zipfile.ZipFile:
    """The archive's directory, if it is where the end record says, without a byte around it."""
    _check_size(data, limits)
    end = data.rfind(b"PK\x05\x06")
    if end < 0 or end + _END.size > len(data):
        _refuse("archive-unreadable", "This is not a zip archive, or its end is missing.")
    _, *disks, here, count, size, start, comment = _END.unpack_from(data, end)
    if data.count(_RECORD_MAGIC, start, end) > limits.entries:
        _refuse("archive-too-large", f"The archive has more than {limits.entries:,} entries.")
    is_zip64 = 0xFFFF in (*disks, here, count) or 0xFFFFFFFF in (size, start)
    if is_zip64 or data.startswith(_ZIP64_LOCATOR, max(0, end - 20)):
        _refuse("archive-unsupported", "The archive is in the format Zip64.")
    if any(disks) or here != count:
        _refuse("archive-unsupported", "The archive is one part of several.")
    missing = max(start + size - end, end + _END.size + comment - len(data))
    if missing > 0:
        _refuse("archive-unreadable", f"{missing:,} bytes of the archive are missing.")
    if start + size < end or end + _END.size + comment < len(data):
        _refuse("archive-inconsistent", "There are bytes before or after the archive.")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except UnicodeDecodeError:
        _refuse("entry-name-not-portable", "A name is marked as UTF-8 and is not valid UTF-8.")
    except NotImplementedError:  # so zipfile says that an entry needs a later version
        _refuse("archive-unsupported", "An entry needs a newer program to unpack it.")
    except (zipfile.BadZipFile, ValueError, struct.error):
        _refuse("archive-inconsistent", "The archive's directory is broken.")
    if len(archive.infolist()) != count:
        _refuse("archive-inconsistent", f"The archive's directory has not {count:,} entries.")
    return archive


def _read_files(
    data: bytes, archive: zipfile.ZipFile, names: Sequence[Name], limits: Limits
) -> dict[str, bytes]:
    """The content of each entry that has a name; raises with everything that is wrong."""
    infos = archive.infolist()
    problems = [name for name in names if isinstance(name, Problem)]
    entries = [(n, info) for n, info in zip(names, infos, strict=True) if isinstance(n, str)]
    problems += find_name_problems((name for name, _ in entries), limits)
    problems += [p for name, info in entries if (p := _check_entry(info, name, limits))]
    located = {info: _locate(data, info, archive.start_dir) for info in infos}
    spans = {info: span for info, span in located.items() if isinstance(span, slice)}
    misplaced = [found for found in located.values() if isinstance(found, Problem)]
    problems += misplaced or _find_gaps(data, spans, archive.start_dir)
    total = sum(info.file_size for _, info in entries)
    if total > limits.total:
        message = f"The files have {total:,} bytes together; at most {limits.total:,} are allowed."
        problems.append(package_problem("archive-too-large", message))
    if not problems and all(name.endswith("/") for name, _ in entries):
        problems.append(package_problem("archive-empty", "The archive has no files."))
    if problems:
        raise ArchiveError(problems)
    contents = {n: _inflate(memoryview(data)[spans[info]], info, n) for n, info in entries}
    broken = [content for content in contents.values() if isinstance(content, Problem)]
    if broken:
        raise ArchiveError(broken)
    return {n: c for n, c in contents.items() if isinstance(c, bytes) and not n.endswith("/")}


def _check_entry(info: ZipInfo, name: str, limits: Limits) -> Problem | None:
    """Why an entry must not be read, as far as the directory shows."""
    is_folder = name.endswith("/")
    kind = stat.S_IFMT(info.external_attr >> 16)
    is_marked = kind == stat.S_IFDIR or bool(info.external_attr & _DOS_FOLDER)
    if info.flag_bits & _ENCRYPTED or info.compress_type == _AES:
        return entry_problem("entry-encrypted", name, "is encrypted")
    if kind in _SPECIAL_FILES:
        return entry_problem("entry-link", name, "is a link, a device or a pipe")
    if (is_marked and not is_folder) or (is_folder and (info.file_size or kind == stat.S_IFREG)):
        return entry_problem("entry-link", name, "is marked both as a file and as a folder")
    if info.compress_type not in _METHODS or info.flag_bits & _PATCH or info.volume:
        fault = f"is packed in a way that not every program reads (method {info.compress_type})"
        return entry_problem("archive-unsupported", name, fault)
    if info.file_size > limits.file:
        fault = f"has {info.file_size:,} bytes; at most {limits.file:,} are allowed"
        return entry_problem("archive-too-large", name, fault)
    if info.file_size > max(limits.ratio_from, limits.ratio * info.compress_size):
        fault = f"is more than {limits.ratio} times its packed size"
        return entry_problem("archive-too-large", name, fault)
    return None


def _locate(data: bytes, info: ZipInfo, end: int) -> slice | Problem:
    """Where the packed bytes of an entry are, if its own header agrees with the directory."""
    raw, name_at = encode_name(info), info.header_offset + _LOCAL.size
    name = raw.decode("utf-8", "replace")
    if name_at > end:
        return entry_problem("archive-unreadable", name, "begins after the end of the data")
    magic, _, flags, method, _, _, *sizes, name_length, extra_length = _LOCAL.unpack_from(
        data, info.header_offset
    )
    extra_at = name_at + name_length
    begin = extra_at + extra_length
    if begin + info.compress_size > end:
        return entry_problem("archive-unreadable", name, "has less data than it should")
    listed = (info.CRC, info.compress_size, info.file_size)
    # When an archive is streamed the sizes follow the data, and the header may have zeros.
    possible = [(size, 0) if info.flag_bits & _STREAMED else (size,) for size in listed]
    if (
        magic != _LOCAL_MAGIC
        or data[name_at:extra_at] != raw
        or method != info.compress_type
        or (flags ^ info.flag_bits) & _COMPARED_FLAGS
        or any(size not in right for size, right in zip(sizes, possible, strict=True))
    ):
        fault = "has a header of its own that differs from the archive's directory"
        return entry_problem("archive-inconsistent", name, fault)
    for block in (data[extra_at:begin], info.extra):
        fields = read_extra_fields(block) if len(block) <= _MOST_EXTRA else None
        if fields is None or _ZIP64_EXTRA in fields:
            fault = "has extra fields that are broken, too long or for Zip64"
            return entry_problem("archive-inconsistent", name, fault)
    return slice(begin, begin + info.compress_size)


def _find_gaps(data: bytes, spans: Mapping[ZipInfo, slice], directory: int) -> Iterator[Problem]:
    """Entries that do not end where the next one begins, or the *directory*."""
    infos = sorted(spans, key=lambda info: info.header_offset)
    if infos and infos[0].header_offset:
        yield package_problem("archive-inconsistent", "There are bytes before the first entry.")
    begins = [*(info.header_offset for info in infos[1:]), directory]
    for info, begin in zip(infos, begins, strict=False):
        end = spans[info].stop
        if begin < end or data[end:begin] not in _list_descriptors(info):
            name = encode_name(info).decode("utf-8", "replace")
            fault = "does not end where the next entry begins"
            yield entry_problem("archive-inconsistent", name, fault)


def _list_descriptors(info: ZipInfo) -> tuple[bytes, ...]:
    """What may follow the data of an entry: its sizes, with or without a mark, in 32 or 64 bits."""
    if not info.flag_bits & _STREAMED:
        return (b"",)
    sizes = (info.CRC, info.compress_size, info.file_size)
    found = (struct.pack("<3L", *sizes), struct.pack("<L2Q", *sizes))
    return (*found, *(_DESCRIPTOR_MAGIC + one for one in found))


def _inflate(packed: memoryview, info: ZipInfo, name: str) -> bytes | Problem:
    """The bytes of an entry; at most one more than it declares is inflated."""
    content, is_whole = bytes(packed[: info.file_size + 1]), True
    if info.compress_type == zipfile.ZIP_DEFLATED:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            content = inflater.decompress(packed, info.file_size + 1)
        except zlib.error:
            return entry_problem("archive-unreadable", name, "has broken data")
        is_whole = inflater.eof and not inflater.unused_data
    if not is_whole or len(content) != info.file_size:
        fault = f"does not have the {info.file_size:,} bytes that the directory says"
        return entry_problem("archive-inconsistent", name, fault)
    if zlib.crc32(content) != info.CRC:
        return entry_problem("archive-unreadable", name, "has a wrong checksum")
    return content
