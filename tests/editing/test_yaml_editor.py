"""One value changed in a file, and nothing else."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from themebuilder.core.tree import to_plain
from themebuilder.definitions.yaml_reader import parse_yaml
from themebuilder.editing.yaml_editor import (
    CannotEditError,
    edit_values,
    remove_value,
    set_value,
)

SOURCE = """\
# head
texts: da        # language
keys:
  a.b: Ét æble 🍎   # apple
  a.c: 'it''s'
  a.d: "x\\ty"
  a.e: |
    one
    two

  z: {q: 1, r: [2]}
"""
WORDS = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Co", "Cn"], include_characters="\n").filter(
        lambda letter: letter not in "\u2028\u2029\ufeff"
    ),
    min_size=1,
)


def put(source: str, path, value) -> str:
    return set_value(source.encode(), path, value).decode()


def drop(source: str, path) -> str:
    return remove_value(source.encode(), path).decode()


@pytest.mark.parametrize("key", ["a.b", "a.c", "a.d", "a.e"])
@given(value=WORDS)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_text_is_read_back_as_it_was_given(key, value):
    written = put(SOURCE, ("keys", key), value)
    assert to_plain(parse_yaml(written.encode(), ""))["keys"][key] == value


@pytest.mark.parametrize(
    ("path", "value", "old", "new"),
    [
        (("keys", "a.b"), "Pære", "Ét æble 🍎", "Pære"),
        (("keys", "a.c"), "it's ok", "'it''s'", "'it''s ok'"),
        (("keys", "a.e"), "ny\nlinje\n", "|\n    one\n    two", "|\n    ny\n    linje"),
        (("keys", "a.e"), "ny", "|\n    one\n    two", "|-\n    ny"),
        (("keys", "z", "q"), "a, b", "q: 1", 'q: "a, b"'),
        (("keys", "z", "q"), 2, "q: 1", "q: 2"),
        (("keys", "z", "s"), True, "r: [2]", "r: [2], s: true"),
        (("keys", "z", "r"), ["2", "da"], "[2]", "[2, da]"),
        (("keys", "z"), "none", "{q: 1, r: [2]}", "none"),
        (("keys", "z"), {"r": [2], "q": 1}, "{q: 1, r: [2]}", "{r: [2], q: 1}"),
        (("keys", "a.b"), {"file": "a.svg", "focus": [0.5, 0.25]}, "Ét æble 🍎", "{file: a.svg, focus: [0.5, 0.25]}"),
        (("keys", "a.ba"), "new", "# apple", "# apple\n  a.ba: new"),
        (("keys", "yes"), "#x", "r: [2]}", 'r: [2]}\n  "yes": "#x"'),
    ],
)  # fmt: skip
def test_everything_around_it_stays(path, value, old, new):
    assert put(SOURCE, path, value) == SOURCE.replace(old, new, 1)


def test_several_new_keys_keep_their_order():
    new = [(("keys", key), key) for key in ("b", "c", "d")]
    assert edit_values(b"keys:\n  a: 1\n", new) == b"keys:\n  a: 1\n  b: b\n  c: c\n  d: d\n"


def test_a_byte_order_mark_stays():
    assert put(f"\ufeff{SOURCE}", ("keys", "a.bb"), "x") == (
        "\ufeff" + put(SOURCE, ("keys", "a.bb"), "x")
    )


def test_each_line_keeps_its_line_end():
    assert put("a: 1\r\nb: 2\nc: 3\r\n", ("b",), "x") == "a: 1\r\nb: x\nc: 3\r\n"


def test_a_new_line_ends_as_the_one_above_it():
    assert put("k:\n  a: 1\r\nb: 2\n", ("k", "c"), "x") == "k:\n  a: 1\r\n  c: x\r\nb: 2\n"


def test_a_removed_value_takes_its_lines_along():
    assert drop(SOURCE, ("keys", "a.e")) == SOURCE.replace("  a.e: |\n    one\n    two\n", "")


def test_a_mapping_goes_with_its_only_value():
    assert drop("a: 1\ntexts:\n  da:\n    k: v\n", ("texts", "da", "k")) == "a: 1\n"


def test_a_mapping_with_a_comment_stays():
    assert drop("a: 1\ntexts:   # own\n  k: v\n", ("texts", "k")) == "a: 1\ntexts: {}   # own\n"


def test_a_comment_between_values_stays_when_all_of_them_go_at_once():
    source = b"a:\n  b: 1\n  # own\n  c: 2\n"
    data = edit_values(source, [(("a", "b"), None), (("a", "c"), None)])
    assert data == b"a: {}\n  # own\n"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("keys: text\n", "a text, a list or nothing"),
        ("keys: &k {a: b}\nmore: *k\n", "Line 2 has an alias of this value"),
        ("more: &k {a: b}\nkeys: *k\n", "Line 2 has an alias of a value elsewhere"),
        ("keys: 1\nkeys: 2\n", "already in line 1"),
        ("keys: [\n", "Line 2"),
        ("keys: x\n---\nkeys: y\n", "second document"),
        ("keys: x\u2028\n", "U+2028"),
        ("keys: {a: !mine b}\n", "!mine"),
    ],
)
def test_a_refusal_gives_the_reason_and_the_lines_to_write_by_hand(source, reason):
    with pytest.raises(CannotEditError) as error:
        put(source, ("keys", "c"), "x")
    assert reason in error.value.reason
    assert error.value.yaml == "keys:\n  c: x"


@pytest.mark.parametrize(
    ("value", "reason"), [("\u2028", "U+2028"), ("\x07", "U+0007"), ("\ud800", "UTF-8")]
)
def test_a_text_that_no_definition_can_hold_is_refused(value, reason):
    with pytest.raises(CannotEditError, match=re.escape(reason)):
        put("a: x\n", ("a",), value)


@pytest.mark.parametrize("value", ["no", "null", "~", "0012", "22:22", "2027-01-01", "0xff"])
def test_a_text_that_others_take_for_something_else_is_quoted(value):
    assert put("a: x\n", ("a",), value) == f'a: "{value}"\n'


@pytest.mark.parametrize(
    ("source", "path", "expected"),
    [
        ("", ("a", "b"), "a:\n  b: x\n"),
        ("# head\n", ("a",), "# head\na: x\n"),
        ("---\n", ("a",), "---\na: x\n"),
        ("a: 1", ("b",), "a: 1\nb: x"),
        ("a:   # c\n", ("a", "b"), "a:   # c\n  b: x\n"),
        ("a: 1\n...\n", ("b",), "a: 1\nb: x\n...\n"),
        ("b:\n  # logo: y\n  #   focus: 1\n  c: 1\n", ("b", "logo"), "b:\n  # logo: y\n  #   focus: 1\n  logo: x\n  c: 1\n"),
        ("b:\n    c:\n        d: 1\n", ("b", "e", "f"), "b:\n    c:\n        d: 1\n    e:\n        f: x\n"),
        ("a: [da, en]\n", ("a", 2), "a: [da, en, x]\n"),
        ("a:\n- da   # c\n", ("a", 1), "a:\n- da   # c\n- x\n"),
        ("a: {}\n", ("a", "b"), "a:\n  b: x\n"),
        ("a: &k one\n", ("a",), "a: &k x\n"),
        ("a: >-\n  one\n  two\nb: 1\n", ("a",), "a: >-\n  x\nb: 1\n"),
        ("a:\n  b: 1   # c\nz: 1\n", ("a",), "a: x\nz: 1\n"),
    ],
)  # fmt: skip
def test_a_value_is_written_where_a_person_would_write_it(source, path, expected):
    assert put(source, path, "x") == expected


def test_a_key_of_the_file_that_is_removed_and_given_again_stays_in_its_line():
    edits = [(("a",), None), (("a",), "x")]
    assert edit_values(b"a: 1   # c\nb: 2\n", edits) == b"a: x   # c\nb: 2\n"
