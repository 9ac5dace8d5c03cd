"""The first definitions of a workspace: which there are."""

from __future__ import annotations

from collections.abc import Sequence

from themebuilder.core.names import apply_typography
from themebuilder.core.problems import shorten
from themebuilder.editing.new_files import (
    CITIZENS,
    GROUP,
    LONGEST_NAME,
    STAFF,
    TOP,
    Owner,
    Planned,
    plan_organisation,
    plan_theme,
)
from themebuilder.importing.organisations import ListedOrganisation

_TEMPLATES = "cli/init_files"


def plan_files(
    kind: str, owner: Owner, listed: Sequence[ListedOrganisation], *, is_internal: bool
) -> dict[str, Planned]:
    """Return file -> what to write there."""
    own = next((one for one in listed if one.name == owner.name), None)
    code = own.code if own else ""
    planned = dict([plan_organisation(owner.name, owner.title, TOP, code, is_own=True)])
    names = {one.code: one.name for one in listed}
    for one in listed:
        if one is not own:
            above = names.get(one.parent, owner.name)
            planned |= [
                plan_organisation(
                    one.name, apply_typography(one.title) or one.name, above, one.code
                )
            ]
    citizens = f"{owner.name}-{CITIZENS.end}"
    planned |= [plan_theme(STAFF if is_internal else CITIZENS, owner)]
    if kind == "region":
        group = f"{owner.name}-{GROUP.end}"
        title = f"Gruppeterapi, {owner.title}"
        planned |= [
            plan_organisation(group, title, owner.name, is_group=True),
            plan_theme(STAFF, owner),
            plan_theme(GROUP, owner, parent=citizens, organisation=group),
        ]
    if kind == "operator":
        for one in _list_tops(listed):
            if one is not own:
                title = shorten(apply_typography(one.title) or one.name, LONGEST_NAME)
                top = Owner(one.name, title, "")
                planned |= [plan_theme(CITIZENS, top, parent=citizens)]
        values = {"theme": citizens, "name": owner.name}
        planned["themes/deployments/stage.yaml"] = (f"{_TEMPLATES}/deployment.yaml.j2", values)
    first = next(values["theme"] for _file, (_form, values) in planned.items() if "theme" in values)
    planned[f"brand_assets/{owner.name}/README.md"] = (
        f"{_TEMPLATES}/README.md.j2",
        {"theme": first},
    )
    return planned


def _list_tops(listed: Sequence[ListedOrganisation]) -> list[ListedOrganisation]:
    """Return the organisations at the top; below a single one, those that it consists of."""
    tops = [one for one in listed if not one.parent]
    below = [one for one in listed if one.parent == tops[0].code] if len(tops) == 1 else []
    return below or tops
