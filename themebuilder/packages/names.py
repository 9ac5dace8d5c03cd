"""Which names a package may use: the same question for what we write and for what we read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from themebuilder.packages.errors import Finding, shown

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

_DRIVE = re.compile(r"[A-Za-z]:")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_FORBIDDEN = frozenset('<>:"|?*')
_DEVICE = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])[ ]*(?:\..*)?", re.IGNORECASE
)


def name_findings(names: Iterable[str], limits: Limits) -> Iterator[Finding]:
    """What is wrong with *names*, each by itself and all together; a folder ends in ``/``."""
    good = []
    for name in names:
        finding = _alone(name.removesuffix("/"), limits)
        if finding:
            yield finding
        else:
            good.append(name)
    yield from _together(good)


def _alone(name: str, limits: Limits) -> Finding | None:
    def finding(rule: str, fault: str) -> Finding:
        return Finding(rule, f"The name “{shown(name)}” {fault}.", shown(name))

    if len(name) > limits.name or len(name.encode("utf-8", "replace")) > limits.name:
        return finding("entry-name-too-long", f"is longer than {limits.name} bytes")
    if any("\ud800" <= c <= "\udfff" for c in name):
        return finding("entry-name-encoding", "holds half a character (a lone surrogate)")
    hidden = next((c for c in name if unicodedata.category(c) in _HIDDEN), None)
    if hidden is not None:
        return finding("entry-name-character", f"holds the invisible character U+{ord(hidden):04X}")
    if "\\" in name:
        return finding("entry-name-backslash", "parts its folders with a backslash")
    if name.startswith("/") or _DRIVE.match(name):
        return finding("entry-name-unsafe", "is absolute; it must be relative")
    parts = name.split("/")
    if ".." in parts:
        return finding("entry-name-unsafe", "leads out of the package")
    if "" in parts or "." in parts:
        return finding("entry-name-unsafe", "has an empty part or a “.” in it")
    if len(parts) > limits.depth:
        return finding("entry-name-too-long", f"is nested more than {limits.depth} deep")
    forbidden = _FORBIDDEN.intersection(name)
    if forbidden:
        return finding("entry-name-character", f"holds {' '.join(sorted(forbidden))}")
    if any(part != part.rstrip(" .") or part != part.lstrip(" ") for part in parts):
        return finding("entry-name-reserved", "has a part with a space around it or a final dot")
    device = next((part for part in parts if _DEVICE.fullmatch(part)), None)
    if device:
        return finding("entry-name-reserved", f"uses “{device}”, which is a device on Windows")
    if not unicodedata.is_normalized("NFC", name):
        return finding("entry-name-form", "is not in the composed Unicode form (NFC)")
    return None


def _together(names: Iterable[str]) -> Iterator[Finding]:
    spelt: dict[str, str] = {}
    files: set[str] = set()
    folders: set[str] = set()
    given: set[str] = set()
    for name in names:
        path = name.removesuffix("/")
        if name in given:
            yield Finding("entry-given-twice", f"“{shown(path)}” stands twice.", shown(path))
            continue
        given.add(name)
        above = list(_above(path))
        twin = next((p for p in (*above, path) if spelt.setdefault(_folded(p), p) != p), None)
        if twin is not None:
            first = shown(spelt[_folded(twin)])
            message = f"“{first}” and “{shown(twin)}” are one name on Windows and on a Mac."
            yield Finding("entry-names-alike", message, shown(path))
        folders.update(above)
        (folders if name.endswith("/") else files).add(path)
    for both in sorted(files & folders):
        message = f"“{shown(both)}” is a file and a folder at once."
        yield Finding("entry-under-a-file", message, shown(both))


def _above(path: str) -> Iterator[str]:
    """The folders of *path*, from the top."""
    at = path.find("/")
    while at >= 0:
        yield path[:at]
        at = path.find("/", at + 1)


def _folded(path: str) -> str:
    """What two names have in common that differ only by case or Unicode form."""
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", path).casefold())
