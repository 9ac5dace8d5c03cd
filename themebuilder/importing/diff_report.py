"""Differences of packages as text, Markdown, plain values, and an HTML page with pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import escape
from importlib import resources
from itertools import groupby
from typing import Any

from themebuilder.importing.compare_inputs import PackageComparison
from themebuilder.importing.facts import Difference, PackageFact
from themebuilder.importing.file_descriptions import (
    compare_pictures,
    describe_recording,
    is_picture,
    is_sound,
    make_sound_url,
    make_thumbnail,
)
from themebuilder.importing.from_service_theme import list_screens
from themebuilder.importing.package_reader import CONFIG, ForeignPackage
from themebuilder.packages.errors import JsonError
from themebuilder.packages.json_reader import read_foreign_json
from themebuilder.packages.service_theme import read_screen_text
from themebuilder.platform.shipped import list_worded_screens
from themebuilder.settings import Where, find_fields, find_server_needs

_LONGEST = 100
_MOST = 60
"""Changes of a section in text and Markdown; the page and the JSON have all."""


def describe_difference(change: Difference) -> tuple[str, str]:
    """The old and the new value in a few words, or empty texts."""
    before, after = change.before, change.after
    old, new = before.data if before else None, after.data if after else None
    if is_sound(change):
        return describe_recording(old), describe_recording(new)
    if is_picture(old) or is_picture(new):
        seen = compare_pictures(old, new)
        share = f", {seen.changed:.1%} of the pixels changed" if seen.changed is not None else ""
        return seen.before, seen.after + share
    return before.shown if before else "", after.shown if after else ""


def explain_difference(change: Difference) -> str:
    """What else to know about a change, or an empty text."""
    for setting, field in find_fields(Where.HIDDEN):
        if change.name == f"hidden {field.name}" and not field.is_decisive:
            needed = find_server_needs()[setting.name]
            return f"hides the button only; {setting.title.en.lower()} itself is {needed}"
    return ""


def count_differences(compared: Sequence[PackageComparison]) -> int:
    """How many things differ."""
    return sum(len(change.names) for one in compared for change in one.differences)


def format_text(compared: Sequence[PackageComparison], before: str, after: str) -> str:
    """The differences for a terminal."""
    return "\n".join(_text_lines(compared, before, after)) + "\n"


def format_markdown(compared: Sequence[PackageComparison], before: str, after: str) -> str:
    """The differences for a pull request: a table for each part of each package."""
    return "\n".join(_markdown_lines(compared, before, after)) + "\n"


def format_values(compared: Sequence[PackageComparison]) -> list[dict[str, Any]]:
    """The differences as plain values."""
    return [
        {
            "package": one.title,
            "is_new": one.before is None and one.after is not None,
            "is_gone": one.after is None and one.before is not None,
            "changes": [_values(change) for change in one.differences],
        }
        for one in compared
    ]


def group_by_section(changes: Iterable[Difference]) -> Iterator[tuple[str, list[Difference]]]:
    """The changes by the part of the package that they are about."""
    for section, found in groupby(changes, key=lambda change: change.section):
        yield section, list(found)


def describe_state(one: PackageComparison) -> str:
    """``new`` or ``gone`` if only one side has the package."""
    if one.title == "Server settings":
        return ""
    return "new" if one.before is None else "gone" if one.after is None else ""


def _text_lines(compared: Sequence[PackageComparison], before: str, after: str) -> Iterator[str]:
    differing = [one for one in compared if one.differences]
    if not differing:
        yield f"No difference in meaning between {before} and {after}"
        return
    for one in differing:
        yield f"{one.title}: {describe_state(one) or _count_phrase(one)}"
        for section, changes in group_by_section(one.differences):
            yield f"  {section}"
            for change in changes[:_MOST]:
                old, new = (_shorten(text) for text in describe_difference(change))
                sign = "+" if change.before is None else "-" if change.after is None else "~"
                told = f"{old} → {new}" if sign == "~" else old or new
                about = f"  ({explain_difference(change)})" if explain_difference(change) else ""
                yield f"    {sign} {change.name}: {told}{about}"
            if len(changes) > _MOST:
                yield f"    and {len(changes) - _MOST} more"


def _markdown_lines(
    compared: Sequence[PackageComparison], before: str, after: str
) -> Iterator[str]:
    yield f"### {_escape_cell(before)} → {_escape_cell(after)}"
    differing = [one for one in compared if one.differences]
    if not differing:
        yield "\nNo difference in meaning."
    for one in differing:
        yield f"\n#### {_escape_cell(one.title)}: {describe_state(one) or _count_phrase(one)}"
        for section, changes in group_by_section(one.differences):
            yield f"\n| {section.capitalize()} | Before | After |\n|---|---|---|"
            for change in changes[:_MOST]:
                old, new = (_escape_cell(_shorten(text)) for text in describe_difference(change))
                about = f"<br>{explain_difference(change)}" if explain_difference(change) else ""
                yield f"| {_escape_cell(change.name)}{about} | {old or '–'} | {new or '–'} |"
            if len(changes) > _MOST:
                yield f"| and {len(changes) - _MOST} more | | |"


def _values(change: Difference) -> dict[str, Any]:
    old, new = describe_difference(change)
    return {
        "section": change.section,
        "names": list(change.names),
        "before": old if change.before else None,
        "after": new if change.after else None,
        "note": explain_difference(change),
    }


def _count_phrase(one: PackageComparison) -> str:
    number = sum(len(change.names) for change in one.differences)
    return f"{number} difference{'' if number == 1 else 's'}"


def _shorten(text: str) -> str:
    line = text.replace("\n", " ⏎ ")
    line = "".join(c if c.isprintable() else "?" for c in line)
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _escape_cell(text: str) -> str:
    """Escape Markdown and HTML in a table cell."""
    return "".join(
        f"&#{ord(c)};" if c in "\\`*_[]<>|#@&" else c if c.isprintable() else "?" for c in text
    )


_WAITING = list_worded_screens("waiting")
_MOST_SCREENS = 6


def render_page(compared: Sequence[PackageComparison], before: str, after: str) -> str:
    """The differences as one HTML file without scripts."""
    body = "".join(_body(compared, before, after))
    style = (resources.files("themebuilder.importing") / "diff_page.css").read_text("utf-8")
    policy = "default-src 'none'; img-src data:; media-src data:; style-src 'unsafe-inline'"
    return (
        "<!doctype html>\n"
        '<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(before)} → {escape(after)}</title><style>\n{style}</style></head>\n"
        f"<body>\n{body}</body></html>\n"
    )


def _body(compared: Sequence[PackageComparison], before: str, after: str) -> Iterator[str]:
    number = count_differences(compared)
    told = (
        f"{number} difference{'' if number == 1 else 's'}" if number else "No difference in meaning"
    )
    yield (
        f'<header><p class="sides"><b>{escape(before)}</b><i aria-hidden="true">→</i>'
        f"<b>{escape(after)}</b></p><h1>{told}</h1></header>\n<main>\n"
    )
    for one in compared:
        if one.differences:
            mark = (
                f' <em class="{describe_state(one)}">{describe_state(one)}</em>'
                if describe_state(one)
                else ""
            )
            yield f"<section><h2>{escape(one.title[:1].upper() + one.title[1:])}{mark}</h2>\n"
            for section, changes in group_by_section(one.differences):
                yield f"<h3>{section.capitalize()} <small>{_number(changes)}</small></h3>\n"
                yield "".join(_RENDERERS.get(section, _table)(changes, one))
            yield "</section>\n"
    yield "</main>\n"


def _number(changes: Sequence[Difference]) -> int:
    return sum(len(change.names) for change in changes)


def _colours(changes: Sequence[Difference], one: PackageComparison) -> Iterator[str]:
    shades = [change for change in changes if change.name.startswith("shade ")]
    if shades:
        yield '<div class="palettes">'
        for label, package, given in (
            ("before", one.before, [change.before for change in shades]),
            ("after", one.after, [change.after for change in shades]),
        ):
            colors = _palette(package) or [fact.shown for fact in given if fact]
            blocks = "".join(
                f'<i style="background:{color}"><span>{color}</span></i>' for color in colors
            )
            yield f'<div><label>{label}</label><div class="palette">{blocks}</div></div>'
        yield "</div>\n"
    others = [change for change in changes if change not in shades]
    if others:
        yield from _table(others, one, _swatch)


def _palette(package: ForeignPackage | None) -> list[str]:
    """All shades of a package, also those that did not change."""
    if package is None or package.kind != "webapp3":
        return []
    try:
        manifest, _ = read_foreign_json(package.files["webapp3/branding/manifest.json"], "")
    except (JsonError, KeyError):
        return []
    palette = manifest.get("colorPalette")
    return [str(one) for one in palette if _is_color(one)] if isinstance(palette, list) else []


def _is_color(value: object) -> bool:
    return isinstance(value, str) and len(value) == 7 and value[0] == "#" and value[1:].isalnum()


def _swatch(fact: PackageFact | None) -> str:
    if fact is None:
        return _words(None)
    block = (
        f'<i class="swatch" style="background:{fact.shown}"></i>' if _is_color(fact.shown) else ""
    )
    return block + _words(fact)


def _pictures(changes: Sequence[Difference], _one: PackageComparison) -> Iterator[str]:
    for change in changes:
        old, new = (fact.data if fact else None for fact in (change.before, change.after))
        seen = compare_pictures(old, new)
        share = (
            f"<b>{seen.changed:.1%}</b> of the pixels changed" if seen.changed is not None else ""
        )
        yield f'<figure class="pair"><figcaption>{escape(change.name)}<span>{share}</span></figcaption>'
        yield _image(old, change.before, seen.before) + _image(new, change.after, seen.after)
        yield "</figure>\n"


def _image(data: bytes | None, fact: PackageFact | None, said: str) -> str:
    if data is None or not is_picture(data):
        return f'<div class="none">{escape(fact.shown) if fact else "none"}</div>'
    return f'<div><img alt="" src="{make_thumbnail(data)}"><small>{escape(said)}</small></div>'


def _screens(changes: Sequence[Difference], one: PackageComparison) -> Iterator[str]:
    """Sketch the screens that changed, the waiting ones first, then list all changes."""
    ids = dict.fromkeys(name.partition(" ")[0] for change in changes for name in change.names)
    looks: dict[str, list[str]] = {}
    for id_ in sorted(ids, key=lambda id_: (id_ not in _WAITING, list(ids).index(id_))):
        looks.setdefault(_screen(one.before, id_) + _screen(one.after, id_), []).append(id_)
    for look, same in list(looks.items())[:_MOST_SCREENS]:
        more = f" and {len(same) - 2} more" if len(same) > 2 else ""
        caption = ", ".join(f"<code>{escape(id_)}</code>" for id_ in same[:2]) + more
        yield f'<figure class="pair"><figcaption><div>{caption}</div></figcaption>{look}</figure>\n'
    yield "<p><small>A sketch: type and place of the words are the platform’s.</small></p>\n"
    yield from _table(changes, one)


def _screen(package: ForeignPackage | None, id_: str) -> str:
    config, _ = read_foreign_json(package.files[CONFIG], CONFIG) if package else ({}, ())
    found = dict(list_screens(config)).get(id_)
    if package is None or found is None:
        return '<div class="none">the platform’s own screen</div>'
    background = found.get("background")
    path = background.get("path") if isinstance(background, dict) else None
    data = package.files.get(path) if isinstance(path, str) else None
    image = f'<img alt="" src="{make_thumbnail(data)}">' if is_picture(data) and data else ""
    return f'<div class="screen">{image}<p>{escape(read_screen_text(found))}</p></div>'


def _prompts(changes: Sequence[Difference], one: PackageComparison) -> Iterator[str]:
    yield from _table(changes, one, _player)


def _player(fact: PackageFact | None) -> str:
    data = fact.data if fact else None
    if data is None:
        return _words(fact)
    address = make_sound_url(data)
    player = f'<audio controls preload="none" src="{address}"></audio>' if address else ""
    return f"{player}<small>{escape(describe_recording(data))}</small>"


def _table(
    changes: Sequence[Difference],
    _one: PackageComparison,
    shown: Callable[[PackageFact | None], str] | None = None,
) -> Iterator[str]:
    yield "<table><thead><tr><th></th><th>before</th><th>after</th></tr></thead><tbody>\n"
    for change in changes:
        draw = shown or (_player if is_sound(change) else _words)
        about = (
            f"<small>{escape(explain_difference(change))}</small>"
            if explain_difference(change)
            else ""
        )
        yield (
            f'<tr><th scope="row">{escape(change.name)}{about}</th>'
            f"<td>{draw(change.before)}</td><td>{draw(change.after)}</td></tr>\n"
        )
    yield "</tbody></table>\n"


def _words(fact: PackageFact | None) -> str:
    return f"<span>{escape(fact.shown)}</span>" if fact else '<span class="none">none</span>'


_RENDERERS: Mapping[str, Callable[[Sequence[Difference], PackageComparison], Iterator[str]]] = {
    "colours": _colours,
    "pictures": _pictures,
    "screens": _screens,
    "prompts": _prompts,
}
"""Section -> how it is drawn; the others are tables."""
