"""Mutate valid inputs: bytes, lines, values of a tree, members of a zip."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Iterator, Sequence
from functools import lru_cache
from random import Random
from typing import Any

import yaml

from themebuilder.reports.findings import replace_surrogates

LETTERS = (
    "\x1b[31m", "\u202e", "\u2066x", "\u200b", "\ufeff", "\x07", "\r", "\n", "\t", "\x85",
    "\u2028", "\x00", "\ud800", "\udfff", "\ufffe", "\U000e0041", "a\u0301" * 50, "٣", "İ", "ß",
    "ﬁ", "🏳️‍🌈", "²", "ǅ", "\ufdd0", "\U0010ffff", "Ã¦",
)  # fmt: skip
NUMBERS: tuple[Any, ...] = (
    0, -1, 1, 2**31, 2**53 + 1, 2**63, 10**30, 10**400, -(10**400), 1e308, -0.0, 0.1,
    float("inf"), float("-inf"), float("nan"), 1e-320, True, False, 999_999_999,
)  # fmt: skip
TEXTS = (
    "", " ", "-", "null", "no", "~", ".inf", ".nan", "0x1F", "1e999", "1_000", "22:22", "+1",
    "9" * 5000, "x" * 300, "x" * 70_000, "a/" * 300, "../../etc/passwd", "/etc/passwd", "..", ".",
    "C:\\x", "con", "%2e%2e", "~root", "//x", "//[", "https://[x", "https://x:99999/", "http://x",
    "https://u:p@h/", "javascript:alert(1)", "data:,x", "#112233", "#GGGGGG", "#112233\n", "#",
    "0001-01-01", "9999-12-31", "2025-02-30", "10000-01-01", "2025-W01-1", "20250101", "[[", "]]",
    "[[ ]]", "[[ x ]]", "[[ theme ]]", "[[ theme.title ]]", "[[ support.phone ]]",
    "[[ theme.title|upper ]]", "[[ 9**9**9 ]]", "[[% for a in b %]]", "[[# c #]]", "[[ x.y ]]",
    "[[ " + "(" * 400 + "x" + ")" * 400 + " ]]", "[[ theme" + ".a" * 300 + " ]]", "{{",
    "{{name}}", "{{ name, number }}", "<2>x</2>", "<2>", "</", "$t(a)", "{", "}", "]", "*a", "&a",
    "!!x", "%", "@", "`", "- a", ": b", "# c", "<script>", '"', "'", "\\", "${x}", "%s%n", "ward",
    "clinic", "borger", "da", "en", "xx", "citizen", "default", "none", "pic.jpg", "vært",
    "værten", "pin=1234", "http://a/?conference=x", "www.", "»", "”", "A" * 61,
)  # fmt: skip


def mutate(random: Random, data: bytes, pieces: Sequence[str] = TEXTS) -> bytes:
    """*data*, changed in a way that fits its format most of the time; *pieces* belong to the format."""
    how = random.random()
    if data.startswith(b"PK") and how < 0.8:
        return _mutate_member(random, data, pieces)
    if how < 0.5 and (tree := _read_tree(data)):
        return _write_tree(random, mutate_tree(random, tree))
    try:
        text = data.decode() if how < 0.9 else None
    except UnicodeDecodeError:
        text = None
    if text is None:
        return _mutate_bytes(random, data)
    return _mutate_lines(random, text, pieces).encode("utf-8", "surrogatepass")


def mutate_tree(random: Random, tree: Any) -> Any:
    """A copy of *tree* with one to three of its values, keys or places changed."""
    tree = _copy(tree)
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        if not (places := list(_list_places(tree))):
            return make_odd(random)
        parent, key = random.choice(places)
        what = random.random()
        if what < 0.5:
            parent[key] = make_odd(random)
        elif what < 0.6:
            del parent[key]
        elif what < 0.7:
            other, name = random.choice(places)
            if name in other if isinstance(other, dict) else name < len(other):
                parent[key] = _copy(other[name])
        elif isinstance(parent, dict):
            value = parent.pop(key) if what < 0.85 else make_odd(random)
            parent[str(make_odd(random, 9))] = value
        else:
            parent.insert(key, make_odd(random))
    return tree


def make_odd(random: Random, depth: int = 0) -> Any:
    """Any value of JSON, and some that are none."""
    kind = random.random()
    if kind < 0.45:
        return random.choice(TEXTS)
    if kind < 0.6:
        return random.choice(("", "a", "æ")) + random.choice(LETTERS) + random.choice(("", "b"))
    if kind < 0.8:
        return random.choice((*NUMBERS, None))
    if kind < 0.82:
        nested: Any = "x"
        for _ in range(random.choice((5, 30, 120))):
            nested = random.choice(([nested], {"a": nested}))
        return nested
    if depth > 2:
        return random.choice(([], {}, "x", 7))
    values = [make_odd(random, depth + 1) for _ in range(random.randrange(4))]
    return values if kind < 0.91 else {str(make_odd(random, 9))[:80]: value for value in values}


def make_zip(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as book:
        for name, data in members.items():
            book.writestr(zipfile.ZipInfo(replace_surrogates(name)[:30_000]), data)
    return out.getvalue()


def _mutate_member(random: Random, data: bytes, pieces: Sequence[str]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        members = {name: book.read(name) for name in book.namelist()}
    names = list(members)
    name = random.choice([name for name in names if name.endswith((".json", ".xml"))] or names)
    if random.random() < 0.85:
        members[name] = mutate(random, members[name], pieces)
    if random.random() < 0.2:
        content = members.pop(random.choice(names))
        members[random.choice(("", "a/", "__MACOSX/", "a\\")) + str(make_odd(random, 9))] = content
    return make_zip(members, random.choice((0, 0, 8)))


def _copy(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {key: _copy(value) for key, value in tree.items()}
    return [_copy(value) for value in tree] if isinstance(tree, list) else tree


def _list_places(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Every value below *tree*, as what holds it and the key or number there."""
    if isinstance(tree, dict | list):
        for key, value in list(tree.items() if isinstance(tree, dict) else enumerate(tree)):
            yield tree, key
            yield from _list_places(value)


@lru_cache
def _read_tree(data: bytes) -> Any:
    """What *data* holds as JSON or YAML, if that is more than a text."""
    try:
        is_json = data[:1] in b"{["
        tree = json.loads(data) if is_json else yaml.load(data.decode(), yaml.CBaseLoader)
    except (ValueError, yaml.YAMLError):
        return None
    return tree if isinstance(tree, dict | list) else None


def _write_tree(random: Random, tree: Any) -> bytes:
    """*tree* as JSON, which is YAML too."""
    text = json.dumps(tree, ensure_ascii=random.random() < 0.5)
    if random.random() < 0.05:
        text = text.replace("{", '{"a":1,"a":2,', 1).replace(",}", "}")
    return text.encode("utf-8", "surrogatepass")


def _mutate_lines(random: Random, text: str, pieces: Sequence[str]) -> str:
    for _ in range(random.choice((1, 1, 2, 4))):
        lines = text.split("\n")
        at, what = random.randrange(len(lines)), random.random()
        line, other = lines[at], random.randrange(len(lines))
        if what < 0.12:
            del lines[at]
        elif what < 0.24:
            lines.insert(other, line)
        elif what < 0.36:
            lines[at] = " " * random.randrange(6) + line.lstrip()
        elif what < 0.55 and ":" in line:
            lines[at] = f"{line.partition(':')[0]}: {make_odd(random)}"
        elif what < 0.65:
            lines.insert(at, random.choice(pieces))
        else:
            middle = random.randrange(len(line) + 1)
            piece = random.choice((*LETTERS, *pieces))
            lines[at] = line[:middle] + piece + line[middle + random.randrange(3) :]
        text = "\n".join(lines)
    return text


def _mutate_bytes(random: Random, data: bytes) -> bytes:
    """Half of the changes fall in the first 96 bytes, where formats say what follows."""
    changed = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 4, 8))):
        near = min(len(changed), random.choice((96, len(changed))))
        at, size = random.randrange(near or 1), random.choice((1, 2, 4, 8, 64, 500))
        what = random.random()
        if what < 0.3:
            changed[at : at + 1] = random.randbytes(1)
        elif what < 0.5:
            number = random.choice((0, 1, 2, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 2**31 - 1, 2**32 - 1))
            number = struct.pack(random.choice("<>") + "I", number)[-random.choice((2, 4)) :]
            changed[at : at + len(number)] = number
        elif what < 0.6:
            del changed[at:]
        elif what < 0.7:
            del changed[at : at + size]
        elif what < 0.85:
            changed[at:at] = changed[at : at + size] * random.choice((1, 2, 9))
        else:
            changed[at:at] = random.randbytes(size)
    return bytes(changed)
