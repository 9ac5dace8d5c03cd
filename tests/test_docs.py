from __future__ import annotations

import re
from pathlib import Path

import pytest

from themebuilder import manual
from themebuilder.source.reference import reference

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"


def test_the_page_of_rules_is_what_the_tool_prints():
    assert (DOCS / "rules.md").read_text(encoding="utf-8") == manual.reference()


def test_the_page_of_definitions_is_what_the_tool_prints():
    assert (DOCS / "definitions.md").read_text(encoding="utf-8") == reference()


@pytest.mark.parametrize("rule", manual.RULES.values(), ids=list(manual.RULES))
def test_every_rule_says_what_holds_why_and_what_to_do(rule):
    title, _, rest = rule.manual.strip().partition("\n")
    assert title.endswith(".")
    assert len(rest.split()) >= 4


def test_rule_names_are_unique():
    names = [rule.name for group in manual.GROUPS.values() for rule in group]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize(
    "page", sorted([*DOCS.rglob("*.md"), ROOT / "README.md"]), ids=lambda p: p.name
)
def test_links_between_pages_lead_somewhere(page):

    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    targets = re.findall(r"\]\((?!https?://|#|mailto:)([^)#\s]+)", text)
    assert [target for target in targets if not (page.parent / target).exists()] == []
