"""Drawn backgrounds are calm, legible, in the theme's colour, and the same everywhere."""

from io import BytesIO
from itertools import groupby, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageStat

from themebuilder.checks.backdrop import WHOLE, find_worst
from themebuilder.media.drawing import make_ramp
from themebuilder.media.model import SLOTS, STYLES
from themebuilder.media.painters import PAINTERS
from themebuilder.media.pictures import draw

COLORS = ["#2f6f8f", "#7a1f5c", "#c8501e", "#f2c200", "#5a6472", "#000000", "#ffffff"]
TONES = ["light", "dark", "dawn", "dusk"]
SCREEN = SLOTS["screen"]


def read(made):
    return Image.open(BytesIO(made.data))


def draw_picture(style, color="#2f6f8f", tone="light", seed=1, slot=SCREEN):
    return read(draw(style, color, tone, seed, slot))


def luminance(red, green, blue):
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (red / 255, green / 255, blue / 255)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_style_that_is_named_can_be_painted():
    assert list(PAINTERS) == list(STYLES)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", ["background", "card", "screen"])
def test_a_drawing_fills_its_slot_in_a_quarter_of_the_budget(style, name):
    made = draw(style, "#2f6f8f", "dark", 1, SLOTS[name])
    assert made.extension == "jpg"
    assert Image.open(BytesIO(made.data)).size == (1920, 1080)
    assert len(made.data) < SLOTS[name].max_bytes / 4


@pytest.mark.parametrize("color", COLORS)
@pytest.mark.parametrize(
    ("tone", "text", "needed"),
    [("light", 0, 7), ("dawn", 0, 7), ("dark", 1, 7), ("dusk", 1, 4.5)],
)
def test_black_reads_on_every_light_tone_and_white_on_every_dark_one(color, tone, text, needed):
    tints = [luminance(*tint) + 0.05 for tint in zip(*make_ramp(color, tone), strict=True)]
    assert min(max(tint, text + 0.05) / min(tint, text + 0.05) for tint in tints) >= needed


@given(st.from_regex("#[0-9a-f]{6}", fullmatch=True), st.sampled_from(TONES))
def test_a_ramp_falls_from_light_to_deep_without_a_jump(color, tone):
    shades = [luminance(*tint) for tint in zip(*make_ramp(color, tone), strict=True)]
    steps = [a - b for a, b in pairwise(shades)]
    assert shades[0] - shades[-1] > 0.02
    assert all(-0.003 < step < 0.02 for step in steps)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("seed", range(3))
def test_the_upper_left_where_text_stands_is_calm(style, seed):
    text = draw_picture(style, seed=seed).convert("L").crop((120, 120, 960, 560))
    assert ImageStat.Stat(text).stddev[0] < 6


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("tone", TONES)
def test_no_bands_are_seen(style, tone):
    """Down a slope of a few shades, a band would be hundreds of pixels of one and the same."""
    column = draw_picture(style, tone=tone).convert("L").crop((300, 0, 301, 600)).tobytes()
    assert max(len(list(run)) for _, run in groupby(column)) < 100


@pytest.mark.parametrize("style", STYLES)
def test_a_blue_theme_gets_a_blue_picture_and_a_grey_one_a_grey(style):
    red, _, blue = ImageStat.Stat(draw_picture(style, "#1f5f9f")).mean
    assert blue > red + 5
    assert max(ImageStat.Stat(draw_picture(style, "#808080").convert("HSV")).mean[1:2]) < 3


@pytest.mark.parametrize("color", COLORS)
@pytest.mark.parametrize("style", ["sun", "fjord"])
def test_white_text_reads_on_a_dusk(style, color):
    made = draw(style, color, "dusk", 1, SCREEN).data
    assert find_worst(made, "#FFFFFF", WHOLE, 4.5).ratio >= 4.5


@pytest.mark.parametrize("color", COLORS)
@pytest.mark.parametrize("tone", ["dawn", "dusk"])
def test_the_sky_around_the_sun_is_warm_in_any_colour(color, tone):
    red, _, blue = ImageStat.Stat(draw_picture("sun", color, tone).crop((860, 300, 1060, 500))).mean
    assert red > blue + 25


@pytest.mark.parametrize("style", STYLES)
def test_a_seed_gives_one_picture_and_another_seed_another(style):
    one, again, other = (draw(style, "#2f6f8f", "light", seed, SCREEN).data for seed in (1, 1, 2))
    assert one == again
    assert one != other


def test_letters_of_a_colour_may_be_large_or_small():
    assert draw("waves", "#AABBCC", "dark", 1, SCREEN) == draw(
        "waves", "#aabbcc", "dark", 1, SCREEN
    )


@pytest.mark.parametrize("seed", [-1, 0, 10**30])
def test_any_whole_number_is_a_seed(seed):
    assert draw("hills", "#2f6f8f", "dark", seed, SCREEN).data


def test_a_mark_leaves_the_middle_of_the_picture_as_it_is():
    plain, marked = (
        read(draw("paper", "#8f5a00", "dark", 1, SCREEN, mark=mark)).crop((0, 220, 1920, 860))
        for mark in ("", "TEST")
    )
    assert max(high for _, high in ImageChops.difference(plain, marked).getextrema()) < 4


@pytest.mark.parametrize("color", COLORS[::3])
@pytest.mark.parametrize("tone", TONES)
@pytest.mark.parametrize("veil", [0, 0.1], ids=["bare", "veiled"])
def test_a_mark_is_legible_in_the_middle_of_any_window(color, tone, veil):
    """The windows show at least the middle quarter; the shipped veils over marked pages are of 10 %."""
    shade = "white" if tone in ("light", "dawn") else "black"
    made = read(draw("paper", color, tone, 1, SCREEN, mark="INTERN"))
    seen = Image.blend(made, Image.new("RGB", made.size, shade), veil)
    plate = [luminance(*pixel) for _, pixel in seen.crop((900, 140, 1020, 165)).getcolors(4_000)]
    assert (max(plate) + 0.05) / (min(plate) + 0.05) >= 3


@pytest.mark.parametrize("color", COLORS[::3])
@pytest.mark.parametrize("tone", ["dark", "dusk"])
def test_white_text_reads_on_a_mark(color, tone):
    made = draw("paper", color, tone, 1, SCREEN, mark="INTERN").data
    assert find_worst(made, "#FFFFFF", WHOLE, 4.5).ratio >= 4.5


@pytest.mark.parametrize("mark", ["A", "TEST", "INTERN TESTX"])
def test_a_mark_of_any_length_stands_in_the_middle(mark):
    made = read(draw("waves", "#2f6f8f", "dark", 1, SCREEN, mark=mark)).convert("L")
    assert ImageStat.Stat(made.crop((930, 135, 990, 170))).stddev[0] > 10
