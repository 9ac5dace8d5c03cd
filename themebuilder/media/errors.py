"""What makes a picture or a recording unusable."""

from __future__ import annotations

from dataclasses import dataclass


class MediaError(Exception):
    """A file cannot be used: *rule* names the manual's page, *hint* says what to do."""

    def __init__(self, rule: str, message: str, hint: str) -> None:
        """Keep the parts apart, so that a report can lay them out."""
        super().__init__(rule, message, hint)
        self.rule = rule
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        """What is wrong and what to do."""
        return f"{self.message} {self.hint}"


@dataclass(frozen=True, slots=True)
class SvgFault:
    """One thing in an SVG that keeps it out; *line* and *column* count from 1."""

    line: int
    column: int
    rule: str
    message: str
    hint: str


class PictureError(MediaError):
    """A picture cannot be used; for an SVG, *faults* holds everything that was found."""

    def __init__(
        self, rule: str, message: str, hint: str, faults: tuple[SvgFault, ...] = ()
    ) -> None:
        """Keep the parts; all of them are arguments, so that the error can be pickled."""
        super().__init__(rule, message, hint)
        self.args = (rule, message, hint, faults)
        self.faults = faults


class RecordingError(MediaError):
    """A recording cannot be used, or words cannot be spoken."""
