"""The recordings of a meeting's voice: whose names are known, and what is said in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from themebuilder.core.tree import Map, Text
from themebuilder.platform.target import Platform


@dataclass(frozen=True, slots=True)
class PromptText:
    """What a prompt says in one language, and where the words come from."""

    words: str
    source: str
    """``proposed`` (written here, a native speaker should still approve) or ``platform``."""


def find_prompt(message: str, platform: Platform, workspace: Map) -> str:
    """The file name of the prompt that speaks *message*, or an empty text where none is known.

    No source publishes one, so it is what the workspace says (``spoken``), where the name stands
    among the published or learnt ones.
    """
    named = workspace.text("spoken", message)
    return named if named in platform.prompts else ""


def find_unknown_prompt(message: str, platform: Platform, workspace: Map) -> Text | None:
    """The name that the workspace gives for *message*, where nobody knows a prompt of that name."""
    named = workspace.get("spoken", message)
    return named if isinstance(named, Text) and named.value not in platform.prompts else None


def find_message(prompt: str, workspace: Map) -> str:
    """The message that *prompt* speaks, or an empty text."""
    spoken = workspace.map("spoken").entries
    return next((kind for kind, named in spoken.items() if str(named) == prompt), "")


def find_prompt_text(prompt: str, language: str, platform: Platform) -> PromptText | None:
    """What a known prompt of the base theme says in *language*, or None where nobody has written it."""
    if words := WORDS.get(language, {}).get(prompt):
        return PromptText(words, "proposed")
    fact = platform.prompts.get(prompt)
    if language == "en" and fact and fact.text:
        return PromptText(fact.text, "platform")
    return None


WORDS: Mapping[str, Mapping[str, str]] = {
    "da": {
        "2sd-invalid-number-three-times-disconnect_48kHz_mono.wav": (
            "Nummeret var forkert tre gange. Vi afslutter opkaldet nu."
        ),
        "2sd-not-entered-valid-number-disconnect-call_48kHz_mono.wav": (
            "Vi har ikke fået et gyldigt nummer. Vi afslutter opkaldet nu."
        ),
        "2sd-number-not-valid-try-again_48kHz_mono.wav": "Nummeret er ikke rigtigt. Prøv igen.",
        "2sd-number-pound-key_48kHz_mono.wav": "Tast nummeret på mødet, og slut med firkant.",
        "2sd-please-hold-connect-you_48kHz_mono.wav": "Et øjeblik. Vi stiller dig igennem.",
        "conf-call-will-be-disconnected_48kHz_mono.wav": "Vi afslutter opkaldet nu.",
        "conf-capacity_exceeded_48kHz_mono.wav": (
            "Der er ikke plads til flere lige nu. Prøv igen om lidt."
        ),
    },
}
"""Language -> prompt file name -> words."""

HOW: Mapping[str, Mapping[str, str]] = {
    "da": {
        "calm": "Roligt og venligt, med en kort pause efter hvert punktum.",
        "clear": "Tydeligt og lidt langsommere end ellers.",
        "name_unknown": (
            "Filen har vores eget navn, for vi kender ikke det rigtige endnu. Gem optagelsen, til vi gør."
        ),
    },
    "en": {
        "calm": "Calmly and kindly, with a short pause after each full stop.",
        "clear": "Clearly, and a little slower than usual.",
        "name_unknown": (
            "The file has a name of our own: its real name is not known yet. Keep the recording until it is."
        ),
    },
}
"""Language of the script -> name -> how to say the words."""
