"""Pictures that people might drop on the page, good and bad."""

from __future__ import annotations

import struct
import zlib
from functools import cache
from io import BytesIO

from PIL import Image

LOGO = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 80" width="200" height="80">'
    b'<rect width="200" height="80" fill="#123456"/></svg>\n'
)
ACTIVE_LOGO = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 80" width="200" height="80"'
    b' onload="alert(1)">\n'
    b"<script>alert(2)</script>\n"
    b'<image href="https://elsewhere.example/a.png" width="1" height="1"/>\n'
    b'<rect width="200" height="80" style="fill:#123456;cursor:url(https://elsewhere.example/c)"/>\n'
    b"</svg>\n"
)


@cache
def make_photo(width: int = 2400, height: int = 1600, *, is_signed: bool = False) -> bytes:
    """A JPEG that is dark on its left and light on its right; a camera may have signed it."""
    ramp = Image.linear_gradient("L").rotate(90).resize((width, height)).convert("RGB")
    notes = Image.Exif()
    notes[0x010F] = "A camera that knows where it was"
    out = BytesIO()
    ramp.save(out, "JPEG", quality=80, **({"exif": notes} if is_signed else {}))
    return out.getvalue()


@cache
def make_bomb(side: int) -> bytes:
    """A small PNG that claims *side* x *side* pixels, and has them."""
    packer = zlib.compressobj(1)
    row = b"\0" * (1 + side // 8)
    data = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )
