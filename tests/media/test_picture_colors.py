"""Pixels as Chromium 156 drew them; `test_chromium_pictures` asks a Chromium itself."""

from io import BytesIO

import pytest
from PIL import Image

from tests.media.picture_corpus import encode, make_corpus, make_png
from themebuilder.checks.backdrop import WHOLE, find_worst
from themebuilder.media.model import SLOTS
from themebuilder.media.picture_colors import read_picture
from themebuilder.media.pictures import inspect, keep, prepare

LEFT, MIDDLE = (2, 3), (12, 8)
PIXELS = [
    # A colour that tRNS makes clear.
    ("png-grey-1-trns", MIDDLE, (0, 0, 0, 0)),
    ("png-grey-2-trns", MIDDLE, (0, 0, 0, 0)),
    ("png-grey-2-trns", LEFT, (0, 0, 0, 255)),
    ("png-grey-4-trns", MIDDLE, (0, 0, 0, 0)),
    ("png-grey-4-trns", LEFT, (17, 17, 17, 255)),
    ("png-grey-8-trns", MIDDLE, (0, 0, 0, 0)),
    ("png-grey-8-trns-of-nine-bits", MIDDLE, (0, 0, 0, 0)),
    ("png-grey-16-trns", MIDDLE, (0, 0, 0, 0)),
    ("png-grey-16-trns", LEFT, (22, 22, 22, 255)),
    ("png-rgb-8-trns", MIDDLE, (0, 0, 0, 0)),
    ("png-rgb-16-trns", MIDDLE, (0, 0, 0, 0)),
    ("png-rgb-16-trns", LEFT, (22, 51, 233, 255)),
    ("png-palette-4-trns", MIDDLE, (137, 118, 67, 136)),
    # The chunks that state colours, and which of them counts.
    ("png-rgb-8-gama-0.45455", LEFT, (22, 51, 233, 255)),
    ("png-rgb-8-gama-0.55", LEFT, (28, 65, 237, 255)),
    ("png-rgb-8-gama-1", LEFT, (83, 124, 245, 255)),
    ("png-grey-16-gama-1", LEFT, (83, 83, 83, 255)),
    ("png-rgb-8-srgb-gama-1", LEFT, (22, 51, 233, 255)),
    ("png-rgb-8-chrm-p3", LEFT, (22, 51, 233, 255)),
    ("png-rgb-8-gama-0.45455-chrm-p3", LEFT, (0, 48, 243, 255)),
    ("png-rgb-8-cicp-p3", LEFT, (8, 52, 243, 255)),
    ("png-rgb-8-cicp-p3-iccp-swapped", LEFT, (8, 52, 243, 255)),
    ("png-rgb-8-iccp-swapped-srgb", LEFT, (51, 22, 233, 255)),
    ("png-rgb-8-iccp-broken-gama-1", LEFT, (83, 124, 245, 255)),
    # Profiles: what they do counts, not what they are called; each for its kind of pixels.
    ("png-rgb-8-iccp-named-srgb", LEFT, (51, 22, 233, 255)),
    ("png-rgb-8-iccp-cut", LEFT, (22, 51, 233, 255)),
    ("png-grey-8-iccp-linear", LEFT, (83, 83, 83, 255)),
    ("png-grey-alpha-16-iccp-grey-linear", MIDDLE, (191, 191, 191, 136)),
    ("png-rgb-8-iccp-grey-linear", LEFT, (22, 51, 233, 255)),
    ("png-rgb-8-iccp-two-tables", MIDDLE, (125, 125, 121, 255)),
    ("jpeg-grey-icc-linear", MIDDLE, (191, 191, 191, 255)),
    ("webp-lossless-alpha-icc-swapped", MIDDLE, (130, 140, 130, 155)),
    # Four inks.
    ("jpeg-cmyk", MIDDLE, (84, 91, 91, 255)),
    ("jpeg-ycck", MIDDLE, (105, 100, 106, 255)),
    ("jpeg-cmyk-icc-srgb", MIDDLE, (84, 91, 91, 255)),
    ("jpeg-cmyk-icc-cmyk", MIDDLE, (131, 83, 56, 255)),
    # What is turned.
    ("jpeg-exif-6", LEFT, (65, 192, 199, 255)),
    ("jpeg-xmp-6", LEFT, (57, 66, 203, 255)),
    ("png-exif-3", LEFT, (215, 180, 63, 255)),
    ("png-late-exif-8", LEFT, (22, 51, 233, 255)),
    ("webp-exif-3", LEFT, (56, 67, 205, 255)),
]


@pytest.mark.parametrize(("name", "at", "drawn"), PIXELS)
def test_a_pixel_is_read_as_chromium_draws_it(name, at, drawn):
    pixel = read_picture(make_corpus()[name]).convert("RGBA").getpixel(at)
    # What is clear has no colour on the screen.
    seen = pixel if pixel[3] else (0, 0, 0, 0)
    assert max(abs(a - b) for a, b in zip(seen, drawn, strict=True)) <= 2


def test_a_grey_logo_of_sixteen_bits_stays_clear_where_it_was():
    image = Image.new("I;16", (672, 320), 65535)
    image.paste(Image.new("I;16", (336, 320), 20_000), (0, 0))
    source = encode(image, "PNG", transparency=65535)
    logo = Image.open(BytesIO(prepare(source, SLOTS["logo"]).data)).convert("RGBA")
    assert [logo.getpixel((x, 80)) for x in (20, 300)] == [(78, 78, 78, 255), (0, 0, 0, 0)]


def test_a_check_sees_through_a_kept_picture_where_chromium_does():
    kept = keep(make_png(0, 2, chunks=((b"tRNS", b"\0\0"),)), SLOTS["logo"]).data
    assert find_worst(kept, "#000000", WHOLE, 3).color == "#555555"


def test_a_check_sees_a_kept_picture_as_light_as_chromium_does():
    kept = keep(make_corpus()["png-rgb-8-gama-1"], SLOTS["logo"]).data
    assert find_worst(kept, "#000000", WHOLE, 3).color == "#0000FF"


def test_a_converted_picture_has_no_profile_left():
    shown = read_picture(make_corpus()["png-rgb-8-iccp-swapped"])
    assert "icc_profile" not in Image.open(BytesIO(encode(shown, "PNG"))).info


@pytest.mark.parametrize(("name", "size"), [("jpeg-exif-6", (16, 24)), ("webp-exif-6", (24, 16))])
def test_the_size_is_that_of_the_picture_as_it_is_shown(name, size):
    header = inspect(make_corpus()[name])
    assert (header.width, header.height) == size
