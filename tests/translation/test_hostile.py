"""Files that mean harm end in a sentence, soon, and change nothing."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from themebuilder.core.problems import ThemeError
from themebuilder.translation import formats as exchange
from themebuilder.translation.translations import MAX_BYTES

LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<xliff version="1.2"><file original="texts"><body>&b;</body></file></xliff>"""
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xliff version="1.2">&a;</xliff>'


def make_zip(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/") + ".xml", data)
    return out.getvalue()


def make_workbook(export, part: str, change) -> bytes:
    """Our own workbook with one of its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(export(".xlsx")) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.xlf", LAUGHS, "document type"),
        ("a.xlf", OUTSIDE, "document type"),
        (
            "a.xlf",
            LAUGHS.decode().replace("?>", ' encoding="UTF-16"?>', 1).encode("utf-16"),
            "document type",
        ),
        ("a.xlf", b"<a>" * 10_000, "nested"),
        ("a.xlf", b"<xliff version='1.2'><file>", "The XML is broken"),
        ("a.xlf", b"<xliff version='2.0'/>", "Only version 1.2"),
        ("a.xlf", b"<?xml version='1.0' encoding='UTFJ8'?><xliff version='1.2'/>", "encoding"),
        ("a.xlf", b"<?xml version='1.0' encoding='shift_jis'?><xliff version='1.2'/>", "encoding"),
        ("a.xlf", b"<html/>", "isn't XLIFF"),
        ("a.xlf", b"", "The XML is broken"),
        ("a.xlsx", b"", "isn't an XLSX workbook"),
        ("a.xlsx", b"PK\x03\x04", "isn't an XLSX workbook"),
        ("a.xlsx", make_zip(xl__workbook=LAUGHS), "document type"),
        (
            "a.xlsx",
            make_zip(xl__workbook=b"<a/>"),
            r"can't be read: its part `\[Content_Types\].xml` is missing.",
        ),
        ("a.xlf", b"x" * (MAX_BYTES + 1), "larger than 16 MiB"),
        ("a.csv", b"", "can't be read from or written"),
    ],
    ids=lambda each: each if isinstance(each, str) else f"{len(each)}-bytes",
)
def test_it_ends_in_a_sentence(name, data, said):
    with pytest.raises(ThemeError, match=said):
        exchange.read_translations(data, name)


def test_a_workbook_that_unpacks_to_too_much_is_none():
    bomb = make_zip(xl__sharedStrings=bytes(70 * 2**20))
    with pytest.raises(ThemeError, match="isn't an XLSX workbook"):
        exchange.read_translations(bomb, "a.xlsx")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'<row r="2"', b'<row r="999999999"'),
        (b'r="A2"', b'r="XFDX2"'),
        (b'<row r="2"', b'<row r="-2"'),
    ],
)
def test_a_cell_at_the_end_of_the_world_is_refused(export, old, new):
    data = make_workbook(export, SHEET, lambda part: part.replace(old, new, 1))
    with pytest.raises(ThemeError, match="far from all texts"):
        exchange.read_translations(data, "a.xlsx")


def test_what_the_reader_of_workbooks_thinks_is_not_printed(export, capsys):
    """It would stand in the middle of JSON."""
    named = re.compile(b"(?<=<cellStyleXfs).*?(?=</cellStyleXfs>)")
    data = make_workbook(export, "xl/styles.xml", lambda part: named.sub(b">", part))
    with pytest.raises(ThemeError, match="can't be read: a part of it is damaged"):
        exchange.read_translations(data, "a.xlsx")
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "part", ["[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"]
)
def test_a_part_that_a_workbook_lacks_is_named(run, export, part):
    file = export(".xlsx")
    with zipfile.ZipFile(file) as old:
        parts = {name: old.read(name) for name in old.namelist() if name != part}
    with zipfile.ZipFile(file, "w") as new:
        for name, data in parts.items():
            new.writestr(name, data)
    output = run("texts", "import", str(file)).out
    assert f"The workbook can't be read: its part `{part}` is missing." in output


def test_a_language_that_is_none_names_no_texts(run, export):
    file = export(".xlf")
    text = file.read_text()
    file.write_text(text.replace('target-language="da"', 'target-language="../../etc"'))
    result = run("texts", "import", str(file), "--write")
    assert result.code == 1
    assert "0 changed" in result.out


def test_letters_that_would_move_the_cursor_are_shown_as_escapes(run, export):
    file = export(".xlf")
    file.write_text(file.read_text().replace("Forlad mødet", "Forlad&#x202e; mødet"))
    assert "\u202e" not in run("texts", "import", str(file)).out
