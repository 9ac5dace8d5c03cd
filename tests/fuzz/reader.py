"""What a fuzzed reader is: samples of what it reads, a way to spoil them, and its door."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random

from themebuilder.core.problems import Problem, ThemeError
from themebuilder.reports.findings import Report
from themebuilder.reports.text import render

Messages = Sequence[str]
"""Why an input was refused, as the user reads it; none where it was taken."""


@dataclass(frozen=True)
class Reader:
    """A door of the tool.

    *read* answers any bytes; what it raises is a find. *spoiled* makes an input from a random source.
    *memory* is how many MiB one input may take.
    """

    spoiled: Callable[[Random], bytes]
    read: Callable[[bytes], Messages]
    memory: int = 200


def told(problems: Iterable[Problem]) -> Messages:
    """The problems as a terminal shows them; errors only, for the rest lets an input pass."""
    listed = list(problems)
    render(Report(listed)).encode()
    return [one.message for one in listed if one.severity == "error"]


def answer(error: ThemeError) -> Messages:
    """What a refusal says: it always says something."""
    return told(error.problems) or [""]
