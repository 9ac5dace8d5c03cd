"""What differs, as text for a terminal, as Markdown for a pull request, and as plain values for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from themebuilder.importing.compare_inputs import Compared
from themebuilder.importing.comparison import Change
from themebuilder.importing.media_comparison import heard, is_picture, is_sound, sight
from themebuilder.settings import Where, find_fields, find_server_needs

_LONGEST = 100
_MOST = 60
"""How many changes of a section are listed in text and Markdown; the page and the JSON have all."""


def said(change: Change) -> tuple[str, str]:
    """What was, and what will be, in a few words each; an empty text where there is nothing."""
    before, after = change.before, change.after
    old, new = before.data if before else None, after.data if after else None
    if is_sound(change):
        return heard(old), heard(new)
    if is_picture(old) or is_picture(new):
        seen = sight(old, new)
        share = f", {seen.changed:.1%} of the pixels changed" if seen.changed is not None else ""
        return seen.before, seen.after + share
    return before.shown if before else "", after.shown if after else ""


def note(change: Change) -> str:
    """What a person should know of a change beside what changed, or an empty text."""
    for setting, field in find_fields(Where.HIDDEN):
        if change.name == f"hidden {field.name}" and not field.is_decisive:
            needed = find_server_needs()[setting.name]
            return f"hides the button only; {setting.title.en.lower()} itself is {needed}"
    return ""


def count(compared: Sequence[Compared]) -> int:
    """How many things differ."""
    return sum(len(change.names) for one in compared for change in one.changes)


def as_text(compared: Sequence[Compared], before: str, after: str) -> str:
    """The differences for a terminal."""
    return "\n".join(_text(compared, before, after)) + "\n"


def as_markdown(compared: Sequence[Compared], before: str, after: str) -> str:
    """The differences for a pull request: a table for each part of each package."""
    return "\n".join(_markdown(compared, before, after)) + "\n"


def as_values(compared: Sequence[Compared]) -> list[dict[str, Any]]:
    """The differences as plain values."""
    return [
        {
            "package": one.title,
            "is_new": one.before is None and one.after is not None,
            "is_gone": one.after is None and one.before is not None,
            "changes": [_values(change) for change in one.changes],
        }
        for one in compared
    ]


def sections(changes: Iterable[Change]) -> Iterator[tuple[str, list[Change]]]:
    """The changes by the part of the package that they are about."""
    for section, found in groupby(changes, key=lambda change: change.section):
        yield section, list(found)


def state(one: Compared) -> str:
    """Whether a package is there on one side only."""
    if one.title == "Server settings":
        return ""
    return "new" if one.before is None else "gone" if one.after is None else ""


def _text(compared: Sequence[Compared], before: str, after: str) -> Iterator[str]:
    differing = [one for one in compared if one.changes]
    if not differing:
        yield f"No difference in meaning between {before} and {after}"
        return
    for one in differing:
        yield f"{one.title}: {state(one) or _counted(one)}"
        for section, changes in sections(one.changes):
            yield f"  {section}"
            for change in changes[:_MOST]:
                old, new = (_short(text) for text in said(change))
                sign = "+" if change.before is None else "-" if change.after is None else "~"
                told = f"{old} → {new}" if sign == "~" else old or new
                about = f"  ({note(change)})" if note(change) else ""
                yield f"    {sign} {change.name}: {told}{about}"
            if len(changes) > _MOST:
                yield f"    and {len(changes) - _MOST} more"


def _markdown(compared: Sequence[Compared], before: str, after: str) -> Iterator[str]:
    yield f"### {_cell(before)} → {_cell(after)}"
    differing = [one for one in compared if one.changes]
    if not differing:
        yield "\nNo difference in meaning."
    for one in differing:
        yield f"\n#### {_cell(one.title)}: {state(one) or _counted(one)}"
        for section, changes in sections(one.changes):
            yield f"\n| {section.capitalize()} | Before | After |\n|---|---|---|"
            for change in changes[:_MOST]:
                old, new = (_cell(_short(text)) for text in said(change))
                about = f"<br>{note(change)}" if note(change) else ""
                yield f"| {_cell(change.name)}{about} | {old or '–'} | {new or '–'} |"
            if len(changes) > _MOST:
                yield f"| and {len(changes) - _MOST} more | | |"


def _values(change: Change) -> dict[str, Any]:
    old, new = said(change)
    return {
        "section": change.section,
        "names": list(change.names),
        "before": old if change.before else None,
        "after": new if change.after else None,
        "note": note(change),
    }


def _counted(one: Compared) -> str:
    number = sum(len(change.names) for change in one.changes)
    return f"{number} difference{'' if number == 1 else 's'}"


def _short(text: str) -> str:
    line = text.replace("\n", " ⏎ ")
    line = "".join(c if c.isprintable() else "?" for c in line)
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _cell(text: str) -> str:
    """A text that stays within its cell, and is no Markdown or HTML of its own."""
    return "".join(
        f"&#{ord(c)};" if c in "\\`*_[]<>|#@&" else c if c.isprintable() else "?" for c in text
    )
