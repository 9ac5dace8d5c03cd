"""Broken inputs for every reader of the tool: `FUZZ_INPUTS=100000 pytest tests/fuzz`.

A reader is a function that returns sound samples by name, what reads one, and the pieces of its format.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from themebuilder.core.problems import Problem, ThemeError
from themebuilder.reports.findings import Report
from themebuilder.reports.text import render

Samples = Mapping[str, bytes]
Read = Callable[[str, bytes], Sequence[str]]
"""Takes the sample's name and the input; returns why it was refused, nothing where it was taken."""


def list_errors(problems: Iterable[Problem]) -> Sequence[str]:
    """The messages that refuse an input; all problems can be shown."""
    listed = list(problems)
    render(Report(listed)).encode()
    return [problem.message for problem in listed if problem.severity == "error"]


def make_reader(read: Callable[[bytes], Any]) -> Read:
    """A reader of *read*, which raises `ThemeError`; its other errors are finds."""

    def answer(_name: str, data: bytes) -> Sequence[str]:
        try:
            return read(data) or ()
        except ThemeError as error:
            return list_errors(error.problems) or [""]

    return answer
