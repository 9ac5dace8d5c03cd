"""Saves in a workspace, without the temporary files of editors."""

from __future__ import annotations

import asyncio
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
    return is_learnt or "brand_assets" in path.parts or path.suffix in {".yaml", ".yml"}


async def watch_saves(roots: Iterable[Path]) -> AsyncIterator[frozenset[Path]]:
    """Yield the files below *roots* that changed, a burst at a time; folders may appear later."""
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
            if found:
                yield frozenset(Path(path) for _, path in found)
            new = [folder for folder in folders if folder not in watched and folder.is_dir()]
            if new:
                break
        yield frozenset(file for folder in new for file in folder.rglob("*") if is_source(file))


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
