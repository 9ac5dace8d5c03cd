"""Sketches: small versions of the pictures that changed, shown until their packages are built."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from themebuilder.build.assets import find_slot
from themebuilder.core.problems import ThemeError
from themebuilder.core.tree import Text
from themebuilder.definitions.library import Library
from themebuilder.definitions.model import PictureFile, Theme
from themebuilder.media import pictures
from themebuilder.media.model import MediaError
from themebuilder.media.svg import looks_like_svg

SKETCHED_SLOTS = ("background", "card", "screen")
"""Those whose pictures are large, and of the same shape."""
FOLDER = "sketch"
_SIZE = (640, 360)


@dataclass(frozen=True, slots=True)
class Sketches:
    """What is known of a theme's picture files: slot -> digest of file and focus, and the sketches."""

    digests: Mapping[str, str] = field(default_factory=dict)
    drawn: Mapping[str, bytes] = field(default_factory=dict)
    is_shown: bool = False
    """Whether a page may show them still."""

    @property
    def addresses(self) -> dict[str, str]:
        """Slot -> the sketch's address below the theme's page."""
        return {slot: f"./{FOLDER}/{_digest(data)}" for slot, data in self.drawn.items()}

    def find(self, digest: str) -> bytes | None:
        """Return the sketch with that digest, or None."""
        return next((data for data in self.drawn.values() if _digest(data) == digest), None)


def draw_sketches(theme: Theme, library: Library, before: Sketches | None) -> tuple[Sketches, bool]:
    """Return the sketches of what differs from *before*, none without it, and whether there are new ones.

    A picture that can't be used has no sketch: the build says why.
    """
    digests: dict[str, str] = {}
    drawn = dict(before.drawn) if before and before.is_shown else {}
    is_new = False
    for name in SKETCHED_SLOTS:
        picture = theme.brand.pictures.get(name)
        if not isinstance(picture, PictureFile) or picture.is_kept:
            continue
        try:
            source = library.read_asset(Text(picture.path, picture.place))
            digests[name] = f"{_digest(source)}-{picture.focus}"
            if before is None or before.digests.get(name) == digests[name]:
                continue
            if not looks_like_svg(source):
                slot = find_slot(library, name)
                pictures.check_size(pictures.inspect(source, name=picture.path), slot)
                small = slot._replace(width=_SIZE[0], height=_SIZE[1], is_progressive=False)
                drawn[name] = pictures.prepare(source, small, picture.focus, name=picture.path).data
                is_new = True
        except (MediaError, ThemeError):
            continue
    return Sketches(digests, drawn, is_shown=is_new or bool(before and before.is_shown)), is_new


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()
