"""Flat keys to nested language files and back."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from themebuilder.platform.errors import PlatformError
from themebuilder.platform.nesting import flatten, nest

# Few parts, so that keys often begin with each other; any text at all now and then.
PARTS = st.sampled_from(["a", "b", "a-b", "layout[1:7]", "", " "])
KEYS = st.lists(PARTS, min_size=1, max_size=5).map(".".join) | st.text()
TEXTS = st.dictionaries(KEYS, st.text(max_size=3), max_size=12)


@given(TEXTS)
def test_flatten_undoes_nest(texts):
    assert flatten(nest(texts)) == texts


@given(TEXTS, st.randoms())
def test_the_order_of_the_keys_does_not_matter(texts, random):
    shuffled = list(texts.items())
    random.shuffle(shuffled)
    assert json.dumps(nest(dict(shuffled))) == json.dumps(nest(texts))


@pytest.mark.parametrize(
    ("flat", "nested"),
    [
        ({"a.b": "B", "a.c.d": "D"}, {"a": {"b": "B", "c": {"d": "D"}}}),
        # What begins with a text stands flat beside it.
        ({"a.b.c": "C", "a.b": "B"}, {"a": {"b": "B", "b.c": "C"}}),
        ({"a.layout[1:7]": "En stor"}, {"a": {"layout[1:7]": "En stor"}}),
    ],
)
def test_parts_of_a_key_become_objects(flat, nested):
    assert nest(flat) == nested


def test_a_key_of_ten_thousand_parts_can_be_written_and_read():
    texts = {"a." * 10_000: "dyb"}
    assert flatten(json.loads(json.dumps(nest(texts)))) == texts


@pytest.mark.parametrize(
    ("nested", "message"),
    [
        ([], "The file must contain a JSON object with texts, not a list."),
        ("text", "The file must contain a JSON object with texts, not a text."),
        ({"a": {"b": 1}}, "`a.b` must be a text, not a number."),
        ({"a": {"b": None}}, "`a.b` must be a text, not null."),
        ({"a": ["x"]}, "`a` must be a text, not a list."),
        ({"a": True}, "`a` must be a text, not true or false."),
        ({"a": {"b": "x"}, "a.b": "y"}, "`a.b` is there twice: nested and flat."),
    ],
)
def test_what_is_not_a_text_is_refused(nested, message):
    with pytest.raises(PlatformError) as refused:
        flatten(nested)
    assert [p.message for p in refused.value.problems] == [message]


def test_all_faults_are_reported_at_once():
    with pytest.raises(PlatformError) as refused:
        flatten({"a": 1, "b": [], "c": "fin"})
    assert len(refused.value.problems) == 2
