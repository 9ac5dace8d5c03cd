"""JSON in a package: strict, bounded, told with line and column."""

import contextlib
import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from themebuilder.packages.errors import JsonError
from themebuilder.packages.json_reader import read_foreign_json, read_json

scalars = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1)
scalars |= st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=9)
values = st.recursive(
    scalars, lambda v: st.lists(v) | st.dictionaries(st.text(max_size=9), v), max_leaves=9
)
objects = st.dictionaries(st.text(max_size=9), values, max_size=4)

TRAILING_COMMA = 1 if sys.version_info >= (3, 13) else 0
"""Python 3.13 points at the comma itself, earlier versions behind it."""


SYNTAX = "Remove comments and the comma after a last item, and use only double quotes."
KIND = "Save the right file under this name, or put its keys in braces: `{…}`."
ENCODING = "Save the file again as UTF-8 without BOM."
SIZE = "Check that the right file was saved under this name."
NUMBER = "Write it as a text, in quotes."
TWICE = "Remove one of the two."
ESCAPE = "Write the characters instead of their escapes."


@pytest.mark.parametrize(
    ("text", "hint", "line", "column"),
    [
        ("", SYNTAX, 1, 1),
        ("  \n ", SYNTAX, 2, 2),
        ("{", SYNTAX, 1, 2),
        ('{"a": 1,}', SYNTAX, 1, 9 - TRAILING_COMMA),
        ('{"a": [1,]}', SYNTAX, 1, 10 - TRAILING_COMMA),
        ('{\n "a" 1}', SYNTAX, 2, 6),
        ('{"a": 1 "b": 2}', SYNTAX, 1, 9),
        ("{'a': 1}", SYNTAX, 1, 2),
        ('{"a": 01}', SYNTAX, 1, 8),
        ('{"a": +1}', SYNTAX, 1, 7),
        ('{"a": 1} // done', SYNTAX, 1, 10),
        ('{"a": tru}', SYNTAX, 1, 7),
        ('{"a": "b', SYNTAX, 1, 7),
        ('{"a": "b\nc"}', SYNTAX, 1, 9),
        (r'{"a": "\x41"}', SYNTAX, 1, 8),
        ('{"a": 1]', SYNTAX, 1, 8),
        ('{"a": 1,\n "a": 2}', TWICE, 2, 2),
        (r'{"a": 1, "\u0061": 2}', TWICE, 1, 10),
        ('{"x": {"a": 1, "a": 1}}', TWICE, 1, 16),
        ('{"a": {"k": 1},\n "k": [{"k": {"k": "k"}, "k": 2}]}', TWICE, 2, 26),
        ('{"a": NaN}', NUMBER, 1, 7),
        ('{"a": "NaN",\n "b": [NaN]}', NUMBER, 2, 8),
        ('{"a":\n -Infinity}', NUMBER, 2, 2),
        ('{"a": 1e999}', NUMBER, 1, 7),
        ("NaN1]", NUMBER, 0, 0),
        ('{"a": 9007199254740992}', NUMBER, 1, 7),
        ('{"a": ' + "9" * 100_000 + "}", NUMBER, 1, 7),
        ('{"a": "\\\\ud83d",\n "b": "\\ud83d"}', ESCAPE, 2, 7),
        (r'{"\udc00": 1}', ESCAPE, 1, 2),
        ("[" * 65 + "]" * 65, SIZE, 1, 65),
        ('{"a":' * 1000 + "1" + "}" * 1000, SIZE, 1, 321),
        ("[" * 100_000, SIZE, 1, 65),
        ('{"]]]]]]": ' + "[" * 64 + "]" * 64 + "}", SIZE, 1, 75),
        ('{"a" 1' + "[" * 70, SYNTAX, 1, 6),
        ("[1]", KIND, 1, 1),
        ('\n "text"', KIND, 2, 2),
        ("\ufeff{}", ENCODING, 1, 1),
        (b'{"a":\n "\xe6"}', ENCODING, 2, 3),
        ('{"å": "\xe6'.encode() + b"\xff", ENCODING, 1, 9),
        ('{"a": 1}'.encode("utf-16"), ENCODING, 1, 1),
        (b'{"a": "\xed\xa0\x80"}', ENCODING, 1, 8),
        (b'{"a": "' + b"x" * 1024 * 1024 + b'"}', SIZE, 0, 0),
        (b'{"a": "\0"}', SYNTAX, 1, 8),
    ],
)
def test_a_fault_is_reported_with_its_place(text, hint, line, column):
    with pytest.raises(JsonError) as caught:
        read_json(text if isinstance(text, bytes) else text.encode(), "manifest.json")
    error = caught.value.problems[0]
    assert (error.hint, error.place.line, error.place.column) == (hint, line, column)


@pytest.mark.parametrize(
    ("text", "found"),
    [("[]", "a list"), ("null", "empty (`null`)"), ('"a"', "a text"), ("7", "a whole number")],
)
def test_json_that_is_no_object_is_reported_as_what_it_is(text, found):
    with pytest.raises(JsonError) as caught:
        read_json(text.encode(), "manifest.json")
    error = caught.value.problems[0]
    assert (error.message, error.hint) == (
        f"The file must be an object with keys (`{{…}}`), not {found}.",
        "Save the right file under this name, or put its keys in braces: `{…}`.",
    )


def test_a_negative_zero_stays_one():
    assert str(read_json(b'{"a": -0}', "manifest.json")["a"]) == "-0.0"


def test_a_byte_order_mark_of_another_hand_is_passed_over():
    assert read_foreign_json(b'\xef\xbb\xbf{"a": 1}', "manifest.json") == {"a": 1}


def test_brackets_in_texts_are_not_depth():
    text = "{{name}} [" * 100
    assert read_json(json.dumps({"a": text}).encode(), "da.json") == {"a": text}


def test_an_escaped_pair_is_one_character():
    assert read_json(rb'{"a": "\ud83d\ude00"}', "da.json") == {"a": "😀"}


@given(objects, st.booleans(), st.sampled_from([None, 1]))
def test_what_json_wrote_is_read(value, escape, indent):
    text = json.dumps(value, ensure_ascii=escape, indent=indent)
    assert read_json(text.encode(), "a.json") == value


@given(st.text('{}[]",:\\ \n\tu0dD8e-+.1aNtrfls', max_size=40))
def test_any_text_is_an_object_or_an_error(text):
    with contextlib.suppress(JsonError):
        assert read_json(text.encode(), "a.json") == json.loads(text)


@given(st.binary(max_size=60))
def test_any_bytes_are_an_object_or_an_error(data):
    with contextlib.suppress(JsonError):
        assert read_json(data, "a.json") == json.loads(data)
