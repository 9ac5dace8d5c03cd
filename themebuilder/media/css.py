r"""What in a style sheet reaches outside its own SVG.

Escapes are resolved first (``\75 rl(`` is ``url(``), then the text is searched for the tokens that
can fetch or run something. Comments and strings are searched too: one harmless mention too many is
refused rather than one hidden address let through.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice


@dataclass(frozen=True, slots=True)
class Finding:
    """A construct in a style: *name* as in `Fault`, and the offset at which it stands."""

    offset: int
    name: str
    what: str
    why: str


_ESCAPE = re.compile(
    r"\\(?:(?P<code>[0-9A-Fa-f]{1,6})(?:\r\n|[ \t\r\n\f])?|(?P<line>\r\n|[\r\n\f])|(?P<char>.))",
    re.DOTALL,
)
_AT_RULE = re.compile(r"@(-?[a-z][-\w]*)", re.IGNORECASE)
# A name is tried from its first letter only: a megabyte of letters must not cost its square.
_CALL = re.compile(r"(?<![-\w])([-\w]+)\(")
_ADDRESS = re.compile(r"\s*(?:\"([^\"]*)|'([^']*)|([^)]*))")
_WITHIN = re.compile(r"\s*[\"']?#")
_SCRIPT = re.compile(r"javascript\s*:|vbscript\s*:|-moz-binding|behavior\s*:", re.IGNORECASE)

_CALM_RULES = frozenset(("charset", "media", "supports", "font-face", "layer"))
_FETCHING = frozenset(("src", "image", "image-set", "cross-fade", "element", "paint", "attr"))
_UNKNOWN = "\N{REPLACEMENT CHARACTER}"
_MOST = 100
"""No search goes on after so many findings."""
_FETCHES = "It would be fetched from elsewhere when the picture is shown."


def css_findings(
    style: str, judged: Callable[[str], str], *, is_sheet: bool = False
) -> Iterator[Finding]:
    """Everything in *style* that is refused, in its order.

    *judged* says of an address why it is refused, or nothing. *is_sheet* when *style* is the whole
    content of a style element, which may hold rules such as ``@import``.
    """
    text, offsets = _unescaped(style)
    searches = (_calls(text, judged), _scripts(text), _sheet_only(text) if is_sheet else ())
    findings = [found for search in searches for found in islice(search, _MOST)]
    for found in sorted(findings, key=lambda finding: finding.offset):
        yield Finding(offsets[found.offset], found.name, found.what, found.why)


def shorten(address: str) -> str:
    """The address in quotes, cut where it is too long for a line."""
    shown = address.strip()
    return f"“{shown if len(shown) <= 60 else shown[:57] + '…'}”"


def _unescaped(style: str) -> tuple[str, Sequence[int]]:
    """The text without escapes, and for each of its characters where it stood in *style*."""
    if "\\" not in style:
        return style, range(len(style))
    parts: list[str] = []
    offsets: list[int] = []
    at = 0
    for escape in _ESCAPE.finditer(style):
        plain = style[at : escape.start()]
        parts += plain
        offsets += range(at, escape.start())
        if not escape["line"]:
            meant = _character(escape["code"]) if escape["code"] else escape["char"]
            # An escaped sign is never punctuation: \" ends no string and \( begins no list.
            parts.append(meant if re.fullmatch(r"[-\w]", meant) else _UNKNOWN)
            offsets.append(escape.start())
        at = escape.end()
    parts += style[at:]
    offsets += range(at, len(style))
    return "".join(parts), offsets


def _character(code: str) -> str:
    number = int(code, 16)
    is_valid = 0 < number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF
    return chr(number) if is_valid else _UNKNOWN


def _calls(text: str, judged: Callable[[str], str]) -> Iterator[Finding]:
    for call in _CALL.finditer(text):
        function = call[1].lower()
        bare = function.removeprefix("-webkit-").removeprefix("-moz-")
        # A longer word that ends so is not the function, but looking at it costs nothing.
        if function.endswith("url"):
            if _WITHIN.match(text, call.end()):
                continue
            written = _ADDRESS.match(text, call.end())
            address = "".join(filter(None, written.groups())) if written else ""
            if why := judged(address):
                what = f"A style refers to {shorten(address)}."
                yield Finding(call.start(), "svg-external-reference", what, why)
        elif bare in _FETCHING:
            what = f"A style uses {function}()."
            yield Finding(call.start(), "svg-external-reference", what, _FETCHES)
        elif bare == "expression":
            what = "A style uses expression()."
            yield Finding(call.start(), "svg-script", what, "It would run as a program.")


def _scripts(text: str) -> Iterator[Finding]:
    for script in _SCRIPT.finditer(text):
        what = f"A style holds “{script[0]}”."
        yield Finding(script.start(), "svg-script", what, "It would run as a program.")


def _sheet_only(text: str) -> Iterator[Finding]:
    for rule in _AT_RULE.finditer(text):
        name = rule[1].lower()
        is_rule = not re.match(r"[\w-]", text[rule.start() - 1 : rule.start()])
        if name.startswith("import"):
            what = "A style sheet imports another one."
            yield Finding(rule.start(), "svg-external-reference", what, _FETCHES)
        elif name.endswith("keyframes"):
            why = "A logo stands still: movement distracts, and some people it makes ill."
            yield Finding(rule.start(), "svg-animation", "A style sheet animates.", why)
        elif is_rule and name not in _CALM_RULES:
            why = (
                "Only @media, @supports, @font-face, @layer and @charset are known to be harmless."
            )
            yield Finding(rule.start(), "svg-style", f"A style sheet uses @{name}.", why)
    if "<" in text:
        why = "A page that embeds the SVG could read it as a tag."
        yield Finding(text.index("<"), "svg-style", "A style sheet holds “<”.", why)
