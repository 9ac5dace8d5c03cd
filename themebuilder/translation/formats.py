"""The formats that translators work in, by the ending of the file's name.

XLIFF is written as 1.2: translation programs have read it for many years, while support for 2.0 is
partial in several of them, and nothing that we need came with it. Placeholders and tags are ``<ph>``
elements, which programs protect.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from itertools import groupby
from pathlib import PurePath
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape, quoteattr

from themebuilder.core.messages import _
from themebuilder.core.problems import Place
from themebuilder.translation import spreadsheet
from themebuilder.translation.rows import TextRow
from themebuilder.translation.text_checks import MARK
from themebuilder.translation.text_reviews import MISSING, GivenTextReview, TextReview
from themebuilder.translation.translations import (
    MAX_BYTES,
    MAX_ENTRIES,
    Translation,
    make_unreadable_error,
    mark_export,
    read_xml,
)

_NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
_STATES = {
    "new": MISSING,
    "needs-review-translation": "draft",
    "translated": "proposed",
    "signed-off": "approved",
    # Other programs' words; ours are the first of each.
    "needs-translation": MISSING,
    "needs-adaptation": "draft",
    "needs-l10n": "draft",
    "needs-review-adaptation": "draft",
    "needs-review-l10n": "draft",
    "final": "approved",
}
"""XLIFF's states -> ours."""
_TOOL = "themebuilder"
"""The author of the note with the mark of the exported text."""
_WRITTEN = {state: name for name, state in reversed(_STATES.items())}


def _write_xliff(rows: Sequence[TextRow]) -> bytes:
    """Return the rows as XLIFF 1.2: a ``<file>`` for each language and set, a unit for each text."""
    return ("\n".join(_render_lines(rows)) + "\n").encode()


def _read_xliff(data: bytes, file: str) -> list[Translation]:
    """Return the translations in an XLIFF 1.2 file; `ThemeError` where it is none, or a hostile one."""
    lines: list[int] = []
    """Of each unit, or of its target."""

    def note_line(name: str, _attributes: Mapping[str, str], line: int) -> None:
        local = name.rpartition(" ")[2]
        if local == "trans-unit":
            lines.append(line)
        elif local == "target" and lines:
            lines[-1] = line

    read_xml(data, file, note_line)
    root = ET.fromstring(data)  # noqa: S314 - `read_xml` has refused what is dangerous
    is_xliff = root.tag.rpartition("}")[2] == "xliff"
    if not is_xliff or not root.get("version", "").startswith("1."):
        version = root.get("version", "")[:10]
        message = (
            _("The file is XLIFF {version}. Only version 1.2 can be read.", version=version)
            if is_xliff
            else _("The file isn't XLIFF.")
        )
        raise make_unreadable_error(file, message, _("Save it as XLIFF 1.2."))
    units = [
        (part, unit)
        for part in root.iterfind("{*}file")
        for unit in part.iterfind(".//{*}trans-unit")
    ]
    return [
        _make_translation(part, unit, Place(file, line))
        for (part, unit), line in zip(units, lines, strict=False)
    ]


def _make_translation(part: Element, unit: Element, place: Place) -> Translation:
    # Not the targets that a program proposes in <alt-trans>.
    text = "".join("".join(target.itertext()) for target in unit.iterfind("{*}target"))
    comments: list[str] = []
    marks: list[str] = []
    for note in unit.iterfind("{*}note"):
        if (by := note.get("from")) != "developer":
            (marks if by == _TOOL else comments).append("".join(note.itertext()))
    return Translation(
        part.get("target-language", ""),
        part.get("original", ""),
        unit.get("id", ""),
        text,
        "".join(comments).strip(),
        place,
        given=_read_state(unit, place),
        exported="".join(marks).strip(),
    )


def _read_state(unit: Element, place: Place) -> GivenTextReview:
    target = unit.find("{*}target")
    name = "" if target is None else target.get("state", "")
    state = _STATES.get(name, "")
    if name and not state and not name.startswith("x-"):  # programs may have their own
        known = ", ".join(_STATES)
        fault = _("`{state}` is not an XLIFF state. Known: {known}.", state=name, known=known)
        return GivenTextReview(place, fault=fault)
    if unit.get("approved") == "yes" and state not in {"draft", MISSING}:
        state = "approved"
    return GivenTextReview(place, TextReview("" if state == MISSING else state))


def _render_lines(rows: Sequence[TextRow]) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<xliff version="1.2" xmlns="{_NAMESPACE}">'
    for (language, set_), group in groupby(rows, lambda row: (row.language, row.set)):
        yield (
            f'  <file original={quoteattr(set_)} source-language="en" '
            f'target-language={quoteattr(language)} datatype="plaintext">'
        )
        yield "    <body>"
        for row in group:
            yield from _render_unit(row)
        yield "    </body>"
        yield "  </file>"
    yield "</xliff>"


def _render_unit(row: TextRow) -> Iterator[str]:
    approved = ' approved="yes"' if row.state == "approved" else ""
    yield f'      <trans-unit id={quoteattr(row.key)} xml:space="preserve"{approved}>'
    yield f"        <source>{_mark_up(row.english)}</source>"
    state = f' state="{_WRITTEN[row.state]}"' if row.state else ""
    yield f"        <target{state}>{_mark_up(row.text)}</target>"
    if row.context:
        yield f'        <note from="developer">{escape(row.context)}</note>'
    mark = mark_export(row.text, TextReview(row.state))
    yield f'        <note from="{_TOOL}">{mark}</note>'
    yield "      </trans-unit>"


def _mark_up(text: str) -> str:
    """Return the text with its placeholders and tags protected, each under a number."""
    ids: dict[str, int] = {}
    return "".join(
        f'<ph id="{ids.setdefault(piece, len(ids) + 1)}">{escape(piece)}</ph>'
        if at % 2
        else escape(piece)
        for at, piece in enumerate(MARK.split(text))
    )


Write = Callable[[Sequence[TextRow]], bytes]
Read = Callable[[bytes, str], list[Translation]]

FORMATS: Mapping[str, tuple[Write, Read]] = {
    ".xlsx": (spreadsheet.write, spreadsheet.read),
    ".xlf": (_write_xliff, _read_xliff),
    ".xliff": (_write_xliff, _read_xliff),
}
"""Ending -> how it is written and read."""


def export_rows(rows: Sequence[TextRow], file: str) -> bytes:
    """Return the rows in the format of the file's extension; raises `ThemeError` for an unknown one."""
    return FORMATS[find_format(file)][0](rows)


def read_translations(data: bytes, file: str) -> list[Translation]:
    """Return the translations in a file; raises `ThemeError`."""
    ending = find_format(file)
    if len(data) > MAX_BYTES:
        message = _("The file is larger than {most} MiB.", most=MAX_BYTES // 2**20)
        raise make_unreadable_error(file, message)
    entries = FORMATS[ending][1](data, file)
    if len(entries) > MAX_ENTRIES:
        raise make_unreadable_error(
            file, _("The file has more than {most} texts.", most=MAX_ENTRIES)
        )
    return entries


def find_format(file: str) -> str:
    """Return the ending that a file of texts has; raises `ThemeError` for an unknown one."""
    ending = PurePath(file).suffix.lower()
    if ending not in FORMATS:
        known = ", ".join(FORMATS)
        message = _(
            "Texts can't be read from or written to `{ending}` files.", ending=ending or file
        )
        raise make_unreadable_error(file, message, _("Supported: {known}.", known=known))
    if ending == ".xlsx":
        import_module("openpyxl")  # before any work: it is an extra
    return ending
