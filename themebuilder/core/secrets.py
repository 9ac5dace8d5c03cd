"""Passwords and tokens in addresses: found, and left out of everything that is shown."""

from __future__ import annotations

import re

_BEFORE_HOST = re.compile(
    r"(?<=//)(?:[^\s/?#@]{1,500}|[^\s/?#:@]{0,100}:(?!\d{1,5}[/?#])\S{0,200})@"
)
"""``user:password@``, also with a password that would have to be escaped: ``user:pa/ss@``."""
_IN_QUERY = re.compile(
    r"([?&;#][\w.\[\]-]{0,40}?"
    r"(?:token|secret|passw(?:or)?d|pwd|pass|api[_-]?key|key|auth|signature|sig|jwt|credentials?)"
    r"\]?=)[^\s&;#\"'`]+",
    re.IGNORECASE,
)
"""``?token=…``, ``&api_key=…``, ``#access_token=…``."""


def holds_secret(text: str) -> bool:
    """Whether *text* has an address with a password or a token in it."""
    return "//" in text and bool(_BEFORE_HOST.search(text) or _IN_QUERY.search(text))


def redact_addresses(text: str) -> str:
    """Return *text* without the passwords and tokens in its addresses."""
    if "@" in text:
        text = _BEFORE_HOST.sub("…@", text)
    return _IN_QUERY.sub(r"\1…", text) if "=" in text else text
