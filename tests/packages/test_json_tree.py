"""JSON with the place of each key and value, as far as messages need it."""

import json

from hypothesis import given
from hypothesis import strategies as st

from themebuilder.core.problems import Place
from themebuilder.core.tree import Map
from themebuilder.packages.json_reader import read_tree
from themebuilder.packages.keys import to_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


def test_a_value_and_its_key_know_their_line_and_columns():
    tree = read_tree(b'{"a": 1,\n "images": {"logo": "./x.png"}}', "manifest.json")
    images = tree.get("images")
    assert isinstance(images, Map)
    assert images.place_of("logo") == Place("manifest.json", 2, 21, 30)
    assert images.key_place("logo") == Place("manifest.json", 2, 13, 19)


def test_columns_count_characters_behind_a_byte_order_mark():
    tree = read_tree('\ufeff{"æ": "å", "b": 1}'.encode(), "da.json")
    assert tree.place_of("b").column == 17


@given(st.dictionaries(st.text(), VALUES), st.sampled_from([None, 2]))
def test_the_tree_holds_the_values_that_were_written(value, indent):
    data = json.dumps(value, indent=indent, ensure_ascii=False).encode("utf-8", "replace")
    assert to_json(read_tree(data, "x.json")) == json.loads(data)
