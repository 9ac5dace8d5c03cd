"""The contrast of a text with the worst place behind it."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from tests.checks.pictures import draw_image, encode_jpeg, make_plain_image
from themebuilder.checks.backdrop import (
    WHOLE,
    Box,
    Veil,
    bound_contrast,
    find_darkening,
    find_veil,
    find_worst,
    read_cells,
)
from themebuilder.core.color import contrast
from themebuilder.media.model import SLOTS, STYLES, MediaError
from themebuilder.media.pictures import draw

WHITE, DARK = "#FFFFFF", "#323232"
PAPER = encode_jpeg(draw_image("paper", "dark"), progressive=True)


def make_patched_jpeg(ground, patch, box):
    image = make_plain_image(ground)
    image.paste(patch, box)
    return encode_jpeg(image)


@pytest.mark.parametrize(
    ("ground", "patch", "box", "text", "place"),
    [
        ("#202020", "#f0f0f0", (960, 270, 1000, 310), WHITE, (0.51, 0.27)),
        ("#f0f0f0", "#606060", (1800, 1000, 1840, 1040), DARK, (0.95, 0.94)),
    ],
)
def test_the_worst_place_is_the_one_most_like_the_text(ground, patch, box, text, place):
    spot = find_worst(make_patched_jpeg(ground, patch, box), text, WHOLE, 4.5)
    assert (spot.x, spot.y) == pytest.approx(place, abs=0.02)
    assert spot.ratio == pytest.approx(contrast(text, patch), abs=0.1)


@pytest.mark.parametrize(
    ("patch", "box"), [((0, 0, 1920, 300), Box(0, 0.4, 1, 0.6)), ((962, 272, 964, 274), WHOLE)]
)
def test_what_lies_beside_the_text_or_is_smaller_than_a_stroke_does_not_matter(patch, box):
    assert find_worst(make_patched_jpeg("#202020", "#ffffff", patch), WHITE, box, 4.5).ratio > 10


@pytest.mark.parametrize(
    ("ground", "patch", "text", "height"),
    [("#202020", "#ffffff", WHITE, 270), ("#f0f0f0", "#505050", DARK, 540)],
)
def test_the_share_that_is_too_faint_is_reported(ground, patch, text, height):
    picture = make_patched_jpeg(ground, patch, (0, 0, 1920, height))
    share = find_worst(picture, text, WHOLE, 4.5).faint
    assert share == pytest.approx(height / 1080, abs=0.01)


@pytest.mark.parametrize("style", ["waves", "hills", "aurora", "paper"])
@pytest.mark.parametrize("text", [WHITE, DARK])
def test_the_worst_place_is_that_of_looking_at_every_cell(style, text):
    picture = encode_jpeg(draw_image(style))
    image = read_cells(picture)
    colors = {
        f"#{red:02X}{green:02X}{blue:02X}" for _, (red, green, blue) in image.getcolors(99999)
    }
    every = min(contrast(text, color) for color in colors)
    assert find_worst(picture, text, WHOLE, 4.5).ratio == pytest.approx(every, rel=0.01)


@pytest.mark.parametrize("style", ["waves", "hills", "aurora", "paper"])
def test_a_progressive_picture_has_nearly_the_same_cells(style):
    image = draw_image(style)
    both = [read_cells(encode_jpeg(image, progressive=one)).tobytes() for one in (False, True)]
    assert max(abs(one - other) for one, other in zip(*both, strict=True)) < 12


@pytest.mark.parametrize("style", ["waves", "hills", "aurora", "paper"])
@pytest.mark.parametrize(("text", "veil"), [(WHITE, "#000000"), (DARK, "#ffffff")])
@pytest.mark.parametrize("opacity", [0.0, 0.5])
def test_the_quick_bound_is_never_above_the_worst_place(style, text, veil, opacity):
    picture, laid = encode_jpeg(draw_image(style)), Veil(veil, opacity)
    worst = find_worst(picture, text, WHOLE, 4.5, laid)
    assert bound_contrast(picture, text, WHOLE, laid) <= worst.ratio * 1.02


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(("tone", "text"), [("light", DARK), ("dark", WHITE)])
@pytest.mark.parametrize("color", ["#f2c200", "#a23a5e"])
def test_text_is_readable_everywhere_on_a_drawing_as_it_is_packed(style, tone, text, color):
    packed = draw(style, color, tone, 3, SLOTS["background"])
    assert bound_contrast(packed.data, text, WHOLE) >= 6.5


def test_a_veil_is_laid_over_before_anything_is_read():
    picture = encode_jpeg(make_plain_image("#ffffff"))
    assert find_worst(picture, WHITE, WHOLE, 4.5, Veil("#000000", 0.8)).color == "#333333"


@pytest.mark.parametrize(("color", "opacity"), [("#ffffff", 0.6), ("#101010", 0.0)])
def test_the_veil_that_would_do_is_the_least_one(color, opacity):
    assert find_veil(encode_jpeg(make_plain_image(color)), WHITE, WHOLE, 4.5, "#000000") == opacity


def test_black_is_laid_over_a_colour_in_steps_of_five():
    assert [find_darkening(color, 4.5) for color in ("#000000", "#888888", "#FFFFFF")] == [
        0,
        15,
        55,
    ]


def test_what_shines_through_is_white():
    out = BytesIO()
    Image.new("RGBA", (400, 300), (0, 0, 0, 0)).save(out, "PNG")
    assert find_worst(out.getvalue(), WHITE, WHOLE, 4.5).color == "#FFFFFF"


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xd8\xff", b"GIF89a", encode_jpeg(make_plain_image("red"))[:900], b"<svg/>"]
)
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(MediaError):
        read_cells(data)


@pytest.mark.parametrize("size", [(1, 1), (3, 2000), (5000, 2)])
def test_a_picture_of_any_shape_can_be_read(size):
    assert find_worst(
        encode_jpeg(make_plain_image("#ffffff", size)), WHITE, WHOLE, 4.5
    ).ratio == pytest.approx(1)
