"""YAML files as people write them, for hypothesis: every style, comment, indent and line end.

Each strategy is made once: that takes longer than drawing from it.
"""

from __future__ import annotations

from functools import cache

from hypothesis import strategies as st

KEYS = st.sampled_from(["a", "b.c", "logo", "da", "x-y", "'q k'", '"z"', "Ærø"])
WORDS = st.sampled_from(["one", "two words", "Ét æble 🍎", "a.svg", "12", "no", "{{name}} er her"])
FLOW_TEXTS = st.sampled_from(["one", "two words", '"a, b"', "'it''s'", "12", "no", "a.svg"])
COMMENTS = st.sampled_from(["", "", "", "   # why", " # a: b, {c}"])
GAPS = st.lists(st.sampled_from(["", "# note", "# logo: old.svg", "# a: {b: c}"]), max_size=2)
FEW_KEYS = st.lists(KEYS, max_size=3, unique=True)
SOME_KEYS = st.lists(KEYS, min_size=1, max_size=4, unique=True)
BLOCK_LINES = st.lists(st.sampled_from(["one", "two words", "# no comment", ""]), max_size=4)
UP_TO_THREE = st.integers(0, 3)
ONE_TO_THREE = st.integers(1, 3)
pick = cache(lambda *values: st.sampled_from(values))


@cache
@st.composite
def flow(draw, depth: int = 2) -> str:
    kind = draw(pick(*(("text", "text", "list", "map") if depth else ("text",))))
    if kind == "text":
        return draw(FLOW_TEXTS)
    space = draw(pick("", " "))
    comma = draw(pick(", ", ",", ",  "))
    if kind == "list":
        inner = [draw(flow(depth - 1)) for _one in range(draw(UP_TO_THREE))]
        return f"[{space}{comma.join(inner)}{space}]"
    keys = draw(FEW_KEYS)
    inner = [f"{key}: {draw(flow(depth - 1))}" for key in keys]
    return f"{{{space}{comma.join(inner)}{space}}}"


@cache
@st.composite
def text_block(draw, indent: int) -> list[str]:
    """A block of text: what stands behind the colon, and its lines."""
    head = draw(pick("|", "|-", "|+", ">", ">-"))
    lines = draw(BLOCK_LINES)
    lines = ["first", *lines]
    return [head + draw(COMMENTS), *(" " * indent + line if line else "" for line in lines)]


@cache
@st.composite
def value(draw, indent: int, step: int, depth: int) -> list[str]:
    """What stands behind a colon or a dash, and the lines below it."""
    kinds = ("plain", "quoted", "flow", "block", "empty", "folded")
    kind = draw(pick(*kinds, *(("map", "list", "map") if depth else ())))
    after = draw(COMMENTS)
    if kind == "plain":
        return [draw(WORDS) + after]
    if kind == "quoted":
        return [draw(pick("'it''s'", '"a\\tb"', '"#fff"', "''", "'no'")) + after]
    if kind == "flow":
        return [draw(flow()) + after]
    if kind == "empty":
        return [after.lstrip(" ") and after]
    if kind == "block":
        return draw(text_block(indent + step))
    if kind == "folded":
        return ["a long text", " " * (indent + step) + "in two lines" + after]
    if kind == "list":
        flush = draw(pick(0, step))
        return [after, *draw(items(indent + flush, step, depth - 1))]
    return [after, *draw(entries(indent + step, step, depth - 1))]


@cache
@st.composite
def entries(draw, indent: int, step: int, depth: int) -> list[str]:
    lines: list[str] = []
    for key in draw(SOME_KEYS):
        lines += [" " * indent + gap if gap else "" for gap in draw(GAPS)]
        first, *others = draw(value(indent, step, depth))
        gap = "" if not first or first.startswith(" ") else draw(pick(" ", "   "))
        lines += [f"{' ' * indent}{key}:{gap}{first}", *others]
    return lines


@cache
@st.composite
def items(draw, indent: int, step: int, depth: int) -> list[str]:
    lines: list[str] = []
    for _one in range(draw(ONE_TO_THREE)):
        lines += [" " * indent + gap if gap else "" for gap in draw(GAPS)]
        if draw(st.booleans()):
            first, *others = draw(entries(indent + 2, step, 0))
            if first.lstrip().startswith("#") or not first:
                lines += [f"{' ' * indent}-", first, *others]
            else:
                lines += [f"{' ' * indent}- {first.lstrip()}", *others]
        else:
            lines.append(f"{' ' * indent}- {draw(flow())}{draw(COMMENTS)}")
    return lines


@cache
@st.composite
def documents(draw) -> bytes:
    """A definition file."""
    step = draw(pick(2, 2, 4))
    lines = draw(entries(0, step, 3))
    if draw(st.booleans()):
        lines = ["# head", *draw(pick((), ("---",))), *lines]
    lines += draw(pick((), (), ("# tail",), ("", ""), ("...",)))
    ends = draw(pick(("\n",), ("\r\n",), ("\n", "\r\n")))
    text = "".join(line + draw(pick(*ends)) for line in lines)
    if draw(st.booleans()):
        text = text.removesuffix("\n").removesuffix("\r")
    return draw(pick("", "", "\ufeff")).encode() + text.encode()
