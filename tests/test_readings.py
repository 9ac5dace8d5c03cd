"""Every sentence that the shipped wordings give a guest is true for every guest who meets it."""

from __future__ import annotations

import pytest

from tests.readings import (
    PAGE,
    READ,
    SITUATIONS,
    group_cells,
    list_meant_situations,
    list_rows,
    read_data,
    write_page,
)
from themebuilder.platform.shipped import list_worded_screens, load_screens


@pytest.mark.parametrize(("wording", "message"), READ)
def test_no_reader_reads_anything_false_in_any_situation(wording, message):
    rows = list(list_rows(wording, message))
    known = ("true: ", "not shown: ", "not known: ")
    assert [cell for _, _, row in rows for cell in row if not cell.startswith(known)] == []
    assert {situation for _, situation, _ in rows} == set(SITUATIONS)
    screens = [load_screens()[id_] for id_ in list_worded_screens(message)]
    shown = {situation for screen in screens for situation in screen.situations}
    meant = set(list_meant_situations(wording, message))
    assert shown <= meant <= set(SITUATIONS), "name it in `SITUATIONS` of tests/readings.py"


@pytest.mark.parametrize(("wording", "message"), READ)
def test_grouping_keeps_every_cell(wording, message):
    readers = list(read_data()["readers"])
    cells = [
        (words, situation, reader, cell)
        for words, situation, row in list_rows(wording, message)
        for reader, cell in zip(readers, row, strict=True)
    ]
    grouped = [
        (words, situation, reader, cell)
        for words, situations, who, cell in group_cells(wording, message)
        for situation in situations
        for reader in who
    ]
    assert sorted(grouped) == sorted(cells)


def test_the_page_shows_the_readings():
    assert PAGE.read_text(encoding="utf-8") == write_page()
