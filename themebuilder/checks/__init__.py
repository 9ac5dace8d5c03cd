"""Every check there is, grouped by what it is asked of, and the corrections that need no judgement.

A check is declared with a decorator such as `@theme_check("rule-name")`, see `base`. The pages of the rules
are in ``core/manual/``. Start with `theme_checks` for an ordinary check and with `passages` for checks of a text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from themebuilder.checks import (  # noqa: F401 - loaded, they declare their checks
    collection,
    color_contrast,
    config_keys,
    languages,
    logo,
    names,
    package_checks,
    package_screens,
    picture_contrast,
    placeholders,
    readability,
    text_alternatives,
    theme_checks,
    typography,
    vocabulary,
)
from themebuilder.checks.base import Check, Context, collection_check, run, theme_check
from themebuilder.checks.package_subject import PackageSubject, package_check
from themebuilder.checks.passages import (
    Passage,
    TextFix,
    collect_texts,
    reader_check,
    run_on_texts,
    text_check,
    words_check,
)
from themebuilder.core.problems import Problem
from themebuilder.definitions.model import Theme

TEXT_CHECKS, READER_CHECKS = tuple(text_check.checks), tuple(reader_check.checks)
WORD_CHECKS, THEME_CHECKS = tuple(words_check.checks), tuple(theme_check.checks)
COLLECTION_CHECKS, PACKAGE_CHECKS = tuple(collection_check.checks), tuple(package_check.checks)
_EVERY: tuple[Check[..., Any], ...] = (
    *TEXT_CHECKS,
    *READER_CHECKS,
    *WORD_CHECKS,
    *THEME_CHECKS,
    *PACKAGE_CHECKS,
)
THEME_RULES = frozenset(check.rule for check in _EVERY)
"""Rules that one theme and its packages can break."""
COLLECTION_RULES = frozenset(check.rule for check in COLLECTION_CHECKS)
"""Rules that only show between themes."""


def run_on_theme(theme: Theme, context: Context, *, has_words: bool = True) -> list[Problem]:
    """Check one theme; without *has_words* its texts are left out, because some of them are broken."""
    problems = run(THEME_CHECKS, theme, context, theme=theme.name)
    if has_words:
        collected = collect_texts(theme)
        problems += run(WORD_CHECKS, collected, context, theme=theme.name)
        problems += run_on_texts(TEXT_CHECKS, collected, context, by_reader=False)
        problems += run_on_texts(READER_CHECKS, collected, context, by_reader=True)
    return problems


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
    checks = (check for check in (*TEXT_CHECKS, *READER_CHECKS) if check.rule == rule)
    return sum(1 for check in checks for _fault in check.ask(passage))


__all__ = [
    "COLLECTION_CHECKS",
    "COLLECTION_RULES",
    "FIXES",
    "PACKAGE_CHECKS",
    "THEME_RULES",
    "PackageSubject",
    "propose_fixes",
    "run_on_theme",
]
