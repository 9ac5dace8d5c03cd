"""The pairs of colours, and where they come from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from themebuilder.checks.color_contrast import (
    DARK_WINDOW,
    PAIRS,
    PLATFORM,
    SHADES,
    darken,
    measure,
    truncate_ratio,
)
from themebuilder.core.color import make_shades
from themebuilder.definitions.model import Brand

APP = Path(__file__).parents[2] / "themebuilder" / "preview" / "app"
STYLES = APP / "node_modules" / "@pexip" / "components" / "dist" / "components.css"
WITHOUT_TEXT = {
    "300": "the ground of a round picture",
    "1000": "a wrapper behind a video, a divider, and the dark window where no colour is set",
}
"""Shades that the stylesheet reads and that no text and no control has."""
needs_styles = pytest.mark.skipif(not STYLES.exists(), reason="the page's packages are not there")


def make_brand(color):
    palette = make_shades(color)
    return Brand("", "", color, palette, palette[-1], {})


def read_current_rules():
    """The rules of the stylesheet's current look, without those of the older one."""
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", STYLES.read_text(encoding="utf-8"))
    return [body for selector, body in rules if ".theme-legacy" not in selector]


@needs_styles
def test_every_shade_that_the_stylesheet_reads_has_a_pair():
    read = {
        shade for body in read_current_rules() for shade in re.findall(r"--color-brand-(\d+)", body)
    }
    paired = {name for pair in PAIRS for name in (pair.above, pair.below)} & set(SHADES)
    assert read - paired == set(WITHOUT_TEXT)
    assert paired <= read


@needs_styles
@pytest.mark.parametrize(
    ("variable", "color"),
    [
        ("--font-button-primary", "#ffffff"),
        ("--font-button-tertiary-hover", "#ffffff"),
        ("--surface-button-text-hover", "#e6e6e6"),
        ("--surface-button-secondary-active", "#dcdcdc"),
        ("--font-toggle-on-main", "#ffffff"),
        ("--surface-toggle-on-disabled", "#4490f6"),
        ("--font-text-body", "#323232"),
    ],
)
def test_the_colours_that_are_not_the_themes_are_those_of_the_stylesheet(variable, color):
    assert any(re.search(rf"{variable}:\s*{color}", body) for body in read_current_rules())
    used = {name.lower() for pair in (*PAIRS, *PLATFORM) for name in (pair.above, pair.below)}
    assert color in used


def test_each_pair_has_the_contrast_of_its_two_colours():
    found = {one.pair.key: truncate_ratio(one.ratio) for one in measure(make_brand("#2b6a94"))}
    assert found == {
        "button": 8.4,
        "button-hover": 6.7,
        "button-dark": 5.9,
        "button-dark-hover": 7.4,
        "third-hover": 5.9,
        "plain": 7.4,
        "plain-hover": 6.0,
        "plain-pressed": 5.4,
        "call-to-action": 14.4,
        "light-window": 11.5,
        "dark-window": 17.3,
        "dark-window-aside": 11.4,
        "switch": 7.4,
        "switch-hover": 9.3,
        "focus-dark": 5.4,
    }


def test_all_pairs_of_a_strong_colour_are_in_order():
    assert [one.pair.key for one in measure(make_brand("#2b6a94")) if not one.is_enough] == []


def test_a_light_ground_around_the_meeting_hides_its_words():
    light = Brand("", "", "#2b6a94", make_shades("#2b6a94"), "#b9d3e4", {})
    faint = {one.pair.key for one in measure(light) if not one.is_enough}
    assert faint == {"dark-window", "dark-window-aside", "focus-dark"}
    assert all(DARK_WINDOW in (pair.above, pair.below) for pair in PAIRS if pair.key in faint)


@pytest.mark.parametrize(
    "color", ["#9fc4dd", "#ffd400", "#ff0000", "#00a878", "#c0c0c0", "#fefefe"]
)
def test_the_darker_colour_that_is_offered_can_be_read(color):
    assert all(one.is_enough for one in measure(make_brand(darken(color))))


def test_a_colour_that_can_be_read_is_offered_as_it_is():
    assert darken("#2B6A94") == "#2B6A94"
