"""Rows as an XLSX workbook and back: one sheet for each language, one line for each text."""

from __future__ import annotations

import contextlib
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from themebuilder.core.problems import Place
from themebuilder.packages import zip_reader, zip_writer
from themebuilder.packages.errors import ArchiveError
from themebuilder.packages.names import Limits
from themebuilder.translation.rows import TextRow
from themebuilder.translation.translations import (
    MAX_BYTES,
    MAX_ENTRIES,
    Translation,
    read_xml,
    unreadable_error,
)

_COLUMNS = {
    "Language": 10,
    "Set": 20,
    "Key": 34,
    "English": 44,
    "Context": 40,
    "Text": 54,
    "State": 11,
    "Comment": 34,
}
"""Heading -> width in letters."""
_NEEDED = ("language", "set", "key", "text")
_MOST_COLUMNS = 64
_MOST_SHEETS = 60
_LIMITS = Limits(archive=MAX_BYTES, entries=200, file=64 * 2**20, total=96 * 2**20)
_EXCEL_RETURN = re.compile(r"_x000[dD]_")
# Excel's own dates begin in 1900; any fixed moment would do.
_MOMENT = b"2000-01-01T00:00:00Z"


def write(rows: Sequence[TextRow]) -> bytes:
    """The rows as a workbook; every cell is text, whatever it begins with, and stays text.

    The same bytes for the same rows and the same version of openpyxl.
    """
    import openpyxl  # type: ignore[import-untyped]  # noqa: PLC0415 - an extra
    from openpyxl.styles import (  # type: ignore[import-untyped]  # noqa: PLC0415 - as above
        Alignment,
        Font,
        PatternFill,
    )
    from openpyxl.writer.excel import ExcelWriter  # type: ignore[import-untyped]  # noqa: PLC0415

    book = openpyxl.Workbook()
    book.remove(book.active)
    top = Alignment(vertical="top", wrap_text=True)
    head, missing = PatternFill("solid", "FFDDE5EA"), PatternFill("solid", "FFFFF4CC")
    for language, group in groupby(rows, lambda row: row.language):
        sheet = book.create_sheet(language)
        sheet.append(list(_COLUMNS))
        for cell in sheet[1]:
            cell.font, cell.fill = Font(bold=True), head
        for number, row in enumerate(group, 2):
            cells = (
                row.language,
                row.set,
                row.key,
                row.english,
                row.context,
                row.text,
                row.state,
                "",
            )
            for column, value in enumerate(cells, 1):
                cell = sheet.cell(number, column)
                # Set as a string of its own kind: "=1+1" is words here, and never a formula.
                cell.value, cell.data_type = value or None, "s" if value else "n"
                cell.number_format, cell.quotePrefix, cell.alignment = "@", True, top
                if not row.text:
                    cell.fill = missing
        for letter, width in zip("ABCDEFGH", _COLUMNS.values(), strict=True):
            sheet.column_dimensions[letter].width = width
        sheet.freeze_panes = "D2"
        sheet.auto_filter.ref = sheet.dimensions
    out = io.BytesIO()
    book.properties.modified = datetime.now(tz=UTC).replace(tzinfo=None)
    ExcelWriter(book, _Undated(out, "w", strict_timestamps=False)).save()
    return _remove_times(out.getvalue())


class _Undated(zipfile.ZipFile):
    """A zip that takes no date from the clock: none before 1980 would fit in it."""

    def writestr(self, name: Any, data: Any, *_how: Any) -> None:  # noqa: ANN401 - as zipfile has it
        """Add *data* under *name*."""
        super().writestr(zipfile.ZipInfo(str(name)), data)


def read(data: bytes, file: str) -> list[Translation]:
    """The translations in a workbook, with columns found by their headings.

    Raises `ThemeError` if it is no workbook, or a hostile one.
    """
    import openpyxl  # noqa: PLC0415 - as above

    clean = _inspect(data, file)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            # Parts that openpyxl does not know are of no interest here, and it prints of some.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(clean), read_only=True)
            found = [entry for sheet in book.worksheets for entry in _read_sheet(sheet, file)]
    except Exception as error:  # noqa: BLE001 - openpyxl raises whatever a broken part leads to
        name = type(error).__name__
        raise unreadable_error(
            file, f"The workbook cannot be read ({name}).", _SAVE_AGAIN
        ) from None
    if not found:
        hint = "Its first line names the columns: Language, Set, Key, Text."
        raise unreadable_error(file, "No sheet of the workbook has texts.", hint)
    return found


_SAVE_AGAIN = "Open it in a spreadsheet program, and save it as XLSX again."


def _remove_times(data: bytes) -> bytes:
    """The workbook with a fixed date."""
    files = dict(zip_reader.unpack_foreign(data).files)
    core = "docProps/core.xml"
    files[core] = re.sub(rb"\d{4}-\d\d-\d\dT[\d:.]+Z", _MOMENT, files[core])
    return zip_writer.pack(files)


def _inspect(data: bytes, file: str) -> bytes:
    """Check that all parts are bounded and harmless, and pack the workbook again."""
    try:
        files = zip_reader.unpack_foreign(data, _LIMITS).files
    except ArchiveError as error:
        first = error.problems[0].message
        raise unreadable_error(
            file, f"This is not a workbook (XLSX). {first}", _SAVE_AGAIN
        ) from None
    for name, part in files.items():
        if name.endswith((".xml", ".rels", ".vml")):
            read_xml(part, f"{file}/{name}", _make_bound_check(f"{file}/{name}"))
    return zip_writer.pack(files)


def _make_bound_check(file: str) -> Any:  # noqa: ANN401 - a handler of `read_xml`
    """Refuse cells far outside and very many sheets, which would take too long to read."""
    sheets = 0

    def start_element(name: str, attributes: Any, line: int) -> None:  # noqa: ANN401 - a mapping
        nonlocal sheets
        place = attributes.get("r", "")
        local = name.rpartition(" ")[2]
        sheets += local == "sheet"
        if sheets > _MOST_SHEETS:
            raise unreadable_error(file, f"It has more than {_MOST_SHEETS} sheets.", line=line)
        form = {"row": r"[0-9]{1,7}", "c": r"[A-Z]{1,3}[0-9]{1,7}"}.get(local)
        is_far = local == "row" and place.isdecimal() and int(place[:9]) > MAX_ENTRIES
        if is_far or (form and place and not re.fullmatch(form, place)):
            raise unreadable_error(
                file, f"A cell stands at {place[:20]}, far from all texts.", line=line
            )

    return start_element


def _read_sheet(sheet: Any, file: str) -> Iterator[Translation]:  # noqa: ANN401 - openpyxl has no types
    columns: dict[str, int] = {}
    lines: Iterable[Sequence[Any]] = sheet.iter_rows(max_col=_MOST_COLUMNS)
    for number, cells in enumerate(lines, 1):
        if not columns:
            named = {str(cell.value).strip().lower(): at for at, cell in enumerate(cells)}
            columns = named if set(_NEEDED) <= named.keys() else {}
            if number > 20:
                return
            continue
        language, set_, key = (_plain_text(cells[columns[name]]) for name in _NEEDED[:3])
        if not (language or set_ or key):
            continue
        cell = cells[columns["text"]]
        fault = _find_fault(cell)
        comment = _plain_text(cells[columns["comment"]]) if "comment" in columns else ""
        place = Place(f"{file}/{sheet.title}", number, columns["text"] + 1)
        text = "" if fault else _unescape(cell.value)
        yield Translation(language, set_, key, text, comment, place, fault)


def _find_fault(cell: Any) -> str:  # noqa: ANN401 - as above
    if cell.data_type == "f" or (isinstance(cell.value, str) and cell.data_type == "e"):
        return "a formula" if cell.data_type == "f" else f"the error {cell.value}"
    if cell.value is None or isinstance(cell.value, str):
        return ""
    return {"bool": "true or false", "int": "a number", "float": "a number"}.get(
        type(cell.value).__name__, "a date or a time"
    )


def _plain_text(cell: Any) -> str:  # noqa: ANN401 - as above
    return _unescape(cell.value).strip() if isinstance(cell.value, str) else ""


def _unescape(value: str | None) -> str:
    return _EXCEL_RETURN.sub("", value or "")
