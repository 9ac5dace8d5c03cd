"""Keeps a secret that somebody wrote into a deployment out of every message."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath

from themebuilder.core.problems import Problem

HOLDS_SECRETS = "auth"
TAG = "The tag "
"""How a message that quotes a tag begins."""
_FOLDER = "deployments"
_DEPLOYMENT = re.compile(r"^[\"']?deployment[\"']?\s*:", re.MULTILINE)


def may_hold_secrets(file: str, text: str) -> bool:
    """Whether no line of the file may be shown: it defines a deployment, or is in their folder."""
    return _FOLDER in PurePath(file).parts[:-1] or bool(_DEPLOYMENT.search(text))


def is_below_secret(path: Sequence[str]) -> bool:
    """Whether what stands at this path of a definition may be a secret."""
    return path[:1] == [HOLDS_SECRETS]


def redact_problems(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield the problems of an unreadable text without the words that they quote from it."""
    for found in problems:
        if found.message.startswith(TAG):
            yield replace(found, message="A tag that is not allowed stands here.")
        elif found.rule.name == "yaml-malformed" and "#" in found.hint:
            yield replace(found, hint="Put quotes around a text that holds a #.")
        else:
            yield found
