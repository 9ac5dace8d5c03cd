"""The first definitions of a workspace: which there are, and their text from init_files/."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from themebuilder.core.messages import N_, _
from themebuilder.core.problems import shorten
from themebuilder.core.templates import render_template
from themebuilder.importing.organisations import ListedOrganisation
from themebuilder.importing.yaml_writer import format_scalar
from themebuilder.settings import LANGUAGES, SETTINGS

TOP = "faelles"
"""The shipped organisation that is above all others."""
ORGANISATIONS = "themes/organisations/"
LONGEST_NAME = 60
"""A theme's title is longer by a word or two, and has at most 80 characters."""


@dataclass(frozen=True, slots=True)
class _Audience:
    """Whom a theme is for: how it is commented, named, and titled, and what it is built on."""

    about: str
    end: str
    path: str
    parent: str
    heading: str
    name: str = "{}"
    mark: str = ""


_CITIZENS = _Audience(N_("A theme for citizens."), "borger", "", "borger", "Videomøde, {}")
_STAFF = _Audience(
    N_("A theme for meetings of your own staff."),
    "intern",
    "-intern",
    "kliniker",
    "INTERN · Videomøde, {}",
    "{}, intern",
    "INTERN",
)
_GROUP = _Audience(
    N_("A theme for group therapy, without chat."), "gruppe", "-gruppe", "", "Gruppe, {}"
)


@dataclass(frozen=True, slots=True)
class Owner:
    """The organisation that the workspace is for."""

    name: str
    title: str
    color: str
    logo: tuple[str, bytes] | None


Planned = tuple[str, Mapping[str, Any]]
"""A template and its values."""


def plan_files(
    kind: str, owner: Owner, listed: Sequence[ListedOrganisation], *, is_internal: bool
) -> dict[str, Planned]:
    """Return file -> what to write there."""
    own = next((one for one in listed if one.name == owner.name), None)
    code = own.code if own else ""
    planned = dict([_plan_organisation(owner.name, owner.title, TOP, code, is_own=True)])
    names = {one.code: one.name for one in listed}
    for one in listed:
        if one is not own:
            above = names.get(one.parent, owner.name)
            planned |= [
                _plan_organisation(one.name, write_well(one.title) or one.name, above, one.code)
            ]
    citizens = f"{owner.name}-{_CITIZENS.end}"
    planned |= [_plan_theme(_STAFF if is_internal else _CITIZENS, owner)]
    if kind == "region":
        group = f"{owner.name}-{_GROUP.end}"
        title = f"Gruppeterapi, {owner.title}"
        planned |= [
            _plan_organisation(group, title, owner.name, is_group=True),
            _plan_theme(_STAFF, owner),
            _plan_theme(_GROUP, owner, parent=citizens, organisation=group),
        ]
    if kind == "operator":
        for one in _list_tops(listed):
            if one is not own:
                title = shorten(write_well(one.title) or one.name, LONGEST_NAME)
                top = Owner(one.name, title, "", None)
                planned |= [_plan_theme(_CITIZENS, top, parent=citizens)]
        values = {"theme": citizens, "name": owner.name}
        planned["themes/deployments/stage.yaml"] = ("deployment.yaml.j2", values)
    first = next(values["theme"] for _file, (_form, values) in planned.items() if "theme" in values)
    planned[f"brand_assets/{owner.name}/README.md"] = ("README.md.j2", {"theme": first})
    return planned


def _list_tops(listed: Sequence[ListedOrganisation]) -> list[ListedOrganisation]:
    """Return the organisations at the top; below a single one, those that it consists of."""
    tops = [one for one in listed if not one.parent]
    below = [one for one in listed if one.parent == tops[0].code] if len(tops) == 1 else []
    return below or tops


def _plan_organisation(
    name: str,
    title: str,
    part_of: str,
    code: str = "",
    *,
    is_own: bool = False,
    is_group: bool = False,
) -> tuple[str, Planned]:
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
    return f"{ORGANISATIONS}{name}.yaml", ("organisation.yaml.j2", values)


def _plan_theme(
    audience: _Audience, owner: Owner, *, parent: str = "", organisation: str = ""
) -> tuple[str, Planned]:
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
        "assets": owner.name,
        "logo": owner.logo[0] if owner.logo and not parent else "",
        "path": f"{owner.name}{audience.path}",
    }
    return f"themes/{theme}.yaml", ("theme.yaml.j2", values)


def render(planned: Planned) -> bytes:
    """Return the file as planned."""
    form, values = planned
    return render_template(f"cli/init_files/{form}", quote=format_scalar, **values).encode()


def write_well(title: str) -> str:
    """Return a title with typographic characters, as the checks of guests' texts ask."""
    quoted = re.sub(r'"([^"]*)"', r"»\1«", title.replace("...", "…").replace(" - ", " – "))
    return " ".join(quoted.replace("'", "’").replace('"', "").split())


def _list_settings() -> Iterator[str]:
    """Yield the languages, and each undecided setting with fixed values as a comment."""
    yield f"{LANGUAGES}: [{', '.join(LANGUAGES.default.split())}]"
    for setting in SETTINGS:
        if setting.values:
            values = " | ".join(value.name for value in setting.values)
            yield f"# {f'{setting}: {values}':<34}  {setting.about}"
