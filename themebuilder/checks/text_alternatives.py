"""Questions about what must be said in words: WCAG 2.1, 1.1.1, 1.4.1 and 2.4.2."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import PurePosixPath

from themebuilder.checks.base import Context, Finding, check
from themebuilder.core.problems import Place
from themebuilder.definitions.model import DrawnPicture, Theme
from themebuilder.definitions.outline import Outline

Outlines = Sequence[Outline]

_WORD = re.compile(r"[^\W\d_]{4,}")


@check("title-names-no-service")
def title_names_no_service(theme: Theme, _context: Context) -> Iterator[Finding]:
    words = _WORD.findall(theme.brand.title)
    if all(word.isupper() for word in words):
        message = f"The title »{theme.brand.title}« has no word that says what the page is for."
        yield theme.origin.place_of("brand", "title"), message


@check("logo-without-name")
def logo_without_name(theme: Theme, _context: Context) -> Iterator[Finding]:
    logo = theme.brand.pictures.get("logo")
    if logo and not theme.brand.name.strip() and not _is_of_the_root(logo.place, theme):
        yield logo.place, "The logo is read aloud as »logo«: the theme has no name."


@check("mark-only-in-picture")
def mark_only_in_picture(theme: Theme, _context: Context) -> Iterator[Finding]:
    told = set()
    for picture in theme.brand.pictures.values():
        mark = picture.mark if isinstance(picture, DrawnPicture) else ""
        if mark and mark not in told and mark.casefold() not in theme.brand.title.casefold():
            told.add(mark)
            message = f"The picture says {mark}; the title »{theme.brand.title}« does not."
            yield picture.place, message


@check("told-apart-by-looks-only")
def told_apart_by_looks_only(outlines: Outlines, _context: Context) -> Iterator[Finding]:
    by_owner: dict[str, list[Outline]] = {}
    for outline in outlines:
        by_owner.setdefault("".join(outline.organisation_names[:1]), []).append(outline)
    for themes in by_owner.values():
        for one, other in combinations(themes, 2):
            if is_for_others(one, other) and read_alike(one, other):
                message = (
                    f"`{other.name}` and `{one.name}` are for different people, and both say"
                    f" »{_title(other)}«."
                )
                yield other.merged.place_of("brand", "title"), message


def _is_of_the_root(place: Place, theme: Theme) -> bool:
    """Whether a value was set by the theme at the top of the line; files are named as their themes."""
    root = theme.parents[-1] if theme.parents else theme.name
    return PurePosixPath(place.file).stem == root


def is_for_others(one: Outline, other: Outline) -> bool:
    """Whether two themes that are in use on the same days must not be taken for each other."""
    audiences = {one.audience, other.audience}
    differs = one.reach != other.reach or audiences == {"citizen", "clinician"}
    return differs and one.valid.overlaps(other.valid)


def read_alike(one: Outline, other: Outline) -> bool:
    """Whether two themes say the same of themselves to who cannot see them."""
    return _read(one) == _read(other)


def _read(outline: Outline) -> tuple[str, str]:
    """Title and name as they are read: neither case nor spaces tell anything apart."""
    name = outline.merged.text("brand", "name")
    return _plain(_title(outline)), _plain(name)


def _title(outline: Outline) -> str:
    return " ".join(outline.merged.text("brand", "title", default=outline.title).split())


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


THEME_CHECKS = (title_names_no_service, logo_without_name, mark_only_in_picture)
COLLECTION_CHECKS = (told_apart_by_looks_only,)
