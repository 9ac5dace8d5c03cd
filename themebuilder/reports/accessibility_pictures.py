"""The pictures in a theme's packages: contrast, movement, words in them, the worst place marked."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
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
    list_given_pictures,
)
from themebuilder.core.messages import N_, Bilingual, Message, _, _n, join_messages
from themebuilder.definitions.model import Theme
from themebuilder.media import pictures
from themebuilder.media.model import MediaError
from themebuilder.media.picture_colors import flatten, read_picture
from themebuilder.media.svg import find_svg_faults, looks_like_svg
from themebuilder.reports.accessibility_report import Item, Outcome, format_ratio, to_percent

_PICTURES = (".jpg", ".png", ".webp", ".svg", ".ico")


def assess_pictures(
    theme: Theme, packages: Sequence[PackageSubject], read: Mapping[str, str] | None
) -> Iterator[Item]:
    """Yield what there is to say of the pictures; *read* is what a reader of pictures read in them."""
    for package in packages:
        if package.kind == "service-theme":
            yield _assess_screen(package)
        else:
            yield _assess_background(package)
    yield _assess_words(packages, read)
    count = sum(name.endswith(_PICTURES) for package in packages for name in package.files)
    moving = [name for package in packages for name in package.files if _may_move(package, name)]
    if moving:
        message = _n(
            "{count} picture looked at. Look yourself at: {name}.",
            "{count} pictures looked at. Look yourself at: {name}.",
            count,
            name=", ".join(moving),
        )
        yield Item("still", Outcome.LOOK, message)
    else:
        message = _n(
            "{count} picture looked at; it stands still.",
            "{count} pictures looked at; all stand still.",
            count,
        )
        yield Item("still", Outcome.OK, message)
    if theme.webapp.seq("plugins") or theme.webapp.map("step").entries:
        message = _(
            "The theme has pages or plugins of its own. Whoever made them must look at them."
        )
        yield Item("own-pages", Outcome.UNSEEN, message)


def _assess_screen(package: PackageSubject) -> Item:
    for name in find_screen_pictures(package):
        data = package.files[name]
        spot = find_worst(data, SCREEN_TEXT, UNDER_SCREEN_TEXT, TEXT)
        ratio, black = format_ratio(spot.ratio), find_darkening(spot.color, TEXT)
        if spot.ratio >= TEXT:
            message = _(
                "At least {ratio}:1 wherever the text may lie. 4.5:1 is enough for text of any size.",
                ratio=ratio,
            )
            return Item("screen-text", Outcome.OK, message)
        windows = find_faint_windows(data, LARGE_TEXT)
        if not windows:
            message = _(
                "At least {ratio}:1. Enough for large text, not for small. Lay {black} % black over the picture.",
                ratio=ratio,
                black=black,
            )
            return Item("screen-text", Outcome.LOOK, message)
        message = _(
            "Only {ratio}:1 in the hardest place, {x} % from the left and {y} % from the top. It shows on: {windows}. Choose a dark picture, or lay {black} % black over it.",
            ratio=ratio,
            x=to_percent(spot.x),
            y=to_percent(spot.y),
            windows=_name_windows(windows),
            black=black,
        )
        return Item("screen-text", Outcome.FAULT, message)
    message = _("The theme has no picture of its own behind the meeting's screens.")
    return Item("screen-text", Outcome.NONE, message)


_WINDOWS = {
    "wide": N_("wide screen"),
    "laptop": N_("laptop"),
    "citrix": N_("Citrix window"),
    "tablet": N_("tablet"),
    "phone-landscape": N_("telephone on its side"),
    "phone": N_("telephone"),
    "small-phone": N_("small telephone"),
}


def _name_windows(windows: Sequence[Region]) -> Message:
    if len(windows) == len(WAITING):
        return _("all screens")
    return join_messages(_(_WINDOWS[region.viewport]) for region in windows)


def _assess_background(package: PackageSubject) -> Item:
    page = find_page_background(package)
    if page is None:
        message = _("The theme has no picture of its own behind the page.")
        return Item("background", Outcome.NONE, message)
    found = page.find_best_text()
    ratio = format_ratio(found.spot.ratio)
    color = Bilingual("white", "hvid") if found.text == SCREEN_TEXT else Bilingual("dark", "mørk")
    if found.spot.ratio >= TEXT:
        message = _(
            "Read with {color} text: at least {ratio}:1 all over the picture. Pexip's own fields stand on white cards.",
            color=color,
            ratio=ratio,
        )
        return Item("background", Outcome.OK, message)
    message = _(
        "Only {ratio}:1 in the hardest place, even with the better colour of text ({color}). Pexip's own fields stand on white cards; what else the web app writes on the background is not published.",
        color=color,
        ratio=ratio,
    )
    return Item("background", Outcome.LOOK, message)


def _assess_words(packages: Sequence[PackageSubject], read: Mapping[str, str] | None) -> Item:
    """Whether pictures hold words, where Tesseract is there to read them."""
    if words := " ".join((read or {}).values()).strip():
        message = _("Tesseract read: {words}. Take the words out of the picture.", words=words)
        return Item("picture-words", Outcome.LOOK, message)
    if not any(list_given_pictures(package) for package in packages):
        message = _("The pictures are drawn by the program, so it is known what is in them.")
        return Item("picture-words", Outcome.OK, message)
    if read is None:
        message = _("Nobody has looked for words in the pictures: Tesseract is not installed.")
        return Item("picture-words", Outcome.UNSEEN, message)
    message = _("Tesseract read no words in the pictures.")
    return Item("picture-words", Outcome.OK, message)


def _may_move(package: PackageSubject, name: str) -> bool:
    """Whether a picture might move: whatever a build would refuse."""
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
        _draw_frame(pen, region, size)
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


def _draw_frame(pen: ImageDraw.ImageDraw, region: Box, size: tuple[int, int]) -> None:
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


PROGRAM = "tesseract"
_PATIENCE = 60
_WORD = re.compile(r"[^\W\d_]{3,}")
_LEAST_SURE = 60
"""How sure of a word the reader must be, of 100."""


def read_words(files: Mapping[str, bytes]) -> dict[str, str] | None:
    """File -> the words that were read in it; None where nothing can read."""
    program = shutil.which(PROGRAM)
    if program is None:
        return None
    found = {}
    for name, data in files.items():
        try:
            run = subprocess.run(  # noqa: S603 - a fixed command; the picture goes in as bytes
                [program, "stdin", "stdout", "--psm", "11", "tsv"],
                input=data,
                capture_output=True,
                timeout=_PATIENCE,
                check=True,
            )
        except (OSError, subprocess.SubprocessError):
            return None
        if words := _select_sure_words(run.stdout.decode("utf-8", "replace")):
            found[name] = words
    return found


def _select_sure_words(table: str) -> str:
    """Return the words of which the reader is sure, from its table: sureness and word come last."""
    rows = (line.split("\t") for line in table.splitlines()[1:])
    return " ".join(
        row[11] for row in rows if len(row) == 12 and _is_sure(row[10]) and _WORD.fullmatch(row[11])
    )


def _is_sure(text: str) -> bool:
    try:
        return float(text) >= _LEAST_SURE
    except ValueError:
        return False
