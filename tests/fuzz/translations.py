"""Files that translators send back: read, compared with what is written, and written into YAML."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from functools import cache
from random import Random

from tests.fuzz.reader import Messages, Reader, answer, told
from tests.fuzz.spoiling import LETTERS, TEXTS, spoiled_bytes, spoiled_lines
from themebuilder.core.problems import ThemeError
from themebuilder.definitions.library import shipped_root
from themebuilder.definitions.loader import read_library
from themebuilder.platform.target import load_platform
from themebuilder.reports.findings import replace_surrogates
from themebuilder.translation import formats as exchange
from themebuilder.translation.changes import compare_texts, write_changes
from themebuilder.translation.rows import TextRow, list_rows

_FEW = 12
"""Texts of a sample: the reading is what is asked about, not their number."""


def workbooks() -> Reader:
    """XLSX: its parts are spoiled one by one, or the file as a whole."""
    parts = {}
    with zipfile.ZipFile(io.BytesIO(exchange.export_rows(_rows(), "a.xlsx"))) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    whole = _make_zip(parts)

    def spoiled(random: Random) -> bytes:
        if random.random() < 0.2:
            return spoiled_bytes(random, whole, [whole])
        name = random.choice((*parts, *["xl/worksheets/sheet1.xml"] * len(parts)))
        return _make_zip({**parts, name: _spoiled_xml(random, parts[name])})

    return Reader(spoiled, _door("a.xlsx"))


def xliff() -> Reader:
    """XLIFF 1.2."""
    sample = exchange.export_rows(_rows(), "a.xlf")

    def spoiled(random: Random) -> bytes:
        data = _spoiled_xml(random, sample)
        return spoiled_bytes(random, data, [sample], head=300) if random.random() < 0.2 else data

    return Reader(spoiled, _door("a.xlf"))


def po() -> Reader:
    """The PO files of gettext."""
    sample = exchange.export_rows(_rows(), "a.po")

    def spoiled(random: Random) -> bytes:
        text = spoiled_lines(random, sample.decode(), (*_PO, *TEXTS))
        data = text.encode("utf-8", "surrogatepass")
        return spoiled_bytes(random, data, [sample], head=300) if random.random() < 0.2 else data

    return Reader(spoiled, _door("a.po"))


@cache
def _rows() -> list[TextRow]:
    library = read_library(shipped_root(), shipped_root())
    found = list_rows(library, load_platform("27"), "da", lambda _: "")
    return [*found[: _FEW - 2], *found[-2:]]


def _door(file: str) -> Callable[[bytes], Messages]:
    """What `themebuilder texts import` does, up to the new text of the definitions."""
    known = _rows()

    def read(data: bytes) -> Messages:
        try:
            entries = exchange.read_translations(data, file)
        except ThemeError as error:
            return answer(error)
        compared = compare_texts(known, entries)
        written = write_changes(compared.changes, known, lambda _: "")
        for text in written.files.values():
            text.encode()
        return told((*compared.refused, *written.refused))

    return read


def _make_zip(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        for name, data in parts.items():
            book.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()


def _spoiled_xml(random: Random, data: bytes) -> bytes:
    """XML with its elements, attributes and texts changed; each on a line of its own."""
    if random.random() < 0.15:
        return spoiled_bytes(random, data)
    lines = replace_surrogates(data.decode()).replace("><", ">\n<")
    text = spoiled_lines(random, lines, (*_XML, *TEXTS, *LETTERS))
    return text.replace(">\n<", "><").encode("utf-8", "surrogatepass")


_XML = (
    '<!DOCTYPE x [<!ENTITY a "b">]>', "&a;", "&#0;", "&#x110000;", "&#xD800;", "<![CDATA[", "]]>",
    "<a>" * 70, "</a>", "<!--", "<?x y?>", ' r="A1048577"', ' r="-1"', ' r="XFD1"', ' r=""',
    ' t="d"', ' t="e"', ' t="b"', ' t="n"', ' t="inlineStr"', ' t="s"', ' s="99999"', ' s="-1"',
    "<v>1e999</v>", "<v>99999</v>", "<v>-1</v>", "<v>x</v>", "<f>1+1</f>", "<row>", "<c>", "<v/>",
    '<c r="F2" t="d"><v>2026-99-99</v></c>', "<row r='2'/>", "<mergeCell ref='A1:XFD9'/>",
    "<is/>", "<trans-unit>", '<trans-unit id="a">', "</trans-unit>", "<target>", "<alt-trans>",
    "<note>", '<file original="texts">', '<ph id="1">', 'version="2.0"', "xmlns='x'",
    'encoding="utf-16"', '<sheet name="x" sheetId="1" r:id="rId9"/>', "<sst/>", 'count="-1"',
    '"http://x"', "''", "id=",
)  # fmt: skip
_PO = (
    'msgid ""', 'msgstr ""', 'msgctxt "texts|meeting.leave"', 'msgctxt "x"', 'msgid_plural "x"',
    'msgstr[0] "x"', 'msgstr[9999999999] "x"', "msgstr[", "#, fuzzy", "#~ msgid", "#| msgid",
    "#.", '"Language: xx\\n"', '"Plural-Forms: nplurals=99; plural=n;\\n"', '"Content-Type: x"',
    '"\\x"', '"Plural-Forms: nplurals=2; plural=(((((n)))));\\n"', '"\\', 'msgid "a" "b"',
    "#: a:99999999999", '"Content-Type: text/plain; charset=utf-7\\n"',
    '"POT-Creation-Date: x\\n"', "#: \u2068a", "msgid",
    '"PO-Revision-Date: 9999-99-99 99:99+9999\\n"', '"Fuzzy: x\\n"', "#, python-format", '"X"',
)  # fmt: skip
