"""Two processes that write into one folder, and one that takes the cache away from another."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.faults import scenes
from tests.faults.place import Answer, Place, ended, snapshot, state
from tests.faults.scenes import Scene, Words
from tests.faults.table import Row


def at_once(place: Place, commands: Sequence[Words]) -> list[Answer]:
    """The answers of commands that run at the same time."""
    return [ended(process) for process in [place.start(*words) for words in commands]]


def find_unlisted(out: Path) -> list[str]:
    """What is wrong with the lists of a build folder: each package stands in both, as it is."""
    themes = json.loads((out / "catalogue.json").read_bytes())["themes"]
    listed = {file["name"]: file["sha256"] for theme in themes for file in theme["files"]}
    lines = (out / "SHA256SUMS").read_text().splitlines()
    sums = dict(reversed(line.split("  ")) for line in lines)
    there = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in out.glob("*.zip")}
    named = {"catalogue.json": listed, "SHA256SUMS": sums}
    return [f"{name} does not say what is there." for name, said in named.items() if said != there]


def builds(folder: Path, runs: int) -> Row:
    """Builds of different themes, and of the same one, into one folder."""
    row = Row("two at once: build into one folder")
    place = Place(folder)
    scenes.workspace(place, count=4)
    for number in range(runs):
        shutil.rmtree(place.folder / "out", ignore_errors=True)
        themes = (("ward-0", "ward-1"), ("ward-2", "ward-3"), ("ward-1", "ward-2"))
        chosen = themes[:2] if number % 2 else (themes[0], themes[2])
        cached = ("--no-cache",) if number % 2 else ()
        answers = at_once(place, [(*cached, "build", *each, "-o", "../out") for each in chosen])
        finds = [one.first_line for one in answers if one.code or not one.is_proper]
        row.add("new", answers[0], *finds, *find_unlisted(place.folder / "out"))
    return row


def same(name: str, scene: Scene, folder: Path, runs: int) -> Row:
    """The same command twice at once: one may say that it is done already."""
    row = Row(f"two at once: {name}")
    before, place = Place(folder / "before"), Place(folder / "place")
    words = scene(place)
    before.copied_from(place)
    place.run(*words)
    old, new = snapshot(before.folder), snapshot(place.folder)
    for _ in range(runs):
        place.copied_from(before)
        answers = at_once(place, [words, words])
        finds = [one.first_line for one in answers if not one.is_proper]
        if min(one.code for one in answers):
            finds.append("Neither was done.")
        ends = state(snapshot(place.folder), old, new)
        if ends != "new":
            finds.append(f"What is there is {ends}.")
        row.add(ends, max(answers, key=lambda one: one.code), *finds)
    return row


def without_cache(folder: Path, runs: int) -> Row:
    """A build while somebody deletes the cache, again and again."""
    row = Row("cache folder deleted during a build")
    place = Place(folder)
    words = scenes.cache(place)
    place.run(*words)
    new = snapshot(place.folder)
    for _ in range(runs):
        shutil.rmtree(place.folder / "out")
        process = place.start(*words)
        while process.poll() is None:
            shutil.rmtree(place.folder / "cache", ignore_errors=True)
            time.sleep(0.01)
        answer = ended(process)
        ends = state(snapshot(place.folder), new, new)
        row.add(ends, answer, *([answer.first_line] if answer.code else []))
    return row


def worker(folder: Path, runs: int) -> Row:
    """A process of a build is killed alone, as by a kernel short of memory.

    Now one of two that make packages, and now the one that holds definitions against their schemas.
    """
    row = Row("one worker killed during a build")
    before, place = Place(folder / "before"), Place(folder / "place")
    words = scenes.build(place)
    before.copied_from(place)
    place.run(*words)
    old, new = snapshot(before.folder), snapshot(place.folder)
    for number in range(runs):
        place.copied_from(before)
        process = place.start(*words)
        while process.poll() is None:
            workers = _children(process.pid)
            if len(workers) >= 2 - number % 2:
                os.kill(workers[-1], signal.SIGKILL)
                break
            time.sleep(0.002)
        answer = ended(process)
        ends = state(snapshot(place.folder), old, new)
        finds = []
        if not answer.is_proper or (answer.code == 0) != (ends == "new"):
            finds.append(f"It answers {answer.code}: {answer.first_line}")
        if place.run(*words).code or snapshot(place.folder) != new:
            finds.append("Run again it does not mend.")
        row.add(ends, answer, *finds)
    return row


def _children(pid: int) -> list[int]:
    """The processes that *pid* started and that are there still."""
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def rows(folder: Path, runs: int) -> Iterator[Row]:
    """Each of them, *runs* times."""
    yield builds(folder / "builds", runs)
    for name, scene in (
        ("the same build", scenes.build),
        ("the same import", scenes.import_),
        ("the same texts import", scenes.texts),
        ("init", scenes.init),
    ):
        yield same(name, scene, folder / name.replace(" ", "-"), runs)
    yield without_cache(folder / "cache", runs)
    yield worker(folder / "worker", runs)
