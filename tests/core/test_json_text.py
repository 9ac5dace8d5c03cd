"""A patch (RFC 7396) makes one JSON value of another, and tells apart what JSON tells apart."""

from __future__ import annotations

import pytest

from themebuilder.core.json_text import apply_patch, make_patch

PATCHES = [
    ({"a": 1}, {"a": 1}, {}),
    ({"a": 1}, {"a": True}, {"a": True}),
    ({"a": True}, {"a": 1}, {"a": 1}),
    ({"a": 0}, {"a": False}, {"a": False}),
    ({"a": [1, 0]}, {"a": [True, False]}, {"a": [True, False]}),
    ({"a": {"b": 1}}, {"a": {"b": True}}, {"a": {"b": True}}),
    ({"a": 1}, {"a": "1"}, {"a": "1"}),
    ({"a": 1}, {}, {"a": None}),
    ({}, {"a": 1}, {"a": 1}),
    ({"a": {"b": 1, "c": 2}}, {"a": {"c": 2}}, {"a": {"b": None}}),
    ({"a": {"b": 1}}, {"a": [1]}, {"a": [1]}),
    ({"a": [1]}, {"a": {"b": 1}}, {"a": {"b": 1}}),
    ({"a": [1, 2]}, {"a": [2, 1]}, {"a": [2, 1]}),
    ({"a": 1, "b": 2}, {"b": 2, "a": 1}, {}),
]


@pytest.mark.parametrize(("before", "after", "patch"), PATCHES)
def test_the_patch_says_what_differs_and_no_more(before, after, patch):
    found = make_patch(before, after)
    # In Python true equals 1, so the text is compared.
    assert repr(found) == repr(patch)
    assert repr(sorted(dict(apply_patch(before, found)).items())) == repr(sorted(after.items()))
