"""Rules are declared once, in the manual; each one is in use, and has a page in both languages."""

import re

import pytest

from tests.sources import FOLDER, Source, list_files, read_source
from themebuilder.checks import THEME_RULES
from themebuilder.core.messages import VARIABLE
from themebuilder.core.rules import Concern, load_groups, load_rules, load_translated_pages

MANUAL = FOLDER / "core" / "manual"


def list_sources() -> list[Source]:
    """All of the code."""
    return [read_source(file) for file in list_files()]


def find_reported_rules() -> set[str]:
    """The literal rule names that the code gives to `problem`, `fail` and the check decorators."""
    named = {
        "problem",
        "fail",
        "package_problem",
        "make_entry_problem",
        "theme_check",
        "words_check",
    }
    named |= {"text_check", "reader_check", "collection_check", "package_check"}
    return {
        text for source in list_sources() for name, text in source.first_arguments if name in named
    }


def test_every_rule_that_is_reported_has_a_page():
    missing = sorted(find_reported_rules() - load_rules().keys())
    assert missing == [], "describe it in core/manual/en and da"


def test_every_page_is_about_a_rule_that_the_code_names():
    named = {text for source in list_sources() for text in source.literals}
    assert sorted(load_rules().keys() - named) == [], "delete its page in core/manual/en and da"


def test_rule_names_are_unique_and_kebab_case():
    names = [rule.name for group in load_groups().values() for rule in group]
    assert sorted(names) == sorted(set(names))
    assert [name for name in names if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)] == []


ENGLISH = {rule.name: rule.english_page for rule in load_rules().values()}
DANISH = load_translated_pages("da")


def list_headings(language: str) -> dict[str, list[str]]:
    """File of the manual -> the names of its rules."""
    return {
        file.name: re.findall(r"^## (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
        for file in MANUAL.glob(f"{language}/*.md")
    }


def test_every_rule_has_a_danish_page_at_the_same_place():
    assert list_headings("da") == list_headings("en")


@pytest.mark.parametrize("name", ENGLISH)
def test_a_danish_page_names_the_same_keys_and_commands(name):
    english, danish = (
        set(re.findall(r"(?<!`)`([^`]+)`", page)) for page in (ENGLISH[name], DANISH[name])
    )
    assert danish == english


@pytest.mark.parametrize("pages", [ENGLISH, DANISH], ids=["english", "danish"])
def test_every_page_says_in_whole_lines_what_holds_and_what_to_do(pages):
    layout = re.compile(r"\S.*\.\n\n(.+\n)*.+\.\)?\n[A-Z].*\.")
    assert [name for name, page in pages.items() if not layout.fullmatch(page)] == []


def test_a_rule_is_explained_in_danish(run, monkeypatch):
    monkeypatch.setenv(VARIABLE, "da")
    assert run("rules", "text-empty").out == (
        "text-empty (fejl)\n"
        "\n"
        "Ingen tekst er tom.\n"
        "\n"
        "YAML's `~` og `null` bliver vist, som de står. En tom tekst giver en knap uden navn, både på skærmen og i en skærmlæser.\n"
        "Skriv teksten, eller slet linjen, så den fælles tekst kommer igen.\n"
        "I en pakke: »En gæst ser eller hører det forkert«.\n"
    )


def test_every_rule_that_a_package_can_break_says_what_that_means():
    missing = [name for name in sorted(THEME_RULES) if load_rules()[name].concern is None]
    assert missing == [], (
        f"write one of {[*map(str, Concern)]} after its severity, as `error, style`"
    )


def test_rules_are_listed_under_danish_headings(run, monkeypatch):
    monkeypatch.setenv(VARIABLE, "da")
    assert run("rules").out.startswith("\nLæsning af filer")
