"""How much of anything a package may hold."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds within which a package is read; sizes in bytes.

    Reading takes at most ``total + file + 16 MiB`` beside the archive's own bytes, hostile or
    not: nothing is inflated before the declared sizes were held against *total*, and no entry is
    inflated beyond its declared size.
    """

    archive: int = 128 * MIB
    entries: int = 4096
    file: int = 64 * MIB
    total: int = 128 * MIB
    ratio: int = 200
    """How many times its packed size a file may have; a silent recording may shrink further, so
    that files below *ratio_from* are not asked."""
    ratio_from: int = MIB
    name: int = 255
    """Bytes of a name in UTF-8, folders included."""
    depth: int = 16
    """Parts of a name, folders and file together."""


LIMITS = Limits()
