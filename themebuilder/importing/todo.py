"""What an import leaves to people, as a file that they can read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import PurePath

from themebuilder.importing.comparison import Change
from themebuilder.importing.draft import HEADINGS, Portrait


def todo(portrait: Portrait, left: Sequence[Change], accepted: Iterable[str]) -> str:
    """The to-do file of one imported theme; an empty text where there is nothing to do or to know."""
    sections: list[str] = []
    if left:
        lines = [f"- {change.section}, {change.name}: {_said(change)}" for change in left]
        sections.append("## Other than in the package\n\n" + "\n".join(lines))
    for weight, heading in HEADINGS.items():
        lines = [
            f"- `{remark.what}`: {remark.why}"
            for remark in portrait.remarks
            if remark.weight == weight
        ]
        if lines:
            sections.append(f"## {heading}\n\n" + "\n".join(lines))
    if rules := sorted(accepted):
        lines = [
            f"- `{rule}`: the package breaks it. Mend it, and take it out of `accept`. "
            f"`themebuilder explain {rule}` says how."
            for rule in rules
        ]
        sections.append("## Accepted for now\n\n" + "\n".join(lines))
    if not sections:
        return ""
    sources = ", ".join(PurePath(source).name for source in portrait.sources)
    head = f"# {portrait.name}: what the import leaves to you\n\nImported from {sources}. "
    return f"{head}Delete this file when it is done.\n\n" + "\n\n".join(sections) + "\n"


def _said(change: Change) -> str:
    before = change.before.shown if change.before else "not there"
    after = change.after.shown if change.after else "not there"
    return f"{_short(before)} → {_short(after)}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 80 else f"{line[:79]}…"
