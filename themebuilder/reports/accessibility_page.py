"""A report as one page: HTML that needs nothing beside it, or Markdown with its pictures."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from typing import Any

from themebuilder import __version__
from themebuilder.reports.accessibility_items import Item, Outcome, Report, Shot
from themebuilder.reports.phrases import Words

SIGNS = {
    Outcome.OK: "✓",
    Outcome.FAULT: "✗",
    Outcome.LOOK: "!",
    Outcome.NONE: "–",
    Outcome.UNSEEN: "?",
}
"""A sign for each outcome beside its word: never by colour only, in this page too."""


def files(
    report: Report, language: str, date: str = "", *, html: bool = True, md: bool = True
) -> dict[str, bytes]:
    """The report's files by name: the page, and the Markdown with its pictures."""
    name = f"{report.theme}.{language}"
    made: dict[str, bytes] = {}
    if html:
        made[f"{name}.html"] = as_html(report, language, date).encode()
    if md:
        made[f"{name}.md"] = as_markdown(report, language, date).encode()
        made |= {picture_name(report, shot): shot.data for shot in report.shots}
    return made


def as_html(report: Report, language: str, date: str = "") -> str:
    """The report as a page of HTML in *language*; *date* is printed where it is given."""
    return _rendered("report.html.j2", report, language, date)


def as_markdown(report: Report, language: str, date: str = "") -> str:
    """The report as Markdown in *language*; its pictures lie beside it."""
    return _rendered("report.md.j2", report, language, date)


def picture_name(report: Report, shot: Shot) -> str:
    """The file name of a picture beside the Markdown."""
    return f"{report.theme}-{shot.key}.jpg"


def as_json(report: Report, words: Words) -> dict[str, Any]:
    """The report for programs; sentences are in the language of *words*."""
    return {
        "theme": report.theme,
        "title": report.title,
        "organisation": report.organisation,
        "ok": report.is_good,
        "digests": dict(report.digests),
        "items": [_item(item, words) for item in report.items],
        "pairs": [
            {
                "pair": one.pair.key,
                "kind": one.pair.kind,
                "above": one.above.upper(),
                "below": one.below.upper(),
                "ratio": round(one.ratio, 2),
                "needed": one.pair.needed,
                "ok": one.is_enough,
            }
            for one in report.pairs
        ],
        "pictures": [
            {
                "picture": shot.key,
                "text": shot.text,
                "color": shot.color,
                "ratio": round(shot.ratio, 2),
                "x": round(shot.x, 3),
                "y": round(shot.y, 3),
            }
            for shot in report.shots
        ],
        "likenesses": [
            {"theme": one.theme, "apart": {eye: round(far, 1) for eye, far in one.apart.items()}}
            for one in report.likenesses
        ],
    }


def _item(item: Item, words: Words) -> dict[str, Any]:
    return {
        "item": item.key,
        "criterion": item.criterion,
        "outcome": item.outcome.value,
        "said": words.said(item),
    }


def _rendered(template: str, report: Report, language: str, date: str) -> str:
    words = Words(language)
    said: str = (
        _environment()
        .get_template(template)
        .render(
            report=report,
            words=words,
            counts=[(outcome, report.count(outcome)) for outcome in Outcome],
            signs=SIGNS,
            date=date,
            version=__version__,
            picture_name=picture_name,
        )
    )
    return said


@cache
def _environment() -> Any:  # noqa: ANN401 - imported at run time
    import jinja2  # noqa: PLC0415 - `--help` needs none

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("themebuilder.reports", "phrases"),
        autoescape=jinja2.select_autoescape(("html.j2",)),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["base64"] = lambda data: b64encode(data).decode("ascii")
    environment.filters["md"] = _plain
    return environment


def _plain(text: str) -> str:
    """Text that Markdown leaves as it is, also within a table."""
    return re.sub(r"([\\`*_{}\[\]<>|#~])", r"\\\1", " ".join(text.split()))
