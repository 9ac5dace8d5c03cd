"""Pictures, SVGs and recordings."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from io import BytesIO
from random import Random

import numpy as np
import soundfile
from PIL import Image

from tests.fuzz.reader import Messages, Reader
from tests.fuzz.spoiling import LETTERS, spoiled_bytes, spoiled_lines
from themebuilder.media import pictures
from themebuilder.media.pictures import PictureError
from themebuilder.media.recordings import RecordingError, convert, find_prompt_faults

_SMALL = (
    replace(pictures.SLOTS["background"], width=32, height=18),
    replace(pictures.SLOTS["logo"], width=24, height=12),
)
_ICON = pictures.SLOTS["favicon"]


def raster() -> Reader:
    """PNG, JPEG, GIF, WebP, TIFF and icons, prepared for a slot or kept as they are."""
    samples = _pictures()

    def spoiled(random: Random) -> bytes:
        data = spoiled_bytes(random, random.choice(samples), samples, head=96)
        return _reseal(data) if random.random() < 0.7 else data

    return Reader(spoiled, _seen, memory=600)


def _seen(data: bytes) -> Messages:
    said: list[str] = []
    slot = _SMALL[zlib.crc32(data) % 2]
    for door in (
        lambda: pictures.inspect(data),
        lambda: pictures.prepare(data, slot),
        lambda: pictures.keep(data, _ICON),
    ):
        try:
            door()
        except PictureError as error:
            said.append(error.message if error.hint else "")
    return said if len(said) == 3 else ()


def _pictures() -> list[bytes]:
    noise = Image.frombytes("RGB", (40, 24), Random(1).randbytes(40 * 24 * 3))
    exif = Image.Exif()
    exif[0x0112] = 6
    made = []
    for kind, mode, options in (
        *(("PNG", mode, {}) for mode in ("RGB", "RGBA", "L", "P", "1", "I;16", "LA")),
        *(("PNG", "RGB", {"dpi": (72, 72)}), ("JPEG", "RGB", {"exif": exif})),
        *(("JPEG", "RGB", {}), ("JPEG", "L", {}), ("JPEG", "CMYK", {})),
        *(("JPEG", "RGB", {"progressive": True}), ("GIF", "P", {}), ("GIF", "L", {})),
        *(
            ("WEBP", "RGB", {}),
            ("WEBP", "RGBA", {"lossless": True}),
            ("WEBP", "RGB", {"exif": exif}),
        ),
        *(("TIFF", mode, {}) for mode in ("RGB", "CMYK", "1", "F", "LAB")),
        *(("TIFF", "RGB", {"compression": f"tiff_{how}"}) for how in ("lzw", "adobe_deflate")),
        *(("TIFF", "RGB", {"compression": "jpeg"}), ("TIFF", "1", {"compression": "group4"})),
        *(("ICO", "RGBA", {"sizes": [(16, 16), (24, 24)]}), ("MPO", "RGB", {})),
    ):
        out = BytesIO()
        _as(mode, noise).save(out, kind, **options)
        made.append(out.getvalue())
    frames = [Image.new("RGB", (8, 8), color) for color in ("red", "blue")]
    for kind in ("GIF", "WEBP", "PNG", "TIFF"):
        out = BytesIO()
        frames[0].save(out, kind, save_all=True, append_images=frames[1:])
        made.append(out.getvalue())
    return made


def _as(mode: str, image: Image.Image) -> Image.Image:
    """*image* in another *mode*; with a colour profile none would be the same a second later."""
    if mode == "LAB":
        return Image.frombytes("LAB", image.size, image.tobytes())
    return image.convert("L").convert(mode) if mode == "I;16" else image.convert(mode)


def _reseal(data: bytes) -> bytes:
    """A PNG with right checksums, so that what was spoiled is looked at."""
    if not data.startswith(b"\x89PNG"):
        return data
    out, at = data[:8], 8
    while at + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        body = data[at + 4 : at + 8 + length]
        out += data[at : at + 4] + body + struct.pack(">I", zlib.crc32(body))
        at += 12 + length
    return out + data[at:]


_SVGS = (
    """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">
<defs>
<linearGradient id="g">
<stop offset="0" stop-color="#abc"/>
</linearGradient>
<path id="p" d="M0 0h5v5z"/>
</defs>
<g fill="url(#g)" style="opacity:.5;mask:url(#g)">
<use href="#p" x="3"/>
</g>
</svg>""",
    """\
<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg"
 xmlns:xlink="http://www.w3.org/1999/xlink" width="9">
<style>
.a{fill:red}
@media print{.a{fill:#000}}
</style>
<title>Å</title>
<use xlink:href="#a"/>
<rect id="a" class="a" width="3" height="3"/>
</svg>""",
    """\
<svg xmlns="http://www.w3.org/2000/svg"
 xmlns:i="http://www.inkscape.org/namespaces/inkscape">
<i:x i:y="1"/>
<metadata>
<x:xmpmeta xmlns:x="adobe:ns:meta/"/>
</metadata>
<text x="1" font-family="Arial">
<tspan>Hej</tspan>
</text>
</svg>""",
)
_BAD = (
    "<script>alert(1)</script>", '<a href="javascript:x">', "<foreignObject>",
    "<image href='//x'/>", ' onload="x"', ' style="background:url(//x)"',
    ' href="data:image/svg+xml,x"', "<!DOCTYPE svg>", '<!DOCTYPE svg [<!ENTITY a "b">]>', "&a;",
    "&#0;", "&#x110000;", "<?xml-stylesheet href='x'?>", "<![CDATA[", "]]>", "<!--", "-->",
    "<animate/>", "<set/>", "@import '//x';", "u\\72l(//x)", "/*", "<use href='#p'/>" * 9,
    "<g>" * 101, '<g id="p">', " id='g'", "url(", "#" * 200, "<style>", "\\", "</svg>", "<svg>",
    'encoding="UTF-16"', 'encoding="x"', " xmlns=''", "xmlns:a='b' a:c='d'", "a:b",
    "@font-face{src:url(x)}", "expression(x)", "\\0", "\\110000 ", "{" * 300, "(" * 300, "'", '"',
)  # fmt: skip


def svg() -> Reader:
    """SVGs, checked and passed on."""
    whole = [sample.encode() for sample in _SVGS]

    def spoiled(random: Random) -> bytes:
        if random.random() < 0.35:
            return spoiled_bytes(random, random.choice(whole), whole, head=120)
        text = spoiled_lines(random, random.choice(_SVGS), (*_BAD, *LETTERS))
        data = text.encode("utf-8", "surrogatepass")
        return text.encode("utf-16", "surrogatepass") if random.random() < 0.02 else data

    return Reader(spoiled, _pass_on)


def _pass_on(data: bytes) -> Messages:
    found = pictures.find_svg_faults(data)
    told = tuple(
        one.message if one.hint and one.line > 0 and one.column > 0 else "" for one in found
    )
    try:
        pictures.prepare(data, pictures.SLOTS["logo"])
    except PictureError as error:
        return (error.message, *told)
    return told


def sound() -> Reader:
    """Recordings of every kind that is taken, made fit to ship."""
    samples = _recordings()

    def spoiled(random: Random) -> bytes:
        return spoiled_bytes(random, random.choice(samples), samples, head=80)

    return Reader(spoiled, _heard)


def _heard(data: bytes) -> Messages:
    try:
        ready = convert(data)
    except RecordingError as error:
        return [error.message if error.hint else ""]
    assert find_prompt_faults(ready) == ()
    return ()


def _recordings() -> list[bytes]:
    made = []
    for kind, subtype, rate, channels in (
        *(
            ("WAV", subtype, 48_000, 1)
            for subtype in ("PCM_16", "PCM_24", "PCM_U8", "FLOAT", "ULAW")
        ),
        *(
            ("WAV", "PCM_16", 8_000, 2),
            ("WAVEX", "PCM_16", 16_000, 1),
            ("WAVEX", "DOUBLE", 44_100, 3),
        ),
        *(
            ("FLAC", "PCM_16", 16_000, 1),
            ("AIFF", "PCM_16", 16_000, 1),
            ("AIFF", "FLOAT", 8_000, 1),
        ),
        *(("WAV", "IMA_ADPCM", 16_000, 1), ("AIFF", "PCM_24", 22_050, 2)),
    ):
        time = np.arange(rate // 16) / rate
        samples = 0.2 * np.sin(2 * np.pi * 440 * time)
        out = BytesIO()
        soundfile.write(
            out, np.outer(samples, np.ones(channels)), rate, format=kind, subtype=subtype
        )
        made.append(out.getvalue())
    return made
