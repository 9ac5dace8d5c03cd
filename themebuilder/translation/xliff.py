"""Rows as XLIFF and back.

Version 1.2: translation programs have read it for many years, while support for 2.0 is young or
partial in several of them (Weblate calls its own "in development"), and nothing that we need came
with 2.0. Placeholders and tags are ``<ph>`` elements, which programs protect.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from themebuilder.core.problems import Place
from themebuilder.translation.rows import TextRow
from themebuilder.translation.text_checks import split_markup
from themebuilder.translation.translations import Translation, read_xml, unreadable_error

_NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
_STATES = {
    "missing": "new",
    "draft": "needs-review-translation",
    "proposed": "translated",
    "approved": "signed-off",
}


def write(rows: Sequence[TextRow]) -> bytes:
    """The rows as XLIFF 1.2: a ``<file>`` for each language and set, a unit for each text."""
    return ("\n".join(_lines(rows)) + "\n").encode()


def read(data: bytes, file: str) -> list[Translation]:
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
