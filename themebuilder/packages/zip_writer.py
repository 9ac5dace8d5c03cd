"""Writes reproducible zip archives, and the digest that names their content."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator

from themebuilder.core.messages import N_, _
from themebuilder.core.problems import Problem
from themebuilder.definitions.model import Files
from themebuilder.packages.entry_names import (
    LIMITS,
    TOO_LARGE,
    Limits,
    find_name_problems,
    make_total_problem,
)
from themebuilder.packages.errors import ArchiveError, make_entry_problem, package_problem

# The first date that a zip can hold. A real one would give the same files other bytes every day.
_NO_DATE = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_VERSION = 20
_FILE_MODE = 0o100644
_FOLDER_MODE = 0o040755
_DOS_FOLDER = 0x10


def pack(files: Files, *, folders: bool = False, limits: Limits = LIMITS) -> bytes:
    """Return the zip archive of *files*: the same bytes for the same files, on every machine.

    Entries are sorted by name and stored without compression: pictures and recordings hardly shrink,
    and deflated bytes differ between builds of zlib. With *folders* every folder has its own entry in
    front of its content, as in packages of the Webapp3 portal.
    Raise `ArchiveError` for everything that `unpack` would refuse.
    """
    problems = [*find_name_problems(files, limits), *_check_sizes(files, limits)]
    if problems:
        raise ArchiveError(problems)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted([*files, *(_list_folders(files) if folders else ())]):
            archive.writestr(_make_header(name), files.get(name, b""))
    return buffer.getvalue()


def compute_digest(files: Files) -> str:
    """Return the SHA-256, in hex, of the content of *files*, however they are packed.

    It is the digest of the sorted lines ``<SHA-256 of the bytes>  <name>``, so that ``sha256sum``
    and ``sort`` find it too. *files* are such that `pack` takes them.
    """
    lines = sorted(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in files.items())
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _check_sizes(files: Files, limits: Limits) -> Iterator[Problem]:
    if not files:
        yield package_problem("package-unreadable", _("The package has no files."))
    folders = _list_folders(files)
    if len(files) + len(folders) > limits.entries:
        message = _("The package has more than {most:,} files and folders.", most=limits.entries)
        yield package_problem("archive-too-large", message)
    for name, data in files.items():
        if name.endswith("/"):
            is_folder = N_("The file `{name}` has the name of a folder.")
            yield make_entry_problem("entry-name-unsafe", is_folder, name)
        if len(data) > limits.file:
            sizes = {"size": len(data), "most": limits.file}
            yield make_entry_problem("archive-too-large", TOO_LARGE, name, **sizes)
    # An entry has two headers and its name twice; the archive ends with 22 bytes.
    headers = sum(76 + 2 * len(name.encode("utf-8", "replace")) for name in [*files, *folders])
    total = sum(map(len, files.values()))
    if total > limits.total or total + headers + 22 > limits.archive:
        yield make_total_problem(total, limits)


def _list_folders(files: Files) -> frozenset[str]:
    """Return every folder that holds a file, with its final slash."""
    return frozenset(
        name[: at + 1] for name in files for at, sign in enumerate(name[:-1]) if sign == "/"
    )


def _make_header(name: str) -> zipfile.ZipInfo:
    """Return an entry's header without anything that depends on the machine."""
    info = zipfile.ZipInfo(name, _NO_DATE)
    info.create_system = _UNIX
    info.create_version = info.extract_version = _VERSION
    is_folder = name.endswith("/")
    info.external_attr = _FOLDER_MODE << 16 | _DOS_FOLDER if is_folder else _FILE_MODE << 16
    return info
