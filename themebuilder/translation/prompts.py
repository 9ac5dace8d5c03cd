"""The recordings of a meeting's voice: whose names are known, and what is said in them."""

from __future__ import annotations

from dataclasses import dataclass

from themebuilder.core.tree import Map, Text
from themebuilder.platform.target import Platform
from themebuilder.translation.prompt_words import WORDS


@dataclass(frozen=True, slots=True)
class Said:
    """What a prompt says in one language, and where the words come from."""

    words: str
    source: str
    """``proposed`` (written here, a native speaker should still approve) or ``platform``."""


def prompt_of(message: str, platform: Platform, workspace: Map) -> str:
    """The file name of the prompt that speaks *message*, or an empty text where none is known.

    No source publishes one, so it is what the workspace says (``spoken``), where the name stands
    among the published or learnt ones.
    """
    named = workspace.text("spoken", message)
    return named if named in platform.prompts else ""


def named_in_vain(message: str, platform: Platform, workspace: Map) -> Text | None:
    """The name that the workspace gives for *message*, where nobody knows a prompt of that name."""
    named = workspace.get("spoken", message)
    return named if isinstance(named, Text) and named.value not in platform.prompts else None


def message_of(prompt: str, workspace: Map) -> str:
    """The message that *prompt* speaks, or an empty text."""
    spoken = workspace.map("spoken").entries
    return next((kind for kind, named in spoken.items() if str(named) == prompt), "")


def said_by(prompt: str, language: str, platform: Platform) -> Said | None:
    """What a known prompt of the base theme says in *language*, or None where nobody has written it."""
    if words := WORDS.get(language, {}).get(prompt):
        return Said(words, "proposed")
    fact = platform.prompts.get(prompt)
    if language == "en" and fact and fact.text:
        return Said(fact.text, "platform")
    return None
