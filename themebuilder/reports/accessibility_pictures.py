"""The pictures in a theme's packages: contrast, movement, the worst place marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import pairwise

from PIL import Image, ImageDraw

from themebuilder.checks.backdrop import (
    SCREEN_TEXT,
    WAITING,
    Box,
    Region,
    Veil,
    WorstSpot,
    find_darkening,
    find_worst,
)
from themebuilder.checks.color_contrast import LARGE_TEXT, TEXT
from themebuilder.checks.package_subject import PackageSubject
from themebuilder.checks.picture_contrast import (
    UNDER_SCREEN_TEXT,
    find_faint_windows,
    find_page_background,
    find_screen_pictures,
)
from themebuilder.definitions.model import PictureFile, Theme
from themebuilder.media import pictures
from themebuilder.media.model import MediaError
from themebuilder.media.picture_colors import flatten, read_picture
from themebuilder.media.svg import find_svg_faults, looks_like_svg
from themebuilder.reports.accessibility_report import Item, Name, Outcome, Value

_PICTURES = (".jpg", ".png", ".webp", ".svg", ".ico")


def assess_pictures(theme: Theme, packages: Sequence[PackageSubject]) -> Iterator[Item]:
    """Yield what there is to say of the pictures."""
    for package in packages:
        if package.kind == "service-theme":
            yield _screen(package)
        else:
            yield _background(package)
    yield _words(theme)
    count = sum(name.endswith(_PICTURES) for package in packages for name in package.files)
    moving = [name for package in packages for name in package.files if _moves(package, name)]
    yield Item(
        "still",
        "2.2.2",
        Outcome.LOOK if moving else Outcome.OK,
        "still-unsure" if moving else "still",
        {"count": count, "name": ", ".join(moving)},
    )
    if theme.webapp.seq("plugins") or theme.webapp.map("step").entries:
        yield Item("own-pages", "4.1.2", Outcome.UNSEEN, "own-pages")


def _screen(package: PackageSubject) -> Item:
    for name in find_screen_pictures(package):
        data = package.files[name]
        spot = find_worst(data, SCREEN_TEXT, UNDER_SCREEN_TEXT, TEXT)
        values: dict[str, Value] = {
            "ratio": spot.ratio,
            "x": spot.x * 100,
            "y": spot.y * 100,
            "black": find_darkening(spot.color, TEXT),
        }
        if spot.ratio >= TEXT:
            return Item("screen-text", "1.4.3", Outcome.OK, "screen-text", values)
        windows = find_faint_windows(data, LARGE_TEXT)
        if not windows:
            return Item("screen-text", "1.4.3", Outcome.LOOK, "screen-text-faint", values)
        values["windows"] = _name_windows(windows)
        return Item("screen-text", "1.4.3", Outcome.FAULT, "screen-text-fault", values)
    return Item("screen-text", "1.4.3", Outcome.NONE, "screen-text-none")


def _name_windows(windows: Sequence[Region]) -> tuple[Name, ...]:
    if len(windows) == len(WAITING):
        return (Name("windows", "all"),)
    return tuple(Name("windows", region.viewport) for region in windows)


def _background(package: PackageSubject) -> Item:
    page = find_page_background(package)
    if page is None:
        return Item("background", "1.4.3", Outcome.NONE, "background-none")
    found = page.find_best_text()
    values: dict[str, Value] = {
        "ratio": found.spot.ratio,
        "color": (Name("colors", "white" if found.text == SCREEN_TEXT else "dark"),),
    }
    is_good = found.spot.ratio >= TEXT
    said = "background" if is_good else "background-mixed"
    return Item("background", "1.4.3", Outcome.OK if is_good else Outcome.LOOK, said, values)


def _words(theme: Theme) -> Item:
    """Whether the large pictures may hold words: all but those we drew ourselves."""
    pictures = map(theme.brand.pictures.get, ("background", "screen"))
    is_given = any(isinstance(one, PictureFile) for one in pictures)
    outcome, said = (Outcome.UNSEEN, "unseen") if is_given else (Outcome.OK, "drawn")
    return Item("picture-words", "1.4.5", outcome, f"picture-words-{said}")


def _moves(package: PackageSubject, name: str) -> bool:
    """Whether a picture might move: whatever our own door would not let in."""
    data = package.files[name]
    if not name.endswith(_PICTURES) or name.endswith(".ico"):
        return False
    if looks_like_svg(data):
        return bool(find_svg_faults(data))
    try:
        pictures.inspect(data, name=name)
    except MediaError:
        return True
    return False


_WIDTH = 880
_QUALITY = 78
_RADIUS = 26


def mark_spot(data: bytes, spot: WorstSpot, region: Box | None, veil: Veil) -> bytes:
    """Return the picture as a small JPEG, under *veil*: a ring around *spot*, a frame around *region*.

    Raises `MediaError`.
    """
    seen = flatten(read_picture(data, (_WIDTH, 1)))
    size = (_WIDTH, max(1, round(seen.height * _WIDTH / seen.width)))
    image = seen.resize(size, Image.Resampling.LANCZOS)
    if veil.opacity:
        image = Image.blend(image, Image.new("RGB", size, veil.color), veil.opacity)
    pen = ImageDraw.Draw(image)
    if region:
        _frame(pen, region, size)
    x, y = spot.x * size[0], spot.y * size[1]
    # The ring stays whole at the edge.
    x = min(max(x, _RADIUS + 4), size[0] - _RADIUS - 4)
    y = min(max(y, _RADIUS + 4), size[1] - _RADIUS - 4)
    for grow, color, width in ((2, "#FFFFFF", 8), (0, "#B00020", 4)):
        edge = _RADIUS + grow
        pen.ellipse((x - edge, y - edge, x + edge, y + edge), outline=color, width=width)
    out = BytesIO()
    image.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()


def _frame(pen: ImageDraw.ImageDraw, region: Box, size: tuple[int, int]) -> None:
    """A dashed frame in black and white, seen on any ground."""
    left, top = region.left * size[0] + 1, region.top * size[1] + 1
    right, bottom = region.right * size[0] - 2, region.bottom * size[1] - 2
    corners = ((left, top), (right, top), (right, bottom), (left, bottom), (left, top))
    for (x0, y0), (x1, y1) in pairwise(corners):
        length = max(abs(x1 - x0), abs(y1 - y0))
        pen.line((x0, y0, x1, y1), fill="#000000", width=2)
        for start in range(0, int(length), 16):
            a, b = start / length, min(1.0, (start + 8) / length)
            dash = (x0 + (x1 - x0) * a, y0 + (y1 - y0) * a, x0 + (x1 - x0) * b, y0 + (y1 - y0) * b)
            pen.line(dash, fill="#FFFFFF", width=2)
