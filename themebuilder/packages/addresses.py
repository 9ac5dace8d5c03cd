"""Addresses in packages: of a file in the package, of another host, or of a program."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import unquote, urlsplit

from themebuilder.packages.model import WEBAPP3_FOLDER

_IGNORED = re.compile(r"[\t\n\r]")
"""What browsers leave out of an address, wherever it is."""
_BLANK = "".join(map(chr, range(0x21)))
_PROGRAM = re.compile(
    r"\b(?:javascript|vbscript):|\bdata:(?:text/html|[\w.+-]+/[\w.+-]*xml)", re.IGNORECASE
)
_OUTSIDE = re.compile(
    r"(?:(?:https?|wss?|ftp):[/\\]*|^[/\\]{2,})(?:[^\s/\\?#@]*@)?([^\s/\\?#@\"'<>]+)", re.IGNORECASE
)


def resolve_path(path: str, base: str = WEBAPP3_FOLDER) -> str:
    r"""Return the file in the package that a *path* in its manifest names, or an empty text.

    A path is relative to the manifest; a URL or a path that leaves the package names none. As in a
    browser, `\` separates folders, and `%20` is a space.
    """
    try:
        parts = urlsplit(path.strip().replace("\\", "/"))
    except ValueError:  # an address that is none
        return ""
    if parts.scheme or parts.netloc or not parts.path or parts.path.startswith("/"):
        return ""
    name = posixpath.normpath(base + unquote(parts.path))
    return name if name.startswith(base) else ""


def find_host(address: str) -> str | None:
    """Return the host of an outside *address*; empty for a `data:` address, None for a path."""
    address = _clean(address)
    if _PROGRAM.match(address) or address[:5].lower() in ("data:", "blob:"):
        return ""
    found = _OUTSIDE.match(address)
    return found[1].lower() if found else None


def is_own_computer(host: str) -> bool:
    """Whether *host*, perhaps with a port, is the computer of whoever opens the address."""
    name = re.sub(r":\d+$", "", host)
    return name == "[::1]" or bool(re.fullmatch(r"(.+\.)?localhost\.?|127(\.\d+){3}", name))


def find_hosts(value: str) -> tuple[str, ...]:
    """Return the hosts of all outside addresses in *value*."""
    hosts = [find_host(value), *(found[1].lower() for found in _OUTSIDE.finditer(value))]
    return tuple(dict.fromkeys(host for host in hosts if host))


def is_program(value: str) -> bool:
    """Whether *value* is or holds an address that runs as a program, such as `javascript:`."""
    return bool(_PROGRAM.match(_clean(value)) or _PROGRAM.search(value))


def _clean(address: str) -> str:
    return _IGNORED.sub("", address).strip(_BLANK)
