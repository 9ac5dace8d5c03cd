"""The tokens of a preview on this machine, which stay the same when it is started again."""

from __future__ import annotations

import contextlib
import hmac
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

_FILE = "preview-key"
_SIZE = 32
"""Bytes."""


@dataclass(frozen=True, slots=True)
class EditKey:
    """A user's *secret*, and the *workspace* that is edited with it."""

    secret: bytes
    workspace: Path

    @property
    def link_token(self) -> str:
        """The token in the printed link; the same for all workspaces, so that a cookie keeps it."""
        return self._derive("link")

    @property
    def edit_token(self) -> str:
        """The token for edits in this workspace alone."""
        return self._derive(str(self.workspace))

    def _derive(self, purpose: str) -> str:
        return hmac.new(self.secret, purpose.encode(), "sha256").hexdigest()[:_SIZE]


def read_secret(folder: Path | None) -> bytes:
    """Return the secret that *folder* keeps for this user, created where there is none.

    Without a folder, or with one that others can read it in, it is a new one each time.
    """
    new = secrets.token_bytes(_SIZE)
    if folder is None:
        return new
    file = folder / _FILE
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        with (
            contextlib.suppress(FileExistsError),
            open(file, "xb", opener=_open_private) as created,
        ):
            created.write(new)
        with file.open("rb") as opened:
            kept, found = opened.read(), os.fstat(opened.fileno())
        is_private = os.name != "posix" or (
            found.st_uid == os.getuid() and not found.st_mode & 0o077
        )
        if is_private and len(kept) == _SIZE:
            return kept
    return new


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
