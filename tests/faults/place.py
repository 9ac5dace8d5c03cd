"""A folder in which commands run as processes of their own, and what they leave there."""

from __future__ import annotations

import hashlib
import os
import select
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from tests import warm

REPOSITORY = Path(__file__).parents[2]
STAGING = ".themebuilder-part"
ANSWERS = {0, 1, 2, 3, 4}
"""How a command may end when something befell it; 70 would be a fault of our own."""
LONG = 120
"""Seconds after which a process is taken for hung."""

Snapshot = Mapping[str, str]
"""Each file by its path below a folder, with the digest of its bytes; folders have none."""


@dataclass(frozen=True)
class Answer:
    """How a process ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def is_proper(self) -> bool:
        """Whether it is a message and an exit code, and no traceback."""
        return self.code in ANSWERS and "Traceback" not in self.out + self.err

    @property
    def first_line(self) -> str:
        """What a person reads first: of the complaint, if there is one."""
        lines = [line for line in (self.err + self.out).splitlines() if line.strip()]
        return lines[0].strip() if lines else ""


@dataclass(frozen=True)
class Process:
    """A command that runs, and the files that it writes what it says to."""

    pid: int
    said: socket.socket
    out: IO[bytes]
    err: IO[bytes]

    def has_ended(self, within: float = 0) -> bool:
        """Whether it ends within that many seconds."""
        return bool(select.select([self.said], [], [], within)[0])


@dataclass(frozen=True)
class Place:
    """A workspace in ``own/``, and beside it everything else that a command writes to."""

    folder: Path
    server: str
    """Where processes are started; see `tests.warm`."""

    @property
    def own(self) -> Path:
        """The workspace."""
        return self.folder / "own"

    def write(self, files: Mapping[str, str | bytes]) -> None:
        """Write files of the workspace."""
        for name, content in files.items():
            file = self.own / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content if isinstance(content, bytes) else content.encode())

    def start(self, *words: str, child: tuple[str, ...] = (), stdout: int | None = None) -> Process:
        """The command *words*, started in the workspace, with its workers in a group of its own.

        *child* are options of `tests.faults.child`.
        """
        for name in ("own", "tmp"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        environment = {
            **{name: value for name, value in os.environ.items() if name in {"PATH", "LANG"}},
            "HOME": str(self.folder / "tmp"),
            "TMPDIR": str(self.folder / "tmp"),
            "XDG_CACHE_HOME": str(self.folder / "cache"),
            "XDG_DATA_HOME": str(self.folder / "data"),
        }
        with Path(os.devnull).open() as nothing, ExitStack() as failing:
            out, err = (failing.enter_context(tempfile.TemporaryFile()) for _ in range(2))
            streams = [nothing.fileno(), stdout or out.fileno(), err.fileno()]
            pid, said = warm.ask(
                self.server,
                streams,
                str(self.own),
                environment,
                "tests.faults.child",
                [*child, "--", *words],
            )
            failing.pop_all()
        return Process(pid, said, out, err)

    def run(self, *words: str, **how: Any) -> Answer:
        """The answer of a command that runs to its end; see `start`."""
        return wait_for_end(self.start(*words, **how))

    def count_changes(self, *words: str, die_at: int = 0) -> tuple[int, Answer]:
        """How many changes a command makes to the disk; killed with its workers before one of them."""
        file = self.folder.parent / "changes"
        file.write_bytes(bytes(8))
        answer = self.run(*words, child=("--count", str(file), "--die-at", str(die_at)))
        return int.from_bytes(file.read_bytes(), sys.byteorder), answer

    def copy_from(self, other: Place) -> None:
        """The same as in *other*: at one path, as some files hold paths."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(other.folder, self.folder, symlinks=True)


def wait_for_end(process: Process) -> Answer:
    """The answer of a process; one that hangs is killed, and answers with that."""
    if not (is_ended := process.has_ended(LONG)):
        os.killpg(process.pid, signal.SIGKILL)
    with process.said, process.out as out, process.err as err:
        code = process.said.recv(1)
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode(errors="replace"))
    if not is_ended:
        return Answer(-1, texts[0], f"It hung.\n{texts[1]}")
    return Answer(code[0] if code else -signal.SIGKILL, *texts)


def take_snapshot(folder: Path) -> Snapshot:
    """Everything below *folder* that a later run could meet; not what the system cleans up."""
    found = {}
    for where, folders, files in os.walk(folder):
        if Path(where) == folder:
            folders[:] = [name for name in folders if name != "tmp"]
        if Path(where) == folder / "cache":
            # A browser has a cache there too.
            folders[:] = [name for name in folders if name == "themebuilder"]
        for name in (*folders, *files):
            path = Path(where, name)
            digest = hashlib.sha256(path.read_bytes()).hexdigest() if name in files else ""
            if not _is_right_entry(path, folder / "cache"):
                found[path.relative_to(folder).as_posix()] = digest
    return found


def _is_right_entry(path: Path, cache: Path) -> bool:
    """Whether it is a folder of the cache, or an entry that holds what its first line promises.

    Which ones are there differs between runs that were killed elsewhere.
    """
    if not path.is_relative_to(cache) or path.name.endswith(STAGING):
        return False
    if path.is_dir():
        return True
    promised, _, data = path.read_bytes().partition(b"\n")
    return hashlib.sha256(data).hexdigest().encode() == promised and path.name[0] != "."


def classify_state(now: Snapshot, old: Snapshot, new: Snapshot) -> str:
    """``old``, ``new``, ``between`` where each file is one or the other, or ``half``."""
    files = {
        path: {one.get(path, "") for one in (old, new)}
        for path in {*now, *old, *new}
        if not any(part.endswith(STAGING) for part in path.split("/"))
    }
    if any(now.get(path, "") not in known for path, known in files.items()):
        return "half"
    for name, whole in (("new", new), ("old", old)):
        if all(now.get(path, "") == whole.get(path, "") for path in files):
            return name
    return "between"
