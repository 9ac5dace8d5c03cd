"""Pixels as Chromium draws them."""

import re
import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageCms

from themebuilder.checks.backdrop import WHOLE, find_worst
from themebuilder.media.model import SLOTS
from themebuilder.media.picture_colors import read_picture
from themebuilder.media.pictures import inspect, keep, prepare

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
SWAPPED = re.sub(rb"[rg]XYZ", lambda it: b"gXYZ" if it[0] == b"rXYZ" else b"rXYZ", SRGB)
"""A profile that calls green what sRGB calls red."""
GREY, RGB = 0, 2


def encode(image: Image.Image, kind: str, **options: object) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def make_png(kind: int, depth: int, *, clears: str = "white") -> bytes:
    """Two pixels, black and white, of which tRNS makes one clear; Pillow writes few depths."""
    channels = 1 if kind == GREY else 3
    bits = "0" * depth * channels + "1" * depth * channels
    row = int(bits.ljust(-len(bits) // 8 * -8, "0"), 2).to_bytes(-(-len(bits) // 8), "big")
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", 2, 1, depth, kind, 0, 0, 0)),
        (b"tRNS", struct.pack(">H", 2**depth - 1 if clears == "white" else 0) * channels),
        (b"IDAT", zlib.compress(b"\0" + row)),
        (b"IEND", b""),
    )
    parts = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.mark.parametrize(
    ("kind", "depth"), [*((GREY, depth) for depth in (1, 2, 4, 8, 16)), (RGB, 8), (RGB, 16)]
)
def test_the_clear_colour_of_a_png_is_clear_at_every_depth(kind, depth):
    picture = read_picture(make_png(kind, depth)).convert("RGBA")
    assert [picture.getpixel((x, 0))[3] for x in (0, 1)] == [255, 0]


def test_a_grey_logo_of_sixteen_bits_stays_clear_where_it_was():
    image = Image.new("I;16", (672, 320), 65535)
    image.paste(Image.new("I;16", (336, 320), 20_000), (0, 0))
    source = encode(image, "PNG", transparency=65535)
    logo = Image.open(BytesIO(prepare(source, SLOTS["logo"]).data)).convert("RGBA")
    assert [logo.getpixel((x, 80)) for x in (20, 300)] == [(78, 78, 78, 255), (0, 0, 0, 0)]


def test_a_check_sees_through_a_kept_picture_where_chromium_does():
    kept = keep(make_png(GREY, 2, clears="black"), SLOTS["logo"]).data
    assert find_worst(kept, "#000000", WHOLE, 3).color == "#FFFFFF"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF"])
def test_a_profile_is_applied_and_left_out(kind):
    options = {"PNG": {}, "JPEG": {"quality": 95}, "WEBP": {"lossless": True}, "TIFF": {}}[kind]
    image = Image.new("RGB", (24, 16), (22, 51, 233))
    shown = read_picture(encode(image, kind, icc_profile=SWAPPED, **options))
    drawn = zip(shown.getpixel((2, 3)), (51, 22, 233), strict=True)
    assert max(abs(a - b) for a, b in drawn) <= 2
    assert "icc_profile" not in Image.open(BytesIO(encode(shown, "PNG"))).info


def test_a_webp_is_not_turned_as_no_browser_turns_it():
    exif = Image.Exif()
    exif[0x0112] = 6
    source = encode(Image.new("L", (24, 16)), "WEBP", exif=exif)
    header = inspect(source)
    assert (header.width, header.height) == read_picture(source).size == (24, 16)
