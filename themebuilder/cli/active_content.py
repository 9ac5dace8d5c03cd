"""What commands say about active content in packages."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from themebuilder.build.builder import ThemeResult
from themebuilder.cli.output import print_text
from themebuilder.core.messages import _, _n
from themebuilder.core.problems import Problem
from themebuilder.definitions.acceptance import (
    find_future_dates,
    format_acceptance_lines,
    join_item,
)
from themebuilder.definitions.outline import Outline

if TYPE_CHECKING:
    from themebuilder.packages.active_item import Accepted, ActiveItem


def get_today() -> date:
    """Return the day on this machine."""
    return datetime.now().astimezone().date()


def find_impossible_acceptances(outlines: Iterable[Outline]) -> list[Problem]:
    """Return the acceptances of the *outlines* that have a date in the future."""
    documents = {
        document.file: document
        for outline in outlines
        for document in (*outline.lineage, *outline.organisations)
    }
    return list(find_future_dates(documents.values(), get_today()))


def print_unpublishable(themes: Iterable[ThemeResult], outlines: Iterable[Outline]) -> None:
    """Print which themes can't be published before somebody accepts what."""
    definitions = {outline.name: outline.lineage[0].tree for outline in outlines}
    for theme in themes:
        entry = theme.entry
        files = entry["files"] if entry else ()
        unaccepted = [item for file in files for item in file["active"] if not item["accepted"]]
        if unaccepted:
            message = _(
                "{theme}: built, but it can't be published before somebody accepts its active content.",
                theme=theme.name,
            )
            tree = definitions[theme.name]
            keys = [*tree.entries, *tree.map("accept").entries]
            print_acceptance(f"\n{message}", unaccepted, tree.place.file, keys)


def print_acceptance(
    message: str, unaccepted: Sequence[Mapping[str, Any]], file: str, keys: Collection[str]
) -> None:
    """Print the *message*, and where and how to accept what `ActiveItem.to_json` returned.

    What looks like a secret isn't offered, so that nobody accepts it with the rest.
    """
    secrets = list(dict.fromkeys(item["name"] for item in unaccepted if item["kind"] == "secret"))
    items = [
        join_item(item["name"], item["digest"])
        for item in unaccepted
        if item["name"] not in secrets
    ]
    day = get_today().isoformat()
    lines = format_acceptance_lines(items, day, file, keys) if items else ""
    click.echo(f"{message} {lines}".rstrip())
    if secrets:
        advice = _(
            "Looks like secrets, so replace or remove them before you publish: {names}",
            names=", ".join(secrets),
        )
        print_text(advice, "  ")


def print_items(items: Sequence[ActiveItem]) -> None:
    """Print each item with what it can do, and who accepted it."""
    if items:
        click.echo(_n("Active content: {count} item", "Active content: {count} items", len(items)))
    for item in items:
        print_text(f"{item}: {item.effect}", "  ", "    ")
        if accepted := describe_acceptance(item.accepted):
            print_text(accepted, "    ")


def describe_acceptance(accepted: Accepted | None) -> str:
    """Return who accepted an item, or an empty text."""
    if accepted is None:
        return ""
    if "setting" in accepted:
        return _("Set by {organisation} as `{setting}`: {file}:{line}", **accepted)
    return _("Accepted by {by} on {date}: {reason}", **accepted)
