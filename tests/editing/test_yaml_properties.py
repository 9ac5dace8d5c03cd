"""What holds for every change in every file: the value is there, and all other bytes are as before."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from tests.editing.yaml_documents import documents
from themebuilder.core.problems import ThemeError
from themebuilder.core.tree import to_plain
from themebuilder.definitions.yaml_reader import parse_yaml
from themebuilder.editing.yaml_editor import (
    CannotEditError,
    edit_values,
    remove_value,
    set_value,
)
from themebuilder.editing.yaml_format import is_safe_plain

THEMES = Path(__file__).parent.parent.parent / "themes"
FILES = sorted(THEMES.rglob("*.yaml"))
UNSAFE = ["no", "yes", "null", "~", "0012", "22:22", "2027-01-01", "0xff", "1e3", ".5", "on", "y"]
TEXTS = [
    *UNSAFE, "x", "Hej, du", "a: b", "a #b", "#abc", "[a", "{{name}}", "it's", '"', "\\", "- a", "",
    "to\nlinjer", "to\nlinjer\n", " kant ", "langt " * 30, "\n", "?", "æ🍎", "@a", "%a", "`a", "=", "<<",
]  # fmt: skip
VALUES = [*TEXTS, True, 7, 0.5, [], {}, ["da", "no"], {"file": "a.svg", "focus": [0.5, 0.25]}, {"a": {"b": "c"}}]  # fmt: skip
quick = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


# A file is read, and its lines are looked for, again for each of its values.
@lru_cache(maxsize=8)
def read(data: bytes):
    return to_plain(parse_yaml(data, ""))


def to_tree(data: bytes):
    """As `read`; a file of comments has no values."""
    return read(data) if re.search(rb"(?m)^[^#\s.-]", data.removeprefix(b"\xef\xbb\xbf")) else {}


def is_readable(data: bytes) -> bool:
    try:
        return bool(read(data))
    except ThemeError:
        return False


def convert_scalars(value):
    """The value as it is read back."""
    if isinstance(value, dict):
        return {key: convert_scalars(below) for key, below in value.items()}
    if isinstance(value, list):
        return [convert_scalars(item) for item in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


def walk(tree, path=()) -> Iterator[tuple]:
    """The path of every value."""
    if path:
        yield path
    below = tree.items() if isinstance(tree, dict) else enumerate(tree)
    if not isinstance(tree, str):
        for step, value in below:
            yield from walk(value, (*path, step))


def look(tree, path):
    for step in path:
        tree = tree[step]
    return tree


def put(tree, path, value):
    """The tree with *value* at *path*; None removes."""
    step, *rest = path
    copy = dict(tree) if isinstance(tree, dict) else list(tree)
    if rest:
        copy[step] = put(copy[step], rest, value)
    elif value is None:
        del copy[step]
    elif step == len(copy) and isinstance(copy, list):
        copy.append(value)
    else:
        copy[step] = value
    return copy


def prune(tree, path):
    """The tree without the empty mappings along *path*."""
    for end in range(len(path), 0, -1):
        try:
            here = look(tree, path[:end])
        except (KeyError, IndexError, TypeError):
            continue
        if here != {}:
            break
        if isinstance(look(tree, path[: end - 1]), list):
            break
        tree = put(tree, path[:end], None)
    return tree


def split_lines(data: bytes) -> list[bytes]:
    return re.findall(rb"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+\Z", data)


@lru_cache(maxsize=8)
def compose(data: bytes) -> tuple[list[str], yaml.Node]:
    """The lines as PyYAML counts them, and what it reads."""
    text = data.decode().removeprefix("\ufeff")
    return text.splitlines(), yaml.compose(text, Loader=yaml.CBaseLoader)


def find_lines(data: bytes, path) -> tuple[int, int]:
    """The first and the last line, from 0, of the entry at *path*, as PyYAML sees it."""
    text, node = compose(data)
    first = node.start_mark.line
    for step in path:
        if isinstance(node, yaml.MappingNode):
            key, node = next(pair for pair in node.value if pair[0].value == step)
            first = key.start_mark.line
        else:
            node = node.value[step]
            first = node.start_mark.line
            # The dash may stand alone above the item.
            while re.fullmatch(r"\s*(-\s*)?(#.*)?", text[first - 1]):
                first -= 1
    end = node.end_mark
    return first, max(first, end.line - (end.column == 0))


def find_changed_lines(old: bytes, new: bytes) -> range:
    """The numbers of the old lines from the first to the last that is changed."""
    before, after = split_lines(old), split_lines(new)
    most = min(len(before), len(after))
    start = next((n for n in range(most) if before[n] != after[n]), most)
    most -= start
    end = next((n for n in range(most) if before[-1 - n] != after[-1 - n]), most)
    return range(start, len(before) - end)


def read_as_others(data: bytes):
    text = data.decode().removeprefix("\ufeff")
    yield yaml.load(text, Loader=yaml.CSafeLoader)
    if len(text) < 1000:  # it is slow
        ruamel = YAML(typ="safe", pure=True)
        yield ruamel.load(io.StringIO(text, newline=""))


def check_set(old: bytes, path, value) -> bytes:
    """Set a value and check all that is promised."""
    new = set_value(old, path, value)
    before = read(old)
    assert read(new) == put(before, path, convert_scalars(value))
    if new != old and isinstance(value, str):
        for tree in read_as_others(new):
            assert look(tree, path) == value
    first, last = find_lines(old, path)
    assert [n for n in find_changed_lines(old, new) if not first <= n <= last + 1] == []
    return new


def check_removal(old: bytes, path) -> None:
    new = remove_value(old, path)
    tree = read(old)
    assert prune(to_tree(new), path[:-1]) == prune(put(tree, path, None), path[:-1])
    # The key of a mapping that went too, or became `{}`, may stand lines above.
    first = min(find_lines(old, path[:end])[0] for end in range(1, len(path) + 1))
    if len(look(tree, path[:-1])) > 1:
        first = find_lines(old, path)[0]
    last = find_lines(old, path)[1]
    holder = look(tree, path[:-1])
    if isinstance(holder, dict) and len(path) > 1 and isinstance(path[-2], int):
        # The next key moves up to the dash, over the blank lines between.
        after = [key for key in holder if find_lines(old, (*path[:-1], key))[0] > last]
        last = max([last, *(find_lines(old, (*path[:-1], key))[0] for key in after[:1])])
    if isinstance(holder, list) and any(holder.count(item) > 1 for item in holder):
        return  # of two equal items, nobody can say which is gone
    assert [n for n in find_changed_lines(old, new) if not first - 1 <= n <= last + 1] == []


@pytest.mark.parametrize("file", FILES, ids=[str(file.relative_to(THEMES)) for file in FILES])
def test_every_value_of_every_file_can_be_changed_and_removed(file):
    data = file.read_bytes()
    paths = list(walk(read(data)))
    for number, path in enumerate(paths[:: 1 + len(paths) // 4], start=FILES.index(file) * 4):
        check_set(data, path, VALUES[number % len(VALUES)])
        check_removal(data, path)


CASES = st.tuples(
    documents().filter(is_readable),
    st.sampled_from(VALUES),
    st.randoms(use_true_random=False),
)


@given(CASES)
@quick
def test_any_value_can_be_set_in_any_file(case):
    data, value, random = case
    check_set(data, random.choice(list(walk(read(data)))), value)


@given(CASES)
@quick
def test_any_value_can_be_removed_from_any_file(case):
    data, _value, random = case
    check_removal(data, random.choice(list(walk(read(data)))))


@given(CASES)
@quick
def test_what_is_added_and_removed_leaves_the_same_bytes(case):
    data, value, random = case
    tree = read(data)
    paths = [(), *walk(tree)]
    path = random.choice([one for one in paths if isinstance(look(tree, one), dict | list)])
    holder = look(tree, path)
    step = len(holder) if isinstance(holder, list) else "new"
    try:
        added = set_value(data, (*path, step), value)
    except CannotEditError as error:
        assert "no line break" in error.reason
        return
    assert read(added) == put(tree, (*path, step), convert_scalars(value))
    if holder:
        assert remove_value(added, (*path, step)) == data


@given(documents().filter(is_readable), st.sampled_from(["Hej du", "{{name}} er her", "b.svg"]))
@quick
def test_a_text_set_back_leaves_the_same_bytes(data, value):
    tree = read(data)
    written = {"one", "two words", "Ét æble 🍎", "a.svg"}
    for path in [path for path in walk(tree) if str(look(tree, path)) in written]:
        changed = set_value(data, path, value)
        assert changed != data
        if is_safe_plain(value, is_flow=True):
            assert set_value(changed, path, look(tree, path)) == data


@given(CASES)
@quick
def test_several_edits_do_what_they_do_one_by_one(case):
    data, value, random = case
    paths = random.choices([path for path in walk(read(data)) if isinstance(path[-1], str)], k=3)
    assume(not any(a != b and a[: len(b)] == b for a in paths for b in paths))
    edits = [(path, random.choice([value, None])) for path in paths]
    single = data
    try:
        for edit in edits:
            single = edit_values(single, [edit])
    except CannotEditError:
        return
    assert to_tree(edit_values(data, edits)) == to_tree(single)
