"""The text of a YAML file, its values, and where something goes in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from themebuilder.editing.yaml_nodes import (
    YamlNode,
    find_column,
    find_line,
    find_line_end,
    read_nodes,
)

Path = tuple[str | int, ...]

_COLON = re.compile(r"(?:\s|#[^\r\n]*)*:")
_COMMENT = re.compile(r"^( *)#( *)", re.MULTILINE)
_ABOVE = re.compile(r"(?:^[ \t]*(?:#[^\r\n]*)?(?:\r\n|\n|\r))*\Z", re.MULTILINE)


class Spot(NamedTuple):
    """The characters from *start* to *end*, and the *text* that takes their place."""

    start: int
    end: int
    text: str


class YamlText:
    """The text of a YAML file that libyaml can parse, and its values."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root = read_nodes(text)
        self.aliases = [node for node in self.root.walk() if node.kind == "alias"]

    def find_chain(self, path: Path) -> list[YamlNode]:
        """Return the nodes from the root along *path*, as far as there are any."""
        chain = [self.root]
        for step in path:
            number = chain[-1].find(step)
            if number is None:
                break
            chain.append(chain[-1].children[number][1])
        return chain

    def has_comment(self, path: Path) -> bool:
        """Return whether something is noted in the block at *path*, beside its entries."""
        chain = self.find_chain(path)
        if len(chain) <= len(path) or any(node.is_flow for node in chain):
            return False
        holder, node = chain[-2:]
        number = holder.find(path[-1])
        assert number is not None  # noqa: S101 - the chain goes through it
        following = holder.children[number + 1 :]
        # What comes behind the block is its own only as far as it is indented.
        end = following[0][0].start if following else holder.reach
        column = find_column(self.text, node.inner)
        lead = self.find_lead_end(holder, number)
        if "#" in self.text[lead : find_line_end(self.text, lead)[0]]:
            return True
        gaps = [self.text[lead : node.inner]]
        for (_key, before), (after, _value) in pairwise(node.children):
            gaps.append(self.text[find_line_end(self.text, before.end)[1] : after.start])
        comments = _COMMENT.finditer(self.text, find_line_end(self.text, node.end)[1], end)
        return any("#" in gap for gap in gaps) or any(len(found[1]) >= column for found in comments)

    def find_comment_between(self, holder: YamlNode, key: str, column: int) -> int | None:
        """Return where a new *key* goes that is there as a comment, between two entries."""
        if f"# {key}:" not in self.text and f"#{key}:" not in self.text:
            return None
        if not holder.children:
            found = self.find_comment(key, 0, len(self.text), column)
            return found[0] if found else None
        first, *others = [find_line(self.text, entry[0].start) for entry in holder.children]
        ends = [find_line_end(self.text, entry[1].end)[1] for entry in holder.children]
        above = _ABOVE.search(self.text, 0, first)
        assert above  # noqa: S101 - it may be empty
        for start, end in zip([above.start(), *ends], [first, *others, holder.reach], strict=True):
            if found := self.find_comment(key, start, end, column):
                return found[0]
        return None

    def find_comment(
        self, key: str, start: int, end: int, column: int | None
    ) -> tuple[int, int] | None:
        """Return where the line behind the comment `# key: …` begins, and the comment's column."""
        wanted = re.compile(rf"^( *)#( ?){re.escape(key)}:(?= |[\r\n]|\Z)", re.MULTILINE)
        for found in wanted.finditer(self.text, start, end):
            if column in {None, len(found[1])}:
                place = find_line_end(self.text, found.end())[1]
                # The lines of the value that is commented out.
                while (more := _COMMENT.match(self.text, place)) and more.end() <= end:
                    if len(more[1]) != len(found[1]) or len(more[2]) <= len(found[2]):
                        break
                    place = find_line_end(self.text, more.end())[1]
                return place, len(found[1])
        return None

    def is_below_text(self, place: int) -> bool:
        """Return whether the line break before *place* belongs to a block of text."""
        return any(
            node.style in {"|", ">"}
            and find_line_end(self.text, node.end)[1] == place
            and self.text[node.inner + 1 : node.inner + 2] != "-"
            for node in self.root.walk()
        )

    def find_lead_end(self, holder: YamlNode, number: int) -> int:
        """Return the end of the colon or dash before a value; 0 where there is none."""
        key = holder.children[number][0]
        if holder.kind == "list":
            return 0 if holder.is_flow else self.find_dash(holder, number) + 1
        found = _COLON.match(self.text, key.end)
        return found.end() if found else 0

    def find_dash(self, holder: YamlNode, number: int) -> int:
        """Return where the dash of an item in lines is."""
        if not number:
            return holder.inner
        start = find_line_end(self.text, holder.children[number - 1][1].end)[1]
        column = find_column(self.text, holder.inner)
        found = re.compile(rf"^ {{{column}}}-", re.MULTILINE).search(self.text, start)
        return found.end() - 1 if found else start

    def insert_lines(self, place: int, lines: Sequence[str]) -> Spot:
        """Return *lines* before the line that begins at *place*, or behind a last line without end."""
        ending = self.find_break(place)
        is_start = not place or self.text[place - 1] in "\r\n"
        text = "".join(line + ending if is_start else ending + line for line in lines)
        return Spot(place, place, text)

    def find_break(self, place: int) -> str:
        """Return the line break before *place*, or else the first one."""
        newline, back = self.text.rfind("\n", 0, place), self.text.rfind("\r", 0, place)
        if newline == back:
            found = re.search(r"\r\n|\n|\r", self.text)
            return found.group() if found else "\n"
        return "\r" if back > newline else "\r\n" if back == newline - 1 >= 0 else "\n"

    @property
    def step(self) -> int:
        """The spaces by which the file indents its blocks."""
        for node in self.root.walk():
            column = find_column(self.text, node.inner)
            for _key, child in node.children:
                if node.kind == child.kind == "map" and not child.is_flow:
                    return max(find_column(self.text, child.inner) - column, 1)
        return 2
