"""The platform that a workspace builds for: what is shipped, and what its own deployment showed.

`themebuilder platform learn` writes ``themes/platform.json``; its facts come before shipped ones.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from themebuilder.core.problems import Place, ThemeError, problem
from themebuilder.definitions.discovery import TooLargeError, read_file

if TYPE_CHECKING:
    from themebuilder.platform.known import Platform
    from themebuilder.platform.learnt import Learnt

LEARNT_FILE = "themes/platform.json"
MAX_BYTES = 16 * 1024 * 1024


def platform(root: Path, target: str) -> Platform:
    """What is known of *target* in the workspace at *root*.

    Raises `ThemeError` where the file with learnt facts cannot be used.
    """
    from themebuilder.platform.loading import load  # noqa: PLC0415 - not for its digest alone

    found = learnt(root)
    return load(target).extended(found, Place(LEARNT_FILE)) if found else load(target)


def learnt(root: Path) -> Learnt | None:
    """The facts that were learnt in the workspace at *root*, or None; raises as `platform` does."""
    from themebuilder.platform.learnt import Learnt  # noqa: PLC0415 - as above

    data = _bytes(root)
    return None if data is None else Learnt.from_json(data, Place(LEARNT_FILE))


def learnt_digest(root: Path) -> str:
    """A name for what was learnt, as it stands; an empty text where nothing was."""
    data = _bytes(root)
    return "" if data is None else hashlib.sha256(data).hexdigest()


def _bytes(root: Path) -> bytes | None:
    try:
        data = read_file(root / LEARNT_FILE, MAX_BYTES)
    except FileNotFoundError:
        return None
    except OSError as error:
        message = f"The file cannot be read: {error.strerror}."
        raise ThemeError([problem("file-unreadable", message, Place(LEARNT_FILE))]) from None
    except TooLargeError:
        message = f"The file has more than {MAX_BYTES:,} bytes."
        raise ThemeError([problem("file-too-large", message, Place(LEARNT_FILE))]) from None
    return data
