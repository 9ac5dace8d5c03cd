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
        asked = [check for check in PACKAGE_CHECKS if check.rule in RULES]
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


def half_and_half():
    image = plain("#ffffff")
    image.paste("#000000", (0, 0, 960, 1080))
    return jpeg(image)


def with_margin():
    image = plain("#202020")
    image.paste("#ffffff", (0, 0, 32, 1080))
    return jpeg(image)


def test_a_background_that_is_both_light_and_dark_gets_the_veil_that_helps(problems):
    found = problems(branding(half_and_half()))["background-neither-light-nor-dark"]
    assert found.hint.startswith("Choose a picture that is light everywhere or dark everywhere")
    assert "{tint: dark, opacity: 0.6}`, `overlay: {tint: light, opacity: 0.6}`" in found.hint


IN_ORDER = {
    **{style: service_theme(jpeg(drawn(style, "dark"))) for style in ("waves", "hills", "paper")},
    "a light margin beside the text": service_theme(with_margin()),
    "a dark veil": branding(half_and_half(), overlay="dark", overlayOpacity=0.6),
    "a light veil": branding(half_and_half(), overlay="light", overlayOpacity=0.6),
    "a tint alone, as strong as the component makes it": branding(half_and_half(), overlay="dark"),
    "a light background": branding(jpeg(plain("#f4f4f4"))),
    "a dark background": branding(jpeg(plain("#202020"))),
    "a veil beyond all": branding(jpeg(plain("#101010")), overlayOpacity=7),
    "a veil as a text": branding(jpeg(plain("#101010")), overlayOpacity="0.5"),
    "a tint as a list": branding(jpeg(plain("#101010")), overlay=[]),
    # Left to those who look for broken pictures.
    "no bytes": service_theme(b""),
    "no bytes behind the page": branding(b""),
    "the head of a JPEG": service_theme(b"\xff\xd8\xff\xe0"),
    "a broken PNG": branding(b"\x89PNG\r\n\x1a\n" + b"\0" * 40),
}


@pytest.mark.parametrize("case", IN_ORDER)
def test_what_can_be_read_is_in_order(problems, case):
    assert problems(IN_ORDER[case]) == {}
