"""A change voids exactly the approvals of the screens that it touches."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.preview.kit import WARD
from tests.reviews.kit import SHOWN, digest_all
from themebuilder.packages.differences import PackageFact
from themebuilder.reviews.contents import ScreenContent, digest_screen

KEYS = ("join", "join_one", "leave", "wait")
SHADES = ("1", "8", "11")
LANGUAGES = ("da", "en", "pl")

screens = st.dictionaries(
    st.sampled_from(["landing", "pin", "meeting", "chat"]),
    st.builds(
        ScreenContent,
        texts=st.lists(st.sampled_from(KEYS), unique=True).map(tuple),
        colors=st.lists(st.sampled_from(SHADES), unique=True).map(tuple),
    ),
    min_size=1,
)
texts = st.dictionaries(st.tuples(st.sampled_from(LANGUAGES), st.sampled_from(KEYS)), st.text())


def make_text_fact(language: str, key: str, words: str) -> PackageFact:
    return PackageFact("texts", f"{language} {key}", json.dumps(words), words)


def make_shade_fact(number: str, color: str) -> PackageFact:
    return PackageFact("colours", f"brand.palette.{number}", color, color)


def compute_digests(
    facts: list[PackageFact], shown: dict[str, ScreenContent]
) -> dict[tuple[str, str], str]:
    return {
        (screen, language): digest_screen(facts, screen, language, content)
        for screen, content in shown.items()
        for language in LANGUAGES
    }


def find_changes(before: dict, after: dict) -> set[tuple[str, str]]:
    return {subject for subject in before if before[subject] != after[subject]}


@given(screens, texts.filter(bool), st.data())
def test_a_changed_text_voids_only_the_screens_that_show_it(shown, written, data):
    language, key = data.draw(st.sampled_from(sorted(written)))
    facts = [make_text_fact(*place, words) for place, words in written.items()]
    other = [
        make_text_fact(language, key, "other words") if fact.name == f"{language} {key}" else fact
        for fact in facts
    ]
    reads = {
        one
        for one in LANGUAGES
        if one == language or (language == "en" and (one, key) not in written)
    }
    shows = {
        screen
        for screen, one in shown.items()
        if key in one.texts or (key == "join_one" and "join" in one.texts)
    }
    expected = {(screen, one) for screen in shows for one in reads}
    is_same = written[language, key] == "other words"
    assert find_changes(compute_digests(facts, shown), compute_digests(other, shown)) == (
        set() if is_same else expected
    )


@given(screens, st.sampled_from(SHADES))
def test_a_changed_colour_voids_all_screens_that_show_it(shown, number):
    facts = [make_shade_fact(one, "#102030") for one in SHADES]
    other = [make_shade_fact(one, "#405060" if one == number else "#102030") for one in SHADES]
    expected = {
        (screen, language)
        for screen, one in shown.items()
        if number in one.colors
        for language in LANGUAGES
    }
    assert find_changes(compute_digests(facts, shown), compute_digests(other, shown)) == expected


@pytest.mark.parametrize(
    ("edit", "screens", "languages"),
    [
        (("Forlad mødet", "Gå ud"), {"meeting"}, {"da"}),
        (("path: ward", "path: other"), set(), set()),
        (("waves", "hills"), {"landing", "pin", "waiting"}, {"da", "en"}),
        (("#2b6a94", "#7a3b1e"), {"pin", "meeting"}, {"da", "en"}),
        (("name: Ward", "name: Room 4"), set(SHOWN), {"da", "en"}),
    ],
    ids=["one text", "the path", "a drawn picture", "the colour", "the name"],
)
def test_an_edit_of_a_theme_voids_the_screens_that_it_touches(
    workspace, write, edit, screens, languages
):
    write("themes/ward.yaml", WARD)
    before = digest_all(workspace)
    write("themes/ward.yaml", WARD.replace(*edit))
    found = find_changes(before, digest_all(workspace))
    assert {screen for screen, _ in found} == screens
    assert {language for _, language in found} == languages


@pytest.mark.parametrize(
    ("settings", "screens"),
    [("{chat: disabled}", {"waiting", "meeting"}), ("{chat: enabled}", set())],
    ids=["chat is hidden", "chat is shown as before"],
)
def test_a_part_that_is_hidden_voids_the_screens_that_have_it(workspace, write, settings, screens):
    organisation = "organisation: clinic\nname: Clinic\npart_of: faelles\n"
    write("themes/organisations/clinic.yaml", f"{organisation}settings: {{chat: enabled}}\n")
    write("themes/ward.yaml", WARD)
    before = digest_all(workspace)
    write("themes/organisations/clinic.yaml", f"{organisation}settings: {settings}\n")
    assert {screen for screen, _ in find_changes(before, digest_all(workspace))} == screens


def test_the_same_shown_twice_is_the_union():
    one, other = ScreenContent(texts=("a", "b")), ScreenContent(texts=("b", "c"), colors=("1",))
    assert one | other == replace(ScreenContent(), texts=("a", "b", "c"), colors=("1",))
