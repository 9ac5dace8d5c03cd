"""Files written whole or not at all, also when the writer is killed or the disk is full.

Files are written into a locked staging folder beside their target, ``.<name>.<random>`` with our own
ending, synced to disk, and then renamed. A killed run leaves only such a folder, without its lock, so
`remove_leftovers` can remove it. The next run that writes there does so first.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache as once
from pathlib import Path, PurePosixPath

from themebuilder.core.messages import _

if sys.platform != "win32":
    import fcntl

_ENDING = ".themebuilder-part"
"""Only ours: paths with this ending are removed without asking."""
_STAGING = re.compile(rf"\..+\.[A-Za-z0-9_]+{re.escape(_ENDING)}")
_CHUNK = 1024 * 1024


def write_whole(path: Path, data: bytes) -> None:
    """Write *data* to *path*, whole or not at all; its mode is 0666 without the umask.

    Raises `OSError`; then *path* is unchanged, and no other file remains.
    """
    replace_all(path.parent, {path.name: data})


def write_to(path: Path, data: bytes) -> None:
    """Write *data* to a path that a person chose, like `write_whole`.

    The target of a link is replaced, not the link. A pipe or device, such as ``/dev/stdout``, is written
    to: replaced by a file, it would be lost for every other program. Raises `OSError`.
    """
    try:
        is_stream = not stat.S_ISREG(path.stat().st_mode) and not path.is_dir()
    except FileNotFoundError:
        is_stream = False
    if not is_stream:
        write_whole(path.resolve() if path.is_symlink() else path, data)
        return
    with path.open("wb", buffering=0) as stream:
        rest = memoryview(data)
        while rest:
            rest = rest[stream.write(rest) :]


def replace_all(
    folder: Path, files: Mapping[str, bytes | Path], *, is_made_again: bool = False
) -> None:
    """Write *files*, by name below *folder*, in place of existing ones.

    All files are written first and then renamed into place, in the order of *files*: a list that names
    the others comes last, so that it never names a missing file. If the process is killed, each file is
    the old or the new one. A `Path` is copied. Folders are created as needed. Files that *is_made_again*
    says can be computed again aren't synced to disk: a power failure may lose them.
    Raises `ValueError` for a name that leaves *folder*, and `OSError`; when a file can't be written or
    a target is a folder, no file was replaced and no other file remains.
    """
    targets = {name: folder / _check_name(name) for name in files}
    remove_leftovers_once(folder)
    if not files:
        return
    folder.mkdir(parents=True, exist_ok=True)
    with _open_staging(folder, next(iter(files))) as staging:
        staged = [staging / str(number) for number in range(len(files))]
        for path, content in zip(staged, files.values(), strict=True):
            _write(path, content)
        # In a second loop, so that the disk can write everything at once.
        for path in () if is_made_again else staged:
            _sync(path)
        for target in targets.values():
            target.parent.mkdir(parents=True, exist_ok=True)
            if target.is_dir():
                raise IsADirectoryError(
                    errno.EISDIR, _("A folder has the file's name"), str(target)
                )
        for path, target in zip(staged, targets.values(), strict=True):
            path.replace(target)
        for parent in () if is_made_again else {target.parent for target in targets.values()}:
            _sync(parent)


@contextlib.contextmanager
def stage(folder: Path, names: Sequence[str]) -> Iterator[Path]:
    """Yield a folder to write *names* to; then move these into *folder*, in this order.

    A name stands for a file, or for a whole folder where *folder* has none, or an empty one.
    When the writing fails, nothing is moved and no file remains.
    """
    remove_leftovers_once(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with _open_staging(folder, "new") as staging:
        yield staging
        for name in names:
            target = folder / name
            if target.is_dir():
                target.rmdir()
            (staging / name).replace(target)
        _sync(folder)


def remove_leftovers(folder: Path) -> tuple[Path, ...]:
    """Remove what killed runs left in *folder*, and return its paths.

    Staging folders in use stay. Without locks, as on Windows, nothing is removed.
    """
    if not folder.is_dir():
        return ()
    with os.scandir(folder) as entries:
        found = sorted(entry.name for entry in entries if _STAGING.fullmatch(entry.name))
    return tuple(folder / name for name in found if _remove_if_stale(folder / name))


@once
def remove_leftovers_once(folder: Path) -> None:
    """Do it once per process; a folder that can't be read is ignored."""
    with contextlib.suppress(OSError):
        remove_leftovers(folder)


@contextlib.contextmanager
def lock_folder(folder: Path, on_wait: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Let one process at a time work in *folder*, which is created if missing.

    Others call *on_wait* and wait. The operating system releases the lock when the process and its forks
    end. On Windows, and on file systems without locks, nobody waits.
    Raises `OSError` where the folder can't be created.
    """
    lock = None
    while lock is None:  # somebody may remove the folder while this process waits
        folder.mkdir(parents=True, exist_ok=True)
        lock = _lock(folder.resolve(), on_wait)
    try:
        yield
    finally:
        os.close(lock)


def _check_name(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts or {"\\", ":", "\0"} & set(name):
        raise ValueError(f"{name!r} is not a name below the folder that is written to.")
    return path


@contextlib.contextmanager
def _open_staging(folder: Path, name: str) -> Iterator[Path]:
    """Create a folder in *folder*, locked while in use and removed afterwards."""
    import tempfile  # noqa: PLC0415 - many runs write nothing

    # The part of the name is for people; a long one must not exceed what a file system takes.
    prefix = f".{PurePosixPath(name).name[:40]}."
    while True:
        path = Path(tempfile.mkdtemp(prefix=prefix, suffix=_ENDING, dir=folder))
        lock = _lock(path)
        if lock is not None:
            break
    try:
        yield path
    finally:
        _remove_folder(path)
        os.close(lock)


def _remove_folder(path: Path) -> None:
    try:
        path.rmdir()  # nearly always: all files were renamed
    except OSError:
        import shutil  # noqa: PLC0415 - as above

        shutil.rmtree(path, ignore_errors=True)


if sys.platform == "win32":

    def _lock(_path: Path, _on_wait: Callable[[], None] = lambda: None) -> int | None:
        """Return something to close: folders can't be locked here."""
        return os.open(os.devnull, os.O_RDONLY)

    def _remove_if_stale(_path: Path) -> bool:
        """Never: without locks a stale folder looks like one in use."""
        return False

    def _sync(path: Path) -> None:
        """Sync a file to disk; a folder can't be opened here."""
        if path.is_file():
            with path.open("rb+") as file:
                os.fsync(file.fileno())

else:

    def _lock(path: Path, on_wait: Callable[[], None] = lambda: None) -> int | None:
        """Lock a folder, waiting for others; None where somebody removed it meanwhile."""
        try:
            lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        # On a file system without locks, leftovers stay too.
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

    def _remove_if_stale(path: Path) -> bool:
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

    def _sync(path: Path) -> None:
        """Sync a file or a folder's list of names to disk."""
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _write(path: Path, content: bytes | Path) -> None:
    # A new file, so that the umask decides its mode, not the mode of a copied file.
    with path.open("xb") as file:
        if isinstance(content, bytes):
            file.write(content)
        else:
            with content.open("rb") as source:
                while chunk := source.read(_CHUNK):
                    file.write(chunk)
