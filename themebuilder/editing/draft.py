"""The draft: an ordered list of edits on top of the files as they are now, never a copy of them.

Its log reaches back over saves: undoing a saved step is a change that waits for the next save.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from themebuilder.core.messages import _
from themebuilder.editing.assets import (
    AssetStore,
    include_dependent,
    include_needed,
    list_digests,
    list_named,
    make_asset_edits,
)
from themebuilder.editing.composer import Composer
from themebuilder.editing.draft_log import DraftFile, DraftLog, PendingSave, read_branch
from themebuilder.editing.edits import (
    Conflict,
    Edit,
    Key,
    UndoStep,
    apply_edits,
    digest,
    find_conflict,
    is_same,
    merge_edits,
    raise_conflicts,
    read_value,
)
from themebuilder.editing.saving import ASSETS, read_on_disk, save_files
from themebuilder.editing.scopes import WantedEdit
from themebuilder.editing.yaml_editor import CannotEditError, YamlValue

MOST_STEPS = 500
"""The most steps of a draft; more must be saved first. Older saved ones can't be undone."""
_MOST_VERSIONS = 32


class Draft:
    """The draft of the workspace at *root*, kept in *file*, if there is one, after each change.

    Its methods read the destinations again before they do anything, and raise `OSError` where a target
    can't be read or the draft can't be kept.
    """

    def __init__(self, root: Path, file: Path | None) -> None:
        self._root, self._kept = root, DraftFile(file)
        self.assets = AssetStore(file.with_suffix("") if file else None, {})
        self._log, self._request = DraftLog(), ""
        self._disk: dict[str, bytes | None] = {}
        # As when the edits were last moved; a plan may have read newer ones since.
        self._followed: dict[str, bytes | None] = {}
        self._composer = Composer(self._disk, self.assets.read)
        self._evaluated: tuple[DraftLog, dict[str, bytes | None]] | None = None
        self._versions: dict[str, bytes | None] = {"": None}
        # What the file had when the user said which value applies.
        self._shown: dict[Key, YamlValue | None] = {}
        self.conflicts: tuple[Conflict, ...] = ()
        self.moved: frozenset[str] = frozenset()
        """Files that changed on the disk, so that their edits moved onto the new content."""
        self.edits: Mapping[Key, Edit] = {}
        """One edit for each value that the draft changes."""
        self.files: Mapping[str, bytes | None] = {}
        """The files with the draft, those with conflicts without the edits concerned."""
        with self.lock():
            pass

    @contextlib.contextmanager
    def lock(self, request: str = "") -> Iterator[None]:
        """Keep other previews of the workspace from changing the draft, and take over what they did.

        What changes it meanwhile is remembered as the answer to *request*.
        """
        with self._kept.lock(is_writing=bool(request)):
            self._log = self._kept.read(self._log)
            if self._log.saving:
                self._finish_save(self._log.saving)
            self.refresh()
            self._request = request
            try:
                yield
            finally:
                self._request = ""

    def _finish_save(self, saving: PendingSave) -> None:
        """Write what a killed preview left of the files of a save; nothing where it wrote none."""
        self._log = replace(self._log, saving=None)
        self._refresh()
        found = {name: digest(read_on_disk(self._root, name)) for name in saving.files}
        left = {name for name, after in saving.files.items() if found[name] != after}
        if left and left != found.keys():
            _log, files = self._compose_save(frozenset(saving.ids))
            left = {name for name in left if digest(files.get(name)) != saving.files[name]}
            if not left:
                save_files(self._root, files, self.digests)
        self._keep(self._log if left else saving.log)

    @property
    def path(self) -> Path | None:
        """The file that keeps the draft."""
        return self._kept.path

    @property
    def log(self) -> DraftLog:
        """The steps so far."""
        return self._log

    @property
    def seq(self) -> int:
        """The number of changes of the draft so far."""
        return self._log.seq

    @property
    def overlay(self) -> dict[str, bytes | None]:
        """The files that the draft changes; None for one that it removes."""
        return {name: data for name, data in self.files.items() if data != self._disk[name]}

    @property
    def digests(self) -> dict[str, str]:
        """File -> digest of its content on the disk, for the files of the log."""
        return {name: digest(data) for name, data in self._disk.items()}

    def find_digest(self, file: str) -> str:
        """Return the digest of *file* on the disk, which needs no edits."""
        return digest(read_on_disk(self._root, file))

    @property
    def disk(self) -> Mapping[str, bytes | None]:
        """The log's files as they are on the disk."""
        return self._disk

    def refresh(self) -> None:
        """Read the targets again: edits move onto a file that changed on the disk.

        They are put aside where they contradict the files of another branch.
        """
        before = self._followed
        self._refresh()
        self._followed = dict(self._disk)
        moved = {name for name, data in before.items() if self._disk[name] != data}
        moved &= {edit.file for edit in self.edits.values()}
        branch = self._log.branch
        if self.conflicts and branch and branch != read_branch(self._root):
            self._keep(self._log.park())
        elif moved:
            asked = {conflict.edit.key for conflict in self.conflicts}
            self.moved |= moved & {file for file, path in self.edits if (file, path) not in asked}
            # Other answers hold the draft as it was on the earlier files.
            self._keep(self._log)

    def plan(self, wanted: Sequence[WantedEdit]) -> dict[str, bytes | None]:
        """Return the overlay with *wanted*, which isn't kept; raises as `add`."""
        # What changed on the disk must be noticed here too: nobody notices it afterwards.
        self.refresh()
        edits = self._make_edits(wanted, {})
        files = apply_edits(self.files, edits, self.assets.read)
        return {name: data for name, data in files.items() if data != self._disk.get(name)}

    def add(self, wanted: Sequence[WantedEdit], base: Mapping[str, str]) -> None:
        """Add edits as one step; *base* has the digests of the files that the user saw.

        An edit of a value in conflict solves the conflict. Raises `CannotEditError` where YAML can't
        hold a value, `ConflictError` where the value isn't the one that the user saw.
        """
        self.refresh()
        edits = self._make_edits(wanted, base)
        if not edits:
            return
        apply_edits(self.files, edits, self.assets.read)
        keys = {edit.key for edit in edits}
        answered = [conflict for conflict in self.conflicts if conflict.edit.key in keys]
        solved = {conflict.edit.key for conflict in answered}
        self._note_shown(answered)
        log = self._log.fold_reverts().drop_pending(lambda edit: edit.key in solved)
        if len(log.done) - log.saved >= MOST_STEPS:
            raise CannotEditError(
                _("The draft has {most} steps. Save it first.", most=MOST_STEPS), ""
            )
        spare = max(0, len(log.done) + 1 - MOST_STEPS)
        done = (*log.done[spare:], UndoStep(edits))
        next_id = log.next_id + len(edits)
        self._commit(replace(log, done=done, saved=log.saved - spare, undone=(), next_id=next_id))
        self.moved = frozenset()

    def undo(self) -> None:
        """Take back the last step, if there is one; a saved one is taken back at the next save."""
        self._commit(self._log.undo())

    def redo(self) -> None:
        """Do the step again that was taken back last."""
        self._commit(self._log.redo())

    def discard(self, ids: Collection[int] | None = None) -> None:
        """Take back what isn't saved, or the values of the edits *ids*; `redo` brings it back."""
        self.refresh()
        if ids is None:
            self._commit(self._log.discard_pending())
            return
        keys = include_dependent(self._find_keys(ids), self.edits)
        self._note_shown(conflict for conflict in self.conflicts if conflict.edit.key in keys)
        log = self._log.fold_reverts()
        dropped = tuple(edit for edit in log.pending_edits() if edit.key in keys)
        if dropped:
            kept = log.drop_pending(lambda edit: edit.key in keys)
            self._commit(replace(kept, undone=(*kept.undone, UndoStep(dropped))))

    def save(self, ids: Collection[int] | None = None) -> tuple[str, ...]:
        """Write the draft, or the values of the edits *ids*, to the files; return their names.

        Without *ids*, values in conflict stay in the draft. Raises `ConflictError` where one of *ids*
        is in conflict, `ChangedOnDiskError` where a file changed this very moment.
        """
        self.refresh()
        keys = include_needed(set(self.edits) if ids is None else self._find_keys(ids), self.edits)
        conflicts = [conflict for conflict in self.conflicts if conflict.edit.key in keys]
        if ids is not None and conflicts:
            raise_conflicts(conflicts, self._disk, self.assets.read)
        keys -= {conflict.edit.key for conflict in conflicts}
        chosen = frozenset(self.edits[key].id for key in keys)
        log, files = self._compose_save(chosen)
        if files:
            # What is written, and what undoes it, has to be known when the preview is killed now.
            after = {name: digest(data) for name, data in files.items()}
            saving = PendingSave(after, tuple(chosen), self._log_request(log, tuple(files)))
            self._kept.write(replace(self._log, saving=saving))
            save_files(self._root, files, self.digests)
        self._commit(log, tuple(files))
        self.moved = frozenset()
        return tuple(files)

    def _compose_save(self, chosen: Collection[int]) -> tuple[DraftLog, dict[str, bytes | None]]:
        """Return the log after a save of the edits *chosen*, and the files that it writes."""
        left = {key for key, edit in self.edits.items() if edit.id not in chosen}

        def is_chosen(edit: Edit) -> bool:
            return edit.key not in left

        log = self._log.fold_reverts().move_forward(is_chosen) if left else self._log
        composed = self._composer.compose(log, is_chosen)
        patched = self._composer.patch_steps(log, is_chosen)
        count = sum(all(map(is_chosen, step.edits)) for step in log.pending)
        files = {name: data for name, data in composed.items() if data != self._disk.get(name)}
        return log.mark_saved(patched, count), files

    def _make_edits(
        self, wanted: Sequence[WantedEdit], base: Mapping[str, str]
    ) -> tuple[Edit, ...]:
        """Return the edits that change a value; their targets are read."""
        for want in wanted:
            self._read(want.destination.file)
        self._evaluate()
        found: list[Edit] = []
        conflicts = []
        values: dict[Key, YamlValue | None] = {}
        for want in wanted:
            file, path = want.destination.file, want.destination.path
            was = values.get((file, path), read_value(self.files[file], path))
            number, head = self._log.next_id + len(found), want.destination.head.decode()
            about = want.theme, want.part, want.scope
            edit = Edit(number, *about, file, path, want.value, was, head)
            seen, now = base.get(file, digest(self._disk[file])), read_value(self._disk[file], path)
            is_known = seen in self._versions
            is_as_seen = is_known and is_same(read_value(self._versions[seen], path), now)
            # A page that saved, or answered a question, just now hasn't seen the file itself yet.
            is_shown = edit.key in self._shown and is_same(self._shown[edit.key], now)
            if not (is_as_seen or is_shown or self._log.has_written(edit.key, now)):
                shown = read_value(self._versions[seen], path) if is_known else None
                conflicts.append(find_conflict(replace(edit, was=shown), self._disk[file]))
            is_change = not is_same(edit.value, edit.was)
            if is_change or edit.key in {conflict.edit.key for conflict in self.conflicts}:
                found.append(edit)
                values[edit.key] = edit.value
        if conflicts:
            self._note_shown(conflicts)
            raise_conflicts(conflicts, self._disk, self.assets.read)
        for file in list_named(found):
            self._read(file)
        self._evaluate()
        pending = [*self._log.pending_edits(), *found]
        next_id = self._log.next_id + len(found)
        return (*found, *make_asset_edits(pending, self.files, self.assets, next_id))

    def _note_shown(self, conflicts: Iterable[Conflict]) -> None:
        self._shown |= {conflict.edit.key: conflict.theirs for conflict in conflicts}

    def keep_picture(self, data: bytes) -> str:
        """Keep *data*, which an edit may name as `name_asset` says; return its digest. `OSError`."""
        return self.assets.keep(data, list_digests(self._log.list_steps()))

    def _find_keys(self, ids: Collection[int]) -> set[Key]:
        return {edit.key for edit in self.edits.values() if edit.id in ids}

    def restore_parked(self, number: int) -> None:
        """Put the edits of what was parked on top of the draft."""
        self._commit(self._log.restore_parked(number))

    def drop_parked(self, number: int) -> None:
        """Give up what was parked; `redo` brings it back."""
        self._commit(self._log.drop_parked(number))

    def _commit(self, log: DraftLog, written: Sequence[str] = ()) -> None:
        """Keep *log*, if it differs, as the answer to the request."""
        if log == self._log:
            self._refresh()
        else:
            self._keep(self._log_request(log, written))

    def _log_request(self, log: DraftLog, written: Sequence[str]) -> DraftLog:
        return log.add_request(self._request, written) if self._request else log

    def _keep(self, log: DraftLog) -> None:
        log = replace(log, seq=self._log.seq + 1, branch=read_branch(self._root))
        self._kept.write(log)
        self._log = log
        self._refresh()
        self._followed = dict(self._disk)

    def _refresh(self) -> None:
        for file in self._log.list_files():
            self._read(file)
        self._evaluate()

    def _read(self, file: str) -> None:
        self._disk[file] = data = read_on_disk(self._root, file)
        if not file.startswith(f"{ASSETS}/"):
            self._versions[digest(data)] = data
        for old in list(self._versions)[1:-_MOST_VERSIONS]:
            del self._versions[old]

    def _evaluate(self) -> None:
        """Find what the draft changes, its conflicts, and the files with it."""
        if self._evaluated == (self._log, self._disk):
            return
        self._evaluated = self._log, dict(self._disk)
        self.edits = merge_edits(self._log.pending_edits())
        self.files, self.conflicts = self._composer.compose_most(self._log, self.edits.values())


def open_draft(root: Path, folder: Path | None) -> Draft:
    """Return the draft of the workspace at *root*, kept in the cache *folder*; `OSError`."""
    name = hashlib.sha256(str(root.resolve()).encode()).hexdigest()[:32]
    return Draft(root, folder / "drafts" / f"{name}.json" if folder else None)
