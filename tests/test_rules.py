"""Rules are declared once, in the manual, and each one is in use."""

import ast
import re
from pathlib import Path

import pytest

import themebuilder
from themebuilder.core.rules import load_groups, load_rules

CODE = [
    ast.parse(file.read_text(encoding="utf-8"))
    for file in Path(themebuilder.__file__).parent.rglob("*.py")
]
TEXTS = {
    node.value
    for tree in CODE
    for node in ast.walk(tree)
    if isinstance(node, ast.Constant) and isinstance(node.value, str)
}


def rules_reported() -> set[str]:
    """The literal rule names that the code gives to `problem`, `fail` and the check decorators."""
    calls = (node for tree in CODE for node in ast.walk(tree) if isinstance(node, ast.Call))
    named = {"problem", "fail", "check", "text_check", "package_problem", "entry_problem"}
    return {
        call.args[0].value
        for call in calls
        if call.args
        and getattr(call.func, "id", "") in named
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    }


def test_every_rule_that_is_reported_has_a_page():
    assert sorted(rules_reported() - load_rules().keys()) == []


def test_every_page_is_about_a_rule_that_the_code_names():
    assert sorted(load_rules().keys() - TEXTS) == []


def test_rule_names_are_unique_and_kebab_case():
    names = [rule.name for group in load_groups().values() for rule in group]
    assert sorted(names) == sorted(set(names))
    assert [name for name in names if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)] == []


@pytest.mark.parametrize("rule", load_rules().values(), ids=list(load_rules()))
def test_every_page_says_what_holds_and_what_to_do(rule):
    title, _, rest = rule.page.partition("\n")
    assert title.endswith(".")
    assert len(rest.split()) >= 4
