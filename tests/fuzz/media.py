"""Pictures, SVGs and recordings."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from io import BytesIO
from random import Random
from typing import Any

import numpy as np
import soundfile
from PIL import Image

from tests.fuzz import Read, Samples
from tests.fuzz.mutation import LETTERS
from themebuilder.media import pictures
from themebuilder.media.model import SLOTS, MediaError
from themebuilder.media.recording_header import find_prompt_faults
from themebuilder.media.recordings import convert
from themebuilder.media.svg import find_svg_faults

SMALL = (
    SLOTS["background"]._replace(width=32, height=18),
    SLOTS["logo"]._replace(width=24, height=12),
)
FORMS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    *(("PNG", mode, {}) for mode in ("RGB", "RGBA", "L", "P", "1", "I;16", "LA")),
    *(("JPEG", mode, {}) for mode in ("RGB", "L", "CMYK")),
    ("JPEG", "RGB", {"progressive": True}),
    *(("GIF", mode, {}) for mode in ("P", "L")),
    ("WEBP", "RGB", {}),
    ("WEBP", "RGBA", {"lossless": True}),
    *(("TIFF", mode, {}) for mode in ("RGB", "CMYK", "1", "F")),
    *(("TIFF", "RGB", {"compression": how}) for how in ("tiff_lzw", "tiff_adobe_deflate", "jpeg")),
    ("TIFF", "1", {"compression": "group4"}),
    ("ICO", "RGBA", {"sizes": [(16, 16), (24, 24)]}),
    ("MPO", "RGB", {}),
)
SOUNDS = (
    *(("WAV", kind, 48_000, 1) for kind in ("PCM_16", "PCM_24", "PCM_U8", "FLOAT", "ULAW")),
    *(("WAV", "PCM_16", 8_000, 2), ("WAV", "IMA_ADPCM", 16_000, 1)),
    *(("WAVEX", "PCM_16", 16_000, 1), ("WAVEX", "DOUBLE", 44_100, 3)),
    *(("FLAC", "PCM_16", 16_000, 1), ("AIFF", "FLOAT", 8_000, 1), ("AIFF", "PCM_24", 22_050, 2)),
)


def raster() -> tuple[Samples, Read]:
    """Pictures, inspected, prepared for a slot, and kept as they are."""
    noise = Image.frombytes("RGB", (40, 24), Random(1).randbytes(40 * 24 * 3))
    samples = {}
    for kind, mode, options in FORMS:
        out = BytesIO()
        image = noise.convert("L").convert(mode) if mode == "I;16" else noise.convert(mode)
        image.save(out, kind, **options)
        samples[f"{kind} {mode} {options}"] = out.getvalue()
    for kind in ("GIF", "WEBP", "PNG", "TIFF"):
        out = BytesIO()
        noise.save(out, kind, save_all=True, append_images=[noise.rotate(180)])
        samples[f"{kind} of two"] = out.getvalue()

    def read(_name: str, data: bytes) -> list[str]:
        slot = SMALL[zlib.crc32(data) % 2]
        doors: tuple[Callable[[], object], ...] = (
            lambda: pictures.inspect(data),
            lambda: pictures.prepare(data, slot),
            lambda: pictures.keep(data, SLOTS["favicon"]),
        )
        refused = []
        for door in doors:
            try:
                door()
            except MediaError as error:
                refused.append(error.message if error.hint else "")
        return refused

    return samples, read


SVGS = (
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
BAD = (
    "<script>alert(1)</script>", '<a href="javascript:x">', "<foreignObject>",
    "<image href='//x'/>", ' onload="x"', ' style="background:url(//x)"',
    ' href="data:image/svg+xml,x"', "<!DOCTYPE svg>", '<!DOCTYPE svg [<!ENTITY a "b">]>', "&a;",
    "&#0;", "&#x110000;", "<?xml-stylesheet href='x'?>", "<![CDATA[", "]]>", "<!--", "-->",
    "<animate/>", "<set/>", "@import '//x';", "u\\72l(//x)", "/*", "<use href='#p'/>" * 9,
    "<g>" * 101, '<g id="p">', " id='g'", "url(", "#" * 200, "<style>", "\\", "</svg>", "<svg>",
    'encoding="UTF-16"', 'encoding="x"', " xmlns=''", "xmlns:a='b' a:c='d'", "a:b",
    "@font-face{src:url(x)}", "expression(x)", "\\0", "\\110000 ", "{" * 300, "(" * 300, "'", '"',
)  # fmt: skip


def svg() -> tuple[Samples, Read, tuple[str, ...]]:
    """SVGs, checked and passed on."""

    def read(_name: str, data: bytes) -> list[str]:
        found = find_svg_faults(data)
        refused = [
            fault.message if fault.hint and fault.line > 0 and fault.column > 0 else ""
            for fault in found
        ]
        try:
            pictures.prepare(data, SLOTS["logo"])
        except MediaError as error:
            refused.append(error.message)
        return refused

    return {str(number): text.encode() for number, text in enumerate(SVGS)}, read, (*BAD, *LETTERS)


def sound() -> tuple[Samples, Read]:
    """Recordings of every kind that is taken, made fit to ship."""
    samples = {}
    for kind, subtype, rate, channels in SOUNDS:
        tone = 0.2 * np.sin(2 * np.pi * 440 * np.arange(rate // 16) / rate)
        out = BytesIO()
        channel = np.outer(tone, np.ones(channels))
        soundfile.write(out, channel, rate, format=kind, subtype=subtype)
        samples[f"{kind} {subtype} {rate}"] = out.getvalue()

    def read(_name: str, data: bytes) -> list[str]:
        try:
            ready = convert(data)
        except MediaError as error:
            return [error.message if error.hint else ""]
        assert find_prompt_faults(ready) == ()
        return []

    return samples, read


READERS = (raster, svg, sound)
