"""What a button may correct: each row is a text with a fault, and the text after the correction."""

from __future__ import annotations

from datetime import date

import pytest

from themebuilder.checks import FIXES, propose_fixes
from themebuilder.checks.glossary import load_glossary
from themebuilder.checks.passages import Passage, Reader
from themebuilder.core.rules import load_rules

JOIN = "breakouts.move-to-room-modal.aria-label-btn"  # {{roomName}}
VIDEO = "media.permissions-help-video-link"  # <2>…</2>
LEAVE = "meeting.leave"


@pytest.fixture
def fixes(context):
    """A function that gives the corrected texts of a text for citizens."""

    def find_fixes(rule, text, key=LEAVE, language="da"):
        glossary = load_glossary(context.library, language, "citizen")
        reader = Reader(language, "citizen", date(2030, 1, 1), glossary, context.platform)
        return [fixed for _label, fixed in propose_fixes(rule, Passage("text", key, text, reader))]

    return find_fixes


@pytest.mark.parametrize(
    ("rule", "key", "text", "fixed"),
    [
        ("placeholder-wrong", JOIN, "Deltag nu", "Deltag nu {{roomName}}"),
        ("placeholder-wrong", JOIN, "Deltag nu.", "Deltag nu {{roomName}}."),
        ("placeholder-wrong", JOIN, "Deltag i {{rumNavn}}", "Deltag i {{roomName}}"),
        ("placeholder-wrong", JOIN, "Deltag i {roomName}", "Deltag i {{roomName}}"),
        ("placeholder-wrong", JOIN, "Deltag i {{roomName}", "Deltag i {{roomName}}"),
        ("placeholder-wrong", JOIN, "Deltag i {{{roomName}}}", "Deltag i {{roomName}}"),
        ("tag-wrong", VIDEO, "Se i <2>den korte video.", "Se i <2>den korte video.</2>"),
        ("tag-wrong", LEAVE, "<b>Forlad</b> mødet", "Forlad mødet"),
        ("typography-wrong", LEAVE, "Vent...", "Vent…"),
        ("typography-wrong", LEAVE, " Forlad  mødet ", "Forlad mødet"),
        ("typography-wrong", LEAVE, "Forlad mødet\n", "Forlad mødet"),
        ("typography-wrong", LEAVE, 'Tryk på "Forlad"', "Tryk på »Forlad«"),
        ("typography-wrong", LEAVE, "Tryk på „Forlad“", "Tryk på »Forlad«"),
        ("character-wrong", LEAVE, "Forlad mÃ¸det", "Forlad mødet"),
        ("character-wrong", LEAVE, "Forlad m&oslash;det", "Forlad mødet"),
        ("character-wrong", LEAVE, "Forlad mo\u0308det", "Forlad mödet"),
        ("character-wrong", LEAVE, "Forl\u00adad m\u043edet", "Forlad modet"),
        (
            "name-outlived",
            LEAVE,
            "Velkommen til Region Hovedstaden.",
            "Velkommen til Region Østdanmark.",
        ),
    ],
)
def test_a_fault_that_needs_no_judgement_is_corrected(rule, key, text, fixed, fixes):
    assert fixes(rule, text, key) == [fixed]
    assert fixes(rule, fixed, key) == []


@pytest.mark.parametrize(
    ("rule", "key", "text"),
    [
        ("placeholder-wrong", JOIN, "$t(common.join) {{roomName}}"),
        ("tag-wrong", VIDEO, "Se i den korte video, hvordan du giver adgang."),
        ("typography-wrong", LEAVE, 'Tryk på "Forlad'),
        ("character-wrong", LEAVE, "Forlad m\ufffddet"),
        ("forbidden-word", LEAVE, "Venter på værten"),
    ],
)
def test_a_fault_that_needs_somebody_has_no_button(rule, key, text, fixes):
    assert fixes(rule, text, key) == []


def test_a_text_without_a_fault_has_no_button(fixes):
    assert not any(fixes(rule, "Forlad mødet") for rule in FIXES)
    assert load_rules().keys() >= FIXES.keys()
