"""Names in archives: read strictly, or repaired with a note for each quirk."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from zipfile import ZipInfo

from themebuilder.core.messages import N_, _
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
    """Return the entry's name, or a problem if programs read it differently."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8_NAME and not name.isascii():
        lossy = _encode_name(info).decode("utf-8", "replace")
        message = N_("The name `{name}` isn't marked as UTF-8.")
        return entry_problem("entry-name-not-portable", message, lossy)
    return name


def repair_name(info: ZipInfo) -> tuple[str | Problem | None, list[Problem]]:
    """Return the entry's repaired name, None to leave it out, and a note for each repair."""
    notes: list[Problem] = []
    name: str | Problem
    if info.flag_bits & _UTF8_NAME or info.orig_filename.isascii():
        name = read_name(info)
        if not isinstance(name, str):
            return name, notes
    else:
        name, message = _guess_name(info)
        notes.append(entry_problem("quirk-name", message, name))
    if "\\" in name:
        name = name.replace("\\", "/")
        message = N_("`{name}` was written with backslashes. They were replaced by `/`.")
        notes.append(entry_problem("quirk-name", message, name))
    if not unicodedata.is_normalized("NFC", name):
        name = unicodedata.normalize("NFC", name)
        message = N_("`{name}` was in decomposed Unicode form. It was composed (NFC).")
        notes.append(entry_problem("quirk-name", message, name))
    if _LITTER.search(name):
        message = N_("`{name}` isn't part of the package. It was left out.")
        return None, [entry_problem("quirk-left-out", message, name)]
    shorter = _EMPTY_PARTS.sub("", name)
    if shorter != name:
        name = shorter
        message = N_("`{name}` was written with an empty part. It was removed.")
        notes.append(entry_problem("quirk-name", message, name))
    # Nothing is left of “./”, which is the archive itself.
    return name or None, notes


def drop_top_folder(files: Mapping[str, bytes]) -> tuple[dict[str, bytes], list[Problem]]:
    """Return *files* without the folders around all of them, and a note for each folder."""
    found = dict(files)
    notes: list[Problem] = []
    while True:
        tops = {name.partition("/")[0] for name in found}
        top = next(iter(tops)) if len(tops) == 1 and not tops & set(found) else ""
        if not top or top.lower() in _PACKAGE_FOLDERS:
            return found, notes
        found = {name.removeprefix(f"{top}/"): data for name, data in found.items()}
        folder = printable(top)
        message = _("All files were in a folder `{folder}`. It was left out.", folder=folder)
        notes.append(package_problem("quirk-left-out", message))


def _encode_name(info: ZipInfo) -> bytes:
    """Return the bytes of a name that isn't marked as UTF-8."""
    # zipfile reads such names as code page 437, where each byte is a letter.
    return info.orig_filename.encode("cp437")


def _guess_name(info: ZipInfo) -> tuple[str, str]:
    """Return a name that is neither ASCII nor marked as UTF-8, and the message that says how."""
    raw = _encode_name(info)
    try:
        return raw.decode(), N_("The name `{name}` has no encoding. It was read as UTF-8.")
    except UnicodeDecodeError:
        message = N_("The name `{name}` has no encoding. It was read as code page 850 (Windows).")
        return raw.decode("cp850"), message
