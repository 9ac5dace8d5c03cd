"""What is said of the pictures in a finished package."""

from __future__ import annotations

import pytest

from tests.checks.pictures import branding, drawn, jpeg, plain, service_theme
from themebuilder.checks import PACKAGE_CHECKS
from themebuilder.checks.base import run

RULES = {
    "background-neither-light-nor-dark",
    "contrast-unreadable",
    "screen-text-faint",
    "screen-text-unreadable",
}


@pytest.fixture
def problems(context):
    """A function that gives the rules which a package breaks, with message and hint."""

    def ask(package):
        asked = [one for one in PACKAGE_CHECKS if one.rule in RULES]
        return {found.rule.name: found for found in run(asked, package, context)}

    return ask


def test_white_text_on_a_light_screen_is_an_error(problems):
    found = problems(service_theme(jpeg(drawn("waves", "light"))))["contrast-unreadable"]
    assert found.message.startswith("White text on the screens' picture has only 1.0:1")
    assert "in the preview a motif with a dark tone" in found.hint
    assert "with black at 45 %" in found.hint


def test_white_text_on_a_screen_of_middle_grey_is_faint(problems):
    found = problems(service_theme(jpeg(plain("#888888"))))
    assert list(found) == ["screen-text-faint"]
    assert "3.5:1" in found["screen-text-faint"].message


@pytest.mark.parametrize("style", ["waves", "hills", "aurora", "paper"])
def test_white_text_on_a_dark_drawing_is_in_order(problems, style):
    assert problems(service_theme(jpeg(drawn(style, "dark")))) == {}


def test_a_light_margin_beside_the_text_is_in_order(problems):
    image = plain("#202020")
    image.paste("#ffffff", (0, 0, 32, 1080))
    assert problems(service_theme(jpeg(image))) == {}


def half_and_half():
    image = plain("#ffffff")
    image.paste("#000000", (0, 0, 960, 1080))
    return jpeg(image)


def test_a_background_that_is_both_light_and_dark_gets_the_veil_that_helps(problems):
    found = problems(branding(half_and_half()))["background-neither-light-nor-dark"]
    assert found.hint.startswith("Choose a picture that is light everywhere or dark everywhere")
    assert "{tint: dark, opacity: 0.6}`, `overlay: {tint: light, opacity: 0.6}`" in found.hint


@pytest.mark.parametrize("tint", ["dark", "light"])
def test_under_that_veil_it_is_in_order(problems, tint):
    assert problems(branding(half_and_half(), overlay=tint, overlayOpacity=0.6)) == {}


def test_a_tint_alone_is_as_strong_as_the_component_makes_it(problems):
    assert problems(branding(half_and_half(), overlay="dark")) == {}


@pytest.mark.parametrize("color", ["#f4f4f4", "#202020"])
def test_a_background_of_one_tone_is_in_order(problems, color):
    assert problems(branding(jpeg(plain(color)))) == {}


@pytest.mark.parametrize("data", [b"", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n" + b"\0" * 40])
def test_a_broken_picture_is_left_to_those_who_look_for_it(problems, data):
    assert problems(service_theme(data)) == {}
    assert problems(branding(data)) == {}


@pytest.mark.parametrize(
    "overlay", [{"overlayOpacity": 7}, {"overlayOpacity": "0.5"}, {"overlay": []}]
)
def test_an_overlay_that_is_none_does_no_harm(problems, overlay):
    assert problems(branding(jpeg(plain("#101010")), **overlay)) == {}
