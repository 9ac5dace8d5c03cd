from __future__ import annotations

import pytest

from themebuilder.cli.output import print_lines, print_list, print_table

ROWS = [("oestdanmark-bornholm-tolk", "12"), ("stage", "3")]


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (
            80,
            [
                "THEME                      TEXTS",
                "oestdanmark-bornholm-tolk     12",
                "stage                          3",
            ],
        ),
        (
            26,
            [
                "THEME                TEXTS",
                "oestdanmark-            12",
                "bornholm-tolk",
                "stage                    3",
            ],
        ),
    ],
)
def test_a_table_fits_its_width(capsys, width, shown):
    print_table(("THEME", "TEXTS"), ROWS, numbers=1, width=width)
    assert capsys.readouterr().out.splitlines() == shown


def test_lines_of_a_terminal_are_wrapped_below_their_indent(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "30")
    print_lines("Notes:\n  Nothing was learned from `button-participants` yet.\n")
    assert capsys.readouterr().out.splitlines() == [
        *("Notes:", "  Nothing was learned from", "    `button-participants` yet.", ""),
    ]


def test_a_table_keeps_the_dash_of_an_open_range_beside_its_date(capsys):
    rows = [("2027-01-01 –", "one two three four"), ("– 2026-12-31", "five")]
    print_table(("IN USE", "TITLE"), rows, width=24)
    assert capsys.readouterr().out.splitlines() == [
        "IN USE        TITLE",
        "2027-01-01 –  one two",
        "              three four",
        "– 2026-12-31  five",
    ]


def test_a_table_breaks_no_word_while_another_column_can_be_narrower(capsys):
    print_table(("THEME", "TITLE"), [("oestdanmarkborger", "one two three four")], width=31)
    assert capsys.readouterr().out.splitlines() == [
        "THEME              TITLE",
        "oestdanmarkborger  one two",
        "                   three four",
    ]


def test_a_table_for_another_program_has_one_line_for_each_row(capsys):
    print_table(("THEME", "TITLE"), [("stage", "word " * 40)])
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_an_empty_column_takes_no_room(capsys):
    print_table(("THEME", ""), [("stage", "")])
    assert capsys.readouterr().out == "THEME\nstage\n"


def test_a_long_list_says_how_much_it_leaves_out(capsys):
    print_list(["a", "b", "c"], 2)
    assert capsys.readouterr().out == "  a\n  b\n  and 1 more\n"
