"""Where an SVG may point: into itself, or at a small picture that it carries along."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as NotBase64

from themebuilder.media.picture_header import read_header
from themebuilder.media.slots import MAX_SOURCE_PIXELS, PictureError

_CARRIED = re.compile(r"data:image/(png|jpe?g);base64,([A-Za-z0-9+/=\s]+)", re.IGNORECASE)
_EDGES = "".join(map(chr, range(0x21)))
"""Browsers strip spaces and control characters from both ends of an address."""


def judged(address: str) -> str:
    """Why *address* is refused, or an empty text when it may stand."""
    address = address.strip(_EDGES)
    if not address or address.startswith("#"):
        return ""
    carried = _CARRIED.fullmatch(address)
    if carried:
        return _judged_picture(carried[1], carried[2])
    if address[:5].lower() == "data:":
        return "Only PNG and JPEG pictures may be carried along, as base64."
    return "It would be fetched from elsewhere, or run, when the picture is shown."


def _judged_picture(kind: str, text: str) -> str:
    try:
        header = read_header(b64decode(text))
    except (NotBase64, PictureError):
        return "What is carried along is no whole picture."
    if header.format != ("PNG" if kind.lower() == "png" else "JPEG") or header.is_animated:
        return f"What is carried along is {header.format}, not what its label says."
    if header.width * header.height > MAX_SOURCE_PIXELS:
        return f"What is carried along claims {header.width} x {header.height} pixels."
    return ""
