"""New definitions from templates: an organisation, themes for those whom it meets, and a theme for the page.

For a theme that a user of the page asks for: its names, its files, and what prevents it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from themebuilder.core.messages import N_, _
from themebuilder.core.problems import shorten
from themebuilder.core.slugs import (
    apply_typography,
    find_free_name,
    find_name_fault,
    make_slug,
)
from themebuilder.core.templates import render_template
from themebuilder.definitions.library import Library
from themebuilder.definitions.outline import RESERVED_PATHS, Outline
from themebuilder.editing.scopes import Destination, WantedEdit
from themebuilder.editing.yaml_format import format_scalar
from themebuilder.settings import LANGUAGES_SETTING, SETTINGS

TOP = "faelles"
"""The shipped organisation that is above all others."""
ORGANISATIONS = "themes/organisations/"
LONGEST_NAME = 60
"""A theme's title is longer by a word or two, and has at most 80 characters."""


@dataclass(frozen=True, slots=True)
class StarterTheme:
    """Whom a theme is for: how it is commented, named, and titled, and what it is built on."""

    about: str
    end: str
    path: str
    parent: str
    heading: str
    name: str = "{}"
    mark: str = ""


CITIZENS = StarterTheme(N_("A theme for citizens."), "borger", "", "borger", "Videomøde, {}")
STAFF = StarterTheme(
    N_("A theme for meetings of your own staff."),
    "intern",
    "-intern",
    "kliniker",
    "INTERN · Videomøde, {}",
    "{}, intern",
    "INTERN",
)
GROUP = StarterTheme(
    N_("A theme for group therapy, without chat."), "gruppe", "-gruppe", "", "Gruppe, {}"
)


@dataclass(frozen=True, slots=True)
class Owner:
    """Whom the definitions are named after. *logo* is its place in brand_assets/, and its bytes."""

    name: str
    title: str
    color: str
    logo: tuple[str, bytes] | None = None


Planned = tuple[str, Mapping[str, Any]]
"""The path of a template, and its values."""


def plan_organisation(
    name: str,
    title: str,
    part_of: str,
    code: str = "",
    *,
    has_settings: bool = False,
    is_group: bool = False,
) -> tuple[str, Planned]:
    """Return the file of an organisation, and what to write there; *has_settings* lists its settings."""
    values = {
        "name": name,
        "title": title,
        "part_of": part_of,
        "code": code,
        "top": TOP,
        "has_settings": has_settings,
        "is_group": is_group,
        "settings": list(_list_settings()),
    }
    return f"{ORGANISATIONS}{name}.yaml", ("editing/templates/organisation.yaml.j2", values)


def plan_theme(
    audience: StarterTheme,
    owner: Owner,
    *,
    parent: str = "",
    organisation: str = "",
    assets: str = "",
    path: str = "",
) -> tuple[str, Planned]:
    """Return the file of a theme, and what to write there.

    A *parent* among the new themes has the colour and the logo. *assets* is the folder of the pictures.
    """
    theme = f"{owner.name}-{audience.end}"
    values = {
        "theme": theme,
        "about": _(audience.about),
        "title": f"{owner.title}, {audience.end}",
        "parent": parent or audience.parent,
        "organisation": organisation or owner.name,
        "name": audience.name.format(owner.title),
        "heading": audience.heading.format(owner.title),
        "color": "" if parent else owner.color,
        "mark": audience.mark,
        "assets": assets or owner.name,
        "logo": owner.logo[0] if owner.logo and not parent else "",
        "path": path or f"{owner.name}{audience.path}",
    }
    return f"themes/{theme}.yaml", ("editing/templates/theme.yaml.j2", values)


def render(planned: Planned) -> bytes:
    """Return the file as planned."""
    template, values = planned
    return render_template(template, quote=format_scalar, **values).encode()


def _list_settings() -> Iterator[str]:
    """Yield the languages, and each undecided setting with fixed values as a comment."""
    yield f"{LANGUAGES_SETTING}: [{', '.join(LANGUAGES_SETTING.default.split())}]"
    for setting in SETTINGS:
        if setting.values:
            values = " | ".join(value.name for value in setting.values)
            yield f"# {f'{setting}: {values}':<34}  {setting.about}"


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
            WantedEdit(self.theme, part, "theme", data.decode(), Destination(file, (), b""))
            for file, data in self.files.items()
        ]


def plan_new_theme(
    request: ThemeRequest, library: Library, outlines: Iterable[Outline]
) -> NewTheme:
    """Return the theme of *request*, with names that nothing in *library* has."""
    title = apply_typography(request.name)
    slug = make_slug(title)
    audience = STAFF if request.is_internal else CITIZENS
    paths = {outline.path.lower(): outline.title for outline in outlines}
    faults = dict(_find_faults(request, title, library, paths))
    if not slug:
        return NewTheme("", "", {}, faults)
    organisation = request.organisation or slug

    def is_taken(base: str) -> bool:
        path = f"{base}{audience.path}".lower()
        is_used = not request.path and path in {*paths, *RESERVED_PATHS}
        return is_used or _has(library, "theme", f"{base}-{audience.end}")

    base = find_free_name(slug, is_taken)
    file, planned = plan_theme(
        audience,
        Owner(base, title, request.color.lower()),
        organisation=organisation,
        assets=organisation,
        path=request.path,
    )
    files = {file: planned}
    if not request.organisation:
        files |= [plan_organisation(slug, title, TOP, has_settings=True)]
    values = planned[1]
    rendered = {} if faults else {name: render(content) for name, content in files.items()}
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
