"""Disks that are full, can only be read or belong to somebody else; files may not grow."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.faults import scenes
from tests.faults.place import STAGING, Answer, Place, Snapshot, UntriedError, snapshot, state
from tests.faults.scenes import Scene, Words
from tests.faults.table import Row

NOBODY = 65534
FILLER = "filler"
_WITHOUT_RIGHTS = ("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--")
"""Root without the rights that let root pass everywhere: a stranger to other people's folders."""

CASES: tuple[tuple[str, Scene, str, bool], ...] = (
    ("build, its output", scenes.build, "out", False),
    ("build, the cache", scenes.cache, "cache", True),
    ("build, TMPDIR", scenes.build, "tmp", True),
    ("import, the workspace", scenes.import_, "own", False),
    ("import, the cache", scenes.import_, "cache", True),
    ("import, TMPDIR", scenes.import_, "tmp", False),
    ("texts import, the workspace", scenes.texts, "own", False),
    ("init, its folder", scenes.init, "own", False),
    ("schema --write, the workspace", scenes.schemas, "own", False),
    ("script -o, its output", scenes.script, "out", False),
    ("accessibility -o, its output", scenes.accessibility, "out", False),
    ("platform learn, the workspace", scenes.learn, "own", False),
    ("screenshots -o, its output", scenes.screenshots, "out", False),
)
"""What is done, the folder beside the workspace that is out of order, and whether it goes on."""


@contextmanager
def mount(folder: Path) -> Iterator[None]:
    """A disk of its own for *folder*, with what is there."""
    folder.mkdir(parents=True, exist_ok=True)
    aside = folder.parents[1] / "aside"
    shutil.copytree(folder, aside)
    command = ["mount", "-t", "tmpfs", "-o", "size=64m,mode=755", "tmpfs", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise UntriedError("mounting is refused here")
        try:
            shutil.copytree(aside, folder, dirs_exist_ok=True)
            yield
        finally:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
    finally:
        shutil.rmtree(aside)


@contextmanager
def full(folder: Path, left: int) -> Iterator[None]:
    """A disk with *left* bytes left."""
    with mount(folder):
        disk = os.statvfs(folder)
        filler = folder / FILLER
        with filler.open("wb") as file:
            for _ in range((disk.f_bavail * disk.f_frsize - left) // 4096):
                file.write(bytes(4096))
        yield


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """A disk that can only be read."""
    with mount(folder):
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        yield


@contextmanager
def anothers(folder: Path) -> Iterator[None]:
    """A folder of somebody else, with everything in it."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            raise UntriedError("there is no setpriv to give up root's rights with")
        for path in (folder, *folder.rglob("*")):
            os.chown(path, NOBODY, NOBODY)
    folder.chmod(0o555)
    try:
        yield
    finally:
        folder.chmod(0o755)


@dataclass(frozen=True, slots=True)
class Known:
    """What a case does: the files *before* it, and what is there when it is done, *old* and *new*."""

    words: Words
    before: Place
    place: Place
    old: Snapshot
    new: Snapshot

    def ended(self) -> tuple[str, list[str]]:
        """Whether what is there now is old, new, between or half, and what was left over."""
        now = {path: one for path, one in snapshot(self.place.folder).items() if FILLER not in path}
        # Folders may be there already, or still.
        files = (
            {path: one for path, one in each.items() if one} for each in (now, self.old, self.new)
        )
        return state(*files), [path for path in now if path.endswith(STAGING)]


Fault = Callable[[Path], contextlib.AbstractContextManager[None]]
FAULTS: dict[str, tuple[tuple[Fault, ...], tuple[str, ...]]] = {
    "disk full": (
        tuple(lambda folder, left=left: full(folder, left) for left in (0, 8192, 120_000)),
        (),
    ),
    "read only": ((read_only,), ()),
    "not permitted": ((anothers,), _WITHOUT_RIGHTS if os.geteuid() == 0 else ()),
}
"""Each with its variants, and what the command is started with."""


def judge(row: Row, answer: Answer, ended: str, left_over: list[str], *, goes_on: bool) -> None:
    """Hold an answer to what was promised: all new, or a message with a remedy and nothing new."""
    finds = []
    if not answer.is_proper:
        finds.append(f"It answers {answer.code}: {answer.err.strip().splitlines()[-1:]}")
    if answer.code == 0 and ended != "new":
        finds.append(f"It answers 0, and what is there is {ended}.")
    if answer.code and goes_on:
        finds.append(f"It answers {answer.code} where it could go on: {answer.first_line}")
    if answer.code and "help:" not in answer.err:
        finds.append(f"It does not say what to do: {answer.first_line}")
    if left_over:
        finds.append(f"It leaves behind {left_over[0].rpartition('.')[2]}")
    row.add(ended, answer, *finds)


def known(case: tuple[str, Scene, str, bool], folder: Path) -> Known:
    """A case done once without a fault: how it began, and how it ends."""
    before, place = Place(folder / "before"), Place(folder / "place")
    words = case[1](place)
    before.copied_from(place)
    answer = place.run(*words)
    assert answer.code == 0, answer.err
    return Known(words, before, place, snapshot(before.folder), snapshot(place.folder))


def try_fault(fault: str, case: tuple[str, Scene, str, bool], folder: Path) -> Row:
    """One case under one fault, in all its variants."""
    name, _, target, goes_on = case
    row, one = Row(f"{fault}: {name}"), known(case, folder)
    variants, started_with = FAULTS[fault]
    for variant in variants:
        one.place.copied_from(one.before)
        with variant(one.place.folder / target):
            answer = one.place.run(*one.words, started_with=started_with)
            judge(row, answer, *one.ended(), goes_on=goes_on)
    return row


def limited(case: tuple[str, Scene, str, bool], folder: Path, largest: int = 100) -> Row:
    """One case in a process whose files may not grow beyond *largest* bytes: portable everywhere."""
    row, one = Row(f"files may not grow: {case[0].partition(',')[0]}"), known(case, folder)
    one.place.copied_from(one.before)
    answer = one.place.run(*one.words, child=("--largest-file", str(largest)))
    judge(row, answer, *one.ended(), goes_on=False)
    return row


def output_is_full(folder: Path) -> Row:
    """Standard output goes to a full disk."""
    row = Row("disk full: standard output")
    place = Place(folder)
    scenes.workspace(place)
    for words in (("check", "--json"), ("list",), ("schema", "theme"), ("show", "ward-0")):
        with Path("/dev/full").open("wb") as stdout:
            judge(row, place.run(*words, stdout=stdout.fileno()), "old", [], goes_on=False)
    return row


def rows(folder: Path) -> Iterator[Row]:
    """Every case under every fault; what this machine refuses is said in a row."""
    for fault in FAULTS:
        for number, case in enumerate(CASES):
            at = folder / f"{fault.replace(' ', '-')}-{number}"
            try:
                yield try_fault(fault, case, at)
            except UntriedError as why:
                yield Row(f"{fault}: {len(CASES) - number} of {len(CASES)} cases").untried(why)
                break
            finally:
                shutil.rmtree(at, ignore_errors=True)
    for number, case in enumerate(CASES):
        if case[2] in {"out", "own"} and case[1] is not scenes.screenshots:
            yield limited(case, folder / f"limited-{number}")
    yield output_is_full(folder / "stdout")
