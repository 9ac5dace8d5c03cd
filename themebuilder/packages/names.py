"""Which names and sizes a package may have: the same for those we write and those we read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from themebuilder.core.problems import Problem
from themebuilder.packages.errors import entry_problem, printable

MIB = 1024 * 1024

_DRIVE = re.compile(r"[A-Za-z]:")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_FORBIDDEN = frozenset('<>:"|?*')
_DEVICE = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])[ ]*(?:\..*)?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that a package may hold; sizes in bytes.

    Reading takes at most ``total + file + 16 MiB`` beside the archive itself: declared sizes are
    checked before anything is inflated, and no entry is inflated beyond its declared size.
    """

    archive: int = 128 * MIB
    entries: int = 4096
    file: int = 64 * MIB
    total: int = 128 * MIB
    ratio: int = 200
    """Size of a file divided by its packed size. Smaller files than *ratio_from* are not checked: a
    silent recording shrinks further."""
    ratio_from: int = MIB
    name: int = 255
    """Bytes of a name in UTF-8, folders included."""
    depth: int = 16
    """Parts of a name, folders and file together."""


LIMITS = Limits()


def find_name_problems(names: Iterable[str], limits: Limits) -> Iterator[Problem]:
    """What is wrong with *names*, each by itself and all together; a folder ends in ``/``."""
    good = []
    for name in names:
        if found := _check_name(name.removesuffix("/"), limits):
            yield found
        else:
            good.append(name)
    yield from _find_clashes(good)


def _check_name(name: str, limits: Limits) -> Problem | None:
    parts = name.split("/")
    if name.startswith("/") or _DRIVE.match(name):
        return entry_problem("entry-name-unsafe", name, "is an absolute name")
    if ".." in parts:
        return entry_problem("entry-name-unsafe", name, "leads out of the package")
    if "" in parts or "." in parts:
        return entry_problem("entry-name-unsafe", name, "has an empty part or a “.” in it")
    fault = _find_portability_fault(name, parts, limits)
    return entry_problem("entry-name-not-portable", name, fault) if fault else None


def _find_portability_fault(name: str, parts: list[str], limits: Limits) -> str:
    if len(name) > limits.name or len(name.encode("utf-8", "replace")) > limits.name:
        return f"is longer than {limits.name} bytes"
    if len(parts) > limits.depth:
        return f"is nested more than {limits.depth} deep"
    if invisible := [c for c in name if unicodedata.category(c) in _INVISIBLE]:
        return f"contains the invisible character U+{ord(invisible[0]):04X}"
    if "\\" in name:
        return "separates its folders with a backslash"
    if forbidden := _FORBIDDEN.intersection(name):
        return f"contains {' '.join(sorted(forbidden))}"
    if any(part != part.rstrip(" .") or part != part.lstrip(" ") for part in parts):
        return "has a part with a space around it or a final dot"
    if device := next((part for part in parts if _DEVICE.fullmatch(part)), None):
        return f"uses “{device}”, which is a device on Windows"
    if not unicodedata.is_normalized("NFC", name):
        return "is not in the composed Unicode form (NFC)"
    return ""


def _find_clashes(names: Iterable[str]) -> Iterator[Problem]:
    spellings: dict[str, str] = {}
    files: set[str] = set()
    folders: set[str] = set()
    seen: set[str] = set()
    for name in names:
        path = name.removesuffix("/")
        if name in seen:
            yield entry_problem("entry-name-twice", path, "is in the archive twice")
            continue
        seen.add(name)
        above = [path[:at] for at, sign in enumerate(path) if sign == "/"]
        for part in (*above, path):
            first = spellings.setdefault(_fold(part), part)
            if first != part:
                fault = f"and “{printable(first)}” are the same name on Windows and on a Mac"
                yield entry_problem("entry-name-twice", path, fault)
                break
        folders.update(above)
        (folders if name.endswith("/") else files).add(path)
    for both in sorted(files & folders):
        yield entry_problem("entry-name-twice", both, "is both a file and a folder")


def _fold(path: str) -> str:
    """What two names have in common that differ only by case or Unicode form."""
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", path).casefold())
