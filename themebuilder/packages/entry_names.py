"""The names and sizes that a package may have, whether we write or read it."""

from __future__ import annotations

import posixpath
import re
import struct
import unicodedata
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Literal, NamedTuple
from zipfile import ZipInfo

from themebuilder.core.messages import N_, _
from themebuilder.core.problems import Problem
from themebuilder.core.slugs import find_free_name
from themebuilder.packages.errors import make_entry_problem, make_printable, package_problem

MIB = 1024 * 1024

_DRIVE = re.compile(r"[A-Za-z]:")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_FORBIDDEN = frozenset('<>:"|?*')
_DEVICE = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])[ ]*(?:\..*)?", re.IGNORECASE
)


class Limits(NamedTuple):
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


def make_total_problem(total: int, limits: Limits) -> Problem:
    """Return the problem of files with *total* bytes, more than the *limits* allow."""
    sizes = {"size": total, "most": limits.total}
    message = _("The files have {size:,} bytes in total; at most {most:,} are allowed.", **sizes)
    return package_problem("archive-too-large", message)


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
            yield make_entry_problem(
                "entry-name-not-portable", message, name, other=make_printable(other)
            )


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
        return make_entry_problem("entry-name-unsafe", message, name)
    message, detail = _find_portability_fault(name, parts, limits)
    if message:
        return make_entry_problem("entry-name-not-portable", message, name, detail=detail)
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
    stem, ending = (top, slash + rest) if slash else posixpath.splitext(name)
    clashes = len(list(_find_clashes(taken)))
    return find_free_name(
        stem, lambda free: len(list(_find_clashes([*taken, free]))) > clashes, ending
    )


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


_PACKAGE_FOLDERS = frozenset({"webapp2", "webapp3", "branding"})
"""Top folders that belong to a package."""

_LITTER = re.compile(
    r"(?:^|/)(?:__MACOSX(?:/.*)?|\.DS_Store|\._[^/]*|\.Spotlight-V100(?:/.*)?|\.Trashes(?:/.*)?"
    r"|\.fseventsd(?:/.*)?|Icon\r|Thumbs\.db|ehthumbs\.db|desktop\.ini)/?$",
    re.IGNORECASE,
)
_EMPTY_PARTS = re.compile(r"(?:(?<=/)|^)\./|(?<=/)/+")
_FIELD = struct.Struct("<2H")
_UTF8_NAME = 0x0800
_UNICODE_NAME = 0x7075

Way = Literal["unmarked", "cp850", "backslashes", "decomposed", "empty-parts", "litter", "twice"]


class NameQuirk(NamedTuple):
    """A name that wasn't written as the zip format says, and as it was meant.

    *readings* are the names that programs may see instead, where they differ.
    """

    way: Way
    name: str
    readings: frozenset[str] = frozenset()


def read_name(info: ZipInfo) -> str | Problem:
    """Return the entry's name, or a problem if programs read it differently."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8_NAME and not name.isascii():
        lossy = _encode_name(info).decode("utf-8", "replace")
        message = N_("The name `{name}` isn't marked as UTF-8.")
        return make_entry_problem("entry-name-not-portable", message, lossy)
    if _read_unicode_name(info) not in {b"", name.encode()}:
        message = N_("`{name}` has a second name in its extra fields, which some programs use.")
        return make_entry_problem("entry-name-not-portable", message, name)
    return name


def repair_name(info: ZipInfo) -> tuple[str | Problem | None, list[NameQuirk]]:
    """Return the entry's name as it was meant, None to leave it out, and its quirks."""
    quirks: list[NameQuirk] = []
    name: str | Problem = info.orig_filename
    readings = {info.orig_filename}
    if not info.flag_bits & _UTF8_NAME and not info.orig_filename.isascii():
        name, way = _guess_name(info)
        readings.add(_encode_name(info).decode("utf-8", "replace"))
        quirks.append(NameQuirk(way, name, frozenset(readings)))
    else:
        name = read_name(info)
        if not isinstance(name, str):
            return name, quirks
    if "\\" in name:
        quirks.append(NameQuirk("backslashes", name))
        name = name.replace("\\", "/")
    if not unicodedata.is_normalized("NFC", name):
        was, name = name, unicodedata.normalize("NFC", name)
        quirks.append(NameQuirk("decomposed", name, frozenset({was})))
    if _LITTER.search(name):
        return None, [NameQuirk("litter", name)]
    shorter = _EMPTY_PARTS.sub("", name)
    if shorter != name:
        quirks.append(NameQuirk("empty-parts", name))
    # Nothing is left of “./”, which is the archive itself.
    return shorter or None, quirks


def drop_top_folder(files: Mapping[str, bytes]) -> tuple[dict[str, bytes], str]:
    """Return *files* without the folders around all of them, and these: ``acme/``, or nothing."""
    found = dict(files)
    around = ""
    while True:
        tops = {name.partition("/")[0] for name in found}
        top = next(iter(tops)) if len(tops) == 1 and not tops & set(found) else ""
        if not top or top.lower() in _PACKAGE_FOLDERS:
            return found, around
        found = {name.removeprefix(f"{top}/"): data for name, data in found.items()}
        around += f"{top}/"


def read_extra_field(block: bytes, kind: int) -> bytes:
    """Return the first field of a *kind* in the extra fields of an entry, or nothing."""
    at = 0
    while at + _FIELD.size <= len(block):
        found, length = _FIELD.unpack_from(block, at)
        at += _FIELD.size
        if found == kind:
            return block[at : at + length]
        at += length
    return b""


def _encode_name(info: ZipInfo) -> bytes:
    """Return the bytes of a name in the archive."""
    # zipfile reads names that aren't marked as code page 437, where each byte is a letter.
    return info.orig_filename.encode("utf-8" if info.flag_bits & _UTF8_NAME else "cp437")


def _read_unicode_name(info: ZipInfo) -> bytes:
    """Return the name in Info-ZIP's field for names in UTF-8, if it was made for this name."""
    field = read_extra_field(info.extra, _UNICODE_NAME)
    head = b"\1" + zlib.crc32(_encode_name(info)).to_bytes(4, "little")
    return field.removeprefix(head) if field.startswith(head) else b""


def _guess_name(info: ZipInfo) -> tuple[str, Literal["unmarked", "cp850"]]:
    """Return a name that is neither ASCII nor marked as UTF-8, and the encoding it was read in."""
    raw = _read_unicode_name(info) or _encode_name(info)
    try:
        return raw.decode(), "unmarked"
    except UnicodeDecodeError:
        return raw.decode("cp850"), "cp850"
