"""A new theme as a user of the page asks for it: its names, its files, and what prevents it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from themebuilder.core.messages import _
from themebuilder.core.names import apply_typography, find_name_fault, make_slug
from themebuilder.core.problems import shorten
from themebuilder.definitions.library import Library
from themebuilder.definitions.outline import RESERVED_PATHS, Outline
from themebuilder.editing.new_files import (
    CITIZENS,
    LONGEST_NAME,
    ORGANISATIONS,
    STAFF,
    TOP,
    Owner,
    plan_organisation,
    plan_theme,
    render,
)
from themebuilder.editing.scopes import Target, WantedEdit

_COLOR = re.compile("#[0-9a-fA-F]{6}")
_PATH = re.compile("[A-Za-z0-9_-]{1,100}")


@dataclass(frozen=True, slots=True)
class ThemeRequest:
    """What the user chose; without an *organisation* a new one is called *name* too.

    Without a *path*, the theme gets one.
    """

    name: str
    organisation: str
    is_internal: bool
    color: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class NewTheme:
    """The theme called *theme*, its web app *path*, and its *files*; none where there are *faults*."""

    theme: str
    path: str
    files: Mapping[str, bytes]
    faults: Mapping[str, str]
    """Field of the request -> why it can't be used."""

    @property
    def edits(self) -> list[WantedEdit]:
        """The edits that create the files."""
        part = f"theme:{self.theme}"
        return [
            WantedEdit(self.theme, part, "theme", data.decode(), Target(file, (), b""))
            for file, data in self.files.items()
        ]


def plan_new_theme(
    request: ThemeRequest, library: Library, outlines: Iterable[Outline]
) -> NewTheme:
    """Return the theme of *request*, with names that nothing in *library* has."""
    title = apply_typography(request.name)
    slug = make_slug(title)
    audience = STAFF if request.is_internal else CITIZENS
    paths = {one.path.lower(): one.title for one in outlines}
    faults = dict(_find_faults(request, title, library, paths))
    if not slug:
        return NewTheme("", "", {}, faults)
    organisation = request.organisation or slug
    base = next(
        tried
        for number in count(1)
        if not _has(library, "theme", f"{(tried := _number(slug, number))}-{audience.end}")
        and (request.path or f"{tried}{audience.path}".lower() not in {*paths, *RESERVED_PATHS})
    )
    file, planned = plan_theme(
        audience,
        Owner(base, title, request.color.lower()),
        organisation=organisation,
        assets=organisation,
        path=request.path,
    )
    files = {file: planned}
    if not request.organisation:
        files |= [plan_organisation(slug, title, TOP, is_own=True)]
    values = planned[1]
    rendered = {} if faults else {name: render(one) for name, one in files.items()}
    return NewTheme(values["theme"], values["path"], rendered, faults)


def _find_faults(
    request: ThemeRequest, title: str, library: Library, paths: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    slug = make_slug(title)
    if fault := find_name_fault(title, LONGEST_NAME):
        yield "name", fault
    elif not slug:
        yield "name", _("The name needs a letter from a to z, or a digit.")
    elif not request.organisation and _has(library, "organisation", slug):
        why = _(
            "There already is an organisation “{name}”. Choose it, or write another name.",
            name=title,
        )
        yield "name", why
    if request.organisation and library.get("organisation", request.organisation) is None:
        why = _("There is no organisation `{name}` any more.", name=shorten(request.organisation))
        yield "organisation", why
    if not _COLOR.fullmatch(request.color):
        why = _("`{value}` isn't a colour. Write it as `#2f6f8f`.", value=shorten(request.color))
        yield "color", why
    if not request.path:
        return
    if not _PATH.fullmatch(request.path):
        yield "path", _("An address has letters from a to z, digits, `-` and `_`, 100 at most.")
    elif request.path.lower() in RESERVED_PATHS:
        yield "path", _("The platform itself uses path `{path}`.", path=request.path)
    elif theme := paths.get(request.path.lower()):
        why = _("The theme “{theme}” uses path `{path}`.", theme=theme, path=request.path)
        yield "path", why


def _has(library: Library, kind: str, name: str) -> bool:
    """Whether there is such a definition, or a file in its place."""
    file = f"{ORGANISATIONS if kind == 'organisation' else 'themes/'}{name}.yaml"
    return (
        library.get(kind, name) is not None
        or name in library.broken
        or library.overlay.get(file) is not None
        or (library.root / file).exists()
    )


def _number(slug: str, number: int) -> str:
    return slug if number == 1 else f"{slug}-{number}"
