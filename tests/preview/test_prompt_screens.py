"""On which screens a prompt can be played, and the evidence for it."""

from __future__ import annotations

import pytest

from themebuilder.definitions.yaml_reader import parse_yaml
from themebuilder.platform.learnt import LearntFacts
from themebuilder.platform.target import load_platform
from themebuilder.preview.description import PromptScreens, find_screens

STOCK = load_platform()
NOTHING = parse_yaml(b"{}", "themes/workspace.yaml")


def name_file(name: str) -> str:
    return f"{name}_48kHz_mono.wav"


@pytest.mark.parametrize(
    ("name", "screens"),
    [
        ("2sd-number-pound-key", ("virtual_reception_conference_id_entry",)),
        ("2sd-number-not-valid-try-again", ("virtual_reception_conference_id_invalid",)),
        ("2sd-please-hold-connect-you", ("virtual_reception_connecting",)),
        ("conf-capacity_exceeded", ("error_capacity_exceeded",)),
    ],
)
def test_a_stock_prompt_belongs_where_its_words_point(name, screens):
    assert find_screens(name_file(name), STOCK, NOTHING) == PromptScreens(screens, "words")


def test_a_stock_prompt_whose_words_point_nowhere_belongs_to_no_screen():
    assert (
        find_screens(name_file("conf-call-will-be-disconnected"), STOCK, NOTHING) == PromptScreens()
    )


@pytest.mark.parametrize("message", ["waiting", "locked"])
def test_a_prompt_that_the_workspace_names_is_known_and_not_inferred(message):
    workspace = parse_yaml(f"spoken: {{{message}: own-name.wav}}".encode(), "themes/workspace.yaml")
    assert find_screens("own-name.wav", STOCK, workspace) == PromptScreens(
        ("waiting_for_host",), "workspace"
    )


@pytest.mark.parametrize(
    ("name", "screen"),
    [
        ("conf-waiting_for-host", "waiting_for_host"),
        ("conf-waiting-for-chair", "waiting_for_host"),
        ("conf-get-pin", "pin_entry"),
        ("conf-invalid_pin-try-again", "pin_invalid"),
        ("conf-stream-waiting", "stream_waiting"),
    ],
)
def test_a_name_that_was_learnt_belongs_where_its_own_words_point(name, screen):
    learnt = STOCK.extend(LearntFacts("base-theme.zip", {}, {}, (name_file(name),)))
    assert find_screens(name_file(name), learnt, NOTHING) == PromptScreens((screen,), "name")


@pytest.mark.parametrize("name", ["conf-hello", "spinning-wheel", "conf-host-left"])
def test_a_name_that_points_nowhere_belongs_to_no_screen(name):
    assert find_screens(name_file(name), STOCK, NOTHING) == PromptScreens()


def test_every_screen_that_a_stock_prompt_points_to_is_a_known_one():
    pointed = {screen for prompt in STOCK.prompts.values() for screen in prompt.screens}
    assert pointed <= set(STOCK.screens)
