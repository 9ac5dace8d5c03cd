"""Files that translators send back: read, compared with what is written, and written into YAML."""

from __future__ import annotations

from tests.fuzz import Read, Samples, list_errors, make_reader
from tests.fuzz.mutation import TEXTS
from themebuilder.definitions.library import shipped_root
from themebuilder.definitions.loader import read_library
from themebuilder.platform.target import load_platform
from themebuilder.translation import formats
from themebuilder.translation.changes import compare_texts, write_changes
from themebuilder.translation.rows import list_rows
from themebuilder.translation.text_reviews import TextReview

XML = (
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


def _read_translations(file: str, pieces: tuple[str, ...]) -> tuple[Samples, Read, tuple[str, ...]]:
    """What `themebuilder texts import` does, up to the new text of the definitions."""
    library = read_library(shipped_root(), shipped_root())
    rows = list_rows(library, load_platform("27"), "da", lambda _: "")
    few = [*rows[:10], *rows[-2:]]

    def read(data: bytes) -> object:
        compared = compare_texts(few, formats.read_translations(data, file), TextReview())
        written = write_changes(compared.changes, few, lambda _: "")
        for text in written.files.values():
            text.encode()
        return list_errors((*compared.refused, *written.refused))

    return {file: formats.export_rows(few, file)}, make_reader(read), (*pieces, *TEXTS)


def xlsx() -> tuple[Samples, Read, tuple[str, ...]]:
    return _read_translations("a.xlsx", XML)


def xliff() -> tuple[Samples, Read, tuple[str, ...]]:
    return _read_translations("a.xlf", XML)


READERS = (xlsx, xliff)
