"""Problems for YAML that libyaml can't parse, as its own messages address programmers."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Any

import yaml

from themebuilder.core.messages import N_, _
from themebuilder.core.problems import Place, Problem, problem
from themebuilder.definitions.redaction import COLOR

_BARE_COLOR = re.compile(r"[:\[,]\s+(#[0-9a-fA-F]{6})\b")
_REASONS = frozenset(
    {
        N_("block sequence entries are not allowed in this context"),
        N_("could not find expected ':'"),
        N_("did not find expected ',' or ']'"),
        N_("did not find expected ',' or '}'"),
        N_("did not find expected '-' indicator"),
        N_("did not find expected <document start>"),
        N_("did not find expected alphabetic or numeric character"),
        N_("did not find expected comment or line break"),
        N_("did not find expected key"),
        N_("did not find expected node content"),
        N_("did not find expected whitespace or line break"),
        N_("found a tab character that violates indentation"),
        N_("found a tab character where an indentation space is expected"),
        N_("found character that cannot start any token"),
        N_("found undefined tag handle"),
        N_("found unexpected ':'"),
        N_("found unexpected document indicator"),
        N_("found unexpected end of stream"),
        N_("found unknown escape character"),
        N_("mapping values are not allowed in this context"),
    }
)
"""The most frequent of libyaml's own messages; the others stay English."""


def explain_yaml_error(error: yaml.YAMLError, text: str, file: str) -> Problem:
    """Return what is wrong, where, and how to fix it."""
    reason = str(getattr(error, "problem", "") or error).splitlines()[0]
    marks = [getattr(error, name, None) for name in ("problem_mark", "context_mark")]
    if "unexpected end of stream" in reason:
        marks.reverse()  # what never ends is fixed where it begins
    mark = next((mark for mark in marks if mark), None)
    place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1, 1)
    lines = text.splitlines()
    line = lines[place.line - 1] if 0 < place.line <= len(lines) else ""
    if "\t" in line[: len(line) - len(line.lstrip())] or "'\\t'" in reason:
        hint = _("Replace the tab with spaces.")
        return problem("yaml-malformed", _("The line is indented with a tab."), place, hint)
    hint = _(
        "Indent the line like its neighbours. If it already is, look at the line above: a text may"
        " need quotes."
    )
    if color := _match_bare_color(text, marks):
        place = find_place(text[: color.start(1)], file)
        hint = _(COLOR, color=color.group(1))
    elif "mapping values are not allowed" in reason and ":" in line[: place.column - 1]:
        hint = _("Put quotes around a text that contains a colon.")
    elif "mapping values are not allowed" in reason:
        hint = _(
            "Indent this line like its neighbours. If it continues a text, put quotes around that."
        )
    elif "unexpected end of stream" in reason:
        hint = _("The quote or bracket that opens here is never closed.")
    known = _(reason) if reason in _REASONS else reason
    message = _("The YAML can't be read: {reason}.", reason=known)
    return problem("yaml-malformed", message, place, hint)


def _match_bare_color(text: str, marks: list[Any]) -> re.Match[str] | None:
    """Return the last colour without quotes in the lines that the *marks* span, or just above.

    YAML takes it for a comment, and misses the bracket or key behind it within a few lines.
    """
    lines = [mark.line for mark in marks if mark]
    ends = [found.end() for found in re.finditer("\n|\\Z", text)]
    found = [
        color
        for color in _BARE_COLOR.finditer(text)
        if lines and min(lines) - 4 <= bisect_left(ends, color.end()) <= max(lines)
    ]
    return found[-1] if found else None


def refuse_second_document(place: Place) -> Problem:
    """Return the problem of a second document in a file."""
    hint = _("Put each definition into its own file, and remove the `---` line.")
    return problem("yaml-malformed", _("A second document begins here."), place, hint)


def find_place(before: str, file: str) -> Place:
    """Return the place after the text *before*."""
    line = before.count("\n")
    return Place(file, line + 1, len(before) - (before.rfind("\n") + 1) + 1)
