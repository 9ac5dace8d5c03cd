"""Beside which screens of the meeting a prompt is heard.

No source lists it. So it is what the workspace says, else what the words of the stock prompt or the name
of the file point to; the last two are inferred, and the page says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from themebuilder.core.tree import Map
from themebuilder.platform.known import Platform

Basis = Literal["", "workspace", "words", "name"]

_MESSAGES = {"waiting": ("waiting_for_host",), "locked": ("waiting_for_host",)}
"""Message of a wording -> the screens that show it; a locked meeting lets guests wait there too."""
_LOOSE = {
    frozenset({"pin", "invalid"}): "pin_invalid",
    frozenset({"pin"}): "pin_entry",
    frozenset({"waiting", "host"}): "waiting_for_host",
    frozenset({"waiting", "chair"}): "waiting_for_host",
}
"""Words of a name -> the screen, where the name does not hold all words of a screen's id."""
_FORM = {"48khz", "mono", "wav"}


@dataclass(frozen=True, slots=True)
class Beside:
    """The screens, none where nothing points to one, and what the match rests on."""

    screens: tuple[str, ...] = ()
    basis: Basis = ""


def beside(prompt: str, platform: Platform, workspace: Map) -> Beside:
    """The screens beside which the recording called *prompt* belongs."""
    for message, named in workspace.map("spoken").entries.items():
        if str(named) == prompt and message in _MESSAGES:
            return Beside(_MESSAGES[message], "workspace")
    fact = platform.prompts.get(prompt)
    if fact and fact.screens:
        return Beside(fact.screens, "words")
    if not fact or not fact.text:
        # What a stock prompt says is known: where its words point nowhere, its name does not either.
        return _named_alike(prompt, platform)
    return Beside()


def _named_alike(prompt: str, platform: Platform) -> Beside:
    """The screen with the longest id of which *prompt* holds every word."""
    words = set(re.findall(r"[a-z0-9]+", prompt.lower())) - _FORM
    # With direct media the app draws the screens, and the node's prompts are not played.
    known = (id_ for id_, screen in platform.screens.items() if not screen.is_direct_media)
    ids = [(id_, set(id_.split("_"))) for id_ in known]
    ids += [(id_, set(some)) for some, id_ in _LOOSE.items() if id_ in platform.screens]
    alike = [(len(some), id_) for id_, some in ids if some <= words]
    return Beside((max(alike)[1],), "name") if alike else Beside()
