"""Packages: their identity, what they say about themselves on a node, and the local store."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from themebuilder.core.files import write_whole
from themebuilder.definitions.model import Files
from themebuilder.packages import zip_reader, zip_writer
from themebuilder.packages.errors import ArchiveError
from themebuilder.publishing.objects import Resource

SHORT = 12
"""Digits of a digest that identify a package."""

_NAME = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*) ([0-9a-f]{12})(?: \(themebuilder\))?")
_DESCRIPTION = re.compile(
    r"themebuilder: theme=([a-z0-9-]+) digest=([0-9a-f]{64})"
    r"(?: at=([0-9]{8}T[0-9]{6}Z))?(?: before=([0-9a-f]{12})?/([0-9a-f]{12})?)?"
)
_DIGEST = re.compile("[0-9a-f]{12,64}")


class Kind(StrEnum):
    """The kind of a package; the value is the end of its file name."""

    WEBAPP = "webapp3"
    MEETING = "service-theme"

    @property
    def resource(self) -> Resource:
        """The collection that holds it on a node."""
        return Resource.BRANDING if self is Kind.WEBAPP else Resource.THEME


@dataclass(frozen=True, slots=True)
class PackageId:
    """The exact content of a package: the digest is of its files, however they are zipped."""

    kind: Kind
    theme: str
    digest: str

    @property
    def short(self) -> str:
        """The first digits of the digest."""
        return self.digest[:SHORT]

    @property
    def label(self) -> str:
        """Its name on a node; a service theme has no description, so its name says that it is ours."""
        marker = "" if self.kind is Kind.WEBAPP else " (themebuilder)"
        return f"{self.theme} {self.short}{marker}"

    def __str__(self) -> str:
        return f"{self.theme} {self.kind.value} {self.short}"


@dataclass(frozen=True, slots=True)
class Mark:
    """What a package of ours says about itself on a node.

    A web app package also says when it was planned to go live (*at*), and the short digests of the
    web app package (*before*) and the service theme (*before_meeting*) that were live until then. So
    every machine can roll back.
    """

    theme: str
    short: str
    at: str
    before: str
    before_meeting: str


@dataclass(frozen=True, slots=True)
class LocalPackage:
    """A package on this machine. *file* is its name in the build folder, *data* its zip."""

    id: PackageId
    file: str
    data: bytes

    @property
    def files(self) -> Files:
        """The files in the zip."""
        return zip_reader.unpack(self.data)


def parse_mark(kind: Kind, name: str, description: str) -> Mark | None:
    """What a package on a node says about itself, or None: it is not ours."""
    named = _NAME.fullmatch(name)
    if named is None:
        return None
    if kind is Kind.MEETING:
        return Mark(named[1], named[2], "", "", "") if name.endswith(")") else None
    parsed = _DESCRIPTION.fullmatch(description)
    if parsed is None or parsed[1] != named[1] or parsed[2][:SHORT] != named[2]:
        return None
    return Mark(named[1], named[2], parsed[3] or "", parsed[4] or "", parsed[5] or "")


def format_description(package: PackageId, at: str, before: str, before_meeting: str) -> str:
    """A package's description on a node, as `parse_mark` reads it; at most 250 characters."""
    end = f" before={before}/{before_meeting}" if before or before_meeting else ""
    return f"themebuilder: theme={package.theme} digest={package.digest} at={at}{end}"


class Store:
    """A folder with every zip that this machine has published, by the digest of its content.

    Nodes seldom return a package. The store knows the content of what is live, and what `rollback`
    can upload again; nothing else is remembered.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, package: LocalPackage) -> None:
        """Save a package; OSError when that is not possible."""
        file = self._file(package.id)
        if not file.is_file():
            file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(file, package.data)

    def find(self, kind: Kind, theme: str, short: str) -> PackageId | None:
        """The package whose digest begins with *short*, if there is exactly one."""
        if not _DIGEST.fullmatch(short):
            return None
        found = sorted((self.folder / kind.value / theme).glob(f"{short}*.zip"))
        return PackageId(kind, theme, found[0].stem) if len(found) == 1 else None

    def data(self, package: PackageId) -> bytes | None:
        """Its zip, or None where it is missing or its content does not have the digest."""
        try:
            data = zip_reader.load_archive(self._file(package))
            return data if zip_writer.digest(zip_reader.unpack(data)) == package.digest else None
        except (OSError, ArchiveError):
            return None

    def files(self, kind: Kind, theme: str, short: str) -> Files | None:
        """The files in a package, or None."""
        package = self.find(kind, theme, short)
        data = self.data(package) if package else None
        return zip_reader.unpack(data) if data is not None else None

    def _file(self, package: PackageId) -> Path:
        return self.folder / package.kind.value / package.theme / f"{package.digest}.zip"
