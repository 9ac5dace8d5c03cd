"""The formats that translators work in, by the ending of the file's name.

XLIFF is written as 1.2: translation programs have read it for many years, while support for 2.0 is
partial in several of them, and nothing that we need came with it. Placeholders and tags are ``<ph>``
elements, which programs protect.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from itertools import groupby
from pathlib import PurePath
from xml.sax.saxutils import escape, quoteattr

from themebuilder.core.problems import Place
from themebuilder.translation import spreadsheet
from themebuilder.translation.rows import TextRow
from themebuilder.translation.text_checks import split_markup
from themebuilder.translation.translations import (
    MAX_BYTES,
    MAX_ENTRIES,
    Translation,
    read_xml,
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


_NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
_STATES = {
    "missing": "new",
    "draft": "needs-review-translation",
    "proposed": "translated",
    "approved": "signed-off",
}


def _write_xliff(rows: Sequence[TextRow]) -> bytes:
    """The rows as XLIFF 1.2: a ``<file>`` for each language and set, a unit for each text."""
    return ("\n".join(_lines(rows)) + "\n").encode()


def _read_xliff(data: bytes, file: str) -> list[Translation]:
    """The translations in an XLIFF 1.2 file; `ThemeError` where it is none, or a hostile one."""
    reader = _XliffReader(file)
    read_xml(data, file, reader.start_element, reader.end_element, reader.text)
    if not reader.is_xliff:
        raise unreadable_error(file, "This is not XLIFF.", "Save it as XLIFF 1.2.")
    return reader.entries


def _lines(rows: Sequence[TextRow]) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<xliff version="1.2" xmlns="{_NAMESPACE}">'
    for (language, set_), group in groupby(rows, lambda row: (row.language, row.set)):
        yield (
            f'  <file original={quoteattr(set_)} source-language="en" '
            f'target-language={quoteattr(language)} datatype="plaintext">'
        )
        yield "    <body>"
        for row in group:
            yield from _unit_lines(row)
        yield "    </body>"
        yield "  </file>"
    yield "</xliff>"


def _unit_lines(row: TextRow) -> Iterator[str]:
    approved = ' approved="yes"' if row.state == "approved" else ""
    yield f'      <trans-unit id={quoteattr(row.key)} xml:space="preserve"{approved}>'
    yield f"        <source>{_mark_up(row.english)}</source>"
    state = _STATES.get(row.state, "translated")
    yield f'        <target state="{state}">{_mark_up(row.text)}</target>'
    if row.context:
        yield f'        <note from="developer">{escape(row.context)}</note>'
    yield "      </trans-unit>"


def _mark_up(text: str) -> str:
    """The text with its placeholders and tags protected, each under a number."""
    ids: dict[str, int] = {}
    pieces = []
    for is_mark, piece in split_markup(text):
        if is_mark:
            number = ids.setdefault(piece, len(ids) + 1)
            pieces.append(f'<ph id="{number}">{escape(piece)}</ph>')
        else:
            pieces.append(escape(piece))
    return "".join(pieces)


class _XliffReader:
    """Gathers entries while the file goes by."""

    def __init__(self, file: str) -> None:
        self.entries: list[Translation] = []
        self.is_xliff = False
        self._file = file
        self._path: list[str] = []
        self._language = self._set = self._key = ""
        self._target: list[str] = []
        self._comment: list[str] = []
        self._line = 0
        self._is_ours = False

    def start_element(self, name: str, attributes: Mapping[str, str], line: int) -> None:
        local = name.rpartition(" ")[2]
        self._path.append(local)
        if len(self._path) == 1:
            self._refuse_other(local, attributes.get("version", ""), line)
        elif local == "file":
            self._language = attributes.get("target-language", "")
            self._set = attributes.get("original", "")
        elif local == "trans-unit":
            self._key, self._line = attributes.get("id", ""), line
            self._target, self._comment = [], []
        elif local == "target":
            self._line = line
        elif local == "note":
            self._is_ours = attributes.get("from") == "developer"

    def text(self, text: str) -> None:
        inside = (
            self._path[self._path.index("trans-unit") + 1 :] if "trans-unit" in self._path else []
        )
        # Not the targets that a program proposes in <alt-trans>.
        if inside[:1] == ["target"]:
            self._target.append(text)
        elif inside[:1] == ["note"] and not self._is_ours:
            self._comment.append(text)

    def end_element(self, name: str) -> None:
        self._path.pop()
        if name.rpartition(" ")[2] == "trans-unit":
            place = Place(self._file, self._line)
            comment = "".join(self._comment).strip()
            self.entries.append(
                Translation(
                    self._language, self._set, self._key, "".join(self._target), comment, place
                )
            )

    def _refuse_other(self, local: str, version: str, line: int) -> None:
        if local == "xliff" and version.startswith("1."):
            self.is_xliff = True
        elif local == "xliff":
            message = f"This is XLIFF {version[:10]}; version 1.2 is read."
            raise unreadable_error(self._file, message, "Save it as XLIFF 1.2.", line=line)


Write = Callable[[Sequence[TextRow]], bytes]
Read = Callable[[bytes, str], list[Translation]]

FORMATS: Mapping[str, tuple[Write, Read]] = {
    ".xlsx": (spreadsheet.write, spreadsheet.read),
    ".xlf": (_write_xliff, _read_xliff),
    ".xliff": (_write_xliff, _read_xliff),
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
