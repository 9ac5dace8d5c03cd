"""Names in the archives of other tools: read strictly, or repaired with a note for each quirk."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from zipfile import ZipInfo

from themebuilder.core.problems import Problem
from themebuilder.packages.errors import entry_problem, package_problem, printable

_PACKAGE_FOLDERS = frozenset({"webapp2", "webapp3", "branding"})
"""Top folders that belong to a package."""

_LITTER = re.compile(
    r"(?:^|/)(?:__MACOSX(?:/.*)?|\.DS_Store|\._[^/]*|\.Spotlight-V100(?:/.*)?|\.Trashes(?:/.*)?"
    r"|\.fseventsd(?:/.*)?|Icon\r|Thumbs\.db|ehthumbs\.db|desktop\.ini)/?$",
    re.IGNORECASE,
)
_EMPTY_PARTS = re.compile(r"(?:(?<=/)|^)\./|(?<=/)/+")
_UTF8_NAME = 0x0800


def read_name(info: ZipInfo) -> str | Problem:
    """The entry's name, if all programs read it in the same way."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8_NAME and not name.isascii():
        lossy = _encode_name(info).decode("utf-8", "replace")
        return entry_problem("entry-name-not-portable", lossy, "is not marked as UTF-8")
    return name


def repair_name(info: ZipInfo) -> tuple[str | Problem | None, list[Problem]]:
    """The entry's name with its quirks repaired, and a note for each; None is no part of a package."""
    notes: list[Problem] = []
    name: str | Problem
    if info.flag_bits & _UTF8_NAME or info.orig_filename.isascii():
        name = read_name(info)
        if not isinstance(name, str):
            return name, notes
    else:
        name, source = _guess_name(info)
        notes.append(entry_problem("quirk-name", name, f"is the name as {source}"))
    if "\\" in name:
        name = name.replace("\\", "/")
        notes.append(entry_problem("quirk-name", name, "was written with backslashes"))
    if not unicodedata.is_normalized("NFC", name):
        name = unicodedata.normalize("NFC", name)
        notes.append(entry_problem("quirk-name", name, "was composed (NFC)"))
    if _LITTER.search(name):
        fault = "is not part of the package and was left out"
        return None, [entry_problem("quirk-left-out", name, fault)]
    shorter = _EMPTY_PARTS.sub("", name)
    if shorter != name:
        name = shorter
        notes.append(entry_problem("quirk-name", name, "was written with an empty part"))
    # Nothing is left of “./”, which is the archive itself.
    return name or None, notes


def drop_top_folder(files: Mapping[str, bytes]) -> tuple[dict[str, bytes], list[Problem]]:
    """*files* without the folders that hold all of them and are no part of a package."""
    found = dict(files)
    notes: list[Problem] = []
    while True:
        tops = {name.partition("/")[0] for name in found}
        top = next(iter(tops)) if len(tops) == 1 and not tops & set(found) else ""
        if not top or top.lower() in _PACKAGE_FOLDERS:
            return found, notes
        found = {name.removeprefix(f"{top}/"): data for name, data in found.items()}
        message = f"The folder “{printable(top)}” around all files was left out of their names."
        notes.append(package_problem("quirk-left-out", message))


def _encode_name(info: ZipInfo) -> bytes:
    """The bytes of a name that is not marked as UTF-8."""
    # zipfile reads such names as code page 437, where each byte is a letter.
    return info.orig_filename.encode("cp437")


def _guess_name(info: ZipInfo) -> tuple[str, str]:
    """A name that is neither ASCII nor marked as UTF-8, and what it was read as."""
    raw = _encode_name(info)
    try:
        return raw.decode(), "read in UTF-8"
    except UnicodeDecodeError:
        return raw.decode("cp850"), "read in code page 850 (Danish Windows)"
