"""Saves in a workspace, without the temporary files of editors."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Collection, Iterable
from pathlib import Path

from watchfiles import Change, awatch

_FOLDERS = ("themes", "brand_assets")
_STEP = 5
"""Milliseconds without a further save after which a burst is over."""
_LONGEST = 100
"""Milliseconds after which an endless burst is reported anyway."""
_LITTER = re.compile(
    r"""
      \.                          # hidden: .x.swp, .goutputstream-…, .#lock, .DS_Store
    | .*~$                        # Emacs, gedit, vim: x~
    | \#.*\#$                     # Emacs: #x#
    | \d{4,}$                     # vim asks with the file 4913 whether it may write here
    | .*\.(?:swp|swx|swo|swpx|bak|orig|rej|part|crdownload|kate-swp)$
    | .*\.tmp(?:\.|$)             # x.tmp, x.tmp.12345.678
    | .*___jb_(?:tmp|old|bak)___$ # JetBrains
    | (?:Thumbs\.db|desktop\.ini)$
    """,
    re.VERBOSE | re.IGNORECASE,
)


def is_source(path: Path) -> bool:
    """Whether a file of this name can be part of a theme."""
    if _LITTER.match(path.name):
        return False
    return "brand_assets" in path.parts or path.suffix in {".yaml", ".yml"}


async def watch_saves(roots: Iterable[Path]) -> AsyncIterator[frozenset[Path]]:
    """The files below *roots* that changed, a burst at a time; folders may appear later."""
    folders = [root / name for root in dict.fromkeys(roots) for name in _FOLDERS]
    while True:
        watched = [folder for folder in folders if folder.is_dir()]
        appeared = asyncio.Event()
        waiting = asyncio.create_task(_wait_for_folders(set(folders) - set(watched), appeared))
        try:
            async for found in _changes(watched, appeared, recursive=True):
                yield frozenset(found)
        finally:
            waiting.cancel()
        if not appeared.is_set():
            return
        new = [folder for folder in folders if folder.is_dir() and folder not in watched]
        yield frozenset(file for folder in new for file in folder.rglob("*") if is_source(file))


async def _wait_for_folders(missing: Collection[Path], appeared: asyncio.Event) -> None:
    """Set *appeared* when one of the *missing* folders is there."""
    parents = {folder.parent for folder in missing if folder.parent.is_dir()}
    if parents:
        async for _ in _changes(parents, None, recursive=False):
            if any(folder.is_dir() for folder in missing):
                appeared.set()
                return


async def _changes(
    folders: Iterable[Path], stop: asyncio.Event | None, *, recursive: bool
) -> AsyncIterator[set[Path]]:
    def is_meant(_change: Change, path: str) -> bool:
        return not recursive or is_source(Path(path))

    async for found in awatch(
        *folders,
        watch_filter=is_meant,
        step=_STEP,
        debounce=_LONGEST,
        stop_event=stop,
        recursive=recursive,
    ):
        yield {Path(path) for _, path in found}
