"""The draft and its parts as the page that edits reads them; see `app/src/editContract.ts`."""

from __future__ import annotations

import errno
from collections import Counter
from dataclasses import fields

from starlette.responses import JSONResponse, Response

from themebuilder.checks.color_contrast import darken
from themebuilder.core.messages import _
from themebuilder.core.reading import describe_os_error
from themebuilder.definitions.library import Document
from themebuilder.editing.differences import compare_files
from themebuilder.editing.draft import Draft
from themebuilder.editing.edits import DIGEST, Conflict, Edit, merge_edits
from themebuilder.editing.new_files import TOP, NewTheme
from themebuilder.editing.scopes import Level
from themebuilder.editing.yaml_editor import CannotEditError
from themebuilder.preview.description import JsonObject
from themebuilder.preview.theme_state import Snapshot, translate_all

_PASSING = {
    errno.EACCES,
    errno.EDQUOT,
    errno.EFBIG,
    errno.EIO,
    errno.ENOSPC,
    errno.EPERM,
    errno.EROFS,
}
"""A disk that is full or can't be written: the same request works once there is room again."""


def describe_draft(draft: Draft) -> JsonObject:
    """Return the draft as it is."""
    return {
        "seq": draft.seq,
        "edits": [_describe_edit(edit) for edit in draft.edits.values() if edit.path != DIGEST],
        "conflicts": [describe_conflict(conflict) for conflict in draft.conflicts],
        "moved": sorted(draft.moved & {edit.file for edit in draft.edits.values()}),
        "parked": [
            {"branch": parked.branch, "edits": len(merge_edits(parked.log.pending_edits()))}
            for parked in draft.log.parked
        ],
        "undo": draft.log.undoes,
        "redo": draft.log.redoes,
    }


def _describe_edit(edit: Edit) -> JsonObject:
    names = ("id", "theme", "part", "scope", "file", "value", "was")
    return {name: getattr(edit, name) for name in names}


def describe_differences(draft: Draft) -> JsonObject:
    """Return what a save would change in each file; a picture is shown, not compared."""
    ids: dict[str, list[int]] = {}
    pictures = set()
    for edit in draft.edits.values():
        if edit.path == DIGEST:
            pictures.add(edit.file)
        else:
            ids.setdefault(edit.file, []).append(edit.id)
    files = []
    for name, data in sorted(draft.overlay.items()):
        before = draft.disk[name]
        described = compare_files(name, before, data) if name not in pictures else {}
        files.append(
            {
                "file": name,
                "is_new": before is None,
                "is_removed": data is None,
                "hunks": [],
                **described,
                "edits": ids.get(name, []),
                "is_picture": name in pictures,
            }
        )
    return {"files": files}


def describe_plan(new: NewTheme, color: str, snapshot: Snapshot) -> JsonObject:
    """Return a new theme before it is in the draft, and the organisations that it may have."""
    readable = "" if "color" in new.faults else darken(color)
    library = snapshot.library
    found = [library.get("organisation", name) for name in library.names("organisation")]
    titles = {
        document.name: document.tree.text("name", default=document.name)
        for document in found
        if document
    }
    shared = {title for title, count in Counter(titles.values()).items() if count > 1}

    def name_organisation(document: Document) -> str:
        title, above = titles[document.name], titles.get(document.tree.text("part_of"), "")
        return f"{title} ({above})" if title in shared and above else title

    return {
        "theme": new.theme,
        "path": new.path,
        "files": list(new.files),
        "faults": {field: translate_all(why) for field, why in new.faults.items()},
        "nearest": "" if readable == color.upper() else readable,
        "organisations": [
            {
                "name": document.name,
                "title": name_organisation(document),
                "is_own": not document.is_shipped,
            }
            for document in found
            if document and document.name != TOP
        ],
    }


def describe_conflict(conflict: Conflict) -> JsonObject:
    """Return an edit and the value that the file has instead."""
    found = _describe_edit(conflict.edit)
    return {
        **{name: found[name] for name in ("id", "file", "part", "was")},
        "mine": found["value"],
        "theirs": conflict.theirs,
        "is_unreadable": conflict.is_unreadable,
    }


def describe_level(level: Level, draft: Draft) -> JsonObject:
    """Return a level at which a part can be set."""
    plain = {field.name: getattr(level, field.name) for field in fields(level)}
    scope, file = plain.pop("scope"), plain.pop("destination").file
    return {"level": scope, "file": file, "digest": draft.find_digest(file), **plain}


def refuse(error: CannotEditError | OSError) -> Response:
    """Return the answer that says why a change wasn't made: 503 where it may be made later, or else 422."""
    if isinstance(error, CannotEditError):
        return JSONResponse({"why": translate_all(error.reason), "yaml": error.yaml}, 422)
    why = _("The files can't be written: {error}.", error=describe_os_error(error))
    status = 503 if error.errno in _PASSING else 422
    return JSONResponse({"why": translate_all(why), "yaml": ""}, status)
