"""What a path showed before, in its description."""

from __future__ import annotations

import dataclasses

import pytest

from themebuilder.publishing.node.records import (
    Earlier,
    add_earlier,
    drop_earlier,
    read_description,
)

ENTRY = Earlier("nord", "webapp2", "12345678-1234-1234-1234-123456789012", is_on=True)


@pytest.mark.parametrize(
    ("description", "text", "count"),
    [
        ("", "", 0),
        ("Til gæster", "Til gæster", 0),
        ("[themebuilder before nord=webapp2/]", "", 1),
        ("a [b] [themebuilder before nord=webapp3/x/off, syd=webapp2/]", "a [b]", 2),
        ("a [themebuilder before nonsense]", "a [themebuilder before nonsense]", 0),
        ("a [themebuilder before nord=webapp2/] b", "a [themebuilder before nord=webapp2/] b", 0),
    ],
)
def test_a_description_is_read(description, text, count):
    found, entries = read_description(description)
    assert (found, len(entries)) == (text, count)


@pytest.mark.parametrize("text", ["", "Til gæster", "to\nlinjer", "mellemrum ", "[x]"])
def test_what_is_recorded_is_read_back(text):
    described = add_earlier(text, ENTRY)
    assert read_description(described) == (text, (ENTRY,))
    assert drop_earlier(described, "nord") == text


def test_a_theme_has_one_entry_and_the_second_oldest_go_first():
    described = "x" * 70
    for theme in ("nord", "syd", "oest", "vest", "vest"):
        described = add_earlier(described, dataclasses.replace(ENTRY, theme=theme))
    assert len(described) <= 250
    long = add_earlier(add_earlier("x" * 200, ENTRY), dataclasses.replace(ENTRY, theme="syd"))
    assert [one.theme for one in read_description(long)[1]] == ["syd", "nord"]
    assert [one.theme for one in read_description(described)[1]] == ["vest", "oest", "nord"]
