"""The file of learnt facts in a workspace; `learnt` says what is in it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from themebuilder.core.messages import _
from themebuilder.core.problems import Place, problem
from themebuilder.core.reading import TooLargeError, describe_os_error, read_file
from themebuilder.platform.errors import PlatformError

if TYPE_CHECKING:
    from themebuilder.platform.learnt import LearntFacts

LEARNT_FILE = "themes/platform.json"
MAX_BYTES = 16 * 1024 * 1024


def read_learnt(root: Path) -> LearntFacts | None:
    """Return the facts learnt in the workspace at *root*, or None.

    Raises `PlatformError` for an unusable file.
    """
    data = _read_bytes(root)
    if data is None:
        return None
    from themebuilder.platform.learnt import LearntFacts  # noqa: PLC0415 - most workspaces have none

    return LearntFacts.from_json(data, Place(LEARNT_FILE))


def hash_learnt(root: Path) -> str:
    """Return the SHA-256 of the learnt facts, or an empty text where there are none."""
    data = _read_bytes(root)
    return "" if data is None else hashlib.sha256(data).hexdigest()


def _read_bytes(root: Path) -> bytes | None:
    try:
        data = read_file(root / LEARNT_FILE, MAX_BYTES)
    except FileNotFoundError:
        return None
    except OSError as error:
        message = _("The file can't be read: {reason}.", reason=describe_os_error(error))
        raise PlatformError([problem("file-unreadable", message, Place(LEARNT_FILE))]) from None
    except TooLargeError:
        message = _("The file has more than {limit:,} bytes.", limit=MAX_BYTES)
        raise PlatformError([problem("file-too-large", message, Place(LEARNT_FILE))]) from None
    return data
