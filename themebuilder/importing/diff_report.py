"""Differences of packages as text, Markdown, plain values, an HTML page, and in the reader's words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from themebuilder.core.messages import N_, _, _n
from themebuilder.core.problems import shorten
from themebuilder.core.templates import render_template
from themebuilder.importing import file_descriptions
from themebuilder.importing.compare_inputs import SERVER, STATES, PackageComparison
from themebuilder.importing.file_descriptions import (
    compare_pictures,
    describe_recording,
    is_picture,
    is_recording,
)
from themebuilder.packages.differences import (
    HIDE_PREFIX,
    SECTIONS,
    SHADES,
    Difference,
    PackageFact,
    read_facts,
)
from themebuilder.packages.model import ForeignPackage
from themebuilder.platform.shipped import list_worded_screens
from themebuilder.settings import FieldKind, find_fields

_LONGEST = 100
_MOST = 60
"""The most changes of a section in text and Markdown; the page and the JSON have all."""


def describe_difference(change: Difference) -> tuple[str, str]:
    """Return the old and the new value in a few words, or an empty text where there is none."""
    before, after = change.before, change.after
    old, new = before.data if before else None, after.data if after else None
    was, now = "", ""
    if is_recording(old) or is_recording(new):
        was, now = describe_recording(old), describe_recording(new)
    elif is_picture(old) or is_picture(new):
        seen = compare_pictures(old, new)
        was, now = seen.before, seen.after
        if seen.changed is not None:
            values = {"picture": seen.after, "percent": seen.changed * 100}
            now = _("{picture}, {percent:.1f}% of the pixels changed", **values)
    if was and was == now:
        now = _("{file}, other content", file=now)
    # The other side may name a file that the package lacks, or one that is no picture.
    return was or (before.shown if before else ""), now or (after.shown if after else "")


def explain_difference(change: Difference) -> str:
    """Return what else to know about a change, or an empty text."""
    for setting, field in find_fields(FieldKind.HIDDEN):
        if change.name == HIDE_PREFIX + field.name and not field.is_decisive:
            fields = ", ".join(
                f"`{room_field.name}`" for room_field in setting.list_fields(FieldKind.ROOM)
            )
            return _("hides only the button; the setting of the rooms is {fields}", fields=fields)
    return ""


def count_differences(compared: Sequence[PackageComparison]) -> int:
    """Return how many things differ."""
    return sum(count_names(comparison.differences) for comparison in compared)


def count_names(changes: Iterable[Difference]) -> int:
    """Return how many things differ; a change of several things counts for each."""
    return sum(len(change.names) for change in changes)


def format_text(compared: Sequence[PackageComparison], before: str, after: str) -> str:
    """Return the differences for a terminal."""
    return "\n".join(_render_text_lines(compared, before, after)) + "\n"


def format_markdown(compared: Sequence[PackageComparison], before: str, after: str) -> str:
    """Return the differences for a pull request: a table for each part of each package."""
    return "\n".join(_render_markdown_lines(compared, before, after)) + "\n"


def format_values(compared: Sequence[PackageComparison]) -> list[dict[str, Any]]:
    """Return the differences as plain values."""
    return [
        {
            "package": comparison.title,
            "is_new": comparison.before is None and comparison.after is not None,
            "is_gone": comparison.after is None and comparison.before is not None,
            "changes": [_list_values(change) for change in comparison.differences],
            "active": [
                # Not who accepted it, which the packages themselves don't say.
                {"state": found.state}
                | {k: v for k, v in found.item.to_json().items() if k != "accepted"}
                for found in comparison.active
            ],
        }
        for comparison in compared
    ]


def group_by_section(changes: Iterable[Difference]) -> Iterator[tuple[str, list[Difference]]]:
    """Yield each part of the package that has changes, and the changes."""
    for section, found in groupby(changes, key=lambda change: change.section):
        yield section, list(found)


def describe_state(one: PackageComparison) -> str:
    """Return ``new`` or ``removed`` if only one side has the package."""
    if one.title == SERVER:
        return ""
    return N_("new") if one.before is None else N_("removed") if one.after is None else ""


def describe_package(one: PackageComparison) -> str:
    """Return ``service theme: 3 differences``."""
    state = describe_state(one)
    number = count_names(one.differences)
    what = _(state) if state else _n("{count} difference", "{count} differences", number)
    return f"{_(one.title)}: {what}"


def _render_text_lines(
    compared: Sequence[PackageComparison], before: str, after: str
) -> Iterator[str]:
    if not any(comparison.differences for comparison in compared):
        yield _("No differences between {before} and {after}.", before=before, after=after)
    for comparison in _list_shown(compared):
        yield describe_package(comparison)
        for section, changes in group_by_section(comparison.differences):
            yield f"  {_(section)}"
            for change in changes[:_MOST]:
                old, new = (_shorten(text) for text in describe_difference(change))
                sign = "+" if change.before is None else "-" if change.after is None else "~"
                value = f"{old} → {new}" if sign == "~" else old or new
                about = f"  ({explain_difference(change)})" if explain_difference(change) else ""
                yield f"    {sign} {change.name}: {value}{about}"
            if len(changes) > _MOST:
                more = _("and {count} more", count=len(changes) - _MOST)
                yield f"    {more}"
        if comparison.active:
            heading = _("active content")
            yield f"  {heading}"
        for found in comparison.active:
            sign, state = STATES[found.state]
            yield f"    {sign} {_shorten(str(found.item))}: {_(state)}. {found.item.effect}"


def _render_markdown_lines(
    compared: Sequence[PackageComparison], before: str, after: str
) -> Iterator[str]:
    yield f"### {_escape_cell(before)} → {_escape_cell(after)}"
    if not any(comparison.differences for comparison in compared):
        yield "\n" + _("No differences.")
    for comparison in _list_shown(compared):
        yield f"\n#### {_escape_cell(describe_package(comparison))}"
        for section, changes in group_by_section(comparison.differences):
            heading = " | ".join([_(section).capitalize(), _("Before"), _("After")])
            yield f"\n| {heading} |\n|---|---|---|"
            for change in changes[:_MOST]:
                old, new = (_escape_cell(_shorten(text)) for text in describe_difference(change))
                about = f"<br>{explain_difference(change)}" if explain_difference(change) else ""
                yield f"| {_escape_cell(change.name)}{about} | {old or '–'} | {new or '–'} |"
            if len(changes) > _MOST:
                more = _("and {count} more", count=len(changes) - _MOST)
                yield f"| {more} | | |"
        if comparison.active:
            heading = " | ".join([_("active content").capitalize(), _("State"), _("Effect")])
            yield f"\n| {heading} |\n|---|---|---|"
        for found in comparison.active:
            name, state = _escape_cell(_shorten(str(found.item))), _(STATES[found.state][1])
            yield f"| {name} | {state} | {_escape_cell(found.item.effect)} |"


def _list_shown(compared: Sequence[PackageComparison]) -> list[PackageComparison]:
    return [comparison for comparison in compared if comparison.differences or comparison.active]


def _list_values(change: Difference) -> dict[str, Any]:
    old, new = describe_difference(change)
    return {
        "section": change.section,
        "names": list(change.names),
        "before": old if change.before else None,
        "after": new if change.after else None,
        "note": explain_difference(change),
    }


def _shorten(text: str) -> str:
    line = text.replace("\n", " ⏎ ")
    return shorten("".join(c if c.isprintable() else "?" for c in line), _LONGEST)


def _escape_cell(text: str) -> str:
    """Escape Markdown and HTML in a table cell."""
    return "".join(
        f"&#{ord(c)};" if c in "\\`*_[]<>|#@&" else c if c.isprintable() else "?" for c in text
    )


_MOST_SCREENS = 6


def render_page(compared: Sequence[PackageComparison], before: str, after: str) -> str:
    """Return the differences as one HTML file without scripts."""
    return render_template(
        "importing/diff.html.j2",
        compared=_list_shown(compared),
        sides=(before, after),
        count=count_differences(compared),
        count_names=count_names,
        states=STATES,
        group=group_by_section,
        state=describe_state,
        explain=explain_difference,
        reader_names=_NAMES,
        files=file_descriptions,
        is_color=re.compile("#[0-9a-zA-Z]{6}").fullmatch,
        list_shades=_list_shades,
        is_shade=_is_shade,
        list_sketches=_list_sketches,
    )


def _list_shades(package: ForeignPackage | None) -> list[str]:
    """Return all shades of a package, changed or not."""
    facts = read_facts(package) if package else ()
    return [fact.shown for fact in facts if _is_shade(fact.name)]


def _is_shade(name: str) -> bool:
    return name.startswith(f"{SHADES}.")


def _list_sketches(
    changes: Sequence[Difference], one: PackageComparison
) -> list[tuple[list[str], tuple[Mapping[str, PackageFact], ...]]]:
    """Return the screens that changed, the waiting ones first: ids that look the same, and both looks.

    A look has the screen's facts by name; it is empty where the platform's own screen is shown.
    """
    waiting = list_worded_screens("waiting")
    ids = list(dict.fromkeys(name.partition(" ")[0] for change in changes for name in change.names))
    sides = [_read_screens(package) for package in (one.before, one.after)]
    looks: dict[tuple[tuple[object, ...], ...], list[str]] = {}
    for id_ in sorted(ids, key=lambda id_: id_ not in waiting):
        look = tuple(tuple(side.get(id_, {}).items()) for side in sides)
        looks.setdefault(look, []).append(id_)
    same = list(looks.values())[:_MOST_SCREENS]
    return [(ids, tuple(side.get(ids[0], {}) for side in sides)) for ids in same]


def _read_screens(package: ForeignPackage | None) -> Mapping[str, Mapping[str, PackageFact]]:
    """Return screen -> name of the fact without the screen -> fact."""
    found: dict[str, dict[str, PackageFact]] = {}
    for fact in read_facts(package) if package else ():
        if fact.section == "screens":
            screen, _, what = fact.name.partition(" ")
            found.setdefault(screen, {})[what] = fact
    return found


_NAMES = {
    "brand.name": N_("Name"),
    "brand.title": N_("Title of the page"),
    "brand.color": N_("Colour"),
    "brand.background_color": N_("Background colour"),
    "brand.overlay.tint": N_("Veil over the background"),
    "brand.overlay.opacity": N_("Strength of the veil"),
    "background": N_("Background"),
    "card": N_("Picture on the card"),
    "logo": N_("Logo"),
    "favicon": N_("Icon of the browser tab"),
}
_VALUES = {"light": N_("light"), "dark": N_("dark")}
TEXT_OF_SCREEN = N_("the text")
_SCREEN_PARTS = {"text": TEXT_OF_SCREEN, "background": N_("the background")}
_MOST_LISTED = 3


@dataclass(frozen=True, slots=True)
class Change:
    """One thing before and after; an empty text where there was or is none.

    *language* is that of a text, as a code; *key* is the name in the package, and *names* are all names of
    things with the same change.
    """

    section: str
    name: str
    key: str
    before: str
    after: str
    language: str = ""
    names: tuple[str, ...] = ()


def list_changes(differences: Iterable[Difference]) -> Iterator[Change]:
    """Return each difference in the reader's words, the most important part of the packages first."""
    order = [*SECTIONS]
    return map(
        _describe, sorted(differences, key=lambda difference: order.index(difference.section))
    )


def _describe(found: Difference) -> Change:
    before, after = (
        text.replace("\n", " / ") if "\n" in text else text for text in describe_difference(found)
    )
    name, language = found.names[0], ""
    title = _(_NAMES[name]) if name in _NAMES else found.name
    if found.section == "texts":
        code, _blank, key = name.partition(" ")
        name, title, language = key or name, key or name, code
    elif found.section == "screens":
        part = name.partition(" ")[2]
        shown = _(_SCREEN_PARTS[part]) if part in _SCREEN_PARTS else part
        screens = [one.partition(" ")[0] for one in found.names]
        count = _n("{count} screen", "{count} screens", len(screens))
        title, name = shown, ", ".join(screens) if len(screens) <= _MOST_LISTED else count
    elif found.section == "colours":
        before, after = (_(_VALUES.get(value, value)) for value in (before, after))
        if name.startswith(f"{SHADES}."):
            title = _("Shade {number}", number=name.rpartition(".")[2])
    return Change(found.section, title, name, before, after, language, found.names)
