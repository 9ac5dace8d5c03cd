"""The formats that translators work in, by the ending of the file's name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import PurePath

from themebuilder.translation import gettext, spreadsheet, xliff
from themebuilder.translation.entry import MAX_BYTES, MAX_ENTRIES, Entry, unreadable
from themebuilder.translation.rows import Row

Write = Callable[[Sequence[Row]], bytes]
Read = Callable[[bytes, str], list[Entry]]

FORMATS: Mapping[str, tuple[Write, Read]] = {
    ".xlsx": (spreadsheet.write, spreadsheet.read),
    ".xlf": (xliff.write, xliff.read),
    ".xliff": (xliff.write, xliff.read),
    ".po": (gettext.write, gettext.read),
}
"""Ending -> how it is written and read."""


def export(rows: Sequence[Row], file: str) -> bytes:
    """The rows in the format that the file's name asks for; `ThemeError` where none is known."""
    ending = _ending(file)
    if ending == ".po" and len({row.language for row in rows}) != 1:
        message = "A PO file holds one language."
        raise unreadable(file, message, "Name one with --language, or export XLSX or XLIFF.")
    return FORMATS[ending][0](rows)


def read(data: bytes, file: str) -> list[Entry]:
    """The translations in a file of any of the formats; `ThemeError` with what is wrong."""
    ending = _ending(file)
    if len(data) > MAX_BYTES:
        message = f"The file has more than {MAX_BYTES // 2**20} MiB; texts are far smaller."
        raise unreadable(file, message)
    entries = FORMATS[ending][1](data, file)
    if len(entries) > MAX_ENTRIES:
        raise unreadable(file, f"The file holds more than {MAX_ENTRIES:,} texts.")
    return entries


def _ending(file: str) -> str:
    ending = PurePath(file).suffix.lower()
    if ending not in FORMATS:
        known = ", ".join(FORMATS)
        raise unreadable(file, f"`{ending or file}` is no format for texts.", f"Known: {known}.")
    if ending == ".xlsx":
        try:
            import_module("openpyxl")
        except ImportError:
            hint = "Install it: pip install 'themebuilder[translators]'. XLIFF and PO need nothing."
            raise unreadable(file, "Workbooks need openpyxl.", hint) from None
    return ending
