"""Sources of every sane kind become what a slot needs."""

import os
import subprocess
import sys
from io import BytesIO
from random import Random

import pytest
from PIL import Image, ImageCms

from themebuilder.media.model import ICON_SIZES, SLOTS, MediaError, PreparedPicture
from themebuilder.media.pictures import inspect, prepare

WIDE = (2400, 1350)
WHITE = (255, 255, 255)
SMALL = SLOTS["background"]._replace(width=160, height=90)


def encode(image, kind="PNG", **options):
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def open_prepared(prepared: PreparedPicture):
    image = Image.open(BytesIO(prepared.data))
    image.load()
    return image


def make_halves(left, right, size=WIDE, mode="RGB"):
    image = Image.new(mode, size, left)
    image.paste(right, (size[0] // 2, 0, *size))
    return image


def make_noise(size, seed=1):
    return Image.frombytes("RGB", size, Random(seed).randbytes(size[0] * size[1] * 3))


def is_near(pixel, wanted, tolerance=6):
    return all(abs(a - b) <= tolerance for a, b in zip(pixel, wanted, strict=True))


@pytest.mark.parametrize("name", ["background", "card", "screen"])
def test_a_background_is_a_jpeg_of_its_slots_size_progressive_for_the_web(name):
    image = open_prepared(prepare(encode(Image.new("RGB", WIDE)), SLOTS[name]))
    assert (image.format, image.size, image.mode) == ("JPEG", (1920, 1080), "RGB")
    assert ("progressive" in image.info) is (name != "screen")


GREY = {
    "1": 1,
    "L": 200,
    "LA": (200, 255),
    "RGB": (200, 200, 200),
    "RGBA": (200, 200, 200, 255),
    "I;16": 200 * 257,
}


@pytest.mark.parametrize(("mode", "color"), GREY.items())
def test_every_mode_of_png_keeps_its_brightness(mode, color):
    image = open_prepared(prepare(encode(Image.new(mode, (320, 180), color)), SMALL))
    assert is_near(image.getpixel((80, 45)), (255,) * 3 if mode == "1" else (200,) * 3)


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK", "LAB", "I;16", "YCbCr", "1", "P"])
def test_every_mode_of_tiff_is_taken(mode):
    source = encode(
        Image.new("RGB", (320, 180)).convert("L").convert(mode)
        if mode != "LAB"
        else Image.new("LAB", (320, 180), (128, 128, 128)),
        "TIFF",
    )
    assert open_prepared(prepare(source, SMALL)).size == (160, 90)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "TIFF"])
def test_every_format_is_reported_and_taken(kind):
    source = encode(Image.new("RGB", (320, 180), "navy"), kind)
    assert inspect(source).format == kind
    assert prepare(source, SMALL).extension == "jpg"


CLEAR = {
    "a transparent colour": (encode(Image.new("P", (320, 180), 0), transparency=0), {140: WHITE}),
    "transparent pixels": (
        encode(make_halves((0, 0, 255, 255), (0, 0, 255, 0), (320, 180), "RGBA")),
        {20: (0, 0, 255), 140: WHITE},
    ),
}


@pytest.mark.parametrize(("source", "seen"), CLEAR.values(), ids=CLEAR)
def test_a_background_is_white_where_its_picture_is_clear(source, seen):
    image = open_prepared(prepare(source, SMALL))
    assert all(is_near(image.getpixel((x, 45)), color, 12) for x, color in seen.items())


def test_a_logo_keeps_its_transparency():
    logo = open_prepared(
        prepare(encode(make_halves((200, 0, 0, 255), (0,) * 4, (672, 320), "RGBA")), SLOTS["logo"])
    )
    assert (logo.format, logo.size) == ("PNG", (336, 160))
    assert [logo.convert("RGBA").getpixel((x, 80))[3] for x in (10, 330)] == [255, 0]


def test_a_clear_edge_takes_no_colour_from_what_is_hidden_behind_it():
    source = encode(make_halves((255, 0, 0, 255), (0, 255, 0, 0), (672, 320), "RGBA"))
    logo = open_prepared(prepare(source, SLOTS["logo"])).convert("RGBA")
    assert max(green for _, green, _, alpha in logo.get_flattened_data() if alpha) < 20


def test_cmyk_without_a_profile_is_converted():
    made = prepare(encode(Image.new("CMYK", (320, 180), (0, 255, 255, 0)), "JPEG"), SMALL)
    red, green, blue = open_prepared(made).getpixel((80, 45))
    assert red > 200
    assert max(green, blue) < 80


def make_profile(name):
    return ImageCms.ImageCmsProfile(ImageCms.createProfile(name)).tobytes()


def test_a_profile_is_applied_and_left_out():
    picture = Image.new("LAB", (320, 180), (128, 128, 128))
    image = open_prepared(prepare(encode(picture, "TIFF", icc_profile=make_profile("LAB")), SMALL))
    assert "icc_profile" not in image.info
    assert is_near(image.getpixel((80, 45)), (119, 119, 119))


@pytest.mark.parametrize(
    "profile",
    [b"no profile", make_profile("XYZ"), make_profile("sRGB")],
    ids=["none", "swapped primaries", "sRGB"],
)
def test_a_profile_that_does_not_fit_or_says_srgb_changes_nothing(profile):
    image = make_noise((160, 90))
    with_profile = prepare(encode(image, icc_profile=profile), SMALL)
    assert with_profile == prepare(encode(image), SMALL)


def make_exif(value, tag=0x0112):
    exif = Image.Exif()
    exif[tag] = value
    return exif


UPRIGHT = {1: (0, 0), 2: (1, 0), 3: (1, 1), 4: (0, 1), 5: (0, 0), 6: (0, 1), 7: (1, 1), 8: (1, 0)}
"""Orientation -> the corner of the stored picture that is the upper left one when upright."""


@pytest.mark.parametrize(("orientation", "corner"), UPRIGHT.items())
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_a_picture_is_turned_upright(orientation, corner, kind):
    size = (320, 180) if orientation < 5 else (180, 320)
    image = Image.new("RGB", size, "white")
    left, top = corner[0] * size[0] * 3 // 4, corner[1] * size[1] * 3 // 4
    image.paste("black", (left, top, left + size[0] // 4, top + size[1] // 4))
    source = encode(image, kind, exif=make_exif(orientation))
    assert (inspect(source).width, inspect(source).height) == (320, 180)
    assert is_near(open_prepared(prepare(source, SMALL)).getpixel((12, 8)), (0, 0, 0), 20)


@pytest.mark.parametrize("value", [0, 9, 65535])
def test_an_orientation_that_does_not_exist_is_upright(value):
    assert inspect(encode(Image.new("RGB", (320, 180)), exif=make_exif(value))).width == 320


@pytest.mark.parametrize(
    ("focus", "shade"),
    [((0, 0.5), 0), ((1, 0.5), 255), ((-5, 9), 0), ((float("nan"), 0), 0)],
)
def test_the_focus_chooses_what_a_crop_keeps(focus, shade):
    source = encode(make_halves("black", "white", (800, 180)))
    assert is_near(open_prepared(prepare(source, SMALL, focus)).getpixel((80, 45)), (shade,) * 3)


def test_the_focus_is_brought_to_the_middle():
    image = Image.new("RGB", (1000, 180), "white")
    image.paste("black", (590, 0, 610, 180))
    middle = open_prepared(prepare(encode(image), SMALL, (0.6, 0.5))).getpixel((80, 45))
    assert is_near(middle, (0, 0, 0), 20)


def test_a_picture_on_its_side_is_cropped_upright():
    image = make_halves("black", "white", (320, 900))
    made = prepare(encode(image, "JPEG", exif=make_exif(6)), SMALL, (0.5, 0))
    assert is_near(open_prepared(made).getpixel((80, 4)), (0, 0, 0), 20)


def test_the_quality_falls_until_the_budget_holds():
    source = encode(make_noise((1920, 1080)))
    small = prepare(source, SLOTS["background"]._replace(max_bytes=1_300_000)).data
    best = prepare(source, SLOTS["background"]._replace(max_bytes=10_000_000)).data
    assert len(small) <= 1_300_000 < len(best)


@pytest.mark.parametrize("name", ["background", "logo", "favicon"])
def test_a_budget_that_cannot_be_kept_is_refused_with_both_numbers(name):
    with pytest.raises(MediaError, match=r"bytes.*; its budget is 900\.") as refusal:
        prepare(encode(make_noise((1920, 1080))), SLOTS[name]._replace(max_bytes=900))
    assert refusal.value.rule == "picture-too-large"


@pytest.mark.parametrize(
    ("name", "size", "made"),
    [("background", (1600, 900), (1920, 1080)), ("logo", (200, 90), (200, 90))],
)
def test_a_background_is_enlarged_a_little_and_a_logo_never(name, size, made):
    assert open_prepared(prepare(encode(Image.new("RGB", size)), SLOTS[name])).size == made


@pytest.mark.parametrize(
    ("name", "size", "needs"),
    [
        ("background", (1280, 720), "1536 x 864"),
        ("screen", (4000, 500), "1536 x 864"),
        ("logo", (90, 40), "168 pixels across or 80 down"),
        ("favicon", (32, 32), "48 pixels across or 48 down"),
    ],
)
def test_much_enlargement_is_refused_with_both_sizes(name, size, needs):
    with pytest.raises(MediaError) as refusal:
        prepare(encode(Image.new("RGB", size)), SLOTS[name])
    assert refusal.value.rule == "picture-too-small"
    assert f"too small for `{name}`: its {size[0]} x {size[1]} pixels" in refusal.value.message
    assert needs in refusal.value.hint


@pytest.mark.parametrize("size", [(6000, 40), (40, 6000)])
def test_a_thin_logo_keeps_at_least_a_pixel(size):
    made = open_prepared(prepare(encode(Image.new("RGB", size)), SLOTS["logo"]))
    assert max(made.width / 336, made.height / 160) == 1
    assert min(made.width, made.height) >= 1


def test_an_icon_holds_every_size_and_is_clear_beside_its_picture():
    made = prepare(encode(Image.new("RGB", (300, 100), "green")), SLOTS["favicon"])
    assert made.extension == "ico"
    icon = open_prepared(made)
    assert icon.info["sizes"] == {(side, side) for side in ICON_SIZES}
    assert [icon.convert("RGBA").getpixel((24, y))[3] for y in (2, 24, 45)] == [0, 255, 0]


def test_nothing_of_the_source_but_its_pixels_is_kept():
    exif = make_exif("Secret", 0x010E)
    source = encode(Image.new("RGB", WIDE), "JPEG", exif=exif, comment=b"Secret", dpi=(300, 300))
    made = prepare(source, SLOTS["background"]).data
    assert b"Secret" not in made
    form = {"progressive", "progression"}
    left = {name for name in Image.open(BytesIO(made)).info if not name.startswith("jfif")}
    assert left <= form


@pytest.mark.parametrize("name", SLOTS)
def test_the_same_source_gives_the_same_bytes(name):
    source = encode(make_noise((1920, 1080)).reduce(4).resize((1920, 1080)), "JPEG", quality=90)
    assert prepare(source, SLOTS[name]).data == prepare(source, SLOTS[name]).data


@pytest.mark.slow
def test_the_same_source_gives_the_same_bytes_in_another_process(capsys):
    program = """
import hashlib, io
from PIL import Image
from themebuilder.media.model import SLOTS, STYLES
from themebuilder.media.pictures import draw, prepare
source = io.BytesIO()
Image.radial_gradient("L").resize((2000, 1200)).convert("RGB").save(source, "PNG")
made = [prepare(source.getvalue(), slot).data for slot in SLOTS.values()]
made += [draw(style, "#2f6f8f", "dark", 7, SLOTS["screen"]).data for style in STYLES]
print(hashlib.sha256(b"".join(made)).hexdigest())
"""
    there = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        env={**os.environ, "PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    exec(program, {})
    assert capsys.readouterr().out == there


@pytest.mark.slow
def test_a_forked_process_makes_logos_too():
    program = """
import io, os, sys
from PIL import Image
from themebuilder.media.model import SLOTS
from themebuilder.media.pictures import prepare
source = io.BytesIO()
Image.radial_gradient("L").save(source, "PNG")
here = [prepare(source.getvalue(), SLOTS[name]).data for name in ("logo", "favicon")]
if child := os.fork():
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
there = [prepare(source.getvalue(), SLOTS[name]).data for name in ("logo", "favicon")]
os._exit(there != here)
"""
    command = [sys.executable, "-c", program]
    assert subprocess.run(command, timeout=60, check=False).returncode == 0


def test_looking_at_a_picture_decodes_nothing(monkeypatch):
    source = encode(Image.new("RGB", WIDE), "JPEG")
    monkeypatch.setattr(Image.Image, "draft", None)
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", None)
    assert inspect(source).width == 2400
