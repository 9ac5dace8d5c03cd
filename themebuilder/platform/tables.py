"""The tables in ``data/``, and the component versions that they know; `shipped` makes records of them.

A module of its own, as a build without changes needs no records.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

LATEST = "27"
"""The newest component version line that is known."""
_DATA = Path(__file__).parent / "data"


@cache
def read_data(name: str) -> dict[str, Any]:
    """Return the content of one of the files in ``data/``."""
    data: dict[str, Any] = json.loads((_DATA / f"{name}.json").read_bytes())
    return data


@cache
def load_versions() -> tuple[str, ...]:
    """Return the component versions that are known in full, the oldest first, as ``22.0.3``."""
    return tuple(read_data("translations")["versions"])


@cache
def list_lines() -> tuple[str, ...]:
    """Return the component version lines that can be targets, the oldest first, as ``22``."""
    return tuple(version.split(".")[0] for version in load_versions())
