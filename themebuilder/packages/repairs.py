"""The quirks of packages that other tools packed, mended name by name, each with a note."""

from __future__ import annotations

import re
import struct
import unicodedata
import zlib
from collections.abc import Mapping

from themebuilder.packages.errors import Finding, shown
from themebuilder.packages.zip_directory import UNICODE_PATH_EXTRA, UTF8_NAME, Entry, extras

_PACKAGE_FOLDERS = frozenset({"webapp2", "webapp3", "branding"})
"""Top folders that belong to a package."""

_LITTER = re.compile(
    r"(?:^|/)(?:__MACOSX(?:/.*)?|\.DS_Store|\._[^/]*|\.Spotlight-V100(?:/.*)?|\.Trashes(?:/.*)?"
    r"|\.fseventsd(?:/.*)?|Icon\r|Thumbs\.db|ehthumbs\.db|desktop\.ini)/?$",
    re.IGNORECASE,
)
_DOT_PARTS = re.compile(r"(?:(?<=/)|^)\./|(?<=/)/+")


def strict_name(entry: Entry) -> str | Finding:
    """The entry's name, when it can be read in one way only."""
    raw = entry.name
    own = _declared_name(entry)
    if own is None:
        lossy = shown(raw.decode("utf-8", "replace"))
        message = (
            f"The name “{lossy}” is not valid UTF-8."
            if entry.flags & UTF8_NAME
            else f"The name “{lossy}” is not ASCII and not marked as UTF-8."
        )
        return Finding("entry-name-encoding", message, lossy)
    return _unless_twofold(entry, own)


def foreign_name(entry: Entry) -> tuple[str | Finding | None, list[Finding]]:
    """The entry's name with its quirks mended, and a note for each; None is litter."""
    notes: list[Finding] = []

    def note(rule: str, message: str) -> None:
        notes.append(Finding(rule, message, shown(name)))

    declared = _declared_name(entry)
    if declared is None and entry.flags & UTF8_NAME:
        return strict_name(entry), notes
    checked = declared if declared is None else _unless_twofold(entry, declared)
    if isinstance(checked, Finding):
        return checked, notes
    if checked is None:
        name, how = _guessed_name(entry)
        note("quirk-name-encoding", f"The name “{shown(name)}” was read as {how}.")
    else:
        name = checked
    if "\\" in name:
        name = name.replace("\\", "/")
        note("quirk-backslash", f"“{shown(name)}” was written with backslashes.")
    if not unicodedata.is_normalized("NFC", name):
        name = unicodedata.normalize("NFC", name)
        note("quirk-name-form", f"The name “{shown(name)}” was composed (NFC).")
    if _LITTER.search(name):
        message = f"“{shown(name)}” is not part of the package and was left out."
        return None, [Finding("quirk-litter", message, shown(name))]
    shorter = _DOT_PARTS.sub("", name)
    if shorter != name:
        name = shorter
        note("quirk-dot-part", f"“{shown(name)}” was written with an empty part.")
    # What is left of a bare “./” is the top of the archive itself.
    return name or None, notes


def without_top_folder(files: Mapping[str, bytes]) -> tuple[dict[str, bytes], list[Finding]]:
    """*files* without the folders that hold all of them and are no part of a package."""
    kept = dict(files)
    notes: list[Finding] = []
    while True:
        tops = {name.partition("/")[0] for name in kept}
        top = next(iter(tops)) if len(tops) == 1 and not tops & set(kept) else ""
        if not top or top.lower() in _PACKAGE_FOLDERS:
            return kept, notes
        kept = {name.removeprefix(f"{top}/"): data for name, data in kept.items()}
        message = f"All files stood in the folder “{shown(top)}”; it was left out of their names."
        notes.append(Finding("quirk-top-folder", message, shown(top)))


def _declared_name(entry: Entry) -> str | None:
    """The name as ASCII, or as UTF-8 where the entry says so; None where it is neither."""
    try:
        return entry.name.decode("utf-8" if entry.flags & UTF8_NAME else "ascii")
    except UnicodeDecodeError:
        # A name that was cut for being too long may end within a character.
        cut = len(entry.name) < entry.name_length and entry.flags & UTF8_NAME
        return entry.name.decode("utf-8", "ignore") if cut else None


def _unless_twofold(entry: Entry, name: str) -> str | Finding:
    other = _unicode_path(entry)
    if other is None or other == name.encode():
        return name
    message = (
        f"“{shown(name)}” is called “{shown(other.decode('utf-8', 'replace'))}” in its extra field."
    )
    return Finding("entry-name-twofold", message, shown(name))


def _guessed_name(entry: Entry) -> tuple[str, str]:
    """A name that is neither ASCII nor marked, and how it was read."""
    path = _unicode_path(entry)
    for raw, how in ((path, "its extra field says"), (entry.name, "UTF-8")):
        if raw is not None:
            try:
                return raw.decode(), how
            except UnicodeDecodeError:
                pass
    return entry.name.decode("cp850"), "code page 850 (Danish Windows)"


def _unicode_path(entry: Entry) -> bytes | None:
    """The name in Info-ZIP's Unicode path field, when it was made for this name (APPNOTE 4.6.9)."""
    for kind, block in extras(entry.extra):
        if kind == UNICODE_PATH_EXTRA and len(block) > 5:
            version, checksum = struct.unpack_from("<BL", block)
            if version == 1 and checksum == zlib.crc32(entry.name):
                return block[5:]
    return None
