"""What spreadsheets do to texts is taken back, and nothing that somebody meant."""

from __future__ import annotations

import pytest

from themebuilder.translation.text_checks import clean_text, find_control_character

INVISIBLE = "Removed an invisible character."
NARROW = "Replaced a narrow space."
HARD = "Replaced a non-breaking space."
APOSTROPHE = "Removed the leading apostrophe."
QUOTES = "Replaced curly quotes with straight ones."
EDGES = "Restored the spaces at both ends."


@pytest.mark.parametrize(
    ("text", "original", "meant", "notes"),
    [
        # Lines and letters, of which nobody needs to hear
        ("En\r\nto", "One", "En\nto", ()),
        ("En\rto", "One", "En\nto", ()),
        ("En\u2028to\u2029tre", "One", "En\nto\ntre", ()),
        ("Na\u030a", "Now", "Nå", ()),
        # Letters that nobody sees
        ("Luk\u00adket", "Closed", "Lukket", (INVISIBLE,)),
        ("\ufeffHej", "Hi", "Hej", (INVISIBLE,)),
        ("He\u200bj", "Hi", "Hej", (INVISIBLE,)),
        ("He\u2060j", "Hi", "Hej", (INVISIBLE,)),
        ("He\u200bj", "H\u200bi", "He\u200bj", ()),
        # Spaces
        ("70\u00a012", "70 12", "70 12", (HARD,)),
        ("70\u202f12", "70 12", "70 12", (NARROW,)),
        ("7\u00a00\u202f1", "7 0", "7 0 1", (HARD, NARROW)),
        ("70\u00a012", "70\u00a013", "70\u00a012", ()),
        ("70\u202f12", "70\u202f13", "70\u202f12", ()),
        ("70\u00a012", "70\u202f13", "70 12", (HARD,)),
        # The apostrophe with which a spreadsheet marks a text
        ("'Hej", "Hi", "Hej", (APOSTROPHE,)),
        ("'Hej'", "Hi", "'Hej'", ()),
        ("'Hans' bil'", "His car", "Hans' bil'", (APOSTROPHE,)),
        ("'Hej", "'Hi", "'Hej", ()),
        ("Hans'", "His", "Hans'", ()),
        # Quotes
        ("\u201chej\u201d", 'say "hi"', '"hej"', (QUOTES,)),
        ("\u201ehej\u201c", 'say "hi"', '"hej"', (QUOTES,)),
        ("\u2018hej\u2019", "say 'hi'", "'hej'", (QUOTES,)),
        ("\u201ahej\u2019", "say 'hi'", "'hej'", (QUOTES,)),
        ("\u201chej\u201d", "say \u201chi\u201d", "\u201chej\u201d", ()),
        ("\u201chej\u201d", "say \u201chi\" 'x'", "\u201chej\u201d", ()),
        ("\u201chej\u201d", "say hi", "\u201chej\u201d", ()),
        # The ends
        ("Hej", "Hi ", "Hej ", (EDGES,)),
        ("Hej", "  Hi", "  Hej", (EDGES,)),
        (" Hej ", "Hi", "Hej", (EDGES,)),
        (" Hej", " Hi", " Hej", ()),
        ("   ", " Hi ", "", (EDGES,)),
        ("Hej", "", "Hej", ()),
        ("En\nto", "One\ntwo ", "En\nto ", (EDGES,)),
    ],
)
def test_a_text_is_as_it_was_meant(text, original, meant, notes):
    assert clean_text(text, original) == (meant, notes)


@pytest.mark.parametrize(
    "letter",
    list("\x00\x08\x0b\x0c\x0e\x1f\x7f\x9f\ufffe\uffff\u202a\u202e\u2066\u2069"),
)
def test_a_letter_that_no_text_may_hold_is_named(letter):
    assert find_control_character(f"a{letter}b\x00") == f"U+{ord(letter):04X}"


@pytest.mark.parametrize(
    "letter", ["\t", "\n", "\r", " ", "~", "\u00a0", "\u2029", "\u202f", "\u206a"]
)
def test_a_letter_that_a_text_may_hold_is_not(letter):
    assert find_control_character(f"a{letter}b") == ""
