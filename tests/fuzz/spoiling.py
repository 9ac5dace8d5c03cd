"""Ways to spoil what was good: bytes, values in a tree, lines of a text."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

import yaml

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


def odd(random: Random, depth: int = 0) -> Any:
    """Any value of JSON, and some that are none."""
    kind = random.random()
    if kind < 0.45:
        return random.choice(TEXTS)
    if kind < 0.6:
        return random.choice(("", "a", "æ")) + random.choice(LETTERS) + random.choice(("", "b"))
    if kind < 0.75:
        return random.choice(NUMBERS)
    if kind < 0.8:
        return None
    if kind < 0.82:
        return nest(random.choice((5, 30, 120)), random.choice((list, dict)))
    if depth > 2:
        return random.choice(([], {}, "x", 7))
    if kind < 0.91:
        return [odd(random, depth + 1) for _ in range(random.randrange(4))]
    return {str(odd(random, 9))[:80]: odd(random, depth + 1) for _ in range(random.randrange(4))}


def nest(depth: int, kind: type) -> Any:
    """A value within a value, *depth* times."""
    value: Any = "x"
    for _ in range(depth):
        value = [value] if kind is list else {"a": value}
    return value


def copy_tree(tree: Any) -> Any:
    """A tree of one's own to spoil."""
    if isinstance(tree, dict):
        return {key: copy_tree(value) for key, value in tree.items()}
    return [copy_tree(value) for value in tree] if isinstance(tree, list) else tree


def spoiled_tree(random: Random, tree: Any) -> Any:
    """*tree* with one to three of its values, keys or places changed."""
    tree = copy_tree(tree)
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        places = list(_places(tree))
        if not places:
            return odd(random)
        parent, key = random.choice(places)
        what = random.random()
        if what < 0.5:
            parent[key] = odd(random)
        elif what < 0.6:
            del parent[key]
        elif what < 0.7:
            other, name = random.choice(places)
            if name in other if isinstance(other, dict) else name < len(other):
                parent[key] = copy_tree(other[name])
        elif isinstance(parent, dict):
            value = parent.pop(key) if what < 0.85 else odd(random)
            parent[str(odd(random, 9))] = value
        else:
            parent.insert(key, odd(random))
    return tree


def _places(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Every value below *tree*, as what holds it and the key or number there."""
    if isinstance(tree, dict):
        children = iter(tree.items())
    else:
        children = enumerate(tree) if isinstance(tree, list) else iter(())
    for key, value in children:
        yield tree, key
        yield from _places(value)


def as_json(random: Random, value: Any) -> bytes:
    """*value* as JSON, well written most of the time."""
    text = json.dumps(value, ensure_ascii=random.random() < 0.5)
    if random.random() < 0.05:
        text = text.replace("{", '{"a":1,"a":2,' if "{}" not in text else "{", 1)
    return text.encode("utf-8", "surrogatepass")


def as_yaml(random: Random, value: Any) -> bytes:
    """*value* as YAML, in a block or as JSON, which is YAML too."""
    if random.random() < 0.5:
        return as_json(random, value)
    try:
        return yaml.dump(
            value, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True
        ).encode()
    except UnicodeEncodeError:
        return as_json(random, value)


def spoiled_lines(random: Random, text: str, pieces: Sequence[str] = TEXTS) -> str:
    """*text* with some of its lines doubled, lost, moved, or written into."""
    for _ in range(random.choice((1, 1, 2, 4))):
        lines = text.split("\n")
        at, what = random.randrange(len(lines)), random.random()
        line = lines[at]
        if what < 0.12:
            del lines[at]
        elif what < 0.24:
            lines.insert(at, line)
        elif what < 0.36:
            lines[at] = " " * random.randrange(6) + line.lstrip()
        elif what < 0.55 and ":" in line:
            lines[at] = f"{line.partition(':')[0]}: {odd(random)}"
        elif what < 0.65:
            lines.insert(at, random.choice((*_LINES, *pieces)))
        elif what < 0.85:
            middle = random.randrange(len(line) + 1)
            piece = random.choice((*LETTERS, *pieces))
            lines[at] = line[:middle] + piece + line[middle + random.randrange(3) :]
        else:
            other = random.randrange(len(lines))
            lines[at], lines[other] = lines[other], line
        text = "\n".join(lines)
    return text


_LINES = (
    "---", "...", "%YAML 1.1", "%TAG ! tag:x:", "a: &a [*a]", "<<: {theme: x}", "x: &x {y: *x}",
    "? [a]", "? a", "!!python/object:os.system x: y", "- a", '"\\x1b": 1', '"\\u202e": x',
    "c: 'no", "a: |\n  x\n   y", "b: >-\n  z", "d: [", "e: {", "*q : 1", "!t theme: ward",
    "theme: !!binary a",
)  # fmt: skip


def spoiled_bytes(
    random: Random, data: bytes, others: Sequence[bytes] = (), head: int = 0
) -> bytes:
    """*data* with bytes changed, cut out, doubled, or taken from another sample.

    Half of the changes fall in the first *head* bytes, where formats say what follows.
    """
    spoiled = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 4, 8))):
        size = len(spoiled)
        near = head if head and random.random() < 0.5 else size
        at = random.randrange(min(near, size) or 1)
        what = random.random()
        if what < 0.3:
            spoiled[at : at + 1] = bytes((random.randrange(256),))
        elif what < 0.45:
            form = random.choice((">H", "<H", ">I", "<I"))
            value = random.choice((0, 1, 2, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 2**31 - 1, 2**32 - 1))
            value &= 0xFFFF if form[1] == "H" else 0xFFFFFFFF
            number = struct.pack(form, value)
            spoiled[at : at + len(number)] = number
        elif what < 0.55:
            spoiled[at : at + 1] = bytes((spoiled[at] ^ 1 << random.randrange(8),)) if size else b""
        elif what < 0.65:
            del spoiled[at:]
        elif what < 0.75:
            del spoiled[at : at + random.choice((1, 2, 4, 8, 64))]
        elif what < 0.85:
            spoiled[at:at] = spoiled[at : at + random.choice((1, 4, 12, 64, 500))] * random.choice(
                (1, 2, 9)
            )
        elif what < 0.92:
            spoiled[at:at] = random.randbytes(random.choice((1, 4, 16, 200)))
        elif others:
            other = random.choice(others)
            spoiled[at:] = other[random.randrange(len(other) or 1) :]
    return bytes(spoiled)


def spoiled_json(tree: Any, random: Random) -> bytes:
    """JSON that was spoiled as a *tree*, and now and then as bytes too."""
    data = as_json(random, spoiled_tree(random, tree))
    return spoiled_bytes(random, data) if random.random() < 0.1 else data
