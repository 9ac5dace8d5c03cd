"""The command line where modules are not installed: the first word names them, with commas between.

Each line of the input is a list: a folder, and the words of a command to run there. Each line of the
output is the command's exit code, and what it wrote to standard error.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module


def main() -> None:
    """Load all modules of ours anew, once; then run each command in a process of its own."""
    missing = sys.argv[1].split(",")
    for name in [*sys.modules]:
        if name.partition(".")[0] in {"themebuilder", *missing}:
            del sys.modules[name]
    sys.modules.update(dict.fromkeys(missing))
    run = import_module("themebuilder.__main__").main
    for module in {module for module, _line in import_module("themebuilder.cli").COMMANDS.values()}:
        with suppress(ModuleNotFoundError):
            import_module(f"themebuilder.cli.{module}")
    for line in sys.stdin:
        folder, *words = json.loads(line)
        with tempfile.TemporaryFile() as said:
            if (process := os.fork()) == 0:
                _run(run, folder, words, said.fileno())
            code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
            said.seek(0)
            sys.stdout.write(json.dumps([code, said.read().decode()]) + "\n")


def _run(run: Callable[[], None], folder: str, words: list[str], said: int) -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream, file in ((0, nothing), (1, nothing), (2, said)):
        os.dup2(file, stream)
    os.chdir(folder)
    sys.argv = ["themebuilder", *words]
    code = 255
    try:
        run()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    finally:
        os._exit(code)
