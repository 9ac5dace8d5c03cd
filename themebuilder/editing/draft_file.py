"""The file of a draft, which several previews of a workspace may use at the same time."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from themebuilder.core.files import lock_folder
from themebuilder.editing.draft_log import DraftLog, read_log, write_log


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
