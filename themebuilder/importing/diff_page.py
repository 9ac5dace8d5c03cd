"""What differs, as one self-contained page: swatches, pictures, screens and recordings side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from importlib import resources

from themebuilder.importing.compare_inputs import Compared
from themebuilder.importing.comparison import Change
from themebuilder.importing.diff_format import count, note, sections, state
from themebuilder.importing.facts import Fact
from themebuilder.importing.from_service_theme import screens
from themebuilder.importing.media_comparison import (
    heard,
    is_picture,
    is_sound,
    sight,
    sound_address,
    thumbnail,
)
from themebuilder.importing.package_reader import CONFIG, Foreign
from themebuilder.packages.errors import JsonError
from themebuilder.packages.json_reader import read_foreign_json
from themebuilder.packages.service_theme import shown_text
from themebuilder.platform.shipped import list_worded_screens

_WAITING = list_worded_screens("waiting")
_MOST_SCREENS = 6


def page(compared: Sequence[Compared], before: str, after: str) -> str:
    """The differences as HTML that needs no other file and runs no script."""
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


def _body(compared: Sequence[Compared], before: str, after: str) -> Iterator[str]:
    number = count(compared)
    told = (
        f"{number} difference{'' if number == 1 else 's'}" if number else "No difference in meaning"
    )
    yield (
        f'<header><p class="sides"><b>{escape(before)}</b><i aria-hidden="true">→</i>'
        f"<b>{escape(after)}</b></p><h1>{told}</h1></header>\n<main>\n"
    )
    for one in compared:
        if one.changes:
            mark = f' <em class="{state(one)}">{state(one)}</em>' if state(one) else ""
            yield f"<section><h2>{escape(one.title[:1].upper() + one.title[1:])}{mark}</h2>\n"
            for section, changes in sections(one.changes):
                yield f"<h3>{section.capitalize()} <small>{_number(changes)}</small></h3>\n"
                yield "".join(_DRAWN.get(section, _table)(changes, one))
            yield "</section>\n"
    yield "</main>\n"


def _number(changes: Sequence[Change]) -> int:
    return sum(len(change.names) for change in changes)


def _colours(changes: Sequence[Change], one: Compared) -> Iterator[str]:
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


def _palette(package: Foreign | None) -> list[str]:
    """All shades of a package, so that those that stayed are seen beside those that changed."""
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


def _swatch(fact: Fact | None) -> str:
    if fact is None:
        return _words(None)
    block = (
        f'<i class="swatch" style="background:{fact.shown}"></i>' if _is_color(fact.shown) else ""
    )
    return block + _words(fact)


def _pictures(changes: Sequence[Change], _one: Compared) -> Iterator[str]:
    for change in changes:
        old, new = (fact.data if fact else None for fact in (change.before, change.after))
        seen = sight(old, new)
        share = (
            f"<b>{seen.changed:.1%}</b> of the pixels changed" if seen.changed is not None else ""
        )
        yield f'<figure class="pair"><figcaption>{escape(change.name)}<span>{share}</span></figcaption>'
        yield _image(old, change.before, seen.before) + _image(new, change.after, seen.after)
        yield "</figure>\n"


def _image(data: bytes | None, fact: Fact | None, said: str) -> str:
    if data is None or not is_picture(data):
        return f'<div class="none">{escape(fact.shown) if fact else "none"}</div>'
    return f'<div><img alt="" src="{thumbnail(data)}"><small>{escape(said)}</small></div>'


def _screens(changes: Sequence[Change], one: Compared) -> Iterator[str]:
    """The screens that changed, drawn as a guest sees them, the waiting ones first; then all in words."""
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


def _screen(package: Foreign | None, id_: str) -> str:
    config, _ = read_foreign_json(package.files[CONFIG], CONFIG) if package else ({}, ())
    found = dict(screens(config)).get(id_)
    if package is None or found is None:
        return '<div class="none">the platform’s own screen</div>'
    background = found.get("background")
    path = background.get("path") if isinstance(background, dict) else None
    data = package.files.get(path) if isinstance(path, str) else None
    image = f'<img alt="" src="{thumbnail(data)}">' if is_picture(data) and data else ""
    return f'<div class="screen">{image}<p>{escape(shown_text(found))}</p></div>'


def _prompts(changes: Sequence[Change], one: Compared) -> Iterator[str]:
    yield from _table(changes, one, _player)


def _player(fact: Fact | None) -> str:
    data = fact.data if fact else None
    if data is None:
        return _words(fact)
    address = sound_address(data)
    player = f'<audio controls preload="none" src="{address}"></audio>' if address else ""
    return f"{player}<small>{escape(heard(data))}</small>"


def _table(
    changes: Sequence[Change], _one: Compared, shown: Callable[[Fact | None], str] | None = None
) -> Iterator[str]:
    yield "<table><thead><tr><th></th><th>before</th><th>after</th></tr></thead><tbody>\n"
    for change in changes:
        draw = shown or (_player if is_sound(change) else _words)
        about = f"<small>{escape(note(change))}</small>" if note(change) else ""
        yield (
            f'<tr><th scope="row">{escape(change.name)}{about}</th>'
            f"<td>{draw(change.before)}</td><td>{draw(change.after)}</td></tr>\n"
        )
    yield "</tbody></table>\n"


def _words(fact: Fact | None) -> str:
    return f"<span>{escape(fact.shown)}</span>" if fact else '<span class="none">none</span>'


_DRAWN: Mapping[str, Callable[[Sequence[Change], Compared], Iterator[str]]] = {
    "colours": _colours,
    "pictures": _pictures,
    "screens": _screens,
    "prompts": _prompts,
}
"""Section -> how it is drawn; the others are tables."""
