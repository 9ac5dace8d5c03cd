"""The visible text of a control, and its accessible name."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from themebuilder.checks.text_alternatives import ONE_CONTROL, Control, list_controls, name_contains

APP = Path(__file__).parents[2] / "themebuilder" / "preview" / "app"
COMPONENTS = APP / "node_modules" / "@pexip" / "media-components" / "dist" / "media-components.js"
FAR = 600
"""More characters than stand between the two texts of a control in the code."""


def test_the_button_that_leaves_has_a_name_of_its_own():
    assert Control("meeting.leave", "meeting.leave-aria-label") in list_controls()


@pytest.mark.parametrize(
    "label",
    [
        pytest.param("breakouts.breakout-room.assigned", id="the name of a list"),
        pytest.param("breakouts.move-to-room-modal.join-now-btn", id="broken in English"),
        pytest.param("common.close-tooltip", id="another control"),
        pytest.param("common.join-with-video", id="no name beside it"),
    ],
)
def test_what_is_not_one_control_is_left_alone(label):
    assert label not in {control.label for control in list_controls()}


@pytest.mark.skipif(not COMPONENTS.exists(), reason="the page's packages are not there")
@pytest.mark.parametrize(
    "one", [control for control in list_controls() if ".shuffle." not in control.label]
)
def test_both_texts_stand_together_in_the_components(one):
    """All but those of a button that the newest components no longer have."""
    code = COMPONENTS.read_text(encoding="utf-8")
    label, name = (
        [match.start() for match in re.finditer(re.escape(f'"{key}"'), code)] for key in one
    )
    assert min(abs(seen - heard) for seen in label for heard in name) < FAR


def test_what_was_read_in_the_components_holds_in_english():
    assert set(ONE_CONTROL) <= set(list_controls())


@pytest.mark.parametrize(
    ("language", "label", "name", "is_called"),
    [
        ("da", "Forlad mødet", "Forlad mødet", True),
        ("da", "Leave", "leave the meeting", True),
        ("da", "Chat", "Chat, vis eller skjul", True),
        ("da", "Find en anden …", "Find en\nanden i mødet", True),
        ("da", "Deltag nu", "Tryk for at deltage: <2>deltag</2> nu", True),
        ("da", "Deltag i {{room}}", "Deltag i {{ roomName }} nu", True),
        ("da", "Delta\xadgere", "Deltagere, vis eller skjul", True),
        ("da", "→", "Næste", True),
        ("zh-CN", "离开", "离开会议", True),
        ("da", "Gå ud af mødet", "Forlad mødet", False),
        ("da", "Deltag", "Deltager i mødet", False),
        ("da", "Luk ind", "Luk deltageren ind", False),
        ("da", "Deltag i {{room}}", "Deltag i rummet", False),
    ],
)
def test_a_name_with_the_words_of_the_label_calls_it(language, label, name, is_called):
    assert name_contains(label, name, language) is is_called


@pytest.mark.parametrize(
    ("texts", "lines"),
    [
        pytest.param(["meeting.leave: Gå ud af mødet"], [6], id="the label alone"),
        pytest.param(["meeting.leave-aria-label: Gå ud af mødet"], [6], id="the name alone"),
        pytest.param(
            ["meeting.leave-aria-label: Luk mødet", "meeting.leave: Gå ud af mødet"], [7], id="both"
        ),
        pytest.param(
            ["meeting.leave-aria-label: Gå ud af mødet", "meeting.leave: Gå ud"], [], id="in order"
        ),
    ],
)
def test_what_somebody_wrote_is_pointed_at(write, run, texts, lines):
    head = ["theme: ward", "extends: borger", "organisation: clinic", "texts:", "  da:"]
    write("themes/ward.yaml", "\n".join([*head, *(f"    {text}" for text in texts)]) + "\n")
    found = json.loads(run("check", "--format", "json").out)["problems"]
    assert [problem["line"] for problem in found if problem["rule"] == "label-not-in-name"] == lines
