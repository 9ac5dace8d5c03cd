"""The names and sizes that a package may have, whether we write or read it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from themebuilder.core.messages import N_
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

TOO_LARGE = N_("`{name}` has {size:,} bytes; at most {most:,} are allowed.")


_TWICE = N_("`{name}` is in the archive twice.")
ALIKE = N_("`{name}` and `{other}` are the same name on Windows and macOS.")
_BOTH = N_("`{name}` is both a file and a folder.")


def find_name_problems(
    names: Iterable[str], limits: Limits, *, is_foreign: bool = False
) -> Iterator[Problem]:
    """Yield what is wrong with *names*, alone or together; a folder ends in ``/``.

    Names that differ only in case are no problem in a foreign package: the node tells them apart.
    """
    good = []
    for name in names:
        if found := _check_name(name.removesuffix("/"), limits):
            yield found
        else:
            good.append(name)
    for message, name, other in _find_clashes(good):
        if not (is_foreign and message == ALIKE):
            yield entry_problem("entry-name-twice", message, name, other=printable(other))


def find_alike_names(names: Iterable[str]) -> list[tuple[str, str]]:
    """Return the names that are the same on Windows and macOS as an earlier one, each with that one."""
    return [(name, other) for message, name, other in _find_clashes(names) if message == ALIKE]


def _check_name(name: str, limits: Limits) -> Problem | None:
    parts = name.split("/")
    message = ""
    if name.startswith("/") or _DRIVE.match(name):
        message = N_("The name `{name}` is absolute; it must be relative to the package.")
    elif ".." in parts:
        message = N_("The name `{name}` leads out of the package.")
    elif "" in parts or "." in parts:
        message = N_("The name `{name}` has an empty part or a `.` as a part.")
    if message:
        return entry_problem("entry-name-unsafe", message, name)
    message, detail = _find_portability_fault(name, parts, limits)
    if message:
        return entry_problem("entry-name-not-portable", message, name, detail=detail)
    return None


def _find_portability_fault(name: str, parts: list[str], limits: Limits) -> tuple[str, object]:
    """Return the message and its ``{detail}``, or empty texts."""
    if len(name) > limits.name or len(name.encode("utf-8", "replace")) > limits.name:
        return N_("The name `{name}` is longer than {detail} bytes."), limits.name
    if len(parts) > limits.depth:
        return N_("The name `{name}` is nested more than {detail} folders deep."), limits.depth
    if invisible := [c for c in name if unicodedata.category(c) in _INVISIBLE]:
        code = f"U+{ord(invisible[0]):04X}"
        return N_("The name `{name}` contains the invisible character {detail}."), code
    if "\\" in name:
        return N_("The name `{name}` separates folders with a backslash; use `/`."), ""
    if forbidden := _FORBIDDEN.intersection(name):
        signs = " ".join(sorted(forbidden))
        return N_("The name `{name}` contains {detail}, which Windows does not allow."), signs
    if any(part != part.rstrip(" .") or part != part.lstrip(" ") for part in parts):
        return N_(
            "The name `{name}` has a part that begins or ends with a space, or ends in a dot."
        ), ""
    if device := next((part for part in parts if _DEVICE.fullmatch(part)), None):
        return N_("The name `{name}` uses `{detail}`, which is a device on Windows."), device
    if not unicodedata.is_normalized("NFC", name):
        return N_("The name `{name}` isn't in composed Unicode form (NFC)."), ""
    return "", ""


def choose_free_name(name: str, taken: Collection[str]) -> str:
    """Return *name*, or with a number if it clashes with one of the names that are *taken*."""
    top, slash, rest = name.partition("/")
    stem, dot, ending = (top, "", "") if slash else top.rpartition(".")
    free, number = name, 1
    clashes = len(list(_find_clashes(taken)))
    while len(list(_find_clashes([*taken, free]))) > clashes:
        number += 1
        free = f"{stem}-{number}{dot}{ending}{slash}{rest}"
    return free


def _find_clashes(names: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Yield a message, the name and the other name of each clash."""
    spellings: dict[str, str] = {}
    files: set[str] = set()
    folders: set[str] = set()
    seen: set[str] = set()
    for name in names:
        path = name.removesuffix("/")
        if name in seen:
            yield _TWICE, path, path
            continue
        seen.add(name)
        above = [path[:at] for at, sign in enumerate(path) if sign == "/"]
        for part in (*above, path):
            first = spellings.setdefault(_fold(part), part)
            if first != part:
                yield ALIKE, path, first
                break
        folders.update(above)
        (folders if name.endswith("/") else files).add(path)
    for both in sorted(files & folders):
        yield _BOTH, both, both


def _fold(path: str) -> str:
    """Return the form that names share when they differ only by case or Unicode form."""
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", path).casefold())
