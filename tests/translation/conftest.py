"""The shipped words as their files have them: every scalar is text, and nothing is resolved."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
import yaml

THEMES = Path(__file__).parents[2] / "themes"


@cache
def read(kind, name):
    with (THEMES / kind / f"{name}.yaml").open(encoding="utf-8") as file:
        return yaml.load(file, Loader=yaml.CBaseLoader)


def merged(language, audience):
    overlay = read("texts", f"{language}.{audience}")["keys"] if audience != "everyone" else {}
    return {**read("texts", language)["keys"], **overlay}


def unwanted(language, audience, lists):
    terms = read("terms", language)
    entries = [entry for name in lists for entry in terms.get(name, [])]
    return [form for entry in entries if audience in entry["audience"] for form in entry["forms"]]


def said(text, forms):
    patterns = (rf"(?<!\w){re.escape(form.casefold())}(?!\w)" for form in forms)
    return [
        form for form, it in zip(forms, patterns, strict=True) if re.search(it, text.casefold())
    ]


@pytest.fixture(scope="session")
def document():
    """A function that reads a file: kind (texts, wordings, terms) and name."""
    return read


@pytest.fixture(scope="session")
def texts():
    """A function that gives what an audience reads in a language: key -> text."""
    return merged


@pytest.fixture(scope="session")
def words_not_for():
    """A function that finds the words in a text that the glossary keeps from an audience."""

    def find(language, audience, text, lists=("forbidden", "avoid")):
        return said(text, unwanted(language, audience, lists))

    return find
