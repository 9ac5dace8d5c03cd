"""Zip bytes to files: strict for our own packages, mending for those of other hands."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from themebuilder.definitions.model import Files
from themebuilder.packages.errors import ArchiveError, Finding
from themebuilder.packages.names import LIMITS, MIB, Limits, name_findings
from themebuilder.packages.repairs import foreign_name, strict_name, without_top_folder
from themebuilder.packages.zip_contents import content, marks_finding
from themebuilder.packages.zip_directory import Directory, Entry, read_directory
from themebuilder.packages.zip_layout import Span, lay_out


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A package of another hand: its files, and a note for each quirk that was mended."""

    files: Files
    notes: tuple[Finding, ...]


def load(path: Path, limits: Limits = LIMITS) -> bytes:
    """The bytes of the archive at *path*, when it is an ordinary file within the limits.

    Raises `ArchiveError` where it is not, and `OSError` where it cannot be read.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise ArchiveError([Finding("archive-not-a-zip", "This is not an ordinary file.")])
    with path.open("rb") as file:
        data = file.read(limits.archive + 1)
    if len(data) > limits.archive:
        message = f"The archive has more than {limits.archive / MIB:,.0f} MiB."
        raise ArchiveError([Finding("archive-too-large", message)])
    return data


def unpack(data: bytes, limits: Limits = LIMITS) -> Files:
    """The files in the zip *data*, by name; folders are left out.

    Raises `ArchiveError` with everything that is wrong. Bytes that pass are one thing to every
    reader: each belongs to one entry, and the archive says everything once.
    """
    directory = read_directory(data, limits)
    findings: list[Finding] = []
    if directory.comment:
        message = f"The archive carries a comment of {directory.comment:,} bytes."
        findings.append(Finding("archive-comment", message))
    named: list[str | Finding | None] = [strict_name(entry) for entry in directory.entries]
    return _files(data, directory, named, findings, limits)


def unpack_foreign(data: bytes, limits: Limits = LIMITS) -> Unpacked:
    """The files in the zip *data* of another hand, its harmless quirks mended.

    Mended are backslashes, ``./``, an extra top folder, names in another encoding or Unicode form,
    a comment, and the files that Macs and Windows leave behind. Raises `ArchiveError` for the rest.
    """
    directory = read_directory(data, limits)
    notes: list[Finding] = []
    if directory.comment:
        message = f"A comment of {directory.comment:,} bytes was left out."
        notes.append(Finding("quirk-comment", message))
    named: list[str | Finding | None] = []
    for entry in directory.entries:
        name, mended = foreign_name(entry)
        named.append(name)
        notes += mended
    files = _files(data, directory, named, [], limits)
    bare, more = without_top_folder(files)
    return Unpacked(bare, (*notes, *more))


def _files(
    data: bytes,
    directory: Directory,
    named: Sequence[str | Finding | None],
    findings: list[Finding],
    limits: Limits,
) -> Files:
    """The content of each entry that has a name; raises with *findings* and whatever else is wrong."""
    findings += [name for name in named if isinstance(name, Finding)]
    names = [name for name in named if isinstance(name, str)]
    findings += name_findings(names, limits)
    spans, misplaced = lay_out(data, directory)
    findings += misplaced
    readable: list[tuple[str, Entry, Span]] = []
    for entry, name, span in zip(directory.entries, named, spans, strict=True):
        if isinstance(name, str):
            marked = marks_finding(entry, name, limits)
            if marked:
                findings.append(marked)
            elif span:
                readable.append((name, entry, span))
    total = sum(entry.size for _, entry, _ in readable)
    if total > limits.total:
        message = (
            f"The files have {total / MIB:,.1f} MiB; at most {limits.total / MIB:,.0f} are read."
        )
        findings.append(Finding("archive-too-large", message))
    if not findings and all(name.endswith("/") for name, _, _ in readable):
        findings.append(Finding("archive-empty", "The archive holds no files."))
    is_sound = not misplaced and total <= limits.total
    files = dict(_contents(data, readable, findings)) if is_sound else {}
    if findings:
        raise ArchiveError(findings)
    return files


def _contents(
    data: bytes, readable: Sequence[tuple[str, Entry, Span]], findings: list[Finding]
) -> Iterator[tuple[str, bytes]]:
    """Each file with its bytes; what is wrong with one is added to *findings*, and none is kept then."""
    for name, entry, span in readable:
        found = content(data, entry, span, name)
        if isinstance(found, Finding):
            findings.append(found)
        elif not findings and not name.endswith("/"):
            yield name, found
