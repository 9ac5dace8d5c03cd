from __future__ import annotations

import json
import tracemalloc
from functools import cache

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from themebuilder.core.problems import Place, ThemeError
from themebuilder.core.tree import Map, Seq, Text, to_plain
from themebuilder.definitions import schema
from themebuilder.definitions import yaml_reader as reading
from themebuilder.definitions.library import find_workspace
from themebuilder.definitions.loader import read_library
from themebuilder.definitions.schema import fits_schema, load_schema
from themebuilder.definitions.schema_problems import find_schema_problems
from themebuilder.definitions.yaml_reader import parse_yaml


@pytest.mark.parametrize(
    "text", ["no", "on", "yes", "~", "null", "1.10", "22:22", "0o7", "2025-07-01", "1e3"]
)
def test_a_scalar_stays_the_text_that_was_written(text):
    assert parse_yaml(f"a: {text}\n".encode(), "x.yaml").text("a") == text


def test_no_is_a_language():
    assert "no" in parse_yaml(b"no: norsk\n", "x.yaml").entries


def test_a_value_knows_its_place():
    place = parse_yaml(b"a:\n  b: word\n", "x.yaml").place_of("a", "b")
    assert (str(place), place.end_column) == ("x.yaml:2:6", 10)


def test_a_byte_order_mark_moves_no_column():
    tree = parse_yaml("\ufeffa: word\nb: x\n".encode(), "x.yaml")
    assert (tree.text("a"), str(tree.place_of("a"))) == ("word", "x.yaml:1:4")


@pytest.mark.parametrize("data", ["a: b\n".encode("utf-16"), "\ufeff\ufeffa: b\n".encode()])
def test_other_marks_are_refused(data):
    with pytest.raises(ThemeError) as refused:
        parse_yaml(data, "x.yaml")
    assert refused.value.problems[0].rule.name == "encoding-wrong"


def test_an_alias_is_written_out():
    tree = parse_yaml(b"a: &x [1, 2]\nb: *x\n", "x.yaml")
    assert to_plain(tree) == {"a": ["1", "2"], "b": ["1", "2"]}


def test_everything_wrong_with_a_file_is_reported_at_once():
    with pytest.raises(ThemeError) as error:
        parse_yaml(b"a: 1\na: 2\nb: !x 3\n? [c]\n: d\n", "x.yaml")
    assert [found.rule.name for found in error.value.problems] == [
        "yaml-malformed",
        "yaml-malformed",
        "yaml-malformed",
    ]


HOSTILE = {
    "deep": b"[" * 400_000,
    "deep in blocks": b"- " * 200_000,
    "wide": b"a: [" + b"a," * 240_000 + b"]",
    "one long line": b"a: " + b"x" * 500_000,
    "many keys": b"".join(b"k%d: v\n" % n for n in range(50_000)),
    "billion laughs": b"a: &a [x,x,x,x,x,x,x,x,x]\n"
    + b"".join(
        b"%c: &%c [%s]\n" % (98 + n, 98 + n, b",".join([b"*%c" % (97 + n)] * 9)) for n in range(20)
    ),
    "too long": b"#" * (reading.MAX_BYTES + 1),
}


@pytest.mark.hostile
@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_answered_within_bounded_memory(data):
    tracemalloc.start()
    try:
        parse_yaml(data, "x.yaml")
    except ThemeError as error:
        assert error.problems
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 64_000_000


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_answered(data):
    try:
        parse_yaml(data, "x.yaml")
    except ThemeError as error:
        assert all(found.place.line >= 1 for found in error.problems)


_yaml_text = st.text(alphabet="ab:-?[]{},&*!|>%@`'\"#\n \t\\0æ", max_size=80)


@given(_yaml_text)
def test_anything_that_looks_like_yaml_is_read_or_answered(text):
    try:
        tree = parse_yaml(text.encode(), "x.yaml")
    except ThemeError as error:
        assert error.problems
    else:
        assert tree.entries is not None


_hostile = st.text("#0123456789abAZæ-_./:*\\n\u00a0\x1c\u2028", max_size=12) | st.sampled_from(
    [
        "-1",
        "+3",
        "007",
        "1e5",
        ".5",
        "5.",
        "0.1",
        "999999999999999",
        "9" * 16,
        "True",
        "2026-01-01\n",
    ]
)
_values = st.recursive(
    st.sampled_from(["", "no", "3", "0.5", "true", "#112233", "waves", "da", "2026-01-01", "ward"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["color", "file", "draw", "da", "from", "path", "x"]), inner, max_size=3
        )
    ),
    max_leaves=5,
)


@cache
def keys_of(kind):
    return st.sampled_from([*load_schema(kind)["properties"], "unknown"])


@cache
def plausible(kind):
    """Entries of a definition as somebody may write them."""
    return st.dictionaries(keys_of(kind), _values, max_size=4)


@cache
def hostile(kind):
    """Entries of a definition as nobody would write them."""
    some = st.recursive(
        _hostile,
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(keys_of(kind) | _hostile, inner)
        ),
        max_leaves=4,
    )
    return st.dictionaries(keys_of(kind), _values | some, max_size=4)


@pytest.mark.parametrize("kind", [kind for kind in schema.DEFINITION_KINDS if kind != "deployment"])
@given(data=st.data())
def test_the_schema_and_the_reader_agree_on_what_is_accepted(kind, data):
    document = {kind: "ward", **data.draw(plausible(kind))}
    tree = parse_yaml(
        yaml.dump(document, Dumper=yaml.CSafeDumper, allow_unicode=True).encode(), "x.yaml"
    )
    ours = not list(find_schema_problems(kind, tree))
    typed = _convert_types(load_schema(kind), load_schema(kind), to_plain(tree))
    assert ours == jsonschema.Draft202012Validator(load_schema(kind)).is_valid(typed)


@pytest.mark.parametrize("kind", schema.DEFINITION_KINDS)
@given(data=st.data())
def test_the_verdict_is_that_of_who_says_why(kind, data):
    document = {kind: "ward", **data.draw(hostile(kind))}
    tree = _make_tree(document)
    assert fits_schema(kind, tree) == (not list(find_schema_problems(kind, tree)))


def _make_tree(value):
    place = Place("x.yaml", 1, 1)
    if isinstance(value, dict):
        return Map({key: _make_tree(inner) for key, inner in value.items()}, place)
    if isinstance(value, list):
        return Seq(tuple(map(_make_tree, value)), place)
    return Text(value, place)


def _convert_types(whole, part, value):
    """The document as an editor sees it that reads numbers and booleans where the schema takes them."""
    part = whole["$defs"][part["$ref"].rpartition("/")[2]] if "$ref" in part else part
    if "anyOf" in part and isinstance(value, dict):
        option = next((o for o in part["anyOf"] if set(o.get("required", ())) & set(value)), {})
        return _convert_types(whole, option, value)
    if isinstance(value, dict):
        known, extra = part.get("properties", {}), part.get("additionalProperties")
        return {
            key: _convert_types(
                whole, known.get(key, extra if isinstance(extra, dict) else {}), inner
            )
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [_convert_types(whole, part.get("items", {}), inner) for inner in value]
    if part.get("type") in {"integer", "number", "boolean"}:
        try:
            return json.loads(value)  # as YAML 1.2 reads it, where `no` is a text
        except ValueError:
            return value
    return value


@pytest.mark.parametrize("kind", schema.DEFINITION_KINDS)
def test_every_schema_is_a_valid_schema(kind):
    jsonschema.Draft202012Validator.check_schema(load_schema(kind))


@pytest.mark.parametrize("kind", schema.DEFINITION_KINDS)
def test_every_top_level_key_says_what_it_is(kind):
    vague = [
        key
        for key, entry in load_schema(kind)["properties"].items()
        if not entry.get("description") and key not in {"about", "review"}
    ]
    assert vague == []


def test_the_workspace_is_found_from_below(workspace):
    below = workspace / "themes" / "organisations"
    assert find_workspace(below) == workspace


def test_own_definitions_come_before_shipped_ones(workspace, write):
    write("themes/borger.yaml", "theme: borger\nextends: borger\nbrand: {color: '#112233'}\n")
    library = read_library(workspace, workspace.parent / "nothing")
    assert library.get("theme", "borger").file == "themes/borger.yaml"


COMPOSED, DECOMPOSED = "blå/sø.txt", "bla\u030a/sø.txt"


@pytest.mark.parametrize(("written", "lies"), [(COMPOSED, DECOMPOSED), (DECOMPOSED, COMPOSED)])
def test_an_asset_is_found_in_whichever_form_its_letters_are_written(workspace, written, lies):
    file = workspace / "brand_assets" / lies
    file.parent.mkdir(parents=True)
    file.write_text("here")

    assert read_library(workspace, workspace).asset(written).read_text() == "here"


def test_the_files_of_a_folder_are_named_as_a_package_needs_them(workspace):
    file = workspace / "brand_assets" / "pa\u030a" / "bla\u030a.txt"
    file.parent.mkdir(parents=True)
    file.write_text("here")

    assert read_library(workspace, workspace).assets_in("på") == ("på/blå.txt",)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("passwd", "`passwd` points outside brand_assets/."),
        ("/etc/passwd", "`/etc/passwd` points outside brand_assets/."),
        ("ward\\logo.svg", "`ward\\logo.svg` has backslashes."),
        ("ward/logo.svg", "The file brand_assets/ward/logo.svg doesn't exist."),
    ],
)
def test_an_asset_is_a_file_in_its_folder(workspace, path, said):
    (workspace / "brand_assets").mkdir()
    (workspace / "brand_assets" / "passwd").symlink_to("/etc/passwd")
    library = read_library(workspace, workspace)
    assert library.asset(path) is None
    with pytest.raises(ThemeError) as error:
        library.read_asset(Text(path, Place("themes/ward.yaml")))
    assert error.value.problems[0].message == said


def test_an_asset_in_a_folder_that_is_shut_is_not_called_missing(workspace, monkeypatch):
    def refuse(folder, path):
        raise PermissionError(13, "Permission denied", str(folder / path))

    monkeypatch.setattr("themebuilder.definitions.library.find_on_disk", refuse)
    with pytest.raises(ThemeError, match="can't be read: Permission denied"):
        read_library(workspace, workspace).read_asset(Text("shut/logo.svg", Place("ward.yaml")))


@pytest.mark.parametrize(
    ("text", "said", "line", "column"),
    [
        ("a: *x\n", "This alias refers to nothing: no anchor of its name comes before it.", 1, 4),
        ("a: &x 1\nb: &x 2\n", "This anchor is already in line 1.", 2, 4),
        (
            "a: &x [*x]\n",
            "This alias is inside the value that it refers to.",
            1,
            8,
        ),
        ("a: &x 1\nb: *x\nb: *x\n", "The key `b` is already in line 2.", 3, 1),
        ("a: !int 1\nb: [\n", "The tag !int isn't allowed here.", 1, 4),
    ],
)
def test_what_a_single_pass_finds_is_said_where_it_stands(text, said, line, column):
    with pytest.raises(ThemeError) as error:
        parse_yaml(text.encode(), "x.yaml")
    first = error.value.problems[0]
    assert (first.message, first.place.line, first.place.column) == (said, line, column)


def test_an_alias_stands_for_the_same_value_with_the_place_of_the_first():
    tree = parse_yaml(b"a: &x {b: [c]}\nd: *x\n", "x.yaml")
    assert tree.get("d") is tree.get("a")
