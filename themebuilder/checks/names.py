"""Checks of names: those of guests that others read, and the vendor's that guests read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from themebuilder.checks.base import Context, Fault, theme_check
from themebuilder.checks.passages import Passage, TextFault, TextFix, text_check
from themebuilder.checks.prose import TAG
from themebuilder.core.messages import Message, _, join_messages
from themebuilder.definitions.model import ResolvedSetting, Theme
from themebuilder.settings.name_visibility import NAME_PLACES, SOURCE, NamePlace, find_promise


@theme_check("names-still-shown")
def names_still_shown(theme: Theme, _context: Context) -> Iterator[Fault]:
    for setting, shown in _find_shown(theme):
        open_places = [place for place in shown if place.hidden_by]
        needed = [
            f"`{name}: {value}`" for place in open_places for name, value in place.hidden_by.items()
        ]
        if needed:
            message = _(
                "Names should be hidden, but guests still see them here: {places}.",
                places=_join(open_places),
            )
            hint = _(
                "Set {settings} in themes/organisations/{organisation}.yaml.",
                settings=", ".join(needed),
                organisation=setting.set_by,
            )
            yield setting.place, message, hint


@theme_check("names-shown-anyway")
def names_shown_anyway(theme: Theme, _context: Context) -> Iterator[Fault]:
    for setting, shown in _find_shown(theme):
        if rest := [place for place in shown if not place.hidden_by]:
            message = _(
                "Names should be hidden, but no setting hides them here: {places}.",
                places=_join(rest),
            )
            yield setting.place, message, join_messages((SOURCE,))


def find_settings_to_set(values: Mapping[str, str]) -> dict[str, str]:
    """Return the settings that hide names where *values* promise it and don't, with their values."""
    places = [place for place in NAME_PLACES if find_promise(values) and place.is_open(values)]
    return {name: value for place in places for name, value in place.hidden_by.items()}


def _find_shown(theme: Theme) -> Iterator[tuple[ResolvedSetting, list[NamePlace]]]:
    """Yield the setting that promises to hide names, with the places where they show all the same."""
    values = {name: setting.value for name, setting in theme.settings.items()}
    if promise := find_promise(values):
        yield theme.settings[promise], [place for place in NAME_PLACES if place.is_open(values)]


def _join(places: Sequence[NamePlace]) -> Message:
    return join_messages((place.title for place in places), "; ")


@text_check("vendor-named")
def vendor_named(passage: Passage) -> Iterator[TextFault]:
    logos = passage.fact.logo_tags if passage.fact else ()
    for match in TAG.finditer(passage.text):
        if match.group(2) in logos and not match.group(1):
            yield _(
                "`<{tag}>` shows Pexip's logo, so the meeting seems to be with Pexip.",
                tag=match.group(2),
            )


def remove_vendor(passage: Passage) -> Iterator[TextFix]:
    """Propose the text without Pexip's logo."""
    logos = passage.fact.logo_tags if passage.fact else ()
    text = TAG.sub(lambda it: "" if it.group(2) in logos else it.group(), passage.text)
    yield _("Remove Pexip's logo"), " ".join(text.split())
