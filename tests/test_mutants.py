"""Mutation testing makes the faults that it claims to make, and knows them again."""

from __future__ import annotations

import pytest

from benchmarks.mutants.changes import find_mutants


@pytest.fixture
def mutants(tmp_path):
    """A function that gives the mutants of a source."""

    def find(source):
        file = tmp_path / "code.py"
        file.write_text(source, encoding="utf-8")
        return find_mutants("core", str(file))

    return find


@pytest.mark.parametrize(
    ("line", "becomes"),
    [
        ("n = 3", ["n = 4"]),
        ("n = True", ["n = False"]),
        ("n = 'ø'", ["n = 'Xø'"]),
        ("n = f'{a}b'", ["n = (f'{a}Xb')"]),
        ("n = a < b", ["n = (a <= b)"]),
        ("n = a and b", ["n = (a or b)"]),
        ("n = not a", ["n = a"]),
        ("n = [a, b]", ["n = [b, a]"]),
        ("n = {a: b, c: d}", ["n = {c: d, a: b}"]),
        ("n = sorted(a)", ["n = a"]),
        ("n = a.strip()", ["n = a"]),
        ("n = call(a, b, c=d)", ["n = call(b, a, c=d)", "n = call(a, b, **{})"]),
        ("call()", ["pass"]),
        ("if a: b = c", ["if (not a): b = c"]),
        ("n: Literal['a'] = b", []),
        ("Kind = Literal['a', 'b']", []),
        ("Value = str | tuple[int, str]", []),
        ("__all__ = ['a', 'b']", []),
        ("'A docstring.'", []),
    ],
)
def test_a_line_is_changed_in_each_of_these_ways(mutants, line, becomes):
    assert [mutant.becomes for mutant in mutants(line)] == becomes


def test_a_mutant_is_known_again_when_its_line_moves(mutants):
    source = "class A:\n    def b(self):\n        return 1\n"
    before, after = mutants(source), mutants("import os\n\n\n" + source)
    assert [one.key for one in before] == [one.key for one in after]
    assert before[0].key == ("A.b", "return 1", "return 2")
