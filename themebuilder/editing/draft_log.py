"""The log of a draft: the steps that were done and undone, and the file that keeps them.

Several previews of a workspace may use the file at the same time.
"""

from __future__ import annotations

import base64
import contextlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from themebuilder.core.files import lock_folder
from themebuilder.editing.edits import Edit, Key, Patch, UndoStep, is_same
from themebuilder.editing.saving import write_private
from themebuilder.editing.yaml_editor import YamlValue

_FORM = 1
"""Changes with the form of the file."""
_REMEMBERED = 50
"""Requests that aren't done again when they are repeated."""
EditFilter = Callable[[Edit], bool]


@dataclass(frozen=True, slots=True)
class DraftLog:
    """The steps of a draft; replaced as a whole, never changed."""

    seq: int = 0
    """The number of changes so far."""
    next_id: int = 1
    done: tuple[UndoStep, ...] = ()
    saved: int = 0
    """How many of the done steps, from the first, are in the files."""
    undone: tuple[UndoStep, ...] = ()
    """The last is redone first."""
    reverting: int = 0
    """How many of the undone steps, from the last, are still in the files."""
    requests: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The last requests that changed the log, each with the files that it wrote."""
    saving: PendingSave | None = None
    """The save that is going on; one that was interrupted if nobody has the file locked."""
    branch: str = ""
    """The branch of git at the last change."""
    parked: tuple[ParkedEdits, ...] = ()
    """Drafts of other branches, the oldest first."""

    @property
    def pending(self) -> tuple[UndoStep, ...]:
        """The done steps that aren't saved."""
        return self.done[self.saved :]

    @property
    def reverted(self) -> tuple[UndoStep, ...]:
        """The saved steps that the next save takes back, in that order."""
        return self.undone[len(self.undone) - self.reverting :]

    @property
    def undoes(self) -> str:
        """The part whose edit `undo` takes back, or an empty text."""
        return self.done[-1].edits[-1].part if self.done else ""

    @property
    def redoes(self) -> str:
        """The part whose edit `redo` does again, or an empty text."""
        return self.undone[-1].edits[-1].part if self.undone else ""

    def pending_edits(self) -> Iterator[Edit]:
        """Yield the edits of the next save: those that take back, then the new ones."""
        for step in self.reverted:
            yield from invert_step(step).edits
        for step in self.pending:
            yield from step.edits

    def list_files(self) -> list[str]:
        """Return the files that the steps change."""
        steps = (*self.done, *self.undone)
        return list(dict.fromkeys(edit.file for step in steps for edit in step.edits))

    def list_steps(self) -> Iterator[UndoStep]:
        """Yield all steps, parked ones too."""
        yield from (*self.done, *self.undone)
        for parked in self.parked:
            yield from parked.log.list_steps()

    def add_request(self, key: str, written: Sequence[str]) -> DraftLog:
        """Remember a request that changed the log, and the files that it wrote."""
        requests = {**self.requests, key: tuple(written)}
        return replace(self, requests=dict(list(requests.items())[-_REMEMBERED:]))

    def park(self) -> DraftLog:
        """Put everything aside, since the files are those of another branch now."""
        aside = ParkedEdits(self.branch, replace(self, requests={}, parked=()))
        return DraftLog(
            self.seq, self.next_id, requests=self.requests, parked=(*self.parked, aside)
        )

    def restore_parked(self, number: int) -> DraftLog:
        """Put what was parked on top of the steps; its saved steps only where there are no others."""
        log = self.parked[number].log
        left = (*self.parked[:number], *self.parked[number + 1 :])
        if not self.done and not self.undone:
            return replace(
                log, seq=self.seq, next_id=self.next_id, requests=self.requests, parked=left
            )
        folded = self.fold_reverts()
        done = (*folded.done, *log.fold_reverts().pending)
        return replace(folded, done=done, undone=(), parked=left)

    def drop_parked(self, number: int) -> DraftLog:
        """Give up what was parked; `redo` brings it back."""
        left = (*self.parked[:number], *self.parked[number + 1 :])
        edits = tuple(self.parked[number].log.pending_edits())
        return replace(
            self.fold_reverts(), undone=(*self.fold_reverts().undone, UndoStep(edits)), parked=left
        )

    def has_written(self, key: Key, value: YamlValue | None) -> bool:
        """Whether a save of this draft gave *key* the *value*, and none after it another one."""
        for step in reversed(self.done[: self.saved]):
            for edit in step.edits:
                if edit.key == key:
                    return is_same(edit.value, value)
        undone = (edit for step in reversed(self.undone) for edit in step.edits if edit.key == key)
        last = next(undone, None)
        return last is not None and is_same(last.was, value)

    def undo(self) -> DraftLog:
        """Take back the last step."""
        if not self.done:
            return self
        is_saved = self.saved == len(self.done)
        return replace(
            self,
            done=self.done[:-1],
            saved=self.saved - is_saved,
            undone=(*self.undone, self.done[-1]),
            reverting=self.reverting + is_saved,
        )

    def redo(self) -> DraftLog:
        """Do the step again that was taken back last."""
        if not self.undone:
            return self
        is_saved = self.reverting > 0
        return replace(
            self,
            done=(*self.done, self.undone[-1]),
            saved=self.saved + is_saved,
            undone=self.undone[:-1],
            reverting=self.reverting - is_saved,
        )

    def discard_pending(self) -> DraftLog:
        """Take back everything that isn't saved, and what would be taken back at the next save."""
        log = self
        while log.reverting:
            log = log.redo()
        while log.pending:
            log = log.undo()
        return log

    def fold_reverts(self) -> DraftLog:
        """Make ordinary steps of those that take back saved ones, since other edits follow."""
        if not self.reverting:
            return self
        log = self
        while log.reverting:
            log = log.redo()
        reverts = tuple(invert_step(step) for step in self.reverted)
        return replace(log, done=(*log.done, *reverts), undone=())

    def drop_pending(self, drops: EditFilter) -> DraftLog:
        """Leave out the pending edits that *drops* takes."""
        kept = _filter_steps(self.pending, lambda edit: not drops(edit))
        return replace(self, done=(*self.done[: self.saved], *kept))

    def move_forward(self, moves: EditFilter) -> DraftLog:
        """Put the pending edits that *moves* takes before the others."""
        first = _filter_steps(self.pending, moves)
        rest = _filter_steps(self.pending, lambda edit: not moves(edit))
        return replace(self, done=(*self.done[: self.saved], *first, *rest))

    def mark_saved(self, pending: Sequence[UndoStep], count: int) -> DraftLog:
        """Take the first *count* of the *pending* steps, now with their patches, as saved."""
        done = (*self.done[: self.saved], *pending)
        return replace(self, done=done, saved=self.saved + count, reverting=0)


@dataclass(frozen=True, slots=True)
class PendingSave:
    """A save that is going on, of the edits *ids*: *files* with their digests, and the *log*, after it."""

    files: Mapping[str, str]
    ids: tuple[int, ...]
    log: DraftLog


@dataclass(frozen=True, slots=True)
class ParkedEdits:
    """The *log* of a draft that was made on another *branch* of git."""

    branch: str
    log: DraftLog


def invert_step(step: UndoStep) -> UndoStep:
    """Return the step that takes *step* back."""
    return UndoStep(tuple(edit.inverse for edit in reversed(step.edits)))


def _filter_steps(steps: Sequence[UndoStep], keeps: EditFilter) -> tuple[UndoStep, ...]:
    """Return the steps with the edits that *keeps* takes, without those that lose all."""
    filtered = (replace(step, edits=tuple(filter(keeps, step.edits))) for step in steps)
    return tuple(step for step in filtered if step.edits)


def write_log(file: Path, log: DraftLog) -> None:
    """Keep *log* in *file*, for nobody else to read; `OSError`."""
    plain = {"form": _FORM, **asdict(log)}
    write_private(file, json.dumps(plain, ensure_ascii=False, default=_encode).encode())


def _encode(data: bytes) -> str:
    return base64.b64encode(data).decode()


def read_log(file: Path) -> DraftLog:
    """Return the log in *file*; an empty one where there is none.

    A file that can't be used is kept beside the new one, as ``….unusable``. Raises `OSError`.
    """
    try:
        plain = json.loads(file.read_bytes())
        if plain.pop("form") != _FORM:
            raise ValueError  # noqa: TRY301 - as any other file that can't be used
        return _read_plain(plain)
    except FileNotFoundError:
        return DraftLog()
    except (ValueError, TypeError, KeyError, AttributeError):
        file.replace(file.with_name(f"{file.name}.unusable"))
        return DraftLog()


def _read_plain(plain: dict[str, Any]) -> DraftLog:
    done, undone = (tuple(map(_read_step, plain[name])) for name in ("done", "undone"))
    saving, parked = plain.get("saving"), plain.get("parked", ())
    return DraftLog(
        **{
            **plain,
            "done": done,
            "undone": undone,
            "requests": {key: tuple(files) for key, files in plain.get("requests", {}).items()},
            "saving": saving
            and PendingSave(saving["files"], tuple(saving["ids"]), _read_plain(saving["log"])),
            "parked": tuple(
                ParkedEdits(branch["branch"], _read_plain(branch["log"])) for branch in parked
            ),
        }
    )


def _read_step(plain: dict[str, Any]) -> UndoStep:
    edits = tuple(Edit(**{**edit, "path": tuple(edit["path"])}) for edit in plain["edits"])
    patches = {name: Patch(**patch) for name, patch in plain["patches"].items()}
    return UndoStep(
        edits,
        {
            name: replace(
                patch,
                before=None if patch.before is None else base64.b64decode(patch.before),
            )
            for name, patch in patches.items()
        },
    )


class DraftFile:
    """The log of a draft, kept in *path*, if there is one; its methods raise `OSError`."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._stamp: tuple[int, int, int] | None = None

    @contextlib.contextmanager
    def lock(self, *, is_writing: bool) -> Iterator[None]:
        """Let no other preview use the file; it waits until this one has finished."""
        if self.path is None or not (is_writing or self.path.parent.is_dir()):
            # Nobody has a draft yet: looking around creates no folder.
            yield
            return
        with lock_folder(self.path.parent):
            yield

    def read(self, known: DraftLog) -> DraftLog:
        """Return the log where another preview changed it, else *known*; its number is never lower."""
        stamp = self._read_stamp()
        if self.path is None or stamp is None or stamp == self._stamp:
            return known
        found = read_log(self.path)
        self._stamp = self._read_stamp()
        if self._stamp is None:  # it can't be used
            return known
        return found if found.seq >= known.seq else replace(found, seq=known.seq + 1)

    def write(self, log: DraftLog) -> None:
        """Keep *log*."""
        if self.path:
            write_log(self.path, log)
            self._stamp = self._read_stamp()

    def _read_stamp(self) -> tuple[int, int, int] | None:
        if self.path is None:
            return None
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size


_LINK = "gitdir: "
_REF = "ref: refs/heads/"


def read_branch(root: Path) -> str:
    """Return the branch of git at *root*, a commit where there is none; an empty text without git.

    Reads git's files, since this is asked at each edit.
    """
    for folder in (root, *root.parents):
        place = folder / ".git"
        try:
            if place.is_file():  # a worktree or a submodule
                text = place.read_text(encoding="utf-8").strip()
                place = folder / text.removeprefix(_LINK)
            head = (place / "HEAD").read_text(encoding="utf-8").strip()
        except (OSError, ValueError):
            continue
        return head.removeprefix(_REF)
    return ""
