"""What came of each fault, as one table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.faults.place import Answer

_HEAD = ("fault", "runs", "old", "new", "between", "half", "answer")
_ROW = "| {:<44} | {:>4} | {:>4} | {:>4} | {:>7} | {:>4} | {}"
_MOST = 110


@dataclass
class Row:
    """One fault: how often it befell, what was there afterwards, what was said.

    A *find* is what must not be: half a file, a traceback, a run that does not mend.
    """

    fault: str
    ended: Counter[str] = field(default_factory=Counter)
    answers: Counter[tuple[int, str]] = field(default_factory=Counter)
    finds: list[str] = field(default_factory=list)

    def add(self, ended: str, answer: Answer, *finds: str) -> None:
        """One run of it."""
        self.ended[ended] += 1
        self.answers[answer.code, answer.first_line] += 1
        self.finds += finds
        if ended == "half":
            self.finds.append("Half a file was there.")

    def untried(self, why: object) -> Row:
        """Nothing of it can be tried on this machine."""
        self.fault += ", not tried"
        self.answers[0, str(why)] += 1
        return self

    def shown(self) -> str:
        """The row of the table; what was said most often stands for all."""
        (code, said), _ = self.answers.most_common(1)[0]
        counts = [self.ended[name] for name in ("old", "new", "between", "half")]
        line = _ROW.format(self.fault, sum(counts), *counts, f"{code}: {said}"[:_MOST])
        return "\n".join([line, *(f"    FOUND: {find}" for find in dict.fromkeys(self.finds))])


def head() -> str:
    """The first lines of the table."""
    return "\n".join((_ROW.format(*_HEAD), _ROW.format(*("-" * 3 for _ in _HEAD))))


def kills(rows: Iterable[Row]) -> int:
    """How often something was killed."""
    return sum(sum(row.ended.values()) for row in rows if row.fault.startswith("kill"))
