"""Language files as the components' i18next reads them."""

from itertools import chain, combinations, product

import pytest

from tests.i18next.resolving import Finding, ask_i18next, resolve_with_i18next
from themebuilder.platform.nesting import nest
from themebuilder.platform.tables import list_lines
from themebuilder.platform.target import load_platform

pytestmark = pytest.mark.slow


def test_every_text_of_a_version_is_found_where_nest_puts_it():
    questions = []
    for platform in map(load_platform, list_lines()):
        every = {**platform.keys, **platform.computed_keys, **platform.quoted_keys}
        texts = {key: known.english or "Some text" for key, known in every.items()}
        questions.append(("en", nest(texts), texts, {}))
    assert ask_i18next(questions) == [[] for _ in questions]


def test_a_text_that_is_the_start_of_another_key_is_found_beside_it():
    texts = {"common.join": "Deltag", "common.join.aria-label": "Deltag i grupperummet"}
    assert resolve_with_i18next("da", nest(texts), texts) == []


CLASHES = [
    ("a", "a.b", "a.b.c"),
    ("a", "a.b.c", "a.b.d"),
    ("x.a", "x.a.b", "x.a.b.c", "x.b"),
    ("x.a-b", "x.a.b", "x.a"),
    ("settings.layout[1:7]", "settings.layout[ac]", "settings.layout"),
    ("stats.[codec]", "stats.in", "stats.[codec].aria-label"),
    (".".join("a" * 100), ".".join("a" * 100) + ".b"),
]


def test_no_clash_of_keys_hides_a_text():
    every = [{key: f"Text of {key} for {{{{who}}}}" for key in keys} for keys in CLASHES]
    found = ask_i18next([("da", nest(texts), texts, {}) for texts in every])
    assert [keys for keys, faults in zip(CLASHES, found, strict=True) if faults] == []


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


def test_a_text_that_does_not_arrive_is_reported():
    faulty = {
        "missing": {},
        "object": {"common": {"join": {"aria-label": "Deltag"}}},
        "placeholder": {"common": {"join": "Deltag, {{navn}}"}},
        "other": {"common": {"join": "Kom ind, {{name}}"}},
    }
    wanted = {"common.join": "Deltag, {{name}}"}
    answers = ask_i18next([("da", nested, wanted, {}) for nested in faulty.values()])
    found = [[(finding.key, finding.fault) for finding in answer] for answer in answers]
    assert found == [[("common.join", fault)] for fault in faulty]


def test_plural_forms_are_asked_for_only_with_a_count():
    nested = nest({"waiting": "nogle", "waiting_one": "én", "waiting_other": "flere"})
    options = [{}, {"count": 1}, {"count": 0}, {"count": 2}]
    found = ask_i18next([("da", nested, {"waiting": "nogle"}, option) for option in options])
    others = [[Finding("waiting", "other", got)] for got in ("én", "flere", "flere")]
    assert found == [[], *others]
