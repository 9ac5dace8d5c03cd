"""The files that come out of a draft's log, and the patches that undo what was saved."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from themebuilder.editing.draft_log import DraftLog, EditFilter
from themebuilder.editing.edits import (
    Conflict,
    Contents,
    Edit,
    ReadBytes,
    UndoStep,
    apply_edits,
    find_conflict,
    find_conflicts,
    make_patch,
    merge_edits,
    undo_step,
)
from themebuilder.editing.yaml_editor import CannotEditError


@dataclass(frozen=True, slots=True)
class Composer:
    """Puts a draft on the files of the *disk*; *read_bytes* gives those of its pictures."""

    disk: Contents
    read_bytes: ReadBytes

    def compose(self, log: DraftLog, keep: EditFilter) -> dict[str, bytes | None]:
        """Return the files with the edits that *keep* takes; `CannotEditError`."""
        edits = (edit for step in log.pending for edit in step.edits if keep(edit))
        return apply_edits(self._revert(log, keep), merge_edits(edits).values(), self.read_bytes)

    def compose_most(
        self, log: DraftLog, edits: Collection[Edit]
    ) -> tuple[dict[str, bytes | None], tuple[Conflict, ...]]:
        """Return the files with the merged *edits* of the log, and the conflicts, which aren't in them."""
        conflicts = list(find_conflicts(self.disk, edits))
        while True:
            skipped = {conflict.edit.key for conflict in conflicts}
            try:
                return self.compose(log, _omit(skipped)), tuple(conflicts)
            except CannotEditError:
                # Somebody broke a file, or has another structure there now.
                left = [edit for edit in edits if edit.key not in skipped]
                failing = [edit for edit in left if not self._can_apply(edit)]
                conflicts += [find_conflict(edit, self.disk[edit.file]) for edit in failing or left]

    def patch_steps(self, log: DraftLog, keep: EditFilter) -> tuple[UndoStep, ...]:
        """Return the pending steps with what undoes them, where the edits that *keep* takes are saved."""
        start = files = self._revert(log, keep)
        pending: list[Edit] = []
        patched = []
        for step in log.pending:
            edits = [edit for edit in step.edits if keep(edit)]
            pending += edits
            touched = {edit.file for edit in edits}
            merged = (edit for edit in merge_edits(pending).values() if edit.file in touched)
            before = {name: start.get(name) for name in touched}
            after = {**files, **apply_edits(before, merged, self.read_bytes)}
            patches = {
                name: make_patch(files.get(name), data)
                for name in touched
                if (data := after[name]) is not None and data != files.get(name)
            }
            patched.append(replace(step, patches=patches))
            files = after
        return tuple(patched)

    def _revert(self, log: DraftLog, keep: EditFilter) -> dict[str, bytes | None]:
        """Return the files without the reverted steps."""
        files = dict(self.disk)
        for step in log.reverted:
            kept = replace(step, edits=tuple(filter(keep, step.edits)))
            files = undo_step(files, kept, self.read_bytes)
        return files

    def _can_apply(self, edit: Edit) -> bool:
        try:
            apply_edits({edit.file: self.disk[edit.file]}, [edit], self.read_bytes)
        except CannotEditError:
            return False
        return True


def _omit(keys: Collection[object]) -> EditFilter:
    return lambda edit: edit.key not in keys
