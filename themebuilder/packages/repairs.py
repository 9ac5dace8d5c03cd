"""Names in archives: read strictly, or as they were meant, with a note for each quirk."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Mapping
from typing import Literal, NamedTuple
from zipfile import ZipInfo

from themebuilder.core.messages import N_
from themebuilder.core.problems import Problem
from themebuilder.definitions.model import Files
from themebuilder.packages.errors import JsonError, entry_problem
from themebuilder.packages.json_reader import read_json

_PACKAGE_FOLDERS = frozenset({"webapp2", "webapp3", "branding"})
"""Top folders that belong to a package."""

_LITTER = re.compile(
    r"(?:^|/)(?:__MACOSX(?:/.*)?|\.DS_Store|\._[^/]*|\.Spotlight-V100(?:/.*)?|\.Trashes(?:/.*)?"
    r"|\.fseventsd(?:/.*)?|Icon\r|Thumbs\.db|ehthumbs\.db|desktop\.ini)/?$",
    re.IGNORECASE,
)
_EMPTY_PARTS = re.compile(r"(?:(?<=/)|^)\./|(?<=/)/+")
_UTF8_NAME = 0x0800
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UTF_8_LETTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")

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
        return entry_problem("entry-name-not-portable", message, lossy)
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


def recode_json(files: Files) -> dict[str, bytes]:
    """Return *files* with their JSON in UTF-8 without a byte order mark, where it is certain."""
    return {
        name: _recode(data) if name.lower().endswith(".json") else data
        for name, data in files.items()
    }


def _recode(data: bytes) -> bytes:
    text = data.removeprefix(codecs.BOM_UTF8)
    try:
        if data.startswith(UTF_16):
            text = data.decode("utf-16").encode()
        elif not _is_utf_8(text) and not _UTF_8_LETTER.search(data):
            text = data.decode("cp1252").encode()
        read_json(text, "")
    except (UnicodeDecodeError, JsonError):
        return data.removeprefix(codecs.BOM_UTF8)  # the reader reports the fault
    return text


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _encode_name(info: ZipInfo) -> bytes:
    """Return the bytes of a name that isn't marked as UTF-8."""
    # zipfile reads such names as code page 437, where each byte is a letter.
    return info.orig_filename.encode("cp437")


def _guess_name(info: ZipInfo) -> tuple[str, Literal["unmarked", "cp850"]]:
    """Return a name that is neither ASCII nor marked as UTF-8, and the encoding it was read in."""
    raw = _encode_name(info)
    try:
        return raw.decode(), "unmarked"
    except UnicodeDecodeError:
        return raw.decode("cp850"), "cp850"
