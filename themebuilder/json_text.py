"""JSON as the packages hold it."""

from __future__ import annotations

import json


def compact(value: object) -> bytes:
    """*value* as UTF-8 JSON without a blank, in the order given: the way the portal writes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def indented(value: object) -> bytes:
    """*value* as UTF-8 JSON that a person can read, ending in a newline."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
