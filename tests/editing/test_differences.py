"""Differences show the lines of a save, and the words within them."""

from __future__ import annotations

from themebuilder.editing.differences import compare_files, mark_words

OLD = b"a: 1\nb: 2\nc: 3\nd: The old words\ne: 5\nf: 6\ng: 7\n"


def test_a_hunk_has_two_lines_around_the_change():
    found = compare_files("x.yaml", OLD, OLD.replace(b"old", b"new"))
    (hunk,) = found["hunks"]
    kinds = [line["kind"] for line in hunk["lines"]]
    assert kinds == ["same", "same", "old", "new", "same", "same"]


def test_the_words_that_differ_are_marked():
    assert mark_words("d: The old words", "d: The newer words") == ([(7, 10)], [(7, 12)])


def test_lines_that_have_little_in_common_have_no_marks():
    assert mark_words("abc def", "#1: 2") == ([], [])


def test_a_new_and_a_removed_file_are_reported():
    new, removed = compare_files("x", None, b"a: 1\n"), compare_files("x", b"a: 1\n", None)
    assert (new["is_new"], new["is_removed"], removed["is_new"], removed["is_removed"]) == (
        True,
        False,
        False,
        True,
    )
