"""The formats that translators work in, by the ending of the file's name; PO is read and written here."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import PurePath

from themebuilder.core.problems import Place
from themebuilder.translation import spreadsheet, xliff
from themebuilder.translation.rows import TextRow
from themebuilder.translation.translations import (
    MAX_BYTES,
    MAX_ENTRIES,
    Translation,
    unreadable_error,
)

_SEPARATOR = "|"


def _write_po(rows: Sequence[TextRow]) -> bytes:
    """The rows of one language as PO: set and key are the context, drafts are fuzzy.

    The head is written here: Babel's own would hold the moment and its version.
    """
    from babel.messages.catalog import Catalog  # noqa: PLC0415 - costs more than the rest
    from babel.messages.pofile import write_po  # noqa: PLC0415 - as above

    catalog = Catalog(fuzzy=False)
    for row in rows:
        catalog.add(
            row.english,
            row.text,
            locations=[(row.place.file, row.place.line)] if row.place.line else [],
            flags=["fuzzy"] if row.state == "draft" else [],
            auto_comments=row.context.splitlines(),
            context=f"{row.set}{_SEPARATOR}{row.key}",
        )
    body = io.BytesIO()
    write_po(body, catalog, width=0, omit_header=True)
    language = rows[0].language if rows else ""
    head = (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {language}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
    )
    return head.encode() + b"\n" + body.getvalue()


def _read_po(data: bytes, file: str) -> list[Translation]:
    """The translations in a PO file; `ThemeError` where it is none."""
    from babel.messages.pofile import read_po  # noqa: PLC0415 - as above

    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise unreadable_error(
            file, "The file is not UTF-8.", "Save it with the charset UTF-8."
        ) from None
    language = re.search(r'^"Language: *([A-Za-z_-]{2,12}) *\\n"', text, re.MULTILINE)
    if not language:
        hint = "The head of a PO file says it: Language: da"
        raise unreadable_error(file, "The file does not say its language.", hint)
    named = len(re.findall(r"^msgctxt", text, re.MULTILINE))
    if max(named, len(re.findall(r"^msgid", text, re.MULTILINE))) > MAX_ENTRIES:
        raise unreadable_error(file, f"The file holds more than {MAX_ENTRIES:,} texts.")
    try:
        catalog = read_po(io.BytesIO(text.encode()), ignore_obsolete=True, abort_invalid=True)
        messages = [one for one in catalog if one.id and one.context]
    except Exception as error:  # noqa: BLE001 - Babel raises whatever a broken line leads to
        line = getattr(error, "lineno", 0)
        raise unreadable_error(file, f"The PO cannot be read: {error}.", line=line + 1) from None
    # Babel keeps one of two messages with the same context, in silence.
    if len(messages) < named:
        raise unreadable_error(file, "The file has a text twice.", "Delete one of the two.")
    code = language.group(1).replace("_", "-")
    return [_make_translation(message, code, file) for message in messages]


def _make_translation(message: object, language: str, file: str) -> Translation:
    from babel.messages.catalog import Message  # noqa: PLC0415 - as above

    assert isinstance(message, Message)  # noqa: S101 - as Babel gives it
    set_, _, key = str(message.context).partition(_SEPARATOR)
    is_text = isinstance(message.string, str)
    fault = "" if is_text else "a text with plural forms"
    text = str(message.string) if is_text else ""
    if message.fuzzy:
        fault = "marked as fuzzy"
    comment = "\n".join(message.user_comments)
    return Translation(language, set_, key, text, comment, Place(file, message.lineno or 0), fault)


Write = Callable[[Sequence[TextRow]], bytes]
Read = Callable[[bytes, str], list[Translation]]

FORMATS: Mapping[str, tuple[Write, Read]] = {
    ".xlsx": (spreadsheet.write, spreadsheet.read),
    ".xlf": (xliff.write, xliff.read),
    ".xliff": (xliff.write, xliff.read),
    ".po": (_write_po, _read_po),
}
"""Ending -> how it is written and read."""


def export_rows(rows: Sequence[TextRow], file: str) -> bytes:
    """The rows in the format of the file's extension; raises `ThemeError` for an unknown one."""
    ending = _find_format(file)
    if ending == ".po" and len({row.language for row in rows}) != 1:
        message = "A PO file holds one language."
        raise unreadable_error(file, message, "Name one with --language, or export XLSX or XLIFF.")
    return FORMATS[ending][0](rows)


def read_translations(data: bytes, file: str) -> list[Translation]:
    """The translations in a file; raises `ThemeError`."""
    ending = _find_format(file)
    if len(data) > MAX_BYTES:
        message = f"The file has more than {MAX_BYTES // 2**20} MiB; texts are far smaller."
        raise unreadable_error(file, message)
    entries = FORMATS[ending][1](data, file)
    if len(entries) > MAX_ENTRIES:
        raise unreadable_error(file, f"The file holds more than {MAX_ENTRIES:,} texts.")
    return entries


def _find_format(file: str) -> str:
    ending = PurePath(file).suffix.lower()
    if ending not in FORMATS:
        known = ", ".join(FORMATS)
        raise unreadable_error(
            file, f"`{ending or file}` is no format for texts.", f"Known: {known}."
        )
    if ending == ".xlsx":
        try:
            import_module("openpyxl")
        except ImportError:
            hint = "Install it: pip install 'themebuilder[translators]'. XLIFF and PO need nothing."
            raise unreadable_error(file, "Workbooks need openpyxl.", hint) from None
    return ending
