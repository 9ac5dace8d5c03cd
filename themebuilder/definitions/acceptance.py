"""Accepted active content: who accepted it, when and why."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from datetime import date

from themebuilder.core.messages import _
from themebuilder.core.problems import Problem, problem
from themebuilder.core.tree import Map, Seq
from themebuilder.definitions.library import Document
from themebuilder.definitions.model import Acceptance

ACTIVE_CONTENT = "active-content"
"""The rule that needs a person's decision about each thing."""
_DIGEST = "@sha256:"
DIGEST_LENGTH = 32


def join_item(name: str, digest: str) -> str:
    """Return the item of an acceptance: the *name* and the *digest* of what has it."""
    return f"{name}{_DIGEST}{digest}"


def split_item(item: str) -> tuple[str, str]:
    """Return the name and the digest of an accepted *item*; the digest may be empty."""
    name, _mark, digest = item.rpartition(_DIGEST)
    is_whole = name and re.fullmatch(rf"[0-9a-f]{{{DIGEST_LENGTH}}}", digest)
    return (name, digest) if is_whole else (item, "")


def is_folder(name: str) -> bool:
    """Whether an accepted *name* stands for everything in a folder."""
    return name.endswith("/") and "://" not in name


def is_covered(name: str, accepted: str) -> bool:
    """Whether an *accepted* name is the active content called *name*, or the folder that it is in."""
    return name == accepted or (is_folder(accepted) and name.startswith(accepted))


def format_acceptance(item: str) -> str:
    """Return what accepts an *item* of active content, as a line of YAML."""
    items = json.dumps([item], ensure_ascii=False)
    return f"{ACTIVE_CONTENT}: {{reason: …, by: …, date: YYYY-MM-DD, items: {items}}}"


def format_acceptance_lines(
    accepted: Iterable[str], day: str, file: str, keys: Collection[str]
) -> str:
    """Return where and how to accept active content, as lines of YAML with the *accepted* items.

    *keys* are those that the theme's *file* already has, of `accept` and the rule's below it.
    """
    items = [f"      - {json.dumps(item, ensure_ascii=False)}" for item in accepted]
    entry = [
        f"  {ACTIVE_CONTENT}:",
        "    reason: …",
        "    by: …",
        f"    date: {day}",
        "    items:",
        *items,
    ]
    if ACTIVE_CONTENT in keys:
        return "\n".join([_("Below `items` of `active-content` in {file}:", file=file), *items])
    if "accept" in keys:
        return "\n".join([_("Below `accept` in {file}:", file=file), *entry])
    return "\n".join([_("In {file}:", file=file), "accept:", *entry])


def find_future_dates(documents: Iterable[Document], today: date) -> Iterator[Problem]:
    """Yield the acceptances whose date is after *today*."""
    for document in documents:
        for entry in list_entries(document.tree):
            with suppress(ValueError):
                if (day := date.fromisoformat(entry.text("date"))) > today:
                    message = _(
                        "The date {day} is in the future. Nobody can have accepted it then.",
                        day=day,
                    )
                    yield problem("value-not-allowed", message, entry.place_of("date"))


def list_entries(tree: Map) -> Iterator[Map]:
    """Yield what a definition says under `accept: active-content`: one entry, or a list of them."""
    node = tree.get("accept", ACTIVE_CONTENT)
    for entry in node.items if isinstance(node, Seq) else (node,):
        if isinstance(entry, Map):
            yield entry


def read_acceptances(
    documents: Iterable[Document],
) -> tuple[tuple[Acceptance, ...], list[Problem]]:
    """Return the accepted active content of all *documents*, and a problem for each impossible date."""
    found: list[Acceptance] = []
    problems: list[Problem] = []
    for document in documents:
        for entry in list_entries(document.tree):
            try:
                day = date.fromisoformat(entry.text("date"))
            except ValueError:
                message = _("`{day}` isn't a date in the calendar.", day=entry.text("date"))
                hint = _("Write a date as year, month and day: 2026-12-31.")
                place = entry.place_of("date")
                problems.append(problem("value-not-allowed", message, place, hint))
                continue
            found.append(
                Acceptance(entry.text("reason"), entry.text("by"), day, entry.texts("items"))
            )
    return tuple(found), problems
