"""Properties of every definition that the schemas allow."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from themebuilder.build.pipeline import build_theme
from themebuilder.checks import PACKAGE_CHECKS
from themebuilder.core.cache import Cache
from themebuilder.core.problems import Place, ThemeError
from themebuilder.core.rules import Severity
from themebuilder.core.tree import Map, Seq, Text, merge, to_plain, walk_texts
from themebuilder.definitions import schema
from themebuilder.definitions import yaml_reader as reading
from themebuilder.definitions.library import Document, Library, shipped_root
from themebuilder.definitions.loader import read_library
from themebuilder.definitions.outline import outline_theme
from themebuilder.definitions.resolver import resolve_theme
from themebuilder.definitions.schema import load_schema
from themebuilder.definitions.schema_problems import find_schema_problems
from themebuilder.definitions.yaml_reader import parse_yaml
from themebuilder.packages.keys import to_json
from themebuilder.platform.target import load_platform

HERE = Place("x.yaml", 1, 1)
quick = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

# -- laying one tree on another ------------------------------------------------------------------

_keys = st.sampled_from("abc")
_nodes = st.recursive(
    st.sampled_from("xyz").map(lambda value: Text(value, HERE)),
    lambda inner: (
        st.lists(inner, max_size=2).map(lambda items: Seq(tuple(items), HERE))
        | st.dictionaries(_keys, inner, max_size=3).map(lambda entries: Map(entries, HERE))
    ),
    max_leaves=8,
)
_maps = st.dictionaries(_keys, _nodes, max_size=3).map(lambda entries: Map(entries, HERE))


@given(_maps)
def test_nothing_laid_on_a_tree_or_below_it_changes_nothing(tree):
    nothing = Map({}, HERE)
    assert to_plain(merge(tree, nothing)) == to_plain(merge(nothing, tree)) == to_plain(tree)


@given(_maps)
def test_a_tree_laid_on_itself_is_itself(tree):
    assert to_plain(merge(tree, tree)) == to_plain(tree)


@given(_maps, _maps)
def test_what_is_laid_on_top_is_there_afterwards(base, over):
    merged = dict(walk_texts(merge(base, over)))
    assert all(merged[path] == text for path, text in walk_texts(over))


@given(_maps, _maps)
def test_what_nothing_is_laid_on_is_there_still(base, over):
    merged = merge(base, over)
    assert all(merged.get(key) == base.get(key) for key in base.entries.keys() - over.entries)


@given(_maps, _maps, _maps)
def test_layers_may_be_laid_together_in_any_grouping(one, two, three):
    """Where no layer has a list or a text under a key that another has a mapping under."""
    left, right = merge(merge(one, two), three), merge(one, merge(two, three))
    if _agree(one, two) and _agree(two, three) and _agree(one, three):
        assert to_plain(left) == to_plain(right)


def _agree(one: Map, other: Map) -> bool:
    for key in one.entries.keys() & other.entries:
        ours, theirs = one.entries[key], other.entries[key]
        if isinstance(ours, Map) != isinstance(theirs, Map):
            return False
        if isinstance(ours, Map) and isinstance(theirs, Map) and not _agree(ours, theirs):
            return False
    return True


# -- values that are passed on -------------------------------------------------------------------

_letters = st.characters(exclude_categories=["Cs"])
_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(1 - 2**53, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(_letters, max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(_letters, max_size=6), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(_json)
def test_json_that_is_passed_on_stays_what_it_is(value):
    """JSON is YAML, so what somebody copies out of a manifest means the same in a definition."""
    copied = f"webapp:\n  manifest:\n    a: {_escape_json(value)}\n"
    tree = parse_yaml(copied.encode(), "x.yaml")
    assert json.dumps(to_json(tree.map("webapp", "manifest"))) == json.dumps({"a": value})


def _escape_json(value: object) -> str:
    """JSON with what YAML cannot hold as it stands written as an escape."""
    copied = json.dumps(value, ensure_ascii=False)
    return reading.CONTROL.sub(lambda found: f"\\u{ord(found.group()):04x}", copied)


@given(st.text(_letters.filter(lambda letter: letter.isprintable()), max_size=12))
def test_whatever_is_written_in_single_quotes_is_that_text(text):
    tree = parse_yaml(f"""a: '{text.replace("'", "''")}'""".encode(), "x.yaml")
    assert to_json(tree.entries["a"]) == text


@pytest.mark.parametrize("written", ['"0xff"', "'1'", "!!str 1", "! null", "|-\n  true", ">-\n  ~"])
def test_a_text_that_says_that_it_is_one_is_one(written):
    tree = parse_yaml(f"a: {written}\n".encode(), "x.yaml")
    assert isinstance(to_json(tree.entries["a"]), str)


SCALARS = {
    "null Null NULL ~": None,
    "true True TRUE": True,
    "false False FALSE": False,
    "1": 1,
    "-0 -0.0": -0.0,
    "1.0 1e0 1E+0 10e-1 1.00": 1.0,
    "0.5 5e-1": 0.5,
}


@pytest.mark.parametrize(
    ("written", "value"), [(one, value) for all_, value in SCALARS.items() for one in all_.split()]
)
def test_a_scalar_without_quotes_is_what_json_says(written, value):
    read = to_json(Text(written, HERE))
    assert (type(read), repr(read)) == (type(value), repr(value))


@pytest.mark.parametrize(
    "written",
    [
        "yes",
        "no",
        "on",
        "off",
        "y",
        "n",
        "22:22",
        "1_000",
        "+1",
        "01",
        "1.",
        ".5",
        "0x1",
        "0o1",
        "0xff000000",
        "9007199254740992",
        "0b1",
        "0o8",
        "0xg",
        "1e999",
        "-1e999",
        ".inf",
        ".nan",
        ".",
        "+",
        "-",
        "9007199254740993",
        "2026-01-01",
        "١",
        "1,5",
        "tRUE",
        "nULL",
    ],
)
def test_what_is_no_number_of_json_stays_a_text(written):
    assert to_json(Text(written, HERE)) == written


@given(st.text(max_size=20))
def test_whatever_is_in_quotes_is_a_text(text):
    assert to_json(Text(text, HERE, is_plain=False)) == text


# -- definitions that the schemas allow ----------------------------------------------------------

_NAMES = st.sampled_from(
    ["ward", "clinic", "borger", "kliniker", "generisk", "faelles", "stage", "no-one"]
)
_LANGUAGES = st.sampled_from(["da", "en", "sv", "kl", "no"])
_TEXTS = st.sampled_from(
    [
        "",
        "Hej",
        "[[ theme.title ]]",
        "[[ ward ]]",
        "[[ support.phone ]]",
        "[[",
        "a\nb",
        "{{name}}",
        "æ" * 90,
    ]
)


_PRINTED = st.characters(min_codepoint=32, max_codepoint=126)


def allowed(part: dict[str, Any], whole: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Anything that a piece of a schema allows, as the tree of texts that a definition is."""
    if "$ref" in part:
        name = part["$ref"].rpartition("/")[2]
        special = {"name": _NAMES, "language": _LANGUAGES}
        return special[name] if name in special else allowed(whole["$defs"][name], whole)
    if "anyOf" in part:
        return st.one_of([allowed(option, whole) for option in part["anyOf"]])
    if "enum" in part:
        return st.sampled_from(part["enum"])
    match part.get("type"):
        case "boolean":
            return st.sampled_from(["true", "false"])
        case "integer":
            return st.integers(part.get("minimum", 0), part.get("maximum", 10**6)).map(str)
        case "number":
            return st.integers(0, 10).map(lambda tenths: str(tenths / 10))
        case "array":
            return st.lists(
                allowed(part.get("items", {}), whole),
                min_size=part.get("minItems", 0),
                max_size=part.get("maxItems", 3),
                unique_by=json.dumps if part.get("uniqueItems") else None,
            )
        case "string" if "pattern" in part:
            return _fitting(part["pattern"]).filter(
                lambda text: len(text) <= part.get("maxLength", 99)
            )
        case "string":
            least, most = part.get("minLength", 0), part.get("maxLength", 99)
            return _TEXTS.map(lambda text: (text + "x" * least)[:most])
    return _mapping(part, whole)


@cache
def _fitting(pattern: str) -> st.SearchStrategy[str]:
    if "a-z]{2,3}" in pattern:
        return _LANGUAGES
    if "[0-9]{4}-" in pattern:
        return st.sampled_from(["0001-01-01", "2026-02-30", "2026-12-31", "9999-12-31"])
    closed = re.sub(r"\$$", r"\\Z", pattern)
    return st.from_regex(re.compile(closed, re.ASCII), alphabet=_PRINTED).filter(
        lambda text: len(text) < 60
    )


def _mapping(part: dict[str, Any], whole: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    known = {name: allowed(entry, whole) for name, entry in part.get("properties", {}).items()}
    needed = {name: known[name] for name in part.get("required", ())}
    optional = {name: entry for name, entry in known.items() if name not in needed}
    fixed = st.fixed_dictionaries(needed, optional=optional)
    extra = part.get("additionalProperties", True)
    if extra is False:
        return fixed
    names = part.get(
        "propertyNames", {"enum": ["meeting.leave", "x", "da", "disconnectDestination"]}
    )
    others = (
        allowed(extra, whole) if isinstance(extra, dict) else _TEXTS | st.lists(_TEXTS, max_size=2)
    )
    least = part.get("minProperties", 0)
    more = st.dictionaries(
        allowed({"type": "string", **names}, whole), others, min_size=least, max_size=3
    )
    return st.tuples(fixed, more).map(lambda both: {**both[1], **both[0]})


@cache
def definitions(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    whole = load_schema(kind)
    return _mapping(whole, whole)


@cache
def read_shipped() -> Library:
    """The shipped definitions as a workspace finds them."""
    return read_library(shipped_root() / "nothing", shipped_root())


def add_own(**definitions: dict[str, Any]) -> Library:
    """The shipped definitions and some of one's own, one of each kind given."""
    own = {}
    for kind, definition in definitions.items():
        written = yaml.dump(
            {kind: definition[kind], **definition}, Dumper=yaml.CSafeDumper, allow_unicode=True
        )
        tree = parse_yaml(written.encode(), f"themes/{kind}.yaml")
        name = definition[kind]
        own[kind] = {
            name: Document(
                kind,
                name,
                lambda tree=tree: tree,
                f"themes/{kind}.yaml",
                is_shipped=False,
                digest="",
            )
        }
    return replace(read_shipped(), own=own)


@pytest.mark.parametrize("kind", schema.DEFINITION_KINDS)
@given(data=st.data())
@quick
def test_the_reader_takes_what_the_schema_allows(kind, data):
    definition = data.draw(definitions(kind))
    tree = parse_yaml(
        yaml.dump(definition, Dumper=yaml.CSafeDumper, allow_unicode=True).encode(), "x.yaml"
    )
    assert [found.message for found in find_schema_problems(kind, tree)] == []


@given(
    theme=definitions("theme"),
    organisation=definitions("organisation"),
    wording=definitions("wording"),
    workspace=definitions("workspace"),
    is_placed=st.booleans(),
)
@settings(quick, max_examples=50)
def test_a_theme_is_complete_or_says_what_it_lacks(
    theme, organisation, wording, workspace, is_placed
):
    if is_placed:
        theme = {**theme, "extends": "borger", "organisation": "clinic"}
        organisation = {**organisation, "part_of": "faelles"}
    library = add_own(
        theme={**theme, "theme": "ward"},
        organisation={**organisation, "organisation": "clinic"},
        wording={**wording, "wording": "neutral"},
        workspace={**workspace, "target": "27"},
    )
    try:
        complete = resolve_theme(library, outline_theme(library, "ward"))
    except ThemeError as error:
        assert error.problems
    else:
        assert complete.languages


@given(theme=definitions("theme"))
@settings(quick, max_examples=20)
def test_whatever_is_built_passes_the_questions_to_a_package(theme, tmp_path_factory):
    theme = {
        **theme,
        "theme": "ward",
        "extends": "borger",
        "organisation": "faelles",
        "brand": {**theme.get("brand", {}), **PICTURES},
        "values": {"ward": "4"},
    }
    theme.pop("wording", None)
    theme.pop("texts", None)
    # What somebody passes on as it stands, or has to have on disk, is their own affair.
    for part in ("webapp", "meeting"):
        kept = theme.get(part, {})
        theme[part] = {key: kept[key] for key in kept.keys() & {"path", "hide", "dtmf", "language"}}
    library = add_own(theme=theme)
    kept_pictures = Cache(tmp_path_factory.getbasetemp() / "pictures")
    made = build_theme(library, outline_theme(library, "ward"), load_platform("27"), kept_pictures)
    asked = {check.rule for check in PACKAGE_CHECKS}
    assert [
        found.message
        for found in made.problems
        if found.rule in asked and found.severity is Severity.ERROR
    ] == []
    assert made.is_whole or not made.packages


PICTURES = dict.fromkeys(("background", "card", "screen", "logo", "favicon"), "none")
