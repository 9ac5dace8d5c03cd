"""Rules about what a theme's packages are made of."""

from __future__ import annotations

from themebuilder.make.picture_rules import RULES as PICTURE_RULES
from themebuilder.problems import Rule
from themebuilder.sound.rules import RULES as SOUND_RULES

_BY_NAME = {**PICTURE_RULES, **SOUND_RULES}


def rule_for(fault: str) -> Rule:
    """The rule that a picture's or a recording's *fault* breaks."""
    return _BY_NAME[fault]
