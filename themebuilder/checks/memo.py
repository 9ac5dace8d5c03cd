"""What was made of an object, kept as long as questions are asked about the same one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Subject = TypeVar("Subject")
Value = TypeVar("Value")


def of_latest(make: Callable[[Subject], Value]) -> Callable[[Subject], Value]:
    """The same function, which keeps its latest answer: all checks ask about one theme in a row.

    Objects are told apart by identity; a theme is frozen, so its answer stays right.
    """
    held: list[tuple[Subject, Value]] = []

    def kept(subject: Subject) -> Value:
        for known, value in held[:]:
            if known is subject:
                return value
        value = make(subject)
        held[:] = [(subject, value)]
        return value

    return kept
