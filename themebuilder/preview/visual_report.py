"""One page that shows what changed between two sets of pictures; it needs nothing beside itself."""

from __future__ import annotations

import base64
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from PIL import Image

from themebuilder.preview.differences import Difference, State

_MOST = 200
"""How many changed screens are shown; of the rest the names are told."""
_QUALITY = 82
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem; color: #1c2733; background: #f4f6f8 }
h1 { font-size: 1.5rem } h2 { font-size: 1.05rem; margin: 2.5rem 0 .5rem }
table { border-collapse: collapse } td, th { padding: .2rem 1rem .2rem 0; text-align: left }
.row { display: flex; gap: 1rem; flex-wrap: wrap } figure { margin: 0; flex: 1 1 18rem }
img { max-width: 100%; border: 1px solid #b8c2cc; background: #fff }
figcaption { color: #4a5866; font-size: .875rem } .number { font-variant-numeric: tabular-nums }
"""


@dataclass(frozen=True, slots=True)
class Compared:
    """A picture by its file name, before and after, with what differs."""

    file: str
    before: bytes | None
    after: bytes | None
    difference: Difference


def report(compared: Sequence[Compared], title: str) -> str:
    """The page: the most changed screens first."""
    return "".join(_page(compared, title))


def _page(compared: Sequence[Compared], title: str) -> Iterator[str]:
    touched = sorted(
        (one for one in compared if one.difference.state != "same"),
        key=lambda one: (-one.difference.share, one.file),
    )
    counted = Counter(one.difference.state for one in compared)
    yield '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
    yield '<meta name="viewport" content="width=device-width">\n'
    yield f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n<h1>{escape(title)}</h1>\n"
    states: tuple[State, ...] = ("changed", "new", "gone", "same")
    yield "<table>" + "".join(
        f'<tr><th>{state}</th><td class="number">{counted[state]}</td></tr>' for state in states
    )
    yield "</table>\n"
    if not touched:
        yield "<p>No picture changed.</p>\n"
    for one in touched[:_MOST]:
        yield from _section(one)
    if more := touched[_MOST:]:
        yield f"<h2>{len(more)} more</h2>\n<ul>"
        yield "".join(f"<li>{escape(one.file)}: {_said(one.difference)}</li>" for one in more)
        yield "</ul>\n"
    yield "</html>\n"


def _section(one: Compared) -> Iterator[str]:
    yield f"<h2>{escape(one.file)}</h2>\n<p>{_said(one.difference)}</p>\n<div class=row>\n"
    shown = (("before", one.before), ("after", one.after), ("difference", one.difference.shown))
    for name, data in shown:
        if data:
            alt = escape(f"{one.file}, {name}", quote=True)
            yield f'<figure><img src="{_embedded(data)}" alt="{alt}" loading="lazy">'
            yield f"<figcaption>{name}</figcaption></figure>\n"
    yield "</div>\n"


def _said(difference: Difference) -> str:
    if difference.state != "changed":
        return difference.state
    return f"{difference.pixels:,} pixels changed ({difference.share:.2%})"


def _embedded(data: bytes) -> str:
    """The picture small enough for a page of many; the originals lie beside it."""
    out = io.BytesIO()
    Image.open(io.BytesIO(data)).convert("RGB").save(out, "WEBP", quality=_QUALITY)
    return f"data:image/webp;base64,{base64.b64encode(out.getvalue()).decode()}"
