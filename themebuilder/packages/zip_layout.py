"""Where the data of each entry lies, and whether the archive holds that and nothing else."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from themebuilder.packages.errors import Finding, shown
from themebuilder.packages.zip_directory import (
    ENCRYPTED,
    MOST_EXTRA,
    UTF8_NAME,
    ZIP64_EXTRA,
    Directory,
    Entry,
    adds_up,
    extras,
)

_HEADER = struct.Struct("<4s5H3L2H")
_HEADER_MAGIC = b"PK\x03\x04"
_DESCRIPTOR_MAGIC = b"PK\x07\x08"
_DESCRIPTORS = (struct.Struct("<3L"), struct.Struct("<L2Q"))

_DESCRIPTOR_FOLLOWS = 0x0008
# The other bits say how hard the packer tried, and may differ.
_FLAGS_THAT_COUNT = ENCRYPTED | _DESCRIPTOR_FOLLOWS | UTF8_NAME


@dataclass(frozen=True, slots=True)
class Span:
    """The bytes of one entry: from its header at *start* over the data to *end*, descriptor included."""

    start: int
    data: int
    data_end: int
    end: int


def lay_out(data: bytes, directory: Directory) -> tuple[tuple[Span | None, ...], list[Finding]]:
    """The span of each entry, None where it cannot be found; and what is wrong.

    When nothing is wrong the spans fill the archive up to its directory, without gap or overlap.
    """
    spans: list[Span | None] = []
    findings: list[Finding] = []
    for entry in directory.entries:
        found = _span(data, entry, directory.start)
        spans.append(found if isinstance(found, Span) else None)
        if isinstance(found, Finding):
            findings.append(found)
    findings += _tiling(directory, spans, is_complete=not findings)
    return tuple(spans), findings


def name_of(entry: Entry) -> str:
    """The entry's name for messages, whatever its encoding."""
    return shown(entry.name.decode("utf-8", "replace"))


def _span(data: bytes, entry: Entry, limit: int) -> Span | Finding:
    def finding(rule: str, fault: str) -> Finding:
        return Finding(rule, f"“{name_of(entry)}” {fault}.", name_of(entry))

    disagree = "entry-headers-disagree"
    if entry.offset + _HEADER.size > limit:
        return finding("entry-truncated", "begins behind the end of the archive's data")
    fields = _HEADER.unpack_from(data, entry.offset)
    magic, _, flags, method, _, _, checksum, packed, size, name_length, extra_length = fields
    name_at = entry.offset + _HEADER.size
    data_at = name_at + name_length + extra_length
    data_end = data_at + entry.packed
    if magic != _HEADER_MAGIC:
        return finding(disagree, "has no header where the directory says that it begins")
    if data_end > limit:
        return finding("entry-truncated", f"lacks {data_end - limit:,} bytes of its data")
    if not _same_name(data, entry, name_at, name_length):
        own = data[name_at : name_at + min(name_length, 64)].decode("utf-8", "replace")
        return finding(disagree, f"calls itself “{shown(own)}” in its own header")
    if max(extra_length, len(entry.extra)) > MOST_EXTRA:
        return finding("archive-stray-bytes", f"has more than {MOST_EXTRA:,} bytes of extra fields")
    block = data[name_at + name_length : data_at]
    if not adds_up(block) or not adds_up(entry.extra):
        return finding("archive-stray-bytes", "has extra fields that do not add up")
    if any(kind == ZIP64_EXTRA for kind, _ in (*extras(block), *extras(entry.extra))):
        return finding("archive-zip64", "states its sizes a second time, as Zip64")
    if method != entry.method or (flags ^ entry.flags) & _FLAGS_THAT_COUNT:
        return finding(disagree, "is packed in another way than the directory says")
    own_sizes, listed = (checksum, packed, size), (entry.checksum, entry.packed, entry.size)
    if not flags & _DESCRIPTOR_FOLLOWS:
        if own_sizes != listed:
            return finding(disagree, "has another size or checksum than the directory says")
        return Span(entry.offset, data_at, data_end, data_end)
    if any(own not in (0, right) for own, right in zip(own_sizes, listed, strict=True)):
        return finding(disagree, "has another size or checksum than the directory says")
    end = _descriptor_end(data, data_end, listed, limit)
    if end is None:
        return finding(disagree, "is not followed by the sizes that the directory says")
    return Span(entry.offset, data_at, data_end, end)


def _same_name(data: bytes, entry: Entry, at: int, length: int) -> bool:
    if length != entry.name_length:
        return False
    return data.startswith(data[entry.name_at : entry.name_at + length], at)


def _descriptor_end(data: bytes, at: int, listed: tuple[int, int, int], limit: int) -> int | None:
    """Where the data descriptor at *at* ends: with or without its mark, in 32 or 64 bits."""
    if data.startswith(_DESCRIPTOR_MAGIC, at):
        at_sizes: Sequence[int] = (at + len(_DESCRIPTOR_MAGIC), at)
    else:
        at_sizes = (at,)
    for start in at_sizes:
        for shape in _DESCRIPTORS:
            end = start + shape.size
            if end <= limit and shape.unpack_from(data, start) == listed:
                return end
    return None


def _tiling(
    directory: Directory, spans: Sequence[Span | None], *, is_complete: bool
) -> Iterator[Finding]:
    """Overlaps; and gaps too, when every span is known."""
    known = [(span, entry) for span, entry in zip(spans, directory.entries, strict=True) if span]
    known.sort(key=lambda pair: (pair[0].start, pair[0].end))
    reached, before = 0, ""
    for span, entry in known:
        name = name_of(entry)
        if span.start < reached:
            message = f"“{name}” shares {reached - span.start:,} bytes with “{before}”."
            yield Finding("entry-overlap", message, name)
        elif span.start > reached and is_complete:
            where = f"behind “{before}”" if before else "in front of the first entry"
            message = f"{span.start - reached:,} bytes {where} belong to nothing."
            yield Finding("archive-stray-bytes", message)
        if span.end > reached:
            reached, before = span.end, name
    if reached < directory.start and is_complete:
        message = (
            f"{directory.start - reached:,} bytes in front of the directory belong to nothing."
        )
        yield Finding("archive-stray-bytes", message)
