"""New definitions from templates: an organisation, and themes for those whom it meets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from themebuilder.core.messages import N_, _
from themebuilder.core.templates import render_template
from themebuilder.editing.yaml_format import format_scalar
from themebuilder.settings import LANGUAGES, SETTINGS

TOP = "faelles"
"""The shipped organisation that is above all others."""
ORGANISATIONS = "themes/organisations/"
LONGEST_NAME = 60
"""A theme's title is longer by a word or two, and has at most 80 characters."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a theme is for: how it is commented, named, and titled, and what it is built on."""

    about: str
    end: str
    path: str
    parent: str
    heading: str
    name: str = "{}"
    mark: str = ""


CITIZENS = Audience(N_("A theme for citizens."), "borger", "", "borger", "Videomøde, {}")
STAFF = Audience(
    N_("A theme for meetings of your own staff."),
    "intern",
    "-intern",
    "kliniker",
    "INTERN · Videomøde, {}",
    "{}, intern",
    "INTERN",
)
GROUP = Audience(
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
    is_own: bool = False,
    is_group: bool = False,
) -> tuple[str, Planned]:
    """Return the file of an organisation, and what to write there; *is_own* lists its settings."""
    values = {
        "name": name,
        "title": title,
        "part_of": part_of,
        "code": code,
        "top": TOP,
        "is_own": is_own,
        "is_group": is_group,
        "settings": list(_list_settings()),
    }
    return f"{ORGANISATIONS}{name}.yaml", ("editing/templates/organisation.yaml.j2", values)


def plan_theme(
    audience: Audience,
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
    yield f"{LANGUAGES}: [{', '.join(LANGUAGES.default.split())}]"
    for setting in SETTINGS:
        if setting.values:
            values = " | ".join(value.name for value in setting.values)
            yield f"# {f'{setting}: {values}':<34}  {setting.about}"
