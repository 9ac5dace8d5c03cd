"""The command line in a process that is killed or disturbed; `tests.warm` starts it.

The options end with ``--``; what follows is the command. A change is a file or folder that is opened
to be written, made, renamed or removed, as Python's own audit tells it, in this process and its
workers; not in the folder for temporary files.
"""

from __future__ import annotations

import argparse
import mmap
import os
import resource
import signal
import sys
from pathlib import Path

from themebuilder.__main__ import main as run

_CHANGES = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link"}
_WRITES = os.O_WRONLY | os.O_RDWR


def watch(file: Path, die_at: int) -> None:
    """Count the changes in *file*, and kill the whole group before the one of number *die_at*."""
    with file.open("r+b") as opened:
        count = mmap.mmap(opened.fileno(), 8)

    elsewhere = os.environ["TMPDIR"]

    def count_change(event: str, arguments: tuple[object, ...]) -> None:
        is_written = event == "open" and isinstance(flags := arguments[2], int) and flags & _WRITES
        if not is_written and event not in _CHANGES:
            return
        if str(arguments[0]).startswith(elsewhere):
            return
        number = int.from_bytes(count[:8], sys.byteorder) + 1
        count[:8] = number.to_bytes(8, sys.byteorder)
        if number == die_at:
            os.killpg(0, signal.SIGKILL)

    sys.addaudithook(count_change)


def parse_options() -> argparse.Namespace:
    """What is to happen, and the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=Path)
    parser.add_argument("--die-at", type=int, default=0)
    parser.add_argument("--largest-file", type=int, help="Bytes; the disk is full beyond.")
    parser.add_argument("words", nargs="*")
    return parser.parse_args()


def main() -> None:
    """Run the command."""
    # No compiled module counts as a change.
    sys.dont_write_bytecode = True
    asked = parse_options()
    if asked.largest_file is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (asked.largest_file, asked.largest_file))
    if asked.count:
        watch(asked.count, asked.die_at)
    sys.argv = ["themebuilder", *asked.words]
    run()
