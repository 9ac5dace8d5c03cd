"""A command killed with its workers, at any moment: what it changed is old or new, never half."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.faults.place import STAGING, Answer, Place, Snapshot, UntriedError, snapshot, state
from tests.faults.scenes import SCENES, Scene, Words, prepare_scene
from tests.faults.table import Row


@dataclass(frozen=True)
class Known:
    """A scene as it is before and after, and how long and by how many changes it comes there."""

    before: Place
    place: Place
    words: Words
    old: Snapshot
    new: Snapshot
    changes: int
    seconds: float

    def after(self, answer: Answer, row: Row) -> None:
        """Look at what a killed command left, and run it again."""
        ended = state(snapshot(self.place.folder), self.old, self.new)
        again = self.place.run(*self.words)
        found = snapshot(self.place.folder)
        finds = []
        is_told_done = ended == "new" and again.code == 1
        if not again.is_proper or (again.code and not is_told_done):
            finds.append(f"Run again it answers {again.code}: {again.first_line}")
        differing = {path for path in {*found, *self.new} if found.get(path) != self.new.get(path)}
        finds += [
            f"Run again it leaves {path} other than a run that was not killed."
            for path in sorted(differing)
            if STAGING + "/" not in path
        ]
        row.add(ended, answer, *finds)


def known(scene: Scene, folder: Path) -> Known:
    """Make a scene, and run its command once to the end."""
    before, place = Place(folder / "before"), Place(folder / "place")
    # Made where it will stand, for the sake of what holds a path.
    _, words = prepare_scene(scene, place.folder)
    before.copied_from(place)
    started = time.monotonic()
    changes, answer = place.changes(*words)
    seconds = time.monotonic() - started
    assert answer.code == 0, answer.err
    new = snapshot(place.folder)
    return Known(before, place, words, snapshot(before.folder), new, changes, seconds)


def kill(name: str, scene: Scene, folder: Path, runs: int, random: Random) -> Row:
    """Kill the scene's command *runs* times: a third by the clock, the others at a change to the disk."""
    row = Row(f"kill -9: {name}")
    one = known(scene, folder)
    for number in range(runs):
        one.place.copied_from(one.before)
        if number % 3 == 0:
            answer = one.place.killed_after(random.uniform(0, one.seconds * 1.05), *one.words)
        else:
            answer = one.place.killed_at(random.randint(1, one.changes), *one.words)
        one.after(answer, row)
    return row


def rows(folder: Path, runs: int, random: Random) -> Iterator[Row]:
    """Each scene, killed its share of *runs* times."""
    shares = sum(share for _, share in SCENES.values())
    for name, (scene, share) in SCENES.items():
        count = max(2, round(runs * share / shares))
        try:
            yield kill(name, scene, folder / name.split(maxsplit=1)[0], count, random)
        except UntriedError as why:
            yield Row(f"kill -9: {name}").untried(why)
