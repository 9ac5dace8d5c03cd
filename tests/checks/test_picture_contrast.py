"""Findings about the pictures in a finished package."""

from __future__ import annotations

import pytest

from tests.checks.pictures import (
    draw_image,
    encode_jpeg,
    make_branding,
    make_plain_image,
    make_service_theme,
)
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
    found = problems(make_service_theme(encode_jpeg(draw_image("waves", "light"))))[
        "contrast-unreadable"
    ]
    assert found.message.startswith("White text on the screens' picture has only 1.0:1")
    assert "in the preview a motif with a dark tone" in found.hint
    assert "with black at 45 %" in found.hint


def test_white_text_on_a_screen_of_middle_grey_is_faint(problems):
    found = problems(make_service_theme(encode_jpeg(make_plain_image("#888888"))))
    assert list(found) == ["screen-text-faint"]
    assert "3.5:1" in found["screen-text-faint"].message


def make_split_jpeg():
    image = make_plain_image("#ffffff")
    image.paste("#000000", (0, 0, 960, 1080))
    return encode_jpeg(image)


def make_jpeg_with_margin():
    image = make_plain_image("#202020")
    image.paste("#ffffff", (0, 0, 32, 1080))
    return encode_jpeg(image)


def test_a_background_that_is_both_light_and_dark_gets_the_veil_that_helps(problems):
    found = problems(make_branding(make_split_jpeg()))["background-neither-light-nor-dark"]
    assert found.hint.startswith("Choose a picture that is light everywhere or dark everywhere")
    assert "{tint: dark, opacity: 0.6}`, `overlay: {tint: light, opacity: 0.6}`" in found.hint


IN_ORDER = {
    **{
        style: make_service_theme(encode_jpeg(draw_image(style, "dark")))
        for style in ("waves", "hills", "paper")
    },
    "a light margin beside the text": make_service_theme(make_jpeg_with_margin()),
    "a dark veil": make_branding(make_split_jpeg(), overlay="dark", overlayOpacity=0.6),
    "a light veil": make_branding(make_split_jpeg(), overlay="light", overlayOpacity=0.6),
    "a tint alone, as strong as the component makes it": make_branding(
        make_split_jpeg(), overlay="dark"
    ),
    "a light background": make_branding(encode_jpeg(make_plain_image("#f4f4f4"))),
    "a dark background": make_branding(encode_jpeg(make_plain_image("#202020"))),
    "a veil beyond all": make_branding(encode_jpeg(make_plain_image("#101010")), overlayOpacity=7),
    "a veil as a text": make_branding(
        encode_jpeg(make_plain_image("#101010")), overlayOpacity="0.5"
    ),
    "a tint as a list": make_branding(encode_jpeg(make_plain_image("#101010")), overlay=[]),
    # Left to those who look for broken pictures.
    "no bytes": make_service_theme(b""),
    "no bytes behind the page": make_branding(b""),
    "the head of a JPEG": make_service_theme(b"\xff\xd8\xff\xe0"),
    "a broken PNG": make_branding(b"\x89PNG\r\n\x1a\n" + b"\0" * 40),
}


@pytest.mark.parametrize("case", IN_ORDER)
def test_what_can_be_read_is_in_order(problems, case):
    assert problems(IN_ORDER[case]) == {}
