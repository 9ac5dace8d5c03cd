"""The target versions that are known."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

LATEST = "27"
"""The newest component version line that is known."""

_DATA = Path(__file__).parent / "data"


@cache
def versions() -> tuple[str, ...]:
    """The component versions that are known in full, the oldest first, as ``22.0.3``."""
    return tuple(read("translations")["versions"])


@cache
def lines() -> tuple[str, ...]:
    """The component version lines that can be targets, the oldest first, as ``22``."""
    return tuple(version.split(".")[0] for version in versions())


@cache
def read(name: str) -> dict[str, Any]:
    """One of the files in ``data/``."""
    data: dict[str, Any] = json.loads((_DATA / f"{name}.json").read_bytes())
    return data
