"""Rows as an XLSX workbook and back: one sheet for each language, one line for each text."""

from __future__ import annotations

import contextlib
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from themebuilder.core.messages import MESSAGE_LANGUAGES, N_, Message, _, translate
from themebuilder.core.problems import Place, ThemeError
from themebuilder.definitions.model import Files
from themebuilder.packages import zip_reader, zip_writer
from themebuilder.packages.entry_names import Limits
from themebuilder.packages.errors import ArchiveError
from themebuilder.translation.rows import TextRow
from themebuilder.translation.text_reviews import MISSING, STATES, name_state, read_review
from themebuilder.translation.translations import (
    MAX_BYTES,
    MAX_ENTRIES,
    Translation,
    make_unreadable_error,
    mark_export,
    read_xml,
)

_COLUMNS = {
    N_("Language"): 10,
    N_("Set"): 20,
    N_("Key"): 34,
    N_("English"): 44,
    N_("Context"): 40,
    N_("Text"): 54,
    N_("State"): 11,
    N_("Reviewed by"): 18,
    N_("Date"): 12,
    N_("Comment"): 34,
    N_("Exported"): 36,
}
"""Heading -> width in letters."""
_HIDDEN = "Exported"
_NEEDED = ("Language", "Set", "Key", "Text")
_MOST_COLUMNS = 64
_MOST_LINES_ABOVE = 20
"""Lines above the headings."""
_MOST_SHEETS = 60
_LIMITS = Limits(archive=MAX_BYTES, entries=200, file=64 * 2**20, total=96 * 2**20)
_EXCEL_RETURN = re.compile(r"_x000[dD]_")
# Excel's own dates begin in 1900; any fixed moment would do.
_MOMENT = b"2000-01-01T00:00:00Z"


def write(rows: Sequence[TextRow]) -> bytes:
    """Return the rows as a workbook; every cell is text, whatever it begins with, and stays text.

    The same bytes for the same rows and the same version of openpyxl.
    """
    import openpyxl  # type: ignore[import-untyped]  # noqa: PLC0415 - an extra
    from openpyxl.styles import (  # type: ignore[import-untyped]  # noqa: PLC0415 - as above
        Alignment,
        Font,
        PatternFill,
    )
    from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]  # noqa: PLC0415
    from openpyxl.worksheet.datavalidation import (  # type: ignore[import-untyped]  # noqa: PLC0415
        DataValidation,
    )
    from openpyxl.writer.excel import ExcelWriter  # type: ignore[import-untyped]  # noqa: PLC0415

    book = openpyxl.Workbook()
    book.remove(book.active)
    top = Alignment(vertical="top", wrap_text=True)
    head, missing = PatternFill("solid", "FFDDE5EA"), PatternFill("solid", "FFFFF4CC")
    styles: dict[bool, Any] = {}
    for language, group in groupby(rows, lambda row: row.language):
        sheet = book.create_sheet(language)
        sheet.append([str(_(heading)) for heading in _COLUMNS])
        for cell in sheet[1]:
            cell.font, cell.fill = Font(bold=True), head
        for number, row in enumerate(group, 2):
            for column, value in enumerate(_list_cells(row), 1):
                cell = sheet.cell(number, column)
                # Set as a string of its own kind: "=1+1" is words here, and never a formula.
                cell.value, cell.data_type = value or None, "s" if value else "n"
                if kept := styles.get(bool(row.text)):
                    cell._style = kept  # noqa: SLF001 - setting each part takes longer than all else
                    continue
                cell.number_format, cell.quotePrefix, cell.alignment = "@", True, top
                if not row.text:
                    cell.fill = missing
                styles[bool(row.text)] = cell._style  # noqa: SLF001 - as above
        for number, (heading, width) in enumerate(_COLUMNS.items(), 1):
            dimension = sheet.column_dimensions[get_column_letter(number)]
            dimension.width, dimension.hidden = width, heading == _HIDDEN
        states = ",".join(name_state(state) for state in STATES if state != MISSING)
        offered = DataValidation(type="list", formula1=f'"{states}"')
        column = get_column_letter(list(_COLUMNS).index("State") + 1)
        offered.add(f"{column}2:{column}{MAX_ENTRIES}")
        sheet.add_data_validation(offered)
        sheet.freeze_panes = "D2"
        sheet.auto_filter.ref = sheet.dimensions
    out = io.BytesIO()
    book.properties.modified = datetime.now(tz=UTC).replace(tzinfo=None)
    ExcelWriter(book, _UndatedZip(out, "w", strict_timestamps=False)).save()
    return _remove_times(out.getvalue())


class _UndatedZip(zipfile.ZipFile):
    """A zip that takes no date from the clock: none before 1980 would fit in it."""

    def writestr(self, name: Any, data: Any, *_how: Any) -> None:  # noqa: ANN401 - as zipfile has it
        """Add *data* under *name*."""
        super().writestr(zipfile.ZipInfo(str(name)), data)


def read(data: bytes, file: str) -> list[Translation]:
    """Return the translations in a workbook, with columns found by their headings.

    Raises `ThemeError` if it is no workbook, or a hostile one.
    """
    import openpyxl  # noqa: PLC0415 - as above

    parts = _inspect(data, file)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            # Parts that openpyxl does not know are of no interest here, and it prints of some.
            warnings.simplefilter("ignore")
            known = {name: _use_known_names(part) for name, part in parts.items()}
            book = openpyxl.load_workbook(io.BytesIO(zip_writer.pack(known)), read_only=True)
            found = [entry for sheet in book.worksheets for entry in _read_sheet(sheet, file)]
    except ThemeError:
        raise
    except Exception:  # noqa: BLE001 - openpyxl raises whatever a broken part leads to
        message = _("The workbook can't be read: a part of it is damaged.")
        if missing := [part for part in _PARTS if part not in parts]:
            message = _(
                "The workbook can't be read: its part `{part}` is missing.", part=missing[0]
            )
        raise make_unreadable_error(file, message, _(_SAVE_AGAIN)) from None
    if not found:
        message = _("No sheet of the workbook has texts.")
        needed = ", ".join(_(heading) for heading in _NEEDED)
        hint = _("A sheet needs a line with the headings {headings}.", headings=needed)
        raise make_unreadable_error(file, message, hint)
    return found


_PARTS = ("[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels")
"""What spreadsheet programs give every workbook."""
_SAVE_AGAIN = N_("Open the file in a spreadsheet program and save it as XLSX.")


def _list_cells(row: TextRow) -> tuple[str, ...]:
    review = row.review
    words = (row.language, row.set, row.key, row.english, row.context, row.text)
    mark = mark_export(row.text, review)
    return (*words, str(name_state(review.state)), review.by, review.on, "", mark)


def _remove_times(data: bytes) -> bytes:
    """Return the workbook with a fixed date."""
    files = dict(zip_reader.unpack_foreign(data).files)
    core = "docProps/core.xml"
    files[core] = re.sub(rb"\d{4}-\d\d-\d\dT[\d:.]+Z", _MOMENT, files[core])
    return zip_writer.pack(files)


def _inspect(data: bytes, file: str) -> Files:
    """Return the parts, which are bounded and harmless; raise `ThemeError` otherwise."""
    try:
        files = zip_reader.unpack_foreign(data, _LIMITS).files
    except ArchiveError as error:
        first = error.problems[0].message
        message = _("The file isn't an XLSX workbook: {fault}", fault=first)
        raise make_unreadable_error(file, message, _(_SAVE_AGAIN)) from None
    for name, part in files.items():
        if name.endswith((".xml", ".rels", ".vml")):
            read_xml(part, f"{file}/{name}", _make_bound_check(f"{file}/{name}"))
    return files


def _use_known_names(part: bytes) -> bytes:
    """Return a part of a "Strict Open XML" workbook with the namespaces that openpyxl knows."""
    return re.sub(
        rb"http://purl\.oclc\.org/ooxml/(\w+)/(main|relationships)",
        rb"http://schemas.openxmlformats.org/\1/2006/\2",
        part,
    )


def _make_bound_check(file: str) -> Any:  # noqa: ANN401 - a handler of `read_xml`
    """Refuse cells far outside and very many sheets, which would take too long to read."""
    sheets = 0

    def start_element(name: str, attributes: Any, line: int) -> None:  # noqa: ANN401 - a mapping
        nonlocal sheets
        place = attributes.get("r", "")
        local = name.rpartition(" ")[2]
        sheets += local == "sheet"
        if sheets > _MOST_SHEETS:
            message = _("The workbook has more than {most} sheets.", most=_MOST_SHEETS)
            raise make_unreadable_error(file, message, line=line)
        form = {"row": r"[0-9]{1,7}", "c": r"[A-Z]{1,3}[0-9]{1,7}"}.get(local)
        is_far = local == "row" and place.isdecimal() and int(place[:9]) > MAX_ENTRIES
        if is_far or (form and place and not re.fullmatch(form, place)):
            message = _("The sheet has content in {cell}, far from all texts.", cell=place[:20])
            raise make_unreadable_error(file, message, line=line)

    return start_element


def _read_sheet(sheet: Any, file: str) -> Iterator[Translation]:  # noqa: ANN401 - openpyxl has no types
    columns: dict[str, int] = {}
    sheet.reset_dimensions()  # other programs state too few rows, and openpyxl would read no more
    lines: Iterable[Sequence[Any]] = sheet.iter_rows(max_col=_MOST_COLUMNS)
    for number, cells in enumerate(lines, 1):
        if not columns:
            columns = _find_columns(cells, f"{file}:{sheet.title}!", number)
            if number > _MOST_LINES_ABOVE:
                return
            continue
        row = _Row(f"{file}:{sheet.title}!", number, columns, cells)
        if any(row.read(name) for name in _NEEDED[:3]):
            yield row.make_translation()


def _find_columns(cells: Sequence[Any], sheet: str, number: int) -> dict[str, int]:
    """Return the columns by heading, English or Danish; none if the line isn't the headings.

    Raises `ThemeError` if two columns have one heading.
    """
    headings = {
        translate(_(name), lang).casefold(): name for name in _COLUMNS for lang in MESSAGE_LANGUAGES
    }
    found: dict[str, list[int]] = {}
    for at, cell in enumerate(cells):
        if heading := headings.get(str(cell.value).strip().casefold()):
            found.setdefault(heading, []).append(at)
    if not set(_NEEDED) <= found.keys():
        return {}
    for heading, (first, *others) in found.items():
        if others:
            message = _(
                "Two columns have the heading {heading}: {first} and {second}.",
                heading=_(heading),
                first=_name_column(first),
                second=_name_column(others[0]),
            )
            hint = _("Remove or rename the one that shouldn't be imported.")
            raise make_unreadable_error(f"{sheet}{_name_column(others[0])}{number}", message, hint)
    return {heading: first for heading, (first, *_others) in found.items()}


def _name_column(column: int) -> str:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - as above

    return str(get_column_letter(column + 1))


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of a sheet: its cells, and which column has which heading."""

    sheet: str
    number: int
    columns: Mapping[str, int]
    cells: Sequence[Any]

    def make_translation(self) -> Translation:
        language, set_, key = (self.read(name) for name in _NEEDED[:3])
        cell = self.cells[self.columns["Text"]]
        fault = _find_fault(cell)
        text = "" if fault else _unescape(cell.value)
        state, by = self.read("State"), self.read("Reviewed by")
        day, places = self.read("Date"), (self.place("State"), self.place("Date"))
        given = read_review(state, by, day, *places)
        comment = self.read("Comment")
        place, mark = self.place("Text"), self.read(_HIDDEN)
        return Translation(language, set_, key, text, comment, place, fault, given, exported=mark)

    def read(self, heading: str) -> str:
        """Return the text below *heading*; an empty one where the sheet has no such column."""
        if heading not in self.columns:
            return ""
        value = self.cells[self.columns[heading]].value
        if isinstance(value, datetime):
            return value.date().isoformat()
        return "" if value is None else _unescape(str(value)).strip()

    def place(self, heading: str) -> Place:
        """Return the cell, as spreadsheets name it."""
        return Place(f"{self.sheet}{_name_column(self.columns.get(heading, 0))}{self.number}")


def _find_fault(cell: Any) -> Message | None:  # noqa: ANN401 - as above
    if cell.data_type == "f":
        return _("The cell has a formula instead of a text.")
    if isinstance(cell.value, str) and cell.data_type == "e":
        return _("The cell has the error {error} instead of a text.", error=cell.value)
    match cell.value:
        case None | str():
            return None
        case bool():
            return _("The cell has true or false instead of a text.")
        case int() | float():
            return _("The cell has a number instead of a text.")
    return _("The cell has a date or a time instead of a text.")


def _unescape(value: str | None) -> str:
    return _EXCEL_RETURN.sub("", value or "")
