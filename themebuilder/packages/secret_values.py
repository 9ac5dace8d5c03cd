"""Values that look like secrets. What is said of one never contains the value."""

from __future__ import annotations

import re
from functools import lru_cache

from themebuilder.core.messages import N_, Message, _
from themebuilder.core.secrets import holds_secret

_WORDS = re.compile(r"[A-Z]?[a-zæøå]+|[A-ZÆØÅ]+(?![a-z])")
_SECRET_WORDS = frozenset(
    "password passwd passphrase pwd secret token pin pincode apikey credential credentials "  # noqa: SIM905
    "adgangskode kodeord".split()
)
_SECRET_PAIRS = frozenset(
    (first, last)
    for last, firsts in {
        "key": ("api", "access", "private", "secret", "auth", "license", "subscription"),
        "code": ("pin", "access", "pass"),
    }.items()
    for first in firsts
)
_NO_VALUE = frozenset(("", "true", "false", "null"))

_ANYWHERE = (
    (re.compile(r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----"), N_("a private key")),
    (re.compile(r"(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}\."), N_("a signed token (JWT)")),
    (
        re.compile(
            r"\b(?:AKIA[0-9A-Z]{16}|AIza[\w-]{35}|gh[pousr]_\w{36}|sk_live_\w{16}|xox[bp]-\d)"
        ),
        N_("a key of a known service"),
    ),
)
_HEX = re.compile(r"[0-9a-fA-F]{32,}")
_RANDOM = re.compile(r"(?=.*[a-z])(?=.*[A-Z])(?=(?:.*\d){2})[A-Za-z0-9+/_-]{32,}={0,2}")


def describe_secret(value: str, key: str = "") -> Message | None:
    """Return what the *value* of *key* looks like if it may be a secret, else None.

    *key* is empty where names say nothing, as in a language file: its `pin` is a label.
    """
    if value in _NO_VALUE:
        return None
    if found := find_secret_text(value):
        return found
    if _HEX.fullmatch(value):
        return _("{count} hexadecimal digits", count=len(value))
    if _RANDOM.fullmatch(value):
        return _("a random text of {count} characters", count=len(value))
    return _("named like a secret") if _is_secret_name(key) else None


def find_secret_text(text: str) -> Message | None:
    """Return what a secret in *text* looks like, such as a private key in a file; else None."""
    if holds_secret(text):
        return _("an address with a password or a token")
    return next((_(look) for pattern, look in _ANYWHERE if pattern.search(text)), None)


_ASSIGNED = re.compile(r"""\b([A-Za-z][\w-]{1,60})["']?\s*[:=]\s*["']([\w+/=-]{32,})["']""")
"""In a program: minified ones name much that is short like a secret."""
_VARIABLE = re.compile(r"""(?m)^(?:export )?([A-Z][A-Z0-9_]{1,60})=["']?([^\s"'$]{6,})""")
"""In a file of environment variables."""


def find_secret_in_file(text: str) -> Message | None:
    """Return what a secret looks like in the *text* of a program or a file of settings; else None."""
    if found := find_secret_text(text):
        return found
    for key, value in _ASSIGNED.findall(text):
        if _is_secret_name(key) and (_HEX.fullmatch(value) or _RANDOM.fullmatch(value)):
            return describe_secret(value)
    names = (key for key, _value in _VARIABLE.findall(text))
    return _("named like a secret") if any(map(_is_secret_name, names)) else None


_PAIR = re.compile(
    r"""(?<![\w.@])["']?([\w.-]+)["']?\s*:\s*("[^"]*"|'[^']*'|[^\s"',{}\[\]][^\s,{}\[\]]*)"""
)


@lru_cache(maxsize=64)  # a package may be one long line with many findings
def is_secret_line(line: str) -> bool:
    """Whether a *line* of YAML or JSON has a value that looks like a secret.

    Dotted keys are those of texts: `meeting.pin` is a label.
    """
    return find_secret_text(line) is not None or any(
        describe_secret(value.strip("\"'"), "" if "." in key else key)
        for key, value in _PAIR.findall(line)
    )


def _is_secret_name(key: str) -> bool:
    words = [word.lower() for word in _WORDS.findall(key)]
    return bool(words) and (words[-1] in _SECRET_WORDS or tuple(words[-2:]) in _SECRET_PAIRS)
