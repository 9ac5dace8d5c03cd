"""Every zip that was ever applied, by the digest of its content.

A node does not give a package back, so this is what tells the content of what is live, and what
`rollback` can upload again. Nothing else is remembered here: what is live is read from the node.
"""

from __future__ import annotations

import re
from pathlib import Path

from themebuilder.core.files import write_whole
from themebuilder.definitions.model import Files
from themebuilder.packages import zip_reader, zip_writer
from themebuilder.packages.errors import ArchiveError
from themebuilder.publishing.built import Kind, Package, PackageId

_DIGEST = re.compile("[0-9a-f]{12,64}")


class Store:
    """A folder of zips."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, package: Package) -> None:
        """Keep a package; OSError when it cannot be kept."""
        file = self._file(package.id)
        if not file.is_file():
            file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(file, package.data)

    def find(self, kind: Kind, theme: str, short: str) -> PackageId | None:
        """The kept package whose digest begins with *short*, if there is exactly one."""
        if not _DIGEST.fullmatch(short):
            return None
        found = sorted((self.folder / kind.value / theme).glob(f"{short}*.zip"))
        return PackageId(kind, theme, found[0].stem) if len(found) == 1 else None

    def data(self, package: PackageId) -> bytes | None:
        """Its zip, or None; one whose content is not what its name says counts as missing."""
        try:
            data = zip_reader.load_archive(self._file(package))
            return data if zip_writer.digest(zip_reader.unpack(data)) == package.digest else None
        except (OSError, ArchiveError):
            return None

    def files(self, kind: Kind, theme: str, short: str) -> Files | None:
        """What is inside a kept package, or None."""
        package = self.find(kind, theme, short)
        data = self.data(package) if package else None
        return zip_reader.unpack(data) if data is not None else None

    def _file(self, package: PackageId) -> Path:
        return self.folder / package.kind.value / package.theme / f"{package.digest}.zip"
