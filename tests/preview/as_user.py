"""`themebuilder` without root's right to write where the mode forbids it."""

from __future__ import annotations

import ctypes

_VERSION = 0x2008_0522
_DAC_OVERRIDE = 1


def main() -> None:
    _drop_capability(1 << _DAC_OVERRIDE)
    from themebuilder.__main__ import main as run  # noqa: PLC0415 - loaded already

    run()


def _drop_capability(right: int) -> None:
    """Take a capability from those in effect and those that may be; see capset(2)."""
    calls = ctypes.CDLL(None)
    whose = (ctypes.c_uint32 * 2)(_VERSION, 0)
    sets = (ctypes.c_uint32 * 6)()
    calls.capget(whose, sets)
    for number in (0, 1):
        sets[number] &= ~right
    calls.capset(whose, sets)
