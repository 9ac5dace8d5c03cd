"""Saves in a workspace, without the temporary files of editors."""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import AsyncIterator, Iterable
from pathlib import Path, PurePosixPath

from watchfiles import awatch

from themebuilder.platform.learnt_file import LEARNT_FILE

_FOLDERS = ("themes", "brand_assets")
_STEP = 5
"""Milliseconds without a further save after which a burst is over."""
_LONGEST = 100
"""Milliseconds after which an endless burst is reported anyway."""
_LOOK_FOR_FOLDERS = 1000
"""Milliseconds after which new folders are looked for."""
_LOOK_AT_FILE = 0.5
"""Seconds after which a single file is looked at again."""
_CLOCK_TICK = 0.01
"""Seconds by which the date of a file can be behind the clock."""
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
    is_learnt = path.name == PurePosixPath(LEARNT_FILE).name
    return is_learnt or "brand_assets" in path.parts or path.suffix.lower() in {".yaml", ".yml"}


async def watch_saves(
    roots: Iterable[Path], since: float = math.inf
) -> AsyncIterator[frozenset[Path]]:
    """Yield the files below *roots* that changed, a burst at a time; folders may appear later.

    Those saved from *since* on, in seconds since 1970, and before the watch began, come first.
    """
    folders = [root / name for root in dict.fromkeys(roots) for name in _FOLDERS]
    while True:
        watched = [folder for folder in folders if folder.is_dir()]
        new: list[Path] = []
        async for found in awatch(
            *watched,
            watch_filter=lambda _change, path: is_source(Path(path)),
            step=_STEP,
            debounce=_LONGEST,
            rust_timeout=_LOOK_FOR_FOLDERS,
            yield_on_timeout=True,
        ):
            # The watch has begun: from here on, no save is missed.
            if missed := _list_saved(watched, since):
                yield missed
            since = math.inf
            if found:
                yield frozenset(Path(path) for _, path in found)
            new = [folder for folder in folders if folder not in watched and folder.is_dir()]
            if new:
                break
        yield frozenset(file for folder in new for file in folder.rglob("*") if is_source(file))


def _list_saved(folders: Iterable[Path], since: float) -> frozenset[Path]:
    """Return the files of themes in *folders* that were saved from *since* on."""
    if since == math.inf:
        return frozenset()
    files = (file for folder in folders for file in folder.rglob("*") if is_source(file))
    return frozenset(file for file in files if _read_save_time(file) >= since - _CLOCK_TICK)


def _read_save_time(file: Path) -> float:
    try:
        return file.stat().st_ctime
    except OSError:
        return 0


async def watch_file(file: Path) -> AsyncIterator[None]:
    """Tell each time when *file* was replaced; neither it nor its folder needs to exist."""
    known = _read_stamp(file)
    while True:
        await asyncio.sleep(_LOOK_AT_FILE)
        if (found := _read_stamp(file)) != known:
            known = found
            yield


def _read_stamp(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns
