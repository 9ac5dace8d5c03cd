"""The characters of a YAML file that one change replaces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from themebuilder.core.messages import N_, _
from themebuilder.editing.yaml_format import (
    Branch,
    YamlValue,
    format_block,
    format_entry,
    format_flow,
    format_inline,
    format_lines,
    format_scalar,
)
from themebuilder.editing.yaml_text import (
    KeyPath,
    Replacement,
    YamlNode,
    YamlText,
    count_line,
    find_column,
    find_line,
    find_line_end,
)

_HEAD = re.compile(r"[|>][-+0-9]*")
_FOLD_WIDTH = 80


class YamlChange(NamedTuple):
    """A value that is written at *path*, or removed if None; *is_new* puts an item before another."""

    path: KeyPath
    value: YamlValue | None
    is_new: bool = False


class CannotEditError(Exception):
    """The file can't get a value; *reason* says why, and *yaml* has the lines to write by hand."""

    def __init__(self, reason: str, yaml: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.yaml = yaml


def is_independent(yaml: YamlText, change: YamlChange) -> bool:
    """Whether *change* can be made together with others at other keys."""
    if change.value is None or change.is_new:
        return False
    chain = yaml.find_chain(change.path)
    if len(chain) <= len(change.path):
        return chain[-1].kind == "map" and bool(chain[-1].children)
    is_scalar = isinstance(change.value, str | int | float)
    return is_scalar and chain[-1].kind == "text" and chain[-1].inner < chain[-1].end


def find_replacements(yaml: YamlText, change: YamlChange) -> list[Replacement]:
    """Return what *change* replaces."""
    path, value, is_new = change
    chain = yaml.find_chain(path)
    _refuse_shared(yaml, chain, is_removed=value is None)
    if value is None:
        return _remove(yaml, chain, path)
    if is_new or len(chain) == len(path):
        return [_add(yaml, chain[: len(path)], path[-1], value)]
    return _replace(yaml, chain, path[-1], value)


def _refuse_shared(yaml: YamlText, chain: Sequence[YamlNode], *, is_removed: bool) -> None:
    """Refuse to change what an alias takes from elsewhere, or takes elsewhere."""
    *holders, last = chain
    message = N_("Line {line} has an alias of a value elsewhere. Replace the alias by hand.")
    for node in holders if is_removed else chain:
        if node.kind == "alias":
            raise CannotEditError(_(message, line=count_line(yaml.text, node.start)))
    names = {
        node.anchor for node in (*holders, *last.walk()) if node.anchor and node.kind != "alias"
    }
    message = N_("Line {line} has an alias of this value, and would change too.")
    for alias in yaml.aliases:
        if alias.anchor in names and not last.start <= alias.start < last.end:
            raise CannotEditError(_(message, line=count_line(yaml.text, alias.start)))


def _replace(
    yaml: YamlText, chain: Sequence[YamlNode], step: str | int, value: YamlValue
) -> list[Replacement]:
    holder, node = chain[-2:]
    number = holder.find(step)
    anchor = f"&{node.anchor} " if node.anchor else ""
    lead = yaml.find_lead_end(holder, number)
    if any(parent.is_flow for parent in chain[:-1]):
        written = format_flow(value)
        if isinstance(value, str):
            written = format_scalar(value, node.style, is_flow=True)
        if node.kind == "text" and node.inner == node.end:
            if not lead:
                lead = holder.children[number][0].end
                return [Replacement(lead, lead, f": {written}")]
            return [Replacement(lead, node.end if anchor else lead, f" {anchor}{written}")]
        return [Replacement(node.start, node.end, anchor + written)]
    is_block = node.style in {"|", ">"} and isinstance(value, str)
    if is_block and (found := _replace_block(yaml, holder, node, str(value))):
        return [found]
    inline = format_inline(value, find_column(yaml.text, lead) + 1, node.style)
    if inline is not None:
        return _replace_inline(yaml, node, lead, anchor + inline)
    return _replace_lines(yaml, holder, number, lead, value)


def _replace_inline(yaml: YamlText, node: YamlNode, lead: int, written: str) -> list[Replacement]:
    line_end = find_line_end(yaml.text, lead)
    if node.kind == "text" and node.inner == node.end:
        start, end = (node.start if node.start < node.end else lead), node.end
        if not yaml.text[end : line_end[0]].strip():
            end = line_end[0]
        return [Replacement(min(lead, start), end, f" {written}")]
    is_block = node.kind in {"list", "map"} and not node.is_flow
    if not is_block or node.inner < line_end[0]:
        return [Replacement(node.start, node.end, written)]
    behind = node.start if node.start < line_end[0] else lead
    props = Replacement(lead, line_end[0] if behind > lead else lead, f" {written}")
    return [props, Replacement(line_end[1], find_line_end(yaml.text, node.end)[1], "")]


def _replace_lines(
    yaml: YamlText, holder: YamlNode, number: int, lead: int, value: YamlValue
) -> list[Replacement]:
    node = holder.children[number][1]
    anchor = f" &{node.anchor}" if node.anchor else ""
    lead_end = find_line_end(yaml.text, lead)
    is_empty = not node.value and not node.children and not node.style
    if holder.kind == "list":
        is_void = node.inner == node.end
        indent = find_column(yaml.text, lead) + 1 if is_void else find_column(yaml.text, node.inner)
        lines = list(format_lines(value, indent, yaml.step))
        text = yaml.find_break(lead).join(lines).lstrip(" ")
        start, text = (lead, f"{anchor} {text}") if is_void else (node.inner, text)
        return [Replacement(start, node.end, text)]
    key_column = find_column(yaml.text, holder.children[0][0].start)
    indent = key_column + yaml.step
    if node.kind in {"list", "map"} and not node.is_flow:
        lines = list(format_lines(value, indent, yaml.step))
        end = find_line_end(yaml.text, node.end)[0]
        return [Replacement(lead_end[1], end, yaml.find_break(lead).join(lines))]
    end = node.end
    line_end = find_line_end(yaml.text, end)
    if not yaml.text[end : line_end[0]].strip():
        end = line_end[0]
    place = line_end[1]
    if isinstance(value, Branch) and is_empty:
        siblings = holder.children[number + 1 :]
        reach = siblings[0][0].start if siblings else holder.reach
        found = yaml.find_comment(next(iter(value)), place, reach, None)
        if found and found[1] > key_column:
            place, indent = found
    lines = list(format_lines(value, indent, yaml.step))
    return [Replacement(lead, end, anchor), yaml.insert_lines(place, lines)]


def _replace_block(
    yaml: YamlText, holder: YamlNode, node: YamlNode, value: str
) -> Replacement | None:
    """Return the block of text with its new lines, its comment and the old indent."""
    head = _HEAD.match(yaml.text, node.inner)
    assert head  # noqa: S101 - a block begins with it
    head_end = find_line_end(yaml.text, head.end())
    body = [line for line in yaml.text[head_end[1] : node.end].splitlines() if line.strip()]
    first = body[0] if body else ""
    indent = len(first) - len(first.lstrip(" "))
    if not body:
        indent = find_column(yaml.text, (holder.children or [(holder, holder)])[0][0].start)
        indent += yaml.step
    width = max([_FOLD_WIDTH, *(len(line) for line in body)])
    lines = format_block(value, head.group(), indent, width)
    if lines is None:
        return None
    lines[0] += yaml.text[head.end() : head_end[0]]
    text = yaml.find_break(node.inner).join(lines)
    if node.end == len(yaml.text) and value.endswith("\n"):
        text += yaml.find_break(node.inner)
    return Replacement(node.inner, node.end, text)


def _add(
    yaml: YamlText, chain: Sequence[YamlNode], step: str | int, value: YamlValue
) -> Replacement:
    holder = chain[-1]
    if any(node.is_flow for node in chain):
        return _add_in_flow(yaml, holder, step, value)
    if isinstance(step, int):
        dash = yaml.find_dash(holder, 0)
        lines = list(format_entry("-", value, find_column(yaml.text, dash), yaml.step))
        place = find_line(yaml.text, dash)
        if step:
            place = find_line_end(yaml.text, holder.children[step - 1][1].end)[1]
        return yaml.insert_lines(place, lines)
    indent = find_column(yaml.text, holder.children[0][0].start) if holder.children else 0
    lines = list(format_entry(f"{format_scalar(step)}:", value, indent, yaml.step))
    found = yaml.find_comment_between(holder, step, indent)
    if found is not None:
        return yaml.insert_lines(found, lines)
    if not holder.children:
        return yaml.insert_lines(find_line(yaml.text, holder.start), lines)
    place = find_line_end(yaml.text, _find_neighbour(holder, step).end)[1]
    if not yaml.text[:place].endswith(("\n", "\r")) and yaml.is_below_text(place):
        raise CannotEditError(
            _("The last line of the file has no line break. Add one, and try again.")
        )
    return yaml.insert_lines(place, lines)


def _add_in_flow(
    yaml: YamlText, holder: YamlNode, step: str | int, value: YamlValue
) -> Replacement:
    written = format_flow(value)
    if isinstance(step, str):
        written = f"{format_scalar(step, is_flow=True)}: {written}"
    elif step < len(holder.children):
        place = holder.children[step][1].start
        return Replacement(place, place, f"{written}, ")
    if not holder.children:
        return Replacement(holder.inner + 1, holder.inner + 1, written)
    last = holder.children[-1]
    start, end = find_line(yaml.text, last[0].start), find_line_end(yaml.text, last[1].end)[0]
    indent = yaml.text[start : last[0].start]
    is_own_line = not indent.strip() and "#" not in yaml.text[last[1].end : end]
    lead = f",{yaml.find_break(start)}{indent}" if is_own_line else ", "
    return Replacement(last[1].end, last[1].end, lead + written)


def _remove(yaml: YamlText, chain: Sequence[YamlNode], path: KeyPath) -> list[Replacement]:
    holder, node = chain[-2:]
    number = holder.find(path[-1])
    key, _node = holder.children[number]
    is_only = len(holder.children) == 1
    if is_only and len(chain) > 2:
        return _empty_parent(yaml, chain, path)
    if holder.is_flow:
        if number:
            return [Replacement(holder.children[number - 1][1].end, node.end, "")]
        after = node.end if is_only else holder.children[1][0].start
        return [Replacement(key.start, after, "")]
    start = yaml.find_dash(holder, number) if holder.kind == "list" else key.start
    first, end = find_line(yaml.text, start), find_line_end(yaml.text, node.end)
    if is_only and yaml.text.startswith("...", holder.reach):
        # Such an end needs something before it.
        return [Replacement(start, node.end, "{}")]
    if yaml.text[first:start].strip(" ") not in {"", "?"}:
        # The line begins with the dash of an item, which stays.
        following = holder.children[1][0].start
        if holder.kind == "list":
            following = yaml.find_dash(holder, 1)
        if yaml.text[end[0] : following].strip():
            return [Replacement(len(yaml.text[:start].rstrip(" ")), end[0], "")]
        return [Replacement(start, following, "")]
    if end[0] == end[1] and not yaml.is_below_text(first):
        # As the file did not end with a line break before, it does not now.
        first = len(yaml.text[:first].removesuffix("\n").removesuffix("\r"))
    return [Replacement(first, end[1], "")]


def _empty_parent(yaml: YamlText, chain: Sequence[YamlNode], path: KeyPath) -> list[Replacement]:
    """Return what is replaced to leave an empty list or mapping, and the comments in it."""
    above, holder, node = chain[-3:]
    number = above.find(path[-2])
    lead = yaml.find_lead_end(above, number)
    line_end = find_line_end(yaml.text, lead)
    if holder.is_flow or holder.start != holder.inner or holder.start < line_end[0]:
        empty: YamlValue = [] if holder.kind == "list" else {}
        return _replace(yaml, chain[:-1], path[-2], empty)
    start = find_line(yaml.text, holder.start)
    return [
        Replacement(lead, lead, " []" if holder.kind == "list" else " {}"),
        Replacement(start, find_line_end(yaml.text, node.end)[1], ""),
    ]


def _find_neighbour(holder: YamlNode, key: str) -> YamlNode:
    """Return the value after which *key* is written: of its dotted family, the last that sorts before it."""
    entries = [(name.value, value) for name, value in holder.children]
    if key.startswith("reviewed_"):
        entries = [entry for entry in entries if entry[0] == "review"] or entries
    for parts in range(key.count("."), 0, -1):
        prefix = ".".join(key.split(".")[:parts]) + "."
        family = [(name, item) for name, item in entries if name.startswith(prefix)]
        if family:
            before = [item for name, item in family if name < key]
            return before[-1] if before else family[-1][1]
    return entries[-1][1]
