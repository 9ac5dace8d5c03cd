"""Whatever the bytes are, the answer is a picture or a MediaError that says what to do."""

import os
import struct
import zlib
from io import BytesIO
from random import Random

import pytest
from PIL import Image

from themebuilder.media.model import MAX_SOURCE_BYTES, SLOTS, MediaError
from themebuilder.media.pictures import inspect, prepare

SLOT = SLOTS["logo"]
KINDS = ["JPEG", "PNG", "WEBP", "GIF", "TIFF"]


def encode(kind, size=(336, 160), **options):
    out = BytesIO()
    image = Image.frombytes("L", size, Random(1).randbytes(size[0] * size[1]))
    image.point([level // 128 * 255 for level in range(256)]).convert("RGB").save(
        out, kind, **options
    )
    return out.getvalue()


def animate(kind, **options):
    out = BytesIO()
    frames = [Image.new("RGB", (400, 200), color) for color in ("red", "green", "blue")]
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], **options)
    return out.getvalue()


def pack_chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def forge_png(width, height):
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 99)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(pack_chunk(*chunk) for chunk in chunks)


def forge_jpeg(width, height):
    good = encode("JPEG")
    at = good.index(b"\xff\xc0") + 5
    return good[:at] + struct.pack(">HH", height, width) + good[at + 4 :]


def forge_gif(width, height):
    return b"GIF89a" + struct.pack("<HH", width, height) + encode("GIF")[10:]


def forge_webp(width, height):
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + sides
    return b"RIFF" + struct.pack("<I", len(body)) + body


def forge_tiff(width, height):
    good = bytearray(encode("TIFF"))
    for tag, value in ((256, width), (257, height)):
        at = good.index(struct.pack("<HHI", tag, 4, 1))
        good[at + 8 : at + 12] = struct.pack("<I", value)
    return bytes(good)


def get_refusal(source, **options):
    with pytest.raises(MediaError) as refusal:
        prepare(source, SLOT, **options)
    assert refusal.value.message
    assert refusal.value.hint
    return refusal.value


def is_about_damage(refusal):
    """Whether a picture is refused as damaged, and not as one of an unknown format."""
    return "is damaged" in refusal.message or "is incomplete" in refusal.message


BOMBS = [
    forge_png(100_000, 100_000),
    forge_png(2**31 - 1, 2**31 - 1),
    forge_png(9000, 9000),
    forge_jpeg(65_000, 65_000),
    forge_gif(65_535, 65_535),
    forge_webp(16_384, 16_384),
    forge_tiff(60_000, 60_000),
    forge_tiff(4_000_000_000, 4_000_000_000),
]


@pytest.mark.parametrize("source", BOMBS, ids=range(len(BOMBS)))
def test_a_bomb_is_refused_by_its_header(source):
    assert get_refusal(source).rule == "picture-too-large"
    assert "100000 x 100000" in get_refusal(BOMBS[0]).message
    with pytest.raises(MediaError, match="64,000,000 pixels"):
        inspect(source)


def test_a_file_too_heavy_is_not_read():
    assert get_refusal(encode("PNG") + bytes(MAX_SOURCE_BYTES)).rule == "picture-too-large"


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_cut_off_in_its_pixels_is_refused(kind):
    source = encode(kind)
    for tenths in range(1, 10):
        cut = get_refusal(source[: len(source) * tenths // 10])
        assert is_about_damage(cut), tenths
    if kind not in {"GIF", "TIFF"}:
        assert is_about_damage(get_refusal(source[:-1]))


def test_a_progressive_jpeg_without_its_last_scans_is_a_picture_of_the_same_size():
    source = encode("JPEG", progressive=True)
    assert inspect(source[: len(source) // 2] + b"\xff\xd9") == inspect(source)


@pytest.mark.parametrize(
    "source",
    [animate("GIF"), animate("WEBP"), animate("PNG"), animate("TIFF")],
    ids=["gif", "webp", "apng", "pages"],
)
def test_a_picture_that_moves_or_has_pages_is_refused(source):
    assert get_refusal(source).rule == "picture-animated"


def make_endless_jpeg():
    good = encode("JPEG", progressive=True)
    scan = good.rindex(b"\xff\xda")
    return good[:scan] + good[scan:-2] * 100 + b"\xff\xd9"


@pytest.mark.parametrize(
    "make",
    [
        make_endless_jpeg,
        lambda: b"\xff\xd8" * 5_000_000,
        lambda: forge_png(9, 9)[:33] + pack_chunk(b"IDAT", b"") * 1_000_000,
    ],
    ids=["decoded for hours", "nothing but markers", "nothing but chunks"],
)
def test_a_picture_that_takes_hours_is_refused(make):
    assert is_about_damage(get_refusal(make()))


def test_the_pages_of_a_tiff_are_not_counted():
    page = struct.pack("<HHHII", 1, 256, 4, 1, 9)
    pages = b"".join(page + struct.pack("<I", 8 + 18 * (n + 1)) for n in range(2_000_000))
    assert get_refusal(b"II*\0" + struct.pack("<I", 8) + pages).rule in {
        "picture-animated",
        "picture-unreadable",
    }


def test_a_still_gif_is_taken():
    assert Image.open(BytesIO(prepare(encode("GIF"), SLOT).data)).width == 336


def test_a_camera_jpeg_with_a_second_view_gives_the_first():
    views = [Image.new("RGB", (400, 200), color) for color in ("red", "blue")]
    out = BytesIO()
    views[0].save(out, "MPO", save_all=True, append_images=views[1:])
    logo = Image.open(BytesIO(prepare(out.getvalue(), SLOT, name="IMG_1.JPG").data))
    assert logo.convert("RGB").getpixel((9, 9))[0] > 200


@pytest.mark.parametrize(
    ("source", "name", "promise"),
    [
        (encode("PNG"), "logo.jpg", "named .jpg, but its format is PNG"),
        (encode("JPEG"), "brand/logo.PNG", "named .png, but its format is JPEG"),
        (encode("WEBP"), "logo.svg", "named .svg, but its format is WEBP"),
        (
            b'<svg xmlns="http://www.w3.org/2000/svg"/>',
            "logo.png",
            "named .png, but its format is SVG",
        ),
    ],
)
def test_a_name_that_promises_another_format_is_refused(source, name, promise):
    refusal = get_refusal(source, name=name)
    assert refusal.rule == (
        "picture-unreadable" if "SVG" in promise.upper() else "picture-mislabelled"
    )
    assert promise in refusal.message


@pytest.mark.parametrize(
    "name", ["", "logo", "logo.jpeg", "a.b/LOGO.JPG", "logo.jfif", "x.unknown"]
)
def test_a_name_that_promises_nothing_else_is_fine(name):
    assert prepare(encode("JPEG"), SLOT, name=name).data


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (b"", "empty"),
        (b"hello", "isn't a picture"),
        (b"<!doctype html><p>404", "isn't a picture"),
        (b"%PDF-1.7", "format is PDF"),
        (b"8BPS\0\1", "Photoshop"),
        (b"\0\0\0\x20ftypheic", "HEIC"),
        (b"\0\0\0\x20ftypavif", "AVIF"),
        (b"version https://git-lfs.github.com/spec/v1", "Git LFS"),
        (b"\x1f\x8b\x08", "gzip"),
    ],
)
def test_what_is_no_picture_is_named(source, said):
    assert said in get_refusal(source).message


def test_a_jpeg_background_cannot_be_an_svg():
    with pytest.raises(MediaError, match="`background` can't be an SVG"):
        prepare(b'<svg xmlns="http://www.w3.org/2000/svg"/>', SLOTS["background"])


def test_brightness_without_a_white_is_refused():
    out = BytesIO()
    Image.new("F", (400, 200), 0.5).save(out, "TIFF")
    assert get_refusal(out.getvalue()).rule == "picture-unreadable"


@pytest.mark.parametrize("compression", ["tiff_lzw", "tiff_adobe_deflate", "jpeg", "packbits"])
def test_what_a_decoder_thinks_of_a_tiff_is_not_written_to_the_terminal(capfd, compression):
    good = encode("TIFF", (64, 32), compression=compression)
    random = Random(1)
    for _ in range(200):
        damaged = bytearray(good)
        for _ in range(4):
            damaged[random.randrange(len(good))] = random.randrange(256)
        answer(bytes(damaged))
    os.write(2, b"and ours is")
    assert capfd.readouterr() == ("", "and ours is")


def test_a_header_is_read_without_a_look_at_the_pixels():
    assert inspect(forge_png(400, 200)).width == 400


def answer(source):
    """A picture or a MediaError; anything else is a defect."""
    try:
        inspect(source)
        prepare(source, SLOTS["logo"])
    except MediaError as error:
        assert str(error)  # either answer is right
