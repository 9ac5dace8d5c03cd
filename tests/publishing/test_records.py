"""What the record of a service theme proves, and what a path showed before, in its description."""

from __future__ import annotations

import dataclasses
from dataclasses import replace

import pytest

from themebuilder.publishing.node.records import (
    EarlierContent,
    ThemeRecord,
    add_earlier,
    drop_earlier,
    parse_record,
    read_description,
    read_record,
)

A, B, C = "a" * 12, "b" * 12, "c" * 12
OLD, NEW, LATER = "2026-11-26T10:00:00", "2026-11-26T11:00:00", "2026-11-26T12:00:00"
AT = "20261126T110000Z"
LIVE = ThemeRecord("nord", "5", content=A, updated=OLD, revision=C)
BEGUN = LIVE.begin(B, AT, "d" * 40, OLD)


@pytest.mark.parametrize(
    ("record", "updated", "content", "is_certain"),
    [
        (LIVE, OLD, A, True),
        (LIVE, NEW, "", False),  # somebody else changed the theme
        (BEGUN, OLD, A, False),  # the write has not arrived, or is under way
        (BEGUN, NEW, B, False),  # it has arrived, and was not confirmed
        (BEGUN.complete("5", NEW), NEW, B, True),
        (BEGUN.complete("5", NEW), LATER, "", False),
    ],
)
def test_the_content_is_certain_only_after_a_write_that_nobody_changed(
    record, updated, content, is_certain
):
    mark = record.to_mark(updated)
    assert (mark.short, mark.is_certain) == (content, is_certain)


def test_a_write_records_what_was_live_before_and_the_commits_of_both():
    done = BEGUN.complete("5", NEW)
    assert (done.content, done.before) == (B, A)
    assert (done.revision, done.before_revision) == ("d" * 12, C)


def test_an_unfinished_write_that_is_repeated_keeps_what_was_live_before():
    again = BEGUN.begin(B, AT, "d" * 40, NEW)
    assert (again.content, again.before, again.before_revision) == (B, A, C)


def test_other_content_over_an_unfinished_write_follows_what_arrived():
    arrived, lost = BEGUN.begin(C, AT, "", NEW), BEGUN.begin(C, AT, "", OLD)
    assert (arrived.before, arrived.before_revision) == (B, "d" * 12)
    assert (lost.before, lost.before_revision) == (A, C)


def test_nothing_is_known_of_what_somebody_else_wrote():
    over = LIVE.begin(B, AT, "", NEW)
    assert (over.before, over.before_revision) == ("", "")


LONGEST = ThemeRecord("t" * 60, "999999", A, f"{OLD}.999999", B, C, AT, A, B)


@pytest.mark.parametrize("record", [LIVE, BEGUN, replace(LIVE, revision=""), LONGEST])
def test_a_record_is_read_as_it_was_written_and_fits_a_description(record):
    assert read_record(str(record)) == record
    assert len(str(record)) <= 250


@pytest.mark.parametrize(
    "path",
    [
        {"slug": "themebuilder-syd", "description": str(LIVE)},  # of another theme
        {"slug": "nord", "description": str(LIVE)},
        {"slug": "themebuilder-nord", "description": f"{LIVE} and more"},
        {"slug": "themebuilder-nord", "description": None},
    ],
)
def test_another_path_is_no_record(path):
    assert parse_record({"id": 7, **path}) is None


ENTRY = EarlierContent("nord", "webapp2", "12345678-1234-1234-1234-123456789012", is_on=True)


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
