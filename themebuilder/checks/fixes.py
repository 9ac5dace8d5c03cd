"""Corrections that need no judgement: for each rule, what a button may do. Each agrees with the rule's hint.

Another word for a forbidden one isn't among them: it may need another sentence around it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from themebuilder.checks import (
    READER_CHECKS,
    TEXT_CHECKS,
    names,
    placeholders,
    typography,
    vocabulary,
)
from themebuilder.checks.passages import Passage, TextFix

FIXES: Mapping[str, Callable[[Passage], Iterator[TextFix]]] = {
    "placeholder-wrong": placeholders.restore_placeholders,
    "tag-wrong": placeholders.correct_tags,
    "typography-wrong": typography.correct_typography,
    "character-wrong": typography.correct_characters,
    "name-outlived": vocabulary.replace_ended,
    "untrue-for-some-guests": vocabulary.replace_untrue,
    "vendor-named": names.remove_vendor,
}
"""Rule of a text -> its corrections, the best first."""


def propose_fixes(rule: str, passage: Passage) -> Iterator[TextFix]:
    """Yield the corrections of *passage* that leave fewer faults of *rule* in it."""
    faults = _count_faults(rule, passage)
    for label, text in FIXES[rule](passage) if rule in FIXES else ():
        fixed = Passage(passage.kind, passage.key, text, passage.reader)
        if _count_faults(rule, fixed) < faults:
            yield label, text


def _count_faults(rule: str, passage: Passage) -> int:
    checks = (one for one in (*TEXT_CHECKS, *READER_CHECKS) if one.rule == rule)
    return sum(1 for one in checks for _fault in one.ask(passage))
