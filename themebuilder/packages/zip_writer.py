"""Files to zip bytes, the same everywhere, and the digest that names their content."""

from __future__ import annotations

import hashlib
import io
import zipfile

from themebuilder.definitions.model import Files
from themebuilder.packages.errors import ArchiveError, Finding, shown
from themebuilder.packages.names import LIMITS, Limits, name_findings

# The first moment that a zip can write. It says nothing, and says so: a real date would be the
# build's, which is no part of the content, and one day later the same files would be other bytes.
_NO_DATE = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_VERSION = 20
_FILE_MODE = 0o100644
_FOLDER_MODE = 0o040755
_DOS_FOLDER = 0x10


def pack(files: Files, *, folders: bool = False, limits: Limits = LIMITS) -> bytes:
    """The zip archive of *files*: the same bytes for the same files, wherever it is made.

    Entries are sorted by name and stored without compression: pictures and recordings hardly shrink,
    and deflated bytes differ between builds of zlib. With *folders* every folder has an entry of its
    own, in front of its content, as the Webapp3 portal writes them.
    Raises `ArchiveError` for whatever `unpack` would not take back.
    """
    findings = [*name_findings(files, limits), *_size_findings(files, limits)]
    if findings:
        raise ArchiveError(findings)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted([*files, *(_folders(files) if folders else ())]):
            archive.writestr(_header(name), files.get(name, b""))
    return buffer.getvalue()


def digest(files: Files) -> str:
    """The SHA-256, in hex, that names the content of *files*, however they are packed.

    It is the digest of the sorted lines ``<SHA-256 of the bytes>  <name>``, so that ``sha256sum``
    and ``sort`` find it too. *files* are such that `pack` takes them.
    """
    lines = sorted(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in files.items())
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _size_findings(files: Files, limits: Limits) -> list[Finding]:
    if not files:
        return [Finding("archive-empty", "There are no files to pack.")]
    findings = [
        Finding(
            "entry-name-unsafe", f"“{shown(name)}” is named as a folder and is a file.", shown(name)
        )
        for name in files
        if name.endswith("/")
    ]
    if len(files) + len(_folders(files)) > limits.entries:
        message = (
            f"{len(files):,} files and their folders are more than {limits.entries:,} entries."
        )
        findings.append(Finding("archive-too-many-entries", message))
    findings += [
        Finding("entry-too-large", f"“{shown(name)}” has {len(data):,} bytes.", shown(name))
        for name, data in files.items()
        if len(data) > limits.file
    ]
    # Beside its data, an entry costs two headers and its name twice.
    total = sum(map(len, files.values()))
    around = sum(
        76 + 2 * len(name.encode("utf-8", "replace")) for name in [*files, *_folders(files)]
    )
    if total > limits.total or total + around + 22 > limits.archive:
        message = f"The files have {total:,} bytes together; at most {limits.total:,} are taken."
        findings.append(Finding("archive-too-large", message))
    return findings


def _folders(files: Files) -> frozenset[str]:
    """Every folder that a file stands in, with its final slash."""
    return frozenset(
        "/".join(parts[:depth]) + "/"
        for parts in (name.split("/") for name in files)
        for depth in range(1, len(parts))
    )


def _header(name: str) -> zipfile.ZipInfo:
    """An entry's header with everything set that would otherwise be the machine's."""
    info = zipfile.ZipInfo(name, _NO_DATE)
    info.create_system = _UNIX
    info.create_version = info.extract_version = _VERSION
    is_folder = name.endswith("/")
    info.external_attr = _FOLDER_MODE << 16 | _DOS_FOLDER if is_folder else _FILE_MODE << 16
    return info
