"""Parse `.ci/Containerfile`: its stages and their steps."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from string import Template

ROOT = Path(__file__).parents[2]
PATH = ROOT / ".ci" / "Containerfile"


@dataclass(frozen=True)
class Step:
    """One instruction; *words* are its arguments, of RUN the script alone."""

    keyword: str
    words: tuple[str, ...]

    @property
    def source(self) -> str | None:
        """The stage that a COPY takes from; none for the checkout."""
        first = self.words[0]
        return first.removeprefix("--from=") if first.startswith("--from=") else None

    @property
    def copied(self) -> tuple[str, ...]:
        """What a COPY copies."""
        return self.words[1 if self.source else 0 : -1]

    @property
    def assigned(self) -> dict[str, str]:
        """What an ENV sets."""
        return dict(word.split("=", 1) for word in self.words)


@dataclass(frozen=True)
class Stage:
    """A FROM, and the steps after it."""

    base: str
    name: str
    steps: list[Step] = field(default_factory=list)


def read_stages(text: str) -> list[Stage]:
    """The stages of a Containerfile; an instruction that is not known here is an error."""
    arguments: dict[str, str] = {}
    stages: list[Stage] = []
    code = re.sub(r"(?m)^\s*#.*\n", "", text).replace("\\\n", " ")
    for line in filter(None, map(str.strip, code.splitlines())):
        keyword, rest = line.split(maxsplit=1)
        match keyword:
            case "ARG":
                name, value = rest.split("=", 1)
                arguments[name] = value
            case "FROM":
                base, *named = Template(rest).substitute(arguments).split()
                stages.append(Stage(base, named[1] if named else ""))
            case "RUN":
                stages[-1].steps.append(Step(keyword, (rest,)))
            case "CMD":
                stages[-1].steps.append(Step(keyword, tuple(json.loads(rest))))
            case "COPY" | "ENV" | "WORKDIR":
                stages[-1].steps.append(Step(keyword, tuple(shlex.split(rest))))
            case _:
                raise ValueError(f"This rehearsal knows no {keyword}.")
    return stages


def expand(values: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
    """*values* with the variables in them replaced."""
    return {name: Template(value).substitute(known) for name, value in values.items()}
