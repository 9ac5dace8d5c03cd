"""What can be chosen for a part: a setting's values and what each does, words for a message, a picture."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from math import ceil
from typing import TypeGuard, get_args

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from themebuilder.build.assets import find_slot
from themebuilder.core.messages import N_, Message, _
from themebuilder.core.problems import ThemeError
from themebuilder.core.tree import Map, Node, Text
from themebuilder.definitions.library import Library
from themebuilder.definitions.outline import Outline
from themebuilder.definitions.texts import collect_values, find_message, find_review
from themebuilder.editing.parts import Part
from themebuilder.media.model import STYLES, Tone
from themebuilder.media.symbols import SYMBOLS
from themebuilder.preview.description import JsonObject
from themebuilder.preview.guard import PACKAGE_HEADERS, guess_content_type
from themebuilder.preview.session import PreviewSession
from themebuilder.preview.theme_state import Snapshot, translate_all
from themebuilder.settings import (
    LANGUAGES_SETTING,
    WHAT_IS_WRITTEN,
    Field,
    FieldKind,
    Setting,
    describe_value,
    find_fields,
    find_setting,
)


def describe_choices(part: Part, outline: Outline, snapshot: Snapshot) -> JsonObject:
    """Return what can be chosen for a setting, for words or a picture of the theme; nothing for other parts."""
    if part.kind == "setting":
        return {"setting": _describe_setting(part.name, outline, snapshot)}
    if part.kind == "wording":
        return {"wordings": _describe_wordings(part.name, outline, snapshot)}
    if part.kind == "picture":
        return {"picture": _describe_slot(snapshot.library, part.name)}
    return {}


_UNDECIDED = N_(
    "None of your files sets it. The next publish doesn't change it on the server, unless the"
    " deployment names an organisation that sets it."
)


def _describe_setting(name: str, outline: Outline, snapshot: Snapshot) -> JsonObject:
    """Return the setting called *name*; a part of one has a dotted name."""
    setting = find_setting(name)
    assert setting is not None  # noqa: S101 - `parse_part` knows no others
    title, about = describe_value(name, WHAT_IS_WRITTEN)
    whole = _explain(setting, WHAT_IS_WRITTEN)
    return {
        "title": translate_all(title),
        "about": translate_all(about if setting.parts else setting.about),
        "cannot": translate_all(setting.cannot),
        "default": setting.default,
        **whole,
        "undecided": translate_all(_(_UNDECIDED))
        if setting.list_fields(FieldKind.ROOM)
        else whole["server"],
        "choices": [
            {
                "value": value.name,
                "effect": translate_all(value.effect),
                **_explain(setting, value.name),
                "hidden": _list_hidden(setting, value.name, outline),
            }
            for value in setting.values
        ],
        "languages": _list_languages(outline, snapshot) if setting is LANGUAGES_SETTING else [],
    }


def _explain(setting: Setting, value: str) -> JsonObject:
    """Return what *value* does, `WHAT_IS_WRITTEN` for any; publishing decides what a server gets."""
    server = _("The next publish changes nothing on the server.")
    if booking := next(iter(setting.list_fields(FieldKind.BOOKING)), None):
        server = _(
            "The next publish changes nothing on the server. It compares `{field}` of the booking"
            " templates with the setting.",
            field=booking.name,
        )
    if room := next(iter(setting.list_fields(FieldKind.ROOM)), None):
        server = _(
            "The next publish leaves `{field}` of the meeting rooms as it is.", field=room.name
        )
        if room.find_value(value) is not None:
            server = _(
                "The next publish sets `{field}` of the organisation's meeting rooms to `{value}`.",
                field=room.name,
                value=_write(room, value),
            )
    return {"app": translate_all(_explain_app(setting, value)), "server": translate_all(server)}


def _explain_app(setting: Setting, value: str) -> Message:
    field = next(
        iter(setting.list_fields(FieldKind.HIDDEN, FieldKind.CONFIG, FieldKind.TEXTS)), None
    )
    if field is None:
        return _("The app's package stays as it is.")
    if field.kind is FieldKind.TEXTS:
        return _("The app's texts change.")
    if field.kind is FieldKind.HIDDEN:
        title, _effect = describe_value(setting.name, value)
        if field.find_value(value):
            return _("The app hides the button “{setting}”.", setting=title)
        return _("The app shows the button “{setting}”.", setting=title)
    if field.find_value(value) is None:
        return _("The app decides itself: the package doesn't set `{field}`.", field=field.name)
    if value == WHAT_IS_WRITTEN:
        return _("The app's package gets it as `{field}`.", field=field.name)
    return _(
        "The app's package sets `{field}` to `{value}`.",
        field=field.name,
        value=_write(field, value),
    )


def _write(field: Field, value: str) -> str:
    """Return what *field* gets, as JSON writes it."""
    found = field.find_value(value)
    return str(found).lower() if isinstance(found, bool) else str(found)


def _list_hidden(setting: Setting, value: str, outline: Outline) -> list[str]:
    """Return all that the theme's package would hide with *value*, for the page to paint it at once."""
    given = {name: resolved.value for name, resolved in outline.settings.items()} | {
        setting.name: value
    }
    hidden = {text.value for text in outline.merged.map("webapp").texts("hide")}
    hidden |= {
        field.name
        for declared, field in find_fields(FieldKind.HIDDEN)
        if declared.name in given and field.find_value(given[declared.name])
    }
    return sorted(hidden)


def _list_languages(outline: Outline, snapshot: Snapshot) -> list[str]:
    """Return the languages that have texts, and those that the theme offers without any."""
    known = {name for name in snapshot.library.names("texts") if "." not in name}
    return [*outline.languages, *sorted(known - set(outline.languages))]


def _describe_wordings(message: str, outline: Outline, snapshot: Snapshot) -> list[JsonObject]:
    """Return the wordings that have *message*, with its words in the languages of the theme."""
    library = snapshot.library
    users: dict[str, list[str]] = {}
    for name in sorted(library.own.get("theme", {}).keys() & snapshot.outlines.keys()):
        chosen = snapshot.outlines[name].merged.text("wording", message)
        users.setdefault(chosen, []).append(name)
    trees = {name: library.get_merged("wording", name) for name in library.names("wording")}
    return [
        {
            "name": name,
            "about": _read_about(tree),
            "themes": users.get(name, []),
            "words": list(_list_words(name, message, outline, snapshot)),
        }
        for name, tree in trees.items()
        if tree and message in tree.entries
    ]


def route_recordings(session: PreviewSession) -> Route:
    """Return the route of the recordings that wordings name."""

    async def answer(request: Request) -> Response:
        asked = request.path_params
        library = session.rebuilder.snapshot.library
        tree = library.get_merged("wording", asked["wording"])
        path = tree.get(asked["message"], asked["language"], "recording") if tree else None
        if not _is_playable(path):
            return Response(status_code=404)
        try:
            data = await asyncio.to_thread(library.read_asset, path)
        except ThemeError:
            return Response(status_code=404)
        return Response(data, headers=PACKAGE_HEADERS, media_type=guess_content_type(path.value))

    return Route("/api/wordings/{wording}/{message}/{language}/recording", answer)


def _list_words(
    name: str, message: str, outline: Outline, snapshot: Snapshot
) -> Iterator[JsonObject]:
    """Yield the words in each language, those of the meeting's screens first; none where they lack."""
    library = snapshot.library
    place = outline.lineage[0].tree.place
    for language in dict.fromkeys((*outline.screen_languages, *outline.languages)):
        try:
            found, _problems = find_message(
                library,
                message,
                Text(name, place),
                language,
                collect_values(outline),
                offered_at=place,
            )
        except ThemeError:
            found = None
        tree = library.get_merged("wording", name) or Map({}, place)
        recording = tree.get(message, language, "recording")
        yield {
            "language": language,
            "lines": [line.value for line in found.lines] if found else [],
            "spoken": found.spoken.value if found else "",
            "review": find_review(library, message, name, language) if found else "",
            "recording": f"/api/wordings/{name}/{message}/{language}/recording"
            if _is_playable(recording)
            else "",
        }


def _is_playable(recording: Node | None) -> TypeGuard[Text]:
    """Whether it is the name of a recording that browsers play."""
    return isinstance(recording, Text) and guess_content_type(recording.value).startswith("audio/")


def _read_about(tree: Map) -> dict[str, str]:
    """Return when the wording is the right one, in the page's languages."""
    about = tree.get("about")
    if isinstance(about, Map):
        english = about.text("en", default=about.text("da"))
        return {"en": english, "da": about.text("da", default=english)}
    return dict.fromkeys(("en", "da"), tree.text("about"))


def _describe_slot(library: Library, name: str) -> JsonObject:
    """Return what a picture must be for the slot, as the page says before it is sent, and what can be drawn."""
    slot = find_slot(library, name)
    least = [ceil(side / slot.max_upscale) for side in (slot.width, slot.height)]
    is_symbol = name in ("logo", "favicon")
    return {
        "svg_bytes": slot.max_bytes if slot.takes_svg else 0,
        "least": least,
        "motifs": list(SYMBOLS if is_symbol else STYLES),
        "tones": [] if is_symbol else list(get_args(Tone)),
        # The meeting writes on its screens in white.
        "start": {"tone": "dark"} if name == "screen" else {},
    }
