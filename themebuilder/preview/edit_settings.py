"""A setting as the page that edits offers it: its values, and what each does in the app and on the server."""

from __future__ import annotations

from typing import NamedTuple

from themebuilder.core.messages import N_, Bilingual, Message, _
from themebuilder.definitions.outline import Outline
from themebuilder.preview.description import JsonObject
from themebuilder.preview.theme_state import Snapshot, say
from themebuilder.settings import (
    LANGUAGES,
    WHAT_IS_WRITTEN,
    Declaration,
    Field,
    Where,
    describe_value,
    find_fields,
    find_setting,
)

_UNDECIDED = N_(
    "None of your files sets it. The next publish doesn't change it on the server, unless the"
    " deployment names an organisation that sets it."
)


class _Sentences(NamedTuple):
    app: Message
    server: Message


def describe_setting(name: str, outline: Outline, snapshot: Snapshot) -> JsonObject:
    """Return the setting called *name*; a part of one has a dotted name."""
    setting = find_setting(name)
    assert setting is not None  # noqa: S101 - `parse_part` knows no others
    title, about = describe_value(name, "")
    whole = _explain(setting, WHAT_IS_WRITTEN)
    return {
        "title": _pair(title),
        "about": _pair(about if setting.parts else setting.about),
        "cannot": _pair(setting.cannot),
        "default": setting.default,
        "app": say(whole.app),
        "server": say(whole.server),
        "undecided": say(_(_UNDECIDED) if setting.at(Where.ROOM) else whole.server),
        "choices": [
            {
                "value": value.name,
                "effect": _pair(value.effect),
                "app": say(explained.app),
                "server": say(explained.server),
                "hidden": _list_hidden(setting, value.name, outline),
            }
            for value in setting.values
            for explained in [_explain(setting, value.name)]
        ],
        "languages": _list_languages(outline, snapshot) if setting is LANGUAGES else [],
    }


def _explain(setting: Declaration, value: str) -> _Sentences:
    """Return what *value* does, `WHAT_IS_WRITTEN` for any; publishing decides what a server gets."""
    server = _("The next publish changes nothing on the server.")
    if booking := next(iter(setting.at(Where.BOOKING)), None):
        server = _(
            "The next publish changes nothing on the server. It compares `{field}` of the booking"
            " templates with the setting.",
            field=booking.name,
        )
    if room := next(iter(setting.at(Where.ROOM)), None):
        server = _(
            "The next publish leaves `{field}` of the meeting rooms as it is.", field=room.name
        )
        if room.value(value) is not None:
            server = _(
                "The next publish sets `{field}` of the organisation's meeting rooms to `{value}`.",
                field=room.name,
                value=_write(room, value),
            )
    return _Sentences(_explain_app(setting, value), server)


def _explain_app(setting: Declaration, value: str) -> Message:
    field = next(iter(setting.at(Where.HIDDEN, Where.CONFIG, Where.TEXTS)), None)
    if field is None:
        return _("The app's package stays as it is.")
    if field.where is Where.TEXTS:
        return _("The app's texts change.")
    if field.where is Where.HIDDEN:
        if field.value(value):
            return _("The app hides `{part}`.", part=field.name)
        return _("The app shows `{part}`.", part=field.name)
    if field.value(value) is None:
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
    found = field.value(value)
    return str(found).lower() if isinstance(found, bool) else str(found)


def _list_hidden(setting: Declaration, value: str, outline: Outline) -> list[str]:
    """Return all that the theme's package would hide with *value*, for the page to paint it at once."""
    given = {name: one.value for name, one in outline.settings.items()} | {setting.name: value}
    hidden = {text.value for text in outline.merged.map("webapp").texts("hide")}
    hidden |= {
        field.name
        for one, field in find_fields(Where.HIDDEN)
        if one.name in given and field.value(given[one.name])
    }
    return sorted(hidden)


def _list_languages(outline: Outline, snapshot: Snapshot) -> list[str]:
    """Return the languages that have texts, and those that the theme offers without any."""
    known = {name for name in snapshot.library.names("texts") if "." not in name}
    return [*outline.languages, *sorted(known - set(outline.languages))]


def _pair(text: Bilingual) -> dict[str, str]:
    return {"en": text.en, "da": text.da}
