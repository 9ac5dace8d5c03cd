"""Which attributes keep an SVG out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from themebuilder.media.addresses import judged
from themebuilder.media.css import css_findings, shorten
from themebuilder.media.svg_vocabulary import EVENTS, XML

Refusal = tuple[str, str, str]
"""The fault's name, what it is, and why."""

_ADDRESSES = frozenset(("href", "src", "srcset"))
_SCRIPT = re.compile("javascript:|vbscript:|data:text/html", re.IGNORECASE)
_BLANK = re.compile(r"[\x00-\x20]+")
_RUNS = "It would run as a program."


def attribute_refusals(namespace: str, name: str, shown: str, value: str) -> Iterator[Refusal]:
    """Every reason to refuse the attribute; *shown* is its name as it is written."""
    lower = name.lower()
    if lower.startswith("on") or namespace == EVENTS:
        yield "svg-event-attribute", f"The attribute {shown} handles an event.", _RUNS
    elif namespace == XML and lower == "base":
        why = "It turns references within the file into references elsewhere."
        yield "svg-external-reference", f"The SVG sets {shown}.", why
    elif lower in _ADDRESSES:
        if why := judged(value):
            what = f"The attribute {shown} refers to {shorten(value)}."
            yield "svg-external-reference", what, why
    elif _SCRIPT.match(_BLANK.sub("", value)):
        yield "svg-script", f"The attribute {shown} holds {shorten(value)}.", _RUNS
    else:
        for found in css_findings(value, judged):
            yield found.name, f"{found.what[:-1]}, in the attribute {shown}.", found.why
