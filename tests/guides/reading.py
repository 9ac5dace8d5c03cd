"""A page of the guides as what its reader does: the commands and the edits, in their order.

What a page may hold:

- A fence of ``console`` holds commands, each after ``$ ``. What follows a command, up to the next one,
  is what it prints; ``…`` stands for anything, and in a line of its own for any lines. A command that
  shows nothing may print anything. One whose output shows an error, the name of a rule or a help line ends
  with another code than 0; every other one ends with 0.
- A fence of ``yaml`` whose first line is ``# path/to/file.yaml`` is written to that file: a whole
  definition as it stands; a part takes the place of the sections of the same names.
- Four spaces before ``themebuilder``, ``make``, ``pip``, ``cd`` or ``python`` make a command too, with
  whatever it may print. A remark after two spaces and ``#`` is not part of it.
- A link to a page is only followed by the reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_FENCE = re.compile(r"^```(\w*)$(.*?)^```$", re.MULTILINE | re.DOTALL)
_INDENTED = re.compile(r"^ {4}((?:themebuilder|make|pip|cd|python) .*)$", re.MULTILINE)
_SPAN = re.compile(r"`(themebuilder [^`]+)`")
_NAMED = re.compile(r"\n# ([\w./-]+\.yaml)\n")
_KIND = re.compile(
    r"^(theme|organisation|texts|wording|terms|workspace|deployment): [\w-]", re.MULTILINE
)
_SECTION = re.compile(r"^(\w+):", re.MULTILINE)
_FAULT = re.compile(r"\berror:|^Error:|\bhelp: | \[[a-z]+(-[a-z]+)+\]$", re.MULTILINE)


@dataclass(frozen=True)
class Command:
    """A command as it is typed, and what the page says that it prints."""

    text: str
    shown: str = ""

    @property
    def fails(self) -> bool:
        """Whether the page shows it failing."""
        return bool(_FAULT.search(self.shown))


@dataclass(frozen=True)
class Edit:
    """What is written into a file."""

    file: str
    text: str

    def apply_to(self, before: str) -> str:
        """The file afterwards."""
        if not before or _KIND.search(self.text):
            return self.text
        sections = _split_sections(before) | {
            name: text
            for name, text in _split_sections(self.text).items()
            if name  # not the remark
        }
        return "".join(text if text.endswith("\n") else text + "\n" for text in sections.values())


def read_steps(page: str) -> list[Command | Edit]:
    """What a reader of *page* does, from the top."""
    found: list[tuple[int, Command | Edit]] = []
    for fence in _FENCE.finditer(page):
        if fence[1] == "console":
            found += [(fence.start(), command) for command in _type(fence[2])]
        elif fence[1] == "yaml" and (named := _NAMED.match(fence[2])):
            found.append((fence.start(), Edit(named[1], fence[2].lstrip("\n"))))
    prose = _FENCE.sub(lambda fence: " " * len(fence[0]), page)
    for line in _INDENTED.finditer(prose):
        found.append((line.start(), Command(re.sub(r" {2,}#.*", "", line[1]).strip())))
    return [step for _, step in sorted(found, key=lambda one: one[0])]


def list_commands(page: str) -> list[str]:
    """The commands of themebuilder that are named in the running text of *page*."""
    spans = _SPAN.findall(_FENCE.sub("", page))
    return [part.strip() for span in spans for part in re.split(r"&&|\|", span.replace("\n", " "))]


def is_as_shown(shown: str, printed: str) -> bool:
    """Whether *printed* is what the page shows, with ``…`` for anything."""
    pattern = ""
    for line in shown.rstrip().splitlines():
        if line.strip() == "…":
            pattern += r"(?:.*\n)*?"
        else:
            pattern += (
                r"[^\n]*?".join(re.escape(part) for part in line.rstrip().split("…")) + r" *\n"
            )
    return re.fullmatch(pattern, printed.rstrip() + "\n") is not None


def _type(text: str) -> Iterator[Command]:
    for entry in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        typed, _, shown = entry.partition("\n")
        while shown.startswith("> "):
            more, _, shown = shown.removeprefix("> ").partition("\n")
            typed += "\n" + more
        yield Command(typed, shown.strip("\n"))


def _split_sections(text: str) -> dict[str, str]:
    """Name of each top-level section -> its lines; what stands above them all has no name."""
    starts = [(0, "")] + [(found.start(), found[1]) for found in _SECTION.finditer(text)]
    ends = [start for start, _ in starts[1:]] + [len(text)]
    return {name: text[start:end] for (start, name), end in zip(starts, ends, strict=True)}
