"""Reads zip archives: strictly for our own packages, with repairs for those of other tools.

`zipfile` reads the archive, within limits that are checked before anything is inflated.
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, NoReturn
from zipfile import ZipInfo

from themebuilder.core.messages import N_, Message, _
from themebuilder.core.problems import Problem
from themebuilder.definitions.model import Files
from themebuilder.packages.entry_names import (
    LIMITS,
    MIB,
    TOO_LARGE,
    Limits,
    NameQuirk,
    drop_top_folder,
    find_name_problems,
    make_total_problem,
    read_extra_field,
    read_name,
    repair_name,
)
from themebuilder.packages.errors import ArchiveError, make_entry_problem, package_problem

_RECORD_MAGIC = b"PK\x01\x02"
_PATCH = 0x0020
_ENCRYPTED = 0x0001 | 0x0040 | 0x2000
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_AES = 99
_STREAMED = 0x0008
"""The sizes follow the data; the header before it may leave them empty."""
_LOCAL_HEADER = struct.Struct("<6x2H4x3L2H")
"""Flags, method, checksum, packed and unpacked size of a local header; bytes of name and fields."""
_DESCRIPTORS = (struct.Struct("<3L"), struct.Struct("<L2Q"))
"""Checksum, packed and unpacked size after the data, with or without a mark before them."""
_DESCRIPTOR_MAGIC = b"PK\x07\x08"
_SIZE_IN_ZIP64 = 0xFFFFFFFF
_ZIP64 = 0x0001
_ZIP64_SIZES = struct.Struct("<2Q")
_DOS_FOLDER = 0x10
# Not every mode that is no file and no folder: old Maven sets all bits.
_SPECIAL_FILES = (stat.S_IFLNK, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFSOCK)

EntryName = str | Problem | None
"""An entry's name, the problem with it, or None where the entry is left out."""


class ArchiveContent(NamedTuple):
    """The files of a package from another tool, and what was repaired.

    *around* are the folders around all files (``acme/``), which *files* don't have.
    """

    files: Files
    quirks: tuple[NameQuirk, ...]
    around: str


def load_archive(path: Path, limits: Limits = LIMITS) -> bytes:
    """Return the bytes of the archive at *path*, if it is an ordinary file within the limits.

    Raise `ArchiveError` where it isn't, and `OSError` where it can't be read.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        _refuse("package-unreadable", _("This is not an ordinary file."))
    with path.open("rb") as file:
        data = file.read(limits.archive + 1)
    _check_size(data, limits)
    return data


def unpack(data: bytes, limits: Limits = LIMITS) -> Files:
    """Return the files in the zip *data*, by name, without folders.

    Raise `ArchiveError` with everything that is wrong.
    """
    archive = _read_directory(data, limits)
    return _read_files(archive, [read_name(info) for info in archive.infolist()], limits)


def unpack_foreign(data: bytes, limits: Limits = LIMITS) -> ArchiveContent:
    """Return the files in the zip *data* of another tool, with harmless quirks repaired.

    Repaired are backslashes, ``./``, an extra top folder, names in another encoding or Unicode form,
    the files that Macs and Windows leave behind, and files that are there twice. Raise `ArchiveError`
    for the rest.
    """
    archive = _read_directory(data, limits)
    quirks: list[NameQuirk] = []
    names: list[EntryName] = []
    for info in archive.infolist():
        name, found = repair_name(info)
        names.append(name)
        quirks += found
    names = _drop_copies(archive, names, quirks, limits)
    files, around = drop_top_folder(_read_files(archive, names, limits, is_foreign=True))
    return ArchiveContent(files, tuple(quirks), around)


def _refuse(rule: str, message: Message) -> NoReturn:
    raise ArchiveError([package_problem(rule, message)])


def _check_size(data: bytes, limits: Limits) -> None:
    if len(data) > limits.archive:
        message = _("The archive is larger than {most:,.0f} MiB.", most=limits.archive / MIB)
        _refuse("archive-too-large", message)


def _read_directory(data: bytes, limits: Limits) -> zipfile.ZipFile:
    _check_size(data, limits)
    if data.count(_RECORD_MAGIC) > limits.entries:
        message = _("The archive has more than {most:,} entries.", most=limits.entries)
        _refuse("archive-too-large", message)
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except UnicodeDecodeError:
        _refuse("entry-name-not-portable", _("A name is marked as UTF-8 but isn't valid UTF-8."))
    except NotImplementedError:  # so zipfile says that an entry needs a later version
        _refuse("archive-unsupported", _("An entry needs a newer program to unpack it."))
    except (zipfile.BadZipFile, ValueError, struct.error):
        _refuse("package-unreadable", _("This is not a zip archive, or it is damaged."))


def _drop_copies(
    archive: zipfile.ZipFile, names: Sequence[EntryName], quirks: list[NameQuirk], limits: Limits
) -> list[EntryName]:
    """Return *names* without those of files that are there once more with the same bytes."""
    infos = archive.infolist()
    is_small = sum(info.file_size for info in infos) <= limits.total
    first: dict[str, ZipInfo] = {}
    kept: list[EntryName] = []
    for name, info in zip(names, infos, strict=True):
        one = first.setdefault(name, info) if isinstance(name, str) else info
        is_copy = one is not info and is_small and _are_equal(archive, str(name), one, info, limits)
        kept.append(None if is_copy else name)
        quirks += [NameQuirk("twice", str(name))] * is_copy
    return kept


def _are_equal(
    archive: zipfile.ZipFile, name: str, one: ZipInfo, other: ZipInfo, limits: Limits
) -> bool:
    """Whether two sound entries have the same content."""
    if any(_check_entry(info, name, limits) for info in (one, other)):
        return False
    is_sound = all(_find_end(archive, info) for info in (one, other))
    return is_sound and _inflate(archive, one, name) == _inflate(archive, other, name)


def _read_files(
    archive: zipfile.ZipFile,
    names: Sequence[EntryName],
    limits: Limits,
    *,
    is_foreign: bool = False,
) -> dict[str, bytes]:
    """Return the content of each entry that has a name; raise with everything that is wrong."""
    infos = archive.infolist()
    problems = [name for name in names if isinstance(name, Problem)]
    entries = [(n, info) for n, info in zip(names, infos, strict=True) if isinstance(n, str)]
    problems += find_name_problems((name for name, _ in entries), limits, is_foreign=is_foreign)
    problems += [p for name, info in entries if (p := _check_entry(info, name, limits))]
    total = sum(info.file_size for _, info in entries)
    if total > limits.total:
        problems.append(make_total_problem(total, limits))
    if not problems and all(name.endswith("/") for name, _ in entries):
        problems.append(package_problem("package-unreadable", _("The archive has no files.")))
    problems = problems or [*_find_misplaced(archive, entries)]
    if problems:
        raise ArchiveError(problems)
    contents = {name: _inflate(archive, info, name) for name, info in entries}
    broken = [content for content in contents.values() if isinstance(content, Problem)]
    if broken:
        raise ArchiveError(broken)
    return {n: c for n, c in contents.items() if isinstance(c, bytes) and not n.endswith("/")}


def _check_entry(info: ZipInfo, name: str, limits: Limits) -> Problem | None:
    """Return why an entry is rejected, as far as the archive's directory shows."""
    is_folder = name.endswith("/")
    kind = stat.S_IFMT(info.external_attr >> 16)
    is_marked = kind == stat.S_IFDIR or bool(info.external_attr & _DOS_FOLDER)
    if info.flag_bits & _ENCRYPTED or info.compress_type == _AES:
        return make_entry_problem("archive-unsupported", N_("`{name}` is encrypted."), name)
    if kind in _SPECIAL_FILES:
        return make_entry_problem(
            "archive-unsupported", N_("`{name}` is a link, a device or a pipe."), name
        )
    if (is_marked and not is_folder) or (is_folder and (info.file_size or kind == stat.S_IFREG)):
        message = N_("`{name}` is marked both as a file and as a folder.")
        return make_entry_problem("archive-unsupported", message, name)
    if info.compress_type not in _METHODS or info.flag_bits & _PATCH or info.volume:
        message = N_("`{name}` uses compression method {method}, which some programs can't read.")
        method = info.compress_type
        return make_entry_problem("archive-unsupported", message, name, method=method)
    if info.file_size > limits.file:
        return make_entry_problem(
            "archive-too-large", TOO_LARGE, name, size=info.file_size, most=limits.file
        )
    if info.file_size > max(limits.ratio_from, limits.ratio * info.compress_size):
        message = N_("`{name}` unpacks to more than {ratio} times its packed size.")
        return make_entry_problem("archive-too-large", message, name, ratio=limits.ratio)
    return None


def _find_misplaced(
    archive: zipfile.ZipFile, entries: Sequence[tuple[str, ZipInfo]]
) -> Iterator[Problem]:
    """Yield a problem for each entry that isn't stored as the directory says, or not alone."""
    reached = 0
    for name, info in sorted(entries, key=lambda entry: entry[1].header_offset):
        end = _find_end(archive, info)
        if end is None or info.header_offset < reached:
            message = N_("`{name}` isn't stored as the archive's directory says.")
            yield make_entry_problem("package-unreadable", message, name)
        reached = max(reached, end or 0)


def _find_end(archive: zipfile.ZipFile, info: ZipInfo) -> int | None:
    """Return where an entry ends, or None if it isn't stored as the directory says.

    Some programs believe what stands beside the data instead.
    """
    assert archive.fp is not None  # noqa: S101 - the archive is open
    archive.fp.seek(max(info.header_offset, 0))
    header = archive.fp.read(_LOCAL_HEADER.size)
    if len(header) < _LOCAL_HEADER.size:
        return None
    flags, method, *found, name_length, extra_length = _LOCAL_HEADER.unpack(header)
    archive.fp.seek(name_length, io.SEEK_CUR)
    wide = read_extra_field(archive.fp.read(extra_length), _ZIP64)
    if _SIZE_IN_ZIP64 in found[1:] and len(wide) >= _ZIP64_SIZES.size:
        found[2], found[1] = _ZIP64_SIZES.unpack_from(wide)
    listed = [info.CRC, info.compress_size, info.file_size]
    is_streamed = bool(flags & _STREAMED)
    end = archive.fp.seek(info.compress_size, io.SEEK_CUR)
    if (
        end > archive.start_dir
        or (flags ^ info.flag_bits) & (_ENCRYPTED | _STREAMED)
        or method != info.compress_type
        or (method == zipfile.ZIP_STORED and info.compress_size != info.file_size)
        or any(n != e and not (is_streamed and n == 0) for n, e in zip(found, listed, strict=True))
    ):
        return None
    after = archive.fp.read(len(_DESCRIPTOR_MAGIC) + _DESCRIPTORS[-1].size)
    return end if not is_streamed or _is_descriptor(after, listed) else None


def _is_descriptor(data: bytes, listed: Sequence[int]) -> bool:
    """Whether *data* begins with what follows a streamed entry of the *listed* sizes."""
    sizes = [shape.pack(*listed) for shape in _DESCRIPTORS]
    return data.removeprefix(_DESCRIPTOR_MAGIC).startswith(tuple(sizes))


def _inflate(archive: zipfile.ZipFile, info: ZipInfo, name: str) -> bytes | Problem:
    """Return the bytes of an entry: as many as it declares, with the right checksum."""
    try:
        with archive.open(info) as file:
            content = file.read(info.file_size + 1)  # a limit bounds what is inflated
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError):
        return make_entry_problem("package-unreadable", N_("`{name}` is damaged."), name)
    if len(content) != info.file_size:
        return make_entry_problem("package-unreadable", N_("`{name}` ends too early."), name)
    return content
