"""The floor under a build: the same pictures, the same zip writes, and nothing else.

A script of its own: no definition is read, nothing is resolved, checked or read back. The plan says
which pictures are drawn or decoded and encoded, each once, and which bytes go into which zip.
"""

from __future__ import annotations

import json
import sys
import zipfile
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from themebuilder.core.memory import keep_freed_memory
from themebuilder.media import pictures
from themebuilder.media.model import SLOTS

Job = dict[str, object]


def main() -> None:
    """Make every package of the plan."""
    plan = json.loads(Path(sys.argv[1]).read_text())
    target = Path(sys.argv[2])
    target.mkdir(parents=True, exist_ok=True)
    keep_freed_memory()
    jobs = [(theme, str(target)) for theme in plan["themes"]]
    if plan["jobs"] == 1:
        for job in jobs:
            _make(job)
        return
    with ProcessPoolExecutor(plan["jobs"], get_context("fork")) as pool:
        list(pool.map(_make, jobs))


def _make(job: tuple[Job, str]) -> None:
    theme, target = job
    encoded = [_picture(picture) for picture in theme["pictures"]]
    for package in theme["packages"]:
        with zipfile.ZipFile(Path(target) / package["name"], "w", zipfile.ZIP_STORED) as archive:
            for entry in package["entries"]:
                number = entry.get("picture")
                data = encoded[number] if number is not None else entry["text"].encode()
                archive.writestr(entry["name"], data)


def _picture(one: Job) -> bytes:
    slot = SLOTS[str(one["slot"])]
    if "file" in one:
        return pictures.prepare(Path(str(one["file"])).read_bytes(), slot, tuple(one["focus"])).data
    return pictures.draw(
        one["style"], one["color"], one["tone"], one["seed"], slot, mark=one["mark"]
    ).data


if __name__ == "__main__":
    main()
