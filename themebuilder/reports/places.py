"""Places as readers outside this machine know them: paths in the repository, and URIs."""

from __future__ import annotations

import posixpath
from urllib.parse import quote

from themebuilder.reports.visible import interchangeable


def in_repository(file: str, folder: str) -> str:
    """*file*, written relative to *folder*, as a path from the top of the repository."""
    if not file or posixpath.isabs(file):
        return file
    return posixpath.normpath(posixpath.join(folder, file))


def uri(path: str) -> str:
    """*path* as a URI reference; an absolute one gets the ``file`` scheme."""
    encoded = quote(_as_bytes(path), safe="/")
    return f"file://{encoded}" if posixpath.isabs(path) else encoded


def _as_bytes(path: str) -> bytes:
    """The bytes that the file system has; what was never bytes is replaced."""
    try:
        return path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return interchangeable(path).encode()
