"""Language files as the components' i18next reads them."""

from itertools import chain, combinations, product

import pytest

from tests.i18next.resolving import Finding, resolve_with_i18next
from themebuilder.platform.nesting import nest
from themebuilder.platform.tables import list_lines
from themebuilder.platform.target import load_platform

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("line", list_lines())
def test_every_text_of_a_version_is_found_where_nest_puts_it(line):
    platform = load_platform(line)
    every = {**platform.keys, **platform.computed_keys, **platform.quoted_keys}
    texts = {key: known.english or "Some text" for key, known in every.items()}
    assert resolve_with_i18next("en", nest(texts), texts) == []


def test_a_text_that_is_the_start_of_another_key_is_found_beside_it():
    texts = {"common.join": "Deltag", "common.join.aria-label": "Deltag i grupperummet"}
    assert resolve_with_i18next("da", nest(texts), texts) == []


@pytest.mark.parametrize(
    "keys",
    [
        ("a", "a.b", "a.b.c"),
        ("a", "a.b.c", "a.b.d"),
        ("x.a", "x.a.b", "x.a.b.c", "x.b"),
        ("x.a-b", "x.a.b", "x.a"),
        ("settings.layout[1:7]", "settings.layout[ac]", "settings.layout"),
        ("stats.[codec]", "stats.in", "stats.[codec].aria-label"),
        (".".join("a" * 100), ".".join("a" * 100) + ".b"),
    ],
)
def test_no_clash_of_keys_hides_a_text(keys):
    texts = {key: f"Text of {key} for {{{{who}}}}" for key in keys}
    assert resolve_with_i18next("da", nest(texts), texts) == []


def test_of_all_small_sets_of_keys_none_hides_a_text():
    names = [".".join(parts) for length in (1, 2, 3) for parts in product("ab", repeat=length)]
    sets = chain.from_iterable(combinations(names, size) for size in (2, 3))
    texts = {
        f"set{number}.{name}": f"Text {number} of {name}"
        for number, names_of_set in enumerate(sets)
        for name in names_of_set
    }
    assert resolve_with_i18next("da", nest(texts), texts) == []


def test_an_empty_text_stays_empty():
    assert resolve_with_i18next("da", nest({"a.b": ""}), {"a.b": ""}) == []


@pytest.mark.parametrize(
    ("nested", "fault"),
    [
        ({}, "missing"),
        ({"common": {"join": {"aria-label": "Deltag"}}}, "object"),
        ({"common": {"join": "Deltag, {{navn}}"}}, "placeholder"),
        ({"common": {"join": "Kom ind, {{name}}"}}, "other"),
    ],
)
def test_a_text_that_does_not_arrive_is_reported(nested, fault):
    (finding,) = resolve_with_i18next("da", nested, {"common.join": "Deltag, {{name}}"})
    assert (finding.key, finding.fault) == ("common.join", fault)


@pytest.mark.parametrize(("count", "got"), [(1, "én"), (0, "flere"), (2, "flere")])
def test_plural_forms_are_asked_for_only_with_a_count(count, got):
    nested = nest({"waiting": "nogle", "waiting_one": "én", "waiting_other": "flere"})
    assert resolve_with_i18next("da", nested, {"waiting": "nogle"}) == []
    assert resolve_with_i18next("da", nested, {"waiting": "nogle"}, {"count": count}) == [
        Finding("waiting", "other", got)
    ]
