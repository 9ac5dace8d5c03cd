"""Freed memory is kept where the C library can be told to, and nowhere else."""

import ctypes
from types import SimpleNamespace

from themebuilder.core.memory import keep_freed_memory

TRIM_THRESHOLD, MMAP_THRESHOLD = -1, -3
"""From glibc's malloc.h."""


def test_glibc_is_told_to_keep_what_pictures_free(monkeypatch):
    told = {}
    library = SimpleNamespace(mallopt=told.__setitem__)
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: library)
    keep_freed_memory()
    assert told == {MMAP_THRESHOLD: 32 * 1024**2, TRIM_THRESHOLD: 64 * 1024**2}


def test_another_c_library_is_left_as_it_is(monkeypatch):
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: SimpleNamespace())
    assert keep_freed_memory() is None  # no error either
