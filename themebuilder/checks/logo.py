"""Checks of the logo: the file, and in the package on the white card that the web app shows it on."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from themebuilder.checks.backdrop import WHOLE, find_worst
from themebuilder.checks.base import Context, Fault, theme_check
from themebuilder.checks.color_contrast import UNREADABLE, truncate_ratio
from themebuilder.checks.package_subject import PackageSubject, package_check
from themebuilder.checks.picture_contrast import find_picture, find_picture_place
from themebuilder.core.color import contrast
from themebuilder.core.messages import _
from themebuilder.core.problems import ThemeError
from themebuilder.core.tree import Text
from themebuilder.definitions.model import PictureFile, Theme
from themebuilder.media.model import MediaError
from themebuilder.media.pictures import inspect
from themebuilder.media.svg import looks_like_svg, read_svg_size
from themebuilder.media.svg_cleaning import clean_svg

_CARD = "#FFFFFF"
_NEEDED = 3.0
"""What WCAG 2.1, 1.4.11 asks of graphics; it exempts logos, but a patient looks for this one."""
_MOST = (168, 80)
"""CSS pixels: `max-width` and `max-height` of the logo in @pexip/media-components 27.0.0."""
_LEAST_HEIGHT = 16
"""CSS pixels: the height of a line of the web app's own text."""


def _find_faint_logo(
    package: PackageSubject, _context: Context, *, least: float, most: float
) -> Iterator[Fault]:
    name = find_picture(package, "logo")
    if not name or looks_like_svg(package.files[name]):
        return
    try:
        # What would hide black text most is the logo's darkest colour.
        darkest = find_worst(package.files[name], "#000000", WHOLE, _NEEDED).color
    except MediaError:
        return
    ratio = contrast(darkest, _CARD)
    if least <= ratio < most:
        message = _(
            "The logo is hard to see on the white card: its darkest colour, {color}, has a contrast"
            " of {ratio:.1f}:1.",
            color=darkest,
            ratio=truncate_ratio(ratio),
        )
        yield find_picture_place(package, "logo", name), message


@package_check("logo-too-flat")
def logo_too_flat(package: PackageSubject, _context: Context) -> Iterator[Fault]:
    name = find_picture(package, "logo")
    if not name:
        return
    data = package.files[name]
    try:
        width, height = read_svg_size(data) if looks_like_svg(data) else _read_size(data)
    except MediaError:
        return
    if not width or not height:
        return
    height *= min(_MOST[0] / width, _MOST[1] / height)
    if height < _LEAST_HEIGHT:
        message = _(
            "The logo is too flat: the web app shows it at {width} x {height:.0f} pixels.",
            width=_MOST[0],
            height=height,
        )
        yield find_picture_place(package, "logo", name), message


def _read_size(data: bytes) -> tuple[float, float]:
    header = inspect(data)
    return header.width, header.height


@theme_check("svg-cleaned")
def svg_cleaned(theme: Theme, context: Context) -> Iterator[Fault]:
    for picture in theme.brand.pictures.values():
        if not isinstance(picture, PictureFile) or picture.is_kept:
            continue
        if not picture.path.endswith(".svg"):
            continue
        try:
            data = context.library.read_asset(Text(picture.path, picture.place))
        except ThemeError:  # the build says that it is missing
            continue
        if clean_svg(data) != data:
            message = _(
                "`{file}` has a DOCTYPE or parts that only Illustrator reads. The build leaves them out.",
                file=picture.path,
            )
            yield picture.place, message


package_check("contrast-unreadable")(partial(_find_faint_logo, least=0, most=UNREADABLE))
package_check("logo-invisible")(partial(_find_faint_logo, least=UNREADABLE, most=_NEEDED))
