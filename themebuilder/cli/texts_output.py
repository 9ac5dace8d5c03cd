"""What ``themebuilder texts`` prints: coverage and changes, for people and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from typing import Any

import click

from themebuilder.cli.output import print_list, print_table, print_text
from themebuilder.core.messages import N_, _
from themebuilder.core.problems import Problem
from themebuilder.importing.guest_languages import GuestLanguage, TextSource
from themebuilder.platform.lookup import FALLBACK
from themebuilder.platform.probes import ProbeOutcome, describe_confirmation
from themebuilder.reports.findings import escape_hidden
from themebuilder.translation.changes import TextChange, TextComparison
from themebuilder.translation.coverage import Coverage
from themebuilder.translation.guest_texts import SCREEN, GuestTexts
from themebuilder.translation.rows import TextRow
from themebuilder.translation.text_reviews import FIELDS, name_state

_MOST_NAMED = 12
_STATES = {
    "approved": N_("APPROVED"),
    "proposed": N_("PROPOSED"),
    "draft": N_("DRAFT"),
    "unmarked": N_("UNMARKED"),
}


def print_changes(
    comparison: TextComparison,
    placed: Sequence[tuple[str, TextChange]],
    problems: Sequence[Problem],
) -> None:
    """Print each change with its place, each comment, and each rejected text."""
    file = ""
    for name, change in placed:
        if name != file:
            file = name
            click.secho(name, bold=True)
        row = change.row
        is_there = row.place.file == name and row.text
        where = _("line {line}", line=row.place.line) if is_there else _("new")
        click.echo(f"  {escape_hidden(row.key)}  ({row.language}, {where})")
        if row.text and change.text != row.text:
            click.secho(f"    - {_line(row.text)}", fg="red")
        if change.text != row.text:
            click.secho(f"    + {_line(change.text)}", fg="green")
        if review := change.review:
            by = ", ".join(filter(None, (escape_hidden(review.by), review.on)))
            before, after = (name_state(each.state) or "?" for each in (row.review, review))
            click.echo(f"    {before} → {after} ({by})")
        for note in change.notes:
            click.echo(f"      ({note})")
    for row, comment in comparison.comments:
        click.echo(_("  Comment on {key} ({language}):", key=row.key, language=row.language))
        click.echo(f"    {_line(comment)}")
    for found in problems:
        place = escape_hidden(str(found.place))
        label = click.style(found.severity.label, fg="red", bold=True)
        click.echo(f"{place}: {label}: {_line(found.message)} [{found.rule.name}]")
        if found.hint:
            click.echo(_("      help: {hint}", hint=_line(found.hint)))
    for name in sorted(
        {name for name, change in placed if change.row.state == "approved" and not change.review}
    ):
        click.echo(
            _(
                "Nobody has read the new texts in {file} yet: they count as proposed, not as approved.",
                file=name,
            )
        )


def print_summary(
    comparison: TextComparison, changed: int, refused: int, *, is_written: bool
) -> None:
    """Print how many texts changed, or would change, and what to do next."""
    message = N_("{changed} changed") if is_written else N_("{changed} to change")
    parts = [
        _(message, changed=changed),
        _("{unchanged} unchanged", unchanged=comparison.unchanged),
    ]
    if comparison.absent:
        parts.append(_("{absent} kept, because the file lacks them", absent=len(comparison.absent)))
    if comparison.outdated:
        outdated = len(comparison.outdated)
        parts.append(_("{outdated} kept: changed after the export", outdated=outdated))
    if refused:
        parts.append(_("{refused} rejected", refused=refused))
    click.echo(f"{', '.join(parts)}.")
    if changed:
        is_unnamed = any(change.review and not change.review.by for change in comparison.changes)
        how = '--write --reviewer "…"' if is_unnamed else "--write"
        next_step = _("Next: themebuilder check")
        nothing = _("Nothing is written yet. Use {options}.", options=how)
        click.echo(next_step if is_written else nothing)


def format_changes(
    comparison: TextComparison,
    placed: Sequence[tuple[str, TextChange]],
    problems: Sequence[Problem],
) -> dict[str, Any]:
    """Return the changes as JSON."""
    return {
        "changes": [
            {
                **_identify(change.row),
                "file": file,
                "before": change.row.text or None,
                "after": change.text,
                "notes": list(change.notes),
                "review": dict(zip(FIELDS, astuple(change.review), strict=True))
                if change.review
                else None,
            }
            for file, change in placed
        ],
        "comments": [{**_identify(row), "comment": text} for row, text in comparison.comments],
        "absent": [_identify(row) for row in comparison.absent],
        "outdated": [_identify(row) for row in comparison.outdated],
        "unchanged": comparison.unchanged,
        "refused": [
            {
                "rule": problem.rule.name,
                "severity": problem.severity.value,
                "message": problem.message,
                "place": str(problem.place),
                "hint": problem.hint,
            }
            for problem in problems
        ],
    }


def format_coverage(one: Coverage) -> dict[str, Any]:
    """Return the coverage of a language or a theme as JSON."""
    return {
        "language": one.language,
        "complete": one.is_complete,
        "needed": one.needed,
        "missing": list(one.missing),
        "review": dict(sorted(one.states.items())),
        "core": {"written": one.core[0], "needed": one.core[1]},
        "messages": {"written": one.messages[0], "needed": one.messages[1]},
        "lix": one.lix,
    }


def print_coverage(heading: str, coverage: Sequence[Coverage], *, with_language: bool) -> None:
    """Print the coverage of languages or themes as a table."""
    states = [state for state in _STATES if any(row.states.get(state) for row in coverage)]
    columns = (
        _("TEXTS"),
        _("CORE"),
        _("MESSAGES"),
        *(_(_STATES[state]) for state in states),
        "LIX",
    )
    names = (heading, _("LANGUAGE")) if with_language else (heading,)
    rows = [
        (
            *(row.name, row.language)[: len(names)],
            f"{row.needed - len(row.missing)}/{row.needed}",
            *(f"{written}/{needed}" for written, needed in (row.core, row.messages)),
            *(str(row.states.get(state, 0)) for state in states),
            str(row.lix or "-"),
        )
        for row in coverage
    ]
    print_table((*names, *columns), rows, numbers=len(columns))


def print_missing(coverage: Sequence[Coverage]) -> None:
    """Print what is missing, where it is little, and what the table's words mean."""
    for row in coverage:
        if 0 < len(row.missing) <= _MOST_NAMED:
            where = row.name if row.name == row.language else f"{row.name} ({row.language})"
            keys = ", ".join(row.missing)
            print_text(_("Missing in {name}: {keys}", name=where, keys=keys), "", "  ")
    click.echo()
    print_text(
        _(
            "CORE counts the texts that a patient sees from the link to the end of the meeting. "
            "Proposed texts are used, but a native speaker should approve them. UNMARKED texts "
            "are set in a theme or organisation, without a state. Drafts aren't built unless the "
            "workspace allows it. LIX measures how hard the texts are to read: in Danish, "
            "up to 24 is very easy and up to 34 easy. Other languages have no such scale."
        )
    )


_MOST_KEYS = 8
_APP = N_("the web app’s own English")


_REPLACED = {
    "file": N_(
        "A language file replaces the web app's own, so missing texts are English. {confirmed}"
    ),
    "keys": N_(
        "Where the web app has the language itself, its own texts fill the gaps, in place of the "
        "English here. {confirmed}"
    ),
}
"""Outcome of the probe ``language-file`` -> what becomes of missing texts."""


def print_guest_texts(
    theme: str, asked: str, shown: GuestTexts, probes: Mapping[str, ProbeOutcome]
) -> None:
    """Print each text that a guest reads, with the language that it comes from."""
    if shown.language:
        order = ", ".join([*(f"`{code}`" for code in shown.lookup), _(_APP)])
        _print_language_title(theme, asked, shown.language)
        click.echo(_("Languages searched, in order: {languages}.\n", languages=order))
    else:
        title = _("{theme}: screens are the same for every guest", theme=theme)
        click.secho(title, bold=True)
    rows = [[text.source or "-", text.key, _line(text.text), text.moment] for text in shown.texts]
    print_table([_("FROM"), _("KEY"), _("TEXT"), _("WHERE")], rows)
    if not shown.language:
        return
    counts = Counter(text.source for text in shown.texts if text.moment != SCREEN)
    listed = ", ".join(
        _("{count} from {source}", count=count, source=f"`{code}`" if code else _(_APP))
        for code, count in counts.most_common()
    )
    click.echo()
    print_text(
        _(
            "{sources}. The web app's own pages (name, PIN, errors, end) aren't listed, because "
            "Pexip doesn't publish their texts.",
            sources=listed,
        )
    )
    known = probes.get("language-file")
    if known and known.outcome in _REPLACED:
        print_text(_(_REPLACED[known.outcome], confirmed=describe_confirmation(known)))
    else:
        print_text(
            _(
                "Unconfirmed: a language file replaces the web app's own, so missing texts are "
                "English."
            )
        )


def _print_language_title(theme: str, asked: str, language: str) -> None:
    title = _(
        "{theme}: a browser that asks for {asked} gets `{language}`",
        theme=theme,
        asked=asked,
        language=language,
    )
    click.secho(title, bold=True)


def print_guest_language(name: str, found: GuestLanguage) -> None:
    """Print the language that a guest gets, and how many texts come from where."""
    _print_language_title(name, ", ".join(found.asked), found.language)
    click.echo(_("Languages offered: {languages}", languages=_quote(found.offered)))
    click.echo(_("Languages searched, in order: {languages}.\n", languages=_quote(found.order)))
    click.echo(_("Texts that the web app's components ask for: {count}", count=found.known))
    rows = [
        (f"  {source.file or _name_source(source)}", source.language, f"{source.texts:,}")
        for source in found.sources
    ]
    print_table(["  " + _("FROM"), _("LANGUAGE"), _("TEXTS")], rows, numbers=1)
    if found.others:
        click.echo(_("Further texts in {file}: {count}", file=found.file, count=found.others))
    for heading, keys in (
        (N_("Unknown keys in {file}: {count}"), found.unknown),
        (N_("Empty texts in {file}: {count}"), found.empty),
        (N_("Missing in {file}: {count}"), found.missing),
    ):
        if keys:
            click.echo(_(heading, file=found.file, count=len(keys)))
            print_list(keys, _MOST_KEYS)
    for heading, messages in (
        (N_("\nWrong in the package:"), found.faults),
        (N_("\nUnconfirmed:"), found.unconfirmed),
    ):
        if messages:
            click.echo(_(heading))
            for message in messages:
                print_text(f"- {message}", "  ", "    ")


def _name_source(source: TextSource) -> str:
    if source.language == FALLBACK:
        return _(_APP)
    if source.is_known:
        return _("the web app's own texts in `{language}`", language=source.language)
    return _("the web app's own texts in `{language}`, if it has any", language=source.language)


def _quote(codes: Sequence[str]) -> str:
    return ", ".join(f"`{code}`" for code in codes) or _(_APP)


def format_guest_texts(shown: GuestTexts) -> dict[str, Any]:
    """Return what a guest reads as JSON."""
    return {
        "language": shown.language,
        "lookup": list(shown.lookup),
        "texts": [
            {
                "key": text.key,
                "text": text.text,
                "from": text.source or None,
                "where": text.moment or None,
            }
            for text in shown.texts
        ],
    }


def _line(text: str) -> str:
    return escape_hidden(text.replace("\n", "⏎"))


def _identify(row: TextRow) -> dict[str, str]:
    return {"language": row.language, "set": row.set, "key": row.key}
