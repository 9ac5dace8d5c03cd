"""The memory of a process that makes many pictures."""

from __future__ import annotations

_TRIM, _MAP = -1, -3
"""``M_TRIM_THRESHOLD`` and ``M_MMAP_THRESHOLD`` of mallopt(3)."""
_KEPT = 64 << 20
_LARGEST = 32 << 20
"""The most that glibc takes for a threshold; a larger picture is still mapped on its own."""


def keep_freed_memory() -> None:
    """Keep up to 64 MiB of freed memory for later use, where the C library is glibc.

    By default, glibc may return each picture's memory and ask for it again. Then the kernel clears
    each page once more, which took a third of a build's time. The peak stays the same.
    """
    import ctypes  # noqa: PLC0415 - only where pictures are made

    try:
        set_option = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return
    set_option(_MAP, _LARGEST)
    set_option(_TRIM, _KEPT)
