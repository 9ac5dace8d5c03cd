"""The manual of this room."""

import re
from pathlib import Path

import themebuilder.sound as room
from themebuilder.sound.rules import RULES

SOURCES = [p for p in Path(room.__file__).parent.glob("*.py") if p.name != "rules.py"]
USED = {
    name
    for source in SOURCES
    for name in re.findall(
        r'"((?:recording|prompt|sound|espeak|voice|words)-[a-z0-9-]+)"', source.read_text("utf-8")
    )
} - {"espeak-ng"}


def test_every_fault_has_its_page():
    assert USED - RULES.keys() == set()


def test_every_page_is_about_something_that_is_told():
    # The release check tells this one; here is only what it looks for.
    assert RULES.keys() - USED == {"prompt-is-draft"}


def test_every_page_says_what_holds_why_and_what_to_do():
    assert [r.name for r in RULES.values() if len(r.manual.split("\n\n")) < 2] == []
    assert all(rule.title.endswith(".") for rule in RULES.values())
