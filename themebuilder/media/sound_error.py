"""What can be wrong with a recording, and how it is told."""

from __future__ import annotations

from dataclasses import dataclass


class SoundError(Exception):
    """A recording, a voice or a word that cannot be used: what, what to do, and the rule's name."""

    def __init__(self, message: str, hint: str, fault: str) -> None:
        """Keep the three parts; *fault* is a name in the manual."""
        self.message = message
        self.hint = hint
        self.fault = fault
        super().__init__(f"{message} {hint} [{fault}]")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing about a recording that somebody should know; *name* is in `RULES`.

    *evidence* is ``documented`` where the platform's own documents say so, ``inferred`` where we
    keep to the safe side, and empty where it is our own measure.
    """

    name: str
    message: str
    hint: str
    evidence: str = ""
