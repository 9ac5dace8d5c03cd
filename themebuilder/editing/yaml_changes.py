"""The characters of a YAML file that one change replaces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from themebuilder.core.messages import Message, _
from themebuilder.editing.yaml_format import (
    Branch,
    Value,
    format_block,
    format_entry,
    format_flow,
    format_inline,
    format_lines,
    format_scalar,
)
from themebuilder.editing.yaml_nodes import (
    YamlNode,
    count_line,
    find_column,
    find_line,
    find_line_end,
    read_nodes,
)

Path = tuple[str | int, ...]

_COLON = re.compile(r"(?:\s|#[^\r\n]*)*:")
_HEAD = re.compile(r"[|>][-+0-9]*")
_COMMENT = re.compile(r"^( *)#( *)", re.MULTILINE)
_ABOVE = re.compile(r"(?:^[ \t]*(?:#[^\r\n]*)?(?:\r\n|\n|\r))*\Z", re.MULTILINE)
_FOLD_WIDTH = 80


class Change(NamedTuple):
    """A value that is written at *path*, or removed if None; *is_new* puts an item before another."""

    path: Path
    value: Value | None
    is_new: bool = False


class Spot(NamedTuple):
    """The characters from *start* to *end*, and the *text* that takes their place."""

    start: int
    end: int
    text: str


class NotPlaceableError(Exception):
    """A change that can't be made; *reason* says why."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason)
        self.reason = reason


class YamlText:
    """The text of a YAML file that can be read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root = read_nodes(text)
        self._aliases = [node for node in self.root.walk() if node.kind == "alias"]

    def find_chain(self, path: Path) -> list[YamlNode]:
        """Return the nodes from the root along *path*, as far as there are any."""
        chain = [self.root]
        for step in path:
            number = chain[-1].find(step)
            if number is None:
                break
            chain.append(chain[-1].children[number][1])
        return chain

    def is_independent(self, change: Change) -> bool:
        """Return whether *change* can be made together with others at other keys."""
        if change.value is None or change.is_new:
            return False
        chain = self.find_chain(change.path)
        if len(chain) <= len(change.path):
            return chain[-1].kind == "map"
        is_scalar = isinstance(change.value, str | int | float)
        return is_scalar and chain[-1].kind == "text" and chain[-1].inner < chain[-1].end

    def find_spots(self, change: Change) -> list[Spot]:
        """Return what *change* replaces."""
        path, value, is_new = change
        chain = self.find_chain(path)
        self._refuse_shared(chain, is_removed=value is None)
        if value is None:
            return self._remove(chain, path)
        if is_new or len(chain) == len(path):
            return [self._add(chain[: len(path)], path[-1], value)]
        return self._replace(chain, path[-1], value)

    # -- refusals --------------------------------------------------------------------------------

    def _refuse_shared(self, chain: Sequence[YamlNode], *, is_removed: bool) -> None:
        """Refuse to change what an alias takes from elsewhere, or takes elsewhere."""
        *holders, last = chain
        for node in holders if is_removed else chain:
            if node.kind == "alias":
                line = count_line(self.text, node.start)
                raise NotPlaceableError(
                    _(
                        "Line {line} has an alias of a value elsewhere. Replace the alias by hand.",
                        line=line,
                    )
                )
        names = {
            node.anchor for node in (*holders, *last.walk()) if node.anchor and node.kind != "alias"
        }
        for alias in self._aliases:
            is_outside = not last.start <= alias.start < last.end
            if alias.anchor in names and is_outside:
                line = count_line(self.text, alias.start)
                raise NotPlaceableError(
                    _(
                        "Line {line} has an alias of this value, and would change too.",
                        line=line,
                    )
                )

    # -- replace ---------------------------------------------------------------------------------

    def _replace(self, chain: Sequence[YamlNode], step: str | int, value: Value) -> list[Spot]:
        holder, node = chain[-2:]
        number = holder.find(step)
        assert number is not None  # noqa: S101 - the chain goes through it
        anchor = f"&{node.anchor} " if node.anchor else ""
        lead = self._find_lead_end(holder, number)
        if any(one.is_flow for one in chain[:-1]):
            style = node.style if isinstance(value, str) else ""
            written = format_flow(value)
            if isinstance(value, str):
                written = format_scalar(value, style, is_flow=True)
            if node.kind == "text" and node.inner == node.end:
                if not lead:
                    lead, written = holder.children[number][0].end, f": {written}"
                    return [Spot(lead, lead, written)]
                return [Spot(lead, node.end if anchor else lead, f" {anchor}{written}")]
            return [Spot(node.start, node.end, anchor + written)]
        if node.style in {"|", ">"} and isinstance(value, str):
            found = self._replace_block(holder, node, value)
            if found:
                return [found]
        column = find_column(self.text, lead) + 1
        inline = format_inline(value, column, node.style)
        if inline is not None:
            return self._replace_inline(node, lead, anchor + inline)
        return self._replace_lines(holder, number, lead, value)

    def _replace_inline(self, node: YamlNode, lead: int, written: str) -> list[Spot]:
        line_end = find_line_end(self.text, lead)
        if node.kind == "text" and node.inner == node.end:
            start, end = (node.start if node.start < node.end else lead), node.end
            if not self.text[end : line_end[0]].strip():
                end = line_end[0]
            return [Spot(min(lead, start), end, f" {written}")]
        is_block = node.kind in {"list", "map"} and not node.is_flow
        if not is_block or node.inner < line_end[0]:
            return [Spot(node.start, node.end, written)]
        behind = node.start if node.start < line_end[0] else lead
        props = Spot(lead, line_end[0] if behind > lead else lead, f" {written}")
        return [props, Spot(line_end[1], find_line_end(self.text, node.end)[1], "")]

    def _replace_lines(self, holder: YamlNode, number: int, lead: int, value: Value) -> list[Spot]:
        node = holder.children[number][1]
        anchor = f" &{node.anchor}" if node.anchor else ""
        lead_end = find_line_end(self.text, lead)
        is_empty = node.kind == "text" and node.inner == node.end
        if holder.kind == "list":
            indent = find_column(self.text, lead) + 1
            if not is_empty:
                indent = find_column(self.text, node.inner)
            lines = list(format_lines(value, indent, self._step))
            text = self._break(lead).join(lines).lstrip(" ")
            if is_empty:
                return [Spot(lead, node.end, f"{anchor} {text}")]
            return [Spot(node.inner, node.end, text)]
        key_column = find_column(self.text, holder.children[0][0].start)
        indent = key_column + self._step
        if node.kind in {"list", "map"} and not node.is_flow:
            lines = list(format_lines(value, indent, self._step))
            end = find_line_end(self.text, node.end)[0]
            return [Spot(lead_end[1], end, self._break(lead).join(lines))]
        end = node.end
        line_end = find_line_end(self.text, end)
        if not self.text[end : line_end[0]].strip():
            end = line_end[0]
        place = line_end[1]
        if isinstance(value, Branch) and is_empty:
            siblings = holder.children[number + 1 :]
            reach = siblings[0][0].start if siblings else holder.reach
            found = self._find_comment(next(iter(value)), place, reach, None)
            if found and found[1] > key_column:
                place, indent = found
        lines = list(format_lines(value, indent, self._step))
        return [Spot(lead, end, anchor), self._insert_lines(place, lines)]

    def _replace_block(self, holder: YamlNode, node: YamlNode, value: str) -> Spot | None:
        """Return the block of text with its new lines, its comment and the old indent."""
        head = _HEAD.match(self.text, node.inner)
        assert head  # noqa: S101 - a block begins with it
        head_end = find_line_end(self.text, head.end())
        body = [line for line in self.text[head_end[1] : node.end].splitlines() if line.strip()]
        first = body[0] if body else ""
        indent = len(first) - len(first.lstrip(" "))
        if not body:
            indent = find_column(self.text, (holder.children or [(holder, holder)])[0][0].start)
            indent += self._step
        width = max([_FOLD_WIDTH, *(len(line) for line in body)])
        lines = format_block(value, head.group(), indent, width)
        if lines is None:
            return None
        lines[0] += self.text[head.end() : head_end[0]]
        text = self._break(node.inner).join(lines)
        if node.end == len(self.text) and value.endswith("\n"):
            text += self._break(node.inner)
        return Spot(node.inner, node.end, text)

    # -- add -------------------------------------------------------------------------------------

    def _add(self, chain: Sequence[YamlNode], step: str | int, value: Value) -> Spot:
        holder = chain[-1]
        if any(node.is_flow for node in chain):
            return self._add_in_flow(holder, step, value)
        if isinstance(step, int):
            dash = self._find_dash(holder, 0)
            indent = find_column(self.text, dash)
            lines = list(format_entry("-", value, indent, self._step))
            if step:
                end = holder.children[step - 1][1].end
                return self._insert_lines(find_line_end(self.text, end)[1], lines)
            return self._insert_lines(find_line(self.text, dash), lines)
        indent = find_column(self.text, holder.children[0][0].start) if holder.children else 0
        lines = list(format_entry(f"{format_scalar(step)}:", value, indent, self._step))
        found = self._find_comment_in(holder, step, indent)
        if found is not None:
            return self._insert_lines(found, lines)
        if not holder.children:
            return self._insert_lines(find_line(self.text, holder.start), lines)
        end = _find_neighbour(holder, step).end
        return self._insert_lines(find_line_end(self.text, end)[1], lines)

    def _add_in_flow(self, holder: YamlNode, step: str | int, value: Value) -> Spot:
        written = format_flow(value)
        if isinstance(step, str):
            written = f"{format_scalar(step, is_flow=True)}: {written}"
        elif step < len(holder.children):
            place = holder.children[step][1].start
            return Spot(place, place, f"{written}, ")
        if not holder.children:
            return Spot(holder.inner + 1, holder.inner + 1, written)
        last = holder.children[-1]
        start, end = find_line(self.text, last[0].start), find_line_end(self.text, last[1].end)[0]
        indent = self.text[start : last[0].start]
        is_own_line = not indent.strip() and "#" not in self.text[last[1].end : end]
        lead = f",{self._break(start)}{indent}" if is_own_line else ", "
        return Spot(last[1].end, last[1].end, lead + written)

    def _find_comment_in(self, holder: YamlNode, key: str, column: int) -> int | None:
        """Return where a new *key* goes that is there as a comment, between two entries."""
        if not holder.children:
            found = self._find_comment(key, 0, len(self.text), column)
            return found[0] if found else None
        first, *others = [find_line(self.text, entry[0].start) for entry in holder.children]
        ends = [find_line_end(self.text, entry[1].end)[1] for entry in holder.children]
        above = _ABOVE.search(self.text, 0, first)
        assert above  # noqa: S101 - it may be empty
        for start, end in zip([above.start(), *ends], [first, *others, holder.reach], strict=True):
            if found := self._find_comment(key, start, end, column):
                return found[0]
        return None

    def _find_comment(
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

    # -- remove ----------------------------------------------------------------------------------

    def _remove(self, chain: Sequence[YamlNode], path: Path) -> list[Spot]:
        holder, node = chain[-2:]
        number = holder.find(path[-1])
        assert number is not None  # noqa: S101 - the chain goes through it
        key, _node = holder.children[number]
        is_only = len(holder.children) == 1
        if is_only and len(chain) > 2:
            empty: Value = [] if holder.kind == "list" else {}
            return self._replace(chain[:-1], path[-2], empty)
        if holder.is_flow:
            if number:
                return [Spot(holder.children[number - 1][1].end, node.end, "")]
            after = node.end if is_only else holder.children[1][0].start
            return [Spot(key.start, after, "")]
        start = self._find_dash(holder, number) if holder.kind == "list" else key.start
        first, end = find_line(self.text, start), find_line_end(self.text, node.end)
        if self.text[first:start].strip(" ") not in {"", "?"}:
            # The line begins with the dash of an item, which stays.
            following = holder.children[1][0].start
            if holder.kind == "list":
                following = self._find_dash(holder, 1)
            if self.text[end[0] : following].strip():
                return [Spot(len(self.text[:start].rstrip(" ")), end[0], "")]
            return [Spot(start, following, "")]
        if end[0] == end[1] and not self._ends_block(first):
            # As the file did not end with a line break before, it does not now.
            first = len(self.text[:first].removesuffix("\n").removesuffix("\r"))
        return [Spot(first, end[1], "")]

    def _ends_block(self, place: int) -> bool:
        return any(
            node.style in {"|", ">"} and find_line_end(self.text, node.end)[1] == place
            for node in self.root.walk()
        )

    def has_comment(self, path: Path) -> bool:
        """Return whether something is noted in the block at *path*, beside its only entry."""
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
        lead = self._find_lead_end(holder, number)
        if "#" in self.text[lead : find_line_end(self.text, lead)[0]]:
            return True
        comments = _COMMENT.finditer(self.text, find_line_end(self.text, node.end)[1], end)
        return "#" in self.text[lead : node.inner] or any(
            len(found[1]) >= column for found in comments
        )

    # -- places ----------------------------------------------------------------------------------

    def _find_lead_end(self, holder: YamlNode, number: int) -> int:
        """Return the end of the colon or dash before a value; 0 where there is none."""
        key = holder.children[number][0]
        if holder.kind == "list":
            return 0 if holder.is_flow else self._find_dash(holder, number) + 1
        found = _COLON.match(self.text, key.end)
        return found.end() if found else 0

    def _find_dash(self, holder: YamlNode, number: int) -> int:
        if not number:
            return holder.inner
        start = find_line_end(self.text, holder.children[number - 1][1].end)[1]
        column = find_column(self.text, holder.inner)
        found = re.compile(rf"^ {{{column}}}-", re.MULTILINE).search(self.text, start)
        return found.end() - 1 if found else start

    def _insert_lines(self, place: int, lines: Sequence[str]) -> Spot:
        """Return *lines* before the line that begins at *place*, or behind a last line without end."""
        ending = self._break(place)
        is_start = not place or self.text[place - 1] in "\r\n"
        text = "".join(line + ending if is_start else ending + line for line in lines)
        return Spot(place, place, text)

    def _break(self, place: int) -> str:
        """Return the line break before *place*, or else the first one."""
        newline, back = self.text.rfind("\n", 0, place), self.text.rfind("\r", 0, place)
        if newline == back:
            found = re.search(r"\r\n|\n|\r", self.text)
            return found.group() if found else "\n"
        return "\r" if back > newline else "\r\n" if back == newline - 1 >= 0 else "\n"

    @property
    def _step(self) -> int:
        """The spaces by which the file indents its blocks."""
        for node in self.root.walk():
            column = find_column(self.text, node.inner)
            for _key, child in node.children:
                if node.kind == child.kind == "map" and not child.is_flow:
                    return max(find_column(self.text, child.inner) - column, 1)
        return 2


def _find_neighbour(holder: YamlNode, key: str) -> YamlNode:
    """The value after which *key* is written: of its dotted family, the last that sorts before it."""
    entries = [(name.value, value) for name, value in holder.children]
    if key.startswith("reviewed_"):
        entries = [one for one in entries if one[0] == "review"] or entries
    for parts in range(key.count("."), 0, -1):
        prefix = ".".join(key.split(".")[:parts]) + "."
        family = [(name, item) for name, item in entries if name.startswith(prefix)]
        if family:
            before = [item for name, item in family if name < key]
            return before[-1] if before else family[-1][1]
    return entries[-1][1]
