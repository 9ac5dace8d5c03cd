"""What browsers are told beside a body: its type, and what it may do."""

from __future__ import annotations

from collections.abc import Mapping

PAGE_HEADERS: Mapping[str, str] = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
"""For every answer; the pages' content security policy is in the bundle, which needs it."""

PACKAGE_HEADERS: Mapping[str, str] = {
    "content-security-policy": (
        "sandbox allow-forms; default-src 'none'; img-src 'self' data:; "
        "style-src 'self' 'unsafe-inline'; font-src 'self' data:; frame-ancestors 'self'"
    ),
}
"""For the files of a package: whatever they are, they run no script here."""

FOREVER = {"cache-control": "public, max-age=31536000, immutable"}
"""For files whose names change with their content."""

_TYPES = {
    "css": "text/css; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "ico": "image/x-icon",
    "jpg": "image/jpeg",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "png": "image/png",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
    "wasm": "application/wasm",
    "wav": "audio/wav",
    "webp": "image/webp",
    "woff2": "font/woff2",
}


def content_type(name: str) -> str:
    """The media type of a file, by its suffix."""
    return _TYPES.get(name.rpartition(".")[2].lower(), "application/octet-stream")
