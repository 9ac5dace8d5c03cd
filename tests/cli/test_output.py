from __future__ import annotations

import pytest

from themebuilder.cli.output import print_lines, print_list, print_table

TABLES = {
    "it fits": (
        [("THEME", "TEXTS"), ("oestdanmark-bornholm-tolk", "12"), ("stage", "3")],
        {"width": 80, "numbers": 1},
        """\
THEME                      TEXTS
oestdanmark-bornholm-tolk     12
stage                          3
""",
    ),
    "a word is broken": (
        [("THEME", "TEXTS"), ("oestdanmark-bornholm-tolk", "12"), ("stage", "3")],
        {"width": 26, "numbers": 1},
        """\
THEME                TEXTS
oestdanmark-            12
bornholm-tolk
stage                    3
""",
    ),
    "the dash of an open range stays beside its date": (
        [("IN USE", "TITLE"), ("2027-01-01 –", "one two three four"), ("– 2026-12-31", "five")],
        {"width": 24},
        """\
IN USE        TITLE
2027-01-01 –  one two
              three four
– 2026-12-31  five
""",
    ),
    "no word is broken while another column can be narrower": (
        [("THEME", "TITLE"), ("oestdanmarkborger", "one two three four")],
        {"width": 31},
        """\
THEME              TITLE
oestdanmarkborger  one two
                   three four
""",
    ),
    "an empty column takes no room": ([("THEME", ""), ("stage", "")], {}, "THEME\nstage\n"),
    "one line for each row for another program": (
        [("THEME", "TITLE"), ("stage", "word " * 40)],
        {},
        f"THEME  TITLE\nstage  {'word ' * 40}".rstrip() + "\n",
    ),
}


@pytest.mark.parametrize(("rows", "options", "shown"), TABLES.values(), ids=TABLES)
def test_a_table_fits_its_width(capsys, rows, options, shown):
    print_table(rows[0], rows[1:], **options)
    assert capsys.readouterr().out == shown


def test_lines_of_a_terminal_are_wrapped_below_their_indent(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "30")
    print_lines("Notes:\n  Nothing was learned from `button-participants` yet.\n")
    assert capsys.readouterr().out.splitlines() == [
        *("Notes:", "  Nothing was learned from", "    `button-participants` yet.", ""),
    ]


def test_a_long_list_says_how_much_it_leaves_out(capsys):
    print_list(["a", "b", "c"], 2)
    assert capsys.readouterr().out == "  a\n  b\n  and 1 more\n"
