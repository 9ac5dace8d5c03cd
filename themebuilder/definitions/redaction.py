"""Finds and redacts secrets in definitions, so that no message shows them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath

from themebuilder.core.messages import N_, Message, _
from themebuilder.core.problems import Problem, problem
from themebuilder.core.rules import load_rules
from themebuilder.core.secrets import holds_secret
from themebuilder.core.tree import Map, walk_texts

HOLDS_SECRETS = "auth"
TAG = N_("The tag {tag} isn't allowed here.")
COLOR = N_('Write the colour in quotes: "{color}". YAML reads # as a comment.')
"""With `TAG`, what quotes a text that can't be read."""
_FOLDER = "deployments"
_ADDRESSES = ("node", "conferencing_nodes")
"""The keys of a deployment with addresses, which are a scheme and a host and nothing else."""
_RULE = "address-holds-secret"
_MORE_THAN_HOST = re.compile("[@?#]")
_DEPLOYMENT = re.compile(r"^\ufeff?[\"']?deployment[\"']?\s*:", re.MULTILINE)


def may_hold_secrets(file: str, text: str) -> bool:
    """Whether the file's lines must be hidden: it's a deployment, or in their folder."""
    return _FOLDER in PurePath(file).parts[:-1] or bool(_DEPLOYMENT.search(text))


def is_below_secret(path: Sequence[str]) -> bool:
    """Whether the value at this path of a definition may be a secret."""
    return path[:1] == [HOLDS_SECRETS]


def find_secret_addresses(kind: str, tree: Map) -> Iterator[Problem]:
    """Yield each address with a password or a token in it, and never show it."""
    for path, text in walk_texts(tree):
        is_node = kind == "deployment" and path[0] in _ADDRESSES
        if is_node and _MORE_THAN_HOST.search(text.value):
            key = ".".join(path)
            message = _("`{key}` holds more than scheme and host, maybe a password.", key=key)
        elif holds_secret(text.value) and not is_below_secret(path):
            key = ".".join(path)
            message = _("`{key}` has an address with a password or a token in it.", key=key)
        else:
            continue
        yield problem(_RULE, message, text.place, load_rules()[_RULE].advice)


def redact_problems(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield the problems of an unreadable text without the words that they quote from it."""
    for found in problems:
        if _has_source(found.message, TAG):
            yield found._replace(message=_("This tag isn't allowed here."))
        elif _has_source(found.hint, COLOR):
            yield found._replace(hint=_("Put quotes around a text that contains a #."))
        else:
            yield found


def _has_source(text: str, source: str) -> bool:
    return isinstance(text, Message) and text.source == source
