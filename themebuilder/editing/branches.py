"""The branch on which a workspace is, so that a draft isn't laid onto another one's files."""

from __future__ import annotations

from pathlib import Path

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
