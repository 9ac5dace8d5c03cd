"""What a report says of the pictures in a theme's packages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from themebuilder.checks.backdrop import darkened, worst
from themebuilder.checks.color_pairs import LARGE_TEXT, TEXT
from themebuilder.checks.package_checks import PackageSubject
from themebuilder.checks.painted_letters import rows_of_letters
from themebuilder.checks.picture_contrast import (
    UNDER_SCREEN_TEXT,
    page_background,
    pictures_made_by_somebody,
    screen_pictures,
    windows_too_faint,
)
from themebuilder.checks.text_regions import SCREEN_TEXT, WAITING, Region
from themebuilder.definitions.model import Theme
from themebuilder.media import pictures
from themebuilder.media.pictures import PictureError
from themebuilder.reports.accessibility_items import Item, Name, Outcome, Value

_PICTURES = (".jpg", ".png", ".webp", ".svg", ".ico")


def seen_in_pictures(
    theme: Theme, packages: Sequence[PackageSubject], read: Mapping[str, str] | None
) -> Iterator[Item]:
    """What there is to say of the pictures; *read* is what a reader of pictures read in them."""
    for package in packages:
        if package.kind == "service-theme":
            yield _screen(package)
        else:
            yield _background(package)
    yield _words(packages, read)
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
    for name in screen_pictures(package):
        data = package.files[name]
        spot = worst(data, SCREEN_TEXT, UNDER_SCREEN_TEXT, TEXT)
        values: dict[str, Value] = {
            "ratio": spot.ratio,
            "x": spot.x * 100,
            "y": spot.y * 100,
            "black": darkened(spot.color, TEXT),
        }
        if spot.ratio >= TEXT:
            return Item("screen-text", "1.4.3", Outcome.OK, "screen-text", values)
        windows = windows_too_faint(data, LARGE_TEXT)
        if not windows:
            return Item("screen-text", "1.4.3", Outcome.LOOK, "screen-text-faint", values)
        values["windows"] = _named(windows)
        return Item("screen-text", "1.4.3", Outcome.FAULT, "screen-text-fault", values)
    return Item("screen-text", "1.4.3", Outcome.NONE, "screen-text-none")


def _named(windows: Sequence[Region]) -> tuple[Name, ...]:
    if len(windows) == len(WAITING):
        return (Name("windows", "all"),)
    return tuple(Name("windows", region.viewport) for region in windows)


def _background(package: PackageSubject) -> Item:
    page = page_background(package)
    if page is None:
        return Item("background", "1.4.3", Outcome.NONE, "background-none")
    found = page.read_best()
    values: dict[str, Value] = {
        "ratio": found.spot.ratio,
        "color": (Name("colors", "white" if found.text == SCREEN_TEXT else "dark"),),
    }
    is_good = found.spot.ratio >= TEXT
    said = "background" if is_good else "background-mixed"
    return Item("background", "1.4.3", Outcome.OK if is_good else Outcome.LOOK, said, values)


def _words(packages: Sequence[PackageSubject], read: Mapping[str, str] | None) -> Item:
    """Whether words are painted into pictures: by reading where that can be done, else by a guess."""
    if words := " ".join((read or {}).values()).strip():
        return Item("picture-words", "1.4.5", Outcome.LOOK, "picture-words-read", {"words": words})
    made = [(package, name) for package in packages for name in pictures_made_by_somebody(package)]
    if not made:
        return Item("picture-words", "1.4.5", Outcome.OK, "picture-words-drawn")
    rows = sum(len(rows_of_letters(package.files[name])) for package, name in made)
    if rows:
        return Item("picture-words", "1.4.5", Outcome.LOOK, "picture-words-guess", {"count": rows})
    said = "picture-words-unread" if read is not None else "picture-words-unguessed"
    return Item("picture-words", "1.4.5", Outcome.OK, said)


def _moves(package: PackageSubject, name: str) -> bool:
    """Whether a picture might move: whatever our own door would not let in."""
    data = package.files[name]
    if not name.endswith(_PICTURES) or name.endswith(".ico"):
        return False
    if pictures.is_svg(data):
        return bool(pictures.check_svg(data))
    try:
        pictures.inspect(data, name=name)
    except PictureError:
        return True
    return False
