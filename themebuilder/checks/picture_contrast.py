"""Checks of text on the pictures of a finished package: WCAG 2.1, 1.4.3."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple

from themebuilder.checks.backdrop import (
    CLEAR,
    DARK_TEXT,
    SCREEN_TEXT,
    WAITING,
    WHOLE,
    Box,
    Region,
    Veil,
    WorstSpot,
    bound_contrast,
    find_darkening,
    find_veil,
    find_worst,
)
from themebuilder.checks.base import Context, Fault
from themebuilder.checks.color_contrast import LARGE_TEXT, TEXT, UNREADABLE, truncate_ratio
from themebuilder.checks.package_subject import BRANDING, PackageSubject, package_check
from themebuilder.core.json_text import find_object
from themebuilder.core.messages import N_, Message, _
from themebuilder.core.problems import Place
from themebuilder.definitions.model import DrawnPicture, PictureFile
from themebuilder.media.model import MediaError
from themebuilder.packages.service_theme import BACKGROUND
from themebuilder.packages.webapp3 import PICTURE_STEMS

UNDER_SCREEN_TEXT = Box(
    min(region.box.left for region in WAITING),
    min(region.box.top for region in WAITING),
    max(region.box.right for region in WAITING),
    max(region.box.bottom for region in WAITING),
)
"""The part of a screen's picture that text covers in any window."""

_MUCH = 0.25
"""The share of that part on which text must be lost for the whole to be unreadable. A house value."""

_SLOTS = {
    **{f"{BRANDING}{PICTURE_STEMS[slot]}.jpg": slot for slot in ("card", "background")},
    f"{BACKGROUND}.jpg": "screen",
}
"""File of a drawn picture -> its slot; the page and the card may share one."""


@package_check("background-neither-light-nor-dark")
def background_neither_light_nor_dark(
    package: PackageSubject, _context: Context
) -> Iterator[Fault]:
    page = find_page_background(package)
    if page is None or _is_readable_drawing(package, page):
        return
    try:
        if page.is_surely_readable():
            return
        found = page.find_best_text()
    except MediaError:
        return
    if found.spot.ratio < TEXT:
        message = _(
            _BEST_TEXTS[found.text],
            ratio=truncate_ratio(found.spot.ratio),
            x=round(found.spot.x * 100),
            y=round(found.spot.y * 100),
            needed=TEXT,
        )
        yield _find_background_place(package, page), message, _suggest_veil(page)


class TextOnPicture(NamedTuple):
    """A colour of text, and the worst place under it."""

    text: str
    spot: WorstSpot


class PageBackground(NamedTuple):
    """The picture behind the page, and the tint over it."""

    name: str
    data: bytes
    veil: Veil

    def is_surely_readable(self) -> bool:
        """Whether the quick bound shows that text is readable; raises `MediaError`."""
        texts = (SCREEN_TEXT, DARK_TEXT)
        return any(bound_contrast(self.data, text, WHOLE, self.veil) >= TEXT for text in texts)

    def find_best_text(self) -> TextOnPicture:
        """Return white text where it is readable, else the better of white and dark text.

        Raises `MediaError`.
        """
        white = TextOnPicture(
            SCREEN_TEXT, find_worst(self.data, SCREEN_TEXT, WHOLE, TEXT, self.veil)
        )
        if white.spot.ratio >= TEXT:
            return white
        dark = TextOnPicture(DARK_TEXT, find_worst(self.data, DARK_TEXT, WHOLE, TEXT, self.veil))
        return max(white, dark, key=lambda reading: reading.spot.ratio)


_BEST_TEXTS = {
    SCREEN_TEXT: N_(
        "White text is easiest to read on the background, but has only {ratio:.1f}:1 at the worst"
        " place, {x} % from the left and {y} % from the top. It needs {needed}:1."
    ),
    DARK_TEXT: N_(
        "Dark text is easiest to read on the background, but has only {ratio:.1f}:1 at the worst"
        " place, {x} % from the left and {y} % from the top. It needs {needed}:1."
    ),
}


def find_page_background(package: PackageSubject) -> PageBackground | None:
    """Return the page's background of a branding, or None where it has none."""
    name = find_picture(package, "background")
    return (
        PageBackground(name, package.files[name], _read_veil(package.manifest or {}))
        if name
        else None
    )


def find_picture(package: PackageSubject, key: str) -> str:
    """Return the file that the manifest's `images` name under *key*, or an empty text."""
    path = find_object(package.manifest, "images").get(key)
    name = posixpath.normpath(BRANDING + path) if isinstance(path, str) else ""
    return name if name in package.files else ""


def find_screen_pictures(package: PackageSubject) -> dict[str, list[str]]:
    """Find the pictures behind the screens of a service theme, with the screens that show each."""
    found: dict[str, list[str]] = {}
    for screen, parts in package.screens():
        path = find_object(parts, "background").get("path")
        if isinstance(path, str) and path in package.files:
            found.setdefault(path, []).append(screen)
    return found


def find_faint_windows(data: bytes, needed: float) -> list[Region]:
    """Find the windows in which some of the waiting text has less contrast than *needed*."""
    return [
        region
        for region in WAITING
        if find_worst(data, SCREEN_TEXT, region.box, needed).ratio < needed
    ]


def _find_faint_screen(
    package: PackageSubject,
    _context: Context,
    *,
    least: float = 0,
    needed: float = LARGE_TEXT,
    is_lost: bool = False,
) -> Iterator[Fault]:
    """Yield the first screen's picture with a contrast of *least* or more, but less than *needed*.

    *is_lost* asks for the pictures on which nobody can read the text; else they are left out.
    """
    for name in find_screen_pictures(package):
        drawn = _find_drawing(package, name)
        if drawn and drawn.tone in ("dark", "dusk"):
            continue
        data = package.files[name]
        try:
            if bound_contrast(data, SCREEN_TEXT, UNDER_SCREEN_TEXT) >= needed:
                continue
            spot = find_worst(data, SCREEN_TEXT, UNDER_SCREEN_TEXT, needed)
            hides_text = _hides_text(data)
        except MediaError:
            continue
        if least <= spot.ratio < needed and hides_text == is_lost:
            message = _(
                "White text on the screens' picture has only {ratio:.1f}:1 at the worst place, {x} %"
                " from the left and {y} % from the top ({color}). It needs {needed:g}:1;"
                " {faint} of the picture under the text is too light.",
                ratio=truncate_ratio(spot.ratio),
                x=round(spot.x * 100),
                y=round(spot.y * 100),
                color=spot.color,
                needed=needed,
                faint=_format_share(spot.faint),
            )
            hint = _(
                "Give the screens their own picture: in the preview a motif with a dark tone, under"
                " “Picture of meeting screens”; in the file `screen: {{draw: sun, tone: dusk}}` under"
                " `brand`. Or darken the picture with black at {percent} %.",
                percent=find_darkening(spot.color, needed),
            )
            yield find_picture_place(package, "screen", name), message, hint
            return


def _is_readable_drawing(package: PackageSubject, page: PageBackground) -> bool:
    """Whether the page has a drawing under no veil, or under one that makes its tone stronger."""
    drawn = _find_drawing(package, page.name)
    if drawn is None:
        return False
    stronger = "#000000" if drawn.tone in ("dark", "dusk") else "#FFFFFF"
    return page.veil in (CLEAR, Veil(stronger, page.veil.opacity))


def _find_drawing(package: PackageSubject, name: str) -> DrawnPicture | None:
    """Return how the picture *name* was drawn; None for a file.

    Nothing needs to be measured in a drawing: `themebuilder.media.drawing` has no colour on which
    text of the other tone has less than 4.5:1.
    """
    pictures = package.theme.brand.pictures if package.theme else {}
    picture = pictures.get(_SLOTS.get(name, ""))
    # Letters of a mark lie outside of the ramp.
    return picture if isinstance(picture, DrawnPicture) and not picture.mark else None


def _hides_text(data: bytes) -> bool:
    """Whether white text can't be seen on much of a screen's picture; raises `MediaError`."""
    spot = find_worst(data, SCREEN_TEXT, UNDER_SCREEN_TEXT, UNREADABLE)
    return spot.ratio < UNREADABLE and spot.faint >= _MUCH


def _suggest_veil(page: PageBackground) -> str:
    ways = [
        f"`overlay: {{tint: {tint}, opacity: {opacity:g}}}`"
        for tint, color, text in (("dark", "#000000", SCREEN_TEXT), ("light", "#FFFFFF", DARK_TEXT))
        if (opacity := find_veil(page.data, text, WHOLE, TEXT, color)) is not None
    ]
    return _(
        "Choose a picture that is light everywhere or dark everywhere, or write one of these under"
        " `brand`: {overlays}.",
        overlays=", ".join(ways),
    )


def _read_veil(manifest: Mapping[str, Any]) -> Veil:
    """Return the tint as the component draws it: dark and 0.7 where only the other one is given."""
    tint, opacity = manifest.get("overlay"), manifest.get("overlayOpacity")
    if tint is None and opacity is None:
        return CLEAR
    color = "#FFFFFF" if tint == "light" else "#000000"
    if isinstance(opacity, int | float) and 0 <= opacity <= 1:
        return Veil(color, float(opacity))
    return Veil(color, 0.7)


def list_given_pictures(package: PackageSubject) -> list[str]:
    """List the large pictures of a package that may hold words: all but those we drew ourselves.

    A picture behind both the page and the screens is listed once, for the screens.
    """
    page = find_page_background(package)
    slots = {page.name: "background"} if page else {}
    slots |= dict.fromkeys(find_screen_pictures(package), "screen")
    if package.theme is None:
        return list(slots)
    pictures = package.theme.brand.pictures
    if pictures.get("background") == pictures.get("screen"):
        slots = {name: slot for name, slot in slots.items() if slot == "screen"}
    return [name for name, slot in slots.items() if isinstance(pictures.get(slot), PictureFile)]


def find_picture_place(package: PackageSubject, slot: str, name: str) -> Place:
    """Return where the theme names the picture in a *slot*, or the place of the file *name*."""
    picture = package.theme.brand.pictures.get(slot) if package.theme else None
    return picture.place if picture else package.place(name)


def _find_background_place(package: PackageSubject, page: PageBackground) -> Place:
    picture = find_picture_place(package, "background", page.name)
    if package.theme and "overlay" in package.theme.origin.map("brand").entries:
        overlay = package.theme.origin.place_of("brand", "overlay")
        if picture.is_shipped or not overlay.is_shipped:
            return overlay
    return picture


def _format_share(share: float) -> Message:
    percent = round(share * 100)
    return _("{percent} %", percent=percent) if percent else _("less than 1 %")


package_check("contrast-unreadable")(partial(_find_faint_screen, is_lost=True))
package_check("screen-text-unreadable")(_find_faint_screen)
package_check("screen-text-faint")(partial(_find_faint_screen, least=LARGE_TEXT, needed=TEXT))
