"""The command line where modules are not installed: the first word names them, with commas between."""

from __future__ import annotations

import sys
from importlib import import_module


def main() -> None:
    """Run the command, with all modules of ours loaded anew."""
    missing = sys.argv.pop(1).split(",")
    for name in [*sys.modules]:
        if name.partition(".")[0] in {"themebuilder", *missing}:
            del sys.modules[name]
    sys.modules.update(dict.fromkeys(missing))
    import_module("themebuilder.__main__").main()
