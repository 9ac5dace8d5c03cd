"""Every sentence that the shipped wordings give a guest is true for every guest who meets it."""

from __future__ import annotations

import pytest

from tests.readings import MESSAGES, PAGE, SETS, list_rows, write_page
from themebuilder.platform.shipped import (
    list_message_situations,
    list_worded_screens,
    load_screens,
    load_text_situations,
)


@pytest.mark.parametrize("message", MESSAGES)
@pytest.mark.parametrize("wording", SETS)
def test_no_reader_reads_anything_false(wording, message):
    cells = [cell for _, _, row in list_rows(wording, message) for cell in row]
    assert [cell for cell in cells if not cell.startswith(("true: ", "not shown: "))] == []


def test_the_waiting_words_are_read_in_every_situation_of_their_places():
    shown = {
        situation
        for id_ in list_worded_screens("waiting")
        for situation in load_screens()[id_].situations
    } | set(load_text_situations()["infocard.lobby.header"])
    assert shown <= set(list_message_situations("waiting"))


def test_the_page_shows_the_readings():
    assert PAGE.read_text(encoding="utf-8") == write_page()
