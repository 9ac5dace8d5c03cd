"""Files written whole or not at all, also when the writer is killed or the disk is full.

Whatever is written is written into a staging folder beside its target, ``.<name>.<random>`` and our
own ending, brought to disk there, and then renamed. A killed run leaves such a folder and nothing
else; its lock died with it, so that `sweep` can tell it from one that is in use. Whoever writes into
a folder next sweeps it first.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache as once
from pathlib import Path, PurePosixPath

if sys.platform != "win32":
    import fcntl

_ENDING = ".themebuilder-part"
"""Nobody else's files end with it: what does is removed without a question."""
_STAGING = re.compile(rf"\..+\.[A-Za-z0-9_]+{re.escape(_ENDING)}")
_CHUNK = 1024 * 1024


def write_whole(path: Path, data: bytes) -> None:
    """Put *data* at *path*, whole or not at all; its mode is what the umask leaves of 0666.

    Raises `OSError`; then what was at *path* is there still, and nothing is left over.
    """
    replace_all(path.parent, {path.name: data})


def replace_all(
    folder: Path, files: Mapping[str, bytes | Path], *, is_made_again: bool = False
) -> None:
    """Put *files*, by name below *folder*, in place of those that are there.

    Everything is written first; only then the files are renamed into place, in the order of *files*:
    give the list that names the others last, and it never names what is not there. Killed at any
    moment, each file is the old one or the new one. A `Path` is copied. Folders are made as needed.
    What *is_made_again* at will is not waited for until the disk has it: after a power failure it may
    be missing, and after anything less it is whole.
    Raises `ValueError` for a name that leads elsewhere, and `OSError`; when something cannot be
    written or a target is a folder, no file was replaced and nothing is left over.
    """
    targets = {name: folder / _relative(name) for name in files}
    sweep_once(folder)
    if not files:
        return
    folder.mkdir(parents=True, exist_ok=True)
    with _staging(folder, next(iter(files))) as staging:
        staged = [staging / str(number) for number in range(len(files))]
        for path, content in zip(staged, files.values(), strict=True):
            _write(path, content)
        # In a second round, so that the disk can take all of it in one go.
        for path in () if is_made_again else staged:
            _bring_to_disk(path)
        for target in targets.values():
            target.parent.mkdir(parents=True, exist_ok=True)
            if target.is_dir():
                raise IsADirectoryError(f"{target} is a folder; a file was to be written there.")
        for path, target in zip(staged, targets.values(), strict=True):
            path.replace(target)
        for parent in () if is_made_again else {target.parent for target in targets.values()}:
            _bring_to_disk(parent)


def sweep(folder: Path) -> tuple[Path, ...]:
    """Remove what killed runs left in *folder*, and say what it was.

    The staging of a run that is still writing is left alone. Where the file system has no locks, and
    on Windows, nothing can be told apart and nothing is removed.
    """
    if not folder.is_dir():
        return ()
    with os.scandir(folder) as entries:
        found = sorted(entry.name for entry in entries if _STAGING.fullmatch(entry.name))
    return tuple(folder / name for name in found if _removed_if_stale(folder / name))


@once
def sweep_once(folder: Path) -> None:
    """Sweep, if this process has not done it; a folder that cannot be read is left as it is."""
    with contextlib.suppress(OSError):
        sweep(folder)


@contextlib.contextmanager
def lock_folder(folder: Path, on_wait: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Let one process at a time work in *folder*, which is made where it is missing.

    The others wait, after *on_wait* was called. The lock is the operating system's: it ends with the
    process, and with the processes that it forked meanwhile, however they end. On Windows, and where
    the file system has no locks, nobody waits.
    Raises `OSError` where the folder cannot be made.
    """
    lock = None
    while lock is None:  # somebody may remove the folder while this process waits
        folder.mkdir(parents=True, exist_ok=True)
        lock = _locked(folder.resolve(), on_wait)
    try:
        yield
    finally:
        os.close(lock)


def _relative(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts or {"\\", ":", "\0"} & set(name):
        raise ValueError(f"{name!r} is not a name below the folder that is written to.")
    return path


@contextlib.contextmanager
def _staging(folder: Path, name: str) -> Iterator[Path]:
    """A new folder in *folder* that is locked while it is in use, and gone afterwards."""
    # Many a run writes nothing.
    import shutil  # noqa: PLC0415
    import tempfile  # noqa: PLC0415

    # The part of the name is for people; a long one must not exceed what a file system takes.
    prefix = f".{PurePosixPath(name).name[:40]}."
    while True:
        path = Path(tempfile.mkdtemp(prefix=prefix, suffix=_ENDING, dir=folder))
        lock = _locked(path)
        if lock is not None:
            break
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
        os.close(lock)


if sys.platform == "win32":

    def _locked(_path: Path, _on_wait: Callable[[], None] = lambda: None) -> int | None:
        """Something to close: folders cannot be locked here."""
        return os.open(os.devnull, os.O_RDONLY)

    def _removed_if_stale(_path: Path) -> bool:
        """Never: without locks a stale folder looks like one in use."""
        return False

    def _bring_to_disk(path: Path) -> None:
        """Have the disk take a file now; a folder cannot be opened here."""
        if path.is_file():
            with path.open("rb+") as file:
                os.fsync(file.fileno())

else:

    def _locked(path: Path, on_wait: Callable[[], None] = lambda: None) -> int | None:
        """The lock on a folder, waited for; None where somebody removed the folder meanwhile."""
        try:
            lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        # A file system without locks has no sweep either.
        with contextlib.suppress(OSError):
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                on_wait()
                fcntl.flock(lock, fcntl.LOCK_EX)
        if _is_still(path, lock):
            return lock
        os.close(lock)
        return None

    def _removed_if_stale(path: Path) -> bool:
        import shutil  # noqa: PLC0415 - as above

        flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            lock = os.open(path, flags)
        except OSError:
            return False
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(path)
        except OSError:
            return False
        finally:
            os.close(lock)
        return True

    def _is_still(path: Path, handle: int) -> bool:
        try:
            return os.path.samestat(path.lstat(), os.fstat(handle))
        except FileNotFoundError:
            return False

    def _bring_to_disk(path: Path) -> None:
        """Have the disk take a file or a folder's list of names now."""
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _write(path: Path, content: bytes | Path) -> None:
    # Made by the kernel with the umask of this process; a copied file's own mode does not count.
    with path.open("xb") as file:
        if isinstance(content, bytes):
            file.write(content)
        else:
            with content.open("rb") as source:
                while chunk := source.read(_CHUNK):
                    file.write(chunk)
