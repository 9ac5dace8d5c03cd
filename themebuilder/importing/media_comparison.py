"""Pictures and recordings of two packages, held against each other for people's eyes and ears."""

from __future__ import annotations

import io
import math
from base64 import b64encode
from dataclasses import dataclass

from PIL import Image, ImageChops

from themebuilder.importing.comparison import Change
from themebuilder.importing.listing import what
from themebuilder.media.picture_reader import opened
from themebuilder.media.slots import PictureError
from themebuilder.media.sound_conversion import measure
from themebuilder.media.sound_error import SoundError

THUMBNAIL = (560, 315)
_NOTICEABLE = 8
"""A difference in a channel, of 255, that an eye may notice."""
_MOST_SOUND = 2_000_000
_TYPES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG", "image/png"),
    (b"GIF8", "image/gif"),
    (b"\0\0\1\0", "image/x-icon"),
)


@dataclass(frozen=True, slots=True)
class Sight:
    """How a picture differs: both in a few words, and the share of pixels that changed, if known."""

    before: str
    after: str
    changed: float | None


def is_sound(change: Change) -> bool:
    """Whether the change is one of a recording."""
    return any(
        fact and fact.data and fact.data[:4] == b"RIFF" for fact in (change.before, change.after)
    )


def is_picture(data: bytes | None) -> bool:
    """Whether a browser can show *data*."""
    return bool(data) and media_type(data or b"") != ""


def media_type(data: bytes) -> str:
    """The media type of a picture, or an empty text."""
    for magic, found in _TYPES:
        if data.startswith(magic):
            return found
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return "image/svg+xml" if b"<svg" in data[:1000] else ""


def sight(before: bytes | None, after: bytes | None) -> Sight:
    """What is to be said of a picture that changed."""
    said = [f"{what(data, '')}, {len(data):,} bytes" if data else "" for data in (before, after)]
    changed = changed_pixels(before, after) if before and after else None
    return Sight(said[0], said[1], changed)


def changed_pixels(before: bytes, after: bytes) -> float | None:
    """The share of pixels in which two pictures differ noticeably; None where that has no answer."""
    old, new = _opened(before), _opened(after)
    if old is None or new is None:
        return None
    if old.size != new.size:
        new = new.resize(old.size, Image.Resampling.LANCZOS)
    bands = ImageChops.difference(old, new).split()
    most = bands[0]
    for band in bands[1:]:
        most = ImageChops.lighter(most, band)
    return sum(most.histogram()[_NOTICEABLE:]) / (old.width * old.height)


def thumbnail(data: bytes) -> str:
    """A picture as a data address, made small where it is large."""
    kind = media_type(data)
    image = _opened(data) if kind in {"image/jpeg", "image/png", "image/webp"} else None
    if image is None or len(data) < 40_000:
        return f"data:{kind or 'application/octet-stream'};base64,{b64encode(data).decode()}"
    image.thumbnail(THUMBNAIL)
    shown, form = ("png", image) if kind != "image/jpeg" else ("jpeg", image.convert("RGB"))
    out = io.BytesIO()
    form.save(out, shown.upper(), quality=82)
    return f"data:image/{shown};base64,{b64encode(out.getvalue()).decode()}"


def heard(data: bytes | None) -> str:
    """How long and how loud a recording is, in a few words."""
    if not data:
        return ""
    try:
        levels = measure(data)
    except SoundError:
        return what(data, "x.wav")
    loud = f"{levels.loudness_lufs:.1f} LUFS" if math.isfinite(levels.loudness_lufs) else "silent"
    return f"{levels.seconds:.1f} s, {loud}"


def sound_address(data: bytes) -> str:
    """A recording as a data address, or an empty text where it would be too long."""
    if len(data) > _MOST_SOUND:
        return ""
    return f"data:audio/wav;base64,{b64encode(data).decode()}"


def _opened(data: bytes) -> Image.Image | None:
    """The decoded picture as RGBA, or None where it is none that can be decoded safely."""
    try:
        with opened(data) as image:
            return image.convert("RGBA")
    except PictureError:
        return None
