"""Small pictures of every kind that PNG, JPEG, WebP and GIF know, made here.

PNGs and metadata are written byte by byte: the libraries that read them write only a part.
"""

import struct
import zlib
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from itertools import product
from random import Random

from PIL import Image

from tests.media.color_profiles import PROFILES

SIZE = WIDTH, HEIGHT = 24, 16
_GREY, _RGB, _PALETTE, _GREY_ALPHA, _RGB_ALPHA = 0, 2, 3, 4, 6
_DEPTHS = {
    _GREY: (1, 2, 4, 8, 16),
    _RGB: (8, 16),
    _PALETTE: (1, 2, 4, 8),
    _GREY_ALPHA: (8, 16),
    _RGB_ALPHA: (8, 16),
}
_NAMES = {
    _GREY: "grey",
    _RGB: "rgb",
    _PALETTE: "palette",
    _GREY_ALPHA: "grey-alpha",
    _RGB_ALPHA: "rgb-alpha",
}
_CHANNELS = {_GREY: 1, _RGB: 3, _PALETTE: 1, _GREY_ALPHA: 2, _RGB_ALPHA: 4}
_ADAM7 = (
    *[(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4)],
    *[(0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)],
)
"""The passes of an interlaced PNG: first column and row, and the steps."""


@cache
def make_corpus() -> dict[str, bytes]:
    """Every picture, by a name that says what it holds."""
    return dict([*_make_plain_pngs(), *_make_colored_pngs(), *_make_jpegs(), *_make_others()])


def make_png(
    kind: int,
    depth: int,
    *,
    chunks: tuple[tuple[bytes, bytes], ...] = (),
    clear: bool = False,
    interlaced: bool = False,
    brightness: float = 1,
) -> bytes:
    """A picture of PNG colour type *kind*; *clear* adds a tRNS chunk, *chunks* stand before it."""
    most = 2**depth - 1
    header = struct.pack(">IIBBBBB", *SIZE, depth, kind, 0, 0, interlaced)
    parts = [(b"IHDR", header), *chunks]
    if kind == _PALETTE:
        parts.append(
            (b"PLTE", bytes(_compute_shade(entry, most) for entry in range(3 * (most + 1))))
        )
    if clear:
        parts.append((b"tRNS", _make_transparency(kind, depth)))
    passes = _ADAM7 if interlaced else ((0, 0, 1, 1),)
    rows = [
        b"\0"
        + _pack(
            [_make_sample(kind, most * brightness, x, y) for x in range(left, WIDTH, across)], depth
        )
        for left, top, across, down in passes
        for y in range(top, HEIGHT, down)
    ]
    parts += [(b"IDAT", zlib.compress(b"".join(rows))), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_make_chunk(*part) for part in parts)


def _make_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _make_sample(kind: int, most: float, x: int, y: int) -> list[int]:
    """The values of a pixel: colours that grow to the right and downwards, alpha in between."""
    across, down = x / (WIDTH - 1), y / (HEIGHT - 1)
    values = {
        _GREY: (across,),
        _RGB: (across, down, 1 - across),
        _PALETTE: (across,),
        _GREY_ALPHA: (across, down),
        _RGB_ALPHA: (across, down, 1 - across, (across + down) / 2),
    }
    return [round(value * most) for value in values[kind]]


def _compute_shade(entry: int, most: int) -> int:
    color, channel = divmod(entry, 3)
    return round((color, most - color, color / 2)[channel] * 255 / most)


def _make_transparency(kind: int, depth: int) -> bytes:
    """The colour of one column, or the opacity of each entry of the palette."""
    most = 2**depth - 1
    if kind == _PALETTE:
        return bytes(entry * 255 // most for entry in range(most + 1))
    return struct.pack(f">{_CHANNELS[kind]}H", *_make_sample(kind, most, WIDTH // 2, HEIGHT // 2))


def _pack(pixels: list[list[int]], depth: int) -> bytes:
    values = [value for pixel in pixels for value in pixel]
    if depth == 16:
        return struct.pack(f">{len(values)}H", *values)
    bits = "".join(f"{value:0{depth}b}" for value in values)
    return bytes(int(bits[at : at + 8].ljust(8, "0"), 2) for at in range(0, len(bits), 8))


def _make_plain_pngs() -> Iterator[tuple[str, bytes]]:
    for kind, depths in _DEPTHS.items():
        for depth, clear, interlaced in product(depths, (False, True), (False, True)):
            if clear and kind in (_GREY_ALPHA, _RGB_ALPHA):
                continue
            name = f"png-{_NAMES[kind]}-{depth}{'-trns' * clear}{'-interlaced' * interlaced}"
            yield name, make_png(kind, depth, clear=clear, interlaced=interlaced)


_SRGB_PRIMARIES = (0.3127, 0.329, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06)
_P3_PRIMARIES = (0.3127, 0.329, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06)


def _gama(gamma: float) -> tuple[bytes, bytes]:
    return b"gAMA", struct.pack(">I", round(gamma * 100_000))


def _chrm(values: tuple[float, ...]) -> tuple[bytes, bytes]:
    return b"cHRM", struct.pack(">8I", *(round(value * 100_000) for value in values))


def _iccp(profile: bytes) -> tuple[bytes, bytes]:
    return b"iCCP", b"profile\0\0" + zlib.compress(profile)


def _cicp(*numbers: int) -> tuple[bytes, bytes]:
    return b"cICP", bytes(numbers)


_COLOR_CHUNKS = {
    "gama-0.45455": (_gama(0.45455),),
    "gama-0.55": (_gama(0.55),),
    "gama-1": (_gama(1),),
    "gama-2.2": (_gama(2.2),),
    "gama-0": (_gama(0),),
    "gama-0.00001": (_gama(0.00001),),
    "gama-0.01": (_gama(0.01),),
    "gama-40000": (_gama(40_000),),
    "gama-1-chrm-on-a-line": (_gama(1), _chrm((0.3, 0.3, 0.6, 0.3, 0.3, 0.30001, 0.1, 0.3))),
    "gama-1-chrm-beyond": (_gama(1), _chrm((0.3127, 0.329, 0.64, 0.33, 0.3, 2, 0.15, 0.06))),
    "chrm-p3": (_chrm(_P3_PRIMARIES),),
    "gama-0.45455-chrm-srgb": (_gama(0.45455), _chrm(_SRGB_PRIMARIES)),
    "gama-0.45455-chrm-p3": (_gama(0.45455), _chrm(_P3_PRIMARIES)),
    "gama-1-chrm-p3": (_gama(1), _chrm(_P3_PRIMARIES)),
    "gama-0.55-chrm-d50": (_gama(0.55), _chrm((0.3457, 0.3585, *_SRGB_PRIMARIES[2:]))),
    "gama-0.55-chrm-zero": (_gama(0.55), _chrm((0.0,) * 8)),
    "srgb": ((b"sRGB", b"\0"),),
    "srgb-gama-1": ((b"sRGB", b"\0"), _gama(1)),
    "gama-1-srgb-chrm-p3": (_gama(1), (b"sRGB", b"\1"), _chrm(_P3_PRIMARIES)),
    "iccp-swapped-gama-1": (_iccp(PROFILES["swapped"]), _gama(1)),
    "iccp-broken-gama-1": (_iccp(b"no profile"), _gama(1)),
    "iccp-not-compressed-gama-1": ((b"iCCP", b"profile\0\0" + PROFILES["swapped"]), _gama(1)),
    "iccp-swapped-srgb": (_iccp(PROFILES["swapped"]), (b"sRGB", b"\0")),
    "cicp-srgb": (_cicp(1, 13, 0, 1),),
    "cicp-bt709": (_cicp(1, 1, 0, 1),),
    "cicp-gamma-2.2": (_cicp(1, 4, 0, 1),),
    "cicp-linear": (_cicp(1, 8, 0, 1),),
    "cicp-p3": (_cicp(12, 13, 0, 1),),
    "cicp-bt2020": (_cicp(9, 14, 0, 1),),
    "cicp-pq": (_cicp(9, 16, 0, 1),),
    "cicp-hlg": (_cicp(9, 18, 0, 1),),
    "cicp-narrow": (_cicp(12, 13, 0, 0),),
    "cicp-p3-iccp-swapped": (_cicp(12, 13, 0, 1), _iccp(PROFILES["swapped"])),
    "cicp-srgb-gama-1": (_cicp(1, 13, 0, 1), _gama(1)),
} | {f"iccp-{name}": (_iccp(profile),) for name, profile in PROFILES.items()}
"""What a PNG can say about its colours."""

_FEW_COLOR_CHUNKS = (
    *("gama-0.45455", "gama-1", "gama-0.55-chrm-d50", "srgb-gama-1", "gama-1-chrm-p3"),
    *("iccp-p3", "iccp-linear", "iccp-swapped", "iccp-grey-linear", "iccp-grey-1.8", "cicp-p3"),
)


_TOO_LARGE = {_GREY: struct.pack(">H", 256 + 133), _RGB: struct.pack(">3H", 256, 256, 511)}
"""A colour for tRNS with bits that eight bits don't have; both occur without the ninth."""


def _make_colored_pngs() -> Iterator[tuple[str, bytes]]:
    for name, chunks in _COLOR_CHUNKS.items():
        yield f"png-rgb-8-{name}", make_png(_RGB, 8, chunks=chunks)
    for kind, name in product(_DEPTHS, _FEW_COLOR_CHUNKS):
        for depth in _DEPTHS[kind][-1:] if kind == _RGB else (8, _DEPTHS[kind][-1]):
            chunks = _COLOR_CHUNKS[name]
            yield f"png-{_NAMES[kind]}-{depth}-{name}", make_png(kind, depth, chunks=chunks)
    for kind in (_GREY, _RGB, _RGB_ALPHA):
        dark = make_png(kind, 16, chunks=_COLOR_CHUNKS["gama-1"], brightness=1 / 32)
        yield f"png-{_NAMES[kind]}-16-gama-1-dark", dark
    for kind, color in _TOO_LARGE.items():
        pixels = make_png(kind, 8, chunks=((b"tRNS", color),))
        yield f"png-{_NAMES[kind]}-8-trns-of-nine-bits", pixels
    for kind, depth in ((_GREY, 2), (_GREY, 16), (_RGB, 8), (_RGB, 16), (_PALETTE, 8)):
        chunks = _COLOR_CHUNKS["gama-1"]
        name = f"png-{_NAMES[kind]}-{depth}-trns-gama-1"
        yield name, make_png(kind, depth, clear=True, chunks=chunks)


def _draw(mode: str) -> Image.Image:
    """Soft colours, which no halving of the chroma harms."""
    image = Image.new("RGBA", SIZE)
    for x, y in product(range(WIDTH), range(HEIGHT)):
        red, blue = 40 + x * 200 // WIDTH, 220 - x * 180 // WIDTH
        image.putpixel((x, y), (red, 30 + y * 200 // HEIGHT, blue, 255 - (x + y) * 5))
    if mode == "CMYK":
        black = Image.linear_gradient("L").resize(SIZE).point(lambda level: level // 2)
        return Image.merge(mode, (*image.convert("RGB").split(), black))
    return image.convert("RGB").convert(mode) if mode == "L" else image.convert(mode)


def encode(image: Image.Image, kind: str, **options: object) -> bytes:
    """The file that Pillow makes of *image*."""
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def _make_jpegs() -> Iterator[tuple[str, bytes]]:
    rgb, grey, cmyk = _draw("RGB"), _draw("L"), _draw("CMYK")
    for name, options in {
        "444": {"subsampling": 0},
        "422": {"subsampling": 1},
        "420": {"subsampling": 2},
        "progressive": {"subsampling": 0, "progressive": True},
        "kept-rgb": {"keep_rgb": True},
    }.items():
        yield f"jpeg-{name}", encode(rgb, "JPEG", quality=95, **options)
    edges = Image.frombytes("RGB", (23, 15), Random(1).randbytes(23 * 15 * 3))
    for subsampling in (0, 1, 2):
        yield (
            f"jpeg-edges-{subsampling}",
            encode(edges, "JPEG", quality=95, subsampling=subsampling),
        )
    bare = encode(rgb, "JPEG", quality=95, subsampling=0)
    yield "jpeg-without-jfif", bare[:2] + bare[bare.index(b"\xff\xdb") :]
    yield "jpeg-grey", encode(grey, "JPEG", quality=95)
    inks = encode(cmyk, "JPEG", quality=95)
    yield "jpeg-cmyk", inks
    yield "jpeg-ycck", inks.replace(b"Adobe\0\x64\0\0\0\0\0", b"Adobe\0\x64\0\0\0\0\2")
    yield "jpeg-cmyk-without-adobe", _remove_adobe(inks)
    for name, profile in PROFILES.items():
        yield (
            f"jpeg-rgb-icc-{name}",
            encode(rgb, "JPEG", quality=95, subsampling=0, icc_profile=profile),
        )
    for name in ("srgb", "swapped", "linear", "grey-linear", "grey-1.8", "cmyk", "broken"):
        profile = PROFILES[name]
        yield f"jpeg-grey-icc-{name}", encode(grey, "JPEG", quality=95, icc_profile=profile)
    for name in ("srgb", "grey-linear", "broken", *(name for name in PROFILES if "cmyk" in name)):
        profiled = encode(cmyk, "JPEG", quality=95, icc_profile=PROFILES[name])
        yield f"jpeg-cmyk-icc-{name}", profiled
        yield (
            f"jpeg-ycck-icc-{name}",
            profiled.replace(b"Adobe\0\x64\0\0\0\0\0", b"Adobe\0\x64\0\0\0\0\2"),
        )


def _remove_adobe(jpeg: bytes) -> bytes:
    at = jpeg.index(b"\xff\xee\0\x0eAdobe")
    return jpeg[:at] + jpeg[at + 16 :]


def _make_others() -> Iterator[tuple[str, bytes]]:
    rgb, rgba = _draw("RGB"), _draw("RGBA")
    for name, image in {"rgb": rgb, "alpha": rgba}.items():
        yield f"webp-lossless-{name}", encode(image, "WEBP", lossless=True)
        yield f"webp-lossy-{name}", encode(image, "WEBP", quality=95)
        for profile in ("srgb", "swapped", "p3", "linear", "named-srgb", "cmyk", "broken"):
            yield (
                f"webp-lossless-{name}-icc-{profile}",
                encode(image, "WEBP", lossless=True, icc_profile=PROFILES[profile]),
            )
    palette = rgb.quantize(16)
    yield "gif", encode(palette, "GIF")
    yield "gif-clear", encode(palette, "GIF", transparency=3)
    for turn in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = turn
        yield f"jpeg-exif-{turn}", encode(rgb, "JPEG", quality=95, subsampling=0, exif=exif)
        yield f"png-exif-{turn}", encode(rgb, "PNG", exif=exif)
        yield f"webp-exif-{turn}", encode(rgb, "WEBP", lossless=True, exif=exif)
    xmp = _make_xmp(6)
    yield "jpeg-xmp-6", encode(rgb, "JPEG", quality=95, subsampling=0, xmp=xmp)
    yield "webp-xmp-6", encode(rgb, "WEBP", lossless=True, xmp=xmp)
    for name, entry in _ODD_ORIENTATIONS.items():
        block = b"Exif\0\0II*\0\x08\0\0\0\1\0" + entry + bytes(4)
        yield f"jpeg-exif-{name}", encode(rgb, "JPEG", quality=95, subsampling=0, exif=block)
    motorola = struct.pack(">HHIHH", 0x0112, 3, 1, 6, 0)
    block = b"Exif\0\0MM\0*\0\0\0\x08\0\1" + motorola + bytes(4)
    yield "jpeg-exif-motorola-6", encode(rgb, "JPEG", quality=95, subsampling=0, exif=block)
    prefixed = b"Exif\0\0Exif\0\0" + exif.tobytes().removeprefix(b"Exif\0\0")
    yield "webp-exif-prefixed-8", encode(rgb, "WEBP", lossless=True, exif=prefixed)
    note = b"XML:com.adobe.xmp\0\0\0\0\0" + xmp
    yield "png-xmp-6", make_png(_RGB, 8, chunks=((b"iTXt", note),))
    block = b"Exif\0\0" + exif.tobytes().removeprefix(b"Exif\0\0")
    raw = f"\nexif\n{len(block):8}\n{block.hex()}\n".encode()
    note = b"Raw profile type exif\0\0" + zlib.compress(raw)
    yield "png-text-exif-8", make_png(_RGB, 8, chunks=((b"zTXt", note),))
    late = (b"eXIf", exif.tobytes().removeprefix(b"Exif\0\0"))
    plain = make_png(_RGB, 8)
    yield "png-late-exif-8", plain[:-12] + _make_chunk(*late) + plain[-12:]


_ODD_ORIENTATIONS = {
    "0": struct.pack("<HHIHH", 0x0112, 3, 1, 0, 0),
    "9": struct.pack("<HHIHH", 0x0112, 3, 1, 9, 0),
    "long-6": struct.pack("<HHII", 0x0112, 4, 1, 6),
    "byte-6": struct.pack("<HHII", 0x0112, 1, 1, 6),
    "two-values-6": struct.pack("<HHIHH", 0x0112, 3, 2, 6, 6),
}
"""Entries of EXIF that claim an orientation as no camera does."""


def _make_xmp(turn: int) -> bytes:
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF'
        ' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""'
        f' xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="{turn}"/>'
        "</rdf:RDF></x:xmpmeta>"
    ).encode()
