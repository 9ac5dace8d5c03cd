"""New themes as the page asks for them; see `app/src/editContract.ts`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from themebuilder.definitions.library import Document
from themebuilder.editing.new_files import TOP, NewTheme, ThemeRequest, plan_new_theme
from themebuilder.preview.description import JsonObject
from themebuilder.preview.theme_state import Snapshot, say

_LONGEST = 200
"""Characters of a value; less is said about longer ones."""


def plan_theme_for(body: Mapping[str, object], snapshot: Snapshot) -> NewTheme:
    """The theme that *body* asks for; `ValueError` where it isn't such a request."""
    match body:
        case {
            "name": str(name),
            "organisation": str(organisation),
            "is_internal": bool(is_internal),
            "color": str(color),
            "path": str(path),
        } if max(map(len, (name, organisation, color, path))) <= _LONGEST:
            request = ThemeRequest(name, organisation, is_internal, color, path)
            return plan_new_theme(request, snapshot.library, snapshot.outlines.values())
    raise ValueError


def describe_plan(new: NewTheme, snapshot: Snapshot) -> JsonObject:
    """A new theme before it is in the draft, and the organisations that it may have."""
    library = snapshot.library
    found = [library.get("organisation", name) for name in library.names("organisation")]
    titles = {one.name: one.tree.text("name", default=one.name) for one in found if one}
    shared = {title for title, count in Counter(titles.values()).items() if count > 1}

    def name_organisation(document: Document) -> str:
        title, above = titles[document.name], titles.get(document.tree.text("part_of"), "")
        return f"{title} ({above})" if title in shared and above else title

    return {
        "theme": new.theme,
        "path": new.path,
        "files": list(new.files),
        "faults": {field: say(why) for field, why in new.faults.items()},
        "organisations": [
            {
                "name": one.name,
                "title": name_organisation(one),
                "is_own": not one.is_shipped,
            }
            for one in found
            if one and one.name != TOP
        ],
    }
