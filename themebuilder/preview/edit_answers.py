"""The draft and its parts as the page that edits reads them; see `app/src/editContract.ts`."""

from __future__ import annotations

import errno

from starlette.responses import JSONResponse, Response

from themebuilder.core.messages import _
from themebuilder.core.reading import describe_os_error
from themebuilder.definitions.outline import Outline
from themebuilder.editing.differences import compare_files
from themebuilder.editing.draft import Draft
from themebuilder.editing.edits import DIGEST, Conflict, Edit, merge_edits
from themebuilder.editing.parts import Part
from themebuilder.editing.scopes import Level
from themebuilder.editing.yaml_editor import CannotEditError
from themebuilder.preview.description import JsonObject
from themebuilder.preview.edit_assets import describe_slot
from themebuilder.preview.edit_settings import describe_setting
from themebuilder.preview.edit_wordings import describe_wordings
from themebuilder.preview.theme_state import Snapshot, say

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
    """The draft as it is."""
    return {
        "seq": draft.seq,
        "edits": [_describe_edit(one) for one in draft.edits.values() if one.path != DIGEST],
        "conflicts": [describe_conflict(one) for one in draft.conflicts],
        "files": draft.digests,
        "moved": sorted(draft.moved),
        "parked": [
            {"branch": one.branch, "edits": len(merge_edits(one.log.pending_edits()))}
            for one in draft.log.parked
        ],
        "canWrite": True,
        "undo": draft.log.undoes,
        "redo": draft.log.redoes,
    }


def _describe_edit(edit: Edit) -> JsonObject:
    return {
        "id": edit.id,
        "theme": edit.theme,
        "part": edit.part,
        "scope": edit.scope,
        "file": edit.file,
        "value": edit.value,
        "was": edit.was,
    }


def describe_differences(draft: Draft) -> JsonObject:
    """What a save would change in each file; a picture is shown, not compared."""
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


def describe_conflict(conflict: Conflict) -> JsonObject:
    """An edit and the value that the file has instead."""
    edit = conflict.edit
    return {
        "id": edit.id,
        "file": edit.file,
        "part": edit.part,
        "was": edit.was,
        "mine": edit.value,
        "theirs": conflict.theirs,
    }


def describe_level(level: Level, draft: Draft) -> JsonObject:
    """A level at which a part can be set."""
    return {
        "level": level.scope,
        "title": level.title,
        "file": level.target.file,
        "digest": draft.find_digest(level.target.file),
        "exists": level.exists,
        "themes": list(level.themes),
        "hidden_in": list(level.hidden_in),
        "value": level.value,
        "is_own": level.is_own,
        "has_wider": level.has_wider,
        "locked_by": level.locked_by,
        "is_here": level.is_here,
        "overridden_by": level.overridden_by,
    }


def describe_choices(part: Part, outline: Outline, snapshot: Snapshot) -> JsonObject:
    """What can be chosen for a setting, for words or a picture of the theme; nothing for other parts."""
    if part.kind == "setting":
        return {"setting": describe_setting(part.name, outline, snapshot)}
    if part.kind == "wording":
        return {"wordings": describe_wordings(part.name, outline, snapshot)}
    if part.kind == "picture":
        return {"picture": describe_slot(snapshot.library, part.name)}
    return {}


def refuse(error: CannotEditError | OSError) -> Response:
    """The answer that says why a change wasn't made: 503 where it may be made later, or else 422."""
    if isinstance(error, CannotEditError):
        return JSONResponse({"why": say(error.reason), "yaml": error.yaml}, 422)
    why = _("The files can't be written: {error}.", error=describe_os_error(error))
    status = 503 if error.errno in _PASSING else 422
    return JSONResponse({"why": say(why), "yaml": ""}, status)
