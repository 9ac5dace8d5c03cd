"""What an entry is by its marks, and its bytes, inflated no further than it declares."""

from __future__ import annotations

import stat
import zlib

from themebuilder.packages.errors import Finding, shown
from themebuilder.packages.names import MIB, Limits
from themebuilder.packages.zip_directory import ENCRYPTED, Entry
from themebuilder.packages.zip_layout import Span

_PATCH = 0x0020
_NEWEST_READER = 63
_STORED, _DEFLATED, _AES = 0, 8, 99
_METHODS = {
    1: "Shrink",
    6: "Implode",
    9: "Deflate64",
    12: "bzip2",
    14: "LZMA",
    93: "Zstandard",
    95: "XZ",
    98: "PPMd",
}
_DOS_FOLDER = 0x10
# Only these: old Maven writes all bits, which is no kind at all, on folders.
_SPECIAL = (stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFSOCK)
_CHUNK = 64 * 1024


def marks_finding(entry: Entry, name: str, limits: Limits) -> Finding | None:
    """Why the entry, called *name*, may not be read, judged by the directory alone."""

    def finding(rule: str, fault: str) -> Finding:
        return Finding(rule, f"“{shown(name)}” {fault}.", shown(name))

    is_folder = name.endswith("/")
    kind = stat.S_IFMT(entry.attributes >> 16)
    if entry.flags & ENCRYPTED or entry.method == _AES:
        return finding("entry-encrypted", "is encrypted")
    if kind == stat.S_IFLNK:
        return finding("entry-link", "is a symbolic link")
    if kind in _SPECIAL:
        return finding("entry-not-a-file", "is a device, a pipe or a socket")
    marked = kind == stat.S_IFDIR or bool(entry.attributes & _DOS_FOLDER)
    if not is_folder and marked:
        return finding("entry-not-a-file", "is named as a file and marked as a folder")
    if is_folder and (entry.size or kind == stat.S_IFREG):
        return finding("entry-not-a-file", "is named as a folder and is a file")
    if entry.method not in (_STORED, _DEFLATED) or entry.flags & _PATCH:
        method = _METHODS.get(entry.method, f"method {entry.method}")
        return finding("entry-method-unknown", f"is packed with {method}")
    if entry.version > _NEWEST_READER:
        return finding("entry-method-unknown", "asks for a newer reader than there is")
    if entry.size > limits.file:
        return finding(
            "entry-too-large",
            f"has {entry.size / MIB:,.1f} MiB; at most {limits.file / MIB:,.0f} are read",
        )
    if entry.size > max(limits.ratio_from, limits.ratio * entry.packed):
        times = entry.size // max(entry.packed, 1)
        return finding("entry-bomb", f"would grow to {times:,} times its packed size")
    return None


def content(data: bytes, entry: Entry, span: Span, name: str) -> bytes | Finding:
    """The bytes of the entry at *span*, or why they cannot be had."""

    def finding(rule: str, fault: str) -> Finding:
        return Finding(rule, f"“{shown(name)}” {fault}.", shown(name))

    packed = memoryview(data)[span.data : span.data_end]
    if entry.method == _STORED:
        found = bytes(packed)
    else:
        try:
            found = _inflated(packed, entry.size)
        except zlib.error:
            return finding("entry-data-broken", "cannot be inflated: its data is broken")
        except EOFError:
            return finding("entry-data-broken", "breaks off before its data ends")
        except _RestError:
            return finding("entry-size-wrong", "has bytes behind the end of its packed data")
    if len(found) != entry.size:
        more = "more" if len(found) > entry.size else "fewer"
        return finding("entry-size-wrong", f"has {more} than the {entry.size:,} bytes it declares")
    if zlib.crc32(found) != entry.checksum:
        return finding("entry-checksum-wrong", "has another checksum than the archive says")
    return found


class _RestError(Exception):
    """Packed bytes are left over."""


def _inflated(packed: memoryview, size: int) -> bytes:
    """*packed* inflated, at most one byte further than *size*.

    Fed in small pieces: what zlib has not taken yet is copied at each call.
    """
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    chunks: list[bytes] = []
    room = size + 1
    at = 0
    pending: bytes | memoryview = b""
    while not inflater.eof and room:
        if not pending:
            pending = packed[at : at + _CHUNK]
            at += _CHUNK
            if not pending:
                raise EOFError
        chunk = inflater.decompress(pending, min(room, _CHUNK * 4))
        pending = inflater.unconsumed_tail
        room -= len(chunk)
        chunks.append(chunk)
    if inflater.eof and (inflater.unused_data or at < len(packed)):
        raise _RestError
    return b"".join(chunks)
