"""The command line where modules are not installed: the first word names them, with commas between.

Each line of the input is a list: a folder, and the words of a command to run there. Each line of the
output is the command's exit code, and what it wrote to standard error.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module

from click.testing import CliRunner


def main() -> None:
    """Load all modules of ours anew, and run the commands one after the other."""
    missing = sys.argv[1].split(",")
    for name in [*sys.modules]:
        if name.partition(".")[0] in {"themebuilder", *missing}:
            del sys.modules[name]
    sys.modules.update(dict.fromkeys(missing))
    program = import_module("themebuilder.cli").main
    for line in sys.stdin:
        result = CliRunner().invoke(program, ["-C", *json.loads(line)])
        sys.stdout.write(json.dumps([result.exit_code, result.stderr]) + "\n")
