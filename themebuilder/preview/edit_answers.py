"""The draft and its parts as the page that edits reads them; see `app/src/editContract.ts`."""

from __future__ import annotations

from themebuilder.editing.draft import Draft
from themebuilder.editing.edits import Conflict, Edit
from themebuilder.editing.scopes import Level
from themebuilder.preview.description import JsonObject


def describe_draft(draft: Draft) -> JsonObject:
    """The draft as it is."""
    return {
        "seq": draft.seq,
        "edits": [_describe_edit(one) for one in draft.edits.values()],
        "conflicts": [describe_conflict(one) for one in draft.conflicts],
        "files": draft.digests,
        "moved": sorted(draft.moved),
        "canWrite": True,
        "undo": draft.undoes,
        "redo": draft.redoes,
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
        "locked_by": level.locked_by,
        "is_here": level.is_here,
        "overridden_by": level.overridden_by,
    }
