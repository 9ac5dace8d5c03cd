"""Words in pictures, read by tesseract where the machine has it."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping

PROGRAM = "tesseract"
_PATIENCE = 60
_WORD = re.compile(r"[^\W\d_]{3,}")
_LEAST_SURE = 60
"""How sure of a word the reader must be, of 100."""


def words_in(files: Mapping[str, bytes]) -> dict[str, str] | None:
    """File -> the words that were read in it; None where nothing can read."""
    program = shutil.which(PROGRAM)
    if program is None:
        return None
    found = {}
    for name, data in files.items():
        try:
            run = subprocess.run(  # noqa: S603 - a fixed command; the picture goes in as bytes
                [program, "stdin", "stdout", "--psm", "11", "tsv"],
                input=data,
                capture_output=True,
                timeout=_PATIENCE,
                check=True,
            )
        except (OSError, subprocess.SubprocessError):
            return None
        if words := _words(run.stdout.decode("utf-8", "replace")):
            found[name] = words
    return found


def _words(table: str) -> str:
    """The words of which the reader is sure, from its table: sureness and word come last."""
    rows = (line.split("\t") for line in table.splitlines()[1:])
    return " ".join(
        row[11] for row in rows if len(row) == 12 and _sure(row[10]) and _WORD.fullmatch(row[11])
    )


def _sure(text: str) -> bool:
    try:
        return float(text) >= _LEAST_SURE
    except ValueError:
        return False
