"""Carets stand under the columns in question, whatever the line is made of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from themebuilder.reports.findings import count_cells, escape_hidden
from themebuilder.reports.text import cut_excerpt

ANY = st.text(st.characters())
SHORT = st.text(st.characters(exclude_characters="◆"), max_size=9)


@pytest.mark.parametrize(
    ("line", "columns", "row", "carets"),
    [
        ("key: value", (6, 11), "key: value", "     ^^^^^"),
        ("key: value", (6, 0), "key: value", "     ^"),
        ("key: value", (6, 99), "key: value", "     ^^^^^"),
        ("key:", (6, 6), "key:", "    ^"),
        ("key: value", (0, 0), "key: value", ""),
        ("", (1, 2), "", "^"),
        ("\tkey", (2, 5), "    key", "    ^^^"),
        ("a\tkey", (3, 6), "a   key", "    ^^^"),
        ("医院: x", (5, 6), "医院: x", "      ^"),
        ("医院: x", (1, 3), "医院: x", "^^^^"),
        ("A\u030ab: x", (5, 6), "A\u030ab: x", "   ^"),
        ("a\x1b[2J!", (6, 7), "a\\x1b[2J!", "        ^"),
        ("0123456789" * 9, (45, 47), "…4567890123456789012…", "           ^^"),
    ],
)
def test_carets_stand_under_the_columns(line, columns, row, carets):
    assert cut_excerpt(line, *columns, width=21) == (row, carets)


@given(line=ANY, column=st.integers(0, 200), length=st.integers(-5, 200), width=st.integers(20, 90))
def test_nothing_leaves_the_terminal(line, column, length, width):
    row, carets = cut_excerpt(line, column, column + length, width)
    assert escape_hidden(row) == row
    assert count_cells(row) <= width
    assert len(carets) <= width + 1


@given(before=SHORT, after=SHORT)
def test_the_caret_finds_its_letter(before, after):
    row, carets = cut_excerpt(f"{before}◆{after}", len(before) + 1, len(before) + 2, width=300)
    assert carets == " " * count_cells(row[: row.index("◆")]) + "^"


def test_a_line_of_ten_million_letters_is_only_looked_at_where_it_matters():
    row, _carets = cut_excerpt("x" * 10_000_000 + "y", 10_000_001, 10_000_002, width=80)
    assert row == "…" + "x" * 40 + "y"
