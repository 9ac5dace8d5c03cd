"""Keep a secret that was written into a deployment, against its rules, out of everything told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath

from themebuilder.core.problems import Problem

HOLDS_SECRETS = "auth"
_FOLDER = "deployments"
_DEPLOYMENT = re.compile(r"^[\"']?deployment[\"']?\s*:", re.MULTILINE)


def may_hold_secrets(file: str, text: str) -> bool:
    """Whether no line of the file may be shown: it defines a deployment, or lies among them."""
    return _FOLDER in PurePath(file).parts[:-1] or bool(_DEPLOYMENT.search(text))


def is_below_secret(path: Sequence[str]) -> bool:
    """Whether what stands at this path of a definition may be a secret."""
    return path[:1] == [HOLDS_SECRETS]


def redact_problems(problems: Iterable[Problem]) -> Iterator[Problem]:
    """The faults of a text that cannot be read, without the words of it that they quote."""
    for found in problems:
        if found.rule.name == "tag-not-allowed":
            yield replace(found, message="A tag that is not allowed stands here.")
        elif found.rule.name == "yaml-malformed" and "#" in found.hint:
            yield replace(found, hint="Put quotes around a text that holds a #.")
        else:
            yield found
