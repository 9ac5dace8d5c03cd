"""One text changed in a file, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from themebuilder.core.tree import to_plain
from themebuilder.definitions.yaml_reader import parse_yaml
from themebuilder.translation.yaml_edit import edit_yaml

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
    st.characters(exclude_categories=["Cc", "Cs", "Co", "Cn"], include_characters="\n"), min_size=1
)


@pytest.mark.parametrize("key", ["a.b", "a.c", "a.d", "a.e"])
@given(value=WORDS)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_text_is_read_back_as_it_was_given(key, value):
    result = edit_yaml(SOURCE, {("keys", key): value})
    assert result.refused == {}
    assert to_plain(parse_yaml(result.text.encode(), ""))["keys"][key] == value


@pytest.mark.parametrize(
    ("path", "value", "old", "new"),
    [
        (("keys", "a.b"), "Pære", "Ét æble 🍎", "Pære"),
        (("keys", "a.c"), "it's ok", "'it''s'", "'it''s ok'"),
        (("keys", "a.e"), "ny", "|\n    one\n    two", "ny"),
        (("keys", "z", "q"), "a, b", "q: 1", 'q: "a, b"'),
        (("keys", "a.ba"), "new", "# apple", "# apple\n  a.ba: new"),
        (("keys", "yes"), "#x", "r: [2]}", 'r: [2]}\n  yes: "#x"'),
    ],
)
def test_everything_around_it_stays(path, value, old, new):
    assert edit_yaml(SOURCE, {path: value}).text == SOURCE.replace(old, new, 1)


def test_a_byte_order_mark_stays():
    edited = edit_yaml(f"\ufeff{SOURCE}", {("keys", "a.b"): "Pære", ("keys", "a.bb"): "x"})
    plain = edit_yaml(SOURCE, {("keys", "a.b"): "Pære", ("keys", "a.bb"): "x"})
    assert edited.text == f"\ufeff{plain.text}"


def test_windows_line_ends_stay_windows_line_ends():
    source = SOURCE.replace("\n", "\r\n")
    result = edit_yaml(source, {("keys", "a.b"): "Pære", ("keys", "a.bb"): "x"})
    assert result.text == source.replace("Ét æble 🍎", "Pære").replace(
        "# apple", "# apple\r\n  a.bb: x"
    )


def test_several_new_keys_keep_their_order():
    result = edit_yaml("keys:\n  a: 1\n", {("keys", key): key for key in ("b", "c", "d")})
    assert result.text == "keys:\n  a: 1\n  b: b\n  c: c\n  d: d\n"


def test_a_value_that_cannot_be_placed_keeps_no_other_from_being_written():
    source = "keys:\n  a: &x one\n  b: *x\n  c: three\n"
    result = edit_yaml(source, {("keys", "b"): "two", ("keys", "c"): "drei"})
    assert result.text == source.replace("three", "drei")
    assert list(result.refused) == [("keys", "b")]


@pytest.mark.parametrize(
    ("source", "path"),
    [
        ("keys: {a: b}\n", ("keys", "c")),
        ("keys: text\n", ("keys", "c")),
        ("keys:\n  a: [1]\n", ("keys", "a")),
        ("keys: &k {a: b}\nmore: *k\n", ("more", "a")),
    ],
)
def test_a_place_that_is_none_is_refused(source, path):
    result = edit_yaml(source, {path: "x"})
    assert (result.text, list(result.refused)) == (source, [path])
